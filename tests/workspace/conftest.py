from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.office import City, Clock, Office, copied, pathway, permits
from workflow import Workspace, make_demo


@pytest.fixture(scope="session")
def permits_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = permits(tmp_path_factory.mktemp("permits"))
    office.ws.close()
    return office.path


@pytest.fixture(scope="session")
def pathway_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    city = pathway(tmp_path_factory.mktemp("pathway"))
    city.ws.close()
    return city.path


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "store.json"
    make_demo(path).close()
    return path


@pytest.fixture
def office(permits_made: Path, tmp_path: Path) -> Iterator[Office]:
    """The office that gives permits, in a store of this test's own."""
    clock, path = Clock("2025-11-25T08:00"), copied(permits_made, tmp_path)
    found = Office(Workspace.open(path, clock=clock), clock, path)
    yield found
    found.ws.close()


@pytest.fixture
def city(pathway_made: Path, tmp_path: Path) -> Iterator[City]:
    """The health centre, in a store of this test's own."""
    clock, path = Clock("2025-11-03T08:00"), copied(pathway_made, tmp_path)
    found = City(Workspace.open(path, clock=clock), clock, path)
    yield found
    found.ws.close()


@pytest.fixture(scope="session")
def demo(demo_made: Path) -> Iterator[Workspace]:
    """The demonstration city, to be read only: one store for all tests."""
    ws = Workspace.open(demo_made)
    yield ws
    ws.close()


@pytest.fixture
def demo_copy(demo_made: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The demonstration city in a store of this test's own, to be written to."""
    ws = Workspace.open(copied(demo_made, tmp_path))
    yield ws
    ws.close()
