"""The findings below the text of a definition, as rows of a table."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from textual.content import Content

from tui.widgets.table import Cell, Column
from workflow.language import translate as _

from .source import Source

if TYPE_CHECKING:
    from workflow import Diagnostic


def columns(source: Source, found: tuple[Diagnostic, ...] = ()) -> list[Column]:
    """Place, kind, what is said; the place is wider where findings stand in other files too."""
    far = any(not source.is_here(one.place.file) for one in found)
    return [
        Column("where", _("Place"), width=26 if far else 9, sortable=False),
        Column("severity", _("Kind"), width=12, sortable=False),
        Column("says", _("What, and what to do"), weight=1, min_width=20, sortable=False),
    ]


def cells(source: Source, one: Diagnostic) -> list[Cell]:
    """A finding as a row."""
    kind = (
        Content.styled(f"✗ {_('error')}", "$text-error")
        if one.severity == "error"
        else Content.styled(f"! {_('warning')}", "$text-warning")
    )
    return [where(source, one), kind, says(one)]


def where(source: Source, one: Diagnostic) -> str:
    """Line and column; with the file's name where that is another one."""
    place = f"{one.place.line}:{one.place.column}"
    return place if source.is_here(one.place.file) else f"{PurePath(one.place.file).name}:{place}"


def says(one: Diagnostic) -> Content:
    """A finding in one sentence, with its code."""
    said = f"{one.message}, {one.hint}" if one.hint else one.message
    return Content.assemble(said, Content.styled(f"  {one.code}", "$muted"))
