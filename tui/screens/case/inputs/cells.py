"""The cells of a row: the parts of a form, made for one column; a yes or no is chosen, so that it may be left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.case_view import Declared
from workflow.language import text
from workflow.language import translate as _

from .choices import ChoicePart
from .lines import DatePart, NumberPart, TextPart
from .part import Part
from .pick import PickPart, picker_columns


class YesNoCell(ChoicePart):
    """Yes, no, or nothing chosen."""

    def __init__(self, name: str, label: str, needed: bool, help: str, raw: Any) -> None:
        words = {True: "yes", False: "no"}
        super().__init__(name, label, [("yes", _("yes")), ("no", _("no"))], needed, help, words.get(raw, raw))

    @property
    def value(self) -> Any:
        """True or False."""
        return None if self.raw is None else self.raw == "yes"


def cell_for(column: Declared, needed: bool, raw: Any, known: Callable[[str], str | None]) -> Part:
    """The part that fits a column's type."""
    name, label, more = column.name, text(column.label), text(column.help) if column.help else ""
    part: Part
    if column.type == "choice":
        options = [(value, text(one)) for value, one in column.options.items()]
        part = ChoicePart(name, label, options, needed, more, raw)
    elif column.type == "yes_no":
        part = YesNoCell(name, label, needed, more, raw)
    elif column.type == "date":
        part = DatePart(name, label, needed, more, raw)
    elif column.type == "number":
        part = NumberPart(name, label, needed, more, raw, column.least, column.most)
    elif column.type in ("person", "position", "unit"):
        part = PickPart(name, label, picker_columns(column.type), known, needed, more, raw)
    else:
        part = TextPart(name, label, needed, more, raw)
    part.add_class("cell")
    return part
