"""What this run is asked to report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.report import Told


@pytest.fixture(scope="session")
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    notes = Told()
    yield notes
    wanted = os.environ.get("RELIABILITY_REPORT")
    if wanted and not request.session.testsfailed:
        notes.write(Path(wanted))
