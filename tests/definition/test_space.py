"""Soundness on the real state space, gaps and overlaps: each code with a bad definition and one that is nearly as bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.definition.samples import place_of
from workflow.definition.check import check_file
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.findings import Findings
from workflow.definition.model import Definition
from workflow.definition.reader import read
from workflow.definition.rules import RuleSet
from workflow.definition.space.explore import Explorer, Space
from workflow.definition.space.guards import guards
from workflow.definition.space.level import check_space
from workflow.language import set_language
from workflow.registry.reference import Reference
from workflow.registry.vocabulary import position_subject

ROOT = Path(__file__).parents[2]

HEAD = """\
format: lantik/1
id: purchase
title: {id: Pembelian, en: Purchase}
phases: {open: {id: Buka, en: Open}, done: {id: Selesai, en: Done}}
parameters: {small: {value: 50000000}, strict: {value: true}, limits: {value: {goods: 10, work: 20}}}
roles: {clerk: {label: {id: Petugas, en: Clerk}}, head: {label: {id: Kepala, en: Head}}}
fields:
  amount: {type: number, label: {id: Nilai, en: Amount}}
  kind:
    type: choice
    label: {id: Jenis, en: Kind}
    options: {goods: {id: Barang, en: Goods}, work: {id: Karya, en: Work}, service: {id: Jasa, en: Service}}
  urgent: {type: yes_no, label: {id: Mendesak, en: Urgent}}
  place: {type: text, label: {id: Tempat, en: Place}}
  day: {type: date, label: {id: Hari, en: Day}}
initial: draft
states:
  draft:     {phase: open, label: {id: Konsep, en: Draft}}
  submitted: {phase: open, label: {id: Diajukan, en: Submitted}}
  checked:   {phase: open, label: {id: Diperiksa, en: Checked}}
  approved:  {phase: done, final: true, label: {id: Disetujui, en: Approved}}
  declined:  {phase: done, final: true, label: {id: Ditolak, en: Declined}}
actions:
"""


def action(name: str, source: str, to: str, more: str = "by: clerk", rules: tuple[str, ...] = ()) -> str:
    """One action; `more` has its other keys, one a line."""
    lines = [f"  {name}:", f"    label: {{id: {name}, en: {name}}}", f"    from: {source}", f"    to: {to}"]
    lines += [f"    {line}" for line in more.split("; ")]
    if rules:
        lines += ["    only_if:", *(f"      - '{rule}'" for rule in rules)]
    return "\n".join(lines) + "\n"


SUBMIT = action("submit", "draft", "submitted", "by: clerk; asks: [amount, kind]")
CHECK = action("check", "submitted", "checked")
APPROVE = action("approve", "checked", "approved")
DECLINE = action("decline", "submitted", "declined", "by: head; side: true")
DECLINE_LATE = action("decline", "[submitted, checked]", "declined", "by: head; side: true")


def approve(*rules: str, more: str = "by: clerk") -> str:
    return action("approve", "checked", "approved", more, rules)


def purchase(*actions: str) -> str:
    return HEAD + "".join(actions)


def said(text: str) -> list[Diagnostic]:
    return check_file(text.encode(), file="x.yaml")


def only(text: str, code: str, words: str) -> str:
    """The message of the one finding, which must have this code and stand at these words."""
    (one,) = said(text)
    assert (one.code, one.place.line, one.place.column) == (code, *place_of(text, words)), str(one)
    return one.message


def codes(text: str) -> list[str]:
    return [one.code for one in said(text)]


WAY = "draft → (submit{}) → submitted → (check) → checked"


class TestStuck:
    def test_a_rule_of_the_only_way_out_may_not_contradict_what_was_filled_in_before(self) -> None:
        text = purchase(SUBMIT, CHECK, approve('case.kind == "goods"'), DECLINE)
        assert only(text, "E313", "checked:") == (
            "from state “checked” no final state can be reached when `kind` is one of work, service: "
            + WAY.format(", kind = work/service")
        )

    def test_a_way_back_to_where_it_is_filled_in_anew_is_enough(self) -> None:
        back = action("amend", "checked", "draft", "by: clerk; side: true")
        assert codes(purchase(SUBMIT, CHECK, approve('case.kind == "goods"'), DECLINE, back)) == []

    def test_what_an_action_in_the_state_can_fill_in_does_not_hold_a_case_up(self) -> None:
        note = action("note", "checked", "checked", "by: clerk; side: true; asks: [urgent]")
        assert codes(purchase(SUBMIT, CHECK, approve("case.urgent"), DECLINE, note)) == []

    def test_a_rule_may_not_ask_what_nobody_has_filled_in(self) -> None:
        asks_late = action("note", "submitted", "submitted", "by: clerk; side: true; asks: [urgent]")
        text = purchase(SUBMIT, CHECK, approve("!case.urgent || case.urgent == true"), DECLINE, asks_late)
        # the rule is always true once it can be answered, which is a warning of its own
        assert codes(text) == ["W201"]
        text = purchase(SUBMIT, CHECK, approve("case.urgent"), DECLINE, asks_late)
        assert [one.code for one in said(text)] == ["E313", "E313"]
        assert [one.message.partition(" when ")[2] for one in said(text)] == [
            "`urgent` is not filled in: draft → (submit) → submitted → (check) → checked",
            "`urgent` is no: draft → (submit) → submitted → (note, urgent = no) → submitted → (check) → checked",
        ]

    def test_a_circle_that_nothing_leads_out_of_is_told_once(self) -> None:
        text = purchase(
            SUBMIT,
            action("check", "submitted", "checked", rules=('case.kind != "goods"',)),
            action("redo", "submitted", "submitted"),
            APPROVE,
            action("decline", "checked", "declined", "by: head; side: true"),
        )
        assert only(text, "E313", "submitted:").endswith("draft → (submit, kind = goods) → submitted")

    def test_a_fault_that_the_bare_graph_tells_is_not_told_again(self) -> None:
        assert codes(purchase(SUBMIT, CHECK, DECLINE)) == ["E302", "E301"]

    def test_a_rule_over_the_world_may_always_come_out_well(self) -> None:
        text = purchase(SUBMIT, CHECK, approve('today > date("2020-01-01")', "working_day(today)"), DECLINE)
        assert codes(text) == []

    def test_a_date_that_was_never_filled_in_cannot_be_compared(self) -> None:
        asked = action("check", "submitted", "checked", "by: clerk; may_ask: [day]")
        assert only(purchase(SUBMIT, asked, approve("case.day <= today"), DECLINE), "E313", "checked:") == (
            "from state “checked” no final state can be reached when `day` is not filled in: "
            + WAY.format("")
        )
        assert (
            codes(purchase(SUBMIT, asked.replace("may_ask", "asks"), approve("case.day <= today"), DECLINE))
            == []
        )

    def test_a_limit_out_of_a_table_counts_by_its_key(self) -> None:
        rule = "case.amount <= params.limits[case.kind]"
        held_back = action(
            "check", "submitted", "checked", rules=('case.kind == "work" && case.amount < 15',)
        )
        assert codes(purchase(SUBMIT, held_back, approve(rule), DECLINE)) == []
        found = said(
            purchase(SUBMIT, CHECK, approve(rule), DECLINE).replace("work: 20", "work: 20, service: 5")
        )
        assert {one.code for one in found} == {"E313"}
        told = {one.message.partition(" when ")[2].partition(":")[0] for one in found}
        assert "`amount` is above 5, and `kind` is service" in told
        assert "`amount` is above 10, and `kind` is one of goods, service" in told

    def test_fields_for_which_no_action_asks_come_with_the_opening(self) -> None:
        assert codes(purchase(SUBMIT, CHECK, approve('case.place == "hall"'), DECLINE_LATE)) == []
        assert only(
            purchase(SUBMIT, CHECK, approve('case.place == "hall"'), DECLINE), "E313", "checked:"
        ).endswith(
            "when `place` is none of hall: (opened, place = …) → draft → (submit) → submitted → (check) → checked"
        )


class TestNeverFiring:
    def test_rules_of_one_action_may_not_contradict_each_other(self) -> None:
        text = purchase(
            SUBMIT,
            CHECK,
            APPROVE,
            action("b", "checked", "declined", rules=("case.amount > 50", "case.amount < 40")),
        )
        assert only(text, "E314", "b:\n") == (
            "action “b” can never fire: its rules contradict each other; the shortest way to it: "
            + WAY.format("")
        )
        assert codes(text.replace("< 40", "< 60")) == []

    def test_no_way_may_bring_only_cases_that_the_rules_refuse(self) -> None:
        barred = action(
            "submit", "draft", "submitted", "by: clerk; asks: [amount, kind]", ('case.kind != "goods"',)
        )
        text = purchase(
            barred, CHECK, APPROVE, action("b", "checked", "declined", rules=('case.kind == "goods"',))
        )
        assert only(text, "E314", "b:\n") == (
            "action “b” can never fire: its rules refuse every case in “checked”, where `kind` is one of work, service: "
            + WAY.format(", kind = work/service")
        )
        assert codes(text.replace('kind != "goods"', 'kind != "service"')) == []

    def test_what_a_parameter_switches_off_is_no_fault(self) -> None:
        off = action(
            "b", "checked", "declined", rules=("params.strict == false", "case.amount > params.small")
        )
        assert codes(purchase(SUBMIT, CHECK, APPROVE, off)) == []

    def test_a_choice_of_ways_back_needs_a_state_that_lies_behind(self) -> None:
        back = action("back", "draft", "{any_of: [submitted, checked]}", "by: clerk; side: true")
        assert only(purchase(SUBMIT, CHECK, APPROVE, DECLINE, back), "E314", "back:") == (
            "action “back” can never fire: no case in “draft” has been in a state to go back to"
        )
        back = action("back", "checked", "{any_of: [draft, submitted]}", "by: clerk; side: true")
        assert codes(purchase(SUBMIT, CHECK, APPROVE, DECLINE, back)) == []

    def test_what_follows_from_an_action_that_never_fires_is_not_told_too(self) -> None:
        shut = action("check", "submitted", "checked", rules=("case.amount > 50", "case.amount < 40"))
        assert codes(purchase(SUBMIT, shut, approve('case.kind == "goods"'), DECLINE)) == ["E314"]


class TestSignOffs:
    SIGN = "signoff: {all: [clerk, head]}"

    def test_its_rules_may_not_contradict_each_other(self) -> None:
        text = purchase(
            SUBMIT, CHECK, approve("case.amount > 50", "case.amount < 40", more=self.SIGN), DECLINE_LATE
        )
        assert only(text, "E315", "approve:") == (
            "the sign-off of “approve” can never complete: its rules contradict each other; the shortest way to it: "
            + WAY.format("")
        )
        assert codes(text.replace("< 40", "< 60")) == []

    def test_no_way_may_bring_only_cases_that_its_rules_refuse(self) -> None:
        later = action("later", "approved", "approved", "by: head; side: true; reopens: true; asks: [urgent]")
        text = purchase(SUBMIT, CHECK, approve("case.urgent", more=self.SIGN), DECLINE_LATE, later)
        assert only(text, "E315", "approve:") == (
            "the sign-off of “approve” can never complete: its rules refuse every case in “checked”, "
            "where `urgent` is not filled in: " + WAY.format("")
        )

    def test_a_refusal_must_lead_somewhere(self) -> None:
        grant = action("grant", "draft", "approved", "signoff: head; refused: fail")
        fail = action("fail", "draft", "previous", "automatic: true")
        text = purchase(SUBMIT, CHECK, grant, fail, DECLINE_LATE, APPROVE)
        assert only(text, "E315", "grant:") == (
            "a refusal of “grant” leads nowhere: “fail” has no earlier state to go back to: draft"
        )
        assert codes(text.replace("from: draft\n    to: previous", "from: draft\n    to: declined")) == []

    def test_a_signature_that_is_not_the_last_leaves_what_it_filled_in(self) -> None:
        sign = approve("case.amount > 5", more="signoff: {all: [clerk, head]}; asks: [urgent]")
        held = action("hold", "checked", "declined", rules=("case.urgent",))
        assert codes(purchase(SUBMIT, CHECK, sign, held, DECLINE_LATE)) == []


class TestGaps:
    A = action("a", "checked", "approved", rules=("case.amount <= params.small",))
    B = action("b", "checked", "approved", rules=("case.amount > 60000000",))

    def test_values_that_no_action_lets_through_hold_a_case_for_good(self) -> None:
        text = purchase(SUBMIT, CHECK, self.A, self.B, DECLINE)
        assert only(text, "E316", "checked:") == (
            "in state “checked” no action lets a case through when `amount` is above 50,000,000 and at most "
            "60,000,000: " + WAY.format(", 50,000,000 < amount < 60,000,000")
        )
        assert said(text)[0].hint == "let the rules of a, b meet without a gap"

    def test_where_side_actions_are_left_it_is_a_warning(self) -> None:
        text = purchase(SUBMIT, CHECK, self.A, self.B, DECLINE_LATE)
        assert only(text, "W301", "checked:").startswith(
            "in state “checked” nothing but side actions and refusals leads on when `amount` is above 50,000,000"
        )
        assert said(text)[0].severity == "warning"

    def test_bands_that_meet_have_none(self) -> None:
        assert (
            codes(purchase(SUBMIT, CHECK, self.A, self.B.replace("60000000", "params.small"), DECLINE)) == []
        )

    def test_of_two_ways_to_a_gap_the_one_that_holds_fast_is_the_error(self) -> None:
        back = action("back", "checked", "{any_of: [draft]}", "by: head; side: true")
        looked = action("look", "draft", "checked", "by: clerk; asks: [amount, kind]")
        again = "{any_of: [submitted, approved]}"
        text = purchase(
            SUBMIT,
            CHECK,
            looked,
            self.A,
            self.B,
            DECLINE,
            action("x", "checked", again, "by: head; side: true"),
        )
        assert codes(text) == ["E316"]
        assert "draft → (look, 50,000,000 < amount < 60,000,000) → checked" in only(text, "E316", "checked:")
        assert codes(purchase(SUBMIT, CHECK, looked, self.A, self.B, DECLINE, back)) == ["W301"]

    def test_a_single_value_between_two_bands_is_one(self) -> None:
        below = self.A.replace("<=", "<")
        text = purchase(SUBMIT, CHECK, below, self.B.replace("60000000", "50000000"), DECLINE)
        assert "when `amount` is 50,000,000: " in only(text, "E316", "checked:")

    def test_an_action_without_a_rule_closes_it(self) -> None:
        assert codes(purchase(SUBMIT, CHECK, self.A, self.B, action("c", "checked", "declined"))) == []

    def test_an_option_that_was_forgotten_is_one(self) -> None:
        one = action("a", "checked", "approved", rules=('case.kind == "goods"',))
        two = action("b", "checked", "approved", rules=('case.kind == "work"',))
        assert "when `kind` is service: " in only(
            purchase(SUBMIT, CHECK, one, two, DECLINE), "E316", "checked:"
        )
        assert (
            codes(purchase(SUBMIT, CHECK, one, two.replace("==", "!=").replace("work", "goods"), DECLINE))
            == []
        )

    def test_a_yes_or_no_that_may_be_left_out_is_one(self) -> None:
        submit = action("submit", "draft", "submitted", "by: clerk; may_ask: [urgent]")
        one = action("a", "checked", "approved", rules=("case.urgent",))
        two = action("b", "checked", "approved", rules=("!case.urgent",))
        text = purchase(submit, CHECK, one, two, DECLINE)
        assert "when `urgent` is not filled in: " in only(text, "E316", "checked:")
        assert codes(text.replace("may_ask: [urgent]", "asks: [urgent]")) == []

    def test_values_of_two_facts_are_told_together(self) -> None:
        one = action("a", "checked", "approved", rules=('case.amount <= 50 && case.kind == "goods"',))
        two = action("b", "checked", "approved", rules=('case.amount > 60 || case.kind != "goods"',))
        text = purchase(SUBMIT, CHECK, one, two, DECLINE_LATE)
        assert "when `amount` is above 50 and at most 60, and `kind` is goods: " in only(
            text, "W301", "checked:"
        )

    def test_one_action_with_a_rule_beside_a_way_to_decline_is_a_check_and_no_gap(self) -> None:
        assert codes(purchase(SUBMIT, CHECK, approve("case.amount <= 50"), DECLINE_LATE)) == []

    def test_the_numbers_are_written_as_the_reader_writes_them(self) -> None:
        set_language("id")
        try:
            (one,) = said(purchase(SUBMIT, CHECK, self.A, self.B, DECLINE))
        finally:
            set_language("en")
        assert "50.000.000" in one.message


class TestOverlaps:
    A = action("a", "checked", "approved", rules=("case.amount <= params.small",))
    B = action("b", "checked", "declined", rules=("case.amount >= params.small",))

    def test_a_value_for_which_two_actions_are_open_is_a_warning(self) -> None:
        text = purchase(SUBMIT, CHECK, self.A, self.B)
        assert only(text, "W302", "b:\n") == (
            "“a” and “b” are both open in state “checked” when `amount` is 50,000,000: "
            + WAY.format(", amount = 50,000,000")
        )
        assert codes(text.replace("amount >=", "amount >")) == []

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("case.amount <= 50", "case.amount <= 200"),  # the mayor may sign what the head may
            ("case.amount <= 50", "case.amount <= 50"),  # approve or decline
            ("case.amount <= 50", "case.urgent"),  # other facts
            ("case.amount <= 50", 'case.amount >= 50 && case.kind == "goods"'),  # not the same facts
            ("case.amount <= 50 && working_day(today)", "case.amount >= 50 && !working_day(today)"),
            ("case.amount <= 50 && working_day(case.day)", "case.amount >= 50 && today > case.day"),
        ],
    )
    def test_what_is_meant_so_or_not_certain_is_none(self, one: str, other: str) -> None:
        submit = action("submit", "draft", "submitted", "by: clerk; asks: [amount, kind, urgent, day]")
        text = purchase(
            submit,
            CHECK,
            action("a", "checked", "approved", rules=(one,)),
            action("b", "checked", "declined", rules=(other,)),
            action("c", "checked", "declined"),
        )
        assert codes(text) == []

    def test_what_the_action_itself_fills_in_does_not_hide_it(self) -> None:
        dated = "by: clerk; asks: [day]"
        text = purchase(
            SUBMIT,
            CHECK,
            action("a", "checked", "approved", dated, ("case.amount <= 50", "case.day <= today")),
            action("b", "checked", "declined", dated, ("case.amount >= 50", "case.day <= today")),
        )
        assert codes(text) == ["W302"]

    def test_actions_without_a_rule_are_a_choice(self) -> None:
        assert codes(purchase(SUBMIT, CHECK, APPROVE, action("b", "checked", "declined"))) == []


class TestWhatIsFilledInByItself:
    def test_a_constant_is_what_rules_find_there(self) -> None:
        marked = action("check", "submitted", "checked", "by: clerk; sets: {kind: work, amount: 15}")
        assert (
            codes(purchase(SUBMIT, marked, approve('case.kind == "work" && case.amount > 14'), DECLINE)) == []
        )
        text = purchase(SUBMIT, marked, approve('case.kind == "goods" || case.amount > 15'), DECLINE)
        assert codes(text) == ["E314"]

    def test_what_is_worked_out_may_be_anything(self) -> None:
        doubled = action("check", "submitted", "checked", "by: clerk; sets: {amount: case.amount * 2.0}")
        back = action("back", "checked", "draft", "by: clerk; side: true")
        assert (
            codes(purchase(SUBMIT, doubled, approve("case.amount > 14", "case.amount < 16"), DECLINE, back))
            == []
        )

    def test_what_it_is_worked_out_from_must_be_filled_in(self) -> None:
        asked = action("check", "submitted", "checked", "by: clerk; may_ask: [day]")
        dated = "by: clerk; sets: {day: 'add_days(case.day, 3)'}"
        assert "`day` is not filled in" in only(
            purchase(SUBMIT, asked, approve(more=dated), DECLINE), "E313", "checked:"
        )
        own = "by: clerk; asks: [day]; sets: {day: 'add_days(case.day, 3)'}"
        assert codes(purchase(SUBMIT, asked, approve(more=own), DECLINE)) == []

    def test_rows_of_a_group_are_there_once_an_action_took_them(self) -> None:
        group = "  people:\n    type: group\n    key: name\n    label: {id: Orang, en: People}\n    fields:\n"
        group += "      name: {type: text, label: {id: Nama, en: Name}}\n"
        group += "      state: {type: choice, label: {id: S, en: S}, options: {in: {id: i, en: i}, out: {id: o, en: o}}}\n"
        rows = "by: clerk; rows: {of: people, adds: true, asks: [state]}"
        text = purchase(
            SUBMIT, action("check", "submitted", "checked", rows), approve("size(case.people) > 2"), DECLINE
        )
        text = text.replace("  urgent:", group + "  urgent:")
        assert codes(text) == []
        assert "`people` is not filled in" in only(
            text.replace("    rows: {of: people, adds: true, asks: [state]}\n", "    may_ask: [people]\n"),
            "E313",
            "checked:",
        )


class TestDeclaredNumbers:
    def test_a_gap_beyond_what_a_field_can_hold_is_none(self) -> None:
        one = action("a", "checked", "approved", rules=("case.amount >= 0 && case.amount <= 50",))
        two = action("b", "checked", "approved", rules=("case.amount > 50 && case.amount <= 100",))
        text = purchase(SUBMIT, CHECK, one, two, DECLINE)
        assert codes(text) == ["E316", "E316"]
        bounded = text.replace("{type: number,", "{type: number, min: 0, max: 100,")
        assert codes(bounded) == []
        assert codes(bounded.replace("max: 100", "max: 101")) == ["E316"]

    def test_a_rule_that_says_no_more_than_the_field_is_constant(self) -> None:
        text = purchase(SUBMIT, CHECK, approve("case.amount > 0"), DECLINE_LATE)
        assert codes(text.replace("{type: number,", "{type: number, min: 1,")) == ["W201"]
        assert codes(text.replace("{type: number,", "{type: number, max: 0,")) == ["W202"]


class TestTheWhole:
    def test_what_is_shipped_has_no_finding(self) -> None:
        subjects = {"position": position_subject(Reference.load(ROOT / "definitions" / "reference"))}
        files = [
            *(ROOT / "definitions").glob("*.yaml"),
            *(ROOT / "docs" / "examples").glob("*.yaml"),
        ]
        texts = [one for one in files if one.read_text(encoding="utf-8").find("format: lantik/1\n") >= 0]
        assert len(texts) >= 3
        for one in texts:
            assert [str(found) for found in check_file(one, subjects=subjects)] == []

    def test_the_largest_pathway_has_a_space_that_is_soon_looked_at(self) -> None:
        subject = position_subject(Reference.load(ROOT / "definitions" / "reference"))
        path = ROOT / "definitions" / "jabatan-fungsional.yaml"
        definition = read(path, subjects={"position": subject}).definition
        assert definition is not None
        space = explored(definition, RuleSet(definition, subject))
        assert space.whole
        assert 100 < len(space.all) < 2_000
        assert sum(map(len, space.onward)) < 10_000

    def test_too_many_configurations_are_told_and_not_passed_over(self) -> None:
        definition = read(purchase(SUBMIT, CHECK, APPROVE, DECLINE).encode()).definition
        assert definition is not None
        findings = Findings()
        check_space(definition, RuleSet(definition), findings, most=2)
        (one,) = findings.sorted()
        assert (one.code, one.severity) == ("W303", "warning")

    def test_a_choice_counts_by_the_options_that_rules_tell_apart(self) -> None:
        space = explored(sample(approve('case.kind == "goods"')))
        assert {one.held for one in space.all if one.state == "checked"} == {("goods",), ("work",)}

    def test_what_no_rule_reads_further_on_makes_no_configurations(self) -> None:
        text = approve('case.kind == "goods"').replace("by: clerk", "by: clerk\n    asks: [kind]")
        assert len([one for one in explored(sample(text)).all if one.state == "checked"]) == 1

    def test_a_fault_of_form_leaves_the_space_alone(self) -> None:
        text = purchase(SUBMIT, CHECK, approve('case.kind == "goods"'), DECLINE)
        assert codes(text.replace("asks: [amount, kind]", "asks: [amount, kond]")) == ["E110"]

    def test_a_rule_with_a_fault_may_come_out_either_way(self) -> None:
        text = purchase(SUBMIT, CHECK, approve('case.kind == "gods"'), DECLINE)
        assert codes(text) == ["E206"]


def sample(last: str) -> Definition:
    found = read(purchase(SUBMIT, CHECK, last, DECLINE_LATE).encode()).definition
    assert found is not None
    return found


def explored(definition: Definition, rules: RuleSet | None = None) -> Space:
    return Explorer(definition, guards(definition, rules or RuleSet(definition))).explore()
