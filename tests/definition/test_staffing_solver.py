"""The solver against trying everything, on thousands of small problems; and its cost on problems made to be hard."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from tests.definition.staffing_instances import (
    instance,
    keeps,
    part,
    smallest_part,
    staffable,
    without,
)  # fmt: skip
from workflow.definition.staffing.absence import breaking
from workflow.definition.staffing.clash import smallest_clash
from workflow.definition.staffing.problem import Problem, Rule, Step, TooHard
from workflow.definition.staffing.solver import Solver


def test_it_finds_a_team_exactly_where_there_is_one() -> None:
    answers = {True: 0, False: 0}
    for seed in range(4000):
        problem = instance(seed)
        team = Solver(problem).team()
        assert (team is not None) == staffable(problem), seed
        answers[team is not None] += 1
        if team is not None:
            for n, (step, who) in enumerate(zip(problem.steps, team, strict=True)):
                assert len(set(who)) == step.needs, seed
                assert set(who) <= step.people, seed
                assert keeps(problem, team[: n + 1]), seed
    assert min(answers.values()) > 500  # both answers were put to the test


def test_a_clash_is_the_smallest_and_nothing_in_it_can_be_left_out() -> None:
    clashes = 0
    for seed in range(1500):
        problem = instance(seed)
        clash = smallest_clash(problem)
        assert (clash is None) == staffable(problem), seed
        if clash is None:
            continue
        clashes += 1
        steps = frozenset(problem.steps.index(one) for one in clash.steps)
        rules = frozenset(problem.rules.index(one) for one in clash.rules)
        assert not staffable(part(problem, steps, rules)), seed
        assert all(staffable(part(problem, steps - {one}, rules)) for one in steps), seed
        assert all(staffable(part(problem, steps, rules - {one})) for one in rules), seed
        if seed % 3 == 0:
            assert len(steps) + len(rules) == smallest_part(problem), seed
    assert clashes > 300


@pytest.mark.parametrize("away", [1, 2, 3])
def test_who_must_not_be_away_is_what_trying_everybody_says(away: int) -> None:
    for seed in range(900 // away):
        problem = instance(seed + 10_000)
        found = breaking(Solver(problem).team, away)
        everybody = sorted(problem.people)
        expected: list[frozenset[str]] = []
        if staffable(problem):
            for size in range(1, away + 1):
                for some in map(frozenset, combinations(everybody, size)):
                    if not any(one <= some for one in expected) and not staffable(without(problem, some)):
                        expected.append(some)
        assert set(found) == set(expected), seed


# ── what would take the partitions of 15 steps (1,382,958,545) ────────────────────────────────────────────────────────


def apart(count: int, pairs: frozenset[tuple[int, int]] | None = None) -> tuple[Rule, ...]:
    return (Rule("different", frozenset(combinations(range(count), 2)) if pairs is None else pairs),)


def crowd(count: int, names: str = "p") -> frozenset[str]:
    return frozenset(f"{names}{n:03}" for n in range(count))


def scarce(seed: int, *, steps: int = 15, users: int = 500) -> Problem:
    """Few of many users for each step, many pairs apart: where the answer turns from yes to no."""
    dice = Random(seed)
    everybody = sorted(crowd(users))
    used = dice.sample(everybody, dice.randint(6, 30))
    each = dice.randint(2, 8)
    share = dice.choice([0.35, 0.6, 0.8, 1.0])
    pairs = frozenset(pair for pair in combinations(range(steps), 2) if dice.random() < share)
    return Problem(
        tuple(Step(f"s{n}", frozenset(dice.sample(used, min(each, len(used))))) for n in range(steps)),
        apart(steps, pairs),
    )


def odd_rings(people: int) -> Problem:
    """Three rings of five steps joined whole: 9 people are needed, and no 7 steps are all apart from each other."""
    ring = {(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)}
    inner = {(a + 5 * n, b + 5 * n) for n in range(3) for a, b in ring}
    outer = {(a, b) for a, b in combinations(range(15), 2) if a // 5 != b // 5}
    return Problem(
        tuple(Step(f"s{n}", crowd(people)) for n in range(15)), apart(15, frozenset(inner | outer))
    )


def test_fifteen_steps_that_share_fourteen_people_are_refused_at_once() -> None:
    problem = Problem(tuple(Step(f"s{n}", crowd(14)) for n in range(15)), apart(15))
    solver = Solver(problem)
    assert solver.team() is None
    assert solver.moves <= 15 * 15


def test_what_no_clique_shows_is_refused_as_soon() -> None:
    solver = Solver(odd_rings(8))
    assert solver.team() is None
    assert Solver(odd_rings(9)).team() is not None
    assert solver.moves <= 500


def test_no_problem_of_fifteen_steps_and_500_users_takes_many_moves() -> None:
    answers = []
    for seed in range(150):
        solver = Solver(scarce(seed))
        answers.append(solver.team() is not None)
        assert solver.moves <= 2000, seed
    assert 20 < sum(answers) < 130


def test_a_large_quorum_counts_its_people_and_not_their_orders() -> None:
    board = Step("assess", crowd(20), needs=12)
    ask, grant = Step("ask", crowd(13)), Step("grant", crowd(20))
    solver = Solver(Problem((ask, board, grant), apart(3)))
    assert solver.team() is not None
    assert (
        Solver(Problem((ask, Step("assess", crowd(13), needs=12), Step("grant", crowd(13))), apart(3))).team()
        is None
    )
    assert solver.moves < 100


def test_what_cannot_be_decided_in_time_says_so() -> None:
    crowded = Problem(tuple(Step(f"s{n}", crowd(39)) for n in range(40)), apart(40))
    assert Solver(crowded).team() is None  # seen without a search
    one_more = Step("s0", crowd(38) | {"one more"})
    with pytest.raises(TooHard):
        Solver(Problem((one_more, *crowded.steps[1:]), apart(40))).team()
