"""The main way through a definition, and what lies beside it: the plan that every picture is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from workflow.definition.diagram import quorum_words
from workflow.definition.model import (
    Action,
    All,
    AnyOf,
    Definition,
    InOrder,
    Label,
    Quorum,
    Signer,
    SignOff,
    State,
)

#: how many ways are tried in search of the longest
_TRIED = 20_000


@dataclass(frozen=True, slots=True)
class Band:
    """One phase: its states on the main way, in their order, and those beside it."""

    phase: str
    label: Label
    main: tuple[State, ...]
    aside: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to draw.

    Args:
        definition: whose picture it is.
        way: the states of the main way.
        bands: the phases that have states, in their order.
        steps: for each state of the way the actions that lead on to the next one, those beside the way last.
        beside: for each state every other action that may be taken there.
    """

    definition: Definition
    way: tuple[str, ...]
    bands: tuple[Band, ...]
    steps: Mapping[str, tuple[Action, ...]]
    beside: Mapping[str, tuple[Action, ...]]


def plan(definition: Definition) -> Plan:
    """The plan of a definition.

    Example:
        >>> states = {one: State(one, "vacant", {"en": one}, final=one == "c") for one in "abc"}
        >>> go = {"x": Action("x", {}, ("a",), ("b",)), "y": Action("y", {}, ("b",), ("c",))}
        >>> plan(Definition("p", {}, "a", states, go, {})).way
        ('a', 'b', 'c')
    """
    way = _longest(definition)
    following = dict(pairwise(way))
    steps: dict[str, tuple[Action, ...]] = {}
    beside: dict[str, tuple[Action, ...]] = {}
    for name in definition.states:
        leaving = list(definition.leaving(name))
        on = [one for one in leaving if one.to == (following.get(name),) and not one.to_previous]
        steps[name] = tuple(sorted(on, key=lambda one: one.side or one.automatic))
        beside[name] = tuple(one for one in leaving if one not in on)
    order = {name: place for place, name in enumerate(way)}
    bands = []
    for phase, label in definition.phases.items():
        states = [state for state in definition.states.values() if state.phase == phase]
        main = sorted((one for one in states if one.name in order), key=lambda one: order[one.name])
        aside = tuple(one for one in states if one.name not in order)
        if states:
            bands.append(Band(phase, label, tuple(main), aside))
    return Plan(definition, way, tuple(bands), steps, beside)


def _longest(definition: Definition) -> tuple[str, ...]:
    """The longest way on from the first state by what a case waits for, to a final state where one can be reached.

    It visits no state twice and no phase again that it has left, and asks nothing of the order in the file: states may come
    from parts. The search is bounded; what it has found by then is drawn.
    """
    if definition.initial not in definition.states:
        return ()
    phases = {name: place for place, name in enumerate(definition.phases)}
    depth = {name: phases.get(state.phase, 0) for name, state in definition.states.items()}
    best: tuple[str, ...] = ()
    ways: list[tuple[str, ...]] = [(definition.initial,)]
    for _ in range(_TRIED):
        if not ways:
            break
        way = ways.pop()
        here = way[-1]
        if _rank(definition, way) > _rank(definition, best):
            best = way
        onward = [goal for goal in _next(definition, here) if goal not in way and depth[goal] >= depth[here]]
        ways += [(*way, goal) for goal in reversed(onward)]
    return best


def _rank(definition: Definition, way: tuple[str, ...]) -> tuple[bool, int]:
    return bool(way) and definition.states[way[-1]].final, len(way)


def _next(definition: Definition, name: str) -> Iterator[str]:
    for action in definition.leaving(name):
        if not (action.side or action.automatic or action.reopens) and len(action.to) == 1:
            yield from action.to


def words(label: Label, lang: str) -> str:
    """A label on one line in a language, or in the first that it has."""
    return " ".join((label.get(lang) or next(iter(label.values()), "")).split())


def who(definition: Definition, action: Action, lang: str) -> str:
    """Who takes an action, by the labels of their roles; empty where nobody does."""

    def role(name: str) -> str:
        found = definition.roles.get(name)
        return words(found.label, lang) if found else name

    def tree(node: SignOff, inside: bool = False) -> str:
        if node.when is not None:
            asked = tree(replace(node, when=None), inside=True)
            return f"({asked})?" if isinstance(node, Quorum) and node.beside else f"{asked}?"
        if isinstance(node, Signer):
            return f"{role(node.role)}°" if node.initial else role(node.role)
        if isinstance(node, Quorum):
            return quorum_words(node, [role(one) for one in node.roles])
        joint = {All: " + ", AnyOf: " / ", InOrder: " → "}[type(node)]
        found = joint.join(tree(one, inside=True) for one in node.of)
        if isinstance(node, All) and node.alone:
            return f"1·({found})"
        return f"({found})" if inside and len(node.of) > 1 else found

    return tree(action.signoff) if action.signoff else " / ".join(map(role, action.by))


def deadline(definition: Definition, state: State, lang: str) -> str:
    """A state's deadline with its number filled in, `≤ 5 wd`, or the date that it hangs on; empty where it has none."""
    if state.within is None:
        return ""
    if state.within.until is not None:
        fact = state.within.until.removeprefix("case.")
        field = definition.fields.get(fact)
        return f"≤ {words(field.label, lang) if field else fact}"
    number, _, unit = state.within.time.partition(" ")
    parameter = definition.parameters.get(number.removeprefix("params."))
    if number.startswith("params.") and parameter is not None:
        number = str(parameter.value)
    return f"≤ {number} {unit}".rstrip()
