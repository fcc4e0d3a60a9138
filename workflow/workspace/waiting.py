"""Finding what may wait for somebody in a store that keeps its indexes in order, without reading all that waits.

A database can give the cases of a role and unit one after another, the most urgent first. An inbox then reads a page, not
the hundred thousand cases that stand behind it. Whether a case really waits for a person is said by `engine.work` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from typing import Any, Protocol, runtime_checkable

from workflow.engine.case import personal
from workflow.engine.facts import Actor, Mandate
from workflow.store.protocol import Doc, Reader
from workflow.workspace.paging import ENDLESS

BY_ROLE, BY_UNIT = "work.role", "work.role,unit"
#: up to so many candidates an inbox reads all, so that its total is exact
EXACT = 150
#: so many values are read each by itself, and in order; more of them the database sorts
_APART = 8
#: more values than this are too many for one question; then the role alone is asked for
_MOST = 5000

Place = tuple[str, str]


@runtime_checkable
class Listed(Protocol):
    """A reader that gives the documents of a table in order."""

    def listed(self, table: str, after: str, first: int) -> Iterator[tuple[str, Doc]]:
        """The documents of a table by id, read as they are asked for."""

    def count_listed(self, table: str) -> int:
        """How many `listed` would give."""


@runtime_checkable
class Ordered(Listed, Protocol):
    """A reader whose indexes are in order, too."""

    def fetch(self, **wanted: Iterable[str]) -> None:
        """Read many documents at once (table → ids), for the `get` of each that follows."""

    def among(
        self,
        table: str,
        index: str,
        values: Sequence[Any],
        after: Place = ("", ""),
        first: int = 64,
        until: str = ENDLESS,
    ) -> Iterator[tuple[str, str, Doc]]:
        """The documents whose indexed value is one of several, in order and before a rank: rank, id, document."""

    def count_among(self, table: str, index: str, values: Sequence[Any], until: str = ENDLESS) -> int:
        """How many rows `among` would give."""


@runtime_checkable
class Ranged(Protocol):
    """A reader that finds by a range of an index; within a transaction, too."""

    def before(self, table: str, index: str, value: str) -> Iterator[Doc]:
        """The documents whose indexed text sorts before a value."""


class Candidates:
    """The cases that may wait for somebody: by role, and where the role is held in a unit, by role and unit.

    Args:
        reader: the store.
        actor: the person.
        mandates: for whom they stand in.
        until: a day before which they are due; all of them when left out.
    """

    def __init__(
        self, reader: Ordered, actor: Actor, mandates: Sequence[Mandate], until: str = ENDLESS
    ) -> None:
        self._reader, self._until = reader, until
        held = [*actor.roles]
        for one in mandates:
            held += [(role, unit) for role, unit in one.principal.roles if one.role in (None, role)]
        everywhere = sorted({role for role, unit in held if unit is None})
        within: dict[str, set[str]] = {}
        for role, unit in held:
            if unit is not None and role not in everywhere:
                within.setdefault(role, set()).add(unit)
        below = self._below({unit for units in within.values() for unit in units})
        pairs: list[tuple[str, str | None]] = []
        for role, units in sorted(within.items()):
            pairs.append((role, None))
            pairs += [(role, unit) for unit in sorted(set().union(*(below[one] for one in units)))]
        if len(pairs) > _MOST:
            everywhere, pairs = sorted({*everywhere, *within}), []
        self._wanted: list[tuple[str, Sequence[Any]]] = [
            (index, values) for index, values in ((BY_ROLE, everywhere), (BY_UNIT, pairs)) if values
        ]

    def _below(self, units: set[str]) -> dict[str, set[str]]:
        """The units below some, a level at a time."""
        below = {unit: {unit} for unit in units}
        level = {unit: {unit} for unit in units}  # unit → those of `units` that it lies below
        while level:
            deeper: dict[str, set[str]] = {}
            for _, key, doc in self._reader.among("units", "parent", sorted(level)):
                new = {top for top in level[doc["parent"]] if key not in below[top]}
                for top in new:
                    below[top].add(key)
                if new:
                    deeper.setdefault(key, set()).update(new)
            level = deeper
        return below

    def count(self) -> int:
        """How many there are at most."""
        return sum(
            self._reader.count_among("cases", index, values, self._until) for index, values in self._wanted
        )

    def __iter__(self) -> Iterator[Doc]:
        """Each once."""
        seen: set[str] = set()
        for index, values in self._wanted:
            for _, key, doc in self._reader.among("cases", index, values, first=EXACT, until=self._until):
                if key not in seen:
                    seen.add(key)
                    yield doc

    def ordered(self, after: Place, first: int) -> Iterator[Doc]:
        """Each once, the most urgent first.

        Args:
            after: the rank and id after which to begin.
            first: how many are likely to be wanted.
        """
        ways = [
            self._reader.among("cases", index, some, after, first, self._until)
            for index, values in self._wanted
            for some in ([[one] for one in values] if len(values) <= _APART else [values])
        ]
        last = None
        for _, key, doc in merge(*ways, key=lambda row: row[:2]):
            if key != last:
                last = key
                yield doc


def candidates_in(reader: Reader, actor: Actor, mandates: Sequence[Mandate]) -> Iterable[Doc]:
    """The same from a store whose indexes have no order: each once, in no particular order."""
    held = {*actor.roles}
    for one in mandates:
        held |= {(role, unit) for role, unit in one.principal.roles if one.role in (None, role)}
    everywhere = {role for role, unit in held if unit is None}
    within = {(role, unit) for role, unit in held if unit is not None and role not in everywhere}
    places = {(role, below) for role, unit in within for below in _with_those_below(reader, unit)}
    of_no_unit = {role for role, _ in within}
    if within:  # what a case gives to somebody in person belongs to no unit: this one index tells it, too
        own = {personal(who.person) for who in (actor, *(one.principal for one in mandates))}
        everywhere, of_no_unit = everywhere - own, of_no_unit | (everywhere & own)
    seen: dict[str, Doc] = {}
    for role in sorted(everywhere):
        seen |= {doc["id"]: doc for doc in reader.find("cases", BY_ROLE, role)}
    for pair in [*sorted(places), *((role, None) for role in sorted(of_no_unit))]:
        seen |= {doc["id"]: doc for doc in reader.find("cases", BY_UNIT, pair)}
    return seen.values()


def _with_those_below(reader: Reader, unit: str) -> Iterable[str]:
    """A unit and all that belongs to it."""
    found = {unit: None}
    todo = [unit]
    while todo:
        for doc in reader.find("units", "parent", todo.pop()):
            if doc["id"] not in found:
                found[doc["id"]] = None
                todo.append(doc["id"])
    return found


def prefetch(reader: Ordered, docs: Iterable[Doc]) -> None:
    """Read at once what the rows of a list say beside the case: its position, its unit, its nominee."""
    docs = list(docs)
    nominees = [doc.get("fields", {}).get("nominee") for doc in docs]
    reader.fetch(
        positions=[doc["subject"] for doc in docs],
        people=[one for one in nominees if isinstance(one, str)],
        units=[doc["unit"] for doc in docs if doc.get("unit")],
    )
