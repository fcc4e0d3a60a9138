"""What it costs to say whether 500 people can take 15 steps, who could, and who must not be away; as ratios in one run.

pytest -m bench -n 0 -s tests/bench/test_staffing.py

Beside it runs the usual way: backtracking over the partitions of the steps, with a bipartite matching of its blocks to
people (Karapetyan, Gagarin and Gutin, arXiv 1412.7834).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import combinations
from random import Random

import pytest

from tests.definition.test_staffing_solver import apart, crowd, odd_rings, scarce
from workflow.definition.staffing.absence import breaking
from workflow.definition.staffing.clash import clashes, smallest_clash
from workflow.definition.staffing.problem import Problem, Rule, Step
from workflow.definition.staffing.solver import Solver

pytestmark = pytest.mark.bench
#: the partitions are given up after so many blocks were tried in one problem
GIVEN_UP = 200_000
#: the worst whole answer against counting to ten million: 2 s where that takes 0.25 s
AT_MOST = 8.0


def problems() -> dict[str, list[Problem]]:
    """15 steps and 500 users, from the usual to those made to be hard."""
    return {
        "few people for each step": [scarce(seed) for seed in range(120)],
        "all apart, 13 to 18 people": [
            Problem(tuple(Step(f"s{k}", crowd(n)) for k in range(15)), apart(15)) for n in range(13, 19)
        ],
        "three odd rings, 8 to 12 people": [odd_rings(n) for n in range(8, 13)],
        "eight duties that overlap": [overlapping(seed) for seed in range(60)],
        "plenty of people": [plenty(seed) for seed in range(30)],
    }


def overlapping(seed: int) -> Problem:
    dice = Random(seed)
    used = sorted(crowd(dice.randint(8, 20)))
    return Problem(
        tuple(
            Step(f"s{k}", frozenset(dice.sample(used, dice.randint(3, min(13, len(used))))))
            for k in range(15)
        ),
        tuple(
            Rule(f"r{k}", frozenset(combinations(sorted(dice.sample(range(15), dice.randint(3, 12))), 2)))
            for k in range(8)
        ),
    )


def plenty(seed: int) -> Problem:
    dice = Random(seed)
    everybody = sorted(crowd(500))
    return Problem(
        tuple(Step(f"s{k}", frozenset(dice.sample(everybody, dice.randint(1, 200)))) for k in range(15)),
        apart(15, frozenset(pair for pair in combinations(range(15), 2) if dice.random() < 0.5)),
    )


def whole_answer(problem: Problem) -> None:
    """All that `check --people` wants to know of one problem."""
    solver = Solver(problem)
    if solver.team() is None:
        smallest_clash(problem)
    else:
        clashes(problem, breaking(solver.team, 2))


def partitions(problem: Problem) -> bool | None:
    """Whether there is a team, by the partitions of the steps; None when it was given up."""
    near = [set[int]() for _ in problem.steps]
    for pair in set(problem.tied).union(*(rule.apart for rule in problem.rules)):
        near[pair[0]].add(pair[1])
        near[pair[1]].add(pair[0])
    order = sorted(range(len(near)), key=lambda step: (len(problem.steps[step].people), -len(near[step])))
    blocks: list[tuple[set[int], frozenset[str]]] = []
    tried = [0]

    def place(depth: int) -> bool | None:
        if depth == len(order):
            return True
        step = order[depth]
        for n in range(len(blocks) + 1):
            tried[0] += 1
            if tried[0] > GIVEN_UP:
                return None
            new = n == len(blocks)
            steps, people = (set[int](), problem.steps[step].people) if new else blocks[n]
            if steps & near[step]:
                continue
            joined = (steps | {step}, people & problem.steps[step].people)
            if not joined[1]:
                continue
            kept = blocks[:]
            blocks[n:] = [joined, *blocks[n + 1 :]]
            if matched([who for _, who in blocks]) and (answer := place(depth + 1)) is not False:
                return answer
            blocks[:] = kept
        return False

    return place(0)


def matched(wanted: list[frozenset[str]]) -> bool:
    holder: dict[str, int] = {}

    def give(block: int, seen: set[str]) -> bool:
        for person in wanted[block]:
            if person not in seen:
                seen.add(person)
                if person not in holder or give(holder[person], seen):
                    holder[person] = block
                    return True
        return False

    return all(give(block, set()) for block in range(len(wanted)))


def test_the_worst_answer_about_15_steps_and_500_users_comes_in_time() -> None:
    unit = min(_seconds(lambda: sum(range(10_000_000))) for _ in range(3))
    print(f"\ncounting to ten million: {unit:.3f} s")
    for name, given in problems().items():
        took = [_seconds(lambda one=one: whole_answer(one)) for one in given]
        print(
            f"{name}: worst {max(took):.3f} s, {max(took) / unit:.2f} × that, mean {sum(took) / len(took):.4f} s"
        )
        assert max(took) <= AT_MOST * unit


def test_its_worst_bears_comparison_with_that_of_the_partitions() -> None:
    worst: list[tuple[float, float]] = []
    for name, given in problems().items():
        ours = [_seconds(lambda one=one: Solver(one).team()) for one in given]
        theirs, given_up = [], 0
        for one in given:
            answers: list[bool | None] = []
            theirs.append(_seconds(lambda one=one, answers=answers: answers.append(partitions(one))))
            given_up += answers[0] is None
            assert answers[0] in (None, Solver(one).team() is not None)
        print(
            f"{name}: sum {sum(ours):.3f} s and worst {max(ours):.4f} s against {sum(theirs):.3f} s and "
            f"{max(theirs):.4f} s by partitions, which give up on {given_up} of {len(given)}"
        )
        worst.append((max(ours), max(theirs)))
    assert max(ours for ours, _ in worst) <= 3 * max(theirs for _, theirs in worst)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
