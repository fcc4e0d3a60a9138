"""What the packages beside the workspace (ceremonies) may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from workflow.access.directory import Directory
from workflow.engine.calendar import Calendar
from workflow.engine.case import Case
from workflow.engine.facts import Actor
from workflow.engine.machine import RunningVersion
from workflow.store.protocol import Reader
from workflow.workspace.acting import load
from workflow.workspace.clock import Clock
from workflow.workspace.versions import Versions


class Office:
    """Clock, calendar, users, cases and versions, read from the moment that is handed in."""

    def __init__(self, clock: Clock, calendar: Calendar, versions: Callable[[Reader], Versions]) -> None:
        self._clock, self.calendar, self._versions = clock, calendar, versions

    def now(self, reader: Reader) -> datetime:
        """The store's clock."""
        return self._clock.now(reader)

    def actor(self, reader: Reader, user: str) -> Actor:
        """A user as the engine sees one."""
        return Directory(reader).actor(user)

    def load(self, reader: Reader, case: str) -> Case:
        """A case by id."""
        return load(reader, case)

    def version(self, reader: Reader, case: Case) -> RunningVersion:
        """The version that a case runs under."""
        return self._versions(reader).get(case.definition, case.version)

    def newest(self, reader: Reader) -> Iterable[RunningVersion]:
        """The newest version of every definition."""
        versions = self._versions(reader)
        return [
            versions.newest(name)
            for name in dict.fromkeys(doc["definition"] for doc in reader.all("versions"))
        ]
