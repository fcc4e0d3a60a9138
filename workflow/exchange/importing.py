"""Importing an office's own sheets: the good rows go into the registry in one commit, the bad ones are listed.

Source: a national upload of 2022 took 200 rows at most and gave the whole file back for one bad row; this one must not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from workflow.exchange.findings import Fault, Note
from workflow.exchange.headings import read_table
from workflow.exchange.layouts import PEOPLE, POSITIONS
from workflow.exchange.people import read_people
from workflow.exchange.plan import ImportPlan, Known, Record
from workflow.exchange.positions import read_positions
from workflow.exchange.sheets import read_book
from workflow.language import N_, translate
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.reference import Reference
from workflow.store.protocol import Reader

SHOWN = 20


class Registry(Protocol):
    """What an import needs of `ws.registry`."""

    def put(self, records: Iterable[Record], *, actor: str) -> int:
        """Write records in one commit, if the actor may."""


class Source(Protocol):
    """What an import needs of `ws.store`."""

    def read(self) -> Reader:
        """One consistent moment of the store."""


class Office(Protocol):
    """What an import needs of a workspace."""

    @property
    def registry(self) -> Registry:
        """The registry."""

    @property
    def store(self) -> Source:
        """The store."""

    @property
    def reference(self) -> Reference:
        """The reference tables."""

    def now(self) -> datetime:
        """The store's clock."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Args:
        kind: `positions` or `people`.
        file: the file's name.
        new, changed, unchanged, bad: rows of the file.
        written: records that were written, by table; a row of people may bring a holding, one of positions a unit.
        faults: why rows stayed out.
        warnings: what is worth a look in rows that went in, and rows that were passed over.
        unused: headings that are not understood; their columns were not used.
        notes: what concerns the whole file.
    """

    kind: str
    file: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    written: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every row went in."""
        return not self.bad and not self.faults

    def as_dict(self) -> dict[str, Any]:
        """The shape that `--json` prints."""
        return {
            "kind": self.kind,
            "file": self.file,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "bad": self.bad,
            "written": dict(self.written),
            "faults": [one.as_dict() for one in self.faults],
            "warnings": [one.as_dict() for one in self.warnings],
            "unused": list(self.unused),
            "notes": [one.message for one in self.notes],
        }

    def lines(self, most: int | None = SHOWN) -> Iterator[str]:
        """The report as a person reads it.

        Args:
            most: how many faults, and how many warnings, are written out; None for all of them.

        Example:
            >>> list(ImportReport("people", "pegawai.xlsx", new=3, bad=1).lines())
            ['pegawai.xlsx: 3 new, 0 changed, 0 unchanged, 1 bad.']
        """
        yield translate(N_("{file}: {new} new, {changed} changed, {unchanged} unchanged, {bad} bad.")).format(
            file=self.file, new=self.new, changed=self.changed, unchanged=self.unchanged, bad=self.bad
        )
        yield from (one.message for one in self.notes)
        if self.unused:
            yield translate(N_("Columns that were not used: {columns}.")).format(
                columns=", ".join(f"“{one}”" for one in self.unused)
            )
        yield from _listed(
            translate(N_("Rows that stayed out; mend them and import the file again:")), self.faults, most
        )
        yield from _listed(translate(N_("Worth a look:")), self.warnings, most)


def _listed(title: str, findings: tuple[Fault, ...], most: int | None) -> Iterator[str]:
    if not findings:
        return
    yield title
    yield from (f"  {one}" for one in findings[:most])
    if most is not None and len(findings) > most:
        yield translate(N_("  … and {count} more; --json lists all of them.")).format(
            count=len(findings) - most
        )


def import_positions(ws: Office, path: str | Path, actor: str) -> ImportReport:
    """Bring positions, and the units that they name, from a sheet into the registry.

    Args:
        ws: the workspace (or a user's session of it).
        path: an .xlsx or .csv file; its headings are told in `docs/import.md`.
        actor: a user who may keep the registry.

    Returns:
        What went in and what did not. The same file twice changes nothing.

    Raises:
        InputError: the file cannot be read, or lacks a column that must be there; nothing was written.
        Refused: the actor does not keep the registry; nothing was written.
    """
    table = read_table(read_book(path), POSITIONS)
    return _write(ws, "positions", path, actor, read_positions(table, ws.reference, known(ws.store.read())))


def import_people(ws: Office, path: str | Path, actor: str) -> ImportReport:
    """Bring people, and what they hold, from a sheet into the registry.

    Args:
        ws: the workspace (or a user's session of it).
        path: an .xlsx or .csv file; its headings are told in `docs/import.md`.
        actor: a user who may keep the registry.

    Returns:
        What went in and what did not. The same file twice changes nothing.

    Raises:
        InputError: the file cannot be read, or lacks a column that must be there; nothing was written.
        Refused: the actor does not keep the registry; nothing was written.

    Example:
        >>> import tempfile
        >>> from workflow import Workspace
        >>> folder = tempfile.TemporaryDirectory()
        >>> write_template("people", f"{folder.name}/people.csv")
        >>> with Workspace.open(f"{folder.name}/store.json") as ws:
        ...     report = import_people(ws, f"{folder.name}/people.csv", "admin")
        ...     [person.full_name for person in ws.registry.people()], report.new, report.bad
        (['Yuliana Contoh, S.Kep'], 1, 0)
        >>> folder.cleanup()
    """
    table = read_table(read_book(path), PEOPLE)
    plan = read_people(table, ws.reference, known(ws.store.read()), today=ws.now().date())
    return _write(ws, "people", path, actor, plan)


def known(reader: Reader) -> Known:
    """The registry of one moment of the store."""
    return Known(
        units={doc["id"]: Unit.from_doc(doc) for doc in reader.all("units")},
        positions={doc["id"]: Position.from_doc(doc) for doc in reader.all("positions")},
        people={doc["id"]: Person.from_doc(doc) for doc in reader.all("people")},
        holdings={doc["id"]: Holding.from_doc(doc) for doc in reader.all("holdings")},
    )


def write_template(kind: str, path: str | Path) -> None:
    """Write an empty sheet of one kind with its headings and one fictional row; see `workflow.exchange.templates`.

    Raises:
        InputError: the kind is unknown, the file is there already, or cannot be written.
    """
    from workflow.exchange.templates import write_template as write

    write(kind, path)


def _write(ws: Office, kind: str, path: str | Path, actor: str, plan: ImportPlan) -> ImportReport:
    ws.registry.put(plan.records, actor=actor)
    return ImportReport(
        kind,
        Path(path).name,
        plan.new,
        plan.changed,
        plan.unchanged,
        plan.bad,
        plan.written,
        plan.faults,
        plan.warnings,
        plan.unused,
        plan.notes,
    )
