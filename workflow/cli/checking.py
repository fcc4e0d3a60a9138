"""What `lantik check` says of files: definitions with their scenarios, scenario files, cities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.errors import DefinitionError

if TYPE_CHECKING:
    from workflow import Diagnostic
    from workflow.definition.staffing.report import Staffing
    from workflow.definition.subject import Subject
    from workflow.workspace.scenarios.outcome import Trial

_CITY = "city.yaml"
_SHARED = b"lantik-scenario-city/1"


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings, in the order of the files, the scenarios that were run, and what was found about people."""

    diagnostics: tuple[Diagnostic, ...]
    trials: tuple[Trial, ...]
    staffings: tuple[Staffing, ...] = ()

    def stories(self) -> Iterator[str]:
        """Each scenario with its steps and what happened, line by line."""
        for trial in self.trials:
            for one in trial.outcomes:
                yield ("✓ " if one.passed else "✗ ") + one.name
                yield from (f"    {line}" for line in one.story)

    def teams(self) -> Iterator[str]:
        """For each pathway that people were asked about, an example of who could complete it, line by line."""
        from workflow.definition.staffing.diagnostics import team_lines

        for one in self.staffings:
            yield from team_lines(one)

    def summary(self) -> str:
        """How many passed, and what is untouched."""
        from workflow.workspace.scenarios.outcome import summary

        return summary(self.trials)


class Checking:
    """Checks files one after the other.

    Args:
        languages: gives the languages in which the labels of a file must stand.
        subjects: gives what `subject:` of a file may name.
        scenarios: run the scenarios beside a definition too.
        people: says whether there are people for the definition of a file; None: not asked.
    """

    def __init__(
        self,
        languages: Callable[[Path], Sequence[str]],
        subjects: Callable[[Path], Mapping[str, Subject]],
        scenarios: bool = True,
        people: Callable[[Path], Staffing] | None = None,
    ) -> None:
        self._languages, self._subjects, self._scenarios = languages, subjects, scenarios
        self._people = people
        self._trials: list[Trial] = []
        self._staffings: list[Staffing] = []
        self._seen: set[Path] = set()
        self._told: set[Diagnostic] = set()  # a fault in a part that several definitions include is told once

    def all(self, files: Sequence[Path]) -> Checked:
        """Every file; a scenario file that was run with its definition is not run again."""
        found: dict[Path, Sequence[Diagnostic]] = {}
        for file in sorted(dict.fromkeys(files), key=_is_scenario):
            found[file] = self._scenario_file(file) if _is_scenario(file) else self._other(file)
        ordered = [one for file in dict.fromkeys(files) for one in found[file]]
        return Checked(tuple(ordered), tuple(self._trials), tuple(self._staffings))

    def _scenario_file(self, path: Path) -> Sequence[Diagnostic]:
        from workflow.workspace.scenarios.files import run_file
        from workflow.workspace.scenarios.sight import trial_city

        if any(Path(one).resolve() == path.resolve() for trial in self._trials for one in trial.paths):
            return ()
        trial = run_file(path, trial_city(path.parent, self._languages(path)))
        self._trials.append(trial)
        return trial.diagnostics

    def _other(self, path: Path) -> Sequence[Diagnostic]:
        if path.name == _CITY:
            return _settings(path)
        if _is_shared_city(path):
            from workflow.workspace.scenarios.files import check_city

            return check_city(path)
        from workflow.workspace.parts import is_part

        return self._part(path) if is_part(path) else self._definition(path)

    def _part(self, path: Path) -> Sequence[Diagnostic]:
        """A part, by the definitions around it that include it; where none does, its head alone."""
        from workflow.workspace.parts import including

        definitions = including(path)
        if definitions:
            return [one for file in definitions for one in self._definition(file)]
        from workflow.definition.reader import check_part

        return check_part(path, self._languages(path))

    def _definition(self, path: Path) -> Sequence[Diagnostic]:
        """A definition; one that several parts lead to is checked once."""
        if path.resolve() in self._seen:
            return ()
        self._seen.add(path.resolve())
        found = self._all_of(path)
        new = [one for one in found if one not in self._told]
        self._told.update(new)
        return new

    def _all_of(self, path: Path) -> Sequence[Diagnostic]:
        from workflow.definition.check import check
        from workflow.definition.reader import read

        subjects, languages = self._subjects(path), self._languages(path)
        reading = read(path, file=str(path), languages=languages, subjects=subjects)
        found = check(reading, subjects)
        if reading.definition is None or any(one.severity == "error" for one in found):
            return found
        found += self._of_people(path)
        if not self._scenarios:
            return found
        from workflow.workspace.scenarios.files import run_beside
        from workflow.workspace.scenarios.naming import scenarios_of
        from workflow.workspace.scenarios.sight import trial_city

        if not scenarios_of(path, reading.definition):
            return found
        trial = run_beside(path, reading.definition, trial_city(path.parent, languages))
        self._trials.append(trial)
        return [*found, *trial.diagnostics]

    def _of_people(self, path: Path) -> Sequence[Diagnostic]:
        if self._people is None:
            return ()
        from workflow.definition.staffing.diagnostics import diagnostics

        staffing = self._people(path)
        self._staffings.append(staffing)
        return diagnostics(staffing)


def _settings(path: Path) -> Sequence[Diagnostic]:
    from workflow.registry.settings import load_city

    try:
        load_city(path)
    except DefinitionError as error:
        return error.diagnostics
    return ()


def is_definition(path: Path) -> bool:
    """Whether a file is neither the city's settings nor a file of scenarios."""
    return path.name != _CITY and not _is_scenario(path) and not _is_shared_city(path)


def _is_scenario(path: Path) -> bool:
    return path.name.endswith(".scenario.yaml")


def _is_shared_city(path: Path) -> bool:
    """Whether a file says that it is a city that scenarios share."""
    return any(line.startswith(b"format:") and _SHARED in line for line in _lines(path))


def _lines(path: Path) -> Sequence[bytes]:
    try:
        if not path.is_file():
            return ()
        with path.open("rb") as file:
            return file.read(65_536).splitlines()
    except (OSError, ValueError):
        return ()
