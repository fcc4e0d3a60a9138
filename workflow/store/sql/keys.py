"""What a document is found by, as rows: index number, value as JSON text, id."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from workflow.store.indexes import keys
from workflow.store.protocol import TABLES, Doc
from workflow.store.sql import schema

#: a longer value is known by its digest: an index entry has less than a third of a page
LONGEST = 200


def encode(value: Any) -> str:
    """A value as it stands in a row.

    Example:
        >>> encode("vacant"), encode(None), len(encode("x" * 5000))
        ('"vacant"', 'null', 71)
    """
    text = orjson.dumps(value).decode()
    return text if len(text) <= LONGEST else "sha256:" + hashlib.sha256(text.encode()).hexdigest()


class Indexes:
    """The numbers of the indexes that `TABLES` names.

    Args:
        numbers: (table, index) → its number.
    """

    def __init__(self, numbers: Mapping[tuple[str, str], int]) -> None:
        self._numbers = dict(numbers)
        self._of = {
            kind: [(self._numbers[kind, name], name.split(".")) for name in names]
            for kind, names in TABLES.items()
        }

    def number(self, kind: str, name: str) -> int:
        """The number of an index; `KeyError` for one that `TABLES` does not name."""
        return self._numbers[kind, name]

    def of(self, kind: str) -> list[int]:
        """The numbers of a table's indexes."""
        return [number for number, _ in self._of[kind]]

    def rows(self, kind: str, doc: Doc | None) -> set[tuple[int, str]]:
        """What a document is found by: (index number, value)."""
        if doc is None:
            return set()
        return {(number, encode(value)) for number, path in self._of[kind] for value in keys(doc, path)}

    def finds(self, kind: str, name: str, value: Any, doc: Doc) -> bool:
        """Whether a document is found by a value; `KeyError` for an index that `TABLES` does not name."""
        wanted = (self._numbers[kind, name], encode(value))
        return wanted in self.rows(kind, doc)

    @classmethod
    def open(cls, connection: Connection) -> Indexes:
        """The indexes of a store; one that `TABLES` names and the store has not is built now."""
        there = _there(connection)
        wanted = {(kind, name) for kind, names in TABLES.items() for name in names}
        new = sorted(wanted - there.keys())
        if new:
            number = max(there.values(), default=0)
            for one in new:
                number += 1
                there[one] = number
                connection.execute(insert(schema.index), {"number": number, "kind": one[0], "name": one[1]})
        found = cls({one: number for one, number in there.items() if one in wanted})
        for kind in sorted({kind for kind, _ in new}):
            found._build(connection, kind, {there[one] for one in new if one[0] == kind})
        return found

    def _build(self, connection: Connection, kind: str, numbers: set[int]) -> None:
        """Write the rows of some indexes for all documents of a table."""
        connection.execute(delete(schema.key).where(schema.key.c.index.in_(numbers)))
        doc = schema.document.c
        last = 0
        while True:
            page = connection.execute(
                select(doc.number, doc.id, doc.doc)
                .where(doc.kind == kind, doc.number > last)
                .order_by(doc.number)
                .limit(1000)
            ).all()
            if not page:
                return
            last = page[-1].number
            rows = [
                {"index": number, "value": value, "id": row.id}
                for row in page
                for number, value in self.rows(kind, row.doc)
                if number in numbers
            ]
            if rows:
                connection.execute(insert(schema.key), rows)


def missing(connection: Connection) -> bool:
    """Whether `TABLES` names an index that the store does not have."""
    there = _there(connection)
    return any((kind, name) not in there for kind, names in TABLES.items() for name in names)


def _there(connection: Connection) -> dict[tuple[str, str], int]:
    found = connection.execute(select(schema.index.c.kind, schema.index.c.name, schema.index.c.number))
    return {(kind, name): number for kind, name, number in found}
