"""The registry's documents in plain memory: for trying rules and effects without a store, and for tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Doc = Mapping[str, Any]


class Memory:
    """Documents by table, readable as a store is (`workflow.registry.facts.Reader`).

    Args:
        **tables: the documents of each table, each with an `id`.

    Example:
        >>> docs = Memory(units=[{"id": "U-1", "name": "Dinas Kesehatan", "parent": "U-0"}])
        >>> docs.get("units", "U-1")["name"], len(docs.find("units", "parent", "U-0"))
        ('Dinas Kesehatan', 1)
    """

    def __init__(self, **tables: Iterable[Doc]) -> None:
        self._tables: dict[str, dict[str, Doc]] = defaultdict(dict)
        self._indexes: dict[tuple[str, str], dict[Any, list[str]]] = {}
        for table, docs in tables.items():
            for doc in docs:
                self.put(table, doc)

    def put(self, table: str, doc: Doc) -> None:
        """Write one document."""
        self._tables[table][doc["id"]] = doc
        for name, index in [key for key in self._indexes if key[0] == table]:
            del self._indexes[name, index]

    def get(self, table: str, id: str) -> Doc | None:
        """One document, or None."""
        return self._tables[table].get(id)

    def find(self, table: str, index: str, value: Any) -> Sequence[Doc]:
        """The documents whose value of `index` is `value`."""
        known = self._indexes.get((table, index))
        if known is None:
            known = defaultdict(list)
            for id_, doc in self._tables[table].items():
                known[doc.get(index)].append(id_)
            self._indexes[table, index] = known
        return [self._tables[table][id_] for id_ in known.get(value, ())]

    def count(self, table: str, index: str, value: Any) -> int:
        """How many `find` would give."""
        return len(self.find(table, index, value))

    def all(self, table: str) -> Iterator[Doc]:
        """Every document of a table, in the order of first writing."""
        return iter(list(self._tables[table].values()))
