"""Cuts the connections of others to a PostgreSQL database at random moments, and kills the server's own processes."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from types import TracebackType
from typing import Self

import psycopg

OTHERS = (
    "SELECT pid, state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)
COMMITS = "SELECT coalesce(max(number), 0) FROM lantik_commit"


class Cutting:
    """While it is entered, connections are cut: a single one after every few commits, now and then all at once.

    Args:
        address: the database.
        often: the most commits between two cuts; so that others come on, however busy the machine is.
        crash: the seconds between two moments at which a process of the server is killed: the server then ends all
            others, recovers from its log, and answers nobody meanwhile. 0 for never: others may use the same server.
        seed: what chance begins with.
    """

    def __init__(self, address: str, often: int, crash: float = 0, seed: int = 0) -> None:
        self.cuts = self.crashes = 0
        self._address, self._often, self._crash, self._chance = address, often, crash, random.Random(seed)
        self._next = time.monotonic() + crash
        self._over = threading.Event()
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                try:
                    self._cut_on()
                except psycopg.OperationalError:
                    if not self._crash:
                        raise
                    time.sleep(0.05)  # it recovers
        except (psycopg.Error, OSError) as error:
            self._failed = error

    def _cut_on(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            due = 0
            while not self._over.wait(self._chance.uniform(0, 0.02)):
                (number,) = connection.execute(COMMITS).fetchone() or (0,)
                if number < due:
                    continue
                due = number + self._chance.randint(1, self._often)
                others = connection.execute(OTHERS).fetchall()
                self._chance.shuffle(others)
                if self._chance.random() < 0.7:  # rather one that is at work just now
                    others.sort(key=lambda one: one[1] != "active")
                if self._crash and others and time.monotonic() > self._next:
                    os.kill(others[0][0], signal.SIGKILL)
                    self.crashes += 1
                    self._next = time.monotonic() + self._crash
                    return
                for pid, _ in others if self._chance.random() < 0.03 else others[:1]:
                    row = connection.execute("SELECT pg_terminate_backend(%s)", (pid,)).fetchone()
                    self.cuts += bool(row and row[0])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        if self._failed:
            raise self._failed
