"""The store in memory keeps the contract, and its copies go their own way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.store.contract import StoreContract, append, case, event, put
from workflow.store.memory import MemoryStore


class TestMemoryStore(StoreContract):
    """The contract, kept by the store in memory."""

    @pytest.fixture
    def store(self) -> MemoryStore:  # type: ignore[override]
        return MemoryStore()

    @pytest.fixture
    def reopen(self, store: MemoryStore) -> Callable[[], MemoryStore]:  # type: ignore[override]
        return lambda: store


def test_a_copy_has_everything_and_changes_nothing_of_the_other() -> None:
    store = MemoryStore()
    put(store, case(1), case(2))
    append(store, event(1, 1))
    copy = store.fork()
    put(copy, case(1, "filled"), case(3))
    append(copy, event(1, 2))
    copy.transact(lambda tx: tx.drop("cases", "C-2"))
    assert [one["id"] for one in store.read().all("cases")] == ["C-1", "C-2"]
    assert store.read().find("cases", "state", "filled") == []
    assert [one["seq"] for one in store.read().history("C-1")] == [1]
    assert [one["id"] for one in copy.read().find("cases", "state", "filled")] == ["C-1"]
    assert [one["seq"] for one in copy.read().history("C-1")] == [1, 2]


def test_think_does_not_begin_another_transaction() -> None:
    store = MemoryStore()
    with pytest.raises(RuntimeError):
        store.transact(lambda tx: store.transact(lambda inner: None))
