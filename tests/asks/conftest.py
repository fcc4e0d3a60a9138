from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.office import City, Office, pathway, permits


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The office that gives permits."""
    found = permits(tmp_path)
    yield found
    found.ws.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """The health centre and the functional pathway."""
    found = pathway(tmp_path)
    yield found
    found.ws.close()
