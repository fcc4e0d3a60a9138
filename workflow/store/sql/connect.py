"""From an address to an engine: the driver, the pool, and what every connection is told first."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import Any

import orjson
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from workflow.errors import InputError
from workflow.language import N_

#: seconds until a server that does not answer is given up
CONNECT = 10
#: what a PostgreSQL session is told: how long one statement may run, wait for a lock, or a transaction stand idle; and
#: that an index is to be preferred, as under SERIALIZABLE a scan of a whole table clashes with every write to it
SETTINGS = (
    "SET statement_timeout = '60s'",
    "SET lock_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = '10min'",
    "SET enable_seqscan = off",
)
#: seconds until a lock that another program holds on a SQLite file is given up
PATIENCE = 30
PRAGMAS = (f"PRAGMA busy_timeout = {PATIENCE * 1000}", "PRAGMA synchronous = FULL")

_FORM = N_("Write it as postgresql://USER@HOST/DATABASE or sqlite:///PATH.")
_WRITING = "lantik_writing"
#: what libpq says of a connection in no transaction
_IDLE = 0

for _talks in (
    "psycopg",
    "sqlalchemy.pool",
):  # what they say of a clash or a lost connection is no news for a terminal
    logging.getLogger(_talks).addHandler(logging.NullHandler())


def read_url(address: str) -> URL:
    """The address of a database, with our driver.

    Raises:
        InputError: it is none, or of a kind that we do not speak.

    Example:
        >>> read_url("postgresql://officer@db/lantik").drivername
        'postgresql+psycopg'
    """
    kind = address.partition(":")[0]
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise InputError(
            N_("This is no address of a database: {kind}:…"), _FORM, kind=kind
        ) from None  # the rest may hold a password
    backend = "postgresql" if url.drivername in ("postgres", "postgresql", "postgresql+psycopg") else kind
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise InputError(N_("This version speaks to no database of the kind “{kind}”."), _FORM, kind=kind)
    if url.database in (None, "", ":memory:"):
        raise InputError(N_("The address names no file for the database."), _FORM)
    return url


def make_engine(url: URL) -> Engine:
    """The engine for an address; nothing is connected yet."""
    lite = url.get_backend_name() == "sqlite"
    engine = create_engine(
        url,
        pool_size=2,  # a terminal needs one or two; a reader that is kept takes one of the rest
        max_overflow=30,
        pool_timeout=10,
        connect_args={"timeout": PATIENCE} if lite else {"connect_timeout": CONNECT},
        json_serializer=bytes.decode,  # documents come as JSON already
        json_deserializer=orjson.loads,
    )
    event.listen(engine, "connect", _first_lite if lite else _first)
    if lite:
        event.listen(engine, "begin", _begin_lite)
    else:
        event.listen(engine, "reset", _refuse_broken)
    return engine


def make_private(url: URL) -> None:
    """Make the file of an SQLite database that is not there yet, for its owner alone; its log takes the same mode."""
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith("file:"):
        with suppress(OSError):  # there already, or in a folder that is not: SQLite says what is wrong
            os.close(os.open(url.database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _first(connection: Any, _record: object) -> None:
    """What a new PostgreSQL session is told. An engine that only speaks its protocol may not know some of it."""
    before, connection.autocommit = connection.autocommit, True
    try:
        for setting in SETTINGS:
            try:
                connection.execute(setting)
            except connection.ProgrammingError:
                continue
    finally:
        connection.autocommit = before


def _refuse_broken(connection: Any, _record: object, _state: object) -> None:
    """Keep a connection out of the pool that broke when its work was done; the pool lets it go for an error here.

    Otherwise the pool stumbles over it afterwards, and its driver's error would come out of work that succeeded.
    """
    if connection.closed:
        raise connection.OperationalError("the connection is lost")


def _first_lite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin_lite` does
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def is_absent(url: URL) -> bool:
    """Whether an address names an SQLite file that is not there: asking SQLite would make one, for everybody to read."""
    name = url.database or ""
    return url.get_backend_name() == "sqlite" and not name.startswith("file:") and not os.path.lexists(name)


def write_ahead(engine: Engine) -> None:
    """Turn the file of a store to SQLite's write-ahead log; one of another program stays as it is."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            _write_ahead(connection.driver_connection)
        finally:
            connection.close()


def _write_ahead(connection: Any) -> None:
    """Turn a SQLite file to its write-ahead log, once.

    SQLite answers “locked” to this at once, whatever time-out is set, while another program reads or turns the same
    file: so it is asked again.

    Source: sqlite.org/pragma.html#pragma_journal_mode; sqlite.org/c3ref/busy_handler.html (a handler that is not
    invoked where waiting could never end).
    """
    until = monotonic() + PATIENCE
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            connection.execute("PRAGMA journal_mode = WAL").close()
        except OperationalError as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
            sleep(0.01)


def _begin_lite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def reading(engine: Engine) -> Connection:
    """A connection whose transaction sees one moment and writes nothing."""
    if engine.dialect.name == "sqlite":
        return engine.connect()
    return engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def alone(engine: Engine) -> Connection:
    """A connection for one plain write that needs no thought, such as a file."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection.execution_options(**{_WRITING: True})
    return connection


def writing(engine: Engine) -> Connection:
    """A connection whose transaction is as if it were alone."""
    if engine.dialect.name == "sqlite":
        return alone(engine)
    return engine.connect().execution_options(isolation_level="SERIALIZABLE")


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Let statements that answer nothing, and the commit after them, go to the server in one packet where the driver can.

    Their errors come out at the end, as those of a statement would; where the connection is lost, the commit may have
    landed.
    """
    driver: Any = connection.connection.driver_connection
    if not hasattr(driver, "pipeline"):
        yield
        connection.commit()
        return
    begun = driver.info.transaction_status != _IDLE
    try:
        with driver.pipeline():
            yield
            if begun:  # else it would find nothing to commit: what begins it is in the same packet
                connection.commit()
        if not begun:
            connection.commit()
    except (driver.Error, SQLAlchemyError) as error:
        lost = bool(driver.closed or driver.info.pipeline_status)  # or nothing else can be said on it
        if lost:
            connection.invalidate(error)
        else:
            try:
                driver.rollback()  # on our side the transaction has ended already
            except driver.Error:  # lost since
                connection.invalidate(error)
        if isinstance(error, SQLAlchemyError):
            raise
        raise DBAPIError.instance(None, None, error, Exception, connection_invalidated=lost) from error
