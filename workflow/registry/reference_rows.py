"""The rows of the reference tables: what each CSV file under `definitions/reference/` says, a dataclass a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rank:
    """A golongan/ruang and its pangkat. `order` counts within PNS or within PPPK, the lowest first."""

    rank: str
    name: str
    employment: str
    order: int
    source: str


@dataclass(frozen=True, slots=True)
class Level:
    """A jenjang of functional posts. `coefficient` is the credit (angka kredit) of a year rated “Baik”.

    `credit_for_rank` and `credit_for_next` are the cumulative credits for the next pangkat and the next jenjang.
    """

    level: str
    category: str
    order: int
    rank_min: str
    rank_max: str
    pppk_min: str
    pppk_max: str
    coefficient: float
    credit_for_rank: float
    credit_for_next: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Eselon:
    """A level of structural posts; `order` grows with seniority, `group` is its kind (`JPT Pratama`, …)."""

    eselon: str
    group: str
    order: int
    rank_min: str
    rank_max: str
    source: str


@dataclass(frozen=True, slots=True)
class Religion:
    """A religion and the words by which its oath is known."""

    religion: str
    oath_opening: str
    oath_closing: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Rating:
    """A predikat kinerja: its order (the best is highest) and the percentage that it gives of a year's credit."""

    predicate: str
    order: int
    percent: float
    source: str


@dataclass(frozen=True, slots=True)
class Education:
    """A kind of diploma; those of equal order stand for one another (S1 and D4)."""

    education: str
    order: int
    source: str


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """A functional job in one category: who may hold it. No `fields`: any field of study."""

    function: str
    category: str
    first_level: str
    last_level: str
    education: str
    fields: tuple[str, ...]
    agency: str
    employment: str
    city_use: bool
    source: str


@dataclass(frozen=True, slots=True)
class ExecutiveRow:
    """A pelaksana job: its classification (Klerek, Operator, Teknisi) and the least education."""

    name: str
    classification: str
    education: str
    source: str


@dataclass(frozen=True, slots=True)
class RetirementRow:
    """A retirement age (BUP, in years) for the posts that have every given mark; more marks win over fewer."""

    kind: str
    group: str | None
    category: str | None
    level: str | None
    function: str | None
    age: int
    source: str

    def fits(
        self, kind: str, group: str | None, category: str | None, level: str, function: str | None
    ) -> bool:
        """Whether the row speaks about such a post."""
        return (
            self.kind == kind
            and self.group in (None, group)
            and self.category in (None, category)
            and self.level in (None, level)
            and self.function in (None, function)
        )

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """How specific the row is: a named function beats a level, which beats a category or group."""
        return (
            self.function is not None,
            self.level is not None,
            self.category is not None,
            self.group is not None,
        )
