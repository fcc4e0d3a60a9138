"""Runs the scenario files of a definition, and says which of its states and actions none of them touches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workflow.definition.diagnostic import Diagnostic
from workflow.definition.findings import Findings
from workflow.definition.model import Definition
from workflow.definition.scenario.reader import read_city
from workflow.language import N_, language
from workflow.registry.sketch import shapes
from workflow.workspace.city import City
from workflow.workspace.scenarios.naming import content, scenarios_of, what_it_says
from workflow.workspace.scenarios.outcome import Trial
from workflow.workspace.scenarios.run import FileRun

_Key = tuple[object, ...]
#: what came of a definition with these very files; a publish right after a check runs nothing again
_kept: dict[_Key, Trial] = {}
_MOST_KEPT = 16


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
    run = [FileRun(one, city, definition) for one in files]
    key = (language(), definition.id, definition.hash, _state_of(city.folder), *map(what_it_says, files))
    found = _kept.get(key)
    if found is None:
        trials = [one.trial() for one in run]
        found = _joined(trials, definition)
        if len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = found
    return found


def run_file(path: Path, city: City) -> Trial:
    """Run one scenario file, and find its definition beside it."""
    return FileRun(path, city, None).trial()


def check_city(path: Path) -> list[Diagnostic]:
    """What is to be said of a city that scenarios share; which roles there are is told where it is used."""
    try:
        text = content(path)
    except (OSError, ValueError):
        text = b""
    return read_city(text, str(path), shapes(), None)[1]


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
