"""Moving a running case to another version: what fits, what is carried over, and that the record stays sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from tests.engine.test_replay import moves, walk
from tests.engine.world import PERMIT, TUESDAY, Desk, definition
from workflow.definition.model import Version
from workflow.definition.renaming import Renaming
from workflow.engine.asked import with_needs
from workflow.engine.case import Case, Refusal
from workflow.engine.duty import barred
from workflow.engine.fitting import taken
from workflow.engine.machine import RunningVersion
from workflow.engine.migrate import Move, Return, Stay, migrate, plan_migration, plan_undo
from workflow.engine.replay import replay

RENAMED = (
    PERMIT.replace("  sent:     {", "  filed:    {")
    .replace("to: sent\n", "to: filed\n")
    .replace("from: sent\n", "from: filed\n")
    .replace("[sent, checked]", "[filed, checked]")
    .replace("[draft, sent]", "[draft, filed]")
    .replace("[draft, sent, checked]", "[draft, filed, checked]")
    .replace("  check:\n", "  verify:\n")
    .replace("[send, check, sign]", "[send, verify, sign]")
    .replace("[check, recheck]", "[verify, recheck]")
)
MAP = Renaming({"sent": "filed"}, {"check": "verify"})


def version(source: str, number: int = 2) -> Version:
    return Version(definition(source), number)


class Moving(Desk):
    """A desk whose case may go to another version."""

    def plan(self, new: Version, renaming: Renaming = MAP) -> Move | Stay | Refusal:
        return plan_migration(self.case, self.events, self.version.version, new, renaming)

    def codes_of_move(self, source: str, renaming: Renaming | None = None) -> list[str]:
        answer = self.plan(version(source), renaming or Renaming())
        return [one.code for one in answer.reasons] if isinstance(answer, Refusal) else []

    def move(self, source: str, renaming: Renaming | None = None, number: int = 2) -> Case:
        """Move it; from then on it is acted on under the new version."""
        new = version(source, number)
        plan = self.plan(new, renaming or Renaming())
        assert isinstance(plan, Move), plan
        known = self.__dict__.setdefault("known", {self.version.number: self.version.definition})
        known[number] = new.definition
        self.keep(migrate(plan, self.world.actor("boss"), self.world.calendar, self.now, "new rules"))
        self.version = RunningVersion(new)
        return self.case

    def undo(self) -> Case:
        plan = plan_undo(self.case, self.events, self.of)
        assert isinstance(plan, Return), plan
        self.keep(migrate(plan, self.world.actor("boss"), self.world.calendar, self.now))
        self.version = RunningVersion(Version(self.of("permit", self.case.version), self.case.version))
        return self.case

    def of(self, name: str, number: int) -> Any:
        return self.__dict__.get("known", {self.version.number: self.version.definition})[number]

    def replayed(self) -> Case:
        return replay(self.events, self.of)


def sent() -> Moving:
    desk = Moving()
    desk.sent()
    return desk


def checked() -> Moving:
    desk = Moving()
    desk.checked()
    return desk


def test_a_renamed_state_needs_a_map() -> None:
    desk = sent()
    assert desk.codes_of_move(RENAMED) == ["state_gone"]
    assert desk.codes_of_move(RENAMED, MAP) == []


def test_a_moved_case_goes_on_under_its_new_names() -> None:
    desk = checked()
    case = desk.move(RENAMED, MAP)
    assert (case.state, case.version, case.came_from) == ("checked", 2, ("draft", "filed"))
    assert {**case.done} == {"send": ("C",), "verify": ("R",)}
    assert desk.events[-1].reason == "new rules"
    assert desk.act("back", "boss", to="filed", reason="once more").state == "filed"
    assert desk.replayed() == replace(desk.case, revision=0)


def test_a_duty_holds_across_a_rename() -> None:
    desk = checked()
    desk.world.users["reviewer"] = ("R", (("reviewer", None), ("head", None)))
    desk.move(RENAMED, MAP)
    assert "duty" in desk.codes("sign", "reviewer", note="fine")
    assert barred(desk.version.definition, desk.case, "sign") == ("C", "R")


def test_an_action_that_a_duty_names_may_not_go_without_a_word() -> None:
    desk = checked()
    states_only = Renaming({"sent": "filed"})
    assert desk.codes_of_move(RENAMED, states_only) == ["duty_action", "history"]
    without = (
        PERMIT.replace("  - different: [send, check, sign]\n", "")
        .replace("  - same: [check, recheck]\n", "")
        .replace("  check:\n", "  pass_on:\n")
    )
    assert desk.codes_of_move(without) == ["duty_action", "history"]
    assert desk.codes_of_move(without, Renaming(actions={"check": "-"})) == ["history"]
    assert desk.codes_of_move(without, Renaming(actions={"check": "pass_on"})) == []


def test_a_case_may_not_land_behind_a_step_that_it_never_took() -> None:
    longer = PERMIT.replace(
        "  sent:     {",
        "  weighed:  {phase: asking, label: {id: Ditimbang, en: Weighed}}\n  sent:     {",
    ).replace(
        "  check:\n    label: {id: Periksa, en: Check}\n    from: sent\n",
        "  balance:\n    label: {id: Seimbangkan, en: Balance}\n    from: sent\n    to: weighed\n    by: legal\n"
        "  check:\n    label: {id: Periksa, en: Check}\n    from: weighed\n",
    )
    answer = checked().plan(version(longer), Renaming())
    assert isinstance(answer, Refusal)
    assert "Balance" in answer.reasons[0].message
    assert answer.reasons[0].rule == "balance"
    assert sent().codes_of_move(longer) == []


def test_what_a_return_took_back_no_longer_counts() -> None:
    desk = checked()
    assert {"send", "check"} <= taken(desk.events)
    desk.act("back", "boss", to="draft", reason="again")
    assert taken(desk.events) == {"open"}
    assert desk.codes_of_move(PERMIT, Renaming({"draft": "checked"})) == ["history"]


def test_a_decided_step_is_not_asked_twice() -> None:
    merged = PERMIT.replace(
        "{in_order: [head, {quorum: {of: board, at_least: 2}}]}", "{in_order: [head, legal]}"
    )
    desk = checked()
    desk.act("sign", "head", note="fine")
    case = desk.move(merged)
    assert [(one.role, one.leaf) for one in case.signatures] == [("head", "0.0")]
    assert {one.role for one in case.work} == {"legal"}
    assert desk.act("sign", "legal").state == "granted"
    assert desk.replayed() == replace(desk.case, revision=0)


def test_a_signature_keeps_its_place_or_finds_another() -> None:
    desk = checked()
    desk.act("sign", "head", note="fine")
    desk.act("sign", "board1")
    case = desk.move(
        PERMIT.replace(
            "{in_order: [head, {quorum: {of: board, at_least: 2}}]}",
            "{in_order: [{quorum: {of: board, at_least: 2}}, legal]}",
        )
    )
    assert [(one.person, one.leaf) for one in case.signatures] == [("B1", "0.0")]
    said = desk.events[-1].followed[0]["migration"]["signatures"]
    assert [(one["person"], one.get("counts_in")) for one in said] == [("H", None), ("B1", "0.0")]
    assert case.signatures[0].at == desk.events[-2].at.isoformat()
    assert "B1" in next(one for one in case.work if one.action == "sign").barred


def test_a_move_completes_no_sign_off() -> None:
    desk = checked()
    desk.act("sign", "head", note="fine")
    alone = PERMIT.replace("{in_order: [head, {quorum: {of: board, at_least: 2}}]}", "{any: [head, legal]}")
    assert desk.codes_of_move(alone) == ["signoff_complete"]
    desk.act("sign", "head", vote="withdraw")
    assert desk.codes_of_move(alone) == []


def test_signatures_of_an_action_without_a_sign_off_fall() -> None:
    desk = checked()
    desk.act("sign", "head", note="fine")
    simple = PERMIT.replace(
        "    signoff: {in_order: [head, {quorum: {of: board, at_least: 2}}]}\n    refused: fail\n    veto: boss\n",
        "    by: legal\n",
    )
    case = desk.move(simple)
    assert (case.signing, case.signatures) == (None, ())
    assert desk.act("sign", "legal", note="fine").state == "granted"


@pytest.mark.parametrize(
    ("change", "due"),
    [
        (("within: 3 wd", "within: 5 wd"), date(2025, 12, 2)),
        ((", within: 3 wd", ""), None),
        (("label: {id: Terkirim, en: Sent}", "label: {id: Dikirim, en: Dispatched}"), date(2025, 11, 28)),
    ],
)
def test_the_deadline_is_the_new_versions_own(change: tuple[str, str], due: date | None) -> None:
    desk = sent()
    desk.now += timedelta(days=2)
    assert desk.move(PERMIT.replace(*change)).due == due
    assert desk.case.entered == TUESDAY


def test_a_stopped_clock_keeps_what_was_left() -> None:
    desk = sent()
    desk.act("hold", "boss", reason="waits")
    left = desk.case.left
    assert desk.move(RENAMED, MAP).left == left
    assert desk.act("resume", "boss").due is not None


def test_a_suspended_case_needs_the_state_that_it_goes_back_to() -> None:
    desk = sent()
    desk.act("hold", "boss", reason="waits")
    assert desk.codes_of_move(RENAMED, Renaming({}, {"check": "verify"})) == ["state_gone"]
    desk.move(RENAMED, MAP)
    assert desk.act("resume", "boss").state == "filed"


def test_what_has_ended_stays_and_no_move_ends_a_case() -> None:
    desk = sent()
    assert desk.codes_of_move(PERMIT, Renaming({"sent": "lapsed"})) == ["final_state"]
    desk.act("check", "reviewer")
    desk.act("sign", "boss", vote="refuse", reason="no")
    answer = desk.plan(version(PERMIT), Renaming())
    assert isinstance(answer, Stay)
    assert answer.reason.code == "final"


def test_a_value_of_another_type_does_not_fit() -> None:
    other = PERMIT.replace("  note:    {type: text,", "  note:    {type: yes_no,")
    desk = Moving()
    desk.sent(note="a word")
    assert "field_type" in desk.codes_of_move(other.replace('case.note != "no"', "case.note"))


def test_a_field_that_is_gone_stays_on_record() -> None:
    desk = Moving()
    desk.sent(urgent=True)
    without = PERMIT.replace("  urgent:  {type: yes_no, label: {id: Mendesak, en: Urgent}}\n", "").replace(
        "note, urgent, kind", "note, kind"
    )
    assert desk.move(without).fields["urgent"] is True
    assert desk.act("check", "reviewer").state == "checked"
    desk.act("sign", "head", note="fine")


def test_a_new_duty_that_is_broken_already_does_not_fit() -> None:
    desk = Moving()
    desk.world.users["reviewer"] = ("C", (("reviewer", None),))
    lax = PERMIT.replace("  - different: [send, check, sign]\n", "")
    desk.version = RunningVersion(version(lax, 1))
    desk.checked()
    assert desk.codes_of_move(PERMIT) == ["duty_history"]
    assert desk.codes_of_move(lax.replace("3 wd", "4 wd")) == []


MERGED = PERMIT.replace("from: checked\n    to: granted", "from: sent\n    to: granted")


def test_a_step_that_was_taken_is_not_asked_for_again() -> None:
    desk = checked()
    back = Renaming({"checked": "sent"})
    assert desk.codes_of_move(MERGED, back) == ["twice"]
    assert desk.codes_of_move(PERMIT, back) == ["twice"]
    assert desk.codes_of_move(MERGED, Renaming({"checked": "sent"}, {"check": "-"})) == []
    assert sent().codes_of_move(MERGED) == []


def test_states_that_became_one_are_one_on_the_way() -> None:
    case = checked().move(MERGED, Renaming({"checked": "sent"}, {"check": "-"}))
    assert (case.state, case.came_from, {**case.done}) == ("sent", ("draft",), {"send": ("C",)})


def test_an_undo_gives_everything_back() -> None:
    desk = checked()
    desk.act("sign", "head", note="fine")
    before = desk.case
    desk.move(
        RENAMED.replace(
            "{in_order: [head, {quorum: {of: board, at_least: 2}}]}",
            "{all: [legal, {quorum: {of: board, at_least: 2}}]}",
        ),
        MAP,
    )
    assert desk.case.signatures == ()
    after = desk.undo()
    assert same(after) == same(before)
    assert desk.replayed() == replace(after, revision=0)
    assert isinstance(plan_undo(after, desk.events, desk.of), Stay)


def test_two_moves_are_undone_one_after_the_other() -> None:
    desk = sent()
    first = same(desk.case)
    desk.move(RENAMED, MAP)
    second = same(desk.case)
    desk.move(PERMIT, Renaming({"filed": "sent"}, {"verify": "check"}), 3)
    assert same(desk.undo()) == second
    assert same(desk.undo()) == first
    assert desk.replayed() == replace(desk.case, revision=0)
    assert taken(desk.events) == {"open", "send"}


def test_a_move_that_was_followed_by_something_is_not_undone() -> None:
    desk = sent()
    desk.move(RENAMED, MAP)
    desk.act("verify", "reviewer")
    answer = plan_undo(desk.case, desk.events, desk.of)
    assert isinstance(answer, Refusal)
    assert "Check by Reviewer" in answer.reasons[0].message


def same(case: Case) -> dict[str, Any]:
    """A case but for what every event changes."""
    doc = case.as_doc()
    return {name: value for name, value in doc.items() if name not in ("revision", "seq", "hash", "changed")}


@given(before=moves, after=moves)
@settings(max_examples=60, deadline=None)
def test_a_random_walk_survives_a_rename(before: Sequence[Any], after: Sequence[Any]) -> None:
    walked = walk(list(before))
    desk = Moving()
    desk.__dict__.update(walked.__dict__)
    if desk.case.final:
        assert isinstance(desk.plan(version(RENAMED)), Stay)
        return
    stood = desk.case
    desk.move(RENAMED, MAP)
    assert len(desk.case.signatures) == len(stood.signatures)
    assert {item.role for item in desk.case.work} == {item.role for item in stood.work}
    assert (desk.case.due, desk.case.left, desk.case.steps) == (stood.due, stood.left, stood.steps)
    desk.undo()
    assert same(desk.case) == same(stood)
    desk.move(RENAMED, MAP)
    for action, user, vote, to, days, _ in after:
        if desk.case.final or action == "tick":
            break
        desk.now += timedelta(days=days)
        name = {"check": "verify"}.get(action, action)
        fields = {"send": {"amount": 50, "day": "2026-12-24"}, "sign": {"note": "fine"}}.get(name, {})
        answer = desk.answer(
            name, user, vote=vote if name == "sign" else None, to="filed" if to == "sent" else to, reason="so",
            **({} if vote and name == "sign" else fields),
        )  # fmt: skip
        if not isinstance(answer, Refusal):
            desk.keep(answer)
    assert desk.replayed() == replace(desk.case, revision=0)
    done = desk.case.done
    for one, other in (("send", "verify"), ("send", "sign"), ("verify", "sign")):
        assert not set(done.get(one, ())) & set(done.get(other, ()))


# ── initials, majorities, branches ──────────────────────────────────────────────────────────────────────────────────

TREE = "{in_order: [head, {quorum: {of: board, at_least: 2}}]}"


def test_a_signature_is_no_initial_and_is_asked_for_again() -> None:
    desk = Moving().checked()
    assert isinstance(desk, Moving)
    desk.act("sign", "head", note="fine")
    initial = PERMIT.replace(TREE, "{in_order: [{initial: head}, {quorum: {of: board, at_least: 2}}]}")
    assert desk.move(initial).signatures == ()
    desk.act("sign", "head", note="fine")
    assert [one.kind for one in desk.case.signatures] == ["initial"]
    assert [
        one.kind for one in desk.move(initial.replace("en: Permit}", "en: Licence}"), number=3).signatures
    ] == ["initial"]


def test_a_move_counts_majorities_and_answers_the_rules_of_branches_of_the_new_version() -> None:
    source = PERMIT.replace(
        TREE, "{all: [{sign: legal, when: case.amount > 90}, {quorum: {of: board, at_least: majority}}]}"
    )
    desk = Moving().checked()
    assert isinstance(desk, Moving)
    new = version(source)
    plan = desk.plan(new, Renaming())
    assert isinstance(plan, Move)
    running = RunningVersion(new)
    answer = migrate(
        plan,
        desk.world.actor("boss"),
        desk.world.calendar,
        desk.now,
        ask=lambda case, event: with_needs(running, case, event, desk.world),
    )
    assert answer.case.needs == {"sign": {"0.0": 0, "0.1": 3}}
    assert {item.role for item in answer.case.work if item.action == "sign"} == {"board"}
    again = replay(
        [*desk.events, *answer.events],
        lambda name, number: new.definition if number == 2 else desk.version.definition,
    )
    assert again == replace(answer.case, revision=0)
