"""The time to fill of a case, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.language import Counted, _, text

if TYPE_CHECKING:
    from workflow import TimeToFill


def in_days(found: TimeToFill | None) -> str:
    """How many days it takes or took, since when, and when the seat was vacant first; empty where there is none."""
    if found is None:
        return ""
    if found.days is None:
        said = _("filled, and vacant again") if found.reopened else _("ended without filling the seat")
    elif found.filled is not None:
        said = _("{days} ({working}), from {since} to {filled}").format(
            days=_days(found.days),
            working=_working(found.working_days),
            since=text(found.counts_from),
            filled=text(found.filled),
        )
    else:
        said = _("{days} so far ({working}), since {since}").format(
            days=_days(found.days), working=_working(found.working_days), since=text(found.counts_from)
        )
    if found.reopened:
        again = ", ".join(text(day) for day in found.reopened)
        said += "; " + _("vacant first on {first}, again on {again}").format(
            first=text(found.vacant_since), again=again
        )
    return said


def _days(n: int) -> Counted:
    return Counted("{n} day", "{n} days", n)


def _working(n: int | None) -> Counted:
    return Counted("{n} working day", "{n} working days", n or 0)
