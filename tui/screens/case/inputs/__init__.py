"""The parts of a form, one a type of field; papers are a part of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflow.language import text
from workflow.language import translate as _

from .choices import ChoicePart, TextAreaPart, YesNoPart
from .lines import DatePart, MomentPart, NumberPart, TextPart
from .papers import PaperPart, Papers
from .part import Part
from .pick import PickPart, pickable, picker_columns

__all__ = [
    "ChoicePart",
    "DatePart",
    "MomentPart",
    "NumberPart",
    "PaperPart",
    "Papers",
    "Part",
    "PickPart",
    "TextAreaPart",
    "TextPart",
    "YesNoPart",
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
        return NumberPart(name, label, needed, more, raw)
    if kind in ("person", "position", "unit"):
        return PickPart(name, label, picker_columns(kind), known, needed, more, raw)
    return TextPart(
        name,
        label,
        needed,
        more or (_("Groups are filled in from the command line.") if kind == "group" else ""),
        raw,
    )
