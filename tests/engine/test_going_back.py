"""Going back in the engine, with no registry: lists of faults, withdrawing, and which signatures fall."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.world import PERMIT, Desk, definition
from workflow.definition.check import check_file
from workflow.definition.compare import compare
from workflow.definition.model import Version
from workflow.definition.plain import from_plain, to_plain
from workflow.engine.case import Act, Case, Event
from workflow.engine.decide import decide
from workflow.engine.machine import RunningVersion

BACK = PERMIT.replace(
    "    side: true\n    reason: required\n  hold:",
    "    side: true\n    reason: required\n    faults: optional\n  hold:",
)
WITHDRAWING = BACK.replace(
    "  hold:   {label",
    """  unsend:
    label: {id: Tarik, en: Take back}
    from: sent
    to: draft
    by: clerk
    side: true
    withdraws: send
  step_back:
    label: {id: Mundur, en: Step back}
    from: [sent, checked]
    to: previous
    by: boss
    side: true
    faults: required
  jot:
    label: {id: Catat, en: Jot}
    from: [draft, sent]
    to: [draft]
    by: [clerk, reviewer]
    side: true
    may_ask: [note]
  hold:   {label""",
).replace("    from: [draft, sent]\n    to: [draft]\n", "    from: draft\n    to: draft\n")
RUNNING = RunningVersion(Version(definition(WITHDRAWING), 1))


def desk() -> Desk:
    return Desk(RUNNING)


def answered(at: Desk, action: str, actor: str, *faults: dict[str, str], **more: Any) -> Any:
    own = {name: more.pop(name) for name in ("reason", "to", "documents") if name in more}
    act = Act(at.case.id, action, fields=more, actor=actor, faults=faults, **own)
    return decide(at.version, at.case, act, at.world, at.now)


def back(at: Desk, *faults: dict[str, str], to: str = "draft", actor: str = "boss") -> Case:
    answer = answered(at, "back", actor, *faults, to=to, reason="see the list")
    return at.keep(answer)


def codes(answer: Any) -> list[str]:
    return [one.code for one in getattr(answer, "reasons", ())]


def test_the_language_of_the_samples_is_clean() -> None:
    assert [str(one) for one in check_file(WITHDRAWING.encode())] == []


def test_one_step_back_to_where_it_came_from_is_a_return_and_a_rest_is_none() -> None:
    at = desk().checked()
    assert codes(answered(at, "step_back", "boss")) == ["faults"]
    case = at.keep(answered(at, "step_back", "boss", {"part": "holder", "kind": "BTL"}))
    assert (case.state, case.returned, case.came_from) == ("sent", True, ("draft",))
    assert [one.part for one in case.faults] == ["holder"]
    at.act("hold", "boss", reason="a question")
    case = at.act("resume", "boss")
    assert (case.state, case.returned) == ("sent", True)
    assert [one.part for one in case.faults] == ["holder"]
    assert at.replayed().faults == case.faults


def test_what_is_mended_on_the_way_needs_no_mending_again() -> None:
    at = desk().sent(note="old words", kind="large")
    back(at, {"part": "note", "kind": "BTS"}, {"part": "day", "kind": "BTS"})
    case = at.act("jot", "clerk", note="new words")
    assert [(one.part, one.mended) for one in case.faults] == [("note", True), ("day", False)]
    assert codes(answered(at, "send", "clerk")) == ["fault"]
    case = at.act("send", "clerk", day="2025-12-01")
    assert (case.state, case.faults, case.fields["note"]) == ("sent", (), "new words")


@given(
    st.lists(st.sampled_from(("amount", "day", "note", "kind", "urgent", "holder")), unique=True),
    st.dictionaries(
        st.sampled_from(("amount", "note", "kind", "urgent")),
        st.integers(0, 2),
    ),
)
def test_under_a_list_only_what_it_names_or_what_is_empty_ever_changes(
    named: list[str], typed: dict[str, int]
) -> None:
    values: dict[str, tuple[Any, ...]] = {
        "amount": (50, 60, 70),
        "note": ("a", "b", "c"),
        "kind": ("small", "large", "small"),
        "urgent": (True, False, True),
    }
    at = desk().sent(note="a", kind="small")
    before = dict(at.case.fields)
    back(at, *({"part": one, "kind": "BTL"} for one in named))
    given_fields = {name: values[name][which] for name, which in typed.items()}
    answer = answered(at, "send", "clerk", **given_fields)
    after = answer.case.fields if hasattr(answer, "case") else None
    changed = {name for name, value in given_fields.items() if name in before and before[name] != value}
    if named and changed - set(named):
        assert "not_named" in codes(answer)
    elif set(named) - set(given_fields):
        assert set(codes(answer)) == {"fault"}
    else:
        assert after is not None
        assert {name for name in before if after[name] != before[name]} == changed


def test_withdrawing_is_for_the_sender_and_ends_with_the_first_act_of_another() -> None:
    at = desk().sent()
    assert at.case.own == {"send": ("C",)}
    assert at.codes("unsend", "all") == ["duty"]
    assert at.act("unsend", "clerk").state == "draft"
    assert at.case.own == {}
    at.act("send", "clerk", amount=50, day="2025-11-28")
    at.act("check", "reviewer")
    assert at.case.own == {}
    back(at, to="sent")
    assert at.codes("unsend", "clerk") == ["acted_since"]
    assert at.replayed().own == {}


def test_who_sends_for_somebody_and_for_whom_may_both_withdraw() -> None:
    at = desk()
    at.world.stand_ins.append(("clerk", "guest", None))
    at.open()
    at.act("send", "guest", on_behalf_of="clerk", amount=50, day="2025-11-28")
    assert at.case.own == {"send": ("G", "C")}
    assert at.codes("unsend", "clerk") == []
    assert at.codes("unsend", "guest") == []


def test_signatures_that_fall_with_a_return_are_named_and_those_of_a_refused_sign_off_are_not() -> None:
    at = desk().checked()
    at.act("sign", "head", note="yes")
    back(at, to="sent")
    assert {"fell": ["head"]} in at.events[-1].followed
    at.act("check", "reviewer")
    at.act("sign", "head", note="yes")
    at.act("sign", "boss", vote="refuse", reason="no")
    assert [one for one in at.events[-1].followed if "fell" in one] == []


def test_an_old_record_without_lists_replays_as_it_was() -> None:
    at = Desk().checked()
    docs = [one.as_doc() for one in at.events]
    assert not any({"faults", "own"} & set(doc) for doc in (*docs, at.case.as_doc()))
    assert [Event.from_doc(doc).as_doc() for doc in docs] == docs


def test_a_case_with_a_list_is_the_same_from_its_document() -> None:
    at = desk().sent()
    case = back(at, {"part": "day", "kind": "BTS", "note": "in the past"})
    assert Case.from_doc(case.as_doc()) == case
    assert at.replayed().faults == case.faults


def test_the_new_keys_are_kept_in_plain_form_and_told_apart() -> None:
    made = definition(WITHDRAWING)
    assert from_plain(to_plain(made), source=made.source, hash=made.hash) == made
    other = definition(
        WITHDRAWING.replace("faults: optional", "faults: required").replace(
            "withdraws: send", "withdraws: jot"
        )
    )
    said = [str(one) for one in compare(made, other)]
    assert len(said) == 2, said


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("faults: optional", "faults: perhaps", "E108"),
        ("withdraws: send", "withdraws: sned", "E110"),
        ("withdraws: send", "withdraws: check", "E322"),
        ("withdraws: send", "withdraws: send\n    faults: optional", "E113"),
        ("from: sent\n    to: draft\n    by: clerk", "from: draft\n    to: draft\n    by: clerk", "E322"),
        ("  - different: [send, check, sign]", "  - different: [send, unsend]", "E322"),
        ("  fail: {label: {id: Gagal, en: Fail}, from: checked, to: refused, automatic: true}",
         "  fail: {label: {id: Gagal, en: Fail}, from: checked, to: refused, by: boss, faults: required}", "E321"),
    ],
)  # fmt: skip
def test_what_could_never_be_done_is_found_before_publishing(old: str, new: str, code: str) -> None:
    assert old in WITHDRAWING
    found = {one.code for one in check_file(WITHDRAWING.replace(old, new).encode())}
    assert code in found


def test_withdrawing_is_no_way_out_of_a_state_since_it_may_be_too_late() -> None:
    stuck = WITHDRAWING.replace("    from: sent\n    to: checked\n", "    from: draft\n    to: checked\n")
    for action in ("back", "step_back"):
        stuck = stuck.replace(f"  {action}:\n", f"  {action}_:\n")
    stuck = stuck.replace("from: [sent, checked]", "from: [checked]").replace(
        "[draft, sent, checked]", "[draft, checked]"
    )
    found = [(one.code, "sent" in one.message) for one in check_file(stuck.encode()) if one.code == "E302"]
    assert found == [("E302", True)]
