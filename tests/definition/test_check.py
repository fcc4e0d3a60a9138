"""The shape of a definition: each fault at the key of its state or action, and files that are wrong in many ways."""

from __future__ import annotations

import random

import pytest

from tests.definition.samples import APPROVAL, LEAVE, changed, place_of
from workflow.definition.check import check, check_file
from workflow.definition.reader import read

LOST = "  lost: {phase: vacant, label: {id: a, en: b}}\n  approved:"
STUCK = "  stuck: {phase: vacant, label: {id: a, en: b}}\n  approved:"
TO_STUCK = "  sink: {label: {id: a, en: b}, from: open, to: stuck, by: clerk}\n  approve:"
OUT_OF_LOST = "  flee: {label: {id: a, en: b}, from: lost, to: open, by: clerk}\n  approve:"


def found(text: str) -> list[tuple[str, int, int]]:
    return [(one.code, one.place.line, one.place.column) for one in check_file(text.encode(), file="x.yaml")]


def approval(*changes: tuple[str, str]) -> str:
    text = APPROVAL
    for old, new in changes:
        text = changed(old, new, text)
    return text


BAD: list[tuple[str, str, str]] = [
    # code, the definition, words that the place is found by
    ("E302", approval(("  approved:", STUCK), ("  approve:", TO_STUCK)), "stuck:"),
    ("E304", approval((", by: clerk, asks", ", asks")), "propose:"),
    ("E304", approval((", by: clerk, asks", ", automatic: true, asks")), "propose:"),
    ("E305", approval(("from: proposed, to: open", "from: [proposed, approved], to: open")), "return:"),
    ("E306", approval((", final: true", "")), "states:"),
    ("E307", changed("at_least: 2", "at_least: 0"), "grant:"),
    ("E307", changed("at_least: 2", "at_least: -1"), "grant:"),
    ("E307", changed("{in_order: [head, {quorum: {of: board, at_least: 2}}]}", "{all: []}"), "grant:"),
    (
        "E307",
        changed("{in_order: [head, {quorum: {of: board, at_least: 2}}]}", "{any: [head, {all: []}]}"),
        "grant:",
    ),
    ("E308", approval(("[propose, approve]", "[propose]")), "different:"),
    ("E308", changed("never: applicant", "never: days"), "never:"),
    (
        "E113",
        changed("- never: applicant", "- {different: [send, grant], in: [send]}"),
        "{different: [send, grant]",
    ),
    ("E309", approval(("within: 3 wd", "within: 0 wd")), "proposed: {phase"),
    ("E309", approval(("within: 3 wd", "within: -3 d")), "proposed: {phase"),
    ("E309", approval(("within: 3 wd", "within: 3 hours")), "proposed: {phase"),
    ("E309", approval(("within: 3 wd", "within: soon")), "proposed: {phase"),
    ("E309", approval(("within: 3 wd", "within: 3")), "proposed: {phase"),
    ("E309", approval(("within: 3 wd", "within: 1.5 d")), "proposed: {phase"),
    ("E309", approval(("within: 3 wd", "within: 99999 d")), "proposed: {phase"),
    ("E309", approval(("within: 3 wd", "within: params.days wd")), "proposed: {phase"),
    ("E309", changed("{after: 5 wd, escalate: board}", "{after: 0 d, escalate: board}"), "asked:\n"),
    ("E310", changed("to: declined}\n  send", "to: asked}\n  send"), "asked:\n"),
    ("E311", changed("from: asked, to: declined}\n  lapse", "from: draft, to: declined}\n  lapse"), "grant:"),
    (
        "E311",
        changed("from: asked, to: declined}\n  lapse", "from: asked, to: declined, asks: [days]}\n  lapse"),
        "grant:",
    ),
    (
        "E311",
        changed(
            "from: asked, to: declined}\n  lapse", "from: asked, to: {any_of: [draft, declined]}}\n  lapse"
        ),
        "grant:",
    ),
    (
        "E311",
        changed("from: asked, to: declined}\n  lapse", "from: asked, to: declined, signoff: head}\n  lapse"),
        "grant:",
    ),
    ("E312", changed("from: asked, to: declined}\n  send", "from: draft, to: declined}\n  send"), "asked:\n"),
    (
        "E312",
        changed(
            "from: asked, to: declined}\n  send", "from: asked, to: declined, documents: [doctor]}\n  send"
        ),
        "asked:\n",
    ),
]


class TestFaultsOfShape:
    @pytest.mark.parametrize(
        ("code", "text", "words"), BAD, ids=[f"{number}-{bad[0]}" for number, bad in enumerate(BAD)]
    )
    def test_each_stands_at_the_key_of_its_state_or_action(self, code: str, text: str, words: str) -> None:
        assert found(text) == [(code, *place_of(text, words))]

    def test_a_state_without_a_way_in_and_its_actions_are_told(self) -> None:
        text = approval(("  approved:", LOST), ("  approve:", OUT_OF_LOST))
        assert found(text) == [("E301", *place_of(text, "lost:")), ("E303", *place_of(text, "flee:"))]

    def test_a_way_back_to_the_previous_state_is_a_way_out(self) -> None:
        back = "  wake: {label: {id: a, en: b}, from: stuck, to: previous, by: clerk}\n  sink:"
        text = approval(("  approved:", STUCK), ("  approve:", TO_STUCK.replace("  sink:", back)))
        assert found(text.replace("  wake:", "  wake:")) == []

    def test_a_way_back_does_not_reach_a_state_that_was_never_entered(self) -> None:
        wake = "  wake: {label: {id: a, en: b}, from: stuck, to: previous, by: clerk}\n  sink:"
        flee = "  flee: {label: {id: a, en: b}, from: lost, to: stuck, by: clerk}\n  approve:"
        text = approval(("  approved:", STUCK), ("  approve:", TO_STUCK.replace("  sink:", wake)))
        text = changed("  approve:", flee, changed("  approved:", LOST, text))
        assert found(text) == [("E301", *place_of(text, "lost:")), ("E303", *place_of(text, "flee:"))]

    def test_an_action_may_lead_out_of_a_final_state_where_it_says_so(self) -> None:
        text = approval(("from: proposed, to: open", "from: approved, to: open, reopens: true"))
        assert found(text) == []

    def test_a_deadline_may_be_a_parameter(self) -> None:
        with_days = "parameters: {days: {value: 3}, term: {value: 2 months}}\nroles:"
        text = approval(("roles:", with_days), ("within: 3 wd", "within: params.days wd"))
        assert found(text) == []
        assert found(text.replace("params.days wd", "params.term")) == []
        assert [code for code, *_ in found(text.replace("value: 3}", "value: 0}"))] == ["E309"]
        assert [code for code, *_ in found(text.replace("params.days wd", "params.days"))] == ["E309"]

    def test_an_overdue_circle_over_several_states_is_found(self) -> None:
        text = changed("act: lapse}]", "act: lapse}]", LEAVE)
        text = changed(
            "  lapse:   {label: {id: Gugur, en: Lapse}, from: asked, to: declined}",
            "  lapse:   {label: {id: Gugur, en: Lapse}, from: asked, to: draft}\n"
            "  again:   {label: {id: Lagi, en: Again}, from: draft, to: asked}",
            text,
        )
        text = changed(
            "draft:    {phase: drafting,",
            "draft:    {phase: drafting, within: 1 wd, overdue: [{act: again}],",
            text,
        )
        assert [code for code, *_ in found(text)] == ["E310", "E310"]

    def test_a_name_that_is_nearly_right_brings_no_faults_of_shape(self) -> None:
        assert [code for code, *_ in found(approval(("to: proposed", "to: propsed")))] == ["E110"]

    def test_a_name_that_is_quite_wrong_brings_none_either(self) -> None:
        assert [code for code, *_ in found(approval(("to: proposed", "to: xyz")))] == ["E110"]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("reopens: true", "reopens: yes"),
            ("by: head, side", "by: [heat], side"),
            ("by: employee", "by: {}"),
        ],
    )
    def test_what_could_not_be_read_is_told_once(self, old: str, new: str) -> None:
        assert len(found(changed(old, new))) == 1

    def test_a_final_that_could_not_be_read_brings_no_complaint_that_none_is(self) -> None:
        assert [code for code, *_ in found(approval(("final: true", "final: yes")))] == ["E108"]

    def test_a_misread_signoff_is_told_once(self) -> None:
        assert [code for code, *_ in found(changed("at_least: 2", "at_least: two"))] == ["E108"]


class TestOneRun:
    def test_faults_of_all_levels_are_told_together_in_the_files_order(self) -> None:
        text = changed("en: Employee}", "eng: Employee}")
        text = changed("case.days <= params.longest", "case.dais <= params.longest", text)
        text = changed("within: 5 wd", "within: 0 wd", text)
        result = found(text)
        assert [code for code, *_ in result] == ["E109", "E106", "E309", "E202"]
        assert [one[1:] for one in result] == sorted(one[1:] for one in result)

    def test_a_diagnostic_reads_as_file_line_column_severity_code_message_and_hint(self) -> None:
        (one,) = check_file(approval(("by: clerk", "by: clark")).encode(), file="a.yaml")
        said = "action “propose” names a role that is not declared: “clark”, did you mean “clerk”?"
        assert str(one) == f"a.yaml:15:78: error E110 {said}"
        assert one.as_dict()["line"] == 15

    def test_a_reading_can_be_checked_without_reading_again(self) -> None:
        reading = read(LEAVE.encode())
        assert check(reading) == []

    def test_messages_stay_one_line_whatever_the_file_says(self) -> None:
        text = approval(("by: clerk", 'by: "a\\nb' + "c" * 5000 + '"'))
        (one,) = check_file(text.encode())
        assert "\n" not in str(one)
        assert len(str(one)) < 500

    def test_braces_in_a_file_are_no_templates(self) -> None:
        assert found(approval(("by: clerk", 'by: "{what} {0}"')))[0][0] == "E110"


def test_losing_any_line_never_raises() -> None:
    lines = LEAVE.split("\n")
    for number in random.Random(1).sample(range(len(lines)), 40):
        check_file("\n".join(lines[:number] + lines[number + 1 :]).encode())


def test_ending_anywhere_never_raises() -> None:
    for end in random.Random(2).sample(range(len(LEAVE)), 40):
        check_file(LEAVE[:end].encode())
