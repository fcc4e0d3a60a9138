"""Taking up what waits: one has it, the others are told who and until when; let go, handed on, over by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from tests.engine.world import PERMIT
from tests.workspace.office import SENDING, Office, checked, opened, permit_file, sent
from workflow import Conflict, Refused, Workspace


def refusal(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as told:
        act()
    return told.value


def waiting(office: Office, user: str, **wanted: str) -> list[str]:
    return [one.case for one in office.ws.inbox(user, **wanted)]


def test_what_somebody_took_up_is_theirs_alone(office: Office) -> None:
    case = sent(office)
    office.ws.access.grant("guest", "reviewer", None, actor="admin")
    office.ws.claim(case.id, actor="reviewer")
    told = refusal(lambda: office.ws.act(case.id, "check", actor="guest"))
    (reason,) = told.reasons
    assert reason.code == "claimed"
    assert reason.message == (
        "Reviewer took up “Check” at 25 November 2025 08:00 and has it until 27 November 2025."
    )
    assert reason.who_can_mend[0] == "Reviewer"
    assert office.ws.act(case.id, "check", actor="reviewer").state == "checked"


def test_explain_and_the_inbox_say_the_same(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    (answer,) = [one for one in office.ws.explain(case.id, actor="reviewer2") if one.name == "check"]
    assert [one.code for one in answer.reasons] == ["claimed"]
    assert waiting(office, "reviewer2") == []
    assert waiting(office, "reviewer") == [case.id]


def test_the_inbox_shows_who_has_it(office: Office) -> None:
    mine, theirs, free = sent(office), sent(office), sent(office)
    office.ws.claim(mine.id, actor="reviewer")
    office.ws.claim(theirs.id, actor="reviewer2")
    assert waiting(office, "reviewer") == [mine.id, free.id]
    assert waiting(office, "reviewer", claimed="mine") == [mine.id]
    assert waiting(office, "reviewer", claimed="free") == [free.id]
    assert waiting(office, "reviewer", claimed="others") == [theirs.id]
    shown = {one.case: one.claim for one in office.ws.inbox("reviewer", claimed="all")}
    assert {case: claim and claim.actor for case, claim in shown.items()} == {
        mine.id: "reviewer",
        theirs.id: "reviewer2",
        free.id: None,
    }


def test_two_who_claim_at_once_one_has_it_and_the_other_is_told_who_and_when(office: Office) -> None:
    case = sent(office)
    told: list[str] = []

    def claim(user: str) -> None:
        try:
            office.ws.claim(case.id, actor=user)
        except Refused as refused:
            told.append(refused.message)

    both = [Thread(target=claim, args=(user,)) for user in ("reviewer", "reviewer2")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    (holder,) = {one.name for one in office.ws.case(case.id).claims}
    (message,) = told
    assert holder in message
    assert "08:00" in message


def test_two_who_act_at_once_the_other_is_told_who_what_and_when(office: Office) -> None:
    case = sent(office)
    office.clock.set("2025-11-25T09:30")
    office.ws.act(case.id, "check", actor="reviewer", expected=case.revision)
    with pytest.raises(Conflict) as told:
        office.ws.act(case.id, "check", actor="reviewer2", expected=case.revision)
    assert told.value.by == "Reviewer"
    assert all(part in told.value.message for part in ("Reviewer", "“Check”", "2025-11-25 09:30"))


def test_what_was_let_go_waits_for_all_again(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.ws.release(case.id, actor="reviewer")
    assert waiting(office, "reviewer2") == [case.id]
    assert [one.action for one in office.ws.history(case.id)[-2:]] == ["claim", "release"]


def test_nobody_lets_go_what_another_has(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    told = refusal(lambda: office.ws.release(case.id, actor="reviewer2"))
    assert [one.code for one in told.reasons] == ["not_claimed"]
    assert "Reviewer" in told.message


def test_a_claim_is_over_after_its_last_day_even_before_the_clock_was_asked(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.clock.set("2025-11-27T23:59")
    assert waiting(office, "reviewer2") == []
    office.clock.set("2025-11-28T00:00")
    assert waiting(office, "reviewer2") == [case.id]
    assert office.ws.act(case.id, "check", actor="reviewer2").state == "checked"


def test_the_clock_ends_a_claim_once(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.clock.set("2025-11-28T08:00")
    assert [one.action for one in office.ws.tick()] == ["claim_over"]
    assert office.ws.tick() == []
    assert office.ws.case(case.id).claims == ()


def test_claiming_again_gives_as_long_again(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.clock.set("2025-11-26T08:00")
    (claim,) = office.ws.claim(case.id, actor="reviewer").claims
    assert claim.until == "2025-11-28"


def test_the_city_says_how_long_and_who_may_reassign(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("city")
    own = folder / "definitions"
    own.mkdir()
    shipped = office.ws.city.folder / "city.yaml"
    text = shipped.read_text(encoding="utf-8").replace("expire: 2 wd", "expire: 1 d")
    (own / "city.yaml").write_text(
        text.replace("[hr_division_head, hr_agency_head]", "[boss]"), encoding="utf-8"
    )
    with Workspace.open(folder / "store.json", clock=office.clock) as ws:
        ws.publish(permit_file(folder), actor="admin")
        for user in ("clerk", "clerk2", "boss"):
            ws.add_user(user, name=user, roles=[user.rstrip("2")], actor="admin")
        case = ws.open_case("permit", actor="clerk")
        assert [one.until for one in ws.claim(case.id, actor="clerk").claims] == ["2025-11-26"]
        moved = ws.reassign(case.id, to="clerk2", reason="sick", actor="boss")
        assert [one.actor for one in moved.claims] == ["clerk2"]


def test_what_does_not_wait_for_somebody_they_cannot_take_up(office: Office) -> None:
    case = sent(office)
    told = refusal(lambda: office.ws.claim(case.id, actor="clerk"))
    assert [one.code for one in told.reasons] == ["does_not_wait"]


def test_duties_keep_from_claiming_as_they_keep_from_acting(office: Office) -> None:
    office.ws.access.grant("clerk", "reviewer", None, actor="admin")
    case = sent(office)
    told = refusal(lambda: office.ws.claim(case.id, actor="clerk"))
    assert [one.code for one in told.reasons] == ["does_not_wait"]


def test_a_place_for_several_signatures_is_nobodys_to_take_up(office: Office) -> None:
    case = checked(office)
    office.ws.claim(case.id, actor="head")
    office.ws.act(case.id, "sign", actor="head", fields={"note": "yes"})
    told = refusal(lambda: office.ws.claim(case.id, actor="board1"))
    assert [one.code for one in told.reasons] == ["shared"]
    assert office.ws.case(case.id).claims == ()


def test_leaving_the_state_ends_the_claim(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    assert office.ws.act(case.id, "check", actor="reviewer").claims == ()
    assert office.ws.verify().ok


def test_a_side_action_is_held_off_by_no_claim(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    assert office.ws.act(case.id, "hold", actor="boss", reason="a question").claims == ()


def test_an_escalation_opens_the_case_for_those_it_names(office: Office) -> None:
    case = opened(office)
    office.clock.set("2025-12-04T08:00")
    office.ws.claim(case.id, actor="clerk")
    office.clock.set("2025-12-05T08:00")
    office.ws.tick()
    assert waiting(office, "boss") == [case.id]


# ── sent back ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def keeping(office: Office) -> Office:
    """The office, in a city that sends a case back to the same person."""
    city = office.ws.city
    city.__dict__["settings"] = replace(city.settings, claims_returned_to_same=True)
    return office


def test_a_case_sent_back_goes_first_to_who_did_that_step_before(keeping: Office) -> None:
    case = sent(keeping, "clerk2")
    back = keeping.ws.act(case.id, "back", actor="boss", reason="again", to="draft")
    assert [one.actor for one in back.claims] == ["clerk2"]
    assert back.revision == case.revision + 1
    assert waiting(keeping, "clerk2") == [case.id]
    assert waiting(keeping, "clerk") == []
    keeping.clock.set("2025-11-28T08:00")
    assert waiting(keeping, "clerk") == [case.id]
    assert keeping.ws.verify().ok


def test_it_is_offered_to_all_where_that_person_may_not_do_it_any_more(keeping: Office) -> None:
    case = sent(keeping, "clerk2")
    keeping.ws.access.set_active("clerk2", False, actor="admin")
    back = keeping.ws.act(case.id, "back", actor="boss", reason="again", to="draft")
    assert back.claims == ()
    assert waiting(keeping, "clerk") == [case.id]


def test_a_city_that_says_nothing_offers_it_to_all(office: Office) -> None:
    case = sent(office, "clerk2")
    before = len(office.ws.history(case.id))
    office.ws.act(case.id, "back", actor="boss", reason="again", to="draft")
    assert len(office.ws.history(case.id)) == before + 1
    assert waiting(office, "clerk") == [case.id]


# ── stand-ins ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stand_in_claims_for_the_principal_and_both_may_go_on(office: Office) -> None:
    case = sent(office)
    office.ws.delegate("reviewer", to="guest", actor="reviewer")
    (claim,) = office.ws.claim(case.id, actor="guest", on_behalf_of="reviewer").claims
    assert (claim.person, claim.also, claim.actor) == ("user:reviewer", "user:guest", "guest")
    assert waiting(office, "reviewer") == waiting(office, "guest") == [case.id]
    assert office.codes(case.id, "check", "reviewer2") == ["claimed"]
    assert office.codes(case.id, "check", "reviewer") == []


def test_who_holds_the_role_too_goes_on_for_the_one_who_claimed(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.ws.delegate("reviewer", to="reviewer2", actor="reviewer")
    office.ws.act(case.id, "check", actor="reviewer2")
    event = office.ws.history(case.id)[-1]
    assert (event.actor, event.on_behalf_of) == ("reviewer2", "reviewer")


def test_nobody_claims_for_whom_they_do_not_stand_in(office: Office) -> None:
    case = sent(office)
    told = refusal(lambda: office.ws.claim(case.id, actor="guest", on_behalf_of="reviewer"))
    assert [one.code for one in told.reasons] == ["mandate"]


# ── reassigning ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_admin_gives_it_to_another_with_a_reason(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    moved = office.ws.reassign(case.id, to="reviewer2", reason="ill for a week", actor="admin")
    assert [one.actor for one in moved.claims] == ["reviewer2"]
    assert office.codes(case.id, "check", "reviewer") == ["claimed"]
    event = office.ws.history(case.id)[-1]
    assert (event.action, event.actor, event.reason) == ("reassign", "admin", "ill for a week")


@pytest.mark.parametrize(
    ("to", "reason", "actor", "code"),
    [
        ("reviewer2", "so", "clerk", "role"),
        ("reviewer2", " ", "admin", "reason"),
        ("clerk2", "so", "admin", "does_not_wait"),
    ],
)
def test_it_goes_with_the_right_a_reason_and_to_somebody_who_may(
    office: Office, to: str, reason: str, actor: str, code: str
) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    told = refusal(lambda: office.ws.reassign(case.id, to=to, reason=reason, actor=actor))
    assert [one.code for one in told.reasons] == [code]
    assert [one.actor for one in office.ws.case(case.id).claims] == ["reviewer"]


def test_claims_replay_and_survive_a_new_opening(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.ws.reassign(case.id, to="reviewer2", reason="so", actor="admin")
    before = office.ws.case(case.id)
    assert office.again().case(case.id) == before
    assert before.revision == case.revision + 2
    assert office.ws.verify().ok


def test_an_old_revision_is_told_of_the_claim(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    with pytest.raises(Conflict) as told:
        office.ws.act(case.id, "check", actor="reviewer2", expected=case.revision, fields=dict.fromkeys(()))
    assert "Reviewer" in told.value.message
    assert SENDING["amount"] == office.ws.case(case.id).fields["amount"]


def test_who_may_sign_elsewhere_for_another_is_not_held_off_by_a_claim_of_their_own_place(
    office: Office, tmp_path: Path
) -> None:
    source = PERMIT.replace(
        "signoff: {in_order: [head, {quorum: {of: board, at_least: 2}}]}", "signoff: {all: [head, legal]}"
    )
    office.ws.publish(permit_file(tmp_path, source), actor="admin")
    case = checked(office)
    office.ws.add_user("lawyer", name="Lawyer", roles=["legal"], actor="admin")
    office.ws.access.grant("board1", "head", None, actor="admin")
    office.ws.delegate("lawyer", to="board1", reason="away", actor="lawyer")
    office.ws.claim(case.id, actor="head")
    assert waiting(office, "board1") == [case.id]
    (answer,) = [one for one in office.ws.explain(case.id, actor="board1") if one.name == "sign"]
    assert answer.allowed
    signed = office.ws.act(case.id, "sign", actor="board1", fields={"note": "yes"})
    assert [(one.role, one.person) for one in signed.signatures] == [("legal", "user:lawyer")]


# ── what would come of it ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_taking_up_many_would_come_to_is_told_case_by_case_with_nothing_written(office: Office) -> None:
    free, theirs, other = sent(office), sent(office), opened(office)
    office.ws.claim(theirs.id, actor="reviewer2")
    before = office.ws.store.position()
    found = office.ws.preview_claims("claim", [free.id, theirs.id, other.id], actor="reviewer")
    assert [getattr(one, "state", None) or one.reasons[0].code for one in found] == [  # type: ignore[union-attr]
        "sent",
        "claimed",
        "does_not_wait",
    ]
    assert office.ws.store.position() == before
    assert office.ws.case(free.id).claims == ()


def test_what_letting_go_and_reassigning_would_come_to(office: Office) -> None:
    mine, free = sent(office), sent(office)
    office.ws.claim(mine.id, actor="reviewer")
    let_go = office.ws.preview_claims("release", [mine.id, free.id], actor="reviewer")
    assert [isinstance(one, Refused) for one in let_go] == [False, True]
    (given,) = office.ws.preview_claims("reassign", [mine.id], actor="admin", to="reviewer2", reason="ill")
    assert [one.actor for one in given.claims] == ["reviewer2"]  # type: ignore[union-attr]
    (refused,) = office.ws.preview_claims("reassign", [mine.id], actor="clerk", to="reviewer2", reason="ill")
    assert isinstance(refused, Refused)
    assert [one.actor for one in office.ws.case(mine.id).claims] == ["reviewer"]


def test_a_claim_of_a_principal_who_may_act_no_more_holds_their_stand_in_off_everywhere_alike(
    office: Office,
) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.ws.delegate("reviewer", to="reviewer2", reason="away", actor="reviewer")
    assert waiting(office, "reviewer2") == [case.id], "for the reviewer, who has taken it up"
    office.ws.access.revoke("reviewer", "reviewer", None, actor="admin")
    (answer,) = [one for one in office.ws.explain(case.id, actor="reviewer2") if one.name == "check"]
    assert answer.allowed == (waiting(office, "reviewer2") == [case.id])
