"""What an import would do: the records to be written, the counts, and every fault; nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from workflow.exchange.cells import read_text
from workflow.exchange.findings import Bad, Fault, Note
from workflow.exchange.headings import Row, Table
from workflow.exchange.sheets import Cell
from workflow.registry.model import Holding, Person, Position, Unit

T = TypeVar("T")
Record = Unit | Position | Person | Holding
TABLES: Mapping[type, str] = {Unit: "units", Position: "positions", Person: "people", Holding: "holdings"}


@dataclass(frozen=True, slots=True)
class Known:
    """The registry as it stands before the import."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    positions: Mapping[str, Position] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    holdings: Mapping[str, Holding] = field(default_factory=dict)

    @staticmethod
    def of(records: Iterable[Record]) -> Known:
        """The registry that consists of these records.

        Example:
            >>> list(Known.of([Unit("U-1", "Dinas Kesehatan", "agency")]).units)
            ['U-1']
        """
        tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES.values()}
        for one in records:
            tables[TABLES[type(one)]][one.id] = one
        return Known(**tables)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do.

    Args:
        records: what is new or changed, in the order in which it is to be written.
        new, changed, unchanged, bad: rows of the file; a row with a fault is bad, and nothing of it is among `records`.
        faults: why rows stay out.
        warnings: what is worth a look in rows that go in, and rows that were passed over.
        unused: headings of columns that are not understood.
        notes: what concerns the whole file.
    """

    records: tuple[Record, ...]
    new: int
    changed: int
    unchanged: int
    bad: int
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    unused: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def written(self) -> dict[str, int]:
        """How many records there are of each table."""
        counts: dict[str, int] = defaultdict(int)
        for one in self.records:
            counts[TABLES[type(one)]] += 1
        return dict(counts)


class RowReader:
    """Reads the cells of one row and keeps what is wrong with them."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def read(self, name: str, reader: Callable[[Cell], T]) -> T | None:
        """What a reader makes of a cell; None where it is empty, absent or bad."""
        cell = self.row.cell(name)
        if cell is None:
            return None
        try:
            return reader(cell)
        except Bad as bad:
            self.faults.append(self.row.finding(name, bad))
            return None

    def text(self, name: str) -> str | None:
        """A cell as one line of text."""
        return self.read(name, read_text) or None

    def word(self, name: str, meaning: Callable[[str], T]) -> T | None:
        """What the text of a cell means in the words of the field."""
        return self.read(name, lambda cell: meaning(read_text(cell)))

    def fault(self, column: str | None, code: str, template: str, /, **data: Any) -> None:
        """Something that keeps the row out."""
        self.faults.append(self.row.finding(column, Bad(code, template, **data)))

    def warn(self, column: str | None, code: str, template: str, /, **data: Any) -> None:
        """Something worth a look."""
        self.warnings.append(self.row.finding(column, Bad(code, template, **data)))


class Draft:
    """Gathers the plan row by row; what a row brings is seen by the rows after it."""

    def __init__(self, known: Known) -> None:
        self.units = dict(known.units)
        self.positions = dict(known.positions)
        self.people = dict(known.people)
        self.holdings = dict(known.holdings)
        self._before = known
        self._touched: dict[tuple[str, str], None] = {}
        self._rows = {"new": 0, "changed": 0, "unchanged": 0}
        self._faults: list[Fault] = []
        self._warnings: list[Fault] = []
        self._bad: set[tuple[str, int]] = set()

    def put(self, record: Record) -> str:
        """Take a record in; tells whether that is `new`, `changed` or `unchanged` against what stood there."""
        name = TABLES[type(record)]
        table = getattr(self, name)
        there = table.get(record.id)
        table[record.id] = record
        if there == record:
            return "unchanged"
        self._touched[name, record.id] = None
        return "new" if there is None else "changed"

    def finish_row(self, reader: RowReader, outcome: str) -> None:
        """Count a row; one with faults is bad, whatever the outcome says."""
        self._warnings += reader.warnings if not reader.faults else ()
        if reader.faults:
            self._faults += reader.faults
            self._bad.add((reader.row.sheet, reader.row.number))
        else:
            self._rows[outcome] += 1

    def plan(self, table: Table, notes: Iterable[Note] = ()) -> ImportPlan:
        """The plan, once every row has been taken in."""
        order = list(TABLES.values())
        touched = sorted(self._touched, key=lambda key: order.index(key[0]))
        records = [getattr(self, name)[id_] for name, id_ in touched]
        before = self._before
        changed = [one for one in records if getattr(before, TABLES[type(one)]).get(one.id) != one]
        faults = sorted([*table.faults, *self._faults], key=_place)
        bad = self._bad | {(one.sheet, one.row) for one in table.faults}
        return ImportPlan(
            tuple(changed),
            **self._rows,
            bad=len(bad),
            faults=tuple(faults),
            warnings=tuple(sorted([*table.warnings, *self._warnings], key=_place)),
            unused=table.unused,
            notes=(*table.notes, *notes),
        )


def _place(fault: Fault) -> tuple[str, int]:
    return fault.sheet, fault.row
