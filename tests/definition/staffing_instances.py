"""Small random staffing problems, and the plainest possible answers to them: try everything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

from workflow.definition.staffing.problem import Problem, Rule, Step, Team

PEOPLE = "abcdef"


def instance(seed: int) -> Problem:
    """Up to 5 steps, 6 people, 4 duties, now and then a quorum, a sign-off, or something done before."""
    dice = Random(seed)
    people = PEOPLE[: dice.randint(1, 6)]
    density = dice.choice([0.3, 0.5, 0.8])
    count = dice.randint(1, 5)
    steps = tuple(
        Step(
            f"s{n}",
            frozenset(one for one in people if dice.random() < density),
            dice.choice([1, 1, 1, 1, 2, 3]),
        )
        for n in range(count)
    )
    pairs = list(combinations(range(count), 2))
    rules = []
    for n in range(dice.randint(0, 4)):
        kind = dice.random()
        some = tuple(sorted(dice.sample(range(count), dice.randint(min(2, count), count))))
        if kind < 0.6:
            rules.append(Rule(f"r{n}", apart=frozenset(combinations(some, 2))))
        elif kind < 0.8:
            rules.append(Rule(f"r{n}", together=some[:3]))
        elif kind < 0.9:
            rules.append(Rule(f"r{n}", barred={some[0]: frozenset(dice.sample(people, 1))}))
        else:
            rules.append(Rule(f"r{n}", only={some[-1]: frozenset(dice.sample(people, 1))}))
    tied = frozenset(pair for pair in pairs if dice.random() < 0.15)
    return Problem(steps, tuple(rules), tied)


def teams(problem: Problem, chosen: Team = ()) -> Iterator[Team]:
    """Every team that there is, step by step."""
    n = len(chosen)
    if n == len(problem.steps):
        yield chosen
        return
    step = problem.steps[n]
    for some in combinations(sorted(step.people), step.needs):
        if keeps(problem, (*chosen, some)):
            yield from teams(problem, (*chosen, some))


def keeps(problem: Problem, team: Team) -> bool:
    """Whether the first steps of a problem may be taken by these people; `team` may be the beginning of one."""
    last = len(team) - 1
    people = set(team[last])
    pairs = set(problem.tied).union(*(rule.apart for rule in problem.rules))
    if any(people & set(team[one]) for one, other in pairs if other == last):
        return False
    for rule in problem.rules:
        if people & rule.barred.get(last, frozenset()) or not people <= rule.only.get(
            last, frozenset(people)
        ):
            return False
        same = {person for step in rule.together if step <= last for person in team[step]}
        if len(same) > 1:
            return False
    return True


def staffable(problem: Problem) -> bool:
    return next(teams(problem), None) is not None


def without(problem: Problem, away: frozenset[str]) -> Problem:
    """The same with some people away."""
    return Problem(
        tuple(Step(one.action, one.people - away, one.needs) for one in problem.steps),
        problem.rules,
        problem.tied,
    )


def part(problem: Problem, steps: frozenset[int], rules: frozenset[int]) -> Problem:
    """Some steps of a problem under some of its rules."""
    place = {step: n for n, step in enumerate(sorted(steps))}

    def pairs(given: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        return frozenset((place[a], place[b]) for a, b in given if a in place and b in place)

    return Problem(
        tuple(problem.steps[step] for step in sorted(steps)),
        tuple(
            Rule(
                one.name,
                pairs(one.apart),
                tuple(place[step] for step in one.together if step in place),
                {place[step]: who for step, who in one.barred.items() if step in place},
                {place[step]: who for step, who in one.only.items() if step in place},
            )
            for n, one in enumerate(problem.rules)
            if n in rules
        ),
        pairs(problem.tied),
    )


def smallest_part(problem: Problem) -> int | None:
    """How many steps and rules the smallest part has that cannot be staffed; None where all can."""
    every = [*((0, n) for n in range(len(problem.steps))), *((1, n) for n in range(len(problem.rules)))]
    if staffable(problem):
        return None
    for size in range(1, len(every) + 1):
        for some in combinations(every, size):
            steps = frozenset(n for kind, n in some if kind == 0)
            if steps and not staffable(part(problem, steps, frozenset(n for kind, n in some if kind == 1))):
                return size
    return None
