"""How long it takes to fill a seat: from the day it was vacant, or was vacant again, to the day it is filled.

A re-opening (an appointment annulled, a case taken up again from its end) re-dates it: the time counts from that day on, and
the day on which the seat was vacant first stays beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.definition.model import Definition
from workflow.engine.calendar import Calendar
from workflow.engine.case import Event

#: the phase in which a case has filled what it was opened for
FILLED = "filled"


@dataclass(frozen=True, slots=True)
class TimeToFill:
    """The time that a case takes, or took, to fill its seat.

    Args:
        vacant_since: since when the seat was vacant first, as far as it is known; else when the case was opened.
        reopened: the days on which it was opened again since.
        counts_from: the day from which the time counts: the last of these.
        filled: the day on which it was filled; None while it is not, or where the case ended elsewhere.
        days, working_days: from then until it was filled, or until today; None where the case ended elsewhere.
    """

    vacant_since: date
    reopened: tuple[date, ...]
    counts_from: date
    filled: date | None
    days: int | None
    working_days: int | None


def time_to_fill(
    events: Sequence[Event],
    definition_of: Callable[[str, int], Definition],
    calendar: Calendar,
    today: date,
    vacant_since: date | None = None,
    reopened: Iterable[date] = (),
) -> TimeToFill:
    """Work out the time to fill of a case.

    Args:
        events: all events of the case, oldest first; at least one.
        definition_of: gives the definition of (id, version number).
        calendar: whose working days count.
        today: until when it counts while the seat is not filled.
        vacant_since: since when the seat is vacant, where that is known.
        reopened: days on which the seat was vacant again before the case was opened.
    """
    first = vacant_since or events[0].at.date()
    again = [day for day in reopened if day > first]
    filled: date | None = None
    for event in events:
        states = definition_of(event.definition, event.version).states
        source, target = states.get(event.source or ""), states[event.target]
        back = any(one.get("effect") == "take_back" for one in event.followed)
        if (filled and back) or (source is not None and source.final and not target.final):
            again.append(event.at.date())
            filled = None
        if (day := _appointed(event)) is not None:
            filled = day
        elif target.phase == FILLED and filled is None:
            filled = event.at.date()
    start = max([first, *again])
    over = _ends(events[-1], definition_of) and filled is None
    until = filled or today
    return TimeToFill(
        first,
        tuple(sorted(set(again))),
        start,
        filled,
        None if over else max((until - start).days, 0),
        None if over else calendar.working_days_between(start, max(until, start)),
    )


def _ends(event: Event, definition_of: Callable[[str, int], Definition]) -> bool:
    """Whether an event leads to a final state."""
    return definition_of(event.definition, event.version).states[event.target].final


def _appointed(event: Event) -> date | None:
    """The day from which an event's effects put somebody into a seat for good."""
    days = (one.get("since") for one in event.followed if one.get("effect") == "appoint")
    return next((date.fromisoformat(day) for day in days if isinstance(day, str)), None)
