"""What a database says of itself: its schema and steps, its faults, and why it cannot be used."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.store.contract import append, case, event, ids, put
from tests.store.databases import emptied, fresh, lite
from workflow.errors import InputError, StoreError
from workflow.store import protocol
from workflow.store.sql import keys, schema, upgrade
from workflow.store.sql.connect import read_url
from workflow.store.sql.store import SqlStore
from workflow.store.sql.trouble import trouble


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return lite(tmp_path) if request.param == "sqlite" else emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    with SqlStore(address) as opened:
        yield opened


def run(address: str, *statements: str) -> None:
    engine = create_engine(read_url(address))
    with engine.begin() as connection:
        for one in statements:
            connection.execute(text(one))
    engine.dispose()


def test_the_steps_lead_to_the_tables_that_queries_see(store: SqlStore) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "lantik_schema", "include_object": _no_partition}
        )
        differ = [one for one in compare_metadata(context, schema.metadata) if "index" not in str(one[0])]
    assert [one for one in differ if "constraint" not in str(one[0])] == []


def _no_partition(_: Any, name: str, kind: str, *__: Any) -> bool:
    return not (kind == "table" and name.startswith("lantik_event_"))


def test_the_newest_step_is_the_one_that_the_program_names() -> None:
    assert upgrade.known()[-1] == schema.HEAD


def test_the_record_is_partitioned_by_case_on_postgresql(postgres: str) -> None:
    with SqlStore(emptied(postgres)) as store:
        for number in range(100):
            append(store, event(number))
        with store._engine.connect() as connection:
            parts = connection.execute(text("SELECT count(DISTINCT tableoid) FROM lantik_event")).scalar_one()
            plan = "\n".join(
                row[0]
                for row in connection.execute(
                    text("EXPLAIN SELECT doc FROM lantik_event WHERE case_id = 'C-7'")
                )
            )
    assert parts == 16
    assert plan.count("lantik_event_") == 1 + plan.count("_pkey"), "a history is looked for in one partition"


def test_a_new_database_is_made_only_when_asked(postgres: str) -> None:
    address = fresh(postgres, "lantik_absent")
    assert SqlStore.exists(address) is False
    with pytest.raises(StoreError, match="no store in the database"):
        SqlStore(address, create=False)
    assert SqlStore.exists(address) is False
    SqlStore(address).close()
    assert SqlStore.exists(address) is True
    SqlStore(address, create=False).close()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_several_programs_make_a_store_at_the_same_moment(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = (
        lite(tmp_path) if kind == "sqlite" else fresh(request.getfixturevalue("postgres"), "lantik_made")
    )
    ready = threading.Barrier(4)
    failed: list[BaseException] = []

    def make(number: int) -> None:
        try:
            ready.wait(30)
            with SqlStore(address) as store:
                put(store, case(number))
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    with SqlStore(address, create=False) as store:
        assert store.read().count("cases") == 4
        assert store.check() == []


def test_a_sqlite_file_that_many_open_at_the_same_moment_is_made_once(tmp_path: Path) -> None:
    failed: list[BaseException] = []
    for round_ in range(40):
        folder = tmp_path / str(round_)
        folder.mkdir()
        ready = threading.Barrier(6)

        def make(address: str = lite(folder), ready: threading.Barrier = ready) -> None:
            try:
                ready.wait(30)
                SqlStore(address).close()
            except StoreError as error:
                failed.append(error)

        threads = [threading.Thread(target=make) for _ in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert failed == []


def test_a_store_of_a_newer_lantik_is_refused(address: str) -> None:
    SqlStore(address).close()
    run(address, "UPDATE lantik_schema SET version_num = '9999'")
    try:
        with pytest.raises(StoreError, match="newer Lantik") as caught:
            SqlStore(address)
        assert caught.value.exit_code == 4
    finally:
        run(address, f"UPDATE lantik_schema SET version_num = '{schema.HEAD}'")  # noqa: S608


def test_an_index_that_is_named_later_is_built_on_opening(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqlStore(address) as store:
        put(store, case(1, colour="red"), case(2, colour="blue"), case(3))
    more: Mapping[str, tuple[str, ...]] = {
        **protocol.TABLES,
        "cases": (*protocol.TABLES["cases"], "colour"),
        "cars": ("owner",),
    }
    for module in (protocol, keys):
        monkeypatch.setattr(module, "TABLES", more)
    for name in ("view", "kept"):
        monkeypatch.setattr(f"workflow.store.sql.{name}.TABLES", more)
    try:
        with SqlStore(address) as store:
            assert ids(store.read().find("cases", "colour", "red")) == ["C-1"]
            assert ids(store.read().find("cases", "colour", None)) == ["C-3"]
            put(store, {"id": "car", "owner": "P-1"}, table="cars")
            assert ids(store.read().find("cars", "owner", "P-1")) == ["car"]
            assert store.check() == []
    finally:
        run(address, "DELETE FROM lantik_index WHERE name = 'colour' OR kind = 'cars'")


@pytest.mark.parametrize(
    ("harm", "codes"),
    [
        ("UPDATE lantik_event SET doc = replace(doc, 'one', 'two') WHERE seq = 2", "damage"),
        ("UPDATE lantik_event SET case_id = 'C-9' WHERE seq = 2", "damage chain"),
        ("DELETE FROM lantik_event WHERE seq = 2", "chain"),
        ("DELETE FROM lantik_key WHERE value = '\"vacant\"'", "index"),
        ("UPDATE lantik_key SET value = '\"filled\"' WHERE value = '\"vacant\"'", "index"),
    ],
)
def test_what_was_changed_behind_its_back_is_found(
    store: SqlStore, address: str, harm: str, codes: str
) -> None:
    put(store, case(1))
    append(store, event(1, 1, text="one", hash="h1"))
    append(store, event(1, 2, text="one", hash="h2", before="h1"), event(1, 3, hash="h3", before="h2"))
    assert store.check() == []
    run(address, harm)
    assert [one.code for one in store.check()] == codes.split()


@pytest.mark.parametrize("doc", ["{", "[1]", '"text"'])
def test_what_is_no_event_is_told_though_its_digest_is_right(store: SqlStore, address: str, doc: str) -> None:
    append(store, event(1, 1, hash="h1"))
    append(store, event(1, 2, hash="h2", before="h1"), event(1, 3, hash="h3", before="h2"))
    digest = hashlib.sha256(doc.encode()).hexdigest()
    run(address, f"UPDATE lantik_event SET doc = '{doc}', sha256 = '{digest}' WHERE seq = 2")  # noqa: S608
    assert [one.code for one in store.check()] == ["damage"]


def test_a_number_of_a_case_stands_once(store: SqlStore) -> None:
    append(store, event(1, 1))
    with pytest.raises(StoreError, match=r"refused|cannot be used"):
        append(store, event(1, 1, text="another"))
    assert store.read().history("C-1") == [event(1, 1)]


def test_the_position_grows_when_an_older_number_lands_later(postgres: str) -> None:
    with SqlStore(emptied(postgres)) as store, psycopg.connect(postgres) as slow:
        put(store, case(1))
        slow.execute("INSERT INTO lantik_commit (name, at) VALUES ('slow', '')")
        put(store, case(2))
        before = store.position()
        slow.commit()
        assert store.position() > before


def test_tidying_up_leaves_the_position_where_it_was(store: SqlStore) -> None:
    put(store, case(1))
    before = store.position()
    store.checkpoint()
    assert store.position() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"database": "nowhere"}, "no database of this name"),
        ({"username": "nobody"}, "does not take the password of “nobody”"),
        ({"query": {"host": "/tmp/nowhere"}}, "cannot be reached"),
    ],
)
def test_why_a_database_cannot_be_used_is_said_without_the_password(
    postgres: str, change: dict[str, Any], said: str
) -> None:
    url = make_url(postgres).set(password="s3cret").set(**change)
    with pytest.raises(StoreError, match=said) as caught:
        SqlStore(url.render_as_string(hide_password=False))
    assert caught.value.hint
    assert "s3cret" not in str(caught.value)


def test_a_password_is_never_echoed() -> None:
    url = read_url("postgresql://officer:s3cret@db/lantik")
    for words in (
        'connection failed: FATAL:  password authentication failed for user "officer"',
        "could not parse s3cret",
    ):
        assert "s3cret" not in str(trouble(psycopg.OperationalError(words), url))


@pytest.mark.parametrize(
    "address", ["mysql://u:s3cret@db/x", "sqlite://", "sqlite:///:memory:", "://", "a://[b"]
)
def test_an_address_that_is_none_of_ours_is_refused(address: str) -> None:
    with pytest.raises(InputError) as caught:
        SqlStore(address)
    assert "s3cret" not in str(caught.value)
    assert caught.value.hint


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("hello" * 500)
    with pytest.raises(StoreError, match="cannot be used"):
        SqlStore(f"sqlite:///{path}")
    assert path.read_text() == "hello" * 500
    with pytest.raises(StoreError, match="cannot be used"):
        SqlStore(f"sqlite:///{tmp_path}/nowhere/store.db")


def test_a_database_file_that_is_locked_for_too_long_is_told(tmp_path: Path) -> None:
    with SqlStore(lite(tmp_path)) as store:
        with store._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="holds what was needed"):
            put(store, case(1))
        other.execute("ROLLBACK")
        other.close()
        put(store, case(1))


def test_a_closed_store_says_so_and_think_calls_no_transaction(store: SqlStore) -> None:
    with pytest.raises(RuntimeError):
        store.transact(lambda tx: put(store, case(1)))
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.read()


def test_a_store_of_the_first_schema_is_brought_up_and_goes_on(tmp_path: Path) -> None:
    """No table changed between the two; what was written stays as it is."""
    address = f"sqlite:///{tmp_path}/store.db"
    with SqlStore(address) as store:
        put(store, case(1))
        append(store, event(1, reason="plain"))
    with sqlite3.connect(tmp_path / "store.db") as raw:
        raw.execute("UPDATE lantik_schema SET version_num = '0001'")
    with SqlStore(address) as store:
        assert store.read().history("C-1") == [event(1, reason="plain")]
        store.transact(lambda tx: tx.redact(event(1)))
        assert store.read().history("C-1") == [event(1)]
        assert store.check() == []
    with sqlite3.connect(tmp_path / "store.db") as raw:
        assert raw.execute("SELECT version_num FROM lantik_schema").fetchall() == [("0002",)]


def test_whoever_only_looks_makes_no_file_and_leaves_that_of_another_program_as_it_is(
    tmp_path: Path,
) -> None:
    absent, other = tmp_path / "absent.db", tmp_path / "other.db"
    with sqlite3.connect(other) as raw:
        raw.execute("CREATE TABLE a (x)")
    raw.close()
    before = other.read_bytes()
    for path in (absent, other):
        assert not SqlStore.exists(f"sqlite:///{path}")
        with pytest.raises(StoreError, match="no store in the database"):
            SqlStore(f"sqlite:///{path}", create=False)
    assert [one.name for one in tmp_path.iterdir()] == ["other.db"]
    assert other.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_new_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    with SqlStore(f"sqlite:///{tmp_path}/store.db") as store:
        put(store, case(1))
        assert {one.name: oct(one.stat().st_mode & 0o777) for one in tmp_path.iterdir()} == {
            "store.db": "0o600",
            "store.db-shm": "0o600",
            "store.db-wal": "0o600",
        }
