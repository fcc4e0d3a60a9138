"""Putting the city together: posts from the units' plans, people into the posts, and the backlog that is left."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from workflow.registry.city import places
from workflow.registry.city.functional import fill_functional, functional_positions
from workflow.registry.city.offices import Offices
from workflow.registry.city.particulars import particulars
from workflow.registry.city.structural import act_for_vacant, fill_structural, structural_positions
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.reference import Reference


@dataclass(frozen=True, slots=True)
class City:
    """The registry of a whole city, ready to be stored.

    Args:
        units, positions, people, holdings: its parts, each in the order in which they are to be written.
        reference: the reference tables that it was made with.
    """

    units: tuple[Unit, ...]
    positions: tuple[Position, ...]
    people: tuple[Person, ...]
    holdings: tuple[Holding, ...]
    reference: Reference


def build_city(seed: int = 25, *, reference: Reference) -> City:
    """The demonstration city as it stands on 25 November 2025: real units of Kota Kupang, fictional people.

    About 1,200 structural and 4,000 functional seats, nine in ten of them filled, some of the vacant structural posts
    with an acting official; people who could be nominated for vacant functional seats by each of the four routes
    (`workflow.registry.city.candidates`); and what the other pathways ask for (`workflow.registry.city.particulars`).

    Args:
        seed: another number makes other people in the same posts; the same number the same city, to the last name.
        reference: the reference tables.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> city = build_city(25, reference=Reference.load(shipped_definitions() / "reference"))
        >>> len(city.units), len(city.people) > 4_900
        (222, True)
    """
    units = tuple(places.all_units())
    offices = Offices(Random(seed), reference)
    for unit in units:
        structural_positions(offices, unit)
        functional_positions(offices, unit)
    fill_structural(offices)
    fill_functional(offices, units)
    act_for_vacant(offices)
    positions, people, holdings = particulars(
        seed, reference, offices.positions, offices.people, offices.holdings
    )
    return City(units, tuple(positions.values()), tuple(people.values()), tuple(holdings), reference)
