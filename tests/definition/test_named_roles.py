"""Roles whose people each case names (`who`), and work that is given out (`distribute`): what `check` and `compare` say."""

from __future__ import annotations

import pytest

from tests.patterns.bureau import ACTIONS, ROLES, written
from workflow.definition.check import check_file
from workflow.definition.compare import compare
from workflow.definition.model import Definition
from workflow.definition.plain import from_plain, to_plain
from workflow.definition.reader import read
from workflow.definition.staffing.report import staffing

FIELDS = {"adviser": "type: person", "amount": "type: number"}


def definition(source: str) -> Definition:
    found = read(source.encode()).definition
    assert found is not None
    return found


def advised(
    who: str = "case.adviser", check: str = "from: sent, to: checked, by: adviser", **roles: str
) -> str:
    actions = {**ACTIONS, "send": "from: draft, to: sent, by: clerk, asks: adviser", "check": check}
    return written({**ROLES, "adviser": f"who: '{who}'", **roles}, actions, fields=FIELDS)


def codes(source: str) -> list[str]:
    return [one.code for one in check_file(source.encode())]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("case.adviser", []),
        ('case.amount > 5 ? case.adviser : "user:maria"', []),
        ("[case.adviser]", []),
        ("case.advisor", ["E202"]),
        ("case.amount", ["E210"]),
        ("case.adviser ==", ["E201"]),
        ("case.advisers.map(row, row.who)", ["E202"]),
        ("actor.person", ["E209"]),
        ('superior_of(case.adviser, "head")', ["E203"]),
        ('"user:maria"', ["W305"]),
        ('["user:maria", "user:ann"]', ["W305"]),
    ],
)
def test_who_is_an_expression_that_names_people(who: str, told: list[str]) -> None:
    assert codes(advised(who)) == told


def test_who_and_scope_do_not_go_together() -> None:
    assert codes(advised().replace("who: 'case.adviser'", "who: case.adviser, scope: unit")) == ["E113"]


@pytest.mark.parametrize("more", ["side: true", "automatic: true"])
def test_only_what_makes_work_is_given_out(more: str) -> None:
    check = f"from: sent, to: checked, {more}, distribute: round_robin"
    check += ", by: checker" if "side" in more else ""
    assert "E113" in codes(advised(check=check))
    assert codes(advised(check="from: sent, to: checked, by: adviser, distribute: by_luck")) == ["E108"]


def test_a_case_cannot_be_begun_by_whom_it_will_name() -> None:
    source = advised().replace("by: clerk", "by: adviser")
    (told,) = check_file(source.encode())
    assert (told.code, told.message) == (
        "E304",
        "nobody can open a case: the people of “send” are named by the case itself",
    )


def test_a_comparison_tells_who_is_named_and_how_work_is_given_out() -> None:
    before = definition(advised())
    after = definition(
        advised("[case.adviser]", check="from: sent, to: checked, by: adviser, distribute: least_open")
    )
    assert [str(one.sentence) for one in compare(before, after)] == [
        "Role “Adviser” (adviser): people of a case: `case.adviser` → `[case.adviser]`",
        "Action “Check” (check): `distribute`: nothing → least_open",
    ]
    assert compare(before, definition("\n" + advised())) == []


def test_the_plain_form_keeps_them() -> None:
    one = definition(advised(check="from: sent, to: checked, by: adviser, distribute: round_robin"))
    assert from_plain(to_plain(one), source=one.source, hash=one.hash) == one


def test_a_step_whose_people_a_case_will_name_needs_nobody_before() -> None:
    held = {"clerk": {"ann"}, "head": {"hans"}}
    found = staffing(definition(advised()), lambda role, unit: frozenset(held.get(role, ())), [], away=0)
    assert [one.clash for one in found.verdicts] == [None]
    held.pop("head")
    found = staffing(definition(advised()), lambda role, unit: frozenset(held.get(role, ())), [], away=0)
    assert [one.clash is None for one in found.verdicts] == [False]
