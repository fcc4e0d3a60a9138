"""Reads of a database: each is a statement, and a document that was read is kept for the next time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy.engine import Row
from sqlalchemy.sql import Select

from workflow.store.protocol import FIXED, TABLES, Doc
from workflow.store.sql import queries
from workflow.store.sql.kept import Kept
from workflow.store.sql.keys import Indexes, encode

Rows = Sequence[Row[Any]]
Known = Mapping[str, dict[str, Doc]]


class View(ABC):
    """Reads over a connection.

    Args:
        indexes: the store's indexes.
        fixed: what the store's readers have read of the tables that never change: table → id → document.
    """

    def __init__(self, indexes: Indexes, fixed: Known) -> None:
        self._indexes, self._fixed = indexes, fixed
        self._kept = Kept()
        self._known = self._kept.documents

    @abstractmethod
    def _rows(self, statement: Select[Any], values: Mapping[str, Any]) -> Rows:
        """Ask a statement with its values."""

    def get(self, table: str, id: str) -> Doc | None:
        """One document, or None."""
        known = self._known[table]
        if id not in known:
            if not is_id(id):
                return None
            if table in FIXED and id in self._fixed[table]:
                return self._fixed[table][id]
            found = self._rows(queries.GET, {"kind": table, "id": id})
            self._keep(table, id, found[0].doc if found else None)
        return known[id]

    def _keep(self, table: str, id: str, doc: Doc | None) -> None:
        self._known[table][id] = doc
        if table in FIXED and doc is not None:
            self._fixed[table][id] = doc

    def ahead(self, get: Iterable[tuple[str, str]] = (), find: Iterable[tuple[str, str, str]] = ()) -> None:
        """Read in one question what is certain to be asked for next.

        Args:
            get: tables and ids.
            find: tables, indexes and values.
        """
        wanted = [(table, key) for table, key in dict.fromkeys(get) if self._unknown(table, [key])]
        sought = [
            (table, index, encode(value))
            for table, index, value in dict.fromkeys(find)
            if table not in FIXED and is_id(value) and (table, index, encode(value)) not in self._kept.found
        ]
        if len(wanted) + len(sought) < 2:  # one is asked for as well when it is wanted
            return
        asked: dict[str, Any] = {}
        for n, (table, key) in enumerate(wanted):
            asked |= {f"kind{n}": table, f"id{n}": key}
        found: dict[tuple[int, str], list[tuple[str, Doc]]] = {}
        for n, (table, index, value) in enumerate(sought):
            number = self._indexes.number(table, index)
            asked |= {f"of{n}": table, f"index{n}": number, f"value{n}": value}
            found[number, value] = []
        rows = self._rows(queries.ahead(len(wanted), len(sought)), asked)
        for table, key in wanted:
            self._known[table][key] = None
        for row in rows:
            self._keep(row.kind, row.id, row.doc)
            if row.number >= 0:
                found[row.number, row.value].append((row.id, row.doc))
        self._kept.found.update(zip(sought, found.values(), strict=True))

    def fetch(self, **wanted: Iterable[str]) -> None:
        """Read many documents at once (table → ids), for the `get` of each that follows."""
        new = {table: self._unknown(table, ids) for table, ids in wanted.items()}
        for first in range(0, max(map(len, new.values()), default=0), queries.PAGE):
            some = {table: ids[first : first + queries.PAGE] for table, ids in new.items()}
            some = {table: ids for table, ids in some.items() if ids}
            pairs = [
                one
                for n, pair in enumerate(some.items())
                for one in zip((f"kind{n}", f"ids{n}"), pair, strict=True)
            ]
            for row in self._rows(queries.some_of(len(some)), dict(pairs)):
                self._keep(row.kind, row.id, row.doc)
            for table, ids in some.items():
                for key in ids:
                    self._known[table].setdefault(key, None)

    def _unknown(self, table: str, ids: Iterable[str]) -> list[str]:
        known = self._known[table]
        if table in FIXED:
            known.update((key, self._fixed[table][key]) for key in ids if key in self._fixed[table])
        return [key for key in dict.fromkeys(ids) if key not in known and is_id(key)]

    def all(self, table: str) -> Iterator[Doc]:
        """Every document of a table, in the order of first writing."""
        for _, doc in self._all(table):
            yield doc

    def _all(self, table: str, anew: bool = False) -> Iterator[tuple[str, Doc]]:
        TABLES[table]
        fixed = table in FIXED and not anew
        page: Rows = ()
        after = 0
        while not after or len(page) == queries.PAGE:
            page = self._rows(queries.IDS if fixed else queries.ALL, {"kind": table, "after": after})
            if not page:
                return
            after = page[-1].number
            if fixed:
                yield from self._by_id(table, [row.id for row in page])
            else:
                for row in page:
                    yield row.id, row.doc

    def _by_id(self, table: str, ids: list[str]) -> list[tuple[str, Doc]]:
        """The documents of some ids that are there; of a table that never changes, only the new ones are read."""
        self.fetch(**{table: ids})
        return [(one, doc) for one in ids if (doc := self._known[table][one]) is not None]

    def find(self, table: str, index: str, value: Any) -> Sequence[Doc]:
        """The documents whose indexed value is `value`, in no particular order."""
        return [doc for _, doc in self._find(table, index, value)]

    def _find(self, table: str, index: str, value: Any) -> list[tuple[str, Doc]]:
        number, sought = self._indexes.number(table, index), encode(value)
        known = self._kept.found.get((table, index, sought))
        if known is None:
            if table in FIXED:
                ids = self._rows(queries.FIND_IDS, {"index": number, "value": sought})
                known = self._by_id(table, [row.id for row in ids])
            else:
                rows = self._rows(queries.FIND, {"kind": table, "index": number, "value": sought})
                known = [(row.id, row.doc) for row in rows]
                self._known[table].update(known)
            self._kept.found[table, index, sought] = known
        return known

    def before(self, table: str, index: str, value: str) -> Iterator[Doc]:
        """The documents whose indexed text sorts before a value, the first first."""
        for _, doc in self._before(table, index, value):
            yield doc

    def _before(self, table: str, index: str, value: str) -> Iterator[tuple[str, Doc]]:
        asked = {"kind": table, "index": self._indexes.number(table, index), "until": encode(value)}
        page: Rows = ()
        at, after = '"', ""  # every text begins with a quotation mark, and sorts before what is none
        while not after or len(page) == queries.PAGE:
            page = self._rows(queries.BEFORE, {**asked, "value": at, "after": after})
            if not page:
                return
            at, after = page[-1].value, page[-1].id
            for row in page:
                yield row.id, row.doc

    def count(self, table: str, index: str | None = None, value: Any = None) -> int:
        """How many there are, without reading them."""
        if index is None:
            TABLES[table]
            return int(self._rows(queries.COUNT_ALL, {"kind": table})[0][0])
        number, sought = self._indexes.number(table, index), encode(value)
        known = self._kept.found.get((table, index, sought))
        if known is not None:
            return len(known)
        return int(self._rows(queries.COUNT, {"index": number, "value": sought})[0][0])

    def history(self, case: str) -> Sequence[Doc]:
        """The events of a case, oldest first."""
        if not is_id(case):
            return []
        return [orjson.loads(row.doc) for row in self._rows(queries.HISTORY, {"case": case})]

    def events(self) -> Iterator[Doc]:
        """Every event of the record, in the record's order."""
        for row in self.entries():
            yield orjson.loads(row.doc)

    def numbered(self, table: str) -> Iterator[tuple[str, Doc]]:
        """Every document of a table with the id that its row says, as it stands there now."""
        return self._all(table, anew=True)

    def keys(self, table: str) -> Iterator[tuple[int, str, str, str]]:
        """What the documents of a table are found by: index number, value, rank, id."""
        for number in self._indexes.of(table):
            page: Rows = ()
            value = rank = key = ""
            while not value or len(page) == queries.PAGE:
                page = self._rows(queries.KEYS, {"index": number, "value": value, "rank": rank, "id": key})
                if not page:
                    break
                value, rank, key = page[-1].value, page[-1].rank, page[-1].id
                for row in page:
                    yield number, row.value, row.rank, row.id

    def entries(self) -> Iterator[Row[Any]]:
        """Every event as its row has it: place, doc (text), case_id, seq, sha256."""
        page: Rows = ()
        after = 0
        while not after or len(page) == queries.PAGE:
            page = self._rows(queries.EVENTS, {"after": after})
            if not page:
                return
            after = page[-1].place
            yield from page


def is_id(id: Any) -> bool:
    """Whether a database can be asked for an id: text without zero and half characters."""
    if not isinstance(id, str) or "\0" in id:
        return False
    try:
        id.encode()
    except UnicodeEncodeError:
        return False
    return True
