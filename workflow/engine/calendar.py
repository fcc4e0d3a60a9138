"""Working days: which days an office works, and counting them forwards and backwards.

The national days come from the package `holidays`: public holidays and the joint leave days (cuti bersama, its
category `government`). The city's own days are given by the caller, who has them from `definitions/city.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase

#: the country's module and class in the package, and the language of the names
MODULE: Final = "indonesia"
COUNTRY: Final = "Indonesia"
LANGUAGE: Final = "id"

_SATURDAY: Final = 5
_SUNDAY: Final = 6
_WEEKEND: Final = {_SATURDAY: "Sabtu", _SUNDAY: "Minggu"}


@cache
def national_holidays(year: int) -> Mapping[date, str]:
    """The public holidays and joint leave days of Indonesia in one year, with their Indonesian names.

    Args:
        year: a year of the Gregorian calendar.

    Returns:
        The days in order; joint leave days are missing in a year for which `joint_days_known` says no.

    Example:
        >>> national_holidays(2025)[date(2025, 12, 26)]
        'Cuti Bersama Hari Raya Natal'

    Source:
        The yearly joint decree of three ministers (SKB 3 Menteri), as the package `holidays` records it.
    """
    return _from_package(year, ("public", "government"))


@cache
def joint_days_known(year: int) -> bool:
    """Whether the joint leave days of a year are known: they are decreed a year at a time.

    Where they are not, a computed day may turn out to be later than told, and who shows it should say so.

    Example:
        >>> joint_days_known(2025), joint_days_known(2999)
        (True, False)
    """
    return bool(_from_package(year, ("government",)))


def _from_package(year: int, categories: tuple[str, ...]) -> Mapping[date, str]:
    found = _country()(years=year, expand=False, categories=categories, language=LANGUAGE)
    return MappingProxyType(dict(sorted(found.items())))


@cache
def _country() -> type[HolidayBase]:
    """The package's calendar of the country, from its own file: asked for by name, it loads 250 others beside it."""
    import holidays  # late: it takes 0.1 s, which `lantik --version` need not pay

    file = Path(holidays.__file__).parent / "countries" / f"{MODULE}.py"
    spec = spec_from_file_location(f"holidays_of_{MODULE}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    country: type[HolidayBase] = getattr(module, COUNTRY)
    return country


class Calendar:
    """The working days of an office: Monday to Friday (or Saturday) without holidays of nation and city.

    A calendar never changes after it is made and may be shared between threads.

    Args:
        city_holidays: the city's own days off, each with its name.
        extra_working_days: days worked although weekend or holiday say otherwise (a Saturday worked in
            exchange); they win over both.
        six_day: whether Saturday is a working day, as in schools and some clinics.

    Example:
        >>> calendar = Calendar({date(2025, 11, 24): "Hari duka daerah"})
        >>> calendar.is_working(date(2025, 11, 24)), calendar.is_working(date(2025, 11, 25))
        (False, True)

    Source:
        Peraturan BKN 7/2017 counts the terms of an inauguration in working days.
    """

    __slots__ = ("_city_holidays", "_extra", "_six_day", "_years")

    def __init__(
        self,
        city_holidays: Mapping[date, str] | None = None,
        extra_working_days: Collection[date] = (),
        six_day: bool = False,
    ) -> None:
        self._city_holidays = dict(city_holidays or {})
        self._extra = frozenset(extra_working_days)
        self._six_day = six_day
        # the working days of a year as ordinals in order; two threads at once only count twice
        self._years: dict[int, tuple[int, ...]] = {}

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day.

        Example:
            >>> Calendar().is_working(date(2025, 11, 30))       # a Sunday
            False
        """
        return self.why_not(day) is None

    def why_not(self, day: date) -> str | None:
        """Why the office does not work on this day, or `None` when it does.

        Returns:
            The Indonesian name of the holiday, else of the weekend day; a holiday on a weekend goes by its name.

        Example:
            >>> Calendar().why_not(date(2025, 12, 25))
            'Hari Raya Natal'
            >>> Calendar().why_not(date(2025, 11, 30))
            'Minggu'
        """
        if day in self._extra:
            return None
        if day in self._city_holidays:
            return self._city_holidays[day]
        national = national_holidays(day.year)
        if day in national:
            return national[day]
        weekday = day.weekday()
        if weekday == _SATURDAY and self._six_day:
            return None
        return _WEEKEND.get(weekday)

    def add_working(self, day: date, count: int) -> date:
        """The day that lies a number of working days away; the given day is day 0, whether worked or not.

        Args:
            day: where the counting starts.
            count: working days; a negative number counts backwards, and 0 gives the day itself.

        Returns:
            The `count`-th working day after (or before) `day`: the last day of a term of that length.

        Raises:
            OverflowError: the answer lies outside the years 1 to 9999.

        Example:
            >>> Calendar().add_working(date(2025, 11, 17), 30)      # the decree's 30 working days
            datetime.date(2025, 12, 31)
            >>> Calendar().add_working(date(2025, 11, 25), -1)      # the invitation is sent by then
            datetime.date(2025, 11, 24)
        """
        if count == 0:
            return day
        year, start = day.year, day.toordinal()
        if abs(count) > date.max.toordinal():  # said at once, not after every year was counted
            raise OverflowError("the day lies outside the years 1 to 9999")
        worked = self._working(year)
        if count > 0:
            place = bisect_right(worked, start) + count - 1
            while place >= len(worked):
                place -= len(worked)
                year += 1
                worked = self._working(year)
        else:
            place = bisect_left(worked, start) + count
            while place < 0:
                year -= 1
                worked = self._working(year)
                place += len(worked)
        return date.fromordinal(worked[place])

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`.

        Returns:
            The count. When `end` lies before `start` it is negative, so that swapping the two only changes the
            sign: the days counted are those after the earlier day, up to and including the later.

        Example:
            >>> Calendar().working_days_between(date(2025, 11, 17), date(2025, 11, 25))
            6
        """
        if end < start:
            return -self.working_days_between(end, start)
        first = bisect_right(self._working(start.year), start.toordinal())
        last = bisect_right(self._working(end.year), end.toordinal())
        return last - first + sum(len(self._working(year)) for year in range(start.year, end.year))

    def known(self, year: int) -> bool:
        """Whether the joint leave days of this year are known; where not, warn beside a computed date.

        Example:
            >>> Calendar().known(2026)
            True
        """
        return joint_days_known(year)

    def _working(self, year: int) -> tuple[int, ...]:
        """The working days of a year as ordinals, in order."""
        worked = self._years.get(year)
        if worked is None:
            if not date.min.year <= year <= date.max.year:
                raise OverflowError(f"year {year} is out of range")
            new_year, length = date(year, 1, 1), 366 if _is_leap(year) else 365
            days = (new_year + timedelta(n) for n in range(length))
            worked = self._years[year] = tuple(day.toordinal() for day in days if self.is_working(day))
        return worked


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
