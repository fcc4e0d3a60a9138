"""The stores in a database keep the contract: SQLite and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.contract import StoreContract
from tests.store.databases import emptied, lite
from workflow.store.sql.store import SqlStore


class _InADatabase(StoreContract):
    @pytest.fixture
    def reopen(self, address: str) -> Iterator[Callable[[], SqlStore]]:
        opened: list[SqlStore] = []

        def again() -> SqlStore:
            opened.append(SqlStore(address))
            return opened[-1]

        yield again
        for one in opened:
            one.close()

    @pytest.fixture
    def store(self, reopen: Callable[[], SqlStore]) -> SqlStore:  # type: ignore[override]
        return reopen()


class TestSqlite(_InADatabase):
    """The contract, kept by an SQLite file."""

    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        return lite(tmp_path)


class TestPostgres(_InADatabase):
    """The contract, kept by PostgreSQL."""

    @pytest.fixture
    def address(self, postgres: str) -> str:
        return emptied(postgres)
