"""A day as people type it."""

from __future__ import annotations

import re
from datetime import date

from tui.widgets.header import months
from workflow.language import N_, text
from workflow.language import translate as _

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def parse_day(typed: str) -> date | None:
    """A day written year first or day first; None when it is none.

    Example:
        >>> parse_day("2025-11-25") == parse_day("25/11/2025") == date(2025, 11, 25)
        True
        >>> parse_day("31-11-2025") is None
        True
    """
    typed = typed.strip()
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(typed):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday(day: date) -> str:
    """A day with its weekday.

    Example:
        >>> weekday(date(2025, 11, 25))
        'Tuesday, 25 November 2025'
    """
    return f"{_(_WEEKDAYS[day.weekday()])}, {text(day)}"


def short(day: date) -> str:
    """A day where there is little room.

    Example:
        >>> short(date(2025, 12, 2))
        '2 Dec 2025'
    """
    return f"{day.day} {months()[day.month - 1]} {day.year}"
