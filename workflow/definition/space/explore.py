"""Explores every configuration that a case of a definition can come into.

A configuration is the main state, the way back that is still open, and the facts that rules further on may read. What is
filled in takes every value that rules tell apart. Somebody can always act, sign and bring a document; a sign-off is done or
fails in one step, or stays open with its fields filled in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from workflow.definition.model import Definition
from workflow.definition.space.domain import values, within
from workflow.definition.space.effort import TooMuch
from workflow.definition.space.guards import Guards
from workflow.definition.space.moves import Move, arrival, moves, targets

#: how much is looked at: seconds at most, and far more than a pathway has
MOST_CONFIGURATIONS = 50_000
MOST_STEPS = 500_000


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where a case can be.

    Args:
        state: the main state.
        path: the states behind it, where an action may lead back to one.
        returned: whether it was sent back.
        held: the values of the space's facts, in their order; None: not filled in, or of no matter any more.
    """

    state: str
    path: tuple[str, ...]
    returned: bool
    held: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Arc:
    """How a configuration was first reached: from which, by which move, with which new values."""

    source: int
    move: Move
    given: Mapping[str, Any]


@dataclass(slots=True)
class Space:
    """What was explored.

    Args:
        facts: the fields' facts that rules read, in the order of `Configuration.held`.
        all: every configuration; the first ones are those of a new case.
        came: for each, how it was first reached; None for a new case.
        onward: for each, the moves that are possible there and where they lead.
        whole: whether all of it was seen.
    """

    facts: tuple[str, ...]
    all: list[Configuration] = field(default_factory=list)
    came: list[Arc | None] = field(default_factory=list)
    onward: list[list[tuple[Move, int]]] = field(default_factory=list)
    whole: bool = True

    def held(self, number: int) -> dict[str, Any]:
        """The facts of a configuration by name."""
        return dict(zip(self.facts, self.all[number].held, strict=True))

    def way(self, number: int) -> list[Arc]:
        """The shortest way to a configuration, from the new case on."""
        arcs: list[Arc] = []
        arc = self.came[number]
        while arc is not None:
            arcs.append(arc)
            arc = self.came[arc.source]
        return arcs[::-1]

    def ending(self, finals: set[str]) -> set[int]:
        """The configurations from which a final state can be reached."""
        back: list[list[int]] = [[] for _ in self.all]
        for source, ways in enumerate(self.onward):
            for _, target in ways:
                back[target].append(source)
        seen = {number for number, one in enumerate(self.all) if one.state in finals}
        todo = list(seen)
        while todo:
            for number in back[todo.pop()]:
                if number not in seen:
                    seen.add(number)
                    todo.append(number)
        return seen


class Explorer:
    """Explores the space of one definition.

    Args:
        definition: what is explored; every name in it is declared.
        guards: of its actions.
        most: how many configurations are looked at.
    """

    def __init__(self, definition: Definition, guards: Guards, most: int = MOST_CONFIGURATIONS) -> None:
        self.definition, self.guards, self._most = definition, guards, most
        self._steps = MOST_STEPS
        self.effort = guards.formulas.effort
        self.moves = {name: tuple(moves(definition, name)) for name in definition.states}
        read = frozenset[str]().union(*(one.reads for one in guards.of.values()))
        self.facts = tuple(f"case.{name}" for name in definition.fields if f"case.{name}" in read)
        self._index = {fact: number for number, fact in enumerate(self.facts)}
        self._live, self._remembers = self._needed()

    def explore(self) -> Space:
        """Look at every configuration, those nearest to a new case first."""
        space = Space(self.facts)
        try:
            space.whole = self._explore(space)
        except TooMuch:
            space.whole = False
        return space

    def _explore(self, space: Space) -> bool:
        """Fill a space; whether all of it was seen."""
        numbers: dict[Configuration, int] = {}
        todo: deque[int] = deque()

        def number_of(one: Configuration, arc: Arc | None) -> int:
            found = numbers.get(one)
            if found is None:
                found = numbers[one] = len(space.all)
                space.all.append(one)
                space.came.append(arc)
                space.onward.append([])
                todo.append(found)
            return found

        for one in self._beginning():
            number_of(one, None)
            if len(space.all) > self._most:
                return False
        while todo:
            number = todo.popleft()
            seen: set[tuple[int, int]] = set()
            for move, given, target in self.steps_of(space.all[number]):
                self._steps -= 1
                if self._steps < 0 or len(space.all) > self._most:
                    return False
                way = (id(move), number_of(target, Arc(number, move, given)))
                if way not in seen:
                    seen.add(way)
                    space.onward[number].append((move, way[1]))
        return True

    # -- where it begins

    def _beginning(self) -> Iterator[Configuration]:
        """A new case: nothing is filled in but the fields for which no action asks, which are given at the opening.

        They are empty only where a rule asks whether they are: whoever leaves them out otherwise gets no further.
        """
        asked = {
            fact
            for several in self.moves.values()
            for move in several
            for fact in (*move.asks, *move.may_ask, *(move.sets or {}))
        }
        initial = self.definition.initial
        live = self._live[initial]
        vocabulary = self.guards.vocabulary
        choices: list[tuple[Any, ...]] = [
            ((None,) if fact in vocabulary.maybe_empty else ()) + values(vocabulary.domain(fact))
            if fact not in asked and fact in live
            else (None,)
            for fact in self.facts
        ]
        for held in product(*choices):
            yield Configuration(initial, (), False, held)

    # -- where it leads

    def live(self, state: str) -> frozenset[str]:
        """The facts that a rule may still read from a state on."""
        return self._live[state]

    def remembers(self, state: str) -> bool:
        """Whether the way behind still matters from a state on."""
        return self._remembers[state]

    def steps_of(self, one: Configuration) -> Iterator[tuple[Move, Mapping[str, Any], Configuration]]:
        """Every way on from a configuration: the move, what is filled in, and where it leads."""
        state = self.definition.states[one.state]
        held = dict(zip(self.facts, one.held, strict=True))
        for move in self.moves[one.state]:
            leads = targets(move.action, one.state, one.path)
            if not leads:
                continue
            leads = leads if move.fires else (one.state,)
            guard = self.guards.of[move.action.name]
            wanted = (guard.reads if move.guarded else frozenset()).union(*(self._live[to] for to in leads))
            for given in self.given(move, held, wanted):
                now = held | given
                if move.guarded and not self.guards.passes(move.action.name, state, one.returned, now):
                    continue
                for worked_out in self._worked_out(move, wanted):
                    after = now | worked_out
                    for to in leads:
                        yield move, {**given, **worked_out}, self._at(one, move, to, after)

    def given(self, move: Move, held: Mapping[str, Any], wanted: frozenset[str]) -> Iterator[dict[str, Any]]:
        """Every way to fill in what a move asks for, as far as it matters."""
        domain = self.guards.vocabulary.domain
        asks = [fact for fact in move.asks if fact in wanted]
        may = [fact for fact in move.may_ask if fact in wanted and fact not in asks]
        choices = [values(domain(fact)) for fact in asks]
        choices += [tuple(dict.fromkeys((held[fact], *values(domain(fact))))) for fact in may]
        names = (*asks, *may)
        for one in product(*choices):
            self.effort.spend(3 + len(names) + len(held))
            yield dict(zip(names, one, strict=True))

    def _worked_out(self, move: Move, wanted: frozenset[str]) -> Iterator[dict[str, Any]]:
        sets = {fact: value for fact, value in (move.sets or {}).items() if fact in wanted}
        domain = self.guards.vocabulary.domain
        choices = [
            values(domain(fact)) if value is None else (self._banded(fact, value),)
            for fact, value in sets.items()
        ]
        for one in product(*choices):
            yield dict(zip(sets, one, strict=True))

    def _banded(self, fact: str, value: Any) -> Any:
        return within(self.guards.vocabulary.domain(fact), value).value

    def _at(self, one: Configuration, move: Move, to: str, after: Mapping[str, Any]) -> Configuration:
        path, returned = one.path, one.returned
        if move.fires and self._remembers[to]:
            path, returned = arrival(self.definition, move.action, one.state, to, path, returned)
        elif not self._remembers[to]:
            path, returned = (), False
        live = self._live[to]
        held = tuple(after[fact] if fact in live else None for fact in self.facts)
        return Configuration(to, path, returned, held)

    # -- what matters further on

    def _needed(self) -> tuple[dict[str, frozenset[str]], dict[str, bool]]:
        """For each state: the facts that a rule may still read, and whether the way behind still matters."""
        actions = self.definition.actions.values()
        before = {
            name: {source for action in actions if name in action.to for source in action.source}
            for name in self.definition.states
        }
        live: dict[str, frozenset[str]] = {name: frozenset() for name in self.definition.states}
        remembers = {
            name: any(
                move.action.to_previous
                or len(move.action.to) > 1
                or "case.returned" in self.guards.of[move.action.name].where
                for move in self.moves[name]
            )
            for name in live
        }
        changed = True
        while changed:
            changed = False
            for name, several in self.moves.items():
                needs, remember = set(live[name]), remembers[name]
                for move in several:
                    reads = self.guards.of[move.action.name].reads if move.guarded else frozenset()
                    needs |= reads - set(move.asks)
                    if not move.fires:
                        continue
                    for to in before[name] if move.action.to_previous else move.action.to:
                        needs |= live[to] - move.assigned
                        remember = remember or remembers[to]
                if frozenset(needs) != live[name] or remember != remembers[name]:
                    live[name], remembers[name], changed = frozenset(needs), remember, True
        return live, remembers
