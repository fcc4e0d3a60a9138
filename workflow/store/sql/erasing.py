"""What a database is made to do with the bytes of rows that were written over, once a value was erased.

A database keeps them: in the free space of a page, in rows that nobody sees any more, in what it noted of a column for its
planner. The files are made anew without them. Until that is done the commit that erased bears a mark in its name, so that
it can be done later where it cannot be done at once: while somebody reads an earlier moment, or because it takes too long.

Source: sqlite.org/lang_vacuum.html; postgresql.org/docs/current/sql-vacuum.html (FULL; rows that an older snapshot may
still see are copied too), postgresql.org/docs/current/catalog-pg-statistic.html (values of columns).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from workflow.store.sql.connect import alone
from workflow.store.sql.schema import commit

#: how the name of a commit begins whose erased values the files may still have
MARK = "erased:"
#: bytes of a table, or of an SQLite file, that are made anew at once; a larger one would stop everybody for too long
AT_ONCE = 512 * 1024**2
#: seconds for which those who read an earlier moment are waited for
PATIENCE = 3.0

_DOCUMENTS, _FILES = ("lantik_document", "lantik_key"), ("lantik_file",)
_MARKED = select(commit.c.name).where(commit.c.name >= MARK, commit.c.name < "erased;")
_UNMARK = update(commit).where(commit.c.name == bindparam("old")).values(name=bindparam("new"))
_PARTS = "SELECT DISTINCT CAST(CAST(tableoid AS regclass) AS text) AS part FROM lantik_event"
_OLDER = text(
    "SELECT (SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_xmin IS NOT NULL"
    " AND (datname = current_database() OR datname IS NULL) AND age(backend_xmin) >= age(CAST(:now AS xid)))"
    " + (SELECT count(*) FROM pg_replication_slots WHERE xmin IS NOT NULL AND age(xmin) >= age(CAST(:now AS xid)))"
)


@dataclass(frozen=True, slots=True)
class Erasing:
    """A commit that erased something.

    Args:
        name: its name, with the mark.
        cases: of the record, the cases from which values went.
        files: whether it took attached files away, and nothing else.
    """

    name: str
    cases: Collection[str] = ()
    files: bool = False


def marked() -> str:
    """A name for a commit that erases.

    Example:
        >>> marked().startswith(MARK)
        True
    """
    return f"{MARK}{uuid.uuid4().hex}"


def unfinished(engine: Engine) -> list[str]:
    """The names of the commits whose erased values the files may still have."""
    with alone(engine) as connection:
        return [str(name) for name in connection.execute(_MARKED).scalars()]


def tidy(engine: Engine, erasing: Erasing | None = None) -> bool:
    """Make the files anew without what nobody sees any more, and take the marks away.

    Args:
        engine: the database.
        erasing: what was erased just now: only its tables are made anew where nothing is left from before, and none that
            is larger than `AT_ONCE`; None: whatever is left from before, however large.

    Returns:
        Whether nothing is left to do.
    """
    with suppress(SQLAlchemyError):  # the commits stand; the marks say that this is not done
        marks, most = unfinished(engine), None if erasing is None else AT_ONCE
        only = erasing if erasing is not None and marks == [erasing.name] else None
        done = _lite(engine, most) if engine.dialect.name == "sqlite" else _full(engine, only, most)
        if done and marks:
            with alone(engine) as connection:
                connection.execute(_UNMARK, [{"old": name, "new": name.removeprefix(MARK)} for name in marks])
                connection.commit()
        return done
    return False


def forget_well(connection: Connection) -> None:
    """Have SQLite write zeros over what this transaction deletes or replaces.

    Source: sqlite.org/pragma.html#pragma_secure_delete
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _lite(engine: Engine, most: int | None) -> bool:
    """SQLite's file, and its write-ahead log, which is emptied into it."""
    with alone(engine) as connection:
        raw: Any = connection.connection.driver_connection

        def asked(pragma: str) -> int:
            return int(raw.execute(f"PRAGMA {pragma}").fetchone()[0])

        patience = asked("busy_timeout")
        asked(f"busy_timeout = {int(1000 * PATIENCE)}")
        try:
            small = most is None or asked("page_count") * asked("page_size") <= most
            if small:
                raw.execute("VACUUM").close()
            busy = asked("wal_checkpoint(TRUNCATE)")  # 1: somebody reads what stands in the log
        except OperationalError:
            return False
        else:
            return small and not busy
        finally:
            asked(f"busy_timeout = {patience}")


def _full(engine: Engine, only: Erasing | None, most: int | None) -> bool:
    """PostgreSQL's tables with their indexes, and what it noted of their columns.

    What only speaks its protocol has old rows no longer than its settings say.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not str(connection.scalar(text("SELECT version()"))).startswith("PostgreSQL"):
            return True
        connection.detach()  # its settings do not go back to the others
        connection.execute(text(f"SET lock_timeout = {int(1000 * PATIENCE)}"))
        connection.execute(text("SET statement_timeout = 0"))
        tables = _tables(connection, only)
        small = [one for one in tables if most is None or _size(connection, one) <= most]
        if len(small) == len(tables) and _waited(connection):
            done = [_anew(connection, one, "FULL, ANALYZE") for one in tables]
            if only is None or only.cases:
                connection.execute(text("ANALYZE lantik_event"))  # of all partitions together
            return _anew(connection, "pg_statistic", "FULL") and all(done)
        for table in tables:
            connection.execute(text(f"VACUUM {table}"))  # at least the rows themselves
        return False


def _tables(connection: Connection, only: Erasing | None) -> Sequence[str]:
    """The tables, and the partitions of the record, that have to be made anew."""
    if only is None:
        return [*map(str, connection.scalars(text(_PARTS))), *_DOCUMENTS, *_FILES]
    if only.files:
        return _FILES
    there = connection.scalars(text(f"{_PARTS} WHERE case_id = ANY(:cases)"), {"cases": sorted(only.cases)})
    return [*map(str, there), *_DOCUMENTS]


def _waited(connection: Connection) -> bool:
    """Wait until nobody reads an earlier moment, for which old rows would be kept; whether it is so."""
    now = connection.scalar(text("SELECT CAST(pg_current_xact_id() AS xid)::text"))
    until = time.monotonic() + PATIENCE
    while connection.scalar(_OLDER, {"now": now}):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _size(connection: Connection, table: str) -> int:
    return int(
        connection.scalar(text("SELECT pg_total_relation_size(CAST(:table AS regclass))"), {"table": table})
        or 0
    )


def _anew(connection: Connection, table: str, how: str) -> bool:
    """Make the file of a table anew; whether it was: a server only warns whom it does not let do that."""
    place = text("SELECT pg_relation_filepath(CAST(:table AS regclass))")
    before = connection.scalar(place, {"table": table})
    try:
        connection.execute(text(f"VACUUM ({how}) {table}"))
    except SQLAlchemyError:
        return False
    return bool(connection.scalar(place, {"table": table}) != before)
