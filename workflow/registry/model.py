"""The city as values: units, positions, people, holdings. Each has `as_doc` and `from_doc` for the store.

A position's standing (filled, vacant, acting) is never stored: it is derived from need and holdings (`registry.vacancy`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal, Self

PositionKind = Literal["structural", "functional", "executive"]
HoldingStatus = Literal["definitif", "plt", "plh"]
Sex = Literal["L", "P"]


class _Record:
    """Writes a value to a plain JSON document and reads it back; dates travel as ISO text, empty values stay away."""

    __slots__ = ()

    def as_doc(self) -> dict[str, Any]:
        doc: dict[str, Any] = {}
        for one in fields(self):  # type: ignore[arg-type]
            value = getattr(self, one.name)
            if value is None or value == {} or value == ():
                continue
            doc[one.name] = value.isoformat() if isinstance(value, date) else value
        return doc

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        given = {}
        for one in fields(cls):  # type: ignore[arg-type]
            value = doc.get(one.name)
            if value is None:
                continue
            if isinstance(value, str) and "date" in str(one.type):
                value = date.fromisoformat(value)
            elif isinstance(value, list):
                value = tuple(value)
            given[one.name] = value
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Unit(_Record):
    """A part of the city: the city itself, an agency (perangkat daerah), a division, a district, a health centre."""

    id: str
    name: str
    kind: str
    parent: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Position(_Record):
    """A post. Structural: one seat. Functional: unit + function + level, with as many seats as its `need`.

    `level` is the eselon of a structural post (`II.b`), the jenjang of a functional one (`Ahli Muda`), the class of an
    executive one. `function` is the functional job's name (`Perawat`). `retirement_age` is the BUP in years and belongs
    here, not in code. `flags` turn on special routes (`dukcapil`, `inspektur`, …).
    """

    id: str
    name: str
    kind: PositionKind
    unit: str
    level: str
    need: int = 1
    function: str | None = None
    category: str | None = None
    education: str | None = None
    retirement_age: int | None = None
    job_class: int | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person(_Record):
    """An official (or a candidate for civil service). `rank` is the golongan/ruang (`III/c`); its name is derived.

    `ratings` maps a year to the predikat kinerja (`{"2024": "Baik"}`); `credit` is the cumulative angka kredit;
    `experience_years` the years of work in the field of the functional job aimed at; `leadership_training` says that a
    leadership course (Diklatpim, PKN, PKA, PKP) was passed; `talent_box` is the box of the nine-box grid, 1 to 9.
    """

    id: str
    nip: str
    name: str
    birth_date: date
    sex: Sex
    religion: str
    rank: str
    employment: Literal["PNS", "CPNS", "PPPK"] = "PNS"
    title_front: str | None = None
    title_back: str | None = None
    birth_place: str | None = None
    education: str | None = None
    field_of_study: str | None = None
    rank_since: date | None = None
    ratings: Mapping[str, str] = field(default_factory=dict)
    credit: float | None = None
    experience_years: float | None = None
    basic_training: bool | None = None
    healthy: bool | None = None
    under_discipline: bool | None = None
    study_leave: bool | None = None
    leadership_training: bool | None = None
    talent_box: int | None = None

    @property
    def full_name(self) -> str:
        """The name with its titles, as a decree prints it."""
        front = f"{self.title_front} " if self.title_front else ""
        return f"{front}{self.name}{', ' + self.title_back if self.title_back else ''}"


@dataclass(frozen=True, slots=True)
class Holding(_Record):
    """Person + position + status, from a day until a day (both included; no `until`: still held).

    One that was taken back ends before it begins; `annulled` is the day on which that was done.
    """

    id: str
    person: str
    position: str
    status: HoldingStatus
    since: date
    until: date | None = None
    case: str | None = None
    ended_by: str | None = None
    annulled: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)
