"""What a document is found by, as rows: index number, value as JSON text, rank, id."""

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
#: indexes whose documents come in an order (`rank`): what waits for a role, by the day on which it is due
RANKED = frozenset({("cases", "work.role"), ("cases", "work.role,unit")})
LAST = "9999-12-31"


def encode(value: Any) -> str:
    """A value as it stands in a row.

    Example:
        >>> encode("vacant"), encode(None), len(encode("x" * 5000))
        ('"vacant"', 'null', 71)
    """
    text = orjson.dumps(value).decode()
    return text if len(text) <= LONGEST else "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def rank(doc: Doc) -> str:
    """Where a document stands among those that wait: by its due day, and since when it is where it is.

    Example:
        >>> rank({"due": "2025-12-01", "entered": "2025-11-25T08:00"}), rank({})
        ('2025-12-01 2025-11-25T08:00', '9999-12-31 ')
    """
    return f"{doc.get('due') or LAST} {doc.get('entered') or ''}"


class Indexes:
    """The numbers of the indexes that `TABLES` names.

    Args:
        numbers: (table, index) → its number.
    """

    def __init__(self, numbers: Mapping[tuple[str, str], int]) -> None:
        self._numbers = dict(numbers)
        self._of = {
            kind: [
                (self._numbers[kind, name], name.split("."), (kind, name) in RANKED) for name in TABLES[kind]
            ]
            for kind in TABLES
        }

    def number(self, kind: str, name: str) -> int:
        """The number of an index; `KeyError` for one that `TABLES` does not name."""
        return self._numbers[kind, name]

    def of(self, kind: str) -> list[int]:
        """The numbers of a table's indexes."""
        return [number for number, *_ in self._of[kind]]

    def rows(self, kind: str, doc: Doc | None) -> set[tuple[int, str, str]]:
        """What a document is found by: (index number, value, rank)."""
        if doc is None:
            return set()
        place = rank(doc)
        return {
            (number, encode(value), place if ranked else "")
            for number, path, ranked in self._of[kind]
            for value in keys(doc, path)
        }

    def finds(self, kind: str, name: str, value: Any, doc: Doc) -> bool:
        """Whether a document is found by a value; `KeyError` for an index that `TABLES` does not name."""
        wanted = encode(value)
        self._numbers[kind, name]
        return any(encode(one) == wanted for one in keys(doc, name.split(".")))

    def is_before(self, kind: str, name: str, value: str, doc: Doc) -> bool:
        """Whether a document is found by a text that sorts before a value."""
        self._numbers[kind, name]
        return any('"' < encode(one) < encode(value) for one in keys(doc, name.split(".")))

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
                {"index": number, "value": value, "rank": rank, "id": row.id}
                for row in page
                for number, value, rank in self.rows(kind, row.doc)
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
