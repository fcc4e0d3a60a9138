"""The standing of a position: filled, partly filled or vacant, derived from its need and its holdings, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workflow.registry.model import Holding, Position

StandingState = Literal["filled", "partly", "vacant"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a position stands on one day.

    Args:
        need: authorised seats.
        holders: people in a definitive holding (bezetting).
        acting: people acting (Plt, Plh); they leave the seat vacant.
        vacant: seats without a definitive holder.
    """

    need: int
    holders: int
    acting: int

    @property
    def vacant(self) -> int:
        """Seats without a definitive holder, never below 0."""
        return max(self.need - self.holders, 0)

    @property
    def state(self) -> StandingState:
        """`filled` when no seat is vacant, `vacant` when nobody holds any, `partly` between."""
        if self.vacant == 0:
            return "filled"
        return "partly" if self.holders else "vacant"


def who(position: Position, holdings: Iterable[Holding], day: date) -> list[Holding]:
    """The holdings of a position that are in force on a day: definitive ones first, then by their beginning.

    Args:
        position: the position.
        holdings: any holdings; those of other positions are passed over.
        day: the day.

    Example:
        >>> seat = Position("POS-1", "Lurah Solor", "structural", "UNIT-1", "IV.a")
        >>> acting = Holding("H-2", "P-2", "POS-1", "plt", date(2025, 10, 1), date(2025, 12, 31))
        >>> before = Holding("H-1", "P-1", "POS-1", "definitif", date(2020, 1, 1), date(2025, 9, 30))
        >>> [one.person for one in who(seat, [before, acting], date(2025, 11, 25))]
        ['P-2']
    """
    there = [one for one in holdings if one.position == position.id and one.holds_on(day)]
    return sorted(there, key=lambda one: (one.status != "definitif", one.since, one.id))


def vacated(holdings: Iterable[Holding], day: date) -> list[date]:
    """The days before `day`, or on it, from which a seat was empty again: behind each definitive holder, the newest first.

    Where an appointment was annulled that is the day of the annulment: until then somebody sat there.

    Example:
        >>> left = Holding("H-1", "P-1", "POS-1", "definitif", date(2020, 1, 1), date(2025, 9, 30))
        >>> void = Holding("H-2", "P-2", "POS-1", "definitif", date(2025, 12, 1), date(2025, 11, 30),
        ...                annulled=date(2026, 1, 15))
        >>> [str(one) for one in vacated([left, void], date(2026, 2, 1))]
        ['2026-01-15', '2025-10-01']
    """
    found = [
        one.annulled or one.until + timedelta(days=1)
        for one in holdings
        if one.status == "definitif" and one.until is not None
    ]
    return sorted((one for one in found if one <= day), reverse=True)


def standing(position: Position, holdings: Iterable[Holding], day: date) -> Standing:
    """How a position stands on a day.

    Args:
        position: the position, with its need.
        holdings: any holdings; those of other positions are passed over.
        day: the day.

    Example:
        >>> seat = Position("POS-1", "Lurah Solor", "structural", "UNIT-1", "IV.a")
        >>> acting = Holding("H-2", "P-2", "POS-1", "plt", date(2025, 10, 1), date(2025, 12, 31))
        >>> found = standing(seat, [acting], date(2025, 11, 25))
        >>> found.state, found.vacant, found.acting
        ('vacant', 1, 1)

    Source:
        Vacancy = kebutuhan − bezetting; a Plt does not fill the seat.
    """
    there = who(position, holdings, day)
    holders = sum(one.status == "definitif" for one in there)
    return Standing(position.need, holders, len(there) - holders)
