"""Runs one scenario file: finds its definition and its city, and plays its scenarios one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workflow.definition.check import check
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.findings import Findings
from workflow.definition.model import Definition, Place
from workflow.definition.reader import read
from workflow.definition.scenario.model import City as Sketch
from workflow.definition.scenario.model import Name, Scenario, ScenarioFile
from workflow.definition.scenario.reader import read_city, read_scenarios
from workflow.engine.opening import OPEN
from workflow.errors import LantikError
from workflow.language import N_
from workflow.registry.sketch import shapes
from workflow.workspace.city import City
from workflow.workspace.scenarios.beginning import Beginnings
from workflow.workspace.scenarios.naming import SUFFIX, content, definition_file, is_scenario
from workflow.workspace.scenarios.outcome import Outcome, Trial
from workflow.workspace.scenarios.play import Play
from workflow.workspace.scenarios.world import Stop, World


@dataclass(slots=True)
class FileRun:
    """One scenario file that is being run.

    Args:
        path: where it is.
        city: whose calendar and reference tables these are.
        definition: the one it is about; None when it is to be found.
    """

    path: Path
    city: City
    definition: Definition | None

    def trial(self) -> Trial:
        """Read it, run it."""
        try:
            text = content(self.path)
        except (OSError, ValueError) as fault:
            findings = Findings()
            reason = fault.strerror if isinstance(fault, OSError) else str(fault)
            findings.error(
                "E101", Place(str(self.path)), N_("the file cannot be read: {reason}"), reason=reason or fault
            )
            return Trial((str(self.path),), (), tuple(findings.sorted()))
        file, told = read_scenarios(text, str(self.path), self._find, shapes())
        if file is None or self.definition is None:
            return Trial((str(self.path),), (), tuple(told))
        findings = Findings()
        sketch = self._shared(file.use, findings).with_more(file.city) if file.use else file.city
        if len(findings):
            return Trial((str(self.path),), (), tuple(findings.sorted()))
        return self._run(file, sketch, self.definition)

    def _run(self, file: ScenarioFile, sketch: Sketch, definition: Definition) -> Trial:
        ends: dict[str, World] = {}
        beginnings = Beginnings(definition, sketch, self.city)
        outcomes: list[Outcome] = []
        told: list[Diagnostic] = []
        for one in file.scenarios:
            findings = Findings()
            story: list[str] = []
            world, whole = None, False
            try:
                world = self._world(one, beginnings, ends, findings)
                play = Play(one, world)
                story = play.story
                play.run()
                whole = True
            except Stop:
                pass  # it was told why
            except (LantikError, OverflowError) as error:
                findings.error("E501", one.place, N_("the scenario cannot be played: {why}"), why=str(error))
            if whole and world is not None:
                ends[one.name] = world
            entered, fired = touched(world)
            outcomes.append(Outcome(one.name, file.file, not findings, tuple(story), entered, fired))
            told += findings.sorted()
        order = sorted(told, key=lambda one: (one.place.file, one.place.line, one.place.column))
        return Trial((str(self.path),), tuple(outcomes), tuple(order))

    def _world(
        self,
        scenario: Scenario,
        beginnings: Beginnings,
        ends: Mapping[str, World],
        told: Findings,
    ) -> World:
        """Where a scenario begins: in a new world, or where another one ended."""
        if scenario.continues is None:
            return beginnings.world(scenario, told)
        before = ends.get(scenario.continues.text)
        if before is None:
            told.error(
                "E508",
                scenario.continues.place,
                N_("not run: “{name}”, which it continues, did not come to its end"),
                name=scenario.continues.text,
            )
            raise Stop
        world = before.fork(told)
        if scenario.on is not None:
            world.move(scenario.on)
        if scenario.city.size:
            world.change(scenario.city)
        return world

    # -- the files that it names

    def _find(self, name: Name | None, findings: Findings) -> Definition | None:
        """The definition: the one that was handed in, or one beside."""
        if self.definition is not None:
            return self.definition
        place = name.place if name else Place(str(self.path))
        path = definition_file(self.path, name.text if name else None)
        if path is None:
            known = [one.name for one in sorted(self.path.parent.glob("*.yaml")) if not is_scenario(one)]
            findings.unknown(
                "E505",
                place,
                N_("there is no definition “{word}” in this folder"),
                known,
                name.text if name else f"{self.path.name.removesuffix(SUFFIX)}.yaml",
            )
            return None
        subjects = self.city.subjects
        reading = read(path, file=str(path), languages=self.city.languages, subjects=subjects)
        faults = [one for one in check(reading, subjects) if one.severity == "error"]
        if faults:
            findings.error(
                "E505",
                place,
                N_("the definition {file} has errors; the first: {first}"),
                N_("mend it first"),
                file=path.name,
                first=faults[0].message,
            )
            return None
        self.definition = reading.definition
        return reading.definition

    def _shared(self, use: Name, findings: Findings) -> Sketch:
        """The city that the file shares with others."""
        folder = self.path.parent.resolve()
        try:
            path = (folder / use.text).resolve()
            inside = path.is_relative_to(folder)
            text = content(path) if inside else b""
        except (OSError, ValueError) as fault:
            reason = (fault.strerror if isinstance(fault, OSError) else None) or str(fault)
            findings.error(
                "E505",
                use.place,
                N_("the city {file} cannot be read: {reason}"),
                N_("name a file in this folder, such as cities/small.yaml"),
                file=use.text,
                reason=reason,
            )
            return Sketch()
        if not inside:
            findings.error(
                "E505",
                use.place,
                N_("the city {file} lies outside of the folder of the scenarios"),
                N_("name a file in this folder, such as cities/small.yaml"),
                file=use.text,
            )
            return Sketch()
        roles = tuple(self.definition.roles) if self.definition else ()
        sketch, told = read_city(text, str(self.path.parent / use.text), shapes(), roles)
        findings.add(told)
        return sketch


def touched(world: World | None) -> tuple[frozenset[str], frozenset[str]]:
    """The states that the cases of a world came into, and the actions that fired."""
    if world is None:
        return frozenset(), frozenset()
    entered: set[str] = set()
    fired: set[str] = set()
    for case in world.cases.values():
        for event in world.ws.history(case):
            if event.action == OPEN or event.fired:
                entered.add(event.target)
            if event.fired and event.action in world.definition.actions:
                fired.add(event.action)
    return frozenset(entered), frozenset(fired)
