"""A row of the inbox: what it shows, by which words it is found, how it is sorted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from tui.widgets.table import Cell, Column, ListSource
from tui.words import due_short, due_style
from workflow.language import language, text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import InboxItem

FIELDS = ("due", "case", "position", "who", "waits", "unit", "state")
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
}


def columns() -> list[Column]:
    """The columns, worded now."""
    return [
        Column("due", _("Due"), width=9),
        Column("case", _("Case"), width=12),
        Column("position", _("Position"), min_width=14, weight=1.6),
        Column("who", _("Nominee"), min_width=12, weight=1.4),
        Column("waits", _("Waits for"), min_width=10, priority=1),
        Column("unit", _("Unit"), min_width=14, weight=1.2, priority=2),
        Column("state", _("State"), min_width=10, priority=3),
    ]


def source(items: Sequence[InboxItem], fresh: set[str]) -> ListSource[InboxItem]:
    """The rows over the items; `fresh` are the keys that came while one was looking."""

    def cells(item: InboxItem) -> Sequence[Cell]:
        due = due_short(item.overdue, item.waiting)
        mark = Content.assemble(Content.styled("•", "bold $text-accent"), due) if item.case in fresh else due
        state = text(item.state_label)
        return [
            mark,
            item.case,
            item.title,
            item.who or "–",
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
            labels,
            item.unit,
            " ".join(item.state_label.values()),
        ]

    return ListSource(
        items,
        key=lambda item: item.case,
        cells=cells,
        fields=FIELDS,
        aliases=ALIASES,
        search=search,
        sort_keys={"due": lambda item: item.due or date.max},
        version=lambda item: (item.revision, item.waiting, item.actions, item.case in fresh, language()),
        style=lambda item: due_style(item.overdue, item.waiting),
    )
