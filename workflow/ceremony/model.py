"""A ceremony and its roll, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, Self

Attendance = Literal["present", "absent"]
Outcome = Literal["inaugurated", "postponed"]


@dataclass(frozen=True, slots=True)
class Line:
    """One case on the roll: whether its nominee came, why not, and what became of it."""

    case: str
    attendance: Attendance | None = None
    reason: str | None = None
    outcome: Outcome | None = None
    new_date: date | None = None

    def as_doc(self) -> dict[str, Any]:
        """As a plain JSON document."""
        doc = {
            "case": self.case,
            "attendance": self.attendance,
            "reason": self.reason,
            "outcome": self.outcome,
        }
        if self.new_date:
            doc["new_date"] = self.new_date.isoformat()
        return {name: value for name, value in doc.items() if value is not None}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        new = doc.get("new_date")
        return cls(
            doc["case"],
            doc.get("attendance"),
            doc.get("reason"),
            doc.get("outcome"),
            date.fromisoformat(new) if new else None,
        )


@dataclass(frozen=True, slots=True)
class Ceremony:
    """One ceremony. A case's state stays its own; this links many of them to one day and place.

    Example:
        >>> lines = (Line("JF-1", "present"), Line("JF-2"))
        >>> roll = Ceremony("UPC-2025-001", "Pelantikan", date(2025, 11, 25), "Aula", lines)
        >>> roll.invited, roll.present, roll.unknown
        (2, 1, 1)
    """

    id: str
    title: str
    date: date
    place: str
    lines: tuple[Line, ...] = ()
    held: datetime | None = None
    held_by: str | None = None

    @property
    def invited(self) -> int:
        """How many are on the roll."""
        return len(self.lines)

    @property
    def present(self) -> int:
        """How many came."""
        return sum(line.attendance == "present" for line in self.lines)

    @property
    def absent(self) -> int:
        """How many did not."""
        return sum(line.attendance == "absent" for line in self.lines)

    @property
    def unknown(self) -> int:
        """Of how many it is not recorded yet."""
        return sum(line.attendance is None for line in self.lines)

    def with_lines(self, changed: Mapping[str, Line]) -> Ceremony:
        """The ceremony with some lines replaced, by case."""
        return replace(self, lines=tuple(changed.get(line.case, line) for line in self.lines))

    def as_doc(self) -> dict[str, Any]:
        """As a plain JSON document."""
        doc: dict[str, Any] = {
            "id": self.id,
            "title": self.title,
            "date": self.date.isoformat(),
            "place": self.place,
            "lines": [line.as_doc() for line in self.lines],
        }
        if self.held:
            doc |= {"held": self.held.isoformat(), "held_by": self.held_by}
        return doc

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        held = doc.get("held")
        return cls(
            doc["id"],
            doc["title"],
            date.fromisoformat(doc["date"]),
            doc["place"],
            tuple(map(Line.from_doc, doc["lines"])),
            datetime.fromisoformat(held) if held else None,
            doc.get("held_by"),
        )
