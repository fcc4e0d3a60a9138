"""Disks that fail and interrupts in mid-commit."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

from tests.store.contract import append, case, event, ids, put
from workflow.errors import StoreError
from workflow.store.files import Files
from workflow.store.lock import StoreLock
from workflow.store.state import State
from workflow.store.tiny import TinyStore


class Failing(Files):
    """Fails the next calls as it is told."""

    def __init__(self) -> None:
        self.syncs = self.writes = 0

    def sync_data(self, fd: int) -> None:
        if self.syncs:
            self.syncs -= 1
            raise OSError(5, "Input/output error")
        super().sync_data(fd)

    def write(self, fd: int, data: bytes, place: int) -> None:
        if self.writes and len(data) > 256:
            self.writes -= 1
            super().write(fd, data[: len(data) // 2], place)
            raise OSError(28, "No space left on device")
        super().write(fd, data, place)


def test_a_failed_sync_is_cut_off_and_the_store_goes_on(path: Path) -> None:
    files = Failing()
    with TinyStore(path, files=files) as store:
        put(store, case(1))
        files.syncs = 1
        with pytest.raises(StoreError, match="Input/output"):
            put(store, case(2))
        put(store, case(3))
        assert ids(store.read().all("cases")) == ["C-1", "C-3"]
    with TinyStore(path) as again:
        assert ids(again.read().all("cases")) == ["C-1", "C-3"]
        assert again.check() == []


def test_an_interrupt_in_mid_commit_leaves_all_or_nothing(path: Path) -> None:
    class Interrupted(Files):
        now = closed = False

        def close(self, fd: int) -> None:
            self.closed = True
            super().close(fd)

        def sync_data(self, fd: int) -> None:
            super().sync_data(fd)
            if self.now:
                self.now = False
                raise KeyboardInterrupt

    files = Interrupted()
    with TinyStore(path, files=files) as store:
        put(store, case(1))
        before = store.read()
        files.now, files.closed = True, False
        with pytest.raises(KeyboardInterrupt):
            put(store, case(2))
        append(store, event(1))
        assert ids(store.read().all("cases")) == ["C-1"]
        assert store.read().history("C-1") == [event(1)]
        assert before.history("C-1") == []
        del before
        gc.collect()
        assert files.closed, "what nobody reads any more is closed"
        assert store.check() == []


@pytest.mark.parametrize("picture", ["whole", "broken"])
def test_an_interrupt_while_following_others_misses_nothing_of_theirs(
    path: Path, picture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TinyStore(path) as store, TinyStore(path) as other:
        put(other, case(1))
        real = State.apply

        def interrupted(*_: Any) -> None:
            monkeypatch.setattr(State, "apply", real)
            raise KeyboardInterrupt

        monkeypatch.setattr(State, "apply", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.read()
        if picture == "broken":
            path.write_bytes(b"?")
        assert ids(store.read().all("cases")) == ["C-1"]
        put(store, case(2))
        assert ids(other.read().all("cases")) == ["C-1", "C-2"]
        assert store.check() == []


def test_an_interrupt_while_waiting_leaves_the_lock_to_others(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TinyStore(path) as store, TinyStore(path, wait=0.1) as other:
        taken = StoreLock._take_anchor

        def interrupted(*_: Any) -> None:
            monkeypatch.setattr(StoreLock, "_take_anchor", taken)
            raise KeyboardInterrupt

        monkeypatch.setattr(StoreLock, "_take_anchor", interrupted)
        with pytest.raises(KeyboardInterrupt):
            put(store, case(1))
        put(other, case(2))
        assert ids(store.read().all("cases")) == ["C-2"]


def test_a_half_write_on_a_full_disk_is_cut_off(path: Path) -> None:
    files = Failing()
    with TinyStore(path, files=files) as store:
        put(store, case(1))
        files.writes = 1
        with pytest.raises(StoreError, match="full"):
            put(store, case(2, text="x" * 3000))
        assert ids(store.read().all("cases")) == ["C-1"]
        put(store, case(3))
    with TinyStore(path) as again:
        assert ids(again.read().all("cases")) == ["C-1", "C-3"]
        assert again.notes() == ()


def test_when_even_the_cutting_off_fails_the_program_writes_no_more(path: Path) -> None:
    files = Failing()
    with TinyStore(path, files=files) as store:
        put(store, case(1))
        files.syncs = 2
        with pytest.raises(StoreError, match="no more"):
            put(store, case(2))
        with pytest.raises(StoreError, match="no more"):
            put(store, case(3))
        assert store.read().get("cases", "C-1") == case(1)


def test_a_checkpoint_that_fails_leaves_the_old_picture(path: Path) -> None:
    files = Failing()
    with TinyStore(path, files=files) as store:
        put(store, case(1, text="x" * 3000))
        old = path.read_bytes()
        files.writes = 1
        with pytest.raises(StoreError, match="full"):
            store.checkpoint()
        assert path.read_bytes() == old
        assert sorted(one.name for one in path.parent.iterdir() if one.name.endswith(".new")) == []
