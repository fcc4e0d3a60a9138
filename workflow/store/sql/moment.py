"""A reader of one moment of a database, which stays as it is while others write: lists in an order, counts, files."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import Select

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store.protocol import Doc
from workflow.store.sql import queries
from workflow.store.sql.kept import Shelf
from workflow.store.sql.keys import Indexes, encode
from workflow.store.sql.trouble import is_lost
from workflow.store.sql.view import Known, Rows, View, is_id

Counts = dict[str, tuple[float, int]]
#: up to so many rows are counted each time (a count reads every one); a larger number may be so many seconds old
COUNTED, OLD = 2000, 15.0
#: sorts after every rank
ENDLESS = "~"


class Moment(View):
    """A reader of one consistent moment: a transaction that is open for as long as somebody has this reader.

    A connection that is lost meanwhile is made good when nothing was written since, for then the moment is the same.

    Args:
        indexes: the store's indexes.
        fixed: as of `View`.
        begin: a connection at the present moment, and the position there.
        trouble: words what went wrong.
        counts: large numbers that the store's readers counted, and when.
        shelf: what they read.
    """

    def __init__(
        self,
        indexes: Indexes,
        fixed: Known,
        begin: Callable[[], tuple[Connection, int]],
        trouble: Callable[[BaseException], StoreError],
        counts: Counts,
        shelf: Shelf,
    ) -> None:
        super().__init__(indexes, fixed)
        self._begin, self._trouble, self._counts = begin, trouble, counts
        self._turn = threading.RLock()
        self._connection, self.position = begin()
        self._kept = shelf.at(self.position)
        self._known = self._kept.documents
        self._end = weakref.finalize(self, _let_go, self._connection)
        self._end.atexit = False

    def _rows(self, statement: Select[Any], values: Mapping[str, Any]) -> Rows:
        with self._turn:
            if not self._end.alive:
                raise StoreError(N_("The store is closed."))
            try:
                return self._connection.execute(statement, values).all()
            except SQLAlchemyError as error:
                if not is_lost(error):
                    raise self._trouble(error) from error
            self._begin_again()
            try:
                return self._connection.execute(statement, values).all()
            except SQLAlchemyError as error:
                raise self._trouble(error) from error

    def among(
        self,
        table: str,
        index: str,
        values: Sequence[Any],
        after: tuple[str, str] = ("", ""),
        first: int = 64,
        until: str = ENDLESS,
    ) -> Iterator[tuple[str, str, Doc]]:
        """The documents whose indexed value is one of several, in the index's order, read as they are asked for.

        Args:
            table: the table.
            index: as for `find`; `work.role,unit` of cases takes pairs.
            values: the values; a document that has two of them may come twice.
            after: the rank and id after which to begin.
            first: how many are read at once in the beginning.
            until: the rank before which to end.

        Returns:
            For each its rank, id and document.
        """
        number, most, page = self._indexes.number(table, index), first, None
        texts = [encode(value) for value in values]
        after = after if all(map(is_id, after)) else ("", "")
        while texts and (page is None or len(page) == most):
            most = min(first if page is None else 4 * most, queries.PAGE)
            page = self._rows(
                queries.AMONG,
                {
                    "kind": table,
                    "index": number,
                    "values": texts,
                    "rank": after[0],
                    "after": after[1],
                    "until": until,
                    "most": most,
                },
            )
            for row in page:
                self._known[table][row.id] = row.doc
                after = (row.rank, row.id)
                yield row.rank, row.id, row.doc

    def count_among(self, table: str, index: str, values: Sequence[Any], until: str = ENDLESS) -> int:
        """How many rows `among` would give; of more than `COUNTED`, as many as there were at most `OLD` seconds ago."""
        texts = [encode(value) for value in values]
        if not texts:
            return 0
        number = self._indexes.number(table, index)
        return self._counted(queries.COUNT_AMONG, {"index": number, "values": texts, "until": until})

    def listed(self, table: str, after: str, first: int) -> Iterator[tuple[str, Doc]]:
        """The documents of a table by id, read as they are asked for."""
        most, page, after = first, None, after if is_id(after) else ""
        while page is None or len(page) == most:
            most = first if page is None else min(4 * most, queries.PAGE)
            page = self._rows(queries.BY_ID, {"kind": table, "after": after, "most": most})
            for row in page:
                after = row.id
                yield row.id, row.doc

    def count_listed(self, table: str) -> int:
        """How many `listed` would give; as old as `count_among`."""
        return self._counted(queries.COUNT_KIND, {"kind": table})

    def _counted(self, statement: Select[Any], asked: Mapping[str, Any]) -> int:
        number = int(self._rows(statement, {**asked, "most": COUNTED + 1})[0][0])
        if number <= COUNTED:
            return number
        what, now = repr(asked), time.monotonic()
        when, known = self._counts.get(what, (0.0, 0))
        if not known or now - when > OLD:
            known = int(self._rows(statement, {**asked, "most": 1 << 60})[0][0])
            self._counts[what] = now, known
        return known

    def files(self) -> list[str]:
        """The digests of all attached files."""
        return [row.sha256 for row in self._rows(queries.FILES, {})]

    def pieces(self, digest: str) -> Iterator[bytes]:
        """The pieces of an attached file; none when it is not there."""
        piece = 0
        while found := self._rows(queries.PIECE, {"sha256": digest, "piece": piece}):
            yield found[0].content
            piece += 1

    def end(self) -> None:
        """Let go of the connection; nothing can be read any more."""
        with self._turn:
            self._end()

    def _begin_again(self) -> None:
        self._end()
        self._connection, position = self._begin()
        self._end = weakref.finalize(self, _let_go, self._connection)
        self._end.atexit = False
        if position != self.position:
            raise StoreError(
                N_("The connection was lost in the middle of reading, and somebody has written since."),
                N_("Do it again: it is read anew."),
            )


def _let_go(connection: Connection) -> None:
    """Give a connection back; one that is broken is thrown away by the pool itself."""
    try:
        connection.close()
    except (SQLAlchemyError, OSError):
        connection.invalidate()
