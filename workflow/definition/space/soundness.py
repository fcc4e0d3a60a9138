"""Soundness on the real state space: every case can still end, every action can fire, every sign-off can complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from workflow.definition.findings import Findings
from workflow.definition.model import Action, Definition
from workflow.definition.space.explore import Explorer, Space
from workflow.definition.space.guards import Guards
from workflow.definition.space.moves import targets
from workflow.definition.space.words import Box, Way, boxes, when
from workflow.definition.ways import closure, ways_of
from workflow.language import N_

#: of one state, so many kinds of cases are told
MOST_TOLD = 3

_STUCK = N_("from state “{name}” no final state can be reached: {way}")
_STUCK_WHEN = N_("from state “{name}” no final state can be reached when {when}: {way}")
_LEAD_ON = N_("let an action lead on there, or let no case come there so")
_CONTRADICTION = N_(
    "action “{name}” can never fire: its rules contradict each other; the shortest way to it: {way}"
)
_REFUSED = N_("action “{name}” can never fire: its rules refuse every case in “{state}”: {way}")
_REFUSED_WHEN = N_(
    "action “{name}” can never fire: its rules refuse every case in “{state}”, where {when}: {way}"
)
_NO_TARGET = N_("action “{name}” can never fire: no case in “{state}” has been in a state to go back to")
_SIGN_CONTRADICTION = N_(
    "the sign-off of “{name}” can never complete: its rules contradict each other; the shortest way to it: {way}"
)
_SIGN_REFUSED = N_(
    "the sign-off of “{name}” can never complete: its rules refuse every case in “{state}”: {way}"
)
_SIGN_REFUSED_WHEN = N_(
    "the sign-off of “{name}” can never complete: its rules refuse every case in “{state}”, where {when}: {way}"
)
_SIGN_LOST = N_("a refusal of “{name}” leads nowhere: “{refused}” has no earlier state to go back to: {way}")
_EARLIER = N_("let an action before it fill in what the rules ask, or mend the rules")


@dataclass(frozen=True, slots=True)
class View:
    """A space that was explored, with what it was explored by.

    Args:
        explorer: with the definition, its guards and moves.
        space: what it saw.
        findings: takes the faults.
    """

    explorer: Explorer
    space: Space
    findings: Findings

    @property
    def definition(self) -> Definition:
        """What was explored."""
        return self.explorer.definition

    @property
    def guards(self) -> Guards:
        """The guards of its actions."""
        return self.explorer.guards

    def by_state(self) -> dict[str, list[int]]:
        """The configurations of each state, the nearest first."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self.space.all):
            found[one.state].append(number)
        return found

    def values(self, number: int, facts: Collection[str]) -> tuple[Any, ...]:
        """What a configuration holds of some facts, in the space's order."""
        held = self.space.held(number)
        return tuple(held[fact] for fact in self.space.facts if fact in facts)

    def boxes(self, numbers: Collection[int], facts: Collection[str]) -> Iterator[tuple[Box, int]]:
        """Configurations gathered by the values of some facts: each box with its nearest configuration."""
        order = [fact for fact in self.space.facts if fact in facts]
        nearest: dict[tuple[Any, ...], int] = {}
        for number in numbers:
            self.explorer.effort.spend(2 + len(self.space.facts))
            nearest.setdefault(self.values(number, facts), number)
        for box in boxes(nearest, order, self.guards.vocabulary, self.explorer.effort):
            inside = (
                number
                for held, number in nearest.items()
                if all(value in box[fact] for fact, value in zip(order, held, strict=True))
            )
            yield box, min(inside)

    def way(self, number: int, facts: Collection[str]) -> Way:
        """The shortest way to a configuration, in words."""
        return Way(self.space, number, self.guards.vocabulary, facts)


def never_firing(view: View, free: Guards, told: Collection[str]) -> set[str]:
    """Note the actions that fire nowhere, though cases come to their states.

    Args:
        view: what was explored.
        free: the guards with parameters that may take any value: what one of them switches off is no fault.
        told: actions that are known to be at fault already.

    Returns:
        The actions noted.
    """
    fired = {move.action.name for ways in view.space.onward for move, _ in ways if move.fires}
    states, noted = view.by_state(), set[str]()
    for action in view.definition.actions.values():
        here = [number for source in action.source for number in states.get(source, ())]
        able = {
            move.how
            for source in action.source
            for move in view.explorer.moves[source]
            if move.action is action
        }
        view.explorer.effort.spend(len(here) + sum(len(view.explorer.moves[one]) for one in action.source))
        if action.name in fired or action.name in told or not here or not able:
            continue
        if _never(view, free, action, sorted(here)):
            noted.add(action.name)
    return noted


def _never(view: View, free: Guards, action: Action, here: list[int]) -> bool:
    guard = view.guards.of[action.name]
    signed = action.signoff is not None
    code = "E315" if signed else "E314"
    add, place = view.findings.error, action.place
    if guard.contradictory:
        if free.of[action.name].contradictory:
            template = _SIGN_CONTRADICTION if signed else _CONTRADICTION
            add(code, place, template, name=action.name, way=view.way(here[0], ()))
        return free.of[action.name].contradictory
    led = [one for one in here if _targets(view, action, one)]
    if not led:
        add("E314", place, _NO_TARGET, name=action.name, state=view.space.all[here[0]].state)
        return True
    if any(_passes(view, free, action, number) for number in led):
        return False
    asked = {f"case.{name}" for name in (*action.asks, *action.groups, *action.may_ask)}
    facts = guard.reads - asked
    box, number = next(view.boxes(led, facts))
    words = when(box, view.guards.vocabulary)
    if words is None:
        template = _SIGN_REFUSED if signed else _REFUSED
    else:
        template = _SIGN_REFUSED_WHEN if signed else _REFUSED_WHEN
    state = view.space.all[number].state
    add(
        code,
        place,
        template,
        _EARLIER,
        name=action.name,
        state=state,
        when=words,
        way=view.way(number, facts),
    )
    return True


def _targets(view: View, action: Action, number: int) -> tuple[str, ...]:
    one = view.space.all[number]
    return targets(action, one.state, one.path)


def _passes(view: View, free: Guards, action: Action, number: int) -> bool:
    one = view.space.all[number]
    reads = free.of[action.name].reads
    for move in view.explorer.moves[one.state]:
        if move.action is action and move.guarded:
            held = view.space.held(number)
            for given in view.explorer.given(move, held, reads):
                if free.passes(action.name, view.definition.states[one.state], one.returned, held | given):
                    return True
    return False


def stuck(view: View, told: Collection[str]) -> dict[str, list[int]]:
    """The configurations that no way leads out of to a final state: those where nothing leads on at all, and circles.

    Args:
        view: what was explored.
        told: actions that were said never to fire.

    Returns:
        State → its stuck configurations, the nearest first; without those that the bare graph or a fault of the only
        ways out tells already.
    """
    definition, space = view.definition, view.space
    finals = {state.name for state in definition.states.values() if state.final}
    ending = space.ending(finals)
    lost = [number for number in range(len(space.all)) if number not in ending]
    ways = ways_of(definition)
    back: dict[str, set[str]] = defaultdict(set)
    for source, several in ways.items():
        for target in several:
            back[target].add(source)
    ends_on_paper = closure(finals, back)
    bottom = _bottom(space, lost)
    found: dict[str, list[int]] = defaultdict(list)
    for number in bottom:
        state = space.all[number].state
        leading = [one for one in definition.leaving(state) if one.to_previous or set(one.to) - {state}]
        if state in ends_on_paper and not (leading and all(one.name in told for one in leading)):
            found[state].append(number)
    return found


def _bottom(space: Space, lost: list[int]) -> list[int]:
    """Of stuck configurations, those that a case comes to in the end: where nothing leads on, or only round in a circle.

    These are the strongly connected parts that no way leads out of (Tarjan, 1972).
    """
    found: list[int] = []
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    part_of: dict[int, int] = {}
    pile: list[int] = []
    for begin in lost:
        if begin in order:
            continue
        walk = [(begin, iter(space.onward[begin]))]
        order[begin] = low[begin] = len(order)
        pile.append(begin)
        while walk:
            number, ways = walk[-1]
            for _, target in ways:
                if target not in order:
                    order[target] = low[target] = len(order)
                    pile.append(target)
                    walk.append((target, iter(space.onward[target])))
                    break
                if target not in part_of:
                    low[number] = min(low[number], order[target])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[number])
                if low[number] == order[number]:
                    part = pile[pile.index(number) :]
                    del pile[len(pile) - len(part) :]
                    part_of.update(dict.fromkeys(part, number))
                    if all(part_of.get(to) == number for one in part for _, to in space.onward[one]):
                        found += part
    return sorted(found)


def note_stuck(view: View, found: dict[str, list[int]]) -> None:
    """Note the states where a case can be stuck, each once for every kind of case that is."""
    for state, numbers in found.items():
        facts = frozenset[str]().union(
            *(view.guards.of[one.name].reads for one in view.definition.leaving(state))
        )
        for box, number in islice(view.boxes(numbers, facts), MOST_TOLD):
            words = when(box, view.guards.vocabulary)
            view.findings.error(
                "E313",
                view.definition.states[state].place,
                _STUCK if words is None else _STUCK_WHEN,
                _LEAD_ON,
                name=state,
                when=words,
                way=view.way(number, facts),
            )


def lost_refusals(view: View) -> set[str]:
    """Note the sign-offs whose refusal fires an action that has nowhere to go.

    Returns:
        The actions that have nowhere to go.
    """
    noted: dict[str, str] = {}
    for number, one in enumerate(view.space.all):
        for action in view.definition.leaving(one.state):
            refused = view.definition.actions.get(action.refused or "")
            if refused is None or action.name in noted or one.state not in refused.source:
                continue
            if refused.to_previous and not targets(refused, one.state, one.path):
                noted[action.name] = refused.name
                view.findings.error(
                    "E315",
                    action.place,
                    _SIGN_LOST,
                    name=action.name,
                    refused=refused.name,
                    way=view.way(number, ()),
                )
    return set(noted.values())
