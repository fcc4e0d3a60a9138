"""Reminders before a deadline: on which day each is due, and what an event says of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow.definition.model import Definition, Reminder
from workflow.engine.calendar import Calendar
from workflow.engine.case import Case, Event
from workflow.engine.deadline import duration_of

_MARK = "remind"


def said_of_reminder(event: Event) -> int | None:
    """The number, among those of its state, of the reminder that an event is; None for every other event."""
    if event.fired:
        return None
    return next((one["number"] for one in event.followed if _MARK in one), None)


def entry(number: int, reminder: Reminder, due: date) -> Mapping[str, Any]:
    """What the event of a reminder records: which one, whom it tells (None: whomever the case waits for), the deadline."""
    return {_MARK: reminder.notify, "number": number, "due": due.isoformat()}


def next_reminder(definition: Definition, case: Case, day: date, calendar: Calendar) -> int | None:
    """The number of the next reminder of a case that is due on a day and not sent yet.

    None once the deadline has passed: then what follows is `overdue`.
    """
    due, reminders = case.due, definition.states[case.state].remind
    if case.final or due is None or day > due:
        return None
    for number, one in enumerate(reminders):
        if number not in case.reminded and day >= remind_on(definition, one, due, calendar):
            return number
    return None


def remind_on(definition: Definition, reminder: Reminder, due: date, calendar: Calendar) -> date:
    """The day of a reminder: so long before the deadline.

    Example:
        >>> one = Reminder("2 wd", "head")
        >>> remind_on(Definition("x", {}, "a", {}, {}, {}), one, date(2025, 12, 2), Calendar())
        datetime.date(2025, 11, 28)
    """
    return duration_of(definition, reminder.before).before(due, calendar)
