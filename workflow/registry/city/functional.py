"""Functional positions: holders for most seats, and nominees in waiting, by each route, for many of the vacant ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from workflow.registry.city import staffing
from workflow.registry.city.career import TODAY
from workflow.registry.city.offices import Offices
from workflow.registry.model import Person, Position, Unit

GROUPS = ("nurses", "teachers", "extension", "personnel", "technical")
#: the share of seats that are vacant; small groups get more, so that each has nominees by every route
_VACANT = {"nurses": 0.11, "teachers": 0.1, "extension": 0.3, "personnel": 0.2, "technical": 0.11}
_ENTRY_ROUTES = ("pertama", "perpindahan", "penyesuaian", "pertama", "perpindahan", None)
_HIGHER_ROUTES = ("promosi", "perpindahan", "promosi", "penyesuaian", "promosi", None)
_OLDEST_TRANSFER = 51
_UNFIT_EXECUTIVES = 110
_CANDIDATES_IN_TRAINING = 40

Holders = dict[tuple[str, str, str], list[tuple[str, str]]]


def group_of(function: str) -> str:
    """Which of the article's groups a function belongs to.

    Example:
        >>> group_of("Bidan"), group_of("Penyuluh Sosial"), group_of("Pranata Komputer")
        ('nurses', 'extension', 'technical')
    """
    if function in ("Perawat", "Bidan"):
        return "nurses"
    if function in ("Guru", "Pengawas Sekolah", "Pamong Belajar"):
        return "teachers"
    if function.startswith("Penyuluh"):
        return "extension"
    return "personnel" if "Aparatur" in function else "technical"


def functional_positions(offices: Offices, unit: Unit) -> None:
    """The functional positions of a unit, as its plan and the table of functions say."""
    for function, category, level, need in staffing.seats(unit):
        row = offices.reference.functions[function, category]
        offices.add_position(
            f"{function} {level}", "functional", unit.id, level, need=need, function=function,
            category=category, education=row.education,
        )  # fmt: skip


def fill_functional(offices: Offices, units: Sequence[Unit]) -> None:
    """Holders first, then a nominee in waiting for five of six vacant seats, then people whom nothing fits."""
    by_id = {unit.id: unit for unit in units}
    holders: Holders = defaultdict(list)
    vacant: list[Position] = []
    for position in [one for one in offices.positions.values() if one.kind == "functional"]:
        share = _VACANT[group_of(position.function or "")]
        for _ in range(position.need):
            if offices.random.random() < share:
                vacant.append(position)
                continue
            person = offices.settle(_holder(offices, position), position)
            holders[_key(position, position.level)].append((person.id, position.unit))
    _nominees(offices, vacant, holders, by_id)
    _unfit(offices, [unit for unit in units if unit.kind in ("agency", "district", "village")])


def _key(position: Position, level: str) -> tuple[str, str, str]:
    return position.function or "", position.category or "", level


def _holder(offices: Offices, position: Position) -> Person:
    level = offices.reference.level(position.level)
    top = level.credit_for_next or 2 * level.credit_for_rank
    return _official(
        offices, position, (position.retirement_age or 58) - 1,
        credit=round(top * offices.random.uniform(0.1, 0.97), 3),
        experience_years=round(offices.random.uniform(1, 20), 1),
    )  # fmt: skip


def _official(
    offices: Offices, position: Position, oldest: int, *, rank: str | None = None, service: int | None = None,
    eligible: bool = False, **more: object,
) -> Person:  # fmt: skip
    """Somebody whose diploma and rank fit the position."""
    reference, random = offices.reference, offices.random
    row = reference.functions[position.function or "", position.category or ""]
    education = row.education
    if education == "SLTA" and position.level != "Pemula" and (row.fields or random.random() < 0.5):
        education = "D3"
    elif education == "S1" and random.random() < 0.15 and service is None:
        education = "S2"
    return offices.lives.make(
        rank=rank or random.choice(reference.ranks_of(position.level)), education=education,
        field_of_study=random.choice(row.fields) if row.fields else "Umum" if education == "SLTA" else "Manajemen",
        oldest=oldest, service=service, eligible=eligible, **more,
    )  # fmt: skip


def _nominees(offices: Offices, vacant: Sequence[Position], holders: Holders, units: dict[str, Unit]) -> None:
    others = [unit for unit in units.values() if unit.kind in ("agency", "district")]
    turns = {(group, entry): count() for group in GROUPS for entry in (True, False)}
    taken: set[str] = set()
    for position in vacant:
        row = offices.reference.functions[position.function or "", position.category or ""]
        first = position.level in ("Pemula", "Terampil", "Ahli Pertama")
        routes = _ENTRY_ROUTES if first else _HIGHER_ROUTES
        route = routes[next(turns[group_of(position.function or ""), first]) % len(routes)]
        if position.level in ("Ahli Madya", "Ahli Utama") and route:
            route = "promosi"
        match route:
            case "pertama" if position.level == row.first_level:
                offices.settle(_newcomer(offices, position), None)
            case "promosi":
                _promotable(offices, position, holders, taken)
            case "perpindahan" | "penyesuaian":
                person = _official(
                    offices, position, _OLDEST_TRANSFER, eligible=True,
                    experience_years=round(offices.random.uniform(2, 9), 1),
                )  # fmt: skip
                unit = units[position.unit]
                if route == "perpindahan":
                    unit = offices.random.choice([one for one in others if one.id != unit.id])
                offices.settle(person, offices.executive_post(unit, person.education or "SLTA"))


def _newcomer(offices: Offices, position: Position) -> Person:
    """Entered service in early 2024, has passed the basic training, holds no post yet."""
    level = offices.reference.level(position.level)
    rank = "II/c" if level.level == "Terampil" else level.rank_min
    return _official(offices, position, 34, rank=rank, service=1, eligible=True, experience_years=1.0)


def _promotable(offices: Offices, position: Position, holders: Holders, taken: set[str]) -> None:
    """Make somebody one level lower, in the highest rank there, ready for the next: of the same unit if possible."""
    reference = offices.reference
    name = reference.level_below(position.level)
    if name is None:
        return
    below = reference.level(name)
    able = [
        (unit != position.unit, person) for person, unit in holders[_key(position, below.level)]
        if person not in taken and offices.people[person].rank == below.rank_max
    ]  # fmt: skip
    if not able:
        return
    chosen = min(able)[1]
    taken.add(chosen)
    person = offices.people[chosen]
    needed = below.credit_for_next or 0
    offices.people[chosen] = replace(
        person,
        credit=round(needed * offices.random.uniform(1, 1.15), 3),
        ratings={**{str(year): "Baik" for year in (2023, 2024)}, **_good(person)},
        healthy=True, under_discipline=False, study_leave=False,
    )  # fmt: skip


def _good(person: Person) -> dict[str, str]:
    return {
        year: word
        for year, word in person.ratings.items()
        if word == "Sangat Baik" and int(year) < TODAY.year
    }


def _unfit(offices: Offices, units: Sequence[Unit]) -> None:
    """People whom a guard stops: pelaksana without experience, and candidates for civil service still in training."""
    for _ in range(_UNFIT_EXECUTIVES):
        education, rank = offices.random.choice(
            (("SLTA", "II/b"), ("D3", "II/d"), ("S1", "III/a"), ("S1", "III/b"))
        )
        person = offices.lives.make(
            rank=rank, education=education, field_of_study="Umum" if education == "SLTA" else "Manajemen", oldest=56,
            experience_years=round(offices.random.uniform(0, 1.9), 1) if offices.random.random() < 0.7 else None,
        )  # fmt: skip
        offices.settle(person, offices.executive_post(offices.random.choice(units), education))
    for _ in range(_CANDIDATES_IN_TRAINING):
        field = offices.random.choice(("Keperawatan", "Informatika", "Manajemen", "Hukum"))
        offices.settle(
            offices.lives.make(
                rank="III/a", education="Profesi" if field == "Keperawatan" else "S1", field_of_study=field, oldest=34,
                service=0, employment="CPNS", basic_training=False,
            ),
            None,
        )  # fmt: skip
