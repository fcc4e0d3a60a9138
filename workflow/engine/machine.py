"""A version made ready to run: one shared `transitions.Machine` with no model bound to it, and its rules compiled.

A case passes through as a small model that lives for one firing; a machine per case would cost many times as much. The
rules of an action are the conditions of its transitions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from transitions import Machine

from workflow.definition.model import Action, Definition, State, Version
from workflow.definition.rules import RuleSet
from workflow.definition.subject import Subject
from workflow.engine.case import Event
from workflow.engine.personal import Marked, free_text, salt
from workflow.errors import InputError
from workflow.language import N_

Guard = Callable[[], bool]
T = TypeVar("T")


class Passage:
    """The model that carries one case through the machine once: where it is, where it wants to go, what must hold."""

    __slots__ = ("guard", "state", "target")

    def __init__(self, state: str, target: str, guard: Guard) -> None:
        self.state, self.target, self.guard = state, target, guard


class RunningVersion:
    """A published version, compiled once and shared by every case that runs under it.

    Args:
        version: what was published.
        subject: what its `subject:` brings to rules and effects; None for a definition that has none.
    """

    def __init__(self, version: Version, subject: Subject | None = None) -> None:
        self.version = version
        self.definition: Definition = version.definition
        self.subject = subject
        self.rules = RuleSet(version.definition, subject)
        self.machine = _machine(version.definition)
        self.marked = Marked(version.definition)
        #: whether it has values that one case alone may hold while it is in certain states
        self.holds_alone = any(one.unique_while for one in version.definition.fields.values())
        self._once: dict[tuple[Any, str], Any] = {}

    def once(self, asked: Callable[[RunningVersion, str], T], name: str) -> T:
        """What follows from the definition alone for a state or action, worked out the first time.

        Args:
            asked: works it out; a function of its module.
            name: the state's or action's.
        """
        key = (asked, name)
        if key not in self._once:
            self._once[key] = asked(self, name)
        found: T = self._once[key]
        return found

    @property
    def id(self) -> str:
        """The definition's id."""
        return self.definition.id

    @property
    def number(self) -> int:
        """The version's number."""
        return self.version.number

    def action(self, name: str) -> Action:
        """An action by name; raises InputError that names the near ones."""
        found = self.definition.actions.get(name)
        if found is None:
            near = get_close_matches(name, self.definition.actions, n=3)
            raise InputError(
                N_("“{definition}” has no action “{name}”."),
                N_("It has: {actions}."),
                definition=self.definition.id,
                name=name,
                actions=", ".join(near or self.definition.actions),
            )
        return found

    def state(self, name: str) -> State:
        """A state by name."""
        return self.definition.states[name]

    def salts(self, event: Event, seed: bytes) -> dict[str, str]:
        """Where the personal values of an event are (`engine.personal`), each with its salt."""
        paths = list(self.marked.paths(event.fields)) if self.marked else []
        if event.reason or event.faults:
            paths += free_text(event.reason, event.faults)
        if not paths:
            return {}
        return {path: salt(seed, event.case, event.seq, path) for path in paths}

    def targets(self, action: Action, state: str, visited: tuple[str, ...]) -> tuple[str, ...]:
        """Where an action may lead from here. A choice of several goes back only to where the case has been."""
        if action.each:
            return (state,)
        if action.to_previous:
            return visited[-1:]
        if len(action.to) < 2:
            return action.to
        return tuple(one for one in action.to if one in visited and one != state)

    def fire(self, action: Action, source: str, target: str, guard: Guard) -> bool:
        """Send a case through the machine; True when the transition fired, False when its condition held it back."""
        passage = Passage(source, target, guard)
        return bool(self.machine.events[action.name].trigger(passage))


def _machine(definition: Definition) -> Machine:
    machine = Machine(
        model=None,
        states=list(definition.states),
        initial=definition.initial,
        auto_transitions=False,
        send_event=True,
    )
    for action in definition.actions.values():
        for source in action.source:
            for target in _reachable(definition, action, source):
                machine.add_transition(action.name, source, target, conditions=_lets_pass(target))
    return machine


def _reachable(definition: Definition, action: Action, source: str) -> tuple[str, ...]:
    if action.each:
        return (source,)
    if not action.to_previous:
        return action.to
    return tuple(
        dict.fromkeys(
            state for other in definition.actions.values() if source in other.to for state in other.source
        )
    )


@cache
def _lets_pass(target: str) -> Callable[[Any], bool]:
    def lets_pass(event: Any) -> bool:
        model: Passage = event.model
        return model.target == target and model.guard()

    return lets_pass


_running: dict[tuple[str, int, int], RunningVersion] = {}


def running(version: Version, subjects: Mapping[str, Subject]) -> RunningVersion:
    """The compiled form of a version: machine and rules are made once for each content, whoever published it."""
    subject = subjects.get(version.definition.subject or "")
    key = (
        version.hash,
        version.number,
        id(subject),
    )  # the subject lives as long as what was compiled with it
    found = _running.get(key)
    if found is None:
        found = _running[key] = RunningVersion(version, subject)
    if (found.version.published_at, found.version.published_by) != (
        version.published_at,
        version.published_by,
    ):
        found = copy(found)
        found.version = version
    return found
