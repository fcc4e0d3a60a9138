"""Who could be nominated for which vacant functional seat, by each of the four routes: found by the guards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from workflow.errors import InputError
from workflow.language import N_
from workflow.registry.city.career import TODAY
from workflow.registry.city.functional import GROUPS, group_of
from workflow.registry.credit import ready_for_next
from workflow.registry.model import Person, Position
from workflow.registry.reference import Reference
from workflow.registry.reference_rows import FunctionRow
from workflow.registry.retirement import birthday, pension_start

if TYPE_CHECKING:
    from workflow.registry.city.build import City

ROUTES = ("pertama", "perpindahan", "penyesuaian", "promosi")
#: for the demonstration; the pathway's own numbers stand in its definition (`transfer_age`)
_TRANSFER_AGE = {"Ahli Madya": 55, "Ahli Utama": 60}
_TRANSFER_AGE_ELSE = 53
_EXPERIENCE = 2
_RATED_YEARS = ("2023", "2024")
_GOOD = "Baik"

Pair = tuple[str, str]


def candidates(city: City, route: str, *, day: date = TODAY) -> list[Pair]:
    """People and the vacant functional positions that they could be nominated for by a route.

    Every pair keeps the guards of its route. Over all four routes no person comes twice, and no position more often
    than it has vacant seats, so that any of the pairs can be nominated side by side.

    Args:
        city: the city.
        route: `pertama`, `perpindahan`, `penyesuaian` or `promosi`.
        day: the day on which seats are vacant and ages are judged.

    Returns:
        (person id, position id), always in the same order: by turns nurses, teachers, extension workers, personnel
        analysts and technical staff.

    Raises:
        InputError: there is no such route.

    Source:
        PermenPANRB 1/2023 and Peraturan BKN 3/2023. Here “penyesuaian” is for those who do the work in
        the unit already, “perpindahan” for those who come from elsewhere.
    """
    if route not in ROUTES:
        raise InputError(
            N_("There is no route “{route}”."),
            N_("Routes are {routes}."),
            route=route,
            routes=", ".join(ROUTES),
        )
    return candidates_by_route(city, day=day)[route]


def candidates_by_route(city: City, *, day: date = TODAY) -> dict[str, list[Pair]]:
    """What `candidates` finds for each route, in one search.

    Args:
        city: the city.
        day: the day on which seats are vacant and ages are judged.
    """
    search = _Search(city, day)
    found = {one: list(search.pairs(one)) for one in ("pertama", "promosi", "penyesuaian", "perpindahan")}
    return {route: _by_turns(city, found[route]) for route in ROUTES}


class _Search:
    """The seats that are left and the people who are free, while routes are matched one after the other."""

    def __init__(self, city: City, day: date) -> None:
        self._reference = city.reference
        self._day = day
        self._positions = {one.id: one for one in city.positions}
        self._post = {
            one.person: one for one in city.holdings if one.status == "definitif" and one.holds_on(day)
        }
        taken: dict[str, int] = defaultdict(int)
        for held in self._post.values():
            taken[held.position] += 1
        self._vacant = [
            position for position in city.positions if position.kind == "functional"
            for _ in range(position.need - taken[position.id])
        ]  # fmt: skip
        # the choosy first: posts that take any field of study would use up those who fit elsewhere
        self._vacant.sort(key=lambda position: len(self._row(position).fields) or 99)
        self._free = [person for person in city.people if _proposable(person)]

    def pairs(self, route: str) -> Iterator[Pair]:
        """Match the vacant seats, in order, with the first person who fits; both are used up."""
        pool: dict[object, list[Person]] = defaultdict(list)
        for person in self._free:
            if (key := self._pool_of(route, person)) is not None:
                pool[key].append(person)
        used: set[str] = set()
        left: list[Position] = []
        for position in self._vacant:
            chosen = next(
                (
                    one
                    for one in pool[self._wanted(route, position)]
                    if one.id not in used and self._fits(route, one, position)
                ),
                None,
            )
            if chosen is None:
                left.append(position)
                continue
            used.add(chosen.id)
            yield chosen.id, position.id
        self._vacant = left
        self._free = [person for person in self._free if person.id not in used]

    def _pool_of(self, route: str, person: Person) -> object:
        """What people are looked up by: for a promotion their function and level, in their unit, or simply all."""
        held = self._post.get(person.id)
        post = self._positions[held.position] if held else None
        match route:
            case "pertama":
                return "none" if post is None and person.basic_training else None
            case "promosi":
                return (
                    (post.function, post.category, post.level) if post and post.kind == "functional" else None
                )
            case "penyesuaian":
                return post.unit if post and post.kind == "executive" else None
        return "other" if post and post.kind != "functional" else None

    def _wanted(self, route: str, position: Position) -> object:
        match route:
            case "pertama":
                return "none"
            case "promosi":
                levels = self._reference.levels.values()
                below = next(
                    (one.level for one in levels if self._reference.next_level(one.level) == position.level),
                    None,
                )
                return position.function, position.category, below
            case "penyesuaian":
                return position.unit
        return "other"

    def _row(self, position: Position) -> FunctionRow:
        return self._reference.functions[position.function or "", position.category or ""]

    def _fits(self, route: str, person: Person, position: Position) -> bool:
        reference = self._reference
        row = self._row(position)
        if not reference.education_fits(
            person.education or "", person.field_of_study, needed=position.education or row.education,
            function=position.function, category=position.category,
        ):  # fmt: skip
            return False
        if not reference.rank_fits(person.rank, position.level, steps_below=1 if route == "promosi" else 0):
            return False
        if pension_start(person.birth_date, position.retirement_age or 58) <= self._day:
            return False
        if route == "pertama":
            return position.level == row.first_level
        if not _rated(reference, person):
            return False
        if route == "promosi":
            post = self._positions[self._post[person.id].position]
            return ready_for_next(reference, post.level, person.credit or 0)
        if (person.experience_years or 0) < _EXPERIENCE:
            return False
        limit = _TRANSFER_AGE.get(position.level, _TRANSFER_AGE_ELSE)
        return route == "penyesuaian" or self._day <= birthday(person.birth_date, limit)


def _proposable(person: Person) -> bool:
    return (
        person.employment == "PNS" and person.healthy is True
        and person.under_discipline is False and person.study_leave is False
    )  # fmt: skip


def _rated(reference: Reference, person: Person) -> bool:
    least = reference.rating_order(_GOOD)
    return all(
        year in person.ratings and reference.rating_order(person.ratings[year]) >= least
        for year in _RATED_YEARS
    )


def _by_turns(city: City, pairs: list[Pair]) -> list[Pair]:
    function = {one.id: one.function or "" for one in city.positions}
    groups: dict[str, list[Pair]] = {group: [] for group in GROUPS}
    for pair in pairs:
        groups[group_of(function[pair[1]])].append(pair)
    return [pair for turn in zip_longest(*groups.values()) for pair in turn if pair is not None]
