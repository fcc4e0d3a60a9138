"""What a caller reads from and writes to: the live tables with a thin layer over them.

A `Moment` stays as it was when it was taken: before a commit changes a document, the old one is laid over it here. A
`Draft` is the same the other way round: what `think` puts lies over the tables until it is written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import orjson

from workflow.errors import InputError
from workflow.language import N_, Phrase
from workflow.store.blanking import Blanking
from workflow.store.document import as_json
from workflow.store.indexes import Index
from workflow.store.protocol import Doc, Scrub
from workflow.store.state import State


class View:
    """Reads through a layer: table → id → (number, document or None)."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._over: dict[str, dict[str, tuple[int, Doc | None]]] = {}
        self._over_indexes: dict[tuple[str, str], Index] = {}
        self._newest: dict[str, int | None] = {}
        self._end = state.end

    def get(self, table: str, id: str) -> Doc | None:
        """One document, or None."""
        with self._state.guard:
            over = self._over.get(table)
            if over is not None and id in over:
                return over[id][1]
            return self._state.tables[table].documents.get(id)

    def all(self, table: str) -> Iterator[Doc]:
        """Every document of a table, in the order of first writing."""
        with self._state.guard:
            live = self._state.tables[table]
            over = self._over.get(table)
            if not over:
                return iter(list(live.documents.values()))
            numbered = [(live.numbers[key], doc) for key, doc in live.documents.items() if key not in over]
            numbered += [(number, doc) for number, doc in over.values() if doc is not None]
        numbered.sort(key=lambda one: one[0])
        return iter([doc for _, doc in numbered])

    def find(self, table: str, index: str, value: Any) -> Sequence[Doc]:
        """The documents whose indexed value is `value`, in no particular order."""
        with self._state.guard:
            live = self._state.tables[table]
            by = live.index(index)
            documents = live.documents
            over = self._over.get(table)
            if not over:
                return [documents[key] for key in by.ids(value)]
            found = [documents[key] for key in by.ids(value) if key not in over]
            found += [
                doc for key in self._over_index(table, index).ids(value) if (doc := over[key][1]) is not None
            ]
            return found

    def _over_index(self, table: str, index: str) -> Index:
        """An index over what lies over a table: a thousand cases in one commit ask for each other's holdings."""
        found = self._over_indexes.get((table, index))
        if found is None:
            docs = [doc for _, doc in self._over[table].values() if doc is not None]
            found = self._over_indexes[table, index] = Index(index, docs)
        return found

    def _lay(self, table: str, key: str, number: int, doc: Doc | None) -> None:
        """Lay a document (None: its absence) over a table."""
        over = self._over.setdefault(table, {})
        if self._over_indexes:
            old = over[key][1] if key in over else None
            for (of, _), index in self._over_indexes.items():
                if of == table:
                    index.change(key, old, doc)
        over[key] = (number, doc)

    def count(self, table: str, index: str | None = None, value: Any = None) -> int:
        """How many there are, without reading them."""
        with self._state.guard:
            live = self._state.tables[table]
            over = self._over.get(table, {})
            if index is None:
                number = len(live.documents)
                return number + sum(
                    (doc is not None) - (key in live.documents) for key, (_, doc) in over.items()
                )
            by = live.index(index)
            number = by.count(value)
            if over:
                number += self._over_index(table, index).count(value) - sum(
                    key in over for key in by.ids(value)
                )
            return number

    def history(self, case: str) -> Sequence[Doc]:
        """The events of a case, oldest first."""
        with self._state.guard:
            place = self._newest[case] if case in self._newest else self._state.newest.get(case)
        events: list[Doc] = []
        while place is not None:
            entry = orjson.loads(self._state.log.entry(place))
            events.append(entry["event"])
            place = entry["before"]
        events.reverse()
        return events

    def events(self) -> Iterator[Doc]:
        """Every event of the record, in the record's order."""
        for _, line in self._state.log.scan(self._end):
            if b'"events":[{' in line[:64]:
                for entry in orjson.loads(line)["events"]:
                    yield entry["event"]


class Moment(View):
    """A reader of one consistent moment.

    Attributes:
        mark: which moment it is; a later one says what `changed` since.
    """

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.mark: tuple[object, int] = (state, state.changes)

    def changed(self, mark: tuple[object, int]) -> list[tuple[str, str]] | None:
        """Which documents (table, id) changed between an earlier moment and this one; None when it cannot tell."""
        state, since = mark
        if state is not self._state or since > self.mark[1]:
            return None
        return self._state.changed(since, self.mark[1])

    def listed(self, table: str, after: str, first: int = 0) -> Iterator[tuple[str, Doc]]:
        """The documents of a table by id, those behind `after`; all are at hand, however many are wanted `first`."""
        with self._state.guard:
            ids = [*self._state.tables[table].documents, *self._over.get(table, ())]
        ids = sorted(set(ids) if table in self._over else ids)
        for key in islice(ids, bisect_right(ids, after), None):
            doc = self.get(table, key)
            if doc is not None:
                yield key, doc

    def count_listed(self, table: str) -> int:
        """How many there are."""
        return self.count(table)

    def keep(self, table: str, key: str, number: int, old: Doc | None) -> None:
        """A commit is about to change this document."""
        if key not in self._over.get(table, ()):
            self._lay(table, key, number, old)

    def keep_newest(self, case: str, place: int | None) -> None:
        """A commit is about to add to this case's history."""
        self._newest.setdefault(case, place)


class Draft(View):
    """What `think` gets: what it puts is copied at once, so that nobody changes it afterwards."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._bytes: dict[tuple[str, str], bytes] = {}
        self._dropped: dict[tuple[str, str], None] = {}
        self._next: dict[str, int] = {}
        self.events_put: list[tuple[bytes, str]] = []
        self.blanking = Blanking()

    def put(self, table: str, doc: Doc) -> None:
        """Write one document.

        Raises:
            InputError: it has something in it that JSON has not.
            KeyError: there is no such table, or the document has no `id`.
        """
        live = self._state.tables[table]
        key = doc["id"]
        if not isinstance(key, str):  # once in the record, nobody could open the store any more
            raise InputError(
                N_("{what} cannot be kept: {cause}."),
                N_("Give text, numbers, yes/no, lists and mappings only."),
                what=f"{table} {key!r:.60}",
                cause=Phrase("its id is of the type {type}, not text", type=type(key).__name__),
            )
        data = as_json(doc, f"{table} {key}")
        over = self._over.setdefault(table, {})
        if key in over and over[key][1] is not None:
            number = over[key][0]
        elif key not in over and key in live.numbers:
            number = live.numbers[key]
        else:
            number = self._next.get(table) or live.next_number
            self._next[table] = number + 1
        self._lay(table, key, number, orjson.loads(data))
        self._bytes[table, key] = data

    def drop(self, table: str, id: str) -> None:
        """Remove one document; nothing happens when it is not there."""
        key = id
        live = self._state.tables[table]
        self._bytes.pop((table, key), None)
        if key in live.documents:
            self._dropped[table, key] = None
            self._lay(table, key, live.numbers[key], None)
        elif key in self._over.get(table, ()):
            self._lay(table, key, 0, None)  # it was put here, and is gone again
            del self._over[table][key]

    def append(self, event: Doc) -> None:
        """Add one event to the record."""
        case = str(event["case"])
        self.events_put.append((as_json(event, Phrase("event of {case}", case=case)), case))

    def redact(self, event: Doc) -> None:
        """Put an event with values taken out in the place of the one with its `case` and `seq`."""
        self.blanking.events[str(event["case"]), int(event["seq"])] = event

    def forget(self, table: str, id: str, scrub: Scrub) -> None:
        """Rewrite the document's earlier states, which the record has."""
        self.blanking.states[table, id] = scrub

    def history(self, case: str) -> Sequence[Doc]:
        """The events of a case, oldest first, with those added here."""
        return [*super().history(case), *(orjson.loads(data) for data, of in self.events_put if of == case)]

    def events(self) -> Iterator[Doc]:
        """Every event of the record, then those added here."""
        yield from super().events()
        for data, _ in self.events_put:
            yield orjson.loads(data)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self._bytes or self._dropped or self.events_put or self.blanking)

    def changes(self) -> tuple[list[tuple[str, int, Doc]], list[tuple[str, str]]]:
        """What to put (table, number, document), and what to drop before that (table, id)."""
        puts: list[tuple[str, int, Doc]] = []
        for table, key in self._bytes:
            number, doc = self._over[table][key]
            if doc is not None:
                puts.append((table, number, doc))
        return puts, list(self._dropped)

    def as_json(self) -> tuple[bytes, bytes]:
        """The same as the line has it."""
        puts = [
            b'["%b",%d,%b]' % (table.encode(), self._over[table][key][0], data)
            for (table, key), data in self._bytes.items()
        ]
        return b"[%b]" % b",".join(puts), orjson.dumps(list(self._dropped)) if self._dropped else b"[]"
