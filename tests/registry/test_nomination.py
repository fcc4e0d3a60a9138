"""The shipped functional pathway and the demonstration city agree on who may be nominated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from workflow.definition.model import Definition
from workflow.definition.reader import read
from workflow.definition.rules import RuleSet
from workflow.registry.city import ROUTES, City, build_city, candidates_by_route
from workflow.registry.facts import nominee_facts, position_facts
from workflow.registry.memory import Memory
from workflow.registry.reference import Reference
from workflow.registry.vocabulary import position_subject
from workflow.shipped import shipped_definitions

TODAY = date(2025, 11, 25)


@dataclass
class Lookup:
    reader: Memory
    today: date


class Pathway:
    """The nomination rules of the shipped functional pathway, over the demonstration city."""

    def __init__(self) -> None:
        self.reference = Reference.load(shipped_definitions() / "reference")
        self.city: City = build_city(25, reference=self.reference)
        self.docs = Memory(
            people=[one.as_doc() for one in self.city.people],
            positions=[one.as_doc() for one in self.city.positions],
            holdings=[one.as_doc() for one in self.city.holdings],
        )
        subject = position_subject(self.reference)
        found = read(shipped_definitions() / "jabatan-fungsional.yaml", subjects={"position": subject})
        assert found.definition is not None, found.diagnostics
        self.definition: Definition = found.definition
        self.rules = RuleSet(found.definition, subject)

    def against(self, route: str, person: str, position: str) -> list[str]:
        """The rules of `nominate` that do not say yes."""
        facts: Mapping[str, Any] = {
            "case.route": route,
            "case.tmt": datetime(2025, 11, 25, tzinfo=UTC),
            "today": datetime(2025, 11, 25, tzinfo=UTC),
            **position_facts(self.docs, position, TODAY, self.reference),
            **nominee_facts(self.docs, person, TODAY, self.reference),
        }
        step = self.rules.step(facts, Lookup(self.docs, TODAY))
        asked = [(rule.source, step.ask(rule)) for rule in self.definition.actions["nominate"].only_if]
        return [f"{source}: {verdict}" for source, verdict in asked if verdict.answer is not True]


@pytest.fixture(scope="module")
def pathway() -> Pathway:
    return Pathway()


@pytest.mark.parametrize("route", ROUTES)
def test_every_candidate_of_the_city_may_be_nominated(pathway: Pathway, route: str) -> None:
    pairs = candidates_by_route(pathway.city)[route]
    assert [(pair, found) for pair in pairs if (found := pathway.against(route, *pair))] == []


def test_most_others_are_stopped_by_a_rule_and_none_by_a_fault(pathway: Pathway) -> None:
    position = candidates_by_route(pathway.city)["perpindahan"][0][1]
    people = [person.id for person in pathway.city.people[::50]]
    stopped = [pathway.against(route, person, position) for person in people for route in ROUTES]
    assert sum(bool(one) for one in stopped) >= 0.95 * len(stopped)
    assert not [text for found in stopped for text in found if "error=None" not in text]
