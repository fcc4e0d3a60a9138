"""Why there is no team: the smallest set of steps and rules that cannot be met together, whatever the rest says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from workflow.definition.staffing.graph import Graph, crowded, graph, kernel
from workflow.definition.staffing.problem import Problem, Rule, Step, TooHard
from workflow.definition.staffing.solver import sweep

#: with more rules (and steps that one person must take) than this, they are dropped one by one instead of tried in all ways:
#: what is left is then a clash of which nothing can be left out, if not the smallest of all
_MOST_TRIED = 8


@dataclass(frozen=True, slots=True)
class Clash:
    """Steps for which the people do not suffice under these rules; without any one of them they would.

    `places` are the steps' places in their problem.
    """

    steps: tuple[Step, ...]
    rules: tuple[Rule, ...] = ()
    places: tuple[int, ...] = ()

    @property
    def people(self) -> frozenset[str]:
        """Everybody who may take one of these steps."""
        return frozenset().union(*(step.people for step in self.steps))


def smallest_clash(problem: Problem, absent: frozenset[str] = frozenset()) -> Clash | None:
    """The smallest clash of a problem, or None where there is a team.

    Raises:
        TooHard: it cannot be decided in time.

    Example:
        >>> from workflow.definition.staffing.problem import Step
        >>> one = frozenset({"anna"})
        >>> two = Problem((Step("ask", one), Step("grant", one), Step("file", one)),
        ...               (Rule("different: [ask, grant]", frozenset({(0, 1)})),))
        >>> found = smallest_clash(two)
        >>> [step.action for step in found.steps], [rule.name for rule in found.rules]
        (['ask', 'grant'], ['different: [ask, grant]'])
    """
    lacking = next(_lacking(problem, absent), None)
    if lacking is not None:
        return lacking
    best = _steps(problem, problem.rules, absent)
    if best is None:
        return None
    rules: tuple[Rule, ...] = problem.rules
    if len(problem.rules) + len(_bound(problem.rules)) > _MOST_TRIED:
        for rule in problem.rules:
            fewer = tuple(one for one in rules if one is not rule)
            found = _steps(problem, fewer, absent)
            if found is not None:
                best, rules = found, fewer
    else:
        for size in range(len(problem.rules)):
            if size + 1 >= len(best) + len(rules):
                break
            for some in combinations(problem.rules, size):
                found = _steps(problem, some, absent)
                if found is not None and len(found) + size < len(best) + len(rules):
                    best, rules = found, some
    return Clash(tuple(problem.steps[step] for step in best), rules, best)


def told_clashes(problem: Problem) -> tuple[Clash, ...]:
    """What an admin should hear of at once: every step with too few people, once for the same roles; else one clash.

    That one is the smallest, or all that the problem says where the smallest cannot be found in time.

    Args:
        problem: one without a team.
    """
    lacking: dict[tuple[tuple[str, ...], int], Clash] = {}
    for clash in _lacking(problem):
        step = clash.steps[0]
        lacking.setdefault((step.roles, step.needs if step.people else 0), clash)
    if lacking:
        return tuple(lacking.values())
    return (_a_clash(problem),)


def _a_clash(problem: Problem, absent: frozenset[str] = frozenset()) -> Clash:
    """The clash of a problem that has one."""
    try:
        smallest = smallest_clash(problem, absent)
    except TooHard:
        return Clash(problem.steps, problem.rules, tuple(range(len(problem.steps))))
    assert smallest is not None, "there is a team"
    return smallest


def _lacking(problem: Problem, absent: frozenset[str] = frozenset()) -> Iterator[Clash]:
    for place, step in enumerate(problem.steps):
        if len(step.people - absent) < step.needs:
            yield Clash((step,), (), (place,))


def clashes(problem: Problem, sets: Sequence[frozenset[str]]) -> list[Clash]:
    """Why there is no team while some are away, for many such sets; a clash that explains an earlier one is used again.

    Args:
        problem: what must be done.
        sets: people without any of which there is no team.

    Example:
        >>> one, two = frozenset({"anna"}), frozenset({"anna", "budi"})
        >>> needed = Problem((Step("ask", one), Step("grant", two)))
        >>> [clash.steps[0].action for clash in clashes(needed, [one, two])]
        ['ask', 'ask']
    """
    known: list[Clash] = []
    found: list[Clash] = []
    for absent in sets:
        clash = next((one for one in known if _holds(problem, one, absent)), None)
        if clash is None:
            clash = _a_clash(problem, absent)
            known.append(clash)
        found.append(clash)
    return found


def _holds(problem: Problem, clash: Clash, absent: frozenset[str]) -> bool:
    part = graph(problem, clash.rules, clash.places)
    people = part.available(absent)
    return any(
        crowded(part, nodes, people) or sweep(part, sorted(nodes), people).team() is None
        for nodes in kernel(part, people)[0]
    )


def _steps(problem: Problem, rules: Sequence[Rule], absent: frozenset[str]) -> tuple[int, ...] | None:
    """The fewest steps that cannot all be taken under these rules, or None where all can."""
    every = range(len(problem.steps))
    bound = _bound(rules)
    free = [step for step in every if step not in bound]
    best: tuple[int, ...] | None = None
    for some in _subsets(bound):
        found = graph(problem, rules, [*free, *some])
        best = _fewest(found, found.available(absent), best)
        if best is None and len(some) == len(bound):
            return None
    if len(bound) > _MOST_TRIED and best is not None:
        best = _dropped(problem, rules, absent, best)
    return best


def _bound(rules: Sequence[Rule]) -> list[int]:
    """The steps that rules bind to others."""
    return sorted({step for rule in rules if len(rule.together) > 1 for step in rule.together})


def _subsets(bound: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All of the steps that others are bound to, and then every choice of them."""
    yield tuple(bound)
    if len(bound) <= _MOST_TRIED:
        yield from chain.from_iterable(combinations(bound, size) for size in range(len(bound)))


def _dropped(
    problem: Problem, rules: Sequence[Rule], absent: frozenset[str], steps: tuple[int, ...]
) -> tuple[int, ...]:
    for step in steps:
        fewer = tuple(one for one in steps if one != step)
        found = graph(problem, rules, fewer)
        if _fewest(found, found.available(absent), None) is not None:
            steps = fewer
    return steps


def _fewest(
    found: Graph, people: Sequence[frozenset[str]], best: tuple[int, ...] | None
) -> tuple[int, ...] | None:
    """The fewest steps of a graph that cannot all be taken, if fewer than `best`."""
    for part in kernel(found, people)[0]:
        nodes = sorted(part)
        lacking = sweep(found, nodes, people, whole=True).uncovered(
            [len(found.steps[node]) for node in nodes]
        )
        if lacking is not None:
            steps = tuple(sorted(step for one in lacking for step in found.steps[nodes[one]]))
            if best is None or len(steps) < len(best):
                best = steps
    return best
