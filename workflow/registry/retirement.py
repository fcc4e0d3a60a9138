"""When an official retires: the birthday of the retirement age (BUP), and the first of the month after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.definition.duration import add_months


@dataclass(frozen=True, slots=True)
class UpcomingVacancy:
    """A seat that its holder will leave by age: `reached` is the birthday, `vacant_from` the pension TMT."""

    position: str
    person: str
    reached: date
    vacant_from: date


def birthday(born: date, years: int, months: int = 0) -> date:
    """The day on which somebody reaches an age.

       A limit of “at most 53 years” means: the day in question is not later than `birthday(born, 53)`.

    Args:
           born: the birth date; 29 February falls on the 28th in other years.
           years: whole years of age.
           months: months on top, for limits such as 55 years 6 months.

    Example:
           >>> birthday(date(1971, 1, 1), 55).isoformat(), birthday(date(1970, 1, 31), 55, 1).isoformat()
           ('2026-01-01', '2025-02-28')

       Source:
    (dates are compared, not whole years).
    """
    return add_months(born, 12 * years + months)


def pension_start(born: date, retirement_age: int) -> date:
    """The pension TMT: the first day of the month after the birthday's month. From then on the seat is vacant.

    Args:
        born: the birth date.
        retirement_age: the BUP of the post, in years.

    Example:
        >>> pension_start(date(1968, 3, 15), 58).isoformat(), pension_start(date(1968, 3, 15), 60).isoformat()
        ('2026-04-01', '2028-04-01')

    Source:
        UU 20/2023 art 55 for the ages; the first of the month as practised.
    """
    return add_months(birthday(born, retirement_age).replace(day=1), 1)


def upcoming_vacancies(
    holders: Iterable[tuple[str, str, date, int]], today: date, months: int
) -> list[UpcomingVacancy]:
    """The seats that will be left by age within some months, the next one first.

    Args:
        holders: position, person, birth date and retirement age (years) of each definitive holder.
        today: the day from which is counted.
        months: how far to look ahead, in calendar months.

    Returns:
        Those whose pension begins after `today` and not later than that many months on; and those whose pension should
        have begun already, which the list must not hide.

    Example:
        >>> holders = [("POS-1", "P-1", date(1968, 3, 15), 58)]
        >>> upcoming_vacancies(holders, date(2025, 11, 25), 6)[0].vacant_from.isoformat()
        '2026-04-01'

    Source:
        The early warnings of 12, 6 and 3 months.
    """
    horizon = add_months(today, months)
    found = [
        UpcomingVacancy(position, person, birthday(born, age), pension_start(born, age))
        for position, person, born, age in holders
        if pension_start(born, age) <= horizon
    ]
    return sorted(found, key=lambda one: (one.vacant_from, one.position, one.person))
