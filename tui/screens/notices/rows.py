"""A row of the notices: when, which case, what, whether it is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tui.widgets.table import Cell, Column, ListSource
from tui.words import moment
from workflow.language import language
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Notice

FIELDS = ["state", "at", "case", "said", "title"]
ALIASES = {"waktu": "at", "perkara": "case", "pemberitahuan": "said", "jabatan": "title"}


def columns() -> list[Column]:
    """The columns, worded now."""
    return [
        Column("state", "", width=7),
        Column("at", _("When"), width=17),
        Column("case", _("Case"), width=12),
        Column("said", _("Notice"), min_width=24, weight=2.2),
        Column("title", _("About"), min_width=14, priority=1),
    ]


def standing(one: Notice) -> str:
    """New, read, or past: the case has moved on, and there is nothing to do."""
    return _("past") if one.past else _("read") if one.read is not None else _("new")


def source(notices: Sequence[Notice]) -> ListSource[Notice]:
    """The rows over the notices."""

    def cells(one: Notice) -> Sequence[Cell]:
        new = one.read is None and not one.past
        mark = Content.styled(f"• {standing(one)}", "bold $text-accent") if new else f"  {standing(one)}"
        return [mark, moment(one.at), one.case, one.message, one.title]

    return ListSource(
        notices,
        key=lambda one: one.id,
        cells=cells,
        fields=FIELDS,
        aliases=ALIASES,
        sort_keys={"at": lambda one: one.at},
        version=lambda one: (one.read, one.past, language()),
    )
