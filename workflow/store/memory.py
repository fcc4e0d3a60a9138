"""A store that lives in memory alone: for trials, which want the whole contract, no disk, and copies that cost nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import orjson

from workflow.errors import InputError
from workflow.language import N_
from workflow.store.indexes import Index
from workflow.store.protocol import TABLES, Doc, Fault, Scrub, Transaction

T = TypeVar("T")


class _Table:
    """The documents of one table, in the order of first writing; never changed once a commit has made it."""

    __slots__ = ("_indexes", "documents", "name")

    def __init__(self, name: str, documents: dict[str, Doc]) -> None:
        self.name, self.documents = name, documents
        self._indexes: dict[str, Index] = {}

    def index(self, name: str) -> Index:
        if name not in TABLES[self.name]:
            raise KeyError(name)
        found = self._indexes.get(name)
        if found is None:
            found = self._indexes[name] = Index(name, self.documents.values())
        return found


class _Moment:
    """A reader of one consistent moment: the tables as they were then, and the record up to then."""

    def __init__(self, tables: Mapping[str, _Table], record: Sequence[Doc]) -> None:
        self._tables, self._record = tables, record

    def get(self, table: str, id: str) -> Doc | None:
        return self._tables[table].documents.get(id)

    def all(self, table: str) -> Iterator[Doc]:
        return iter(list(self._tables[table].documents.values()))

    def find(self, table: str, index: str, value: Any) -> Sequence[Doc]:
        there = self._tables[table]
        return [there.documents[key] for key in there.index(index).ids(value)]

    def count(self, table: str, index: str | None = None, value: Any = None) -> int:
        there = self._tables[table]
        return len(there.documents) if index is None else there.index(index).count(value)

    def history(self, case: str) -> Sequence[Doc]:
        return [event for event in self._record if event["case"] == case]

    def events(self) -> Iterator[Doc]:
        return iter(self._record)


class _Draft(_Moment):
    """What `think` gets: a table is copied when it is first written to."""

    def __init__(self, tables: Mapping[str, _Table], record: tuple[Doc, ...]) -> None:
        self.tables, self.appended = dict(tables), list[Doc]()
        self.touched: set[str] = set()
        self.redacted: dict[tuple[str, int], Doc] = {}
        super().__init__(self.tables, record)

    def put(self, table: str, doc: Doc) -> None:
        kept = _copy(doc)
        key = kept["id"]
        if not isinstance(key, str):
            raise InputError(N_("{what} cannot be kept."), None, what=f"{table} {key!r:.60}")
        self._own(table)[key] = kept

    def drop(self, table: str, id: str) -> None:
        if id in self.tables[table].documents:
            del self._own(table)[id]

    def append(self, event: Doc) -> None:
        self.appended.append(_copy(event))

    def redact(self, event: Doc) -> None:
        self.redacted[event["case"], event["seq"]] = _copy(event)

    def forget(self, table: str, id: str, scrub: Scrub) -> None:
        """Earlier states are not kept here."""

    def history(self, case: str) -> Sequence[Doc]:
        return [*super().history(case), *(one for one in self.appended if one["case"] == case)]

    def events(self) -> Iterator[Doc]:
        yield from super().events()
        yield from self.appended

    def _own(self, table: str) -> dict[str, Doc]:
        documents = self.tables[table].documents
        if table not in self.touched:
            self.touched.add(table)
            documents = dict(documents)
        self.tables[table] = _Table(table, documents)  # its indexes, if any were built, are of before
        return documents


class MemoryStore:
    """Keeps the contract of every store, save that nothing is left of it when the process ends.

    Example:
        >>> store = MemoryStore()
        >>> store.transact(lambda tx: tx.put("cases", {"id": "C-1", "state": "vacant"}))
        >>> copy = store.fork()
        >>> copy.transact(lambda tx: tx.put("cases", {"id": "C-1", "state": "filled"}))
        >>> store.read().find("cases", "state", "vacant"), copy.position()
        ([{'id': 'C-1', 'state': 'vacant'}], 2)
    """

    def __init__(self) -> None:
        self._tables: Mapping[str, _Table] = {name: _Table(name, {}) for name in TABLES}
        self._record: tuple[Doc, ...] = ()
        self._commits = 0
        self._turn = threading.RLock()
        self._thinking = False

    def fork(self) -> MemoryStore:
        """A copy that goes its own way from here; what stands in both is shared until one of them changes it."""
        copy = MemoryStore()
        with self._turn:
            copy._tables, copy._record, copy._commits = self._tables, self._record, self._commits
        return copy

    def transact(self, think: Callable[[Transaction], T]) -> T:
        """Run `think` alone, then keep what it put: all or nothing.

        Raises:
            RuntimeError: it is called from within another one's `think`.
        """
        with self._turn:
            if self._thinking:
                raise RuntimeError("transact() is not called from within think: use what it was given")
            draft = _Draft(self._tables, self._record)
            self._thinking = True
            try:
                result = think(draft)
            finally:
                self._thinking = False
            if draft.touched or draft.appended or draft.redacted:
                self._tables = draft.tables
                gone = draft.redacted
                kept = (
                    (gone.get((one["case"], one["seq"]), one) for one in self._record)
                    if gone
                    else self._record
                )
                self._record = (*kept, *draft.appended)
                self._commits += 1
            return result

    def read(self) -> _Moment:
        """A reader of the state as it is now."""
        with self._turn:
            return _Moment(self._tables, self._record)

    def position(self) -> int:
        """The number of commits so far."""
        return self._commits

    def notes(self) -> Sequence[str]:
        """Nothing is ever mended here."""
        return ()

    def check(self) -> Sequence[Fault]:
        """Nothing can be damaged here."""
        return []

    def checkpoint(self) -> None:
        """There is no picture that could lag behind."""

    def close(self) -> None:
        """There are no files and locks to let go of."""


def _copy(doc: Doc) -> dict[str, Any]:
    """A document as JSON gives it back, so that nobody changes it from outside."""
    try:
        return dict(orjson.loads(orjson.dumps(doc, default=_plain)))
    except orjson.JSONEncodeError as error:
        raise InputError(
            N_("{what} cannot be kept: {cause}."),
            N_("Give text, numbers, yes/no, lists and mappings only."),
            what=str(doc.get("id", doc.get("case", "?")))[:60],
            cause=str(error),
        ) from error


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")
