"""Notices: who is told what of a case, once for each stay in a state, and only while there is something to do about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.world import PERMIT
from tests.workspace.office import SENDING, Office, checked, opened, permit_file, sent
from workflow import InputError
from workflow.engine.case import Case

#: drafts are due on 2 December: two working days before that whoever may send it is told, on the day itself the boss
REMINDING = PERMIT.replace(
    "    within: 5 wd\n",
    "    within: 5 wd\n    remind: [{before: 2 wd}, {before: 1 d, notify: boss}]\n",
    1,
)


def told(office: Office, user: str, **wanted: Any) -> list[str]:
    return [one.what for one in office.ws.notices(user, **wanted)]


def reminding(office: Office) -> Case:
    office.ws.publish(permit_file(office.path.parent, REMINDING), actor="admin")
    return opened(office)


def test_a_reminder_comes_so_long_before_the_deadline(office: Office) -> None:
    reminding(office)
    office.clock.set("2025-11-27T23:00")
    assert office.ws.tick() == []
    office.clock.set("2025-11-28T07:00")
    assert [one.action for one in office.ws.tick()] == ["reminder"]
    assert told(office, "clerk") == ["reminder"]
    assert told(office, "boss") == told(office, "reviewer") == []
    office.clock.set("2025-12-01T07:00")
    office.ws.tick()
    assert told(office, "boss") == ["reminder"]
    assert "2 December 2025" in office.ws.notices("boss")[0].message


def test_a_reminder_comes_once_a_stay(office: Office) -> None:
    case = reminding(office)
    office.clock.set("2025-12-01T07:00")
    assert len(office.ws.tick()) == 2
    assert office.ws.tick() == []
    office.ws.act(case.id, "send", actor="clerk", fields=SENDING)
    office.ws.act(case.id, "back", actor="boss", reason="again", to="draft")
    assert office.ws.case(case.id).due == date(2025, 12, 8)
    office.clock.set("2025-12-04T07:00")
    assert [one.action for one in office.ws.tick()] == ["reminder"]
    assert office.ws.verify().ok


def test_after_the_deadline_nobody_is_reminded_any_more(office: Office) -> None:
    reminding(office)
    office.clock.set("2025-12-03T07:00")
    assert [one.action for one in office.ws.tick()] == ["overdue"]


def test_a_reminder_goes_to_those_who_can_act_when_they_read_it(office: Office) -> None:
    case = reminding(office)
    office.clock.set("2025-11-28T07:00")
    office.ws.tick()
    assert told(office, "clerk2", unread=True) == ["reminder"]
    office.ws.claim(case.id, actor="clerk")
    assert told(office, "clerk2") == []
    assert told(office, "clerk") == ["reminder"]
    office.ws.act(case.id, "send", actor="clerk", fields=SENDING)
    assert told(office, "clerk") == []


def test_who_has_it_alone_is_reminded(office: Office) -> None:
    case = reminding(office)
    office.clock.set("2025-11-27T07:00")
    office.ws.claim(case.id, actor="clerk2")
    office.clock.set("2025-11-28T07:00")
    office.ws.tick()
    assert told(office, "clerk") == []
    assert told(office, "clerk2") == ["reminder"]


def test_an_overdue_step_is_told_to_its_role_and_to_their_stand_in(office: Office) -> None:
    opened(office)
    office.clock.set("2025-12-03T07:00")
    office.ws.tick()
    office.ws.delegate("boss", to="guest", role="boss", actor="boss")
    assert told(office, "boss", unread=True) == told(office, "guest", unread=True) == ["overdue"]
    assert told(office, "clerk") == []


def test_what_the_case_left_behind_is_past(office: Office) -> None:
    case = opened(office)
    office.clock.set("2025-12-05T07:00")
    office.ws.tick()
    assert told(office, "boss", unread=True) == ["escalated", "overdue"]
    office.ws.act(case.id, "send", actor="boss", fields={**SENDING, "day": "2026-01-05"})
    assert told(office, "boss", unread=True) == []
    assert [one.past for one in office.ws.notices("boss")] == [True, True]


def test_a_notice_is_read_by_each_for_themselves(office: Office) -> None:
    opened(office)
    office.ws.access.grant("guest", "boss", None, actor="admin")
    office.clock.set("2025-12-03T07:00")
    office.ws.tick()
    (notice,) = office.ws.notices("boss", unread=True)
    assert office.ws.mark_read("boss", notices=[notice.id]) == 1
    assert office.ws.mark_read("boss") == 0
    assert told(office, "boss", unread=True) == []
    assert told(office, "guest", unread=True) == ["overdue"]
    (read,) = office.again().notices("boss")
    assert read.read == office.clock()
    assert office.ws.verify().ok


def test_nobody_marks_the_notice_of_another(office: Office) -> None:
    opened(office)
    office.clock.set("2025-12-03T07:00")
    office.ws.tick()
    (notice,) = office.ws.notices("boss")
    with pytest.raises(InputError):
        office.ws.mark_read("clerk", notices=[notice.id])


def test_who_loses_what_they_took_up_is_told_and_so_is_who_gets_it(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.ws.reassign(case.id, to="reviewer2", reason="ill for a week", actor="admin")
    (lost,) = office.ws.notices("reviewer", unread=True)
    assert lost.what == "claim_taken"
    assert lost.message == "You have it no longer: Administrator gave it to somebody else (ill for a week)."
    (given,) = office.ws.notices("reviewer2", unread=True)
    assert given.what == "reassigned"
    assert "ill for a week" in given.message


def test_who_lets_a_claim_run_out_is_told_once(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.clock.set("2025-11-28T08:00")
    office.ws.tick()
    office.ws.claim(case.id, actor="reviewer2")
    assert told(office, "reviewer", unread=True) == ["claim_over"]


def test_who_finishes_or_lets_go_what_they_had_is_told_nothing(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.ws.release(case.id, actor="reviewer")
    office.ws.claim(case.id, actor="reviewer")
    office.ws.act(case.id, "check", actor="reviewer")
    assert told(office, "reviewer") == []


def test_a_case_taken_away_by_a_side_action_is_told_to_who_had_it(office: Office) -> None:
    case = sent(office)
    office.ws.claim(case.id, actor="reviewer")
    office.ws.act(case.id, "hold", actor="boss", reason="a question")
    (notice,) = office.ws.notices("reviewer")
    assert (notice.what, notice.message) == (
        "claim_taken",
        "You have it no longer: Boss took “Hold”.",
    )


def test_a_returned_case_is_told_to_who_sent_it(office: Office) -> None:
    case = sent(office, "clerk2")
    office.ws.act(case.id, "back", actor="boss", reason="the amount is wrong", to="draft")
    assert told(office, "clerk") == []
    (notice,) = office.ws.notices("clerk2", unread=True)
    assert notice.message == "Boss sent it back to “Draft”: the amount is wrong"
    office.ws.act(case.id, "send", actor="clerk2", fields=SENDING)
    assert told(office, "clerk2", unread=True) == []


def test_coming_back_from_a_rest_is_no_return(office: Office) -> None:
    case = sent(office)
    office.ws.act(case.id, "hold", actor="boss", reason="a question")
    office.ws.act(case.id, "resume", actor="boss")
    assert told(office, "clerk") == []


def test_a_signature_that_fell_is_told_to_who_gave_it(office: Office) -> None:
    resetting = PERMIT.replace("    asks: [note]\n", "    asks: [note]\n    resets_on: [note]\n", 1)
    office.ws.publish(permit_file(office.path.parent, resetting), actor="admin")
    case = opened(office)
    office.ws.act(case.id, "send", actor="clerk", fields={**SENDING, "kind": "large"})
    office.ws.act(case.id, "check", actor="reviewer")
    office.ws.act(case.id, "sign", actor="head", fields={"note": "yes"})
    assert told(office, "head") == []
    office.ws.act(case.id, "weigh", actor="clerk", fields={"note": "other words"})
    assert office.ws.case(case.id).signatures == ()
    assert [one.message for one in office.ws.notices("head", unread=True)] == [
        "Your signature no longer counts: Clerk took “Weigh”."
    ]
    assert told(office, "clerk") == []


def test_a_signature_that_a_move_asks_anew_is_told_to_who_gave_it(office: Office) -> None:
    case = checked(office)
    office.ws.act(case.id, "sign", actor="head", fields={"note": "yes"})
    without = PERMIT.replace(
        "{in_order: [head, {quorum: {of: board, at_least: 2}}]}", "{in_order: [legal, board]}"
    )
    office.ws.publish(permit_file(office.path.parent, without), actor="admin")
    office.ws.definitions.migrate("permit", actor="admin")
    assert office.ws.case(case.id).signatures == ()
    assert {"fell": ["head"]} in office.ws.history(case.id)[-1].followed
    assert [one.message for one in office.ws.notices("head", unread=True)] == [
        "Your signature no longer counts: Administrator moved the case to another version, where it is asked anew."
    ]
    assert office.ws.verify().ok


def test_a_session_reads_its_own_notices(office: Office) -> None:
    opened(office)
    office.clock.set("2025-12-03T07:00")
    office.ws.tick()
    session = office.ws.as_user("boss")
    assert [one.what for one in session.notices(unread=True)] == ["overdue"]
    assert session.mark_read() == 1
    assert session.notices(unread=True) == []


def test_a_move_to_another_version_is_no_return(office: Office) -> None:
    case = sent(office)
    office.ws.act(case.id, "back", actor="boss", reason="again", to="draft")
    office.ws.act(case.id, "send", actor="clerk", fields=SENDING)
    office.ws.claim(case.id, actor="reviewer")
    office.ws.publish(permit_file(office.path.parent, REMINDING), actor="admin")
    before = told(office, "clerk")
    (moved,) = office.ws.definitions.migrate("permit", actor="admin")
    assert moved.case == case.id
    assert told(office, "clerk") == before
    assert told(office, "reviewer") == ["claim_taken"]
    assert office.ws.case(case.id).claims == ()
    assert office.ws.verify().ok
