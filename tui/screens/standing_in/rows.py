"""A line of the screen: what it is, whose, who acts, from when to when, whether it counts."""

from __future__ import annotations

from collections.abc import Sequence

from tui.widgets.table import Cell, Column, ListSource
from workflow.language import language
from workflow.language import translate as _

from .entries import Entry

FIELDS = ["state", "kind", "who", "to", "since", "until", "reach", "reason"]
ALIASES = {"keadaan": "state", "jenis": "kind", "pejabat": "who", "pengganti": "to", "alasan": "reason"}
_MARKS = {"now": "●", "later": "○", "over": "–"}


def columns() -> list[Column]:
    """The columns, worded now."""
    return [
        Column("state", _("State"), width=18),
        Column("kind", "", width=10, priority=2),
        Column("who", _("For"), min_width=14, weight=1.3),
        Column("to", _("Stand-in"), min_width=14, weight=1.3),
        Column("since", _("From"), width=17, priority=4),
        Column("until", _("Until"), width=17, priority=1),
        Column("reach", _("How far"), min_width=12, priority=3),
        Column("reason", _("Reason"), min_width=10, priority=5),
    ]


def kind(one: Entry) -> str:
    """An absence or a delegation."""
    return _("absence") if one.kind == "absence" else _("delegation")


def who_acts(one: Entry) -> str:
    """Who acts: those named, or nobody; where the first is away too, who acts now."""
    said = ", ".join(one.to) or _("nobody")
    return f"{said} ({_('now {name}').format(name=one.acts)})" if one.acts and one.acts != one.to[0] else said


def source(entries: Sequence[Entry]) -> ListSource[Entry]:
    """The rows over the entries."""

    def cells(one: Entry) -> Sequence[Cell]:
        mark = f"{_MARKS[one.standing]} {one.state}"
        return [mark, kind(one), one.who, who_acts(one), one.since, one.until or "…", one.reach, one.reason]

    return ListSource(
        entries,
        key=lambda one: one.id,
        cells=cells,
        fields=FIELDS,
        aliases=ALIASES,
        version=lambda one: (one, language()),
        style=lambda one: "dim" if one.standing == "over" else None,
    )
