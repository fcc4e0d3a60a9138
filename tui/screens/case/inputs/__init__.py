"""The parts of a form, one a type of field; papers are a part of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflow.language import text

from .choices import ChoicePart, TextAreaPart, YesNoPart
from .faults import Faults
from .lines import DatePart, MomentPart, NumberPart, TextPart
from .papers import PaperPart, Papers
from .part import Part
from .pick import PickPart, pickable, picker_columns
from .rows import RowsPart, as_typed

__all__ = [
    "ChoicePart",
    "DatePart",
    "Faults",
    "MomentPart",
    "NumberPart",
    "PaperPart",
    "Papers",
    "Part",
    "PickPart",
    "RowsPart",
    "TextAreaPart",
    "TextPart",
    "YesNoPart",
    "as_typed",
    "part_for",
    "pickable",
]


def part_for(field: Any, needed: bool, raw: Any, known: Callable[[str], str | None]) -> Part:
    """The part that fits a field's type."""
    name, label, more = field.name, text(field.label), text(field.help) if field.help else ""
    kind = field.type
    if kind == "choice":
        return ChoicePart(
            name, label, [(value, text(one)) for value, one in field.options.items()], needed, more, raw
        )
    if kind == "yes_no":
        return YesNoPart(name, label, needed, more, raw)
    if kind == "date":
        return DatePart(name, label, needed, more, raw)
    if kind == "number":
        return NumberPart(name, label, needed, more, raw, field.least, field.most)
    if kind in ("person", "position", "unit"):
        return PickPart(name, label, picker_columns(kind), known, needed, more, raw)
    if kind == "group":
        return RowsPart(field, None, (), as_typed(raw), known, needed)
    return TextPart(name, label, needed, more, raw)
