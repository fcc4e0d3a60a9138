"""Finds the scenario files of a definition, runs them, and says which of its states and actions none of them touches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workflow.definition.check import check
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.findings import Findings
from workflow.definition.model import Definition, Place
from workflow.definition.reader import Reading, content_of, read
from workflow.definition.scenario.model import City as Sketch
from workflow.definition.scenario.model import Name, Scenario, ScenarioFile
from workflow.definition.scenario.reader import changed, read_city, read_scenarios
from workflow.engine.opening import OPEN
from workflow.errors import LantikError
from workflow.language import N_, language
from workflow.registry.settings import CitySettings, load_city
from workflow.registry.sketch import shapes
from workflow.shipped import shipped_definitions
from workflow.store.memory import MemoryStore
from workflow.workspace.city import City
from workflow.workspace.scenarios.outcome import Outcome, Trial
from workflow.workspace.scenarios.play import Play
from workflow.workspace.scenarios.world import Budget, Stop, World, build, published

SUFFIX = ".scenario.yaml"
_NAMES = re.compile(rb"^definition:[ \t]*(?P<name>[^\r\n#]+)", re.MULTILINE)
_ID = re.compile(rb"^id:[ \t]*(?P<name>[^\r\n#]+)", re.MULTILINE)

_Key = tuple[object, ...]
#: what came of a definition with these very files; a publish right after a check runs nothing again
_kept: dict[_Key, Trial] = {}
_MOST_KEPT = 16


def is_scenario(path: Path) -> bool:
    """Whether a file is named as one of scenarios."""
    return path.name.endswith(SUFFIX)


def run_beside(path: Path, definition: Definition, city: City) -> Trial:
    """Run every scenario file beside a definition that names it.

    Args:
        path: the definition's file; its content may be another one, not saved yet.
        definition: what it says, free of errors.
        city: whose calendar and reference tables these are.
    """
    files = scenarios_of(path, definition)
    if not files:
        return Trial()
    run = [_Run(one, city, definition) for one in files]
    key = (language(), definition.id, definition.hash, _state_of(city.folder), *(one.key for one in run))
    found = _kept.get(key)
    if found is None:
        trials = [one.trial() for one in run]
        found = _joined(trials, definition)
        if len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = found
    return found


def scenarios_of(path: Path, definition: Definition) -> list[Path]:
    """The scenario files beside a definition that name it."""
    return [one for one in sorted(path.parent.glob(f"*{SUFFIX}")) if _is_about(one, path, definition)]


def run_file(path: Path, city: City) -> Trial:
    """Run one scenario file, and find its definition beside it."""
    return _Run(path, city, None).trial()


def _is_about(file: Path, path: Path, definition: Definition) -> bool:
    """Whether a scenario file names this definition: by its file, by its id, or by its own name."""
    try:
        match = _NAMES.search(_content(file))
    except (OSError, ValueError):
        match = None
    named = _bare(match) if match else None
    if named is None:
        return file.name.removesuffix(SUFFIX) == path.stem
    return named in (path.name, definition.id)


def _bare(match: re.Match[bytes]) -> str:
    return match["name"].decode("utf-8", "replace").strip().strip("'\"")


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise FileNotFoundError(2, "No such file", str(path))
    return content_of(path)


def _state_of(folder: Path) -> _Key:
    """What the city's own files are, without reading them."""
    files = [folder / "city.yaml", *sorted((folder / "reference").glob("*.csv"))]
    return (str(folder), *((one.stat().st_mtime_ns, one.stat().st_size) for one in files if one.exists()))


def _joined(trials: Sequence[Trial], definition: Definition) -> Trial:
    """The trials of one definition as one, with what none of them touches."""
    paths = tuple(one for trial in trials for one in trial.paths)
    outcomes = tuple(one for trial in trials for one in trial.outcomes)
    told = [one for trial in trials for one in trial.diagnostics]
    if any(one.severity == "error" for one in told):
        return Trial(paths, outcomes, tuple(told))
    entered = frozenset[str]().union(*(one.entered for one in outcomes))
    fired = frozenset[str]().union(*(one.fired for one in outcomes))
    findings = Findings()
    states = tuple(one for one in definition.states if one not in entered)
    actions = tuple(one for one in definition.actions if one not in fired)
    for name in states:
        findings.warning(
            "W501",
            definition.states[name].place,
            N_("no scenario enters the state “{name}”"),
            N_("write one that does"),
            name=name,
        )
    for name in actions:
        findings.warning(
            "W502",
            definition.actions[name].place,
            N_("no scenario fires the action “{name}”"),
            N_("write one that does"),
            name=name,
        )
    return Trial(paths, outcomes, (*told, *findings.sorted()), states, actions)


@dataclass(slots=True)
class _Run:
    """One scenario file that is being run.

    Args:
        path: where it is.
        city: whose calendar and reference tables these are.
        definition: the one it is about; None when it is to be found.
    """

    path: Path
    city: City
    definition: Definition | None

    @property
    def key(self) -> _Key:
        """What it and the city that it uses say."""
        try:
            content = _content(self.path)
        except (OSError, ValueError):
            return (str(self.path),)
        used = re.search(rb"^use:[ \t]*([^\r\n#]+)", content, re.MULTILINE)
        beside = self.path.parent / used[1].decode("utf-8", "replace").strip().strip("'\"") if used else None
        try:
            return (str(self.path), content, _content(beside) if beside else b"")
        except (OSError, ValueError):
            return (str(self.path), content)

    def trial(self) -> Trial:
        """Read it, run it."""
        try:
            content = _content(self.path)
        except (OSError, ValueError) as fault:
            findings = Findings()
            reason = fault.strerror if isinstance(fault, OSError) else str(fault)
            findings.error(
                "E101", Place(str(self.path)), N_("the file cannot be read: {reason}"), reason=reason or fault
            )
            return Trial((str(self.path),), (), tuple(findings.sorted()))
        file, told = read_scenarios(content, str(self.path), self._find, shapes())
        if file is None or self.definition is None:
            return Trial((str(self.path),), (), tuple(told))
        findings = Findings()
        sketch = self._shared(file.use, findings).with_more(file.city) if file.use else file.city
        if len(findings):
            return Trial((str(self.path),), (), tuple(findings.sorted()))
        return self._run(file, sketch, self.definition)

    def _run(self, file: ScenarioFile, sketch: Sketch, definition: Definition) -> Trial:
        ends: dict[str, World] = {}
        beginnings = _Beginnings(definition, sketch, self.city)
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
            entered, fired = _touched(world)
            outcomes.append(Outcome(one.name, file.file, not findings, tuple(story), entered, fired))
            told += findings.sorted()
        order = sorted(told, key=lambda one: (one.place.file, one.place.line, one.place.column))
        return Trial((str(self.path),), tuple(outcomes), tuple(order))

    def _world(
        self,
        scenario: Scenario,
        beginnings: _Beginnings,
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
        path = self._definition_file(name.text if name else None)
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

    def _definition_file(self, named: str | None) -> Path | None:
        folder = self.path.parent
        wanted = named or f"{self.path.name.removesuffix(SUFFIX)}.yaml"
        if Path(wanted).name == wanted and (folder / wanted).is_file():
            return folder / wanted
        for one in sorted(folder.glob("*.yaml")) if named else ():
            if is_scenario(one) or not one.is_file():
                continue
            match = _ID.search(_content(one))
            if match and _bare(match) == named:
                return one
        return None

    def _shared(self, use: Name, findings: Findings) -> Sketch:
        """The city that the file shares with others."""
        folder = self.path.parent.resolve()
        try:
            path = (folder / use.text).resolve()
            inside = path.is_relative_to(folder)
            content = _content(path) if inside else b""
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
        sketch, told = read_city(content, str(self.path.parent / use.text), shapes(), roles)
        findings.add(told)
        return sketch


class _Beginnings:
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
        self._worlds: dict[_Key, World] = {}

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


def _touched(world: World | None) -> tuple[frozenset[str], frozenset[str]]:
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


def check_city(path: Path) -> list[Diagnostic]:
    """What is to be said of a city that scenarios share; which roles there are is told where it is used."""
    try:
        content = _content(path)
    except (OSError, ValueError):
        content = b""
    return read_city(content, str(path), shapes(), None)[1]


def trial_city(folder: Path, languages: Sequence[str]) -> City:
    """The city in sight of a folder, as `lantik check` sees it: its settings and tables, else the shipped ones.

    Args:
        folder: where a definition lies.
        languages: those in which labels must stand.
    """
    for one in (folder, Path("definitions"), Path()):
        if (one / "city.yaml").exists() or (one / "reference").is_dir():
            return _SightedCity(one, languages)
    return _SightedCity(None, languages)


class _SightedCity(City):
    """The city of a folder; settings that cannot be used are as if they were not there."""

    def __init__(self, folder: Path | None, languages: Sequence[str]) -> None:
        super().__init__(MemoryStore(), None)
        self.folder = folder or self.folder
        self._languages = languages

    @property
    def languages(self) -> Sequence[str]:
        """The languages in which every label must stand."""
        return self._languages

    @cached_property
    def settings(self) -> CitySettings:
        """What `city.yaml` says, or the shipped one."""
        own = self.folder / "city.yaml"
        with suppress(LantikError):
            if own.exists():
                return load_city(own)
        return load_city(shipped_definitions() / "city.yaml")
