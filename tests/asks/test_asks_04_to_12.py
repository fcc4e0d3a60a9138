"""What users of other workflow engines ask for, numbers 4 to 12 of the list: each a test of its number."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.engine.world import PERMIT
from tests.workspace.office import SENDING, Office, checked, opened, permit_file, sent
from workflow import Case, Conflict, Refused

EVERYBODY = (
    "clerk", "clerk2", "reviewer", "reviewer2", "head", "board1", "board2", "board3", "boss", "guest",
)  # fmt: skip


def waits(office: Office, user: str) -> list[str]:
    return [one.case for one in office.ws.inbox(user)]


def told(office: Office, user: str) -> set[tuple[str, str]]:
    return {(one.case, one.what) for one in office.ws.notices(user, unread=True)}


def test_ask_04_a_substitute_during_an_absence(office: Office) -> None:
    """A dated substitute: the record says “B for A”, duties bind both, and what comes later reaches B too."""
    ws = office.ws
    first, last = date(2025, 11, 26), date(2025, 12, 12)
    ws.access.add_absence("boss", since=first, until=last, to=["guest"], reason="travel", actor="boss")
    assert told(office, "guest") == set()
    office.clock.set("2025-11-26T08:00")
    later = opened(office)  # made while the boss is away
    held = sent(office)
    ws.act(held.id, "hold", actor="guest", reason="so")
    last_event = ws.history(held.id)[-1]
    assert (last_event.actor, last_event.on_behalf_of, last_event.principal) == ("guest", "boss", "Boss")
    assert last_event.mandate == "A-0001"
    assert last_event.people == ("user:guest", "user:boss")
    ws.act(held.id, "resume", actor="guest")
    office.clock.set("2025-12-04T08:00")
    ws.tick()
    assert (later.id, "overdue") in told(office, "guest"), (
        "the boss is told that a draft is late, and so is who stands in"
    )
    ws.access.grant("guest", "clerk", None, actor="admin")
    own = sent(office, actor="guest")
    assert office.codes(own.id, "check", "guest") == ["duty"], (
        "who sent it does not check it for the boss either"
    )
    ws.access.grant("boss", "clerk", None, actor="admin")
    office.clock.set("2025-12-05T08:00")
    theirs = ws.open_case("permit", "a shop", actor="boss")
    ws.act(theirs.id, "send", actor="boss", fields=SENDING)
    assert office.codes(theirs.id, "check", "guest") == ["duty"], "nor does anybody for the one who sent it"
    office.clock.set("2025-12-13T08:00")
    assert office.codes(held.id, "check", "guest") == ["role"], "the absence is over"


def test_ask_05_a_committee_approves_by_n_of_m(office: Office) -> None:
    """Two of three members: abstentions and refusals end it as soon as it can no longer pass; a veto ends it alone."""
    passed, missed, vetoed = checked(office), checked(office), checked(office)
    for case in (passed, missed, vetoed):
        office.ws.act(case.id, "sign", actor="head", fields={"note": "yes"})
    for user in ("board1", "board2"):
        office.ws.act(passed.id, "sign", actor=user)
    assert office.ws.case(passed.id).state == "granted"
    office.ws.act(missed.id, "sign", actor="board1", vote="abstain")
    assert office.ws.case(missed.id).state == "checked", "the other two could still pass it"
    office.ws.act(missed.id, "sign", actor="board2", vote="refuse", reason="no")
    assert office.ws.case(missed.id).state == "refused", "one alone cannot"
    office.ws.act(vetoed.id, "sign", actor="boss", vote="refuse", reason="never")
    assert office.ws.case(vetoed.id).state == "refused"


_FIELD = """fields:
  panel:
    {type: group, key: who, label: {id: Panel, en: Panel}, fields: {who: {type: person, label: {id: Siapa, en: Who}}}}
"""
_SEATS = """  seat:
    {label: {id: Tambah, en: Seat}, from: checked, to: checked, by: head, side: true, reason: required,
     rows: {of: panel, adds: true}}
  unseat:
    {label: {id: Kurangi, en: Unseat}, from: checked, to: checked, by: head, side: true, reason: required,
     rows: {of: panel, drops: true}}
  back:
"""
_VOTER = "  voter: {label: {id: Pemilih, en: Voter}, who: 'case.panel.map(one, one.who)'}\n"
_TREE = "{in_order: [head, {quorum: {of: board, at_least: 2}}]}"
PANEL = PERMIT.replace("fields:\n", _FIELD, 1).replace("  board:", f"{_VOTER}  board:", 1)
PANEL = PANEL.replace(_TREE, "{quorum: {of: voter, at_least: majority}}").replace("  back:\n", _SEATS, 1)


def test_ask_06_an_approver_is_added_or_dropped_while_it_runs(office: Office, tmp_path: Path) -> None:
    """Who votes is data of the case: adding or dropping somebody stands on record, and the number is counted anew."""
    office.ws.publish(permit_file(tmp_path, PANEL), actor="admin")
    case = checked(office)

    def change(action: str, user: str) -> None:
        row = {"panel": [{"who": f"user:{user}"}]}
        office.ws.act(case.id, action, actor="head", fields=row, reason="knows the matter")

    for user in ("board1", "board2"):
        change("seat", user)
    office.ws.act(case.id, "sign", actor="board1", fields={"note": "yes"})
    change("seat", "board3")
    assert [one.needed for one in office.ws.signing(case.id)] == [2], "more than half of three"
    assert waits(office, "board3") == [case.id]
    assert office.codes(
        case.id, "seat", "clerk2", reason="so", fields={"panel": [{"who": "user:clerk2"}]}
    ) == ["role"]
    change("unseat", "board2")
    assert waits(office, "board2") == []
    assert office.ws.act(case.id, "sign", actor="board3").state == "granted"
    seats = [one for one in office.ws.history(case.id) if one.action in ("seat", "unseat")]
    assert [(one.actor, one.reason) for one in seats] == [("head", "knows the matter")] * 4


def test_ask_07_a_case_is_sent_back_to_an_earlier_step(office: Office) -> None:
    """The legal targets come from the case's own way; signatures of later steps fall at once and stay in history."""
    ws = office.ws
    early, case = sent(office), checked(office)
    targets = {one.name: one.targets for one in ws.explain(early.id, actor="head")}
    assert targets["back"] == ("draft",), "it has not been further"
    ws.act(case.id, "sign", actor="head", fields={"note": "yes"})
    targets = {one.name: one.targets for one in ws.explain(case.id, actor="head")}
    assert set(targets["back"]) == {"draft", "sent"}
    back = ws.act(case.id, "back", actor="head", to="sent", reason="look again")
    assert (back.state, back.signatures, back.returned) == ("sent", (), True)
    assert [one.vote for one in ws.history(case.id) if one.action == "sign"] == ["sign"]
    ws.act(case.id, "check", actor="reviewer")
    assert office.codes(case.id, "sign", "board1", fields={"note": "yes"}) == ["turn"], (
        "the head signs first again"
    )


def test_ask_08_four_eyes_that_hold(office: Office, tmp_path: Path) -> None:
    """People are compared, not accounts, over the whole case; a pathway that its people cannot complete is told."""
    ws = office.ws
    for user, roles in (("clerk", ["clerk"]), ("reviewer", ["reviewer", "head"])):
        ws.add_user(user, name="Maria", roles=roles, person="P-1", actor="admin")
    case = sent(office)
    assert office.codes(case.id, "check", "reviewer") == ["duty"], "the same person by another account"
    ws.act(case.id, "check", actor="reviewer2")
    assert "duty" in office.codes(case.id, "sign", "reviewer", fields={"note": "yes"}), (
        "two steps later as well"
    )
    assert ws.definitions.staffing("permit").ok
    for user in ("reviewer2", "boss", "clerk2"):
        ws.access.set_active(user, False, actor="admin")
    found = ws.definitions.staffing("permit")
    assert not found.ok, "the only clerk and the only reviewer are one person"


def test_ask_09_button_inbox_mail_counter_and_act_agree(office: Office) -> None:
    """One predicate: what is in the inbox is what explain allows by right, what is counted, and what goes through."""
    ws = office.ws
    cases = [opened(office), sent(office), checked(office)]
    ws.claim(cases[1].id, actor="reviewer")
    theirs = {"role", "turn", "already_signed", "duty", "claimed", "not_asked"}
    for user in EVERYBODY:
        page = ws.inbox(user)
        inbox = {one.case: set(one.actions) for one in page}
        assert page.total == len(inbox)
        for case in cases:
            for answer in ws.explain(case.id, actor=user):
                codes = {one.code for one in answer.reasons}
                if not answer.side:
                    assert (answer.name in inbox.get(case.id, ())) == (not codes & theirs), (
                        user,
                        answer.name,
                    )
                if not answer.allowed:
                    given: dict[str, Any] = {"fields": SENDING} if answer.name == "send" else {}
                    assert office.codes(case.id, answer.name, user, **given), f"{user} did {answer.name}"
            offered = {one.name for one in ws.common_actions([case.id], actor=user)}
            assert offered == {one.name for one in ws.explain(case.id, actor=user) if one.allowed}


def test_ask_10_a_stale_screen_does_not_act_on_what_is_no_longer_ones_own(office: Office) -> None:
    """The revision that a screen saw goes with the act; who has it is looked at inside the commit."""
    ws = office.ws
    case = sent(office)
    seen = ws.claim(case.id, actor="reviewer")
    ws.reassign(case.id, to="reviewer2", reason="away", actor="admin")
    with pytest.raises(Conflict) as stale:
        ws.act(case.id, "check", actor="reviewer", expected=seen.revision)
    assert "Administrator" in stale.value.message
    assert office.codes(case.id, "check", "reviewer") == ["claimed"], "not without a revision either"
    ws.act(case.id, "check", actor="reviewer2")
    assert [(one.actor, one.name) for one in ws.history(case.id)][-1] == ("reviewer2", "Reviewer2")


def test_ask_11_of_two_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    """Check, apply and append are one locked step; the loser is told who changed it and when."""
    case = sent(office)
    results: list[Case | Conflict] = []

    def act(user: str) -> None:
        try:
            results.append(office.ws.act(case.id, "check", actor=user, expected=case.revision))
        except Conflict as conflict:
            results.append(conflict)

    both = [Thread(target=act, args=(user,)) for user in ("reviewer", "reviewer2")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    (done,) = [one for one in results if isinstance(one, Case)]
    (lost,) = [one for one in results if isinstance(one, Conflict)]
    winner = office.ws.history(case.id)[-1]
    assert (done.state, winner.seq) == ("checked", 3)
    assert lost.by == winner.name
    assert "2025-11-25 08:00" in lost.message


def test_ask_12_which_condition_failed_and_who_could(office: Office) -> None:
    """`explain` tells role, turn, duty, rule with its basis, and who can mend it; asking changes nothing."""
    ws = office.ws
    case = checked(office)
    before, events = ws.case(case.id), len(ws.history(case.id))
    answers = {user: {one.name: one for one in ws.explain(case.id, actor=user)} for user in EVERYBODY}
    assert answers["head"]["sign"].allowed
    assert [one.code for one in answers["head"]["sign"].questions] == ["missing"]
    (turn,) = answers["board1"]["sign"].reasons
    assert (turn.code, turn.who_can_mend[0]["en"]) == ("turn", "Head")
    role = answers["guest"]["sign"].reasons[0]
    assert (role.code, bool(role.message), bool(role.who_can_mend)) == ("role", True, True)
    duty = answers["reviewer2"]["recheck"].reasons[0]
    assert (duty.code, duty.rule) == ("duty", "same: [check, recheck]")
    assert (ws.case(case.id), len(ws.history(case.id))) == (before, events)
    with pytest.raises(Refused) as refused:
        ws.act(opened(office).id, "send", actor="clerk", fields={"amount": 5000, "day": "2025-12-24"})
    assert [(one.code, one.basis) for one in refused.value.reasons if one.code == "rule"] == [
        ("rule", "Law 7")
    ]
