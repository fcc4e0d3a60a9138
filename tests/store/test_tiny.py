"""The embedded store keeps the contract; what its picture is and when it is rewritten."""

from __future__ import annotations

import json
import shutil
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from tests.store.contract import StoreContract, append, case, event, put
from workflow.store.protocol import Transaction
from workflow.store.tiny import TinyStore


class TestTinyStore(StoreContract):
    """The contract, kept by the embedded store."""


def test_plain_tinydb_reads_the_picture(store: TinyStore, path: Path) -> None:
    put(store, case(1, "vacant"), case(2, "filled"))
    put(store, {"id": "P-1", "nip": "1"}, table="people")
    store.checkpoint()
    plain = TinyDB(path)
    assert plain.table("cases").search(where("state") == "filled") == [case(2, "filled")]
    assert plain.table("cases").get(doc_id=1) == case(1, "vacant")
    assert len(plain.table("people")) == 1


def test_tinydb_queries_work_on_the_open_store_and_its_writes_do_not(store: TinyStore) -> None:
    put(store, case(1, "vacant"), case(2, "filled"))
    assert store.tables.table("cases").search(where("state") == "filled") == [case(2, "filled")]
    put(store, case(1, "filled"))
    assert len(store.tables.table("cases").search(where("state") == "filled")) == 2
    with pytest.raises(TypeError):
        store.tables.table("cases").insert({"id": "C-3"})


def test_a_fresh_store_has_a_small_picture_at_once(store: TinyStore, path: Path) -> None:
    assert path.stat().st_size < 2000
    assert TinyDB(path).table("cases").all() == []


def test_a_short_session_does_not_rewrite_the_picture(path: Path) -> None:
    with TinyStore(path) as store:
        before = path.stat()
        put(store, case(1))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_checkpoint_brings_the_picture_up_to_the_record(store: TinyStore, path: Path) -> None:
    put(store, case(1))
    append(store, event(1, 1), event(1, 2))
    store.checkpoint()
    shutil.copytree(path.parent, path.parent / "copy")
    with TinyStore(path.parent / "copy" / "store.json") as copy:
        assert copy.read().get("cases", "C-1") == case(1)
        assert [one["seq"] for one in copy.read().history("C-1")] == [1, 2]
        append(copy, event(1, 3))
        assert [one["seq"] for one in copy.read().history("C-1")] == [1, 2, 3]


def test_a_checkpoint_never_goes_back(store: TinyStore, reopen: Callable[[], TinyStore], path: Path) -> None:
    put(store, case(1))
    store.checkpoint()
    newer = path.read_bytes()
    behind = reopen()
    behind._follow = lambda: None  # type: ignore[method-assign]
    put(store, case(2))
    store.checkpoint()
    newest = path.read_bytes()
    behind.checkpoint()
    assert path.read_bytes() == newest != newer


def test_a_checkpoint_is_made_in_a_process_of_its_own_once_the_record_has_grown(path: Path) -> None:
    (path.parent / "orjson.py").write_text("raise SystemExit(9)")  # somebody's file is nobody's module
    with TinyStore(path, grown=100_000) as store:
        for number in range(120):
            put(store, case(number, text="x" * 1000))
        until = time.monotonic() + 30
        while not TinyDB(path).table("cases").all() and time.monotonic() < until:
            time.sleep(0.05)
        assert len(TinyDB(path).table("cases")) >= 90
        put(store, case(500))
    with TinyStore(path) as again:
        assert again.read().count("cases") == 121


def test_the_picture_is_json_that_any_program_reads(store: TinyStore, path: Path) -> None:
    put(store, case(1))
    store.checkpoint()
    data = json.loads(path.read_text(encoding="utf-8"))
    assert next(iter(data)) == "record"
    assert data["cases"] == {"1": case(1)}


def test_the_documents_of_a_table_are_listed_by_id_as_they_were_at_the_moment(store: TinyStore) -> None:
    put(store, case(3, "vacant"), case(1, "vacant"), case(2, "vacant"))
    early = store.read()

    def think(tx: Transaction) -> None:
        tx.drop("cases", "C-1")
        tx.put("cases", case(2, "filled"))
        tx.put("cases", case(0, "vacant"))

    store.transact(think)
    assert [(key, doc["state"]) for key, doc in early.listed("cases", "")] == [
        ("C-1", "vacant"), ("C-2", "vacant"), ("C-3", "vacant"),
    ]  # fmt: skip
    assert [key for key, _ in early.listed("cases", "C-1")] == ["C-2", "C-3"]
    assert [key for key, _ in store.read().listed("cases", "")] == ["C-0", "C-2", "C-3"]
    assert (early.count_listed("cases"), store.read().count_listed("cases")) == (3, 3)


def test_a_later_moment_tells_what_changed_since_an_earlier_one(store: TinyStore) -> None:
    put(store, case(1, "vacant"))
    first = store.read()
    put(store, case(2, "vacant"))
    second = store.read()
    put(store, case(1, "filled"), {"id": "P-1", "nip": "1"})
    third = store.read()
    assert second.changed(first.mark) == [("cases", "C-2")]
    assert set(third.changed(first.mark) or ()) == {("cases", "C-1"), ("cases", "C-2"), ("cases", "P-1")}
    assert third.changed(third.mark) == []
    assert first.changed(second.mark) is None  # that is no earlier moment
    with TinyStore(store.path) as other:
        assert other.read().changed(first.mark) is None  # nor is that of another open store


def test_what_is_too_long_ago_is_not_told(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store._state, "_newest_changes", deque(maxlen=2))
    first = store.read()
    put(store, case(1, "vacant"), case(2, "vacant"))
    second = store.read()
    put(store, case(3, "vacant"))
    assert second.changed(first.mark) is None
    assert store.read().changed(second.mark) == [("cases", "C-3")]
