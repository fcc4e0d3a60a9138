"""A row of the inbox: what it shows, by which words it is found, how it is sorted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from tui.screens.taking import holder
from tui.widgets.table import Cell, Column, ListSource
from tui.words import due_short, due_style
from workflow.language import language, text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import InboxItem

ALIASES = {
    "tenggat": "due",
    "perkara": "case",
    "kasus": "case",
    "jabatan": "position",
    "calon": "who",
    "nama": "who",
    "tindakan": "waits",
    "opd": "unit",
    "status": "state",
    "diambil": "taken",
    "an": "for",
}


@dataclass(frozen=True, slots=True)
class Extra:
    """The columns that are there only where they say something."""

    taken: bool = False
    lent: bool = False

    @property
    def fields(self) -> list[str]:
        """The names of all columns, in their order."""
        more = [name for name, there in (("taken", self.taken), ("for", self.lent)) if there]
        return ["due", "case", "position", "who", *more, "waits", "unit", "state"]


NONE = Extra()


def extra(items: Iterable[InboxItem]) -> Extra:
    """Which of them some items need."""
    items = list(items)
    return Extra(any(one.claim for one in items), any(one.for_whom or one.in_post for one in items))


def columns(more: Extra = NONE) -> list[Column]:
    """The columns, worded now."""
    who = 1 if more.taken or more.lent else 0
    found = [
        Column("due", _("Due"), width=9),
        Column("case", _("Case"), width=12),
        Column("position", _("Position"), min_width=14, weight=1.6),
        Column("who", _("Nominee"), min_width=12, weight=1.4, priority=who),
    ]
    if more.taken:
        found.append(Column("taken", _("Taken up"), width=10))
    if more.lent:
        found.append(Column("for", _("For (a.n.)"), width=14))
    return [
        *found,
        Column("waits", _("Waits for"), min_width=10, priority=2),
        Column("unit", _("Unit"), min_width=14, weight=1.2, priority=3),
        Column("state", _("State"), min_width=10, priority=4),
    ]


def lent(item: InboxItem) -> str:
    """In whose place it came: the absent, or the post in which one acts."""
    return item.for_whom or item.in_post or ""


def source(
    items: Sequence[InboxItem], fresh: set[str], me: str = "", more: Extra = NONE
) -> ListSource[InboxItem]:
    """The rows over the items.

    Args:
        items: what waits.
        fresh: the keys that came while one was looking.
        me: the user's id.
        more: which further columns are shown.
    """

    def taken(item: InboxItem) -> str:
        return holder(item.claim, me) if item.claim else ""

    def further(item: InboxItem) -> list[str]:
        shown = [taken(item)] if more.taken else []
        return [*shown, lent(item)] if more.lent else shown

    def cells(item: InboxItem) -> Sequence[Cell]:
        due = due_short(item.overdue, item.waiting)
        mark = Content.assemble(Content.styled("•", "bold $text-accent"), due) if item.case in fresh else due
        state = text(item.state_label)
        return [
            mark,
            item.case,
            item.title,
            item.who or "–",
            *further(item),
            ", ".join(map(text, item.labels)),
            item.unit,
            f"{state} ({_('returned')})" if item.returned else state,
        ]

    def search(item: InboxItem) -> Sequence[str]:
        labels = " ".join(word for label in item.labels for word in label.values())
        return [
            due_short(item.overdue, item.waiting),
            item.case,
            item.title,
            item.who or "",
            *further(item),
            labels,
            item.unit,
            " ".join(item.state_label.values()),
        ]

    return ListSource(
        items,
        key=lambda item: item.case,
        cells=cells,
        fields=more.fields,
        aliases={alias: field for alias, field in ALIASES.items() if field in more.fields},
        search=search,
        sort_keys={"due": lambda item: item.due or date.max},
        version=lambda item: (
            item.revision,
            item.waiting,
            item.actions,
            lent(item),
            item.case in fresh,
            more,
            language(),
        ),
        style=lambda item: due_style(item.overdue, item.waiting),
    )
