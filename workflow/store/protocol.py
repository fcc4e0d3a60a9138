"""What every store can do. The embedded store and the SQL store keep this one contract (`tests/store/contract.py`).

A store keeps *documents* (plain JSON mappings with an `id`, in named tables) and *events* (plain JSON mappings with `case`
and `seq`). It knows their shapes only through `TABLES`, which names the indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Doc = Mapping[str, Any]
Scrub = Callable[[Doc], Doc | None]

#: table → what it can be looked up by. An index on a name takes the document's value; a list is indexed by each element;
#: a dotted name (`work.role`) looks into a list of mappings or into a mapping; a comma (`work.role,unit`) pairs two values
#: of one mapping.
TABLES: Mapping[str, tuple[str, ...]] = {
    "cases": (
        "state",
        "phase",
        "definition",
        "subject",
        "unit",
        "work.role",
        "work.role,unit",
        "due",
        "fields.nominee",
        "claims.until",
        "claims.actor",
        "asked.to",
    ),
    "versions": ("definition",),
    "proposals": ("definition",),
    "units": ("parent",),
    "positions": ("unit", "kind"),
    "people": ("nip",),
    "holdings": ("person", "position", "case"),
    "users": ("person", "holds", "posts.position"),
    "delegations": ("to", "principal"),
    "absences": ("user", "to"),
    "ceremonies": (),
    "decrees": (),
    "letters": (),
    "candidacies": ("person", "case"),
    "notices": ("to", "case"),
    "uniques": (),
    "meta": (),
}

#: tables whose documents nobody changes once they are written: what was read of one serves for good
FIXED = frozenset({"versions"})


class Reader(Protocol):
    """Reads of one consistent moment. Documents are shared, not copied: never change what you get."""

    def get(self, table: str, id: str) -> Doc | None:
        """One document, or None."""

    def all(self, table: str) -> Iterator[Doc]:
        """Every document of a table, in the order of first writing."""

    def find(self, table: str, index: str, value: Any) -> Sequence[Doc]:
        """The documents whose indexed value is `value`; `KeyError` for an index that `TABLES` does not name."""

    def count(self, table: str, index: str | None = None, value: Any = None) -> int:
        """How many there are, without reading them."""

    def history(self, case: str) -> Sequence[Doc]:
        """The events of a case, oldest first; read by their places, without a scan."""

    def events(self) -> Iterator[Doc]:
        """Every event of the record, in the record's order."""


class Transaction(Reader, Protocol):
    """What `think` gets: reads that see its own writes, and the writes. Nothing is kept unless `think` returns."""

    def put(self, table: str, doc: Doc) -> None:
        """Write one document (its `id` says which)."""

    def drop(self, table: str, id: str) -> None:
        """Remove one document; nothing happens when it is not there."""

    def append(self, event: Doc) -> None:
        """Add one event to the record."""

    def redact(self, event: Doc) -> None:
        """Put an event with values taken out in the place of the one with its `case` and `seq`; the old bytes go."""

    def forget(self, table: str, id: str, scrub: Scrub) -> None:
        """Rewrite what the record still has of a document's earlier states, as far as the store keeps any.

        Args:
            table: its table.
            id: its id.
            scrub: gives a state without the values that go; None: nothing of it stays.
        """


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the record that is not as it was written, with its place."""

    code: str
    where: str
    message: str


class Store(Protocol):
    """Where it is kept."""

    def transact(self, think: Callable[[Transaction], T]) -> T:
        """Run `think` alone (one lock, or one SERIALIZABLE transaction), then write what it put.

        All or nothing, durable when this returns. An exception from `think` writes nothing and passes through. `think` may
        be called again.
        """

    def read(self) -> Reader:
        """A reader of the state as it is now."""

    def position(self) -> int:
        """A number that grows with every commit, by anybody: what a screen polls to know that something is new."""

    def notes(self) -> Sequence[str]:
        """What was mended on opening (a torn tail set aside), in words. Not faults."""

    def check(self) -> Sequence[Fault]:
        """Read the whole record again and compare every line with its hash."""

    def checkpoint(self) -> None:
        """Bring the picture up to the record."""

    def close(self) -> None:
        """Let go of files and locks; what is not closed loses nothing."""
