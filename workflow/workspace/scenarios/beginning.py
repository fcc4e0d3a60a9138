"""The worlds in which the scenarios of a file begin; what many of them have in common is made once."""

from __future__ import annotations

from workflow.definition.check import check
from workflow.definition.findings import Findings
from workflow.definition.model import Definition
from workflow.definition.reader import Reading
from workflow.definition.scenario.model import City as Sketch
from workflow.definition.scenario.model import Scenario
from workflow.definition.scenario.reader import changed
from workflow.language import N_
from workflow.store.memory import MemoryStore
from workflow.workspace.city import City
from workflow.workspace.scenarios.world import Budget, Stop, World, build, published


class Beginnings:
    """The worlds in which the scenarios of a file begin; what many have in common is made once.

    Args:
        definition: what is tested.
        sketch: the city that they share.
        city: whose calendar and reference tables these are.
    """

    def __init__(self, definition: Definition, sketch: Sketch, city: City) -> None:
        self.definition, self.sketch, self.city = definition, sketch, city
        self.left = Budget()
        self._published: dict[str, tuple[Definition, MemoryStore]] = {}
        self._worlds: dict[tuple[object, ...], World] = {}

    def world(self, scenario: Scenario, told: Findings) -> World:
        """A world in which nothing has happened yet.

        Raises:
            Stop: the city cannot be made.
        """
        mark = repr([(name, given) for name, (given, _) in scenario.parameters.items()])
        if mark not in self._published:
            tested = self._changed(scenario, told) if scenario.parameters else self.definition
            self._published[mark] = (tested, published(tested))
        definition, store = self._published[mark]
        on = scenario.on
        alike = (mark, on.day if on else None, on.time if on else None)
        known = self._worlds.get(alike) if not scenario.city.size else None
        if known is None:
            sketch = self.sketch.with_more(scenario.city)
            known = build(store.fork(), definition, sketch, on, scenario.place, self.city, told, self.left)
            if not scenario.city.size:
                self._worlds[alike] = known
        return known.fork(told)

    def _changed(self, scenario: Scenario, told: Findings) -> Definition:
        """The definition with the scenario's parameters, which must be as sound as any other.

        Raises:
            Stop: it is not.
        """
        tested = changed(self.definition, scenario.parameters)
        found = check(Reading(tested, [], tested), self.city.subjects)
        faults = [one for one in found if one.severity == "error"]
        if faults:
            told.error(
                "E505",
                next(iter(scenario.parameters.values()))[1],
                N_("with these parameters the definition has errors; the first: {first}"),
                first=faults[0].message,
            )
            raise Stop
        return tested
