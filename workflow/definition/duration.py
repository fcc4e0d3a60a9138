"""Lengths of time as definitions write them: `5 wd`, `30 d`, `3 months`, `2 years`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol, Self

Unit = Literal["wd", "d", "months", "years"]

_UNITS: dict[str, Unit] = {
    "wd": "wd",
    "d": "d",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
}
_FORM = re.compile(r"(?P<count>[0-9]{1,5}) ?(?P<unit>[a-z]+)")


class WorkingDays(Protocol):
    """What a duration asks of a calendar (`workflow.engine.calendar.Calendar` is one)."""

    def add_working(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in one unit.

    Args:
        count: how many, 0 or more.
        unit: `wd` working days, `d` calendar days, `months`, `years`.

    Example:
        >>> Duration.parse("3 months")
        Duration(count=3, unit='months')
        >>> str(Duration(5, "wd"))
        '5 wd'
    """

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a duration.

        Args:
            text: a whole number and a unit: `wd`, `d`, `month` or `months`, `year` or `years`.

        Raises:
            ValueError: the text is no duration; the message says how one is written.

        Example:
            >>> Duration.parse("1 month") == Duration.parse("1 months")
            True
            >>> Duration.parse("a week")
            Traceback (most recent call last):
            ValueError: “a week” is no duration: write a whole number and wd, d, months or years, as in “5 wd”
        """
        match = _FORM.fullmatch(text.strip())
        unit = _UNITS.get(match["unit"]) if match else None
        if match is None or unit is None:
            raise ValueError(
                f"“{text}” is no duration: write a whole number and wd, d, months or years, as in “5 wd”"
            )
        return cls(int(match["count"]), unit)

    def after(self, day: date, calendar: WorkingDays) -> date:
        """The last day of a term of this length; `day` is its day 0.

        Args:
            day: the day that the term is counted from.
            calendar: the office's working days.

        Raises:
            OverflowError: the answer lies after the year 9999.

        Example:
            >>> from workflow.engine.calendar import Calendar
            >>> Duration(5, "wd").after(date(2025, 11, 25), Calendar())
            datetime.date(2025, 12, 2)
            >>> Duration(1, "months").after(date(2025, 1, 31), Calendar())
            datetime.date(2025, 2, 28)

        Source:
            calendar months are added and clamped to the month's end.
        """
        match self.unit:
            case "wd":
                return calendar.add_working(day, self.count)
            case "d":
                return day + timedelta(self.count)
            case "months":
                return add_months(day, self.count)
            case "years":
                return add_months(day, 12 * self.count)

    def before(self, day: date, calendar: WorkingDays) -> date:
        """The day that lies this long before another.

        Raises:
            OverflowError: the answer lies before the year 1.

        Example:
            >>> from workflow.engine.calendar import Calendar
            >>> Duration(1, "months").before(date(2025, 3, 31), Calendar())
            datetime.date(2025, 2, 28)
        """
        match self.unit:
            case "wd":
                return calendar.add_working(day, -self.count)
            case "d":
                return day - timedelta(self.count)
            case "months":
                return add_months(day, -self.count)
            case "years":
                return add_months(day, -12 * self.count)

    def __str__(self) -> str:
        unit = self.unit.removesuffix("s") if self.count == 1 else self.unit
        return f"{self.count} {unit}"


def add_months(day: date, months: int) -> date:
    """The same day of the month a number of calendar months away, clamped to that month's end.

    Args:
        day: the day to start from.
        months: calendar months; negative goes back.

    Raises:
        OverflowError: the answer lies outside the years 1 to 9999.

    Example:
        >>> add_months(date(2025, 8, 31), 6)
        datetime.date(2026, 2, 28)
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"year {year} is out of range")
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def term_end(start: date, months: int) -> date:
    """The last day of a term of whole months: the day before the date that many months after its first day.

    Args:
        start: the term's first day.
        months: its length in calendar months, 1 or more.

    Raises:
        ValueError: the term is shorter than a month.
        OverflowError: the answer lies after the year 9999.

    Example:
        >>> term_end(date(2025, 10, 1), 3)      # an acting appointment and its extension
        datetime.date(2025, 12, 31)
        >>> term_end(date(2025, 10, 1), 6)
        datetime.date(2026, 3, 31)

    Source:
        SE BKN 1/SE/I/2021 gives an acting official 3 months and one extension of 3.
    """
    if months < 1:
        raise ValueError(f"a term has one month or more, not {months}")
    return add_months(start, months) - timedelta(1)
