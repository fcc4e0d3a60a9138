"""What a database is asked to do with the bytes of rows that were written over, once a value was erased."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from workflow.store.sql.connect import alone

_TABLES = ("lantik_event", "lantik_document", "lantik_key", "lantik_file")


def forget_well(connection: Connection) -> None:
    """Have SQLite write zeros over what this transaction deletes or replaces.

    Source: sqlite.org/pragma.html#pragma_secure_delete
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def tidy(engine: Engine) -> None:
    """Let go of the old rows: SQLite's write-ahead log is emptied into the file, PostgreSQL frees what nobody sees any more.

    PostgreSQL does not write over freed space at once; `VACUUM FULL` makes the files anew.
    """
    if engine.dialect.name == "sqlite":
        with alone(engine) as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _TABLES:
            connection.execute(text(f"VACUUM {table}"))
