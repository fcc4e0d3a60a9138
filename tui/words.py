"""How the terminal words times and deadlines. Short, for columns and lines; the language is the current one."""

from __future__ import annotations

from datetime import date, datetime

from tui.widgets.header import months
from workflow.language import plural
from workflow.language import translate as _


def day(moment: date) -> str:
    """A day: 3 Oct 2025."""
    return f"{moment.day} {months()[moment.month - 1]} {moment.year}"


def moment(when: datetime) -> str:
    """A moment: 3 Oct 2025 09:12."""
    return f"{day(when)} {when:%H:%M}"


def due_short(overdue: bool, left: int | None) -> str:
    """A deadline for a column: `3 late`, `today`, `2 days`; what is counted are working days."""
    if left is None:
        return "–"
    if overdue:
        return plural("{n} late", "{n} late", -left).format(n=-left) if left else _("late")
    if left == 0:
        return _("today")
    return plural("{n} day", "{n} days", left).format(n=left)


def due_long(due: date | None, overdue: bool, left: int | None) -> str:
    """A deadline as a sentence."""
    if due is None or left is None:
        return _("No deadline runs.")
    if overdue:
        late = (
            plural("{n} working day", "{n} working days", -left).format(n=-left)
            if left
            else _("since a day off")
        )
        return _("Late by {late}: it was due on {day}.").format(late=late, day=day(due))
    if left == 0:
        return _("Due today.")
    return plural("Due in {n} working day, on {day}.", "Due in {n} working days, on {day}.", left).format(
        n=left, day=day(due)
    )


def due_style(overdue: bool, left: int | None) -> str | None:
    """The row style that goes with a deadline; the words say the same."""
    if overdue:
        return "overdue"
    return "soon" if left is not None and left <= 1 else None
