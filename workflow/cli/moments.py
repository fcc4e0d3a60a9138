"""Reading days, times and spans as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from workflow.errors import InputError
from workflow.language import N_, _, text

_SPAN = re.compile(r"(\d{1,6})\s*(w|d|h|min|m)", re.IGNORECASE)
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "min": "minutes", "m": "minutes"}


def read_day(words: str) -> date:
    """A day, as 2025-11-25.

    Raises:
        InputError: it is none.
    """
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        raise InputError(N_("“{words}” is not a date."), N_("Write it as 2025-11-25."), words=words) from None


def read_moment(words: str, zone: tzinfo) -> datetime:
    """A time, as 2025-11-25 or 2025-11-25T08:00; without a zone it is the city's, without hours the day's beginning.

    Raises:
        InputError: it is none.

    Example:
        >>> from datetime import UTC
        >>> read_moment("2025-11-25 08:00", UTC).isoformat()
        '2025-11-25T08:00:00+00:00'
    """
    try:
        found = datetime.fromisoformat(words.strip())
    except ValueError:
        raise InputError(
            N_("“{words}” is neither a date nor a time."),
            N_("Write it as 2025-11-25 or 2025-11-25T08:00."),
            words=words,
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def is_day_alone(words: str) -> bool:
    """Whether a time names a day and no hour.

    Example:
        >>> is_day_alone("2025-11-25"), is_day_alone("2025-11-25T08:00")
        (True, False)
    """
    try:
        date.fromisoformat(words.strip())
    except ValueError:
        return False
    return True


def read_edge(words: str | None, zone: tzinfo) -> date | datetime | None:
    """One end of a span of time: a day as a whole, or a time.

    Raises:
        InputError: it is neither.
    """
    if words is None:
        return None
    return read_day(words) if is_day_alone(words) else read_moment(words, zone)


def step_from(words: str, now: datetime, zone: tzinfo) -> datetime:
    """Where a clock goes that is moved forward: by a span (`2d`, `3h`, `90min`, `1w`), or to a time.

    Raises:
        InputError: it is neither.

    Example:
        >>> from datetime import UTC
        >>> step_from("2d", datetime(2025, 11, 25, 7, 30, tzinfo=UTC), UTC).isoformat()
        '2025-11-27T07:30:00+00:00'
    """
    span = _SPAN.fullmatch(words.strip())
    if span is None:
        try:
            return read_moment(words, zone)
        except InputError:
            raise InputError(
                N_("“{words}” is neither a span nor a time."),
                N_("Write it as 2d, 3h, 90min, 1w, or 2025-11-27T07:30."),
                words=words,
            ) from None
    try:
        return now + timedelta(**{_UNITS[span[2].lower()]: int(span[1])})
    except OverflowError:
        raise InputError(N_("“{words}” is too far ahead."), N_("Name a shorter span."), words=words) from None


def begins(when: date | datetime) -> str:
    """From when something counts that does not yet.

    Example:
        >>> begins(date(2025, 12, 1))
        'from 1 December 2025'
    """
    return _("from {day}").format(day=text(when))
