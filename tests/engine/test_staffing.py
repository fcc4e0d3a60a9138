"""Staffing against the engine: it says yes exactly where somebody can really lead a case to its end."""

from __future__ import annotations

from random import Random

from tests.definition.samples import definition
from tests.engine.world import TUESDAY, World
from workflow.definition.model import Definition, Version
from workflow.definition.staffing.report import staffing
from workflow.engine.case import Act, Case, Decision
from workflow.engine.decide import decide
from workflow.engine.machine import RunningVersion
from workflow.engine.opening import open_case
from workflow.workspace.staffing import standing_of

TEXT = """\
format: lantik/1
id: tried
title: {{id: Dicoba, en: Tried}}
roles:
  a: {{label: {{id: A, en: A}}}}
  b: {{label: {{id: B, en: B}}, scope: unit}}
  c: {{label: {{id: C, en: C}}}}
initial: s0
states:
  s0: {{phase: vacant, label: {{id: a, en: a}}}}
  s1: {{phase: vacant, label: {{id: a, en: a}}}}
  s2: {{phase: vacant, label: {{id: a, en: a}}}}
  s3: {{phase: vacant, label: {{id: a, en: a}}}}
  s4: {{phase: filled, label: {{id: a, en: a}}, final: true}}
actions:
  ask:   {{label: {{id: a, en: a}}, from: s0, to: s1, by: [a, b]}}
  check: {{label: {{id: a, en: a}}, from: s1, to: s2, by: b}}
  sign:  {{label: {{id: a, en: a}}, from: s2, to: s3, signoff: {tree}}}
  skip:  {{label: {{id: a, en: a}}, from: s1, to: s3, by: c}}
  close: {{label: {{id: a, en: a}}, from: s3, to: s4, by: [a, c]}}
duties:
{duties}
"""
TREES = (
    "{all: [a, b]}",
    "{in_order: [b, {quorum: {of: c, at_least: 2}}]}",
    "{any: [a, {all: [b, c]}]}",
    "{any: [c, {quorum: {of: a, at_least: 2}}]}",
    "{all: [c, {any: [a, b]}]}",
    "{any: [{quorum: {of: a, at_least: 2}}, c]}",
    "{in_order: [{initial: b}, {quorum: {of: a, at_least: majority}}]}",
    "{quorum: {of: [a, c], weights: {a: 2}, at_least: 3}}",
)
ACTIONS = ("ask", "check", "sign", "skip", "close")


def drawn(dice: Random) -> tuple[Definition, World]:
    """A definition with duties at random, and people with roles at random, some with two accounts."""
    kinds = ["different", "different", dice.choice(["different", "same"])][-dice.randint(1, 3) :]
    duties = [f"  - {kind}: [{', '.join(dice.sample(ACTIONS, dice.randint(2, 3)))}]" for kind in kinds]
    world = World(users={})
    for n in range(dice.randint(2, 5)):
        roles = tuple(
            (role, dice.choice([None, "unit-a", "unit-b"])) for role in "abc" if dice.random() < 0.45
        )
        world.users[f"u{n}"] = (f"P{dice.randint(0, 4)}", roles)
    return definition(TEXT.format(tree=dice.choice(TREES), duties="\n".join(duties))), world


def begun(version: RunningVersion, world: World) -> Case | None:
    """A case that somebody has opened, or None where nobody may."""
    for user in world.users:
        answer = open_case(version, "C-1", "it", "unit-a", user, {}, world, TUESDAY, TUESDAY)
        if isinstance(answer, Decision):
            return answer.case
    return None


def further(version: RunningVersion, world: World, case: Case) -> list[Case]:
    """The case after each act that the engine allows to anybody."""
    acts = [
        Act("C-1", action.name, actor=user)
        for user in world.users
        for action in version.definition.leaving(case.state)
    ]
    answers = (decide(version, case, act, world, TUESDAY) for act in acts)
    return [answer.case for answer in answers if isinstance(answer, Decision)]


def finishes(version: RunningVersion, world: World, case: Case | None) -> bool:
    """Whether some order of acts by anybody leads to the end, tried in the engine itself."""
    todo, seen = [case] if case else [], set()
    while todo:
        now = todo.pop()
        if now.final:
            return True
        for after in further(version, world, now):
            done = tuple(sorted((name, tuple(sorted(who))) for name, who in after.done.items()))
            mark = (after.state, done, tuple(sorted((one.leaf, one.person) for one in after.signatures)))
            if mark not in seen:
                seen.add(mark)
                todo.append(after)
    return False


def test_it_says_yes_exactly_where_the_engine_lets_a_case_through() -> None:
    answers = {True: 0, False: 0}
    for seed in range(200):
        tried, world = drawn(Random(seed))
        found = staffing(tried, world.holders, ["unit-a"], away=0)
        version = RunningVersion(Version(tried, 1))
        assert found.ok == finishes(version, world, begun(version, world)), (seed, tried.source, world.users)
        answers[found.ok] += 1
    assert min(answers.values()) > 50


def test_after_any_beginning_it_still_says_what_the_engine_will_do() -> None:
    judged = {True: 0, False: 0}
    for seed in range(120):
        dice = Random(1000 + seed)
        tried, world = drawn(dice)
        version = RunningVersion(Version(tried, 1))
        case = begun(version, world)
        while case is not None and not case.final:
            found = staffing(tried, world.holders, ["unit-a"], away=0, standing=standing_of(tried, case))
            assert found.ok == finishes(version, world, case), (seed, tried.source, world.users, case.done)
            judged[found.ok] += 1
            case = dice.choice(further(version, world, case) or [None])
    assert min(judged.values()) > 50
