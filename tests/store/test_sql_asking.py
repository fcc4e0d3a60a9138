"""How often a database is asked: what is known to be wanted at once, what never changes once, the commit with the writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as happening

from tests.store.contract import append, case, event, put
from tests.store.databases import emptied, lite
from workflow.store.sql.store import SqlStore

VERSION = {"id": "leave@1", "definition": "leave", "number": 1}


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return lite(tmp_path) if request.param == "sqlite" else emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    with SqlStore(address) as made:
        yield made


@pytest.fixture
def asked(store: SqlStore) -> list[str]:
    """The questions that were asked since it was cleared."""
    found: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "SELECT" in statement and "lantik_document" in statement:
            found.append(statement)

    happening.listen(store._engine, "before_cursor_execute", hear)
    return found


def test_what_is_asked_ahead_is_asked_once(store: SqlStore, asked: list[str]) -> None:
    put(store, case(1, state="vacant"), case(2, state="vacant"))
    put(store, {"id": "anna", "person": "P-1"}, table="users")

    def think(tx: Any) -> None:
        asked.clear()
        tx.ahead(
            [("cases", "C-1"), ("cases", "C-9"), ("users", "anna"), ("cases", "C-1")],
            [("cases", "state", "vacant"), ("cases", "state", "filled"), ("users", "person", "P-1")],
        )
        assert tx.get("cases", "C-1") == case(1, state="vacant")
        assert tx.get("cases", "C-9") is None
        assert tx.get("users", "anna") == {"id": "anna", "person": "P-1"}
        assert sorted(doc["id"] for doc in tx.find("cases", "state", "vacant")) == ["C-1", "C-2"]
        assert tx.find("cases", "state", "filled") == []
        assert [doc["id"] for doc in tx.find("users", "person", "P-1")] == ["anna"]
        assert len(asked) == 1
        tx.ahead([("cases", "C-1")], [("cases", "state", "vacant")])
        tx.ahead([("people", "P\0")], [("people", "nip", "\0"), ("people", "nip", "\ud800")])
        assert len(asked) == 1, "all of it is known, or can be nowhere"
        tx.put("cases", case(1, state="filled"))
        assert [doc["id"] for doc in tx.find("cases", "state", "vacant")] == ["C-2"]
        assert [doc["id"] for doc in tx.find("cases", "state", "filled")] == ["C-1"]

    store.transact(think)


def test_what_is_asked_ahead_is_seen_as_it_is_now(store: SqlStore, address: str) -> None:
    put(store, case(1, revision=1))
    with SqlStore(address) as other:
        for revision in (2, 3):
            put(other, case(1, revision=revision))

            def think(tx: Any) -> Any:
                tx.ahead([("cases", "C-1"), ("users", "anna")])
                return tx.get("cases", "C-1")["revision"]

            assert store.transact(think) == revision


def test_what_never_changes_is_read_once(store: SqlStore, asked: list[str]) -> None:
    put(store, VERSION, table="versions")
    read: list[Callable[[Any], Any]] = [
        lambda tx: tx.get("versions", "leave@1"),
        lambda tx: tx.find("versions", "definition", "leave")[0],
        lambda tx: next(tx.all("versions")),
    ]
    assert store.transact(read[0]) == VERSION
    for number in (1, 2):
        put(store, case(number))  # others write meanwhile
        asked.clear()
        assert [store.transact(one) for one in read] == [VERSION] * 3
        assert [one(store.read()) for one in read] == [VERSION] * 3
        assert not [one for one in asked if "lantik_document.doc" in one]


def test_a_version_that_another_program_publishes_is_there_at_once(store: SqlStore, address: str) -> None:
    put(store, VERSION, table="versions")
    before = store.read()
    assert len(list(before.all("versions"))) == 1
    second = {**VERSION, "id": "leave@2", "number": 2}
    with SqlStore(address) as other:
        put(other, second, table="versions")
    assert store.transact(lambda tx: list(tx.find("versions", "definition", "leave"))) == [VERSION, second]
    assert store.transact(lambda tx: tx.get("versions", "leave@2")) == second
    assert list(store.read().all("versions")) == [VERSION, second]
    assert list(before.all("versions")) == [VERSION]


def test_a_copy_that_is_begun_again_may_write_a_version_anew(store: SqlStore) -> None:
    put(store, VERSION, table="versions")
    assert store.read().get("versions", "leave@1") == VERSION
    put(store, {**VERSION, "number": 7}, table="versions")
    assert store.read().get("versions", "leave@1") == {**VERSION, "number": 7}
    store.transact(lambda tx: tx.drop("versions", "leave@1"))
    assert store.read().get("versions", "leave@1") is None
    assert list(store.read().all("versions")) == []


def test_the_commit_goes_with_the_writes(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with SqlStore(emptied(postgres)) as store:
        real, packed, mine = store._engine.dialect.do_commit, [], threading.get_ident()

        def do_commit(connection: Any) -> None:
            if threading.get_ident() == mine:  # the bell has one of its own
                packed.append(bool(connection.pgconn.pipeline_status))
            real(connection)

        put(store, case(1))
        monkeypatch.setattr(store._engine.dialect, "do_commit", do_commit)
        store.transact(lambda tx: tx.put("cases", {**tx.get("cases", "C-1"), "state": "filled"}))
        append(store, event(1))  # nothing was read: what begins the transaction goes with the writes itself
        assert packed == [True, False]
        monkeypatch.undo()
        assert store.read().get("cases", "C-1") == case(1, state="filled")
        assert store.read().history("C-1") == [event(1)]
