"""The city while it is being made: posts, people and who holds what, with the ids given out in order."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from workflow.registry.city.career import Lives, in_post_since
from workflow.registry.model import Holding, HoldingStatus, Person, Position, PositionKind, Unit
from workflow.registry.reference import Reference


class Offices:
    """Gathers the parts of a city.

    Args:
        random: where chance comes from, in one stream, so that a seed gives one city.
        reference: the reference tables.
    """

    def __init__(self, random: Random, reference: Reference) -> None:
        self.random = random
        self.reference = reference
        self.lives = Lives(random, reference)
        self.positions: dict[str, Position] = {}
        self.people: dict[str, Person] = {}
        self.holdings: list[Holding] = []
        self.held: Counter[str] = Counter()
        self.always_held: set[str] = set()
        self._executive: dict[tuple[str, str], str] = {}

    def add_position(
        self, name: str, kind: PositionKind, unit: str, level: str, *, need: int = 1, function: str | None = None,
        category: str | None = None, education: str | None = None, flags: tuple[str, ...] = (),
    ) -> Position:  # fmt: skip
        """A new post, with the retirement age that the reference tables give it."""
        position = Position(
            f"POS-{len(self.positions) + 1:04d}", name, kind, unit, level, need, function, category, education,
            self.reference.retirement_age(kind, level, function=function, category=category), None, flags,
        )  # fmt: skip
        self.positions[position.id] = position
        return position

    def executive_post(self, unit: Unit, education: str) -> Position:
        """A pelaksana post of that unit for that diploma, with one seat more than before."""
        order = self.reference.education_order(education)
        rows = [
            row
            for row in self.reference.executive.values()
            if self.reference.education_order(row.education) <= order
        ]
        best = max(self.reference.education_order(row.education) for row in rows)
        row = self.random.choice(
            [one for one in rows if self.reference.education_order(one.education) == best]
        )
        known = self._executive.get((unit.id, row.name))
        if known is None:
            made = self.add_position(
                row.name, "executive", unit.id, row.classification, education=row.education
            )
            self._executive[unit.id, row.name] = made.id
            return made
        old = self.positions[known]
        grown = Position(
            old.id,
            old.name,
            old.kind,
            old.unit,
            old.level,
            old.need + 1,
            None,
            None,
            old.education,
            old.retirement_age,
        )
        self.positions[known] = grown
        return grown

    def settle(
        self, person: Person, position: Position | None, status: HoldingStatus = "definitif",
        since: date | None = None, until: date | None = None,
    ) -> Person:  # fmt: skip
        """Take a person into the city, and give them a post if one is named."""
        self.people[person.id] = person
        if position is not None:
            begun = since or in_post_since(self.random, person)
            self.holdings.append(
                Holding(f"H-{len(self.holdings) + 1:05d}", person.id, position.id, status, begun, until)
            )
            if status == "definitif":
                self.held[position.id] += 1
        return person
