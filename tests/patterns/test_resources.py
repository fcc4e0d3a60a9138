"""The workflow resource patterns, each by its number: every one that must or should be there is shown working.

Numbers and names after Russell, ter Hofstede, Edmond and van der Aalst, Workflow Resource Patterns (2004). The page
`docs/patterns.md` says how each is written, and which are left out and why; the last tests hold it to that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.patterns.bureau import ACTIONS, BACK, ROLES, USERS, Bureau, bureau, written
from tests.workspace.office import HOLDINGS, POSITIONS, UNITS, person
from workflow import Act, Case, InputError, Refused

PEOPLE = (person("P-LOW", "III/a"), person("P-HIGH", "IV/a", date(1980, 1, 1)), person("P-TRANSFER", "III/c"),
          person("P-PROMOTE", "III/b"), person("P-HEAD", "IV/b", date(1975, 1, 1)))  # fmt: skip
CITY = (*UNITS, *POSITIONS, *PEOPLE, *HOLDINGS)
TURNS = {**ACTIONS, "check": "from: sent, to: checked, by: checker, distribute: round_robin"}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Bureau]]:
    """What a test opens and this closes."""
    opened: list[Bureau] = []
    yield opened
    for one in opened:
        one.ws.close()


@pytest.fixture
def office(tmp_path: Path, made: list[Bureau]) -> Bureau:
    """The usual way: a clerk sends, one of two checkers checks, a head signs."""
    return keep(made, bureau(tmp_path))


def keep(made: list[Bureau], one: Bureau) -> Bureau:
    made.append(one)
    return one


def refusal(told: pytest.ExceptionInfo[Refused]) -> str:
    return told.value.reasons[0].code


# ── who may, and to whom it goes (1–11) ─────────────────────────────────────────────────────────────────────────────


def test_01_direct_allocation_names_a_person_in_the_definition(tmp_path: Path, made: list[Bureau]) -> None:
    source = written(
        {**ROLES, "maria": "who: '\"user:guest\"'"},
        {**ACTIONS, "check": "from: sent, to: checked, by: maria"},
    )
    one = keep(made, bureau(tmp_path, source))
    found = one.ws.definitions.check(tmp_path / "letter.yaml")
    assert [(told.code, told.severity) for told in found] == [("W305", "warning")], "it is discouraged"
    case = one.sent()
    assert (one.waits("guest"), one.waits("carl")) == ([case], [])
    assert one.codes(case, "check", "carl") == ["role"]
    assert one.ws.act(case, "check", actor="guest").state == "checked"


def test_02_role_based_allocation_gives_work_to_whoever_holds_the_role(office: Bureau) -> None:
    case = office.sent()
    assert {user: office.waits(user) for user in ("carl", "cleo", "hans", "guest")} == {
        "carl": [case], "cleo": [case], "hans": [], "guest": [],
    }  # fmt: skip
    office.ws.access.grant("guest", "checker", None, actor="admin")
    assert office.waits("guest") == [case]


def test_03_deferred_allocation_asks_the_case_who_it_is(tmp_path: Path, made: list[Bureau]) -> None:
    source = written(
        {**ROLES, "adviser": "who: case.adviser"},
        {
            **ACTIONS,
            "send": "from: draft, to: sent, by: clerk, asks: adviser",
            "check": "from: sent, to: checked, by: adviser",
            "change": "from: sent, to: sent, by: head, side: true, asks: adviser",
        },
        fields={"adviser": "type: person"},
    )
    one = keep(made, bureau(tmp_path, source, people={"carl": "P-1", "cleo": "P-2"}))
    case = one.sent(adviser="P-1")
    assert (one.waits("carl"), one.waits("cleo")) == ([case], [])
    one.ws.act(case, "change", actor="hans", fields={"adviser": "P-2"})
    assert (one.waits("carl"), one.waits("cleo")) == ([], [case])
    assert one.may(case, "cleo", "check")
    assert not one.may(case, "carl", "check")
    assert one.ws.act(case, "check", actor="cleo").state == "checked"
    assert one.ws.verify().ok


def test_03_a_signature_can_be_that_of_the_person_whom_the_case_names(
    tmp_path: Path, made: list[Bureau]
) -> None:
    source = written(
        {**ROLES, "adviser": "who: case.adviser"},
        {
            **ACTIONS,
            "send": "from: draft, to: sent, by: clerk, asks: adviser",
            "check": "from: sent, to: checked, signoff: {in_order: [{initial: adviser}, checker]}",
        },
        fields={"adviser": "type: person"},
    )
    one = keep(made, bureau(tmp_path, source, people={"guest": "P-9"}))
    case = one.sent(adviser="P-9")
    assert (one.waits("guest"), one.waits("carl")) == ([case], [])
    assert one.codes(case, "check", "carl") == ["turn"]
    one.ws.act(case, "check", actor="guest")
    assert one.last(case).kind == "initial"
    assert one.ws.act(case, "check", actor="carl").state == "checked"


def test_04_authorization_is_a_right_for_each_action(office: Bureau) -> None:
    case = office.sent()
    office.ws.claim(case, actor="carl")
    assert office.may(case, "carl", "check")
    assert not office.may(case, "hans", "check"), "a superior has no right by that alone"
    with pytest.raises(Refused) as told:
        office.ws.act(case, "check", actor="hans")
    assert refusal(told) == "role"


def test_05_separation_of_duties_holds_for_people_over_the_whole_case(
    tmp_path: Path, made: list[Bureau]
) -> None:
    source = written(ROLES, ACTIONS, more="duties:\n  - different: [send, check, sign]\n")
    users = {**USERS, "cora": ["clerk", "checker"], "cora2": ["checker"]}
    one = keep(made, bureau(tmp_path, source, users, people={"cora": "P-1", "cora2": "P-1"}))
    case = one.sent()
    assert one.waits("cora") == one.waits("cora2") == [], "the second account is the same person"
    assert one.codes(case, "check", "cora2") == ["duty"]
    assert one.ws.act(case, "check", actor="carl").state == "checked"


def test_06_case_handling_leaves_a_case_to_whoever_began_it(tmp_path: Path, made: list[Bureau]) -> None:
    actions = {**ACTIONS, "sign": "from: checked, to: done, by: checker"}
    one = keep(made, bureau(tmp_path, written(ROLES, actions, more="duties:\n  - same: [check, sign]\n")))
    case = one.sent()
    one.ws.act(case, "check", actor="cleo")
    assert (one.waits("cleo"), one.waits("carl")) == ([case], [])
    assert one.codes(case, "sign", "carl") == ["duty"]
    assert one.ws.act(case, "sign", actor="cleo").state == "done"


def test_07_retain_familiar_offers_a_returned_case_first_to_who_did_it(
    tmp_path: Path, made: list[Bureau]
) -> None:
    source = written({**ROLES}, {**ACTIONS, **BACK})
    one = keep(made, bureau(tmp_path, source, city="claims:\n  expire: 2 wd\n  returned_to_same: true\n"))
    case = one.sent()
    one.ws.act(case, "check", actor="cleo")
    one.ws.act(case, "back", actor="hans", to="sent", reason="page 2 is missing")
    assert one.has(case) == ["cleo"]
    assert (one.waits("cleo"), one.waits("carl")) == ([case], [])
    one.clock.set("2025-11-28T08:00")
    assert one.waits("carl") == [case], "two working days later it is anybody's"


CAPABLE = {
    **ACTIONS,
    "send": "from: draft, to: sent, by: clerk",
    "check": 'from: sent, to: checked, by: checker, only_if: \'rank_in(actor.person, "III/c", "IV/e")\'',
}


def test_08_capability_is_a_rule_about_the_actors_own_file(tmp_path: Path, made: list[Bureau]) -> None:
    people = {"carl": "P-LOW", "cleo": "P-HIGH"}
    source = written(ROLES, CAPABLE, subject="position")
    one = keep(made, bureau(tmp_path, source, people=people, records=CITY))
    case = one.sent("NURSE-1")
    assert (one.may(case, "carl", "check"), one.may(case, "cleo", "check")) == (False, True)
    assert one.codes(case, "check", "carl") == ["rule"]
    assert one.ws.act(case, "check", actor="cleo").state == "checked"


def test_10_organisational_allocation_finds_the_superior_of_the_nominee(
    tmp_path: Path, made: list[Bureau]
) -> None:
    source = written(
        {
            **ROLES,
            "superior": "who: 'superior_of(nominee, \"head\")'",
            "there": "who: 'head_of(position.unit, \"head\")'",
        },
        {
            "send": "from: draft, to: sent, by: clerk, asks: nominee",
            "check": "from: sent, to: checked, by: superior",
            "sign": "from: checked, to: done, by: there",
        },
        fields={"nominee": "type: person"},
        subject="position",
    )
    users = {**USERS, "hans": [("head", "HEALTH")], "wati": [("head", "CLINIC")]}
    one = keep(
        made, bureau(tmp_path, source, users, people={"wati": "P-TRANSFER", "hans": "P-HEAD"}, records=CITY)
    )
    of_a_nurse, of_the_chief = (
        one.sent("NURSE-2", nominee="P-PROMOTE"),
        one.sent("NURSE-2", nominee="P-TRANSFER"),
    )
    assert one.waits("wati") == [of_a_nurse]
    assert one.waits("hans") == [of_the_chief], "nobody is their own superior"
    one.ws.act(of_a_nurse, "check", actor="wati")
    assert one.waits("wati") == [of_a_nurse]
    one.ws.access.revoke("wati", "head", "CLINIC", actor="admin")
    assert one.last(of_a_nurse).action == "reoffer", "it is recorded that others are named now"
    assert one.waits("hans") == [of_a_nurse, of_the_chief]
    assert one.ws.act(of_a_nurse, "sign", actor="hans").state == "done"
    assert one.ws.verify().ok


def test_11_automatic_execution_needs_nobody(tmp_path: Path, made: list[Bureau]) -> None:
    actions = {**ACTIONS, "lapse": "from: sent, to: done, automatic: true, sets: {ended: today}"}
    source = written(
        ROLES,
        actions,
        fields={"ended": "type: date"},
        states={"sent": "within: 3 wd, overdue: [{act: lapse}]"},
    )
    one = keep(made, bureau(tmp_path, source))
    case = one.sent()
    one.clock.set("2025-12-01T08:00")
    assert [event.action for event in one.ws.tick()][-1:] == ["lapse"]
    found = one.ws.case(case)
    assert (found.state, found.fields["ended"]) == ("done", "2025-12-01")


# ── offered, allocated, by turns (12–19) ────────────────────────────────────────────────────────────────────────────


NAMED = written(
    {**ROLES, "chosen": "who: case.chosen"},
    {
        **ACTIONS,
        "send": "from: draft, to: sent, by: clerk, may_ask: chosen",
        "check": "from: sent, to: checked, by: [chosen, head]",
    },
    fields={"chosen": "type: person"},
)


def test_12_an_offer_to_a_single_person_may_be_taken_up_and_let_go(
    tmp_path: Path, made: list[Bureau]
) -> None:
    one = keep(made, bureau(tmp_path, NAMED, people={"guest": "P-9"}))
    case = one.sent(chosen="P-9")
    assert (one.waits("guest"), one.has(case)) == ([case], []), "offered, and not yet taken up"
    one.ws.claim(case, actor="guest")
    assert one.waits("hans") == []
    one.ws.release(case, actor="guest")
    assert (one.waits("guest"), one.waits("hans")) == ([case], [case])


def test_13_an_offer_to_several_is_a_queue_from_which_one_takes_it(office: Bureau) -> None:
    case = office.sent()
    assert (office.waits("carl"), office.waits("cleo")) == ([case], [case])
    office.ws.claim(case, actor="cleo")
    assert office.waits("carl") == []
    assert office.codes(case, "check", "carl") == ["claimed"]


def test_14_allocation_to_a_single_person_makes_the_task_theirs_at_once(
    tmp_path: Path, made: list[Bureau]
) -> None:
    source = NAMED.replace("by: [chosen, head]", "by: chosen, distribute: round_robin")
    one = keep(made, bureau(tmp_path, source, people={"guest": "P-9"}))
    case = one.sent(chosen="P-9")
    assert one.has(case) == ["guest"], "it was never offered to anybody"
    assert one.last(case).action == "claim"
    assert one.ws.act(case, "check", actor="guest").state == "checked"


def test_16_round_robin_gives_each_the_next(tmp_path: Path, made: list[Bureau]) -> None:
    one = keep(made, bureau(tmp_path, written(ROLES, TURNS)))
    cases = [one.sent() for _ in range(4)]
    assert [one.has(case) for case in cases] == [["carl"], ["cleo"], ["carl"], ["cleo"]]
    assert one.last(cases[0]).followed[0]["distributed"] == {"check": "round_robin"}
    assert one.waits("carl") == [cases[0], cases[2]]
    assert one.ws.verify().ok


def test_16_what_is_given_out_is_over_like_a_claim_so_that_nothing_is_stuck(
    tmp_path: Path, made: list[Bureau]
) -> None:
    one = keep(made, bureau(tmp_path, written(ROLES, TURNS)))
    case = one.sent()
    assert one.waits("cleo") == []
    one.clock.set("2025-11-28T08:00")
    assert one.waits("cleo") == [case]
    assert [event.action for event in one.ws.tick()] == ["claim_over"]
    assert one.ws.act(case, "check", actor="cleo").state == "checked"


def test_16_who_is_absent_or_not_capable_is_passed_over(tmp_path: Path, made: list[Bureau]) -> None:
    source = written(
        ROLES, {**CAPABLE, "check": f"{CAPABLE['check']}, distribute: round_robin"}, subject="position"
    )
    users = {**USERS, "caro": ["checker"]}
    people = {"carl": "P-LOW", "cleo": "P-HIGH", "caro": "P-HEAD"}
    one = keep(made, bureau(tmp_path, source, users, people=people, records=CITY))
    assert [one.has(one.sent("NURSE-1")) for _ in range(3)] == [["caro"], ["cleo"], ["caro"]]
    one.ws.access.add_absence("cleo", since=date(2025, 11, 25), until=None, to=[], reason="ill", actor="cleo")
    assert [one.has(one.sent("NURSE-1")) for _ in range(2)] == [["caro"], ["caro"]]


def test_17_the_shortest_queue_gets_the_next(tmp_path: Path, made: list[Bureau]) -> None:
    source = written(ROLES, {**TURNS, "check": TURNS["check"].replace("round_robin", "least_open")})
    one = keep(made, bureau(tmp_path, source))
    first, second, third = one.sent(), one.sent(), one.sent()
    assert [one.has(case) for case in (first, second, third)] == [["carl"], ["cleo"], ["carl"]]
    for case in (first, third):
        one.ws.act(case, "check", actor="carl")
    assert [one.has(one.sent()) for _ in range(2)] == [["carl"], ["cleo"]], (
        "carl has nothing left, cleo has one"
    )


def test_19_distribution_on_enablement_is_at_once_and_not_before(office: Bureau) -> None:
    case = office.ws.open_case("letter", "a letter", actor="cora").id
    assert office.waits("carl") == []
    office.ws.act(case, "send", actor="cora")
    assert office.waits("carl") == [case]


# ── what people do with it (21–26) ──────────────────────────────────────────────────────────────────────────────────


def test_21_somebody_takes_work_up_by_themselves(office: Bureau) -> None:
    case = office.sent()
    office.ws.claim(case, actor="carl")
    (claim,) = office.ws.case(case).claims
    assert (claim.action, claim.actor, claim.until) == ("check", "carl", "2025-11-27")


def test_22_somebody_begins_what_was_allocated_to_them_when_they_like(office: Bureau) -> None:
    first, second = office.sent(), office.sent()
    for case in (first, second):
        office.ws.claim(case, actor="carl")
    assert office.waits("carl", claimed="mine") == [first, second]
    assert office.ws.act(second, "check", actor="carl").state == "checked"
    assert office.has(first) == ["carl"]


def test_23_what_is_only_offered_may_be_done_in_one_step(office: Bureau) -> None:
    case = office.sent()
    assert office.has(case) == []
    assert office.ws.act(case, "check", actor="cleo").state == "checked"


def test_24_the_system_orders_the_queue_by_what_is_due(tmp_path: Path, made: list[Bureau]) -> None:
    source = written(
        ROLES,
        {**ACTIONS, "send": "from: draft, to: sent, by: clerk, asks: wanted"},
        fields={"wanted": "type: date"},
        states={"sent": "within: {until: case.wanted}"},
    )
    one = keep(made, bureau(tmp_path, source))
    late, soon, between = (one.sent(wanted=day) for day in ("2025-12-20", "2025-11-26", "2025-12-01"))
    assert one.waits("carl") == [soon, between, late]


def test_25_somebody_keeps_filters_of_their_own(office: Bureau) -> None:
    market, school = office.sent("the market"), office.sent("the school")
    office.ws.desk.save_filter("markets", {"search": "market"}, actor="carl")
    office.ws.claim(school, actor="carl")
    office.ws.desk.save_filter("mine", {"claimed": "mine"}, actor="carl")
    again = office.again()
    kept = again.desk.filters(actor="carl")
    assert sorted(kept) == ["markets", "mine"]
    assert [again.inbox("carl", **kept[name]).items[0].case for name in ("markets", "mine")] == [
        market,
        school,
    ]
    assert again.desk.filters(actor="cleo") == {}, "they are nobody else's"
    again.desk.drop_filter("mine", actor="carl")
    with pytest.raises(InputError, match="no filter"):
        again.desk.filter("mine", actor="carl")
    with pytest.raises(InputError, match="deadline filter"):
        again.desk.save_filter("wrong", {"due": "soon"}, actor="carl")


def test_26_somebody_chooses_freely_what_to_do_next(office: Bureau) -> None:
    cases = [office.sent() for _ in range(3)]
    assert office.waits("carl") == cases
    assert office.ws.act(cases[2], "check", actor="carl").state == "checked"
    assert office.waits("carl") == cases[:2]


# ── diverted (27–35) ────────────────────────────────────────────────────────────────────────────────────────────────


def test_27_delegation_lends_work_and_gives_it_back(office: Bureau) -> None:
    case = office.sent()
    office.ws.act(case, "check", actor="carl")
    lent = office.ws.delegate("hans", to="guest", reason="travels", actor="hans")
    assert (office.waits("hans"), office.waits("guest")) == ([case], [case])
    office.ws.access.revoke_delegation(lent.id, actor="hans")
    assert office.waits("guest") == []
    assert office.codes(case, "sign", "guest") == ["role"]
    office.ws.delegate("hans", to="guest", reason="travels again", actor="hans")
    office.ws.act(case, "sign", actor="guest")
    assert (office.last(case).actor, office.last(case).on_behalf_of) == ("guest", "hans")


def test_27_what_a_case_gives_to_a_person_is_lent_with_everything_of_theirs(
    tmp_path: Path, made: list[Bureau]
) -> None:
    one = keep(made, bureau(tmp_path, NAMED.replace("[chosen, head]", "chosen"), people={"carl": "P-1"}))
    case = one.sent(chosen="P-1")
    one.ws.delegate("carl", to="guest", role="checker", reason="that role alone", actor="carl")
    assert one.waits("guest") == []
    one.ws.delegate("carl", to="guest", reason="on leave", actor="carl")
    assert one.waits("guest") == [case]
    one.ws.act(case, "check", actor="guest")
    assert (one.last(case).on_behalf_of, one.last(case).people) == ("carl", ("user:guest", "P-1"))


def test_28_escalation_lets_another_role_act_once_it_is_late(tmp_path: Path, made: list[Bureau]) -> None:
    source = written(ROLES, ACTIONS, states={"sent": "within: 2 wd, overdue: [{escalate: head}]"})
    one = keep(made, bureau(tmp_path, source))
    case = one.sent()
    one.ws.claim(case, actor="carl")
    assert one.waits("hans") == []
    one.clock.set("2025-11-28T08:00")
    one.ws.tick()
    assert one.waits("hans") == [case]
    assert any("escalate" in said for event in one.ws.history(case) for said in event.followed), (
        "it is logged"
    )
    assert one.ws.act(case, "check", actor="hans").state == "checked"


def test_28_escalation_can_go_to_a_person_whom_the_case_names(tmp_path: Path, made: list[Bureau]) -> None:
    source = NAMED.replace("by: [chosen, head]", "by: checker").replace(
        "sent: {phase: open, label: {id: Sent, en: Sent}",
        "sent: {phase: open, label: {id: Sent, en: Sent}, within: 2 wd, overdue: [{escalate: chosen}]",
    )
    one = keep(made, bureau(tmp_path, source, people={"guest": "P-9"}))
    case = one.sent(chosen="P-9")
    assert one.waits("guest") == []
    one.clock.set("2025-11-28T08:00")
    one.ws.tick()
    assert one.waits("guest") == [case]
    assert [told.what for told in one.ws.notices("guest")] == ["escalated"]
    assert one.ws.act(case, "check", actor="guest").state == "checked"


def test_29_deallocation_offers_it_to_all_again(office: Bureau) -> None:
    case = office.sent()
    office.ws.claim(case, actor="carl")
    office.ws.release(case, actor="carl")
    assert (office.has(case), office.waits("cleo")) == ([], [case])


def drafted(office: Bureau) -> str:
    """A letter that carl has taken up and begun to write about."""
    case = office.sent()
    office.ws.claim(case, actor="carl")
    office.ws.desk.keep_draft(case, "check", {"reason": "page 1 is fine", "fields": {}}, actor="carl")
    return case


def test_30_stateful_reallocation_hands_on_what_was_typed(office: Bureau) -> None:
    case = drafted(office)
    office.ws.reassign(case, to="cleo", reason="carl is ill", actor="admin")
    assert office.has(case) == ["cleo"]
    assert office.ws.desk.draft(case, "check", actor="cleo") == {"reason": "page 1 is fine", "fields": {}}
    assert office.ws.desk.draft(case, "check", actor="carl") is None
    assert office.last(case).reason == "carl is ill"


def test_31_stateless_reallocation_begins_afresh(office: Bureau) -> None:
    case = drafted(office)
    office.ws.reassign(case, to="cleo", reason="begin anew", actor="admin", fresh=True)
    assert office.has(case) == ["cleo"]
    assert office.ws.desk.draft(case, "check", actor="cleo") is None
    assert office.ws.desk.draft(case, "check", actor="carl") is None
    assert office.last(case).followed[0]["fresh"] is True


def test_30_a_draft_ends_with_the_step_for_which_it_was_made(office: Bureau) -> None:
    case = drafted(office)
    office.ws.act(case, "check", actor="carl")
    assert office.ws.desk.draft(case, "check", actor="carl") is None
    with pytest.raises(InputError, match="cannot be taken"):
        office.ws.desk.keep_draft(case, "check", {"reason": "late"}, actor="carl")


def test_32_suspension_stops_the_clock_and_resumption_lets_it_run_on(
    tmp_path: Path, made: list[Bureau]
) -> None:
    source = written(
        ROLES,
        {
            **ACTIONS,
            "hold": "from: sent, to: checked, by: head, side: true",
            "resume": "from: checked, to: previous, by: head",
        },
        states={"sent": "within: 5 wd", "checked": "clock: stopped"},
    )
    one = keep(made, bureau(tmp_path, source))
    case = one.sent()
    assert one.ws.case(case).due == date(2025, 12, 2)
    one.clock.set("2025-11-26T08:00")
    one.ws.act(case, "hold", actor="hans")
    assert one.ws.case(case).due is None
    one.clock.set("2025-12-10T08:00")
    one.ws.act(case, "resume", actor="hans")
    assert one.ws.case(case).due == date(2025, 12, 16), "the four working days that were left"


SKIPPING = {
    **ACTIONS,
    "skip_check": "from: sent, to: checked, by: head, side: true, reason: required",
}


def test_33_a_step_is_skipped_by_who_may_with_a_reason_and_the_log_says_so(
    tmp_path: Path, made: list[Bureau]
) -> None:
    source = written(ROLES, SKIPPING, more="duties:\n  - different: [send, check, skip_check]\n")
    one = keep(made, bureau(tmp_path, source, {**USERS, "cora": ["clerk", "head"]}))
    case = one.sent()
    assert one.codes(case, "skip_check", "carl", reason="in haste") == ["role"]
    assert one.codes(case, "skip_check", "hans") == ["reason"]
    assert one.codes(case, "skip_check", "cora", reason="in haste") == ["duty"], "no way around a duty"
    one.ws.act(case, "skip_check", actor="hans", reason="checked on paper by the province")
    assert (one.last(case).action, one.last(case).reason) == (
        "skip_check",
        "checked on paper by the province",
    )
    assert "check" not in one.ws.case(case).done, "nobody is said to have checked it"
    assert one.waits("hans") == [case]


def test_34_redo_sends_a_case_back_and_it_is_done_again(tmp_path: Path, made: list[Bureau]) -> None:
    one = keep(made, bureau(tmp_path, written(ROLES, {**ACTIONS, **BACK})))
    case = one.sent()
    one.ws.act(case, "check", actor="carl")
    one.ws.act(case, "back", actor="hans", to="sent", reason="look again")
    assert one.waits("carl") == [case]
    one.ws.act(case, "check", actor="cleo")
    assert [event.action for event in one.ws.history(case)] == ["open", "send", "check", "back", "check"]


# ── many, one after the other, and who sees what (38–43) ────────────────────────────────────────────────────────────


def test_38_piled_execution_does_like_tasks_in_one_go(office: Bureau) -> None:
    cases = [office.sent() for _ in range(3)]
    office.ws.claim(cases[1], actor="cleo")
    assert [one.name for one in office.ws.common_actions([cases[0], cases[2]], actor="carl")] == ["check"]
    results = office.ws.act_many([Act(case, "check") for case in cases], actor="carl")
    assert [one.state if isinstance(one, Case) else type(one).__name__ for one in results] == [
        "checked", "Refused", "checked",
    ]  # fmt: skip
    with pytest.raises(Refused):
        office.ws.act_many([Act(case, "sign") for case in cases], actor="hans", atomic=True)
    assert [office.ws.case(case).state for case in cases] == ["checked", "sent", "checked"]


def test_39_chained_execution_gives_the_next_task_when_one_is_done(office: Bureau) -> None:
    first, second, third = office.sent(), office.sent(), office.sent()
    done = []
    found = office.ws.desk.next_task(actor="carl")
    while found is not None:
        office.ws.act(found.case, "check", actor="carl")
        done.append(found.case)
        found = office.ws.desk.next_task(actor="carl", after=found.case)
    assert done == [first, second, third]
    with_more = office.sent()
    assert office.ws.desk.next_task(actor="carl", after=with_more) is None, "not the same once more"


SEEN = "claims:\n  reassigned_by: []\n  seen_by: [head]\n"


def test_40_who_may_do_unallocated_work_sees_it_and_so_do_those_who_oversee(
    tmp_path: Path, made: list[Bureau]
) -> None:
    one = keep(made, bureau(tmp_path, city=SEEN))
    case = one.sent()
    seen = {user: [task.case for task in one.ws.desk.tasks(actor=user)] for user in (*USERS, "admin")}
    assert seen == {"cora": [], "guest": [], "carl": [case], "cleo": [case], "hans": [case], "admin": [case]}
    assert [task.claim for task in one.ws.desk.tasks(actor="hans")] == [None]


def test_41_allocated_work_is_seen_in_ones_own_queue_and_by_those_who_oversee(
    tmp_path: Path, made: list[Bureau]
) -> None:
    one = keep(made, bureau(tmp_path, city=SEEN))
    case = one.sent()
    one.ws.claim(case, actor="carl")
    (task,) = one.ws.desk.tasks(actor="cleo")
    assert task.claim is not None
    assert task.claim.actor == "carl"
    assert [found.case for found in one.ws.desk.tasks(actor="hans", of="carl")] == [case]
    assert one.ws.desk.tasks(actor="hans", of="cleo") == []
    with pytest.raises(Refused) as told:
        one.ws.desk.tasks(actor="cleo", of="carl")
    assert refusal(told) == "role"


def test_41_a_head_sees_the_work_of_their_own_unit(tmp_path: Path, made: list[Bureau]) -> None:
    users = {**USERS, "hans": [("head", "SCHOOLS")], "wati": [("head", "HEALTH")]}
    source = written({**ROLES, "head": "scope: unit"}, ACTIONS, subject="position")
    one = keep(made, bureau(tmp_path, source, users, records=CITY, city=SEEN))
    case = one.sent("NURSE-1")
    assert [task.case for task in one.ws.desk.tasks(actor="wati")] == [case]
    assert one.ws.desk.tasks(actor="hans") == []


def test_42_somebody_has_several_open_tasks_at_once(office: Bureau) -> None:
    cases = [office.sent() for _ in range(3)]
    for case in cases:
        office.ws.claim(case, actor="carl")
    assert office.waits("carl", claimed="mine") == cases


def test_43_additional_resources_are_asked_and_have_no_vote(tmp_path: Path, made: list[Bureau]) -> None:
    actions = {**ACTIONS, "check": "from: sent, to: checked, signoff: {quorum: {of: checker, at_least: 2}}"}
    one = keep(made, bureau(tmp_path, written(ROLES, actions)))
    case = one.sent()
    one.ws.act(case, "check", actor="carl")
    one.ws.advice.ask(case, to="guest", question="May one letter name two posts?", actor="carl")
    assert [told.message for told in one.ws.notices("guest")] == [
        "Carl asks for your advice: May one letter name two posts?"
    ]
    assert [asked.case for asked in one.ws.advice.waiting(actor="guest")] == [case]
    assert one.waits("guest") == []
    assert one.codes(case, "check", "guest") == ["role"], "who is asked gains no right"
    one.ws.advice.answer(case, "No.", actor="guest")
    assert [(asked.question, asked.answer) for asked in one.ws.advice.of_case(case)] == [
        ("May one letter name two posts?", "No.")
    ]
    assert (one.ws.case(case).asked, one.ws.advice.waiting(actor="guest")) == ((), [])
    assert len(one.ws.case(case).signatures) == 1, "the advice is no signature"
    assert one.ws.act(case, "check", actor="cleo").state == "checked"
    assert one.ws.verify().ok


def test_43_nobody_asks_who_has_nothing_to_do_with_a_case_and_nobody_answers_unasked(office: Bureau) -> None:
    case = office.sent()
    for asking, to, question, code in (
        ("guest", "cleo", "why?", "does_not_wait"),
        ("carl", "carl", "why?", "own_advice"),
        ("carl", "cleo", " ", "reason"),
    ):
        with pytest.raises(Refused) as told:
            office.ws.advice.ask(case, to=to, question=question, actor=asking)
        assert refusal(told) == code
    with pytest.raises(Refused) as told:
        office.ws.advice.answer(case, "because", actor="guest")
    assert refusal(told) == "not_asked"
    office.ws.advice.ask(case, to="guest", question="why?", actor="carl")
    with pytest.raises(Refused) as told:
        office.ws.advice.ask(case, to="guest", question="why?", actor="cleo")
    assert refusal(told) == "asked_already"


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────────────────


PAGE = Path(__file__).parents[2] / "docs" / "patterns.md"
RESOURCES = PAGE.read_text(encoding="utf-8").split("\n## Resources\n", 1)[1]
_NO = {9, 15, 18, 20, 35, 36, 37}
_SHOULD = {1, 6, 7, 8, 11, 12, 16, 17, 23, 25, 31, 33, 34, 38, 39, 43}
VERDICTS = {n: "no" if n in _NO else "should" if n in _SHOULD else "must" for n in range(1, 44)}
TESTS = tuple(name for name in globals() if name.startswith("test_"))


def faults(page: str, tests: Collection[str]) -> list[str]:
    """What the page leaves out or says differently, and the patterns that no test shows."""
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (must|should|no) \| [^|]+ \|", page, flags=re.MULTILINE)
    told = [(int(number), verdict) for number, verdict in rows]
    found = [f"{n} is not {verdict}" for n, verdict in VERDICTS.items() if told.count((n, verdict)) != 1]
    found += [f"{n} stands there and is no pattern" for n, _ in told if n not in VERDICTS]
    shown = {int(name[5:7]) for name in tests if re.match(r"test_\d\d_", name)}
    found += [f"{n} is not shown" for n, verdict in VERDICTS.items() if verdict != "no" and n not in shown]
    return found


def test_the_counts_are_those_of_the_list() -> None:
    assert [list(VERDICTS.values()).count(verdict) for verdict in ("must", "should", "no")] == [20, 16, 7]


def test_every_pattern_stands_on_the_page_and_every_must_and_should_is_shown() -> None:
    assert faults(RESOURCES, TESTS) == []


def test_a_row_or_a_test_that_is_missing_is_told() -> None:
    page = RESOURCES
    assert faults(re.sub(r"^\| 27 \|.*\n", "", page, flags=re.MULTILINE), TESTS) == ["27 is not must"]
    assert faults(
        page.replace("| 9 | History-Based Allocation | no", "| 9 | History-Based Allocation | must"), TESTS
    ) == ["9 is not no"]
    assert faults(page, [name for name in TESTS if not name.startswith("test_16")]) == ["16 is not shown"]
