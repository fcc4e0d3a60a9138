"""Gaps and overlaps: what the rules of the actions that lead out of one state make of the values that cases have there.

A gap is looked for where two or more actions that are not `side` lead out and their rules read a fact in common, settled
before. An overlap is told where two such actions read the same facts, each lets values through that the other refuses, and
some pass both. Where all that one lets through passes the other too (the mayor may sign what the head may), it is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import combinations, islice
from typing import Any

from workflow.definition.model import Action
from workflow.definition.space.soundness import MOST_TOLD, View
from workflow.definition.space.words import when
from workflow.language import N_

_GAP = N_("in state “{name}” no action lets a case through when {when}: {way}")
_SIDE = N_("in state “{name}” nothing but side actions and refusals leads on when {when}: {way}")
_MEET = N_("let the rules of {actions} meet without a gap")
_OVERLAP = N_("“{one}” and “{other}” are both open in state “{state}” when {when}: {way}")
_BEGIN = N_("let one of them begin where the other ends")


def gaps(view: View, stuck: Mapping[str, Collection[int]]) -> set[int]:
    """Note the values that none of a state's main actions lets through: an error where a case is stuck with them.

    Args:
        view: what was explored.
        stuck: the configurations that are stuck, by state.

    Returns:
        Of those, the ones that were told as a gap.
    """
    told: set[int] = set()
    for state, numbers in view.by_state().items():
        if view.definition.states[state].final:
            continue
        ways = [one for one in _main_actions(view, state) if one.to_previous or set(one.to) - {state}]
        common = frozenset.intersection(*(_settled(view, one) for one in ways)) if len(ways) > 1 else None
        if not common:
            continue
        facts = frozenset[str]().union(*(_settled(view, one) for one in ways))
        view.explorer.effort.spend(len(numbers) * (2 + len(view.space.facts)))
        led = _led_on(view, numbers, {action.name for action in ways})
        fast = [one for one in numbers if one not in led and one in stuck.get(state, ())]
        values = {view.values(one, facts) for one in fast}
        loose = [one for one in numbers if one not in led and view.values(one, facts) not in values]
        if _note_gap(view, state, ways, fast, facts, certain=True):
            told.update(fast)
        _note_gap(view, state, ways, loose, facts, certain=False)
    return told


def _note_gap(
    view: View, state: str, ways: list[Action], gap: list[int], facts: frozenset[str], certain: bool
) -> bool:
    noted = False
    for box, number in islice(view.boxes(gap, facts), MOST_TOLD):
        words = when(box, view.guards.vocabulary)
        if words is None:
            continue
        noted = True
        add = view.findings.error if certain else view.findings.warning
        add(
            "E316" if certain else "W301",
            view.definition.states[state].place,
            _GAP if certain else _SIDE,
            _MEET,
            name=state,
            when=words,
            way=view.way(number, facts),
            actions=", ".join(one.name for one in ways),
        )
    return noted


def _main_actions(view: View, state: str) -> list[Action]:
    """What a case waits for in a state."""
    found = (move.action for move in view.explorer.moves[state] if move.how == "act")
    return [action for action in found if not (action.side or action.each)]


def _settled(view: View, action: Action) -> frozenset[str]:
    """The facts that its rules read and that it does not fill in itself."""
    return view.guards.of[action.name].reads - _asked(action)


def _asked(action: Action) -> set[str]:
    return {f"case.{name}" for name in (*action.asks, *action.groups, *action.may_ask)}


def _led_on(view: View, numbers: list[int], ways: Collection[str]) -> set[int]:
    """Where a main action or an overdue step leads on, if need be after what can be done within the state."""
    space, inside = view.space, set(numbers)
    back: dict[int, list[int]] = defaultdict(list)
    found: set[int] = set()
    for number in numbers:
        for move, target in space.onward[number]:
            if target in inside:
                back[target].append(number)
            elif move.how == "overdue" or (move.how == "act" and move.action.name in ways):
                found.add(number)
    todo = list(found)
    while todo:
        for number in back[todo.pop()]:
            if number not in found:
                found.add(number)
                todo.append(number)
    return found


def overlaps(view: View) -> None:
    """Note the pairs of main actions that rules should tell apart and that are both open for some values."""
    noted: set[tuple[str, str]] = set()
    for state, numbers in view.by_state().items():
        for one, other in combinations(_main_actions(view, state), 2):
            view.explorer.effort.spend(4)
            facts = _settled(view, one)
            if not facts or facts != _settled(view, other) or (one.name, other.name) in noted:
                continue
            if _unshared(view, one, other):
                continue
            found = _common(view, one, other, numbers, facts)
            for box, number in list(view.boxes(found, facts))[:1]:
                words = when(box, view.guards.vocabulary)
                if words is None:
                    continue
                noted.add((one.name, other.name))
                view.findings.warning(
                    "W302",
                    other.place,
                    _OVERLAP,
                    _BEGIN,
                    one=one.name,
                    other=other.name,
                    state=state,
                    when=words,
                    way=view.way(number, facts),
                )


def _unshared(view: View, one: Action, other: Action) -> bool:
    """Whether one of them hangs on something of the world that the other does not ask: then nothing is certain."""
    first, second = view.guards.of[one.name].open, view.guards.of[other.name].open
    own = [f"name:{fact}:" for fact in (*_asked(one), *_asked(other))]
    return any(not any(fact in atom for fact in own) for atom in first ^ second)


def _common(view: View, one: Action, other: Action, numbers: list[int], facts: Collection[str]) -> list[int]:
    """The configurations in which both are open; none where each does not also let through what the other refuses."""
    first: set[tuple[Any, ...]] = set()
    second: set[tuple[Any, ...]] = set()
    seen: set[tuple[Any, ...]] = set()
    found: list[int] = []
    for number in numbers:
        view.explorer.effort.spend(2 + len(view.space.facts))
        values = (*view.values(number, facts), view.space.all[number].returned)
        if values in seen:
            continue
        seen.add(values)
        opened = [_open(view, action, number) for action in (one, other)]
        if opened[0]:
            first.add(values)
        if opened[1]:
            second.add(values)
        if all(opened) and _at_once(view, one, other, number):
            found.append(number)
    return found if first - second and second - first else []


def _open(view: View, action: Action, number: int) -> bool:
    view.explorer.effort.spend(len(view.space.onward[number]))
    return any(move.how == "act" and move.action is action for move, _ in view.space.onward[number])


def _at_once(view: View, one: Action, other: Action, number: int) -> bool:
    at, held = view.space.all[number], view.space.held(number)
    state = view.definition.states[at.state]
    moves = {move.action.name: move for move in view.explorer.moves[at.state] if move.how == "act"}
    for first in view.explorer.given(moves[one.name], held, view.guards.of[one.name].reads):
        for second in view.explorer.given(moves[other.name], held, view.guards.of[other.name].reads):
            if view.guards.together(one.name, other.name, state, at.returned, held | first | second):
                return True
    return False
