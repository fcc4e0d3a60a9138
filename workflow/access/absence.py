"""Absences: from which day to which somebody is away, and who acts for them in the meantime.

An absence delegates by itself: nothing is copied, the stand-in is found when somebody asks, so that it follows every change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away on the days from `since` until `until`, both included.

    Args:
        id: its number.
        user: who is away.
        since: the first day.
        until: the last day; None: until it is cancelled.
        to: who acts for them, the first of whom is there then; nobody where it is empty.
        reason: why.
        by: who entered it.
        cancelled: from when it counts no more.

    Example:
        >>> gone = Absence("A-0001", "mayor", date(2025, 12, 1), date(2025, 12, 5), ("deputy",), "travel", "mayor")
        >>> gone.in_force(datetime(2025, 12, 5, 23, 59)), gone.in_force(datetime(2025, 12, 6))
        (True, False)
    """

    id: str
    user: str
    since: date
    until: date | None
    to: tuple[str, ...]
    reason: str
    by: str
    cancelled: datetime | None = None

    def on(self, day: date) -> bool:
        """Whether its days hold a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def in_force(self, when: datetime) -> bool:
        """Whether somebody is away by it at a moment, in the city's zone."""
        return self.on(when.date()) and (self.cancelled is None or when < self.cancelled)

    def as_doc(self) -> dict[str, Any]:
        """As a plain JSON document."""
        doc: dict[str, Any] = {
            "id": self.id,
            "user": self.user,
            "since": self.since.isoformat(),
            "to": list(self.to),
            "reason": self.reason,
            "by": self.by,
        }
        if self.until is not None:
            doc["until"] = self.until.isoformat()
        if self.cancelled is not None:
            doc["cancelled"] = self.cancelled.isoformat()
        return doc

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        until, cancelled = doc.get("until"), doc.get("cancelled")
        return cls(
            doc["id"],
            doc["user"],
            date.fromisoformat(doc["since"]),
            date.fromisoformat(until) if until else None,
            tuple(doc["to"]),
            doc["reason"],
            doc["by"],
            datetime.fromisoformat(cancelled) if cancelled else None,
        )
