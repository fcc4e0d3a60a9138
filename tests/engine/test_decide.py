"""What is refused and with which words: every code that `decide` knows, and every reason at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.engine.world import PERMIT, TUESDAY, Desk, World, definition
from workflow.definition.model import Version
from workflow.engine.case import Act, Refusal
from workflow.engine.decide import decide
from workflow.engine.facts import Outcome
from workflow.engine.machine import RunningVersion
from workflow.errors import InputError, Reason


def test_an_action_is_taken_only_in_its_own_states() -> None:
    desk = Desk().sent()
    assert desk.codes("send", "clerk", amount=1, day="2025-11-28") == ["state"]


def test_a_refusal_names_the_role_that_could() -> None:
    desk = Desk().sent()
    (reason,) = desk.reasons("check", "guest")
    assert (reason.code, [one["en"] for one in reason.who_can_mend]) == ("role", ["Reviewer", "Boss"])


def test_who_holds_no_role_at_all_is_told_so_in_words() -> None:
    desk = Desk().sent()
    (reason,) = desk.reasons("check", "guest")
    assert reason.message == "“Check” is for Reviewer, Boss; you hold no role."


def test_a_role_in_another_unit_is_told_apart_from_no_role() -> None:
    desk = Desk().sent()
    (reason,) = desk.reasons("back", "head_b", reason="incomplete")
    assert reason.code == "role"
    assert "another one" in reason.message


def test_a_role_in_a_unit_above_counts_in_the_units_below() -> None:
    desk = Desk().sent()
    assert desk.act("back", "mayor", reason="incomplete", to="draft").state == "draft"


def test_a_signature_out_of_turn_is_refused_and_says_who_comes_first() -> None:
    desk = Desk().checked()
    (reason,) = desk.reasons("sign", "board1", note="fine")
    assert reason.code == "turn"
    assert "Head" in reason.message


def test_nobody_signs_twice() -> None:
    desk = Desk().checked()
    desk.act("sign", "head", note="fine")
    desk.act("sign", "board1")
    assert desk.codes("sign", "board1") == ["already_signed"]


def test_who_sent_it_does_not_check_it() -> None:
    desk = Desk()
    desk.open("all")
    desk.act("send", "all", amount=5, day="2025-11-28")
    (reason,) = desk.reasons("check", "all")
    assert (reason.code, reason.rule) == ("duty", "different: [send, check, sign]")


def test_who_checked_it_checks_it_again() -> None:
    desk = Desk().checked()
    assert desk.codes("recheck", "reviewer2") == ["duty"]
    assert desk.act("recheck", "reviewer").state == "checked"


def test_nobody_acts_on_a_case_of_their_own() -> None:
    desk = Desk().sent(holder="R")
    assert [(one.code, one.rule) for one in desk.reasons("check", "reviewer")] == [("duty", "never: holder")]


def test_what_is_asked_for_and_not_given_is_missing() -> None:
    desk = Desk()
    desk.open()
    assert desk.codes("send", "clerk", day="2025-11-28", documents={"plan": "a mark"}) == ["missing"]
    assert all(one.question for one in desk.reasons("send", "clerk"))


@pytest.mark.parametrize("blank", ["", "   ", None])
def test_blank_text_is_nothing_given(blank: str | None) -> None:
    desk = Desk().checked()
    assert desk.codes("sign", "head", note=blank) == ["missing"]


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_reason_is_words_and_not_blanks(blank: str | None) -> None:
    desk = Desk().sent()
    assert desk.codes("back", "head", to="draft", reason=blank) == ["reason"]


def test_a_state_must_be_picked_where_there_are_several() -> None:
    desk = Desk().checked()
    (reason,) = desk.reasons("back", "head", reason="incomplete")
    assert (reason.code, reason.question) == ("to", True)


def test_a_state_that_cannot_be_reached_from_here_is_refused() -> None:
    desk = Desk().sent()
    assert desk.codes("back", "head", reason="incomplete", to="granted") == ["target"]


def test_a_state_that_does_not_exist_is_wrong_input() -> None:
    desk = Desk().sent()
    with pytest.raises(InputError, match="nowhere"):
        desk.answer("back", "head", reason="incomplete", to="nowhere")


def test_a_rule_refuses_in_its_own_words_with_its_legal_basis() -> None:
    desk = Desk()
    desk.open()
    (reason,) = desk.reasons("send", "clerk", amount=5000, day="2025-11-28", documents={"plan": "a mark"})
    assert (reason.code, reason.message, reason.basis) == ("rule", "The amount is too much", "Law 7")
    assert reason.rule == "case.amount <= params.most"


def test_a_rule_about_something_unknown_cannot_tell_and_so_refuses() -> None:
    desk = Desk().checked()
    (reason,) = desk.reasons("weigh", "clerk")
    assert (reason.code, reason.question, reason.basis) == ("cannot_tell", False, "Law 9")
    assert "Kind" in reason.message


def test_a_document_is_asked_for_only_where_its_rule_needs_it() -> None:
    desk = Desk()
    desk.open()
    assert desk.codes("send", "clerk", amount=500, day="2025-11-28") == ["document"]
    assert desk.codes("send", "clerk", amount=50, day="2025-11-28") == []


def test_a_document_is_not_called_missing_while_the_act_still_asks_for_what_its_need_hangs_on() -> None:
    desk = Desk()
    desk.open()
    assert desk.codes("send", "clerk", day="2025-11-28") == ["missing"]


def test_a_number_is_used_once_a_year() -> None:
    world = World()
    Desk(world=world).checked().act("label", "clerk", number="17/A")
    desk = Desk(world=world)
    desk.open(id="C-2")
    desk.act("send", "clerk", amount=50, day="2025-11-28")
    desk.act("check", "reviewer")
    (reason,) = desk.reasons("label", "clerk", number=" 17/a ")
    assert reason.code == "not_unique"
    assert "C-1" in reason.message
    desk.now = TUESDAY + timedelta(days=60)
    assert desk.codes("label", "clerk", number="17/A") == []


def test_a_case_may_give_its_own_number_again() -> None:
    desk = Desk().checked()
    desk.act("label", "clerk", number="17/A")
    assert desk.codes("label", "clerk", number="17/A") == []


def test_nobody_takes_what_happens_by_itself() -> None:
    assert Desk().checked().codes("fail", "boss") == ["automatic"]


def test_acting_for_somebody_takes_a_delegation() -> None:
    desk = Desk().sent()
    assert desk.codes("check", "guest", on_behalf_of="reviewer") == ["mandate"]


def test_what_other_cases_have_against_it_is_a_reason_too() -> None:
    desk = Desk().sent()
    desk.world.against.append(Reason("active_elsewhere", "It runs elsewhere."))
    assert desk.codes("check", "reviewer") == ["active_elsewhere"]


def test_what_an_effect_cannot_do_refuses_the_action(monkeypatch: pytest.MonkeyPatch) -> None:
    found = definition()
    check = replace(found.actions["check"], does=("appoint",))
    desk = Desk(RunningVersion(Version(replace(found, actions={**found.actions, "check": check}), 1))).sent()
    no = Outcome(reasons=[Reason("seat_taken", "The seat is taken.")])
    monkeypatch.setattr(World, "outcome", lambda *given: no)
    assert desk.codes("check", "reviewer") == ["seat_taken"]


def test_every_reason_comes_at_once() -> None:
    desk = Desk().sent(holder="R", amount=50)
    desk.act("back", "head", reason="again", to="draft")
    desk.world.against.append(Reason("active_elsewhere", "It runs elsewhere."))
    found = desk.codes("send", "reviewer", amount=-3, day="2025-11-01")
    assert found == ["role", "active_elsewhere", "rule", "rule"]


def test_rules_speak_even_while_the_state_is_not_picked_yet() -> None:
    source = PERMIT.replace(
        "    by: [head, boss]\n", "    by: [head, boss]\n    only_if: [{rule: case.amount > 900}]\n"
    )
    desk = Desk(RunningVersion(Version(definition(source), 1))).checked()
    assert desk.codes("back", "head", reason="incomplete") == ["to", "rule"]


def test_an_unknown_action_is_wrong_input_and_names_what_there_is() -> None:
    desk = Desk().sent()
    with pytest.raises(InputError, match="check"):
        desk.answer("chekc", "reviewer")


def test_a_document_by_another_name_is_wrong_input_and_names_those_that_there_are() -> None:
    desk = Desk()
    desk.open()
    with pytest.raises(InputError) as wrong:
        desk.answer("send", "clerk", documents={"brief": "letter.pdf"})
    assert wrong.value.hint == "There are: plan, photo."
    with pytest.raises(InputError) as near:
        desk.answer("send", "clerk", documents={"plans": "letter.pdf"})
    assert near.value.hint == "Did you mean: plan?"


def test_an_unknown_user_is_wrong_input() -> None:
    desk = Desk().sent()
    with pytest.raises(InputError, match="nobody"):
        desk.answer("check", "nobody")


def test_a_vote_without_a_sign_off_is_wrong_input() -> None:
    desk = Desk().sent()
    with pytest.raises(InputError, match="takes no votes"):
        desk.answer("check", "reviewer", vote="refuse")


def test_a_field_that_the_action_does_not_ask_for_is_wrong_input() -> None:
    desk = Desk().sent()
    with pytest.raises(InputError, match="does not ask for"):
        desk.answer("check", "reviewer", amount=3)


def test_what_is_asked_for_anew_is_a_question_and_not_judged_by_its_old_value() -> None:
    """A deadline that was given once and has passed must not say no to giving a new one."""
    desk = Desk()
    desk.open(day="2025-11-20", amount=5)
    assert desk.codes("send", "clerk", documents={"plan": "a mark"}) == ["missing", "missing"]


def test_after_a_return_the_old_values_stand_until_others_are_given() -> None:
    desk = Desk().sent()
    desk.act("back", "head", reason="look again", to="draft")
    assert desk.case.returned
    assert desk.act("send", "clerk").fields["amount"] == 50


def test_after_a_return_old_values_are_judged_again() -> None:
    desk = Desk().sent(day="2025-11-26")
    desk.act("back", "head", reason="look again", to="draft")
    desk.now += timedelta(days=3)
    assert desk.codes("send", "clerk") == ["rule"]


def test_the_same_question_has_the_same_answer() -> None:
    desk = Desk().sent()
    act = Act("C-1", "check", actor="reviewer")
    first, second = (decide(desk.version, desk.case, act, desk.world, desk.now) for _ in range(2))
    assert first == second


def test_a_refusal_changes_nothing() -> None:
    desk = Desk().sent()
    before = desk.case
    assert isinstance(desk.answer("check", "clerk"), Refusal)
    assert desk.case is before


def test_an_act_without_sign_off_is_one_event() -> None:
    desk = Desk().sent()
    before = len(desk.events)
    desk.act("check", "reviewer")
    assert len(desk.events) - before == 1


def test_who_may_not_start_may_not_open() -> None:
    answer = Desk().opening("reviewer")
    assert isinstance(answer, Refusal)
    assert [one.code for one in answer.reasons] == ["role"]


def test_a_stand_in_may_open_and_is_recorded_as_such() -> None:
    world = World(stand_ins=[("clerk", "guest", None)])
    desk = Desk(world=world)
    desk.open("guest")
    assert (desk.events[0].actor, desk.events[0].on_behalf_of) == ("guest", "clerk")


def test_a_rule_that_says_no_tells_its_values_and_who_could_give_others() -> None:
    desk = Desk()
    desk.open()
    (reason,) = desk.reasons("send", "clerk", amount=2000, day="2025-11-28", documents={"plan": "on file"})
    assert {one.name: one.value for one in reason.values} == {"case.amount": 2000, "params.most": 1000}
    assert [str(one) for one in reason.values] == ["Amount: 2000", "most: 1000"]
    assert [who["en"] for who in reason.who_can_mend if isinstance(who, dict)] == ["Clerk"]
    assert reason.as_dict()["values"] == {"case.amount": 2000, "params.most": 1000}


def test_a_rule_over_what_another_action_fills_in_names_who_takes_that_action() -> None:
    desk = Desk().checked(kind="small")
    (reason,) = desk.reasons("weigh", "clerk")
    assert [who["en"] for who in reason.who_can_mend if isinstance(who, dict)] == ["Clerk"]
    assert [str(one) for one in reason.values] == ["Kind: Small"]
