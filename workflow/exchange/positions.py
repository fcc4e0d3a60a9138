"""Positions from a sheet: a flat list with a unit in each row, or a peta jabatan with units and posts in one hierarchy.

A position is known again by its code, else by unit, kind, name and level, so that the same file twice changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from workflow.exchange import terms
from workflow.exchange.cells import read_whole
from workflow.exchange.columns import plain
from workflow.exchange.findings import Bad, Note
from workflow.exchange.functions import Post, functional, structural
from workflow.exchange.headings import Row, Table
from workflow.exchange.hierarchy import Hierarchy, is_unit_row
from workflow.exchange.plan import Draft, ImportPlan, Known, RowReader
from workflow.exchange.units import Units, checked_id, fresh_id, unit_kind
from workflow.language import N_
from workflow.registry.model import Position, PositionKind, Unit
from workflow.registry.reference import Reference

_MOST_SEATS = 9_999
_Key = tuple[str, str, str, str]


def read_positions(table: Table, reference: Reference, known: Known) -> ImportPlan:
    """What a table of positions comes to; units that it names and nobody knows are made.

    Args:
        table: rows by the columns of `workflow.exchange.layouts.POSITIONS`.
        reference: the reference tables: levels, eselons, functions, retirement ages.
        known: the registry before.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> cells = {"name": "Perawat Ahli Muda", "unit": "Puskesmas Oebobo", "need": 3.0}
        >>> row = Row("f.csv", 2, cells, {name: (at, name) for at, name in enumerate(cells)})
        >>> plan = read_positions(Table((row,)), Reference.load(shipped_definitions() / "reference"), Known())
        >>> [one.id for one in plan.records]
        ['UNIT-PUSKESMAS-OEBOBO', 'POS-PERAWAT-AHLI-MUDA-PUSKESMAS-OEBOBO']
        >>> plan.records[1].function, plan.records[1].need, plan.records[1].retirement_age
        ('Perawat', 3, 58)
    """
    reading = _Positions(reference, known)
    hierarchy = Hierarchy(reading.draft, reading.units)
    readers = [RowReader(row) for row in table.rows]
    hierarchy.take_units([reader for reader in readers if is_unit_row(reader.row)])
    for reader in readers:
        if not is_unit_row(reader.row):
            reading.take(reader, hierarchy)
    notes = []
    if any(row.cell("holders") is not None for row in table.rows):
        notes.append(
            Note(
                "holders", N_("Bezetting is not kept: it is counted from the people who hold the positions.")
            )
        )
    return reading.draft.plan(table, notes)


class _Positions:
    def __init__(self, reference: Reference, known: Known) -> None:
        self.reference = reference
        self.draft = Draft(known)
        self.units = Units(known.units.values())
        self.by_key: dict[_Key, list[str]] = defaultdict(list)
        for one in known.positions.values():
            self.by_key[_key(one.unit, one.kind, one.name, one.level)].append(one.id)
        self.times: Counter[_Key] = Counter()
        self.rows: dict[str, Row] = {}
        self.first: dict[_Key, Row] = {}

    def take(self, reader: RowReader, hierarchy: Hierarchy) -> None:
        """One row that is no unit."""
        name = reader.text("name")
        if name is None and not reader.faults:
            reader.fault("name", "missing", N_("The name of the position is missing."))
        post = self._post(reader, name or "")
        values = self._values(reader)
        code = reader.word("code", checked_id)
        hierarchy.number(reader)
        if reader.faults or post is None:
            self.draft.finish_row(reader, "bad")
            return
        need = self._need(reader, post.kind)
        unit = self._unit(reader, hierarchy)
        if unit is None or need is None or reader.faults:
            self.draft.finish_row(reader, "bad")
            return
        id_ = self._id(reader, code, unit, post)
        if id_ is None:
            self.draft.finish_row(reader, "bad")
            return
        before = self.draft.positions.get(id_)
        self.draft.put(unit)
        self.units.add(unit)
        self.draft.finish_row(
            reader, self.draft.put(self._position(id_, unit.id, post, need, values, before))
        )

    def _post(self, reader: RowReader, name: str) -> Post | None:
        """What kind of post it is, with its level."""
        said = reader.text("kind")
        kind = terms.kind_of(said) if said else None
        category = terms.category_of(said) if said else None
        if said and kind is None:
            reader.fault(
                "kind",
                "kind",
                N_("“{value}” is no kind of position; write Struktural, Fungsional or Pelaksana."),
                value=said,
            )
        if reader.faults:
            return None
        if kind is None:
            kind = self._guess(reader.row, name)
        match kind:
            case "structural":
                return structural(reader, name, self.reference)
            case "functional":
                return functional(reader, name, category, self.reference)
            case "executive":
                row = {plain(one): found for one, found in self.reference.executive.items()}.get(plain(name))
                level = row.classification if row else reader.text("level") or "Pelaksana"
                return Post("executive", name, level, education=row.education if row else None)
        reader.fault(
            "name",
            "kind_unknown",
            N_("Nothing says what kind of position this is: fill in Kategori, Eselon or Jenjang."),
        )
        return None

    def _guess(self, row: Row, name: str) -> PositionKind | None:
        if row.cell("eselon") is not None and plain(str(row.cell("eselon"))) not in ("", "non eselon"):
            return "structural"
        words = plain(name)
        levels = [plain(level) for level in self.reference.levels]
        if row.cell("level") is not None or row.cell("function") is not None:
            return "functional"
        if any(words.endswith(f" {level}") for level in levels):
            return "functional"
        return "executive" if words in map(plain, self.reference.executive) else None

    def _values(self, reader: RowReader) -> dict[str, Any]:
        flags = reader.text("flags")
        return {
            "education": reader.word("education", lambda text: terms.education_of(text, self.reference)),
            "retirement_age": reader.read("retirement_age", lambda cell: read_whole(cell, 45, 75)),
            "job_class": reader.read("job_class", lambda cell: read_whole(cell, 1, 17)),
            "flags": tuple(
                part.strip().lower() for part in flags.replace(",", ";").split(";") if part.strip()
            )
            if flags
            else None,
        }

    def _need(self, reader: RowReader, kind: PositionKind) -> int | None:
        least = 1 if kind == "structural" else 0
        need = reader.read("need", lambda cell: read_whole(cell, least, _MOST_SEATS))
        if need is None:
            if not reader.faults and kind != "structural":
                reader.warn("need", "need_unknown", N_("The need (ABK) is not given; one seat was taken."))
            return None if reader.faults else 1
        if kind == "structural" and need > 1:
            reader.fault("need", "one_seat", N_("A structural post has one seat; give each post a row."))
            return None
        return need

    def _unit(self, reader: RowReader, hierarchy: Hierarchy) -> Unit | None:
        """The unit above the row in the hierarchy, else the one that its column names."""
        above = hierarchy.above(reader)
        if reader.faults:
            return None
        text = reader.text("unit")
        try:
            parent = self.units.one(reader.text("parent") or "") if reader.text("parent") else None
            if above is not None and text is not None:
                named = self.units.one(text, above.id)
                return named if named is not None and named.parent == above.id else above
            if above is not None:
                return above
            if text is None:
                reader.fault("unit", "unit_missing", N_("Nothing says in which unit the position is."))
                return None
            found = self.units.one(text, parent.id if parent else None)
        except Bad as bad:
            reader.faults.append(
                reader.row.finding("unit" if reader.row.cell("unit") is not None else "parent", bad)
            )
            return None
        if found is not None:
            return found
        near = self.units.near(text)
        template = N_("A new unit was made: {unit}.")
        if near:
            template = N_("A new unit was made: {unit}. If {near} is meant, mend the name.")
        reader.warn("unit", "unit_new", template, unit=text, near=near)
        return Unit(
            fresh_id("UNIT", text, self.draft.units),
            text,
            unit_kind(text),
            parent.id if parent else self.units.root,
        )

    def _id(self, reader: RowReader, code: str | None, unit: Unit, post: Post) -> str | None:
        key = _key(unit.id, post.kind, post.name, post.level)
        if code is not None:
            if code in self.rows:
                reader.fault(
                    "code",
                    "duplicate",
                    N_("The code stands in row {row} already."),
                    row=self.rows[code].number,
                )
                return None
            self.rows[code] = reader.row
            return code
        if key in self.first and post.kind != "structural":
            reader.fault(
                "name",
                "duplicate",
                N_("The position stands in row {row} already; its seats belong into the column Kebutuhan."),
                row=self.first[key].number,
            )
            return None
        self.first.setdefault(key, reader.row)
        self.times[key] += 1
        if self.times[key] > 1:
            reader.warn(
                "name",
                "same_name",
                N_("Another position of the unit has the same name and level; both are kept."),
            )
        if len(self.by_key[key]) >= self.times[key]:
            return self.by_key[key][self.times[key] - 1]
        words = post.name if plain(unit.name) in plain(post.name) else f"{post.name} {unit.name}"
        made = fresh_id("POS", words, self.draft.positions)
        self.by_key[key].append(made)
        return made

    def _position(
        self, id_: str, unit: str, post: Post, need: int, values: dict[str, Any], before: Position | None
    ) -> Position:
        age = self.reference.retirement_age(
            post.kind, post.level, function=post.function, category=post.category
        )
        made = Position(
            id_,
            post.name,
            post.kind,
            unit,
            post.level,
            need,
            post.function,
            post.category,
            post.education,
            age,
        )
        if before is not None:
            kept: dict[str, Any] = {"job_class": before.job_class, "flags": before.flags}
            if (before.kind, before.level, before.function) == (post.kind, post.level, post.function):
                kept |= {
                    "education": before.education or made.education,
                    "retirement_age": before.retirement_age or age,
                }
            made = replace(made, **kept)
        return replace(made, **{name: value for name, value in values.items() if value is not None})


def _key(unit: str, kind: str, name: str, level: str) -> _Key:
    return unit, kind, plain(name), level
