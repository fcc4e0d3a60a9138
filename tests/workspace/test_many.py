"""Many cases at once: what is common, what would become of each, and that asking again harms nothing."""

from __future__ import annotations

import pytest

from tests.workspace.office import SENDING, City, Office, checked, opened, sent
from workflow import Act, Case, InputError, Refused


def codes(result: object) -> list[str]:
    return [one.code for one in result.reasons] if isinstance(result, Refused) else [type(result).__name__]


def test_a_preview_says_who_would_be_refused_and_writes_nothing(office: Office) -> None:
    good, late, claimed = sent(office), opened(office), sent(office)
    office.ws.claim(claimed.id, actor="reviewer2")
    before = office.ws.store.position()
    acts = [Act(one.id, "check") for one in (good, late, claimed)]
    found = office.ws.preview_many([*acts, Act("none", "check")], actor="reviewer")
    assert [codes(one) for one in found] == [["Case"], ["state"], ["claimed"], ["InputError"]]
    assert office.ws.store.position() == before
    assert office.ws.case(good.id).state == "sent"
    assert len(office.ws.history(good.id)) == 2


def test_a_preview_is_what_then_happens(office: Office) -> None:
    acts = [
        Act(sent(office).id, "check"),
        Act(opened(office).id, "send", fields=SENDING),
        Act(checked(office).id, "recheck"),
        Act(sent(office).id, "check", expected=1),
        Act(sent(office).id, "back", reason="so", to="draft"),
    ]
    previewed = office.ws.preview_many(acts, actor="reviewer")
    done = office.ws.act_many(acts, actor="reviewer")
    assert [codes(one) for one in previewed] == [codes(one) for one in done]
    assert [one.state for one in previewed if isinstance(one, Case)] == [
        one.state for one in done if isinstance(one, Case)
    ]


def test_each_act_of_a_preview_sees_those_before_it(city: City) -> None:
    first, second = city.vacant("NURSE-1"), city.vacant("NURSE-1")
    given = {"nominee": "P-NEW", "route": "pertama", "tmt": "2025-12-01"}
    papers = dict.fromkeys(
        (
            "diploma",
            "rank_decree",
            "employee_card",
            "civil_servant_decrees",
            "basic_training",
            "credit_statement",
        ),
        "on file",
    )
    acts = [Act(case, "nominate", fields=given, documents=papers) for case in (first, second)]
    one, other = city.ws.preview_many(acts, actor="head")
    assert isinstance(one, Case)
    assert isinstance(other, Refused), "the same person cannot be proposed twice"


def test_asking_again_harms_nothing_and_says_what_was_done(office: Office) -> None:
    acts = [Act(sent(office).id, "check") for _ in range(3)]
    office.ws.act(acts[0].case, "check", actor="reviewer2")
    office.clock.set("2025-11-25T10:00")
    first = office.ws.act_many(acts, actor="reviewer")
    again = office.ws.act_many(acts, actor="reviewer")
    assert [codes(one) for one in first] == [["already_done"], ["Case"], ["Case"]]
    assert [codes(one) for one in again] == [["already_done"]] * 3
    assert all(isinstance(one, Refused) and one.already and one.exit_code == 0 for one in again)
    assert "Reviewer2 took “Check” at 25 November 2025 08:00" in str(again[0])
    assert [office.ws.case(one.case).seq for one in acts] == [3, 3, 3]


def test_a_signature_given_before_is_done_already(office: Office) -> None:
    case = checked(office)
    signing = [Act(case.id, "sign", fields={"note": "yes"})]
    office.ws.act_many(signing, actor="head")
    (again,) = office.ws.act_many(signing, actor="head")
    assert isinstance(again, Refused)
    assert again.already


def test_what_the_case_went_on_from_is_a_refusal(office: Office) -> None:
    case = checked(office)
    office.ws.act(case.id, "hold", actor="boss", reason="so")
    (again,) = office.ws.act_many([Act(case.id, "check")], actor="reviewer")
    assert isinstance(again, Refused)
    assert not again.already
    assert again.exit_code == 1


def test_all_or_none_says_every_reason_and_writes_nothing(office: Office) -> None:
    cases = [sent(office) for _ in range(30)]
    bad = opened(office)
    before = office.ws.store.position()
    with pytest.raises(Refused) as told:
        office.ws.act_many([Act(one.id, "check") for one in (*cases, bad)], actor="reviewer", atomic=True)
    assert [one.code for one in told.value.reasons] == ["state"]
    assert bad.id in told.value.message
    assert office.ws.store.position() == before
    done = office.ws.act_many([Act(one.id, "check") for one in cases], actor="reviewer", atomic=True)
    assert {one.state for one in done if isinstance(one, Case)} == {"checked"}
    assert office.ws.store.position() == before + 1


def test_only_common_actions_are_offered(office: Office) -> None:
    one, other, draft = sent(office), sent(office), opened(office)
    names = [found.name for found in office.ws.common_actions([one.id, other.id], actor="boss")]
    assert names == ["check", "back", "hold"]
    assert [found.name for found in office.ws.common_actions([one.id, draft.id], actor="boss")] == ["hold"]
    assert office.ws.common_actions([one.id, draft.id], actor="reviewer") == []
    assert office.ws.common_actions([], actor="boss") == []


def test_a_common_action_says_what_any_of_them_asks_for(office: Office) -> None:
    found = office.ws.common_actions([opened(office).id, opened(office).id], actor="clerk")
    send = next(one for one in found if one.name == "send")
    assert send.asks == ("amount", "day")
    assert send.targets == ("sent",)
    assert len(send.answers) == 2
    with pytest.raises(InputError):
        office.ws.common_actions(["none"], actor="clerk")


def test_what_one_has_taken_up_is_not_common_to_others(office: Office) -> None:
    one, other = sent(office), sent(office)
    office.ws.claim(one.id, actor="reviewer")
    assert [found.name for found in office.ws.common_actions([one.id, other.id], actor="reviewer")] == [
        "check"
    ]
    assert office.ws.common_actions([one.id, other.id], actor="reviewer2") == []


def test_a_session_previews_as_its_user(office: Office) -> None:
    case = sent(office)
    session = office.ws.as_user("reviewer")
    (found,) = session.preview_many([Act(case.id, "check")])
    assert isinstance(found, Case)
    assert [one.name for one in session.common_actions([case.id])] == ["check"]
