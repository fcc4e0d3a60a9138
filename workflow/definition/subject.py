"""What a definition can be about: the facts and functions that its rules may use, the effects, the batches.

The engine brings `BASE` to every definition; whoever uses it for positions, leave or procurement adds a `Subject`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from workflow.definition.duration import add_months, term_end


class Unknown(Exception):
    """Raised by a function that cannot tell yet: `name` is the fact that is missing.

    Example:
        >>> Unknown("nominee.birth_date").name
        'nominee.birth_date'
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True, slots=True)
class Function:
    """A function that rules may call.

    Args:
        name: as rules write it; several may share one, with other parameters.
        parameters: type names, as in `Vocabulary.facts`.
        returns: a type name.
        impl: called as `impl(lookup, *args)`; dates come and go as datetimes at midnight UTC. It may raise `Unknown`.
    """

    name: str
    parameters: tuple[str, ...]
    returns: str
    impl: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Facts (dotted name → type name) and functions.

    Types are `string`, `int`, `double`, `bool`, `timestamp`, `dyn`, `list(T)` and `map(T, T)`.

    Example:
        >>> Vocabulary({"position.kind": "string"}).facts["position.kind"]
        'string'
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What `subject: NAME` brings to a definition: facts and functions, effects of actions, kinds of batches.

    `moving` names those facts and functions whose answer changes as days go by, or by an effect; all others stay as they are
    until somebody changes the registry. `keeper` is the label of whoever does that.
    """

    name: str
    vocabulary: Vocabulary = Vocabulary()
    effects: frozenset[str] = frozenset()
    batches: frozenset[str] = frozenset()
    moving: frozenset[str] = frozenset()
    keeper: Mapping[str, str] | None = None


class Calendar(Protocol):
    """The working days, as the functions of rules need them."""

    def is_working(self, day: date, /) -> bool:
        """Whether people work on that day."""

    def add_working(self, day: date, count: int, /) -> date:
        """The working day that lies `count` working days after (before, when negative)."""

    def working_days_between(self, start: date, end: date, /) -> int:
        """How many working days lie between two dates."""


class Lookup(Protocol):
    """The least that a source of facts has: a calendar, and the states of other cases."""

    @property
    def calendar(self) -> Calendar:
        """The calendar of the place where the case runs."""

    def state_of(self, case: str, /) -> str | None:
        """The state of another case; None where there is none of that id."""


@lru_cache(maxsize=4096)
def midnight(day: date) -> datetime:
    """A date as rules see it.

    Example:
        >>> midnight(date(2025, 11, 25)).isoformat()
        '2025-11-25T00:00:00+00:00'
    """
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def years_between(start: date, end: date) -> int:
    """Whole years from one date to another, as an age is counted.

    Example:
        >>> years_between(date(1980, 11, 26), date(2025, 11, 25))
        44
    """
    if end < start:
        return -years_between(end, start)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def _date(_lookup: Any, text: str) -> datetime:
    return midnight(date.fromisoformat(text))


def _working_day(lookup: Lookup, day: datetime) -> bool:
    return bool(lookup.calendar.is_working(day.date()))


def _add_working_days(lookup: Lookup, day: datetime, count: int) -> datetime:
    return midnight(lookup.calendar.add_working(day.date(), count))


def _working_days_between(lookup: Lookup, start: datetime, end: datetime) -> int:
    return int(lookup.calendar.working_days_between(start.date(), end.date()))


def _state_of(lookup: Lookup, case: str) -> str:
    return lookup.state_of(case) or ""


def _add_months(_lookup: Any, day: datetime, count: int) -> datetime:
    return midnight(add_months(day.date(), count))


def _add_days(_lookup: Any, day: datetime, count: int) -> datetime:
    return midnight(day.date() + timedelta(days=count))


def _days_between(_lookup: Any, start: datetime, end: datetime) -> int:
    return (end.date() - start.date()).days


def _years_between(_lookup: Any, start: datetime, end: datetime) -> int:
    return years_between(start.date(), end.date())


def _filled(rows: Any, column: str) -> list[tuple[Any, int, Any]]:
    """(value, place, key) of every row in which a column is filled in, the highest value first, then the earlier row."""
    found = [(row[column], n, row.get("$key")) for n, row in enumerate(rows) if row.get(column) is not None]
    return sorted(found, key=lambda one: (-one[0], one[1]))


def _count(_lookup: Any, rows: Any, column: str, word: Any) -> int:
    return sum(1 for row in rows if row.get(column) == word)


def _top(_lookup: Any, rows: Any, column: str, most: int) -> list[str]:
    return [str(key) for _, _, key in _filled(rows, column)[: max(0, most)]]


def _rank(_lookup: Any, rows: Any, column: str, key: str) -> int:
    keys = [one for _, _, one in _filled(rows, column)]
    return keys.index(key) + 1 if key in keys else 0


def _sum(_lookup: Any, rows: Any, column: str) -> float:
    return float(sum(value for value, _, _ in _filled(rows, column)))


#: functions whose second argument names a column of the group that is their first
COLUMN_FUNCTIONS = frozenset({"count", "top", "rank", "sum"})

_GROUP = "list(map(string, dyn))"


def _term_end(_lookup: Any, start: datetime, months: int) -> datetime:
    return midnight(term_end(start.date(), months))


def _in_window(_lookup: Any, day: datetime, first: datetime, last: datetime) -> bool:
    return first <= day <= last


def _earliest(_lookup: Any, one: datetime, other: datetime) -> datetime:
    return min(one, other)


def _latest(_lookup: Any, one: datetime, other: datetime) -> datetime:
    return max(one, other)


def _year(_lookup: Any, day: datetime) -> int:
    return day.year


_DAY, _DAYS = ("timestamp",), ("timestamp", "timestamp")

BASE = Vocabulary(
    facts={
        "case.id": "string",
        "case.state": "string",
        "case.phase": "string",
        "case.subject": "string",
        "case.unit": "string",
        "case.opened_on": "timestamp",
        "case.entered_on": "timestamp",
        "case.returned": "bool",
        "case.returns": "int",
        "case.filled": "list(string)",
        "case.documents": "list(string)",
        "actor": "string",
        "actor.person": "string",
        "actor.roles": "list(string)",
        "today": "timestamp",
    },
    functions=(
        Function("date", ("string",), "timestamp", _date),
        Function("working_day", _DAY, "bool", _working_day),
        Function("add_working_days", ("timestamp", "int"), "timestamp", _add_working_days),
        Function("working_days_between", _DAYS, "int", _working_days_between),
        Function("state_of", ("string",), "string", _state_of),
        Function("add_months", ("timestamp", "int"), "timestamp", _add_months),
        Function("add_days", ("timestamp", "int"), "timestamp", _add_days),
        Function("days_between", _DAYS, "int", _days_between),
        Function("years_between", _DAYS, "int", _years_between),
        Function("count", (_GROUP, "string", "string"), "int", _count),
        Function("count", (_GROUP, "string", "bool"), "int", _count),
        Function("top", (_GROUP, "string", "int"), "list(string)", _top),
        Function("rank", (_GROUP, "string", "string"), "int", _rank),
        Function("sum", (_GROUP, "string"), "double", _sum),
        Function("term_end", ("timestamp", "int"), "timestamp", _term_end),
        Function("in_window", (*_DAYS, "timestamp"), "bool", _in_window),
        Function("earliest", _DAYS, "timestamp", _earliest),
        Function("latest", _DAYS, "timestamp", _latest),
        Function("year", _DAY, "int", _year),
    ),
)

BATCH_FACTS: Mapping[str, str] = {"id": "string", "number": "string", "date": "timestamp"}
