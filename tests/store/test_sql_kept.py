"""What a reader has read serves the next one, and never a moment later than it was true."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event as happening

from tests.store.contract import case, put
from tests.store.databases import lite
from workflow.store.sql.kept import MOST, Kept, Shelf
from workflow.store.sql.store import SqlStore


def test_readers_of_one_moment_ask_the_database_once(tmp_path: Path) -> None:
    with SqlStore(lite(tmp_path)) as store:
        put(store, case(1, state="vacant"))
        asked: list[str] = []
        happening.listen(store._engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        first = store.read()
        assert first.get("cases", "C-1") == case(1, state="vacant")
        assert first.get("cases", "C-2") is None
        assert [doc["id"] for doc in first.find("cases", "state", "vacant")] == ["C-1"]
        before = len(asked)
        second = store.read()
        assert second.get("cases", "C-1") == case(1, state="vacant")
        assert second.get("cases", "C-2") is None
        assert [doc["id"] for doc in second.find("cases", "state", "vacant")] == ["C-1"]
        assert len(asked) - before <= 2, "the position, and what begins a transaction"


def test_what_another_program_writes_is_seen_by_the_next_reader(tmp_path: Path) -> None:
    with SqlStore(lite(tmp_path)) as store, SqlStore(lite(tmp_path)) as other:
        put(store, case(1, state="vacant"))
        old = store.read()
        assert old.get("cases", "C-1") == case(1, state="vacant")
        assert old.find("cases", "state", "filled") == []
        put(other, case(1, state="filled"))
        new = store.read()
        assert new.get("cases", "C-1") == case(1, state="filled")
        assert new.find("cases", "state", "filled") == [case(1, state="filled")]
        assert old.get("cases", "C-1") == case(1, state="vacant"), "a reader stays at its moment"


def test_a_transaction_reads_the_database_itself(tmp_path: Path) -> None:
    with SqlStore(lite(tmp_path)) as store, SqlStore(lite(tmp_path)) as other:
        put(store, case(1, revision=1))
        store.read().get("cases", "C-1")
        put(other, case(1, revision=2))
        assert store.transact(lambda tx: tx.get("cases", "C-1")["revision"]) == 2


def test_a_shelf_that_has_grown_large_begins_anew() -> None:
    shelf = Shelf()
    kept = shelf.at(3)
    assert shelf.at(3) is kept
    kept.documents["cases"].update((f"C-{n}", None) for n in range(MOST))
    assert shelf.at(3) is not kept
    assert isinstance(shelf.at(4), Kept)
