"""An embedded store in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workflow.store.tiny import TinyStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.json"


@pytest.fixture
def reopen(path: Path) -> Iterator[Callable[[], TinyStore]]:
    opened: list[TinyStore] = []

    def again() -> TinyStore:
        opened.append(TinyStore(path))
        return opened[-1]

    yield again
    for one in opened:
        one.close()


@pytest.fixture
def store(reopen: Callable[[], TinyStore]) -> TinyStore:
    return reopen()
