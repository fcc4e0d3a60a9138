"""Databases for tests: an SQLite file, or the worker's own PostgreSQL database, emptied."""

from __future__ import annotations

from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from workflow.store.sql.store import SqlStore

TABLES = "lantik_document, lantik_key, lantik_event, lantik_commit, lantik_file"


def emptied(address: str) -> str:
    """A PostgreSQL database with the tables of a store and nothing in them."""
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute("SELECT to_regclass('lantik_commit')").fetchone()
        if found and found[0]:
            connection.execute("SET lock_timeout = '5s'")  # a reader that somebody forgot
            connection.execute(f"TRUNCATE {TABLES} RESTART IDENTITY")
            return address
    SqlStore(address).close()
    return address


def fresh(server: str, name: str) -> str:
    """A new PostgreSQL database with nothing in it, of its own name."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def lite(folder: Path) -> str:
    """The address of an SQLite file."""
    return f"sqlite:///{folder}/store.db"
