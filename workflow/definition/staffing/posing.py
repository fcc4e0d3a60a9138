"""Poses the problem of one way: its steps with the people who hold their roles, its duties as rules over them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from workflow.definition.model import Definition, Duty
from workflow.definition.staffing.problem import Pair, Problem, Rule, Step
from workflow.definition.staffing.ways import Standing, Way

#: role → the people who hold it where the case is
Holders = Callable[[str], frozenset[str]]


def pose(definition: Definition, way: Way, holders: Holders, standing: Standing | None = None) -> Problem:
    """The problem of taking one way.

    Args:
        definition: the pathway, for its duties.
        way: one of its ways.
        holders: who holds a role.
        standing: where the case is; what was done before binds the steps that are left.

    Example:
        >>> from workflow.definition.staffing.signing import Need
        >>> leave = Definition("leave", {}, "a", {}, {}, {}, duties=(Duty("different", ("ask", "grant")),))
        >>> way = Way(("ask", "grant"), (("ask", Need(("staff",))), ("grant", Need(("head",)))))
        >>> posed = pose(leave, way, lambda role: frozenset({role}))
        >>> posed.steps[1].people, posed.rules[0].name, posed.rules[0].apart
        (frozenset({'head'}), 'different: [ask, grant]', frozenset({(0, 1)}))
    """
    where = standing or Standing()
    steps: list[Step] = []
    for action, need in way.needs:
        if not _known(definition, need.roles, where):
            continue
        people = frozenset[str]().union(
            *(where.named[role] if role in where.named else holders(role) for role in need.roles)
        )
        count = len(people) // 2 + 1 if need.majority else need.count
        if action == where.signing:
            people -= where.voted
        steps.append(Step(action, people, count, need.roles))
    places: dict[str, list[int]] = {}
    for n, step in enumerate(steps):
        places.setdefault(step.action, []).append(n)
    tied = frozenset(pair for group in places.values() for pair in combinations(group, 2))
    rules = (_rule(duty, places, where) for duty in definition.duties)
    numbered = (replace(rule, number=n) for n, rule in enumerate(rules))
    return Problem(tuple(steps), tuple(one for one in numbered if _binds(one)), tied)


def _known(definition: Definition, roles: Sequence[str], where: Standing) -> bool:
    """Whether it can be told who there is for a step: not before a case names the people of its role (`who`)."""
    named = {role.name for role in definition.named_roles}
    return not any(role in named and role not in where.named for role in roles)


def _binds(rule: Rule) -> bool:
    return bool(rule.apart or rule.together or rule.barred or rule.only)


def _rule(duty: Duty, places: Mapping[str, Sequence[int]], where: Standing) -> Rule:
    if duty.kind == "never":
        person = where.fields.get(duty.field or "")
        steps = [step for group in places.values() for step in group]
        barred = {step: frozenset({person}) for step in steps} if isinstance(person, str) else {}
        return Rule(f"never: {duty.field}", barred=barred)
    name = f"{duty.kind}: [{', '.join(duty.actions)}]"
    here = {action: places[action] for action in duty.actions if action in places}
    if duty.kind == "different":
        return Rule(name, apart=_apart(list(here.values())), barred=_barred(duty, here, where.done))
    first = next((frozenset(where.done[one]) for one in duty.actions if where.done.get(one)), None)
    if first is not None and where.heirs:
        first = first.union(*(where.heirs.get(one, ()) for one in first))
    steps = [step for group in here.values() for step in group]
    if first is not None:
        return Rule(name, only=dict.fromkeys(steps, first))
    return Rule(name, together=tuple(steps))


def _apart(groups: Sequence[Sequence[int]]) -> frozenset[Pair]:
    return frozenset(
        (min(one, other), max(one, other))
        for first, second in combinations(groups, 2)
        for one in first
        for other in second
    )


def _barred(
    duty: Duty, here: Mapping[str, Sequence[int]], done: Mapping[str, Collection[str]]
) -> dict[int, frozenset[str]]:
    barred: dict[int, frozenset[str]] = {}
    for action, steps in here.items():
        people = frozenset(one for other in duty.actions if other != action for one in done.get(other, ()))
        if people:
            barred |= dict.fromkeys(steps, people)
    return barred
