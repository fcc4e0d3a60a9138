"""What `think` gets: its writes lie over what it reads until it returns, and go to the database together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, insert, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from workflow.errors import InputError
from workflow.language import N_, Phrase
from workflow.store.document import as_json
from workflow.store.protocol import FIXED, Doc, Scrub
from workflow.store.sql import schema
from workflow.store.sql.keys import Indexes
from workflow.store.sql.view import Known, Rows, View

#: bytes of the longest id: an index entry has less than a third of a page
LONGEST_ID = 1000
#: so many keys are sent one by one: to put them into arrays would take longer
FEW = 20

_INSERT = insert(schema.document).inline()
_UPDATE = (
    update(schema.document)
    .where(schema.document.c.kind == bindparam("of"), schema.document.c.id == bindparam("which"))
    .values(doc=bindparam("doc"))
)
_DELETE = delete(schema.document).where(
    schema.document.c.kind == bindparam("of"), schema.document.c.id == bindparam("which")
)
_ADD_KEY = insert(schema.key).inline()
_DROP_KEY = delete(schema.key).where(
    schema.key.c.index == bindparam("of"),
    schema.key.c.value == bindparam("found"),
    schema.key.c.rank == bindparam("at"),
    schema.key.c.id == bindparam("which"),
)
#: on PostgreSQL, many of them in one message: a document has about a dozen
_ADD_KEYS = text(
    "INSERT INTO lantik_key (index, value, rank, id) SELECT * FROM unnest(CAST(:index AS smallint[]),"
    " CAST(:value AS text[]), CAST(:rank AS text[]), CAST(:id AS text[]))"
)
_APPEND = insert(schema.event).inline()
_REDACT = (
    update(schema.event)
    .where(schema.event.c.case_id == bindparam("of"), schema.event.c.seq == bindparam("number"))
    .values(doc=bindparam("doc"), sha256=bindparam("sha256"))
)


class Draft(View):
    """Reads that see their own writes.

    Args:
        indexes: the store's indexes.
        connection: in a transaction that is as if it were alone.
        fixed: as of `View`.
    """

    def __init__(self, indexes: Indexes, connection: Connection, fixed: Known) -> None:
        super().__init__(indexes, fixed)
        self._connection = connection
        self._over: dict[str, dict[str, tuple[Doc | None, bytes]]] = {}
        self._fresh: dict[str, dict[str, None]] = {}
        self._unsure: dict[str, dict[str, None]] = {}
        self._events: list[tuple[str, int, bytes]] = []
        self._redacted: dict[tuple[str, int], bytes] = {}
        self.erases = False

    def _rows(self, statement: Select[Any], values: Mapping[str, Any]) -> Rows:
        return self._connection.execute(statement, values).all()

    # --- reading over what was put ------------------------------------------------------------------------------

    def get(self, table: str, id: str) -> Doc | None:
        """One document, or None."""
        over = self._over.get(table)
        if over and id in over:
            return over[id][0]
        return super().get(table, id)

    def all(self, table: str) -> Iterator[Doc]:
        """Every document of a table, in the order of first writing; those that are new here come last."""
        self._settle(table)
        over, fresh = dict(self._over.get(table, {})), list(self._fresh.get(table, ()))
        for key, doc in self._all(table):
            if key not in over:
                yield doc
            elif key not in fresh:
                put = over[key][0]
                if put is not None:
                    yield put
        for key in fresh:
            put = over[key][0]
            if put is not None:
                yield put

    def find(self, table: str, index: str, value: Any) -> Sequence[Doc]:
        """The documents whose indexed value is `value`, in no particular order."""
        over = self._over.get(table, {})
        found = [doc for key, doc in self._find(table, index, value) if key not in over]
        return found + [
            doc for doc, _ in over.values() if doc is not None and self._is(table, index, value, doc)
        ]

    def before(self, table: str, index: str, value: str) -> Iterator[Doc]:
        """The documents whose indexed text sorts before a value; those put here come last."""
        over = dict(self._over.get(table, {}))
        for key, doc in self._before(table, index, value):
            if key not in over:
                yield doc
        for put, _ in over.values():
            if put is not None and self._indexes.is_before(table, index, value, put):
                yield put

    def count(self, table: str, index: str | None = None, value: Any = None) -> int:
        """How many there are, without reading them."""
        number = super().count(table, index, value)
        self._settle(table)
        for key, (doc, _) in self._over.get(table, {}).items():
            old = super().get(table, key)
            number += (doc is not None and self._is(table, index, value, doc)) - (
                old is not None and self._is(table, index, value, old)
            )
        return number

    def _is(self, table: str, index: str | None, value: Any, doc: Doc) -> bool:
        return index is None or self._indexes.finds(table, index, value, doc)

    def history(self, case: str) -> Sequence[Doc]:
        """The events of a case, oldest first, with those added here."""
        return [*super().history(case), *(orjson.loads(data) for of, _, data in self._events if of == case)]

    def events(self) -> Iterator[Doc]:
        """Every event of the record, then those added here."""
        yield from super().events()
        for _, _, data in self._events:
            yield orjson.loads(data)

    # --- writing ------------------------------------------------------------------------------------------------

    def put(self, table: str, doc: Doc) -> None:
        """Write one document.

        Raises:
            InputError: it has something in it that JSON has not, or its id is no text that a database can keep.
            KeyError: there is no such table, or the document has no `id`.
        """
        known, key = self._known[table], doc["id"]
        _check_id(table, key)
        data = as_json(doc, f"{table} {key}")
        over = self._over.setdefault(table, {})
        if key in over:
            new = over[key][0] is None
        else:
            new = known.get(key) is None
            if (
                key not in known
            ):  # many are put without being read: whether they are new is asked for all at once
                self._unsure.setdefault(table, {})[key] = None
        if new:
            fresh = self._fresh.setdefault(table, {})
            fresh.pop(key, None)
            fresh[key] = None
        over[key] = (orjson.loads(data), data)

    def drop(self, table: str, id: str) -> None:
        """Remove one document; nothing happens when it is not there."""
        if self.get(table, id) is None:
            return
        self._settle(table)
        self._fresh.get(table, {}).pop(id, None)
        if super().get(table, id) is None:
            self._over[table].pop(id, None)
        else:
            self._over.setdefault(table, {})[id] = (None, b"")

    def append(self, event: Doc) -> None:
        """Add one event to the record."""
        case = str(event["case"])
        _check_id("event", case)
        self._events.append((case, int(event["seq"]), as_json(event, Phrase("event of {case}", case=case))))

    def redact(self, event: Doc) -> None:
        """Put an event with values taken out in the place of the one with its `case` and `seq`."""
        case = str(event["case"])
        what = Phrase("event of {case}", case=case)
        self._redacted[case, int(event["seq"])] = as_json(event, what)
        self.erases = True

    def forget(self, table: str, id: str, scrub: Scrub) -> None:
        """A row has one state; what the database still has of earlier ones is for `tidy`."""
        self.erases = True

    def _settle(self, table: str) -> None:
        """Find out which of the documents that were put are new."""
        unsure = self._unsure.pop(table, None)
        if unsure:
            self.fetch(**{table: unsure})
            for key in unsure:
                if super().get(table, key) is not None:
                    self._fresh[table].pop(key, None)

    @property
    def redacted(self) -> set[str]:
        """The cases from whose events values are taken."""
        return {case for case, _ in self._redacted}

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self._events or self._redacted or any(self._over.values()))

    def settle(self) -> None:
        """Read what `write` has to know: which documents were there, and how they were."""
        for table in self._over:
            self._settle(table)

    def write(self) -> None:
        """Send what was put: documents, what they are found by, events. It is settled, and nothing is read."""
        changed: list[dict[str, Any]] = []
        made: list[dict[str, Any]] = []
        gone: list[dict[str, Any]] = []
        lost: list[dict[str, Any]] = []
        found: list[dict[str, Any]] = []
        for table, over in self._over.items():
            fresh = self._fresh.get(table, {})
            for key, (doc, data) in over.items():
                old = super().get(table, key)
                if old is not None and table in FIXED:
                    self._fixed[table].pop(key, None)  # a copy that is begun again changes it nevertheless
                if old is not None and (doc is None or key in fresh):
                    gone.append({"of": table, "which": key})
                elif old is not None:
                    changed.append({"of": table, "which": key, "doc": data})
                before, after = self._indexes.rows(table, old), self._indexes.rows(table, doc)
                lost += [
                    {"of": number, "found": value, "at": rank, "which": key}
                    for number, value, rank in sorted(before - after)
                ]
                found += [
                    {"index": number, "value": value, "rank": rank, "id": key}
                    for number, value, rank in sorted(after - before)
                ]
            made += [{"kind": table, "id": key, "doc": over[key][1]} for key in fresh]
        events = [
            {"case_id": case, "seq": seq, "doc": data.decode(), "sha256": hashlib.sha256(data).hexdigest()}
            for case, seq, data in self._events
        ]
        redacted = [
            {"of": case, "number": seq, "doc": data.decode(), "sha256": hashlib.sha256(data).hexdigest()}
            for (case, seq), data in self._redacted.items()
        ]
        few = len(found) <= FEW or self._connection.dialect.name != "postgresql"
        for statement, values in (
            (_DELETE, gone),
            (_UPDATE, changed),
            (_INSERT, made),
            (_DROP_KEY, lost),
            (_ADD_KEY, found if few else []),
            (_ADD_KEYS, {} if few else _columns(found)),
            (_APPEND, events),
            (_REDACT, redacted),
        ):
            if values:
                self._connection.execute(statement, values)


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def _check_id(table: str, id: Any) -> None:
    if not isinstance(id, str):
        cause = Phrase("its id is of the type {type}, not text", type=type(id).__name__)
    elif "\0" in id:
        cause = Phrase("its id has a zero character in it")
    elif len(id) > LONGEST_ID // 4 and len(id.encode(errors="replace")) > LONGEST_ID:
        cause = Phrase("its id is longer than {most} bytes", most=LONGEST_ID)
    else:
        return
    raise InputError(
        N_("{what} cannot be kept: {cause}."),
        N_("Give text, numbers, yes/no, lists and mappings only."),
        what=f"{table} {id!r:.60}",
        cause=cause,
    )
