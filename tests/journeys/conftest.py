from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace.office import copied
from workflow import make_demo


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration city, made once; to be copied."""
    path = tmp_path_factory.mktemp("demo") / "store.json"
    make_demo(path).close()
    return path


@pytest.fixture
def demo(demo_made: Path, tmp_path: Path) -> Path:
    """The demonstration city in a store of this test's own."""
    return copied(demo_made, tmp_path)
