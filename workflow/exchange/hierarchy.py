r"""The dotted hierarchy of a peta jabatan: unit rows become units, and every post finds the unit above it.

Source: `nomor` of the post maps that city offices draw, `^\d+(\.\d+)*$` (DOMAIN.md 8.2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workflow.exchange.cells import read_text
from workflow.exchange.columns import plain
from workflow.exchange.findings import Bad, shown
from workflow.exchange.headings import Row
from workflow.exchange.plan import Draft, RowReader
from workflow.exchange.sheets import Cell
from workflow.exchange.units import Units, checked_id, fresh_id, unit_kind
from workflow.language import N_
from workflow.registry.model import Unit

_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,30}")


def is_unit_row(row: Row) -> bool:
    """Whether a row of a peta jabatan is a unit and no post."""
    return plain(shown(row.cell("type") or "")) in ("unit", "u", "unit kerja", "unor", "unit organisasi")


def read_place(cell: Cell) -> str:
    """A dotted number such as `1.2.10`; dots at the end are passed over.

    Raises:
        Bad: it is none.

    Example:
        >>> read_place("1.2.10."), read_place(3.0)
        ('1.2.10', '3')
    """
    text = read_text(cell).rstrip(".")
    if isinstance(cell, bool) or not _NUMBER.fullmatch(text):
        raise Bad("place", N_("“{value}” is no number of the hierarchy, such as 1.2.3."), value=shown(cell))
    return text


class Hierarchy:
    """Where each number of the hierarchy is, and which unit stands there."""

    def __init__(self, draft: Draft, units: Units) -> None:
        self._draft, self._units = draft, units
        self._rows: dict[str, Row] = {}
        self._unit_at: dict[str, Unit | None] = {}

    def take_units(self, readers: Sequence[RowReader]) -> None:
        """All unit rows, from the top down; one that is bad makes the rows right below it bad too."""
        placed = [(reader, self.number(reader)) for reader in readers]
        for reader, number in sorted(placed, key=lambda one: (one[1] or "").count(".")):
            unit = None
            if not reader.faults:
                unit = self._unit(reader, number)
            if number is not None and self._rows.get(number) is reader.row:
                self._unit_at[number] = unit
            outcome = "bad"
            if unit is not None:
                outcome = self._draft.put(unit)
                self._units.add(unit)
            self._draft.finish_row(reader, outcome)

    def number(self, reader: RowReader) -> str | None:
        """The number of a row; twice the same is a fault of the second."""
        number = reader.read("number", read_place)
        if number is None:
            return None
        other = self._rows.setdefault(number, reader.row)
        if other is not reader.row:
            reader.fault(
                "number",
                "place_twice",
                N_(
                    "The number {number} stands in row {row} already (Excel makes 1.1 of 1.10 unless it is text)."
                ),
                number=number,
                row=other.number,
            )
        return number

    def above(self, reader: RowReader) -> Unit | None:
        """The nearest unit above a row, or None when the hierarchy names none; a bad one is a fault of the row."""
        try:
            number = read_place(reader.row.cell("number"))
        except Bad:
            return None
        while "." in number:
            number = number.rpartition(".")[0]
            if number in self._unit_at:
                unit = self._unit_at[number]
                if unit is None:
                    reader.fault(
                        "number",
                        "unit_bad",
                        N_("The unit at {number} is in a row that has a fault."),
                        number=number,
                    )
                return unit
        return None

    def _unit(self, reader: RowReader, number: str | None) -> Unit | None:
        name, code = reader.text("name"), reader.word("code", checked_id)
        if name is None and not reader.faults:
            reader.fault("name", "missing", N_("The name of the unit is missing."))
        above = self.above(reader) if number else None
        parent = above.id if above else None
        text = reader.text("parent")
        if reader.faults or name is None:
            return None
        try:
            if parent is None and text is not None:
                found = self._units.one(text)
                if found is None:
                    raise Bad("unit_unknown", N_("There is no unit “{value}”."), value=shown(text))
                parent = found.id
            before = self._units.one(code) if code else self._same(name, parent)
        except Bad as bad:
            reader.faults.append(reader.row.finding("code" if code else "parent" if text else "name", bad))
            return None
        if before is not None:
            parent = parent or before.parent
            if parent == before.id or (parent and parent in self._units.within([before.id])):
                reader.fault("name", "circle", N_("The unit would stand below itself."))
                return None
            return replace(
                before, name=name if code else before.name, parent=parent, code=code or before.code
            )
        if parent is None and self._units.root is not None and "." not in (number or ""):
            parent = self._units.root
        return Unit(code or fresh_id("UNIT", name, self._draft.units), name, unit_kind(name), parent, code)

    def _same(self, name: str, parent: str | None) -> Unit | None:
        """The unit that has this name already, under the same parent where the sheet names one."""
        found = [self._units.get(one) for one in self._units.named(name)]
        if parent is not None:
            found = [one for one in found if one.parent in (parent, None) and one.id != parent]
        if len(found) > 1:
            return self._units.one(name)
        return found[0] if found else None
