"""Telling other programs that something was written, and hearing it from them: `NOTIFY` and `LISTEN`.

PostgreSQL lets one transaction with a NOTIFY commit at a time, so it does not stand in the transaction itself: a thread
of this program rings afterwards, once for all commits of the last moment. Who misses it finds out by looking.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

CHANNEL = "lantik"
#: seconds between two rings
PAUSE = 0.05
#: seconds after which one looks by oneself
LOOK = 1.0


class Bell:
    """The bell of one store.

    Args:
        engine: the database; a bell of one that has none does not ring, and whoever waits looks instead.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rings = engine.dialect.name == "postgresql"
        self._due = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()

    def ring(self) -> None:
        """Something was written."""
        if not self._rings:
            return
        self._due.set()
        if self._thread is None:
            with self._start:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="lantik bell", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            if self._closed:
                return
            self._now()
            time.sleep(PAUSE)

    def _now(self) -> None:
        with (
            suppress(SQLAlchemyError),
            self._engine.begin() as connection,
        ):  # whoever waits looks by themselves, too
            connection.execute(text("SET LOCAL synchronous_commit = off"))
            connection.execute(text(f"NOTIFY {CHANNEL}"))

    def wait(self, seconds: float, position: Callable[[], int]) -> bool:
        """Wait until the position grows."""
        until = time.monotonic() + seconds
        before = position()
        with suppress(SQLAlchemyError):
            if self._rings:
                with self._engine.connect() as connection:
                    connection.execution_options(isolation_level="AUTOCOMMIT")
                    connection.execute(text(f"LISTEN {CHANNEL}"))
                    driver: Any = connection.connection.driver_connection
                    try:
                        return self._hear(driver, before, until, position)
                    finally:
                        connection.execute(text(f"UNLISTEN {CHANNEL}"))
        while position() == before:
            left = until - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(left, LOOK / 4))
        return True

    @staticmethod
    def _hear(driver: Any, before: int, until: float, position: Callable[[], int]) -> bool:
        while position() == before:
            left = until - time.monotonic()
            if left <= 0:
                return False
            for _ in driver.notifies(timeout=min(left, LOOK), stop_after=1):
                break
        return True

    def close(self) -> None:
        """Ring for what is not told yet, and end."""
        self._closed = True
        if self._due.is_set():
            self._now()
        self._due.set()
