"""Several processes and threads on one store."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.store.contract import case, put
from workflow.errors import StoreError
from workflow.store.files import Files
from workflow.store.lock import StoreLock
from workflow.store.tiny import TinyStore


def _write_many(path: Path, who: str, number: int) -> None:
    with TinyStore(path) as store:
        for one in range(number):

            def think(tx: Any, one: int = one) -> None:
                total = tx.get("meta", "n") or {"id": "n", "value": 0}
                tx.put("meta", {"id": "n", "value": total["value"] + 1})
                tx.put("cases", {"id": f"{who}-{one}", "state": who})
                tx.append({"case": who, "seq": one})

            store.transact(think)


def test_four_processes_writing_at_once_lose_nothing(store: TinyStore, path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write_many, args=(path, f"w{n}", 100)) for n in range(4)]
    for one in writers:
        one.start()
    seen = []
    while any(one.is_alive() for one in writers):
        now = store.read()
        counter = now.get("meta", "n")
        assert now.count("cases") == (counter["value"] if counter else 0)
        seen.append(now.count("cases"))
        time.sleep(0.01)
    for one in writers:
        one.join()
        assert one.exitcode == 0
    assert seen == sorted(seen)
    assert len(set(seen)) > 2, "the reader followed while they wrote"
    assert store.read().get("meta", "n") == {"id": "n", "value": 400}
    assert store.read().count("cases") == 400
    assert [one["seq"] for one in store.read().history("w2")] == list(range(100))
    assert store.check() == []


def _write_on_and_on(path: Path, stop: Any) -> None:
    with TinyStore(path) as store:
        while not stop.is_set():
            put(store, case(1, text="x" * 100))


def test_whoever_writes_without_a_pause_lets_others_in(path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    stop = spawn.Event()
    with TinyStore(path, wait=10) as store:
        writer = spawn.Process(target=_write_on_and_on, args=(path, stop))
        writer.start()
        try:
            while not store.read().count("cases"):
                time.sleep(0.01)
            for n in range(50):
                put(store, case(2, n=n))
            assert store.read().get("cases", "C-2") == case(2, n=49)
        finally:
            stop.set()
            writer.join()
    assert writer.exitcode == 0


def test_a_lock_that_is_held_too_long_names_its_holder(path: Path) -> None:
    with TinyStore(path, wait=0.2) as store:
        other = StoreLock(path.parent / "store.lock", Files())
        with other.held(), pytest.raises(StoreError, match=rf"locked by .*pid {os.getpid()}"):
            put(store, case(1))
        put(store, case(1))
        other.close()


def test_whoever_opens_makes_no_picture_while_a_checkpoint_of_another_is_on_its_way(path: Path) -> None:
    """A process that was killed may have left one behind, which goes on by itself."""
    with TinyStore(path) as store:
        put(store, case(1))
    path.unlink()
    going_on = StoreLock(path.with_name("store.json.lock"), Files())
    opened = threading.Event()

    def open_it() -> None:
        TinyStore(path).close()
        opened.set()

    opener = threading.Thread(target=open_it)
    with going_on.held():
        opener.start()
        assert not opened.wait(0.5)
        assert not path.exists()
    opener.join()
    going_on.close()
    assert opened.is_set()
    with TinyStore(path, create=False) as store:
        assert store.read().get("cases", "C-1") == case(1)
        assert store.notes() == ()


def test_readers_in_threads_see_whole_commits_only(store: TinyStore) -> None:
    put(store, case(1, n=0), case(2, n=0))
    wrong: list[Any] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            now = store.read()
            pair = [doc["n"] for doc in now.all("cases")]
            if pair[0] != pair[1] or now.count("cases", "state", "vacant") != 2:
                wrong.append(pair)

    watchers = [threading.Thread(target=watch) for _ in range(3)]
    for one in watchers:
        one.start()
    for n in range(200):
        put(store, case(1, n=n), case(2, n=n))
    stop.set()
    for one in watchers:
        one.join()
    assert wrong == []


def test_whoever_removes_the_lock_file_while_it_is_held_still_lets_one_write_after_the_other(
    store: TinyStore, path: Path
) -> None:
    put(store, case(1))
    others: list[threading.Thread] = []

    def other() -> None:
        with TinyStore(path) as second:
            put(second, case(2))

    def think(tx: Any) -> None:
        path.with_name("store.lock").unlink()
        others.append(threading.Thread(target=other))
        others[0].start()
        others[0].join(0.2)  # it has made a lock file of its own by now, or will
        tx.put("cases", case(3))

    store.transact(think)
    others[0].join()
    assert {one["id"] for one in store.read().all("cases")} == {case(n)["id"] for n in (1, 2, 3)}
    assert store.check() == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning"
)  # this process has threads, the child uses none of them
def test_a_forked_child_and_its_parent_write_one_after_the_other(store: TinyStore, path: Path) -> None:
    put(store, case(1))
    child = os.fork()
    if not child:
        code = 1
        try:
            for number in range(50):
                put(store, {"id": f"child-{number}"})
            code = 0
        finally:
            os._exit(code)
    for number in range(50):
        put(store, {"id": f"parent-{number}"})
    assert os.waitpid(child, 0)[1] == 0
    assert store.read().count("cases") == 101
    assert store.check() == []
