"""From a definition to its people: ways through it, sign-offs, units, what was done before, and how the answer is worded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.definition.samples import APPROVAL, LEAVE, definition
from workflow.definition.model import All, AnyOf, Definition, InOrder, Quorum, Signer
from workflow.definition.staffing.diagnostics import diagnostics, team_lines
from workflow.definition.staffing.report import Staffing, staffing
from workflow.definition.staffing.signing import ways_to_sign
from workflow.definition.staffing.ways import Standing, ways

Holders = Callable[[str, str | None], frozenset[str]]

ROUTES = """\
format: lantik/1
id: routes
title: {id: Jalur, en: Routes}
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
  chief: {label: {id: Kepala, en: Chief}}
  board: {label: {id: Dewan, en: Board}}
initial: open
states:
  open:   {phase: vacant, label: {id: Dibuka, en: Open}}
  asked:  {phase: nomination, label: {id: Diminta, en: Asked}, overdue: [{act: lapse}], within: 5 d}
  rested: {phase: nomination, label: {id: Ditunda, en: Rested}}
  filled: {phase: filled, label: {id: Terisi, en: Filled}, final: true}
  gone:   {phase: closed, label: {id: Batal, en: Gone}, final: true}
actions:
  ask:    {label: {id: Minta, en: Ask}, from: open, to: asked, by: clerk}
  grant:
    {label: {id: Beri, en: Grant}, from: asked, to: filled, signoff: {all: [chief, {quorum: {of: board, at_least: 2}}]}}
  short:  {label: {id: Singkat, en: Short}, from: asked, to: filled, by: board}
  quick:  {label: {id: Cepat, en: Quick}, from: open, to: filled, by: chief, side: true}
  rest:   {label: {id: Tunda, en: Rest}, from: [open, asked], to: rested, by: chief, side: true}
  resume: {label: {id: Lanjut, en: Resume}, from: rested, to: previous, by: chief}
  back:   {label: {id: Kembali, en: Back}, from: asked, to: {any_of: [open, rested]}, by: chief}
  lapse:  {label: {id: Gugur, en: Lapse}, from: asked, to: filled, automatic: true}
  drop:   {label: {id: Batalkan, en: Drop}, from: [open, asked, rested], to: gone, by: clerk}
duties:
  - different: [ask, short]
"""


def who(**roles: str) -> Holders:
    """`clerk="ab"`: a and b; `head_U1="c"`: c, in the unit U1 alone."""

    def holders(role: str, unit: str | None) -> frozenset[str]:
        here = set(roles.get(role, ""))
        for name, people in roles.items():
            if name.startswith(f"{role}_") and unit in (None, name.removeprefix(f"{role}_")):
                here |= set(people)
        return frozenset(here)

    return holders


def posts(found: Staffing) -> Mapping[str, tuple[str, ...]]:
    return {post.action: post.people for post in found.teams[0].team}


def told(found: Staffing) -> list[str]:
    return [f"{one.code} {one.message}" for one in diagnostics(found)]


@pytest.fixture(scope="module")
def routes() -> Definition:
    return definition(ROUTES)


@pytest.fixture(scope="module")
def leave() -> Definition:
    return definition(LEAVE)


# ── ways ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ways_go_by_what_people_do_and_end_outside_of_the_closed_phase(routes: Definition) -> None:
    assert [one.actions for one in ways(routes)] == [("ask", "short"), ("ask", "grant")]


def test_side_actions_and_those_that_fire_by_themselves_count_where_there_is_no_other_way(
    routes: Definition,
) -> None:
    without = "\n".join(
        line for line in ROUTES.splitlines() if not line.startswith(("  short", "  grant", "    {label"))
    )
    fewer = definition(without.replace("  - different: [ask, short]", "  - different: [ask, quick]"))
    assert ways(fewer)[0].actions == ("ask", "lapse")
    alone = definition(
        "\n".join(line for line in without.splitlines() if "lapse:" not in line)
        .replace(", overdue: [{act: lapse}], within: 5 d", "")
        .replace("short", "quick")
    )
    assert ways(alone)[0].actions == ("quick",)


def test_a_case_that_rests_goes_on_from_where_it_came(routes: Definition) -> None:
    resting = Standing("rested", visited=("open", "asked"))
    assert [one.actions for one in ways(routes, resting)] == [("resume", "short"), ("resume", "grant")]
    anywhere = ways(routes, Standing("rested"))
    assert ("resume", "short") in [one.actions for one in anywhere]


def test_a_case_that_has_arrived_needs_nobody(routes: Definition) -> None:
    assert ways(routes, Standing("filled"))[0].needs == ()


def test_a_tree_of_signatures_gives_the_ways_in_which_it_can_succeed() -> None:
    tree = InOrder((Signer("a"), AnyOf((All((Signer("b"), Signer("c"))), Quorum("d", 3)))))
    found = [[(need.roles[0], need.count) for need in way] for way in ways_to_sign(tree)]
    assert found == [[("a", 1), ("b", 1), ("c", 1)], [("a", 1), ("d", 3)]]
    begun = ways_to_sign(tree, {"0.0": ["x"], "0.1.1": ["y", "z"]})
    assert [(need.roles[0], need.count) for need in begun[0]] == [("d", 1)]


def test_a_definition_of_many_branches_is_answered_with_its_shortest_ways() -> None:
    states = "\n".join(f"  s{n}: {{phase: vacant, label: {{id: a, en: a}}}}" for n in range(30))
    actions = "\n".join(
        f"  a{n}_{way}: {{label: {{id: a, en: a}}, from: s{n}, to: s{n + 1}, by: r{way}}}"
        for n in range(30)
        for way in range(3)
    )
    roles = "\n".join(f"  r{way}: {{label: {{id: a, en: a}}}}" for way in range(3))
    wide = definition(
        f"format: lantik/1\nid: wide\ntitle: {{id: a, en: a}}\nroles:\n{roles}\ninitial: s0\nstates:\n{states}\n"
        f"  s30: {{phase: filled, label: {{id: a, en: a}}, final: true}}\nactions:\n{actions}\n"
    )
    found = staffing(wide, who(r0="a", r1="b", r2="c"))
    assert found.ok
    assert len(ways(wide)) <= 40


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_actions_kept_apart_need_two_people() -> None:
    approval = definition(APPROVAL)
    assert posts(staffing(approval, who(clerk="ab", chief="a"))) == {"propose": ("b",), "approve": ("a",)}
    found = staffing(approval, who(clerk="a", chief="a"))
    assert not found.ok
    assert told(found) == [
        "W401 “Approval” cannot be completed: “different: [propose, approve]” does not let a take all of "
        "“Propose”, “Approve”, and nobody else may"
    ]
    assert diagnostics(found)[0].place == approval.duties[0].place
    assert team_lines(found) == []


def test_a_role_that_nobody_holds_is_told_at_the_role() -> None:
    approval = definition(APPROVAL)
    found = staffing(approval, who(clerk="a"))
    assert told(found) == ["W401 “Approval” cannot be completed: nobody may take “Approve” (Chief)"]
    assert diagnostics(found)[0].place == approval.roles["chief"].place
    assert [(one.code, one.severity) for one in diagnostics(found)] == [("W401", "warning")]


def test_every_role_with_too_few_people_is_told_at_once(leave: Definition) -> None:
    assert told(staffing(leave, who(board="a"))) == [
        "W401 “Leave request” cannot be completed: nobody may take “Ask” (Employee)",
        "W401 “Leave request” cannot be completed: nobody may take “Grant” (Head)",
        "W401 “Leave request” cannot be completed: “Grant” takes 2 different people (Board), and only 1 may: a",
    ]


def test_a_person_counts_once_in_a_sign_off(leave: Definition) -> None:
    found = staffing(leave, who(employee="e", head="a", board="ab"))
    assert told(found) == [
        "W401 “Leave request” cannot be completed: “Grant” takes 3 different people (Head or Board), and only 2 may: a; b"
    ]
    assert staffing(leave, who(employee="e", head="a", board="abc")).ok


def test_escalated_roles_do_not_help(leave: Definition) -> None:
    assert not staffing(leave, who(employee="e", board="abcd")).ok


def test_another_way_helps_where_the_shortest_is_barred(routes: Definition) -> None:
    assert staffing(routes, who(clerk="a", board="a", chief="c")).ok is False
    found = staffing(routes, who(clerk="a", board="ab", chief="c"))
    assert posts(found)["short"] == ("b",)
    assert found.depends_on == ("a", "b")  # c is not needed as long as b takes the short way


def test_who_begins_and_must_finish_can_do_both() -> None:
    bound = definition(APPROVAL.replace("different: [propose", "same: [propose"))
    assert posts(staffing(bound, who(clerk="ab", chief="bc"))) == {"propose": ("b",), "approve": ("b",)}
    found = staffing(bound, who(clerk="a", chief="c"))
    assert told(found) == [
        "W401 “Approval” cannot be completed: “same: [propose, approve]” does not let a; c take all of "
        "“Propose”, “Approve”, and nobody else may"
    ]


def test_units_with_the_same_people_are_judged_together(leave: Definition) -> None:
    units = [f"U{n}" for n in range(1, 8)]
    found = staffing(leave, who(employee="e", board="bcd", head_U1="h", head_U2="h", head_U3="i"), units)
    assert [one.units for one in found.verdicts] == [("U1", "U2"), ("U3",), ("U4", "U5", "U6", "U7")]
    assert [one.units for one in found.clashes] == [("U4", "U5", "U6", "U7")]
    assert (
        "W401 “Leave request” cannot be completed in 4 of 7 units (U4; U5; U6; and 1 more): nobody may take “Grant” (Head)"
        in told(found)
    )
    assert next(line for line in team_lines(found) if "units" in line).endswith(
        "in 2 of 7 units (U1; U2), for example by:"
    )
    assert found.depends_on == ("e", "h", "i")


def test_of_many_teams_those_for_most_units_are_shown(leave: Definition) -> None:
    heads = {f"head_U{n}": "hijklmn"[n // 3] for n in range(7)}
    found = staffing(leave, who(employee="e", board="bcd", **heads), [f"U{n}" for n in range(7)])
    lines = team_lines(found)
    assert [line for line in lines if not line.startswith("  ")] == [
        "“Leave request” can be completed in 3 of 7 units (U0; U1; U2), for example by:",
        "“Leave request” can be completed in 3 of 7 units (U3; U4; U5), for example by:",
        "Further units, with others: 1.",
    ]
    assert "  Grant (Head): h" in lines


def test_those_on_whom_it_depends_are_named_one_by_one_and_two_by_two() -> None:
    approval = definition(APPROVAL)
    found = staffing(approval, who(clerk="ab", chief="c"))
    assert (found.depends_on, found.depends_on_pairs) == (("c",), (("a", "b"),))
    assert told(found) == [
        "W403 nothing goes on while two are away (a + b): nobody is left to take “Propose” (Clerk)",
        "W402 everything depends on c: without them nobody is left to take “Approve” (Chief)",
    ]
    assert [one.code for one in diagnostics(found)] == ["W403", "W402"]
    assert told(staffing(approval, who(clerk="ab", chief="c"), away=0)) == []
    assert told(staffing(approval, who(clerk="abc", chief="def"))) == []


def test_too_many_steps_that_contend_for_too_few_people_are_left_undecided() -> None:
    count = 40
    states = "\n".join(f"  s{n}: {{phase: vacant, label: {{id: a, en: a}}}}" for n in range(count))
    actions = "\n".join(
        f"  a{n}: {{label: {{id: a, en: a}}, from: s{n}, to: s{n + 1}, by: {'all' if n else 'one'}}}"
        for n in range(count)
    )
    hard = definition(
        "format: lantik/1\nid: hard\ntitle: {id: Sulit, en: Hard}\n"
        "roles:\n  one: {label: {id: a, en: a}}\n  all: {label: {id: a, en: a}}\n"
        f"initial: s0\nstates:\n{states}\n  s{count}: {{phase: filled, label: {{id: a, en: a}}, final: true}}\n"
        f"actions:\n{actions}\nduties:\n  - different: [{', '.join(f'a{n}' for n in range(count))}]\n"
    )
    people = [f"p{n}" for n in range(count)]

    def holders(role: str, unit: str | None) -> frozenset[str]:
        return frozenset(people[1:] if role == "all" else people[:-1])

    found = staffing(hard, holders)
    assert not found.ok
    assert [one.code for one in diagnostics(found)] == ["W404"]
    assert staffing(hard, lambda role, unit: frozenset((*people, "p40"))).ok


# ── running cases ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_done_before_binds_what_is_left() -> None:
    approval = definition(APPROVAL)
    holders = who(clerk="ab", chief="a")
    assert staffing(approval, holders, standing=Standing("proposed", done={"propose": ["b"]})).ok
    found = staffing(approval, holders, standing=Standing("proposed", done={"propose": ["a"]}))
    assert told(found) == [
        "W401 “Approval” cannot be completed: “different: [propose, approve]” does not let a take "
        "“Approve”, and nobody else may"
    ]


def test_the_one_whom_a_case_is_about_takes_no_part(leave: Definition) -> None:
    holders = who(employee="e", head="h", board="bc")
    asked = Standing("asked", done={"ask": ["e"]}, fields={"applicant": "x"})
    assert staffing(leave, holders, standing=asked).ok
    own = Standing("asked", done={"ask": ["e"]}, fields={"applicant": "b"})
    assert not staffing(leave, holders, standing=own).ok


def test_signatures_that_stand_are_not_asked_for_again(leave: Definition) -> None:
    holders = who(employee="e", head="h", board="bc")
    signing = Standing(
        "asked", done={"ask": ["e"], "grant": ["h", "b"]}, signing="grant",
        signed={"0.0": ["h"], "0.1": ["b"]}, voted=frozenset("hb"),
    )  # fmt: skip
    assert posts(staffing(leave, holders, standing=signing)) == {"grant": ("c",)}
    spent = Standing(
        "asked", done={"ask": ["e"], "grant": ["h", "b"]}, signing="grant",
        signed={"0.0": ["h"], "0.1": ["b"]}, voted=frozenset("hbc"),
    )  # fmt: skip
    assert not staffing(leave, holders, standing=spent).ok
