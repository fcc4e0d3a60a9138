"""What a store has in memory: the tables and where it stands in the record; and how a commit changes them."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any, Protocol

from workflow.store.line import event_places
from workflow.store.log import Log
from workflow.store.picture import FORMAT, Picture
from workflow.store.protocol import Doc

#: so many of the newest changes are remembered, for those who bring up to date what they made of an earlier moment
REMEMBERED = 20_000


class Watcher(Protocol):
    """A reader that wants to stay at its moment."""

    def keep(self, table: str, id: str, number: int, old: Doc | None) -> None:
        """Told before a document changes."""

    def keep_newest(self, case: str, place: int | None) -> None:
        """Told before a history grows."""


class State:
    """The tables in memory. Whoever changes it is alone (the store sees to that) and holds `guard` while they do.

    Attributes:
        end, hash, commit: how far in the record the tables go.
        guard: held for each read and each change; never while waiting for a disk or a lock.
        changes: how many documents were changed since the store was opened.
    """

    def __init__(self, picture: Picture, log: Log) -> None:
        self.picture, self.log = picture, log
        self.tables, self.newest = picture.kept, picture.newest
        self.guard = threading.RLock()
        self.watchers: weakref.WeakSet[Any] = weakref.WeakSet()
        self.end, self.hash, self.commit = log.end, log.hash, log.commit
        self.erased = False  # whether a line that was followed says that values were erased
        self.changes, self._newest_changes = 0, deque[tuple[str, str]](maxlen=REMEMBERED)

    def catch_up(self, *, thorough: bool = False) -> None:
        """Apply the lines that the record has after `end`. Errors are those of `Log.follow`."""
        with self.guard:
            try:
                for line in self.log.follow(thorough=thorough):
                    body = line.body
                    self.erased = self.erased or "blanked" in body
                    places = zip(body["events"], event_places(line), strict=True)
                    puts = [(table, number, doc) for table, number, doc in body["puts"] if doc is not None]
                    self.apply(
                        puts, body["drops"], [(str(one["event"]["case"]), place) for one, place in places]
                    )
            finally:
                self.settle()

    def apply(
        self,
        puts: Iterable[tuple[str, int, Doc]],
        drops: Iterable[Iterable[str]],
        places: Iterable[tuple[str, int]],
    ) -> None:
        """One commit: drops first, then puts; `places` are (case, place of its newest event)."""
        watchers: list[Watcher] = list(self.watchers) if self.watchers else []
        tables, remember = self.tables, self._newest_changes.append
        for name, key in drops:
            table = tables[name]
            for watcher in watchers:
                watcher.keep(name, key, table.numbers.get(key, 0), table.documents.get(key))
            table.put(0, key, None)
            remember((name, key))
            self.changes += 1
        for name, number, doc in puts:
            table, key = tables[name], doc["id"]
            for watcher in watchers:
                watcher.keep(name, key, table.numbers.get(key, 0), table.documents.get(key))
            table.put(number, key, doc)
            remember((name, key))
            self.changes += 1
        for case, place in places:
            for watcher in watchers:
                watcher.keep_newest(case, self.newest.get(case))
            self.newest[case] = place

    def changed(self, since: int, until: int) -> list[tuple[str, str]] | None:
        """Which documents (table, id) were changed between two counts of `changes`; None when that is too long ago."""
        with self.guard:
            newer = self.changes - until
            if self.changes - since > len(self._newest_changes):
                return None
            return list(islice(reversed(self._newest_changes), newer, self.changes - since))

    def settle(self) -> None:
        """Note that the tables go as far as the record was followed."""
        self.end, self.hash, self.commit = self.log.end, self.log.hash, self.log.commit

    def record(self) -> dict[str, Any]:
        """The place up to which the tables go, as the picture names it."""
        return {
            "id": "record",
            "format": FORMAT,
            "store": self.log.store,
            "place": self.end,
            "hash": self.hash.decode(),
            "commit": self.commit,
        }
