"""Structural posts: nine in ten have a holder, a third of the others somebody who acts (Plt)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from workflow.definition.duration import term_end
from workflow.registry.city import structure
from workflow.registry.city.offices import Offices
from workflow.registry.model import Person, Position, Unit

FILLED = 0.9
ACTING = 0.4
_FIELDS = (
    "Ilmu Pemerintahan", "Administrasi Negara", "Manajemen", "Hukum", "Ekonomi", "Akuntansi", "Teknik Sipil",
    "Sosiologi", "Informatika", "Kesehatan Masyarakat", "Pertanian", "Psikologi",
)  # fmt: skip
_ACTING_SINCE = (date(2025, 6, 2), date(2025, 8, 1), date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 3))
_TERM, _TERMS = 3, 6


def structural_positions(offices: Offices, unit: Unit) -> None:
    """The structural posts of a unit."""
    for post in structure.posts(unit):
        education = "D3" if offices.reference.eselons[post.eselon].group == "Pengawas" else "S1"
        position = offices.add_position(
            post.name, "structural", unit.id, post.eselon, education=education, flags=post.flags
        )
        if post.held:
            offices.always_held.add(position.id)


def fill_structural(offices: Offices) -> None:
    """A holder for nine posts in ten, and for every post that the demonstration needs to be held."""
    for position in list(offices.positions.values()):
        if position.kind != "structural":
            continue
        if position.id in offices.always_held or offices.random.random() < FILLED:
            offices.settle(_official(offices, position), position)


def _official(offices: Offices, position: Position) -> Person:
    random, row = offices.random, offices.reference.eselons[position.level]
    rank = random.choice(offices.reference.ranks_of(position.level))
    if row.group == "Pengawas":
        education = random.choices(("D3", "S1", "S2"), (15, 75, 10))[0]
    else:
        education = random.choices(("S1", "S2"), (40, 60))[0]
    return offices.lives.make(
        rank=rank,
        education=education,
        field_of_study=random.choice(_FIELDS),
        oldest=(position.retirement_age or 58) - 1,
        experience_years=round(random.uniform(2, 8), 1) if random.random() < 0.15 else None,
    )


def act_for_vacant(offices: Offices) -> None:
    """Acting officials for some vacant structural posts, from the same unit and at most one level below.

    Source:
        SE BKN 1/SE/I/2021: a term of 3 months, extended once by 3 at most.
    """
    order = {level: row.order for level, row in offices.reference.eselons.items()}
    people_of: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for held in offices.holdings:
        position = offices.positions[held.position]
        if position.kind == "structural" and held.status == "definitif":
            people_of[position.unit].append((order[position.level], held.person))
    busy: set[str] = set()
    for position in list(offices.positions.values()):
        if position.kind != "structural" or offices.held[position.id] or offices.random.random() > ACTING:
            continue
        own = order[position.level]
        able = [one for level, one in people_of[position.unit] if level in (own, own - 1) and one not in busy]
        if not able:
            continue
        chosen = offices.random.choice(able)
        busy.add(chosen)
        since = offices.random.choice(_ACTING_SINCE)
        months = _TERM if term_end(since, _TERM) >= date(2025, 11, 25) else _TERMS
        offices.settle(offices.people[chosen], position, "plt", since, term_end(since, months))
