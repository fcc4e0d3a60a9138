"""What somebody leaves behind: what they had taken up, what only they could finish, the post in which somebody acts now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.patterns.bureau import ACTIONS, ROLES, USERS, Bureau, bureau, written
from tests.workspace.office import POSITIONS, UNITS, person
from workflow import Refused
from workflow.registry.model import Holding

SAME = written(
    ROLES,
    {**ACTIONS, "sign": "from: checked, to: done, by: checker"},
    more="duties:\n  - same: [check, sign]\n",
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Bureau]:
    """The usual way: a clerk sends, one of two checkers checks, a head signs."""
    made = bureau(tmp_path)
    yield made
    made.ws.close()


@pytest.fixture
def bound(tmp_path: Path) -> Iterator[Bureau]:
    """Here who checks signs too."""
    made = bureau(tmp_path, SAME)
    yield made
    made.ws.close()


def refused(office: Bureau, case: str, to: str, reason: str = "carl has left", actor: str = "admin") -> str:
    with pytest.raises(Refused) as told:
        office.ws.reassign(case, to=to, reason=reason, actor=actor)
    return told.value.reasons[0].code


# ── what they had taken up ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["closed", "revoked", "changed"])
def test_what_a_leaver_had_taken_up_is_offered_again_in_the_same_commit(office: Bureau, how: str) -> None:
    case, other = office.sent(), office.sent()
    office.ws.claim(case, actor="carl")
    office.ws.claim(other, actor="cleo")
    match how:
        case "closed":
            office.ws.access.set_active("carl", False, actor="admin")
        case "revoked":
            office.ws.access.revoke("carl", "checker", None, actor="admin")
        case _:
            office.ws.add_user("carl", name="Carl", roles=["clerk"], actor="admin")
    assert (office.has(case), office.has(other)) == ([], ["cleo"])
    assert office.waits("cleo") == [case, other]
    assert office.last(case).action == "claim_lapsed"
    if how != "closed":
        assert [told.message for told in office.ws.notices("carl")] == [
            "You have it no longer: it does not wait for you any more."
        ]
    assert office.ws.verify().ok


def test_a_change_that_takes_nothing_away_leaves_what_was_taken_up(office: Bureau) -> None:
    case = office.sent()
    office.ws.claim(case, actor="carl")
    office.ws.access.grant("carl", "clerk", None, actor="admin")
    assert office.has(case) == ["carl"]
    assert office.ws.tick() == []


def test_what_was_taken_up_for_somebody_is_let_go_once_the_mandate_has_ended(office: Bureau) -> None:
    case = office.sent()
    lent = office.ws.delegate("carl", to="guest", reason="on leave", actor="carl")
    office.ws.claim(case, actor="guest", on_behalf_of="carl")
    assert office.ws.tick() == []
    office.ws.access.revoke_delegation(lent.id, actor="carl")
    assert [event.action for event in office.ws.tick()] == ["claim_lapsed"]
    assert office.waits("cleo") == [case]


# ── what only they could finish ─────────────────────────────────────────────────────────────────────────────────────


def left_behind(office: Bureau) -> str:
    """A letter that carl has checked, and only he could sign, and he has left."""
    case = office.sent()
    office.ws.act(case, "check", actor="carl")
    office.ws.access.set_active("carl", False, actor="admin")
    return case


def test_what_is_bound_to_a_leaver_shows_as_work_that_nobody_can_take(bound: Bureau) -> None:
    case = left_behind(bound)
    assert bound.waits("cleo") == []
    assert [one.case for one in bound.ws.access.stranded_work()] == [case]


def test_a_binding_to_a_leaver_passes_to_another_with_a_reason(bound: Bureau) -> None:
    case = left_behind(bound)
    bound.ws.reassign(case, to="cleo", reason="carl has left", actor="admin")
    event = bound.last(case)
    assert (event.action, event.actor, event.reason) == ("reassign", "admin", "carl has left")
    assert event.followed[0]["heirs"] == {"user:carl": ["user:cleo"]}
    assert bound.ws.access.stranded_work() == []
    bound.ws.release(case, actor="cleo")
    assert bound.waits("cleo") == [case], "it stays theirs when they let it go"
    assert bound.ws.act(case, "sign", actor="cleo").state == "done"
    assert bound.ws.case(case).done["check"] == ("user:carl",), "who checked stays on record"
    assert bound.ws.verify().ok


def test_a_binding_passes_to_nobody_while_who_began_can_still_do_it(bound: Bureau) -> None:
    case = bound.sent()
    bound.ws.act(case, "check", actor="carl")
    assert refused(bound, case, "cleo") == "bound"
    assert bound.codes(case, "sign", "cleo") == ["duty"]


def test_a_binding_passes_only_to_who_holds_the_role_and_by_who_may_reassign(bound: Bureau) -> None:
    case = left_behind(bound)
    assert refused(bound, case, "guest") == "does_not_wait"
    assert refused(bound, case, "cleo", actor="cleo") == "role"
    assert refused(bound, case, "cleo", reason=" ") == "reason"


def test_a_binding_passes_on_once_more_when_the_heir_leaves_too(bound: Bureau) -> None:
    case = left_behind(bound)
    bound.ws.add_user("caro", name="Caro", roles=["checker"], actor="admin")
    bound.ws.reassign(case, to="cleo", reason="carl has left", actor="admin")
    assert refused(bound, case, "caro", reason="cleo is slow") == "bound"
    bound.ws.access.revoke("cleo", "checker", None, actor="admin")
    bound.ws.reassign(case, to="caro", reason="cleo has moved", actor="admin")
    assert bound.ws.act(case, "sign", actor="caro").state == "done"
    assert bound.ws.verify().ok


def test_an_heir_is_held_by_every_other_duty(tmp_path: Path) -> None:
    more = "duties:\n  - same: [check, sign]\n  - different: [send, sign]\n"
    source = written(ROLES, {**ACTIONS, "sign": "from: checked, to: done, by: checker"}, more=more)
    office = bureau(tmp_path, source, {**USERS, "cora": ["clerk", "checker"]})
    case = left_behind(office)
    assert refused(office, case, "cora") == "does_not_wait"
    office.ws.close()


# ── whom the case names ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_that_names_nobody_any_more_shows_as_work_that_nobody_can_take(tmp_path: Path) -> None:
    source = written(
        {**ROLES, "there": "who: 'head_of(position.unit, \"head\")'"},
        {**ACTIONS, "check": "from: sent, to: checked, by: there"},
        subject="position",
    )
    office = bureau(tmp_path, source, {**USERS, "hans": [("head", "HEALTH")]}, records=[*UNITS, *POSITIONS])
    case = office.sent("NURSE-1")
    assert office.waits("hans") == [case]
    office.ws.claim(case, actor="hans")
    office.ws.access.revoke("hans", "head", "HEALTH", actor="admin")
    assert (office.last(case).action, office.has(case)) == ("reoffer", [])
    assert [told.message for told in office.ws.notices("hans")] == [
        "You have it no longer: it does not wait for you any more."
    ]
    assert [(one.case, one.action) for one in office.ws.access.stranded_work()] == [(case, "check")]
    office.ws.access.grant("guest", "head", "CITY", actor="admin")
    assert office.waits("guest") == [case]
    assert office.ws.access.stranded_work() == []
    assert office.ws.verify().ok
    office.ws.close()


# ── a post in which somebody acts ───────────────────────────────────────────────────────────────────────────────────


def test_a_majority_is_counted_anew_when_somebody_begins_to_act_in_a_post(tmp_path: Path) -> None:
    actions = {
        **ACTIONS,
        "check": "from: sent, to: checked, signoff: {quorum: {of: checker, at_least: majority}}",
    }
    people = (person("P-1", "III/c"), person("P-9", "III/c"))
    users = {**USERS, "cara": ["checker"], "guest": []}
    office = bureau(
        tmp_path, written(ROLES, actions, subject="position"), users, people={"guest": "P-9"},
        records=[*UNITS, *POSITIONS, *people],
    )  # fmt: skip
    office.ws.access.grant("cara", "checker", None, post="CHIEF", actor="admin")
    office.ws.access.set_active("cara", False, actor="admin")
    case = office.sent("NURSE-1")
    office.ws.act(case, "check", actor="carl")
    (place,) = office.ws.signing(case)
    assert place.needed == 2, "of two checkers"
    acting = Holding("H-9", "P-9", "CHIEF", "plt", date(2025, 11, 1), date(2026, 1, 31))
    office.ws.registry.put([acting], actor="admin")
    assert office.waits("guest") == [case]
    assert office.ws.case(case).needs == {"check": {"0": 2}}
    assert office.ws.act(case, "check", actor="guest").state == "checked"
    assert office.ws.verify().ok
    office.ws.close()


def test_a_majority_is_reached_at_once_when_somebody_ceases_to_act_in_a_post(tmp_path: Path) -> None:
    actions = {
        **ACTIONS,
        "check": "from: sent, to: checked, signoff: {quorum: {of: checker, at_least: majority}}",
    }
    people = (person("P-8", "III/c"), person("P-9", "III/c"))
    users = {**USERS, "cleo": [], "cara": ["checker"]}
    acting = Holding("H-9", "P-9", "CHIEF", "plt", date(2025, 11, 1), date(2026, 1, 31))
    office = bureau(
        tmp_path, written(ROLES, actions, subject="position"), users, people={"guest": "P-9"},
        records=[*UNITS, *POSITIONS, *people, acting],
    )  # fmt: skip
    office.ws.access.grant("cara", "checker", None, post="CHIEF", actor="admin")
    office.ws.access.set_active("cara", False, actor="admin")
    case = office.sent("NURSE-1")
    assert office.ws.act(case, "check", actor="carl").state == "sent", "one of two"
    over = Holding("H-9", "P-9", "CHIEF", "plt", date(2025, 11, 1), date(2025, 11, 24))
    office.ws.registry.put([over], actor="admin")
    assert office.ws.case(case).state == "checked", "one of one"
    assert office.last(case).followed[-1]["sign_off"] == "reached"
    assert office.ws.verify().ok
    office.ws.close()
