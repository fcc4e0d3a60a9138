"""By when a case should leave its state, and what is left of it while the clock is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from workflow.definition.duration import Duration
from workflow.definition.model import Definition, Within
from workflow.engine.calendar import Calendar
from workflow.engine.case import Case


def due_date(
    definition: Definition,
    within: Within | None,
    since: date,
    given: Mapping[str, Any],
    batches: Mapping[str, Any],
    calendar: Calendar,
) -> date | None:
    """The last day on which a deadline is kept, or None when there is none or it is not known yet.

    Args:
        definition: where `params.NAME` is looked up.
        within: the deadline as the state says it.
        since: the day on which the case came into the state; counted as day 0.
        given: the fields of the case, dates as ISO text.
        batches: the batches of the case, for `since: case.decree.date`.
        calendar: whose working days count.
    """
    if within is None:
        return None
    if within.until is not None:
        return _recorded_day(within.until, given, batches)
    start = since if within.since is None else _recorded_day(within.since, given, batches)
    if start is None:
        return None
    try:
        return duration_of(definition, within.time).after(start, calendar)
    except OverflowError:  # it ends after the last day that a calendar has
        return None


def duration_of(definition: Definition, words: str) -> Duration:
    """A duration as written, where the number may be a parameter: `5 wd`, `params.pertek_days wd`, `params.term`."""
    number, _, unit = words.strip().partition(" ")
    if number.startswith("params."):
        value = definition.parameters[number.removeprefix("params.")].value
        words = f"{value} {unit}".strip()
    return _parsed(words)


_parsed = lru_cache(maxsize=512)(Duration.parse)


def _recorded_day(name: str, given: Mapping[str, Any], batches: Mapping[str, Any]) -> date | None:
    parts = name.removeprefix("case.").split(".")
    value = given.get(parts[0]) if len(parts) == 1 else batches.get(parts[0], {}).get(parts[1])
    return date.fromisoformat(value[:10]) if isinstance(value, str) else None


def clock(
    definition: Definition,
    case: Case,
    target: str,
    back: bool,
    day: date,
    given: Mapping[str, Any],
    batches: Mapping[str, Any],
    calendar: Calendar,
) -> tuple[date | None, int | None]:
    """The deadline of a case that comes into `target` on `day`, and the working days kept while its clock is stopped.

    Coming into a state with a stopped clock keeps what was left; going back from it (`to: previous`) runs on with that.
    What happens inside of a state moves its deadline only where that hangs on something recorded (`since`, `until`).
    """
    state = definition.states[target]
    if target == case.state and (state.within is None or state.within.fact is None):
        return case.due, case.left
    if state.clock == "stopped":
        if case.due is None:
            return None, case.left
        return None, calendar.working_days_between(day, case.due)
    if back and case.left is not None:
        return calendar.add_working(day, case.left), None
    return due_date(definition, state.within, day, given, batches, calendar), None
