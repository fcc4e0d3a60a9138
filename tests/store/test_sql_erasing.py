"""What an erasure leaves in the files of a database: nothing; and where somebody reads, a mark to end it later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.store.contract import case, event, put
from tests.store.databases import emptied, lite
from workflow.errors import StoreError
from workflow.store.sql import connect, erasing
from workflow.store.sql.store import SqlStore

SECRET = "rahasia-7731"
FILE = hashlib.sha256(f"{SECRET}\n".encode()).hexdigest()
Files = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database; of SQLite as most systems have it, which leaves in a page what it deletes."""
    monkeypatch.setattr(erasing, "PATIENCE", 0.2)
    if request.param == "sqlite":
        monkeypatch.setattr(connect, "PRAGMAS", (*connect.PRAGMAS, "PRAGMA secure_delete = OFF"))
        return lite(tmp_path)
    return emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    """A store with a case that had the value in several states."""
    with SqlStore(address) as made:
        for number in range(1, 40):
            put(made, case(number, text=f"others {number} " * 20))
        for number in range(1, 4):
            put(made, case(1, text=f"{SECRET} {number} " * (40 - 10 * number), fields={"nominee": SECRET}))
        made.transact(lambda tx: tx.append(event(1, reason=SECRET)))
        made.keep_file(FILE, iter([f"{SECRET}\n".encode()]))
        made.checkpoint()  # the planner's notes have it, too
        yield made


@pytest.fixture
def files(address: str, tmp_path: Path) -> Files:
    """What stands in the tables, indexes and planner's notes of the database, as the disk has it."""

    def read() -> str:
        if address.startswith("sqlite"):
            return "".join(one.read_text("latin1") for one in tmp_path.glob("store.db*"))
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CHECKPOINT")
            found = server.execute(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relkind IN ('r', 'i', 't', 'm')"
                " AND (relname LIKE 'lantik%' OR relname LIKE 'pg_statistic%' OR relname LIKE 'pg_toast%')"
                " AND pg_relation_filepath(oid) IS NOT NULL"
            ).fetchall()
            return "".join(one.decode("latin1") for (one,) in found)

    return read


def erase(store: SqlStore) -> None:
    def think(tx: Any) -> None:
        tx.redact(event(1))
        tx.put("cases", case(1))
        tx.forget("cases", "C-1", lambda doc: case(1))

    store.transact(think)


def test_an_erased_value_is_in_no_file_of_the_database(store: SqlStore, files: Files) -> None:
    assert SECRET in files()
    erase(store)
    store.drop_file(FILE)
    assert SECRET not in files()
    assert not store.unerased()
    assert store.read().get("cases", "C-7") == case(7, text="others 7 " * 20)
    assert store.check() == []


def test_who_reads_an_earlier_moment_keeps_it_and_it_is_ended_later(store: SqlStore, files: Files) -> None:
    before = store.read()
    assert len(list(before.all("cases"))) == 39
    erase(store)
    store.drop_file(FILE)
    assert SECRET in files()
    assert store.unerased()
    with pytest.raises(StoreError, match="may still have values that were erased"):
        store.checkpoint()
    position = store.position()
    before.end()
    store.checkpoint()
    assert SECRET not in files()
    assert not store.unerased()
    assert store.position() == position


def test_a_table_that_would_stop_everybody_for_long_is_left_for_the_night(
    store: SqlStore, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 1000)
    erase(store)
    assert store.unerased()
    store.checkpoint()
    assert not store.unerased()
    store.drop_file(FILE)
    store.checkpoint()
    assert SECRET not in files()
