"""In which role somebody acts who holds several: where it brings the sign-off nearest to its end, or as they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patterns.bureau import ACTIONS, ROLES, Bureau, bureau, written
from workflow import Act, InputError
from workflow.language import text

#: ann could fill either of the first two places; ed and fay are each needed for a place of their own
TREE = "{all: [alpha, beta, gamma, delta]}"
USERS = {
    "cora": ["clerk"],
    "ann": ["alpha", "beta"],
    "bob": ["alpha"],
    "ed": ["beta", "gamma"],
    "fay": ["beta", "delta"],
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Bureau]:
    roles = {**ROLES, "alpha": "", "beta": "", "gamma": "", "delta": ""}
    actions = {**ACTIONS, "check": f"from: sent, to: checked, signoff: {TREE}"}
    made = bureau(tmp_path, written(roles, actions), USERS)
    yield made
    made.ws.close()


def test_left_to_itself_a_signature_can_take_the_place_that_others_need(office: Bureau) -> None:
    case = office.sent()
    office.ws.act(case, "check", actor="ann")
    assert office.last(case).role == "alpha", "fewer others could sign there"
    office.ws.act(case, "check", actor="ed", role="gamma")
    office.ws.act(case, "check", actor="fay", role="delta")
    (stuck,) = office.ws.access.stranded_work()
    assert (stuck.case, [text(role) for role in stuck.roles]) == (case, ["Beta"])
    office.ws.act(case, "check", actor="ann", vote="withdraw")
    office.ws.act(case, "check", actor="ann", role="beta")
    assert office.ws.act(case, "check", actor="bob").state == "checked"


def test_who_says_the_role_signs_there(office: Bureau) -> None:
    case = office.sent()
    assert office.ws.preview(case, "check", actor="ann", role="beta").reasons == ()
    office.ws.act(case, "check", actor="ann", role="beta")
    assert office.last(case).role == "beta"
    for user, role in (("bob", "alpha"), ("ed", "gamma"), ("fay", "delta")):
        office.ws.act(case, "check", actor=user, role=role)
    assert office.ws.case(case).state == "checked"
    assert office.ws.verify().ok


def test_a_signature_is_taken_back_to_sign_in_the_other_role(office: Bureau) -> None:
    case = office.sent()
    office.ws.act(case, "check", actor="ann")
    office.ws.act(case, "check", actor="ann", vote="withdraw")
    office.ws.act(case, "check", actor="ann", role="beta")
    assert [one.role for one in office.ws.case(case).signatures] == ["beta"]


def test_nobody_signs_in_a_role_that_they_do_not_hold(office: Bureau) -> None:
    case = office.sent()
    assert office.codes(case, "check", "bob", role="beta") == ["role"]
    with pytest.raises(InputError, match="not taken in the role"):
        office.ws.act(case, "check", actor="bob", role="head")
    (told,) = office.ws.act_many([Act(case, "check", role="nobody")], actor="bob")
    assert isinstance(told, InputError)


def test_an_action_without_signatures_is_taken_in_the_role_that_is_said(tmp_path: Path) -> None:
    actions = {**ACTIONS, "check": "from: sent, to: checked, by: [checker, head]"}
    office = bureau(tmp_path, written(ROLES, actions), {"cora": ["clerk"], "ann": ["checker", "head"]})
    first, second = office.sent(), office.sent()
    office.ws.act(first, "check", actor="ann")
    office.ws.act(second, "check", actor="ann", role="head")
    assert [office.last(case).role for case in (first, second)] == ["checker", "head"]
    office.ws.close()
