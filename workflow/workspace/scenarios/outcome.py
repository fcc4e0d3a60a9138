"""What came of running scenarios: for each what happened in words, and all that is to be said about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.definition.diagnostic import Diagnostic
from workflow.language import _, plural


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario that was run.

    Args:
        name, file: which.
        passed: whether all that it expects came.
        story: what happened, a line a step, in the current language.
        entered: the states that its cases came into.
        fired: the actions that fired.
    """

    name: str
    file: str
    passed: bool
    story: tuple[str, ...] = ()
    entered: frozenset[str] = frozenset()
    fired: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Trial:
    """All scenarios of one definition, or of one file.

    Args:
        paths: the scenario files.
        outcomes: one for each scenario that was run.
        diagnostics: everything that is to be said, file by file.
        states, actions: those of the definition that no scenario touches; counted only when all passed.
    """

    paths: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    states: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()

    @property
    def passed(self) -> int:
        """How many scenarios passed."""
        return sum(one.passed for one in self.outcomes)

    @property
    def ok(self) -> bool:
        """Whether nothing stands against the definition."""
        return not any(one.severity == "error" for one in self.diagnostics)


def summary(trials: Iterable[Trial]) -> str:
    """The last line of `lantik check`: how many passed and failed, how much of the definitions is untouched.

    Example:
        >>> summary([Trial(("a.yaml",), (Outcome("a", "a.yaml", True),), (), ("draft",), ())])
        '1 scenario passed; 1 state and 0 actions untouched.'
    """
    told = [one for one in trials if one.paths]
    passed = sum(one.passed for one in told)
    failed = sum(len(one.outcomes) for one in told) - passed
    states, actions = sum(len(one.states) for one in told), sum(len(one.actions) for one in told)
    line = plural("{n} scenario passed", "{n} scenarios passed", passed).format(n=passed)
    if failed:
        line += plural(", {n} failed", ", {n} failed", failed).format(n=failed)
    if states or actions:
        line += "; " + _("{states} and {actions} untouched").format(
            states=plural("{n} state", "{n} states", states).format(n=states),
            actions=plural("{n} action", "{n} actions", actions).format(n=actions),
        )
    return line + "."
