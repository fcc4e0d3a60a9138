"""An account whose person becomes known only later is that person from then on, also for what it did before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace.office import City, Office, permit_file, sent
from workflow import Refused


def codes(office: Office, case: str, action: str, actor: str) -> list[str]:
    return office.codes(case, action, actor)


def test_what_an_account_did_counts_once_its_person_is_known(office: Office) -> None:
    case = sent(office, actor="clerk")
    office.ws.access.grant("clerk2", "reviewer", None, actor="admin")
    assert [one.case for one in office.ws.inbox("clerk2")] == [case.id]
    office.ws.add_user("clerk", name="Maria", roles=["clerk"], person="P-1", actor="admin")
    office.ws.add_user("clerk2", name="Maria", roles=["clerk", "reviewer"], person="P-1", actor="admin")
    assert codes(office, case.id, "check", "clerk2") == ["duty"], "she sent it by her other account"
    assert list(office.ws.inbox("clerk2")) == []
    office.ws.access.grant("clerk", "reviewer", None, actor="admin")
    assert codes(office, case.id, "check", "clerk") == ["duty"], "she sent it by this account"
    assert office.ws.verify().ok


def test_who_signed_by_two_accounts_has_signed_once(office: Office) -> None:
    case = sent(office)
    office.ws.act(case.id, "check", actor="reviewer")
    office.ws.act(case.id, "sign", actor="head", fields={"note": "yes"})
    office.ws.act(case.id, "sign", actor="board1")
    office.ws.add_user("board1", name="Maria", roles=["board"], person="P-1", actor="admin")
    office.ws.add_user("board2", name="Maria", roles=["board"], person="P-1", actor="admin")
    assert codes(office, case.id, "sign", "board2") == ["already_signed"]
    assert office.ws.act(case.id, "sign", actor="board3").state == "granted"


def test_two_signatures_that_turn_out_to_be_one_persons_count_once(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "three.yaml"
    permit_file(tmp_path, _three(office), "three.yaml")
    office.ws.publish(source, actor="admin")
    case = sent(office)
    office.ws.act(case.id, "check", actor="reviewer")
    office.ws.act(case.id, "sign", actor="head", fields={"note": "yes"})
    for user in ("board1", "board2"):
        office.ws.act(case.id, "sign", actor=user)
    for user in ("board1", "board2"):
        office.ws.add_user(user, name="Maria", roles=["board"], person="P-1", actor="admin")
    assert [one.person for one in office.ws.case(case.id).signatures if one.role == "board"] == ["P-1"]
    assert office.ws.act(case.id, "sign", actor="board3").state == "checked", "two of three"
    assert office.ws.verify().ok


def _three(office: Office) -> str:
    from tests.engine.world import PERMIT

    return PERMIT.replace("at_least: 2", "at_least: 3")


def test_a_change_that_leaves_the_person_out_keeps_them(city: City) -> None:
    city.ws.add_user("officer", name="Maria", roles=["hr_officer"], person="P-NEW", actor="admin")
    city.ws.add_user("officer", name="Maria Tallo", roles=["hr_officer", "hr_verifier"], actor="admin")
    assert city.ws.access.user("officer").person == "P-NEW"


def test_the_nominee_may_not_act_by_an_account_that_is_known_to_be_theirs_only_later(city: City) -> None:
    case = city.vacant()
    city.nominate(case, "P-NEW", "pertama")
    city.ws.add_user("verifier", name="Maria", roles=["hr_verifier"], person="P-NEW", actor="admin")
    with pytest.raises(Refused) as told:
        city.ws.act(case, "verify", actor="verifier")
    assert "duty" in [one.code for one in told.value.reasons]
