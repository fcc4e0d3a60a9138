"""The ways that lead a case to its end: which actions are taken, and whom each of them needs.

A way goes through no state twice. Ways that people take by themselves come first: where there are such, neither `side`
actions nor those that fire by themselves are counted on. Roles that a deadline adds (`escalate`) do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count, islice, product

from workflow.definition.model import Action, Definition
from workflow.definition.staffing.signing import Need, ways_to_sign

#: so many ways are looked at, the shortest first, and so many through one state
MOST_WAYS, _THROUGH_A_STATE = 40, 24


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case is; without anything: at its beginning.

    Args:
        state: None: the initial one.
        visited: the states that led there, newest last.
        done: action → the people who took it, for the duties.
        signing: the action whose sign-off is open.
        signed: place in its tree → the people whose signatures stand there.
        voted: everybody who has given a vote in it; they give no other.
        fields: what is filled in.
        needs: action → what is open in its sign-off (see `ways_to_sign`).
        named: role → the people whom the case names for it.
        heirs: person → who may finish what they began.
    """

    state: str | None = None
    visited: tuple[str, ...] = ()
    done: Mapping[str, Collection[str]] = field(default_factory=dict)
    signing: str | None = None
    signed: Mapping[str, Collection[str]] = field(default_factory=dict)
    voted: frozenset[str] = frozenset()
    fields: Mapping[str, object] = field(default_factory=dict)
    needs: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    named: Mapping[str, Collection[str]] = field(default_factory=dict)
    heirs: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """Actions in their order, and what each needs of people."""

    actions: tuple[str, ...]
    needs: tuple[tuple[str, Need], ...]


def ways(definition: Definition, standing: Standing | None = None) -> tuple[Way, ...]:
    """The ways from where a case stands to its successful end, the fewest people first.

    The end is any final state outside of the phase `closed`, or any final state where there is no such.

    Args:
        definition: the pathway.
        standing: where the case is.

    Returns:
        At most 40; none where no way leads to an end.
    """
    where = standing or Standing()
    final = [state for state in definition.states.values() if state.final]
    ends = {state.name for state in final if state.phase != "closed"} or {state.name for state in final}
    for allowed in (_by_people, _by_itself, _at_all):
        actions = [action for action in definition.actions.values() if allowed(action)]
        found = list(islice(_needed(definition, actions, ends, where), MOST_WAYS))
        if found:
            return tuple(_fewest_first(found))
    return ()


def _by_itself(action: Action) -> bool:
    return not action.side


def _by_people(action: Action) -> bool:
    return not action.side and not action.automatic and bool(action.by or action.signoff)


def _at_all(action: Action) -> bool:
    return True


def _needed(
    definition: Definition, actions: Sequence[Action], ends: Collection[str], where: Standing
) -> Iterator[Way]:
    for path in _paths(actions, where.state or definition.initial, ends, where.visited):
        choices = [_choices(one, where) for one in path]
        for chosen in islice(product(*choices), MOST_WAYS):
            needs = tuple(
                (action.name, need) for action, some in zip(path, chosen, strict=True) for need in some
            )
            yield Way(tuple(action.name for action in path), needs)


def _choices(action: Action, where: Standing) -> list[tuple[Need, ...]]:
    if action.signoff is not None:
        signed = where.signed if action.name == where.signing else None
        return ways_to_sign(action.signoff, signed, needs=where.needs.get(action.name))
    return [(Need(action.by),)] if action.by and not action.automatic else [()]


def _paths(
    actions: Sequence[Action], start: str, ends: Collection[str], visited: tuple[str, ...]
) -> Iterator[tuple[Action, ...]]:
    """Paths that come into no state twice, those with the fewest acts first."""
    leaving: dict[str, list[Action]] = {}
    for action in actions:
        for source in action.source:
            leaving.setdefault(source, []).append(action)
    order = count()
    through: dict[str, int] = {}
    todo: list[tuple[int, int, str, tuple[Action, ...], frozenset[str]]] = []
    heappush(todo, (0, next(order), start, (), frozenset({start})))
    while todo:
        cost, _, state, path, seen = heappop(todo)
        through[state] = through.get(state, 0) + 1
        if through[state] > _THROUGH_A_STATE:
            continue
        if state in ends:
            yield path
            continue
        for action in leaving.get(state, ()):
            for target in _targets(action, state, start, visited, actions):
                if target not in seen:
                    step = (cost + _acts(action), next(order), target, (*path, action), seen | {target})
                    heappush(todo, step)


def _targets(
    action: Action, state: str, start: str, visited: tuple[str, ...], actions: Sequence[Action]
) -> Sequence[str]:
    """Where an action leads onwards. Back, and to a choice of states, it leads only to where the case has been."""
    if not action.to_previous:
        return action.to if len(action.to) == 1 else [one for one in action.to if one in visited]
    if state != start:
        return ()
    came = [source for other in actions if state in other.to for source in other.source]
    return visited[-1:] or tuple(dict.fromkeys(came))


def _acts(action: Action) -> int:
    if action.signoff is None:
        return 1 if action.by else 0
    return min((sum(need.count for need in way) for way in ways_to_sign(action.signoff)), default=0)


def _fewest_first(found: Sequence[Way]) -> Iterator[Way]:
    """Without those that need all that another one needs, and more."""
    kept: list[frozenset[tuple[str, Need]]] = []
    for way in sorted(found, key=lambda one: sum(need.count for _, need in one.needs)):
        needs = frozenset(way.needs)
        if not any(other <= needs for other in kept):
            kept.append(needs)
            yield way
