"""The queue of each user: what waits for them, the most urgent first, kept from one question to the next.

A store that is open in memory can tell which documents changed since a moment. So a queue is worked out once and then
brought up to date by these alone: an inbox of thirty thousand cases costs no more than a page of it. Whether a case waits
for somebody is said by `engine.work` alone, here as everywhere.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from workflow.store.protocol import Doc
from workflow.workspace.paging import Urgency, urgency
from workflow.workspace.views import InboxItem

#: more changes than this are sorted in together, not each for itself
_FEW = 64
#: so many rows are kept in all; beyond that, the queues that were not asked for the longest go
_MOST = 400_000
#: whether something is above a unit decides for whom a case waits
_DECIDES = frozenset({"units"})
#: what a row tells beside its case
_TOLD = frozenset({"units", "positions", "people", "holdings"})


@runtime_checkable
class Followed(Protocol):
    """A reader of a moment that can tell what changed since an earlier one."""

    mark: tuple[object, int]

    def changed(self, mark: tuple[object, int]) -> list[tuple[str, str]] | None:
        """Which documents (table, id) changed since; None when it cannot tell."""

    def get(self, table: str, id: str) -> Doc | None:
        """One document, or None."""


@dataclass(slots=True)
class Row:
    """A case that waits, the actions that it waits for, and the row of the inbox once it was shown."""

    doc: Doc
    actions: tuple[str, ...]
    item: InboxItem | None = None


class Queue:
    """What waits for one user.

    Args:
        asked: what the answer rests on beside the cases: who asks, for whom they stand in, the day.
        reader: the moment.
        candidates: the cases that may wait for them.
        taken: the actions of a case that are theirs to take.

    Attributes:
        rows: by the case's id.
        order: the most urgent first.
    """

    def __init__(
        self,
        asked: object,
        reader: Followed,
        candidates: Iterable[Doc],
        taken: Callable[[Doc], tuple[str, ...]],
    ) -> None:
        self.asked, self.mark = asked, reader.mark
        self.rows: dict[str, Row] = {}
        for doc in candidates:
            actions = taken(doc)
            if actions:
                self.rows[doc["id"]] = Row(doc, actions)
        self.order: list[Urgency] = sorted(urgency(row.doc) for row in self.rows.values())

    def within(self, first: str, behind: str) -> tuple[int, int]:
        """Where in the order those begin and end that are due from a day on and before another one."""
        return bisect_left(self.order, (first,)), bisect_left(self.order, (behind,))

    def follow(self, reader: Followed, asked: object, taken: Callable[[Doc], tuple[str, ...]]) -> bool:
        """Bring it up to a later moment; False when it has to be worked out anew."""
        changed = reader.changed(self.mark) if self.asked == asked else None
        if changed is None:
            return False
        tables = {table for table, _ in changed}
        if tables & _DECIDES:
            return False
        if tables & _TOLD:
            for row in self.rows.values():
                row.item = None
        cases = {key for table, key in changed if table == "cases"}
        few = len(cases) <= _FEW
        for case in cases:
            old = self.rows.pop(case, None)
            if old is not None and few:
                del self.order[bisect_left(self.order, urgency(old.doc))]
            doc = reader.get("cases", case)
            actions = taken(doc) if doc is not None else ()
            if doc is not None and actions:
                self.rows[case] = Row(doc, actions)
                if few:
                    insort(self.order, urgency(doc))
        if not few:
            self.order = sorted(urgency(row.doc) for row in self.rows.values())
        self.mark = reader.mark
        return True


class Queues:
    """The queues of those who asked last.

    Attributes:
        turn: held while a queue is asked for and read; another thread may bring it further afterwards.
    """

    def __init__(self) -> None:
        self.turn = threading.RLock()
        self._of: dict[str, Queue] = {}

    def of(
        self,
        user: str,
        reader: Followed,
        asked: object,
        candidates: Callable[[], Iterable[Doc]],
        taken: Callable[[Doc], tuple[str, ...]],
    ) -> Queue:
        """The queue of a user as of a moment. `turn` is held."""
        known = self._of.pop(user, None)
        if known is None or not known.follow(reader, asked, taken):
            new = Queue(asked, reader, candidates(), taken)
            if known is not None and _is_later(known.mark, reader.mark):
                self._of[user] = known  # whoever asks holds on to an earlier moment
                return new
            known = new
        self._of[user] = known
        while sum(len(one.rows) for one in self._of.values()) > _MOST and len(self._of) > 1:
            del self._of[next(iter(self._of))]
        return known


def _is_later(one: tuple[object, int], other: tuple[object, int]) -> bool:
    return one[0] is other[0] and one[1] > other[1]
