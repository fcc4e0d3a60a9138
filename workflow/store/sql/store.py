"""The store in a database: whole transactions that are as if each were alone, retried when two of them met."""

from __future__ import annotations

import random
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store.protocol import FIXED, Fault, Transaction
from workflow.store.sql import connect, queries, schema, upgrade
from workflow.store.sql.bell import Bell
from workflow.store.sql.check import check
from workflow.store.sql.draft import Draft
from workflow.store.sql.erasing import Erasing, forget_well, marked, tidy, unfinished
from workflow.store.sql.files import put_file
from workflow.store.sql.kept import Shelf
from workflow.store.sql.keys import Indexes, missing
from workflow.store.sql.moment import Counts, Moment
from workflow.store.sql.tries import Tries
from workflow.store.sql.trouble import is_conflict, is_lost, place_of, trouble
from workflow.store.sql.view import Known

T = TypeVar("T")

#: seconds for which a transaction that meets others is tried again
PATIENCE = 30.0
#: seconds for which a server that went away is waited for
RETURN = 10.0
#: seconds for which an opening does so that meets none: the address may be wrong, and its user waits
MEETING = 0.5
#: so often is thought again when an id was taken meanwhile; what is still taken then was wrong from the start
TAKEN = 8

_COMMIT = insert(schema.commit).inline()


class SqlStore:
    """A store in PostgreSQL, for programs on many hosts, or in an SQLite file.

    A lost connection heals: what was not committed is thought again on a new one, and where the connection broke during
    the commit itself, the row that every commit writes under a name of its own tells whether it landed.

    Args:
        address: `postgresql://USER@HOST/DATABASE` or `sqlite:///PATH`.
        create: make the tables when there are none.
        patience: seconds for which a transaction that meets others is tried again.
        wait: seconds for which a server that went away is waited for.

    Raises:
        InputError: the address is none of these.
        StoreError: the database cannot be reached or used, has no store (with `create=False`), or one of a newer Lantik.

    Example:
        >>> import tempfile; folder = tempfile.TemporaryDirectory()
        >>> with SqlStore(f"sqlite:///{folder.name}/store.db") as store:
        ...     store.transact(lambda tx: tx.put("cases", {"id": "C-1", "state": "vacant"}))
        ...     store.read().find("cases", "state", "vacant")
        [{'id': 'C-1', 'state': 'vacant'}]
        >>> folder.cleanup()
    """

    def __init__(
        self, address: str, *, create: bool = True, patience: float = PATIENCE, wait: float = RETURN
    ) -> None:
        self._url = connect.read_url(address)
        self.place = place_of(self._url)
        self._engine = connect.make_engine(self._url)
        self._patience, self._wait = patience, wait
        self._turn = threading.Lock()
        self._own = threading.local()
        self._closed = False
        self._counts: Counts = {}
        self._shelf = Shelf()
        self._fixed: Known = {table: {} for table in FIXED}
        self._moments: weakref.WeakSet[Moment] = weakref.WeakSet()
        if create:
            connect.make_private(self._url)
        elif connect.is_absent(self._url):
            raise upgrade.no_store(self._url)
        try:
            self._indexes = self._open(create)
        except BaseException:
            self._engine.dispose()
            raise
        self._bell = Bell(self._engine)

    @classmethod
    def exists(cls, address: str) -> bool:
        """Whether there is a store in a database.

        Raises:
            InputError: the address is none of ours.
            StoreError: the database cannot be reached.
        """
        url = connect.read_url(address)
        if connect.is_absent(url):
            return False
        engine = connect.make_engine(url)
        try:
            return upgrade.revision(engine) is not None
        except SQLAlchemyError as error:
            raise trouble(error, url) from error
        finally:
            engine.dispose()

    def _open(self, create: bool) -> Indexes:
        """The tables made or looked at; begun again when the connection is cut meanwhile."""
        tries, patience = 0, Tries(self._wait, MEETING)
        while True:
            try:
                upgrade.prepare(self._engine, create=create)
                connect.write_ahead(self._engine)
                return self._open_indexes()
            except SQLAlchemyError as error:
                tries += 1
                if not (is_lost(error) and patience.more(error)):
                    raise trouble(error, self._url) from error
                _pause(tries, 1.0)

    def _open_indexes(self) -> Indexes:
        with connect.reading(self._engine) as connection:
            if not missing(connection):
                return Indexes.open(connection)
        tries = 0
        while True:
            try:
                with connect.writing(self._engine) as connection:
                    found = Indexes.open(connection)
                    connection.commit()
                    return found
            except DBAPIError as error:  # another program builds the same at this moment
                tries += 1
                if tries > 20 or not (is_conflict(error) or isinstance(error, IntegrityError)):
                    raise
                _pause(tries, 0.5)

    # --- writing ------------------------------------------------------------------------------------------------

    def transact(self, think: Callable[[Transaction], T]) -> T:
        """Run `think` in one SERIALIZABLE transaction, then write what it put: all or nothing, durable on return.

        When two transactions cannot both stand, an id was taken meanwhile, or the connection is lost before the commit, it
        is thought again. What `think` raises passes through once the database has confirmed that what it read can stand.

        Raises:
            StoreError: the database cannot be reached, others were always quicker, or it refused; nothing was written.
                The message says so where that cannot be known.
        """
        self._usable()
        tries, taken, patience = 0, 0, Tries(self._patience, self._wait)
        while True:
            try:
                with self._alone(tries):
                    return self._once(think)
            except SQLAlchemyError as error:
                tries += 1
                taken += isinstance(error, IntegrityError)
                more = patience.more(error)
                if isinstance(error, IntegrityError) and taken < TAKEN:
                    _pause(tries, 0.2)  # somebody else made a document of this id since it was looked for
                elif is_conflict(error):
                    if not more:
                        raise StoreError(
                            N_(
                                "Others wrote to {place} at the same moment, again and again for {seconds} s."
                            ),
                            N_("Nothing of this was written. Do it again."),
                            place=self.place,
                            seconds=round(self._patience),
                        ) from error
                    _pause(tries, 0.2)
                elif is_lost(error) and more:
                    _pause(tries, 1.0)
                else:
                    raise trouble(error, self._url) from error

    @contextmanager
    def _alone(self, tries: int) -> Iterator[None]:
        """One who met others waits for their turn among this program's threads, and meets fewer."""
        self._own.thinking = True
        try:
            if tries:
                with self._turn:
                    yield
            else:
                yield
        finally:
            self._own.thinking = False

    def _once(self, think: Callable[[Transaction], T]) -> T:
        with connect.writing(self._engine) as connection:
            draft = Draft(self._indexes, connection, self._fixed)
            try:
                result = think(draft)
            except SQLAlchemyError:
                raise
            except Exception:
                connection.commit()  # nothing was sent; only whether what it read can stand
                raise
            if draft.empty:
                connection.commit()
                return result
            draft.settle()
            if draft.erases:
                forget_well(connection)
            name = marked() if draft.erases else uuid.uuid4().hex
            try:
                with connect.together(connection):
                    draft.write()
                    connection.execute(_COMMIT, {"name": name, "at": _now()})
            except SQLAlchemyError as error:
                if not is_lost(error) or not self._landed(name, error):
                    raise
        self._bell.ring()
        if draft.erases:
            tidy(self._engine, Erasing(name, draft.redacted))
        return result

    def _landed(self, name: str, lost: SQLAlchemyError) -> bool:
        """Whether a commit that was not answered landed.

        Its name is written once more, by itself. If that succeeds, the first can never land (a name is there once, and the
        database waits with this one until the first has ended); if the name is there, it did.
        """
        tries, patience = 0, Tries(self._patience, self._wait)
        while True:
            try:
                with connect.alone(self._engine) as connection:
                    connection.execute(_COMMIT, {"name": name, "at": _now()})
                    connection.commit()
                return False
            except IntegrityError:
                return True
            except SQLAlchemyError as error:
                tries += 1
                if not ((is_lost(error) or is_conflict(error)) and patience.more(error)):
                    raise StoreError(
                        N_(
                            "The connection to {place} was lost during a commit, and the database could not be asked since:"
                            " whether it was written is not known."
                        ),
                        N_("Look whether it is there before you do it again."),
                        place=self.place,
                        commit=name,
                    ) from lost
                _pause(tries, 1.0)

    def _usable(self) -> None:
        if self._closed:
            raise StoreError(N_("The store {path} is closed."), path=self.place)
        if getattr(self._own, "thinking", False):
            raise RuntimeError(
                "transact() and read() are not called from within think: use what it was given"
            )

    # --- reading ------------------------------------------------------------------------------------------------

    def read(self) -> Moment:
        """A reader of the state as it is now; it stays as it is while others write."""
        self._usable()
        moment = Moment(
            self._indexes,
            self._fixed,
            self._begin,
            lambda error: trouble(error, self._url),
            self._counts,
            self._shelf,
        )
        self._moments.add(moment)
        return moment

    def position(self) -> int:
        """A number that grows with every commit, by anybody. A screen asks each second: it waits for no server."""
        self._usable()
        connection, position = self._begin(0.0)
        connection.close()
        return position

    def wait(self, seconds: float) -> bool:
        """Wait until somebody has written, at most so long; whether it was so.

        It says yes at once when another program rings (`LISTEN`/`NOTIFY`), and looks by itself every second besides.
        """
        self._usable()
        return self._bell.wait(seconds, self.position)

    def _begin(self, wait: float | None = None) -> tuple[Connection, int]:
        """A connection at the present moment, and the position there; a lost one is made good."""
        back = time.monotonic() + (self._wait if wait is None else wait)
        tries = 0
        while True:
            connection = None
            try:
                connection = connect.reading(self._engine)
                return connection, int(connection.execute(queries.POSITION).scalar_one())
            except SQLAlchemyError as error:
                if connection is not None:
                    connection.close()
                tries += 1
                if not is_lost(error) or (tries > 1 and time.monotonic() > back):
                    raise trouble(error, self._url) from error
                if tries > 1:  # the first time the pool held a connection from before; a new one may well do
                    _pause(tries, 1.0)

    # --- files --------------------------------------------------------------------------------------------------

    def keep_file(self, digest: str, pieces: Iterator[bytes]) -> None:
        """Keep a file under its digest, in one transaction; one that is there already stays.

        Raises:
            StoreError: it cannot be written, or is not what its digest says.
        """
        self._usable()
        try:
            with connect.alone(self._engine) as connection:
                put_file(connection, digest, pieces)
                connection.commit()
        except IntegrityError:  # somebody else kept the same file at the same moment
            return
        except SQLAlchemyError as error:
            raise trouble(error, self._url) from error

    def drop_file(self, *digests: str) -> None:
        """Remove files; nothing happens when they are not there.

        Raises:
            StoreError: the database cannot be reached, or refused.
        """
        self._usable()
        name = marked()
        try:
            with connect.alone(self._engine) as connection:
                forget_well(connection)
                gone = delete(schema.file).where(schema.file.c.sha256.in_(digests))
                if not connection.execute(gone).rowcount:
                    return
                connection.execute(_COMMIT, {"name": name, "at": _now()})
                connection.commit()
        except SQLAlchemyError as error:
            raise trouble(error, self._url) from error
        tidy(self._engine, Erasing(name, files=True))

    def unerased(self) -> bool:
        """Whether the database's files may still have erased values: `checkpoint` takes them away."""
        self._usable()
        try:
            return bool(unfinished(self._engine))
        except SQLAlchemyError as error:
            raise trouble(error, self._url) from error

    def file(self, digest: str) -> Iterator[bytes]:
        """The pieces of a file; none when it is not there."""
        return self.read().pieces(digest)

    def files(self) -> list[str]:
        """The digests of all files."""
        return self.read().files()

    def notes(self) -> Sequence[str]:
        """Nothing: a database mends itself."""
        return ()

    # --- care ---------------------------------------------------------------------------------------------------

    def check(self) -> Sequence[Fault]:
        """Read the whole record again, every event against its digest and its case's event before, and the indexes."""
        return check(self.read(), self._indexes)

    def checkpoint(self) -> None:
        """Tidy up: forget old names of commits, let the database look at its tables anew, end what an erasure left.

        Raises:
            StoreError: the database cannot be reached or refused, or still has values that were erased.
        """
        self._usable()
        if self.unerased() and not tidy(self._engine):
            raise StoreError(
                N_(
                    "Files of the database {place} may still have values that were erased: they could not be made anew."
                ),
                N_("Do it again as the owner of the database when nobody else has the store open."),
                place=self.place,
            )
        number = schema.commit.c.number
        try:
            with connect.alone(self._engine) as connection:
                newest = connection.execute(select(func.max(number))).scalar() or 0
                connection.execute(delete(schema.commit).where(number <= newest - 10 * queries.WINDOW))
                connection.commit()
                connection.execute(text("ANALYZE"))
                connection.commit()
        except SQLAlchemyError as error:
            raise trouble(error, self._url) from error

    def close(self) -> None:
        """Let go of the connections, those of readers too."""
        if not self._closed:
            self._closed = True
            for moment in list(self._moments):
                moment.end()
            self._bell.close()
            self._engine.dispose()

    def __enter__(self) -> SqlStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _pause(tries: int, most: float) -> None:
    """Wait a little, longer each time, and never as long as somebody else who waits."""
    time.sleep(random.uniform(0.25, 1.0) * min(most, 0.005 * 2 ** min(tries, 10)))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
