"""The explored space against the engine itself: small random definitions, every act of which is tried on real cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engine.world import TUESDAY, Desk, World
from workflow.definition.model import Action, Quorum, Version
from workflow.definition.reader import read
from workflow.definition.rules import signing_rules
from workflow.definition.space.explore import Explorer
from workflow.definition.space.guards import guards
from workflow.engine.case import Act, Case, Decision
from workflow.engine.decide import decide
from workflow.engine.facts import SYSTEM
from workflow.engine.machine import RunningVersion
from workflow.errors import InputError

STATES = ("s0", "s1", "s2")
FINAL = "over"
#: who can act: a quorum needs two heads, and there are no more of them
USERS = {
    "clerk": ("C", (("clerk", None),)),
    "head": ("H", (("head", None),)),
    "head_b": ("B", (("head", None),)),
}
VALUES: dict[str, tuple[Any, ...]] = {
    "kind": ("a", "b", "c"),
    "urgent": (True, False),
    "amount": (5, 10, 15, 20, 25),
    "note": ("x", "something"),
    "day": ("2025-11-28",),
}
ATOMS = (
    'case.kind == "a"',
    'case.kind != "b"',
    'case.kind in ["a", "b"]',
    "case.urgent",
    "case.urgent == false",
    "case.amount < 10",
    "case.amount >= 10",
    "case.amount <= params.limit",
    "20 < case.amount",
    "case.amount == 10",
    'case.note == "x"',
    '"kind" in case.filled',
    '"day" in case.filled',
    '("urgent" in case.filled) == false',
    "case.returned",
    'case.state == "s1"',
    "case.day == case.day",
    'case.amount <= {"a": 10.0, "b": 20.0}[case.kind] || case.kind == "c"',
    "case.amount <= params.limits[case.kind]",
)
HEAD = """\
format: lantik/1
id: small
title: {id: Kecil, en: Small}
phases: {open: {id: Buka, en: Open}, done: {id: Selesai, en: Done}}
parameters: {limit: {value: 20}, limits: {value: {a: 10, b: 20}}}
roles: {clerk: {label: {id: Petugas, en: Clerk}}, head: {label: {id: Kepala, en: Head}}}
fields:
  kind: {type: choice, label: {id: J, en: K}, options: {a: {id: a, en: a}, b: {id: b, en: b}, c: {id: c, en: c}}}
  urgent: {type: yes_no, label: {id: M, en: U}}
  amount: {type: number, label: {id: N, en: A}}
  note: {type: text, label: {id: C, en: N}}
  day: {type: date, label: {id: H, en: D}}
initial: s0
states:
  s0: {phase: open, label: {id: a, en: a}}
  s1: {phase: open, label: {id: b, en: b}, within: 1 wd%s}
  s2: {phase: open, label: {id: c, en: c}%s}
  over: {phase: done, final: true, label: {id: d, en: d}}
actions:
"""


def rules() -> st.SearchStrategy[str]:
    """A rule of one to three atoms."""
    return st.recursive(
        st.sampled_from(ATOMS),
        lambda inside: st.one_of(
            st.builds("({}) && ({})".format, inside, inside),
            st.builds("({}) || ({})".format, inside, inside),
            st.builds("!({})".format, inside),
            st.builds("({}) ? ({}) : ({})".format, inside, inside, inside),
        ),
        max_leaves=3,
    )


@st.composite
def definitions(draw: st.DrawFn) -> str:
    """A definition of four states and a few actions."""
    fields = st.lists(st.sampled_from(list(VALUES)), unique=True, max_size=2)
    places = st.lists(st.sampled_from((*STATES, *STATES, FINAL)), unique=True, min_size=1, max_size=2)
    goals = st.one_of(
        st.sampled_from((*STATES[1:], FINAL, FINAL)),
        st.just("previous"),
        st.just("{any_of: [s0, s1]}"),
        st.just("{any_of: [s0, s2]}"),
    )

    def branch(role: str) -> str:
        return f"{{sign: {role}, when: '{draw(rules())}'}}"

    text = ""
    for number in range(draw(st.integers(2, 5))):
        sources = ["s0"] if number == 0 else draw(places)
        to = draw(st.sampled_from(("s1", "s2"))) if number == 0 else draw(goals)
        asks = draw(fields)
        may_ask = [one for one in draw(fields)[:1] if one not in asks]
        who = "by: clerk"
        if number:
            who = draw(
                st.sampled_from(
                    (
                        "by: clerk",
                        "by: clerk",
                        "signoff: {all: [clerk, head]}",
                        "signoff: head",
                        "signoff: {any: [clerk, head]}",
                        "signoff: {quorum: {of: head, at_least: 2}}",
                        "signoff: {all: [clerk, head]}\n    refused: fail",
                        f"signoff: {branch('head')}",
                        f"signoff: {{any: [{branch('clerk')}, {branch('head')}]}}",
                    )
                )
            )
        if "refused" in who:
            sources = ["s1"]
        text += f"  a{number}:\n    label: {{id: a, en: a}}\n    from: [{', '.join(sources)}]\n    to: {to}\n"
        text += f"    {who}\n    asks: [{', '.join(asks)}]\n    may_ask: [{', '.join(may_ask)}]\n"
        text += "    reopens: true\n" if FINAL in sources else ""
        sets = draw(
            st.sampled_from(("", "", "kind: a", "amount: 15, urgent: true", "note: '\"x\"'", "day: case.day"))
        )
        text += f"    sets: {{{sets}}}\n" if sets else ""
        only_if = draw(st.lists(rules(), max_size=2))
        if only_if:
            text += "    only_if:\n" + "".join(f"      - '{one}'\n" for one in only_if)
    late = draw(st.booleans())
    stopped = draw(st.booleans())
    fail_to = draw(st.sampled_from((FINAL, "s2", "previous")))
    rule = draw(rules())
    if late or "refused" in text:
        text += (
            f"  fail:\n    label: {{id: f, en: f}}\n    from: s1\n    to: {fail_to}\n    automatic: true\n"
        )
        text += f"    only_if: ['{rule}']\n    sets: {{urgent: false}}\n"
    return HEAD % (", overdue: [{act: fail}]" if late else "", ", clock: stopped" if stopped else "") + text


@dataclass(frozen=True)
class Seen:
    """What comes out of a definition: which action fires in which state, and where a case can be stuck."""

    fired: frozenset[tuple[str, str]]
    stuck: frozenset[str]


def explored(version: RunningVersion) -> Seen:
    """What the state space says."""
    definition = version.definition
    space = Explorer(definition, guards(definition, version.rules)).explore()
    assert space.whole
    ending = space.ending({FINAL})
    fired = {
        (move.action.name, space.all[number].state)
        for number, ways in enumerate(space.onward)
        for move, _ in ways
        if move.fires
    }
    stuck = {one.state for number, one in enumerate(space.all) if number not in ending}
    return Seen(frozenset(fired), frozenset(stuck))


def tried(version: RunningVersion) -> Seen:
    """What the engine says, act by act, on every case that comes of it."""
    definition, world = version.definition, World(users=dict(USERS))
    asked = {
        name
        for action in definition.actions.values()
        for name in (*action.asks, *action.may_ask, *action.sets)
    }
    said = " ".join(
        rule.source
        for action in definition.actions.values()
        for rule in (*action.only_if, *(signing_rules(action.signoff) if action.signoff else ()))
    )
    opened = {
        name: ((None,) if f'"{name}" in case.filled' in said else ()) + values
        for name, values in VALUES.items()
        if (name not in asked and f"case.{name}" in said) or (f'"{name}"' in said and name not in asked)
    }
    cases: dict[Any, Case] = {}
    todo: list[Any] = []
    back: dict[Any, set[Any]] = {}
    fired: set[tuple[str, str]] = set()

    def keep(case: Case) -> Any:
        key = (
            case.state,
            case.came_from,
            case.returned,
            tuple(sorted(case.fields.items())),
            case.signing,
            tuple((one.leaf, one.vote) for one in case.signatures),
        )
        if key not in cases:
            cases[key] = case
            todo.append(key)
        return key

    for given_values in product(*opened.values()):
        fields = {name: one for name, one in zip(opened, given_values, strict=True) if one is not None}
        keep(Desk(version, world).open(**fields))
    while todo:
        key = todo.pop()
        case = cases[key]
        for act in acts(version, case):
            try:
                answer = decide(version, case, act, world, TUESDAY)
            except InputError:
                continue
            if isinstance(answer, Decision):
                fired |= {(event.action, case.state) for event in answer.events if event.fired}
                back.setdefault(keep(answer.case), set()).add(key)
    ending = {key for key in cases if key[0] == FINAL}
    ahead = list(ending)
    while ahead:
        for key in back.get(ahead.pop(), set()) - ending:
            ending.add(key)
            ahead.append(key)
    return Seen(frozenset(fired), frozenset(key[0] for key in cases if key not in ending))


def acts(version: RunningVersion, case: Case) -> Iterator[Act]:
    """Everything that anybody or anything could do with a case."""
    for action in version.definition.leaving(case.state):
        for to in (None,) if len(action.to) < 2 else action.to:
            for given_values in filled_in(action):
                for actor in actors(action):
                    yield Act(case.id, action.name, fields=given_values, actor=actor, to=to, reason="so")
        if action.signoff:
            for actor in actors(action):
                yield Act(case.id, action.name, actor=actor, vote="refuse", reason="so")
    for step in version.definition.states[case.state].overdue:
        yield Act(case.id, step.act or "", actor=SYSTEM)


def actors(action: Action) -> tuple[str, ...]:
    """Those whose acts may differ: one of each role, and both heads where two must sign."""
    return ("head", "head_b") if isinstance(action.signoff, Quorum) else action.roles


def filled_in(action: Action) -> Iterator[dict[str, Any]]:
    """Every way to fill in an action."""
    choices = [VALUES[name] for name in action.asks] + [(None, *VALUES[name]) for name in action.may_ask]
    for values in product(*choices):
        names = (*action.asks, *action.may_ask)
        yield {name: one for name, one in zip(names, values, strict=True) if one is not None}


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(definitions())
def test_no_stuck_configuration_is_missed_and_none_invented(text: str) -> None:
    reading = read(text.encode(), file="small.yaml")
    assert reading.definition is not None, [str(one) for one in reading.diagnostics]
    version = RunningVersion(Version(reading.definition, 1))
    assert explored(version) == tried(version)
