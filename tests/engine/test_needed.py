"""What is needed for a case to come to its end: the shortest way, who, what is to be given, and not before which day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.world import PERMIT, TUESDAY, USERS, Desk, World, definition, with_tree
from workflow.definition.ends import success_ends
from workflow.definition.model import AnyOf, InOrder, Quorum, Signer, Version
from workflow.engine.case import Act, Decision, personal
from workflow.engine.decide import decide
from workflow.engine.facts import SYSTEM
from workflow.engine.machine import RunningVersion
from workflow.engine.needed.answer import needed
from workflow.engine.needed.model import Needed
from workflow.errors import InputError

TODAY = TUESDAY.date()
#: lines of the permit that tests change
_CHECK = "    may_ask: [holder]\n  recheck"
_SENT = "sent:     {phase: asking, label: {id: Terkirim, en: Sent}, within: 3 wd}"
_SIGN = '    only_if:\n      - {rule: case.note != "no", else: {id: Bukan itu, en: Not that note}}\n'
_SEND = "    only_if:\n      - {rule: case.amount > 0"


def asked(desk: Desk, *away: str) -> Needed:
    """What is needed for the desk's case, with everybody there but these."""
    there = [user for user in desk.world.users if user not in away]
    return needed(desk.version, desk.case, desk.world, desk.now, there)


def ways(found: Needed) -> list[str]:
    return [step.action for step in found.steps]


def altered(*changes: tuple[str, str]) -> Desk:
    """A desk with the permit, some of its lines changed."""
    source = PERMIT
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    return Desk(RunningVersion(Version(definition(source), 1)))


# ── the way ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_sign_off_a_passed_deadline_and_a_refusal_are_no_success() -> None:
    assert success_ends(definition()) == {"granted"}


def test_the_way_goes_from_where_the_case_is_to_its_end() -> None:
    desk = Desk()
    desk.open()
    found = asked(desk)
    assert ways(found) == ["send", "check", "sign"]
    assert [(step.source, step.target) for step in found.steps] == [
        ("draft", "sent"), ("sent", "checked"), ("checked", "granted"),
    ]  # fmt: skip
    assert found.possible
    assert not found.obstacles


def test_a_held_case_is_resumed_first_and_goes_on_from_there() -> None:
    desk = Desk().checked()
    desk.act("hold", "boss", reason="wait")
    assert ways(asked(desk)) == ["resume", "sign"]


def test_at_its_end_nothing_more_is_needed() -> None:
    desk = Desk().checked()
    desk.act("sign", "head", note="yes")
    desk.act("sign", "board2")
    desk.act("sign", "board3")
    found = asked(desk)
    assert found.reached
    assert found.steps == ()


def test_a_case_that_ended_elsewhere_says_so_and_who_could_open_another() -> None:
    desk = Desk().checked()
    desk.act("sign", "boss", vote="refuse", reason="no")
    found = asked(desk)
    assert not found.possible
    (reason,) = found.obstacles
    assert reason.code == "ended"
    assert "Refused" in reason.message
    assert [who["en"] for who in reason.who_can_mend if isinstance(who, dict)] == ["Clerk"]


def test_what_a_rule_further_on_wants_is_done_on_the_way() -> None:
    wants = "    only_if: [{rule: '\"number\" in case.filled'}]\n"
    desk = altered((_SIGN, wants)).checked()
    assert ways(asked(desk)) == ["label", "sign"]
    desk.act("label", "clerk", number="7")
    assert ways(asked(desk)) == ["sign"]


def test_where_a_rule_bars_the_straight_way_a_way_round_is_told_with_the_reason() -> None:
    said = '{rule: case.kind != "large", else: {id: Terlalu besar, en: Too large}, basis: Law 3}'
    desk = altered((_CHECK, f"    may_ask: [holder]\n    only_if: [{said}]\n  recheck")).sent(kind="large")
    found = asked(desk)
    assert ways(found) == ["back", "send", "check", "sign"]
    assert [step.side for step in found.steps] == [True, False, False, False]
    (reason,) = found.obstacles
    assert reason.message == "Check: Too large"
    assert reason.basis == "Law 3"
    assert reason.rule == 'case.kind != "large"'
    assert [who["en"] for who in reason.who_can_mend if isinstance(who, dict)] == ["Clerk"]


# ── who ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_step_says_whose_it_is_and_who_could_today() -> None:
    desk = Desk().sent()
    check, sign = asked(desk).steps
    (place,) = check.places
    assert [one["en"] for one in place.roles] == ["Reviewer", "Boss"]
    # A sent nothing, so they may check; the clerk who sent may not
    assert {one.user for one in place.people} == {"reviewer", "reviewer2", "boss", "all"}
    head, board = sign.places
    assert (head.kind, head.needed, board.needed) == ("signature", 1, 2)
    assert {one.user for one in head.people} == {"head", "mayor", "all"}  # of this unit, or above it


def test_who_has_done_another_part_of_it_is_not_named() -> None:
    desk = Desk()
    desk.open("all")
    desk.act("send", "all", amount=5, day="2025-11-28")
    (place,) = asked(desk).steps[0].places
    assert "all" not in {one.user for one in place.people}


def test_two_accounts_of_one_person_are_one() -> None:
    desk = Desk().checked()
    _head, board = asked(desk).steps[0].places
    assert [one.name for one in board.people if one.user in ("board1", "twin")] == ["Board1"]


def test_a_stand_in_is_named_with_whom_they_stand_in_for() -> None:
    desk = Desk()
    desk.world.stand_ins.append(("reviewer", "guest", None))
    desk.sent()
    (place,) = asked(desk, "reviewer", "reviewer2", "boss", "all").steps[0].places
    assert [(one.user, one.principal) for one in place.people] == [("guest", "Reviewer")]


def test_an_open_sign_off_says_what_is_still_missing_of_it() -> None:
    desk = Desk().checked()
    desk.act("sign", "head", note="yes")
    (step,) = asked(desk).steps
    (board,) = step.places
    assert board.needed == 2
    assert step.given == ()  # the first who signed filled it in
    desk.act("sign", "board1")
    (board,) = asked(desk).steps[0].places
    assert board.needed == 1
    assert not {"board1", "twin"} & {one.user for one in board.people}


def test_an_initial_is_told_apart_and_a_choice_of_places_too() -> None:
    tree = InOrder((Signer("legal", initial=True), AnyOf((Signer("head"), Quorum("board", 2)))))
    desk = Desk(with_tree(tree)).checked()
    initial, head, board = asked(desk).steps[0].places
    assert (initial.kind, head.kind) == ("initial", "signature")
    assert [one.either for one in (initial, head, board)] == [False, True, True]


def test_a_branch_whose_rule_says_no_is_not_asked() -> None:
    branch = "{in_order: [head, {sign: legal, when: case.amount > 100}]}"
    desk = altered(("{in_order: [head, {quorum: {of: board, at_least: 2}}]}", branch))
    desk.sent(amount=50)
    assert [place.roles[0]["en"] for place in asked(desk).steps[-1].places] == ["Head"]
    other = altered(("{in_order: [head, {quorum: {of: board, at_least: 2}}]}", branch))
    other.sent(amount=500, documents={"plan": "on file"})
    assert [place.roles[0]["en"] for place in asked(other).steps[-1].places] == ["Head", "Legal"]


def test_whom_the_case_itself_names_is_told_as_far_as_it_is_known() -> None:
    desk = altered(
        ("reviewer: {label: {id: Pemeriksa, en: Reviewer}}", "reviewer: {label: {id: P, en: Reviewer}, who: case.holder}"),
        ("by: [reviewer, boss]\n    may_ask", "by: reviewer\n    may_ask"),
        ("  - never: holder\n", ""),
    )  # fmt: skip
    desk.world.users["guest"] = ("G", ((personal("G"), None),))
    desk.open()
    (place,) = asked(desk).steps[1].places
    assert (place.named, place.people) == (True, ())
    desk.act("send", "clerk", amount=5, day="2025-11-28", holder="G")
    (place,) = asked(desk).steps[0].places
    assert [one.user for one in place.people] == ["guest"]
    assert desk.codes("check", "guest") == []


def test_too_few_people_for_all_steps_together_are_told_by_name() -> None:
    world = World(
        users={one: who for one, who in USERS.items() if one not in ("reviewer", "reviewer2", "boss")}
    )
    world.users["clerk"] = ("C", (("clerk", None), ("reviewer", None)))
    world.users["all"] = ("C", (("reviewer", None),))
    desk = Desk(world=world)
    desk.open()
    found = asked(desk)
    assert ways(found) == ["send", "check", "sign"]  # the way is there; the people are not
    (reason,) = found.obstacles
    assert reason.code == "unstaffed"
    assert "different: [send, check, sign]" in reason.message
    assert [who["en"] for who in reason.who_can_mend if isinstance(who, dict)] == ["Administrator"]


# ── what ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_says_what_is_to_be_given_and_what_perhaps() -> None:
    desk = Desk()
    desk.open()
    send, _check, sign = asked(desk).steps
    assert [(one.name, one.kind, one.certain) for one in send.given] == [
        ("amount", "field", True), ("day", "field", True), ("plan", "document", False),
    ]  # fmt: skip
    assert [one.name for one in sign.given] == ["note"]


def test_a_rule_that_cannot_be_told_yet_names_what_it_hangs_on() -> None:
    desk = Desk()
    desk.open()
    send = asked(desk).steps[0]
    assert [(one.basis, [text["en"] for text in one.hangs_on if isinstance(text, dict)]) for one in send.open] == [
        (None, ["Amount"]), ("Law 7", ["Amount"]), ("Law 8", ["Day"]),
    ]  # fmt: skip


def test_a_returned_case_keeps_what_it_has_and_says_which_rule_stands_against_it() -> None:
    desk = Desk().sent(day="2025-11-25")
    desk.act("back", "head", reason="again", to="draft")
    desk.now += timedelta(1)
    step = asked(desk).steps[0]
    assert step.given == ()
    assert [one.message for one in step.against] == ["Send: The day has passed"]
    assert step.earliest == TODAY + timedelta(1)  # another day may be given


# ── when ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def dated(rule: str, day: str = "2025-12-05", back: bool = True) -> Desk:
    """A sent case whose check hangs on a rule; without `back` nobody sends it back to give another day."""
    said = f"    may_ask: [holder]\n    only_if: [{{rule: '{rule}', else: {{id: B, en: Not now}}, basis: Law 1}}]\n  recheck"
    ways_back = (
        []
        if back
        else [("from: [sent, checked]\n    to: {any_of: [draft, sent]}", "from: checked\n    to: sent")]
    )
    return altered((_CHECK, said), *ways_back).sent(day=day)


def test_a_step_is_not_before_the_day_that_its_rule_names_and_says_which_rule() -> None:
    desk = dated("today >= case.day")
    check, sign = asked(desk).steps
    assert check.earliest == check.planned == date(2025, 12, 5)
    assert [one.message for one in check.rests_on] == ["Check: Not now"]
    assert [one.message for one in check.against] == ["Check: Not now"]
    assert sign.earliest == date(2025, 12, 5)
    desk.now = TUESDAY.replace(month=12, day=4)
    assert desk.codes("check", "reviewer") == ["rule"]
    desk.now += timedelta(1)
    assert desk.codes("check", "reviewer") == []


def test_working_days_are_counted_by_the_calendar() -> None:
    check = asked(dated("today >= add_working_days(case.day, 2)", day="2025-12-24")).steps[0]
    assert check.earliest == date(2025, 12, 30)  # Christmas and the joint leave day, then a weekend


def test_a_day_off_is_told_with_the_working_day_behind_it() -> None:
    check = asked(dated("today >= case.day", day="2025-12-06")).steps[0]
    assert (check.earliest, check.working_day) == (date(2025, 12, 6), date(2025, 12, 8))


def test_a_day_that_has_passed_without_a_later_one_leaves_no_way() -> None:
    desk = dated("today < case.day", day="2025-11-25", back=False)
    found = asked(desk)
    assert not found.possible
    (reason,) = found.obstacles
    assert (reason.message, reason.basis) == ("Check: Not now", "Law 1")
    assert [who["en"] for who in reason.who_can_mend if isinstance(who, dict)] == ["Clerk"]


def test_what_was_missed_may_be_entered_as_of_its_day() -> None:
    desk = dated("today == case.day", day="2025-11-27", back=False)
    desk.now += timedelta(7)
    check = asked(desk).steps[0]
    assert check.earliest == date(2025, 11, 27)
    strict = needed(desk.version, desk.case, desk.world, desk.now, desk.world.users, later=False)
    assert not strict.possible


def test_what_a_deadline_does_by_itself_comes_the_day_after() -> None:
    late = f"{_SENT[:-1]}, overdue: [{{after: 1 wd, act: pass}}]}}"
    passing = "  pass: {label: {id: L, en: Pass}, from: sent, to: granted, automatic: true}\n  check:\n"
    desk = altered((_SENT, late), ("  check:\n", passing)).sent()
    (step,) = asked(desk).steps  # shorter than to check and to sign
    assert step.by_itself
    assert (desk.case.due, step.deadline) == (date(2025, 11, 28), date(2025, 12, 1))
    assert step.earliest == step.planned == step.latest == date(2025, 12, 2)
    assert not desk.tick(TUESDAY.replace(month=12, day=1))
    assert [one.target for one in desk.tick(TUESDAY.replace(month=12, day=2))][-1] == "granted"


def test_the_deadlines_add_up_to_a_last_day() -> None:
    desk = Desk()
    desk.open()
    send, check, sign = asked(desk).steps
    assert send.latest == date(2025, 12, 2)  # 5 working days
    assert check.latest == date(2025, 12, 5)  # 3 more
    assert sign.latest == date(2025, 12, 16)  # 10 since the day that is given with the sending


def test_a_late_case_counts_from_today() -> None:
    desk = Desk().sent()
    desk.now = TUESDAY.replace(month=12, day=10)
    assert asked(desk).steps[0].latest == date(2025, 12, 10)


def test_the_expected_wait_is_told_as_such_with_its_parameter() -> None:
    outside = (
        f"{_SENT.split(', within', maxsplit=1)[0]}, waits_for: {{id: BKN, en: BKN}}, within: params.bkn wd}}"
    )
    number = "  most: {value: 1000}\n  bkn: {value: 15, note: a guess, basis: Law 2}"
    desk = altered(("  most: {value: 1000}", number), (_SENT, outside))
    desk.open()
    _send, check, _sign = asked(desk).steps
    waits = check.waits
    assert waits is not None
    assert (waits.expected, waits.parameter, waits.basis, waits.note) == ("15 wd", "bkn", "Law 2", "a guess")
    assert check.earliest == check.planned == TODAY  # nothing forbids it to be sooner
    assert check.expected == date(2025, 12, 16)


def test_a_plan_gives_dates_of_the_day_or_the_next_that_the_rules_allow() -> None:
    in_time = "{rule: 'working_day(case.day) && today <= add_working_days(case.day, -2)'}"
    desk = altered(
        (_SEND, f"    only_if:\n      - {in_time}\n      - {{rule: case.amount > 0"),
        (_CHECK, "    may_ask: [holder]\n    only_if: [{rule: today == case.day}]\n  recheck"),
    )
    desk.open()
    send, check, _sign = asked(desk).steps
    assert send.planned == TODAY
    assert check.planned == date(2025, 11, 27)
    assert check.earliest == TODAY  # whoever sends names the day: until then nothing is certain


def test_what_an_action_works_out_counts_further_on() -> None:
    works_out = "    may_ask: [holder]\n    sets: {day: 'add_working_days(case.day, 3)'}\n  recheck"
    desk = altered((_CHECK, works_out), (_SIGN, "    only_if: [{rule: today > case.day}]\n")).sent()
    check, sign = asked(desk).steps
    assert check.earliest == TODAY
    assert sign.earliest == date(2025, 12, 4)  # the day after three working days from Friday on


# ── soundness ───────────────────────────────────────────────────────────────────────────────────────────────────────────

ATOMS = (
    "today >= case.day",
    "today <= case.day",
    "today < add_days(case.day, 4)",
    "today >= add_working_days(case.day, 2)",
    "working_day(today)",
    "working_day(case.day)",
    "in_window(today, case.day, add_days(case.day, 3))",
    "today >= add_days(case.opened_on, 3)",
    "today > case.entered_on",
    "case.amount > 10",
    'case.kind == "a"',
    '"note" in case.filled',
    '("note" in case.filled) == false',
    '"clerk" in actor.roles',
    "case.returned == false",
    'case.state == "s1"',
)
SETS = (
    "{day: today}",
    "{day: 'add_days(today, 2)'}",
    "{day: 'add_working_days(case.day, 1)'}",
    "{note: '\"x\"'}",
)
VALUES: dict[str, tuple[Any, ...]] = {
    "kind": ("a", "b"),
    "amount": (5, 20),
    "note": ("x",),
    "day": ("2025-11-24", "2025-11-27", "2025-12-01"),
}
HEAD = """\
format: lantik/1
id: small
title: {id: Kecil, en: Small}
phases: {open: {id: Buka, en: Open}, done: {id: Selesai, en: Done}}
roles: {clerk: {label: {id: Petugas, en: Clerk}}, head: {label: {id: Kepala, en: Head}}}
fields:
  kind: {type: choice, label: {id: J, en: K}, options: {a: {id: a, en: a}, b: {id: b, en: b}}}
  amount: {type: number, label: {id: N, en: A}}
  note: {type: text, label: {id: C, en: N}}
  day: {type: date, label: {id: H, en: D}}
initial: s0
states:
  s0: {phase: open, label: {id: a, en: a}}
  s1: {phase: open, label: {id: b, en: b}, within: 2 wd%s}
  s2: {phase: open, label: {id: c, en: c}}
  over: {phase: done, final: true, label: {id: d, en: d}}
actions:
"""


def atoms() -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(ATOMS),
        lambda inside: st.one_of(
            st.builds("({}) && ({})".format, inside, inside),
            st.builds("({}) || ({})".format, inside, inside),
            st.builds("!({})".format, inside),
        ),
        max_leaves=3,
    )


@st.composite
def definitions(draw: st.DrawFn) -> str:
    """A definition of four states: a chain with rules over days, and a few other ways."""
    ways = [("s0", "s1"), ("s1", draw(st.sampled_from(("s2", "over")))), ("s2", "over")]
    other = st.tuples(st.sampled_from(("s0", "s1", "s2")), st.sampled_from(("s0", "s1", "s2", "over")))
    ways += draw(st.lists(other, max_size=2))
    fields = st.lists(st.sampled_from(list(VALUES)), unique=True, max_size=2)
    text = ""
    for number, (source, target) in enumerate(ways):
        asks = draw(fields)
        may = [one for one in draw(fields)[:1] if one not in asks]
        rules = draw(st.lists(atoms(), max_size=2))
        text += f"  a{number}:\n    label: {{id: a, en: a}}\n    from: {source}\n    to: {target}\n"
        text += f"    by: {draw(st.sampled_from(('clerk', 'head')))}\n    asks: [{', '.join(asks)}]\n"
        text += f"    may_ask: [{', '.join(may)}]\n"
        text += f"    sets: {draw(st.sampled_from(SETS))}\n" if draw(st.integers(0, 3)) == 0 else ""
        text += "".join(["    only_if:\n", *(f"      - rule: '{one}'\n" for one in rules)]) if rules else ""
    overdue = ", overdue: [{act: late}]" if draw(st.booleans()) else ""
    if overdue:
        text += "  late: {label: {id: l, en: l}, from: s1, to: over, automatic: true}\n"
    return HEAD % overdue + text


def acts(desk: Desk, name: str) -> Iterator[Act]:
    """Every act of an action with the values that there are."""
    action = desk.version.action(name)
    if action.automatic:
        yield Act(desk.case.id, name, actor=SYSTEM)
        return
    names = (*action.asks, *action.may_ask)
    choices = [VALUES[one] for one in action.asks] + [(None, *VALUES[one]) for one in action.may_ask]
    for user, values in product(("clerk", "head"), product(*choices)):
        fields = {one: value for one, value in zip(names, values, strict=True) if value is not None}
        yield Act(desk.case.id, name, fields=fields, actor=user)


def succeeds(desk: Desk, name: str) -> Decision | None:
    """The first act of an action that succeeds now."""
    for act in acts(desk, name):
        try:
            answer = decide(desk.version, desk.case, act, desk.world, desk.now)
        except InputError:
            continue
        if isinstance(answer, Decision):
            return answer
    return None


def desk_of(text: str) -> Desk:
    users = {"clerk": ("C", (("clerk", None),)), "head": ("H", (("head", None),))}
    desk = Desk(RunningVersion(Version(definition(text), 1)), World(users=dict(users)))
    desk.open(next(iter(desk.version.definition.actions["a0"].by)))
    return desk


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(definitions(), st.data())
def test_no_earliest_day_lies_after_a_day_on_which_the_step_succeeds(text: str, data: st.DataObject) -> None:
    """The way is gone by trying the step day after day, with every value that there is; each earliest day must have come."""
    desk = desk_of(text)
    first = asked(desk)
    for number in range(6):
        found = asked(desk)
        if not found.steps:
            break
        step = found.steps[0]
        if step.by_itself:
            reached = False
            for _ in range(12):
                desk.tick(desk.now)
                if desk.case.final:
                    assert step.earliest <= desk.now.date()
                    reached = True
                    break
                desk.now += timedelta(1)
            assert reached
            break
        answer = None
        for _ in range(data.draw(st.integers(0, 2))):
            desk.now += timedelta(1)
        for _ in range(14):
            answer = succeeds(desk, step.action)
            if answer is not None:
                break
            desk.now += timedelta(1)
        if answer is None:
            break
        assert step.earliest <= desk.now.date()
        if [one.action for one in first.steps[number:]] == ways(found):
            assert first.steps[number].earliest <= desk.now.date()
        desk.keep(answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(definitions(), st.randoms(use_true_random=False))
def test_where_no_way_is_left_nobody_comes_to_the_end(text: str, chance: Any) -> None:
    desk = desk_of(text)
    ends = success_ends(desk.version.definition)
    barred = False
    for _ in range(12):
        found = asked(desk)
        barred = barred or not found.possible
        names = [one.name for one in desk.version.definition.leaving(desk.case.state) if not one.automatic]
        chance.shuffle(names)
        answer = next(filter(None, (succeeds(desk, name) for name in names)), None)
        if answer is None:
            desk.now += timedelta(1)
            desk.tick(desk.now)
        else:
            desk.keep(answer)
        if desk.case.final:
            break
    assert not (barred and desk.case.state in ends)


def test_a_case_is_left_as_it_was() -> None:
    desk = Desk().checked()
    before, events = desk.case, list(desk.events)
    asked(desk)
    assert desk.case == before
    assert desk.events == events


@pytest.mark.parametrize("user", ["board1", "twin"])
def test_who_signed_by_one_account_is_not_asked_by_the_other(user: str) -> None:
    desk = Desk().checked()
    desk.act("sign", "head", note="yes")
    desk.act("sign", user)
    (board,) = asked(desk).steps[0].places
    assert board.needed == 1
    assert {one.user for one in board.people} == {"board2", "board3", "all"}


def test_a_majority_that_nobody_has_counted_says_how_many_it_is_today() -> None:
    desk = Desk(with_tree(Quorum("board", "majority"))).checked()
    (board,) = asked(desk).steps[0].places
    assert board.needed == 3  # of four who hold the role
