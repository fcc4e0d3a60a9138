"""Reading a definition: what a good one says, and each fault of form at its line and column."""

from __future__ import annotations

import hashlib
import random
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.definition.samples import APPROVAL, LEAVE, approval, changed, leave, place_of
from workflow.definition.check import check_file
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.model import InOrder, Quorum, Signer
from workflow.definition.reader import Reading, read
from workflow.definition.subject import Subject

PURCHASE = Subject("purchase", effects=frozenset({"order", "pay"}), batches=frozenset({"tender"}))


def found(text: str | bytes, **options: object) -> list[tuple[str, int, int]]:
    content = text.encode() if isinstance(text, str) else text
    reading = read(content, file="x.yaml", **options)  # type: ignore[arg-type]
    return [(one.code, one.place.line, one.place.column) for one in reading.diagnostics]


def only(text: str | bytes) -> Diagnostic:
    (one,) = read(text.encode() if isinstance(text, str) else text, file="x.yaml").diagnostics
    return one


class TestAGoodDefinition:
    def test_both_samples_are_clean_at_every_level(self) -> None:
        assert check_file(LEAVE.encode()) == []
        assert check_file(APPROVAL.encode()) == []

    def test_source_and_hash_are_those_of_the_file(self) -> None:
        one = leave()
        assert one.source == LEAVE
        assert one.hash == hashlib.sha256(LEAVE.encode()).hexdigest()

    def test_a_byte_order_mark_is_no_part_of_the_text(self) -> None:
        content = b"\xef\xbb\xbf" + LEAVE.encode()
        one = read(content).definition
        assert one is not None
        assert one.source == LEAVE
        assert one.hash == hashlib.sha256(content).hexdigest()

    def test_states_and_actions_say_what_the_file_says(self) -> None:
        one = leave()
        assert one.initial == "draft"
        asked = one.states["asked"]
        assert asked.within is not None
        assert (asked.phase, asked.within.time) == ("deciding", "5 wd")
        assert [(step.after, step.notify, step.escalate, step.act) for step in asked.overdue] == [
            (None, "head", None, None),
            ("5 wd", None, "board", None),
            ("5 wd", None, None, "lapse"),
        ]
        grant = one.actions["grant"]
        assert isinstance(grant.signoff, InOrder)
        head, quorum = grant.signoff.of
        assert isinstance(head, Signer)
        assert isinstance(quorum, Quorum)
        assert (head.role, quorum.of, quorum.at_least) == ("head", "board", 2)
        assert (grant.refused, grant.veto) == ("decline", "board")
        back = one.actions["send_back"]
        assert (back.to, back.by, back.side, back.reason) == (("draft",), ("head", "board"), True, "required")
        again = one.actions["take_up"]
        assert (again.to, again.to_previous, again.reopens) == ((), True, True)
        assert one.duties[0].actions == ("ask", "grant")
        assert one.duties[1].field == "applicant"

    def test_an_action_that_only_a_deadline_or_a_refusal_fires_is_automatic(self) -> None:
        one = leave()
        assert [name for name, action in one.actions.items() if action.automatic] == ["decline", "lapse"]

    def test_fields_keep_type_options_and_scope(self) -> None:
        fields = leave().fields
        assert dict(fields["kind"].options["sick"]) == {"id": "Sakit", "en": "Sick"}
        assert fields["letter_no"].unique == ("year",)
        assert fields["stays"].fields["nights"].type == "number"

    def test_options_as_a_list_are_their_own_labels(self) -> None:
        text = changed(
            "options: {annual: {id: Tahunan, en: Annual}, sick: {id: Sakit, en: Sick}}",
            "options: [annual, sick]",
        )
        one = read(text.encode()).definition
        assert one is not None
        assert one.fields["kind"].options == {
            "annual": {"id": "annual", "en": "annual"},
            "sick": {"id": "sick", "en": "sick"},
        }

    def test_parameters_keep_their_type(self) -> None:
        parameters = leave().parameters
        assert parameters["longest"].value == 12
        assert parameters["limits"].value == {"annual": 12, "sick": 14}
        assert parameters["begins"].value == date(2025, 1, 1)
        assert parameters["longest"].basis == "PP 11/2017"

    def test_without_phases_of_its_own_the_six_stand(self) -> None:
        assert list(approval().phases) == [
            "vacant",
            "nomination",
            "approval",
            "inauguration",
            "filled",
            "closed",
        ]
        assert list(leave().phases) == ["drafting", "deciding", "done"]

    def test_a_part_knows_its_place(self) -> None:
        one = leave()
        ask = one.actions["ask"]
        assert (ask.place.line, ask.place.column) == place_of(LEAVE, "  ask:", 2)
        rule = ask.only_if[0]
        assert (rule.place.line, rule.place.column) == place_of(LEAVE, "case.days <=")
        assert rule.basis == "PP 11/2017"
        assert rule.otherwise == {"id": "Terlalu lama", "en": "Too long"}
        needed = one.documents["doctor"].needed_if
        assert needed is not None
        assert (needed.place.line, needed.place.column) == place_of(LEAVE, 'case.kind == "sick"')

    def test_a_subject_brings_effects_and_batches(self) -> None:
        text = changed("by: chief}", "by: chief, batch: tender, does: [order, pay]}", APPROVAL)
        text = changed("roles:", "subject: purchase\nroles:", text)
        reading = read(text.encode(), subjects={"purchase": PURCHASE})
        assert reading.diagnostics == []
        assert reading.definition is not None
        assert reading.definition.actions["approve"].does == ("order", "pay")

    def test_without_a_subject_a_definition_names_its_own_batches(self) -> None:
        text = changed("by: chief}", "by: chief, batch: tender}", APPROVAL)
        text = changed("type: text", "type: text, shared_in: tender", text)
        reading = read(text.encode())
        assert reading.diagnostics == []
        assert reading.definition is not None
        assert reading.definition.actions["approve"].batch == "tender"

    def test_a_definition_may_ask_for_one_language_only(self) -> None:
        text = APPROVAL.replace("id: Petugas, ", "")
        assert read(text.encode(), languages=("en",)).diagnostics == []

    def test_a_file_is_read_from_its_path(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        path = tmp_path / "leave.yaml"
        path.write_text(LEAVE, encoding="utf-8")
        reading = read(path)
        assert reading.definition is not None
        assert reading.definition.place.file == str(path)


BAD: list[tuple[str, str, str, str, str, int]] = [
    # code, sample, what is replaced, by what, words that the place is found by, characters further
    ("E103", APPROVAL, "initial: open", "initial: [open", "initial: [open\nstates:", 21),
    ("E104", APPROVAL, "by: clerk,", "by: &x clerk,", "&x clerk", 0),
    ("E104", APPROVAL, "by: clerk,", "by: !!str clerk,", "!!str clerk", 0),
    ("E105", APPROVAL, "initial: open", "initial: open\ninitial: open", "initial: open\nstates", 0),
    ("E106", APPROVAL, "clerk: {label", "clerk: {lable", "lable", 0),
    ("E106", APPROVAL, "en: Clerk", "en: Clerk, english: Clerk", "english", 0),
    ("E107", APPROVAL, "from: open, to", "to", "propose:", 0),
    ("E107", APPROVAL, "initial: open", "initial:", "initial:", 0),
    ("E107", APPROVAL, "{type: text, label", "{label", "subject_matter:", 0),
    ("E108", APPROVAL, "side: true", "side: yes", "yes", 0),
    ("E108", APPROVAL, "type: text", "type: txt", "txt", 0),
    ("E108", APPROVAL, "reason: required", "reason: needed", "needed", 0),
    ("E108", APPROVAL, "to: approved", "to: [approved]", "[approved]", 0),
    ("E108", LEAVE, "at_least: 2", "at_least: two", "two", 0),
    ("E108", LEAVE, '"CT-{year}-{n:04}"', '"CT-{yaer}-{n:04}"', '"CT-', 0),
    ("E109", APPROVAL, "{id: Petugas, en: Clerk}", "{id: Petugas}", "{id: Petugas}", 0),
    ("E109", APPROVAL, "clerk: {label: {id: Petugas, en: Clerk}}", "clerk: {}", "clerk: {}", 0),
    ("E110", APPROVAL, "by: clerk", "by: clark", "clark", 0),
    ("E110", APPROVAL, "to: proposed", "to: propsed", "propsed", 0),
    ("E110", APPROVAL, "phase: filled", "phase: filed", "filed", 0),
    ("E110", APPROVAL, "asks: [subject_matter]", "asks: [subject_mater]", "subject_mater]", 0),
    ("E110", APPROVAL, "[propose, approve]", "[propose, aprove]", "aprove", 0),
    ("E110", APPROVAL, "by: clerk,", "by: clerk, does: [pay],", "pay", 0),
    ("E110", APPROVAL, "by: clerk,", "by: clerk, batch: a tender,", "a tender", 0),
    ("E110", APPROVAL, "type: text", "type: text, shared_in: tender", "tender", 0),
    ("E110", APPROVAL, "roles:", "subject: purchase\nroles:", "purchase", 0),
    ("E110", LEAVE, "documents: [doctor]", "documents: [docter]", "docter]", 0),
    ("E110", LEAVE, "refused: decline", "refused: declin", "declin\n", 0),
    ("E110", LEAVE, "unique: [year]", "unique: [yaer]", "yaer", 0),
    ("E110", LEAVE, "{notify: head}", "{notify: heat}", "heat", 0),
    (
        "E111",
        LEAVE,
        "  urgent:",
        "  state: {type: text, label: {id: a, en: b}}\n  urgent:",
        "state: {type",
        0,
    ),
    ("E111", LEAVE, "  urgent:", "  in: {type: text, label: {id: a, en: b}}\n  urgent:", "in: {type", 0),
    ("E111", APPROVAL, "id: approval", "id: an approval", "an approval", 0),
    ("E112", APPROVAL, "[propose, approve]", "[propose, approve, propose]", "propose]", 0),
    ("E113", APPROVAL, "by: clerk,", "by: clerk, veto: chief,", "veto", 0),
    ("E113", APPROVAL, "type: text, label", "type: text, options: [a], label", "options", 0),
    ("E113", APPROVAL, "within: 3 wd", "overdue: [{notify: chief}]", "overdue", 0),
    ("E114", APPROVAL, "lantik/1", "lantik/9", "lantik/9", 0),
]


class TestFaultsOfForm:
    @pytest.mark.parametrize(
        ("code", "sample", "old", "new", "words", "inside"),
        BAD,
        ids=[f"{bad[0]}-{bad[3][:30]}" for bad in BAD],
    )
    def test_each_stands_at_its_line_and_column(
        self, code: str, sample: str, old: str, new: str, words: str, inside: int
    ) -> None:
        text = changed(old, new, sample)
        assert found(text) == [(code, *place_of(text, words, inside))]

    def test_several_are_told_in_one_run_and_in_the_files_order(self) -> None:
        text = APPROVAL.replace("en: Clerk", "eng: Clerk").replace("type: text", "type: txt")
        text = text.replace("by: clerk", "by: clark").replace("side: true", "side: perhaps")
        codes = [one[0] for one in found(text)]
        assert codes == ["E109", "E106", "E108", "E110", "E108"]
        lines = [one[1] for one in found(text)]
        assert lines == sorted(lines)

    @pytest.mark.parametrize(
        ("old", "new", "hint"),
        [
            ("by: clerk", "by: clark", "did you mean “clerk”?"),
            ("to: proposed", "to: propsed", "did you mean “proposed”?"),
            ("side: true", "sied: true", "did you mean “side”?"),
            ("by: clerk", "by: mayor", "known: clerk, chief"),
        ],
    )
    def test_a_name_that_is_nearly_right_is_named(self, old: str, new: str, hint: str) -> None:
        assert only(changed(old, new, APPROVAL)).hint == hint

    def test_a_misspelled_key_brings_no_second_complaint_about_its_absence(self) -> None:
        assert [code for code, *_ in found(changed("from: open", "form: open", APPROVAL))] == ["E106"]

    def test_an_unknown_label_language_does_not_hide_the_missing_one(self) -> None:
        assert [one[0] for one in found(APPROVAL.replace("en: Clerk", "fr: Commis"))] == ["E109"]

    def test_a_missing_language_is_named(self) -> None:
        assert "missing in en" in only(APPROVAL.replace("id: Petugas, en: Clerk", "id: Petugas")).message

    def test_an_unknown_subject_brings_no_complaints_about_its_effects(self) -> None:
        text = changed(
            "by: clerk,", "by: clerk, does: [fly],", changed("roles:", "subject: ship\nroles:", APPROVAL)
        )
        assert [code for code, *_ in found(text, subjects={"purchase": PURCHASE})] == ["E110"]

    def test_phases_of_its_own_are_not_for_a_definition_with_a_subject(self) -> None:
        text = changed("phases:", "subject: purchase\nphases:")
        codes = {code for code, *_ in found(text, subjects={"purchase": PURCHASE})}
        assert "E113" in codes


class TestTheNumberOfACase:
    @pytest.mark.parametrize("template", ["CT-{year}-{n:04}", "{n}", "821/{month}/{n:3}"])
    def test_it_counts_within_year_and_month(self, template: str) -> None:
        assert found(changed("CT-{year}-{n:04}", template)) == []

    @pytest.mark.parametrize(
        "template",
        [
            "{n:>1000000000}",
            "{n:99999999}",
            "{month:02}-{n}",
            "CT {n}",
            r"CT-{n}\n",
            "{n!r}",
            "C" * 62 + "{n}",
        ],
    )
    def test_it_is_one_short_word(self, template: str) -> None:
        text = changed("CT-{year}-{n:04}", template)
        assert found(text) == [("E108", *place_of(text, f'"{template}'))]


class TestBytesThatAreNoDefinition:
    def test_a_missing_file_is_told(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        (one,) = read(tmp_path / "no.yaml").diagnostics
        assert (one.code, one.place.line, one.place.column) == ("E101", 1, 1)

    def test_a_folder_is_told(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        assert [one.code for one in read(tmp_path).diagnostics] == ["E101"]

    def test_an_empty_file_is_told(self) -> None:
        assert found("") == [("E107", 1, 1)]
        assert found("# nothing\n") == [("E107", 1, 1)]

    def test_text_that_is_not_utf8_is_told_at_its_byte(self) -> None:
        assert found(b"format: lantik/1\nid: \xff") == [("E101", 2, 5)]

    def test_a_control_character_is_told_at_its_place(self) -> None:
        assert found("id: a\nb: \x00") == [("E101", 2, 4)]

    @pytest.mark.parametrize("escape", [r"\ud800", r"\x1b[2J", r"\0"])
    def test_a_control_character_behind_an_escape_is_told_too(self, escape: str) -> None:
        assert ("E101", 1, 5) in found(f'id: "{escape}"\n')
        assert ("E101", 1, 1) in found(f'"{escape}": a\n')

    def test_a_file_that_is_too_big_is_not_parsed(self) -> None:
        assert found(b"#" * (256 * 1024 + 1)) == [("E102", 1, 1)]

    @pytest.mark.parametrize(
        "bomb", ["[" * 100_000, "- " * 100_000, "{a: " * 60_000, "? " * 100_000, "[a," * 50_000], ids=range(5)
    )
    def test_nesting_ends_at_32(self, bomb: str) -> None:
        begin = time.monotonic()
        assert found(bomb)[0][0] == "E102"
        assert time.monotonic() - begin < 10

    def test_too_many_entries_end_early(self) -> None:
        assert found("a: [" + "b," * 100_000 + "]")[0][0] == "E102"

    def test_an_alias_bomb_is_refused(self) -> None:
        text = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
        assert {code for code, *_ in found(text)} >= {"E104"}

    def test_a_merge_key_is_refused(self) -> None:
        assert ("E104", 2, 3) in found("roles:\n  <<: {label: x}\n")

    def test_a_second_document_is_refused(self) -> None:
        assert ("E104", len(APPROVAL.splitlines()) + 1, 1) in found(APPROVAL + "---\na: b\n")

    def test_a_directive_is_refused_where_it_stands(self) -> None:
        assert ("E104", 2, 1) in found("# of old\n%YAML 1.1\n---\n" + APPROVAL)

    def test_a_tab_that_indents_is_explained(self) -> None:
        one = only("format: lantik/1\nroles:\n\tclerk: x\n")
        assert (one.code, one.place.line, one.hint) == ("E103", 3, "indent with spaces, not tabs")

    @pytest.mark.parametrize("text", ["just words", "- a\n- b", "12", "null"])
    def test_something_other_than_keys_is_told(self, text: str) -> None:
        assert [code for code, *_ in found(text)] == ["E108"]


def _is_fine(reading: Reading) -> None:
    assert all(isinstance(one, Diagnostic) for one in reading.diagnostics)
    assert (reading.definition is None) == bool(reading.diagnostics)


class TestWhateverIsRead:
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=400))
    def test_bytes_never_raise(self, content: bytes) -> None:
        _is_fine(read(content))
        check_file(content)

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.text(alphabet="{}[]:,-#&*!|>'\"%@`?\n\t abc1<é\u2028", max_size=120))
    def test_odd_yaml_never_raises(self, text: str) -> None:
        _is_fine(read(text.encode()))

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, 2**32), st.sampled_from([LEAVE, APPROVAL]))
    def test_a_mutated_definition_never_raises(self, seed: int, sample: str) -> None:
        check_file(mutated(sample, random.Random(seed)).encode("utf-8", "surrogatepass"))


def mutated(text: str, choice: random.Random) -> str:
    """A definition with a few lines or passages lost, doubled, swapped or replaced."""
    lines = text.split("\n")
    for _ in range(choice.randint(1, 4)):
        i, j = choice.randrange(len(lines)), choice.randrange(len(lines))
        match choice.randrange(7):
            case 0:
                del lines[i]
            case 1:
                lines.insert(i, lines[j])
            case 2:
                lines[i], lines[j] = lines[j], lines[i]
            case 3:
                lines[i] = "  " + lines[i]
            case 4:
                at = choice.randint(0, len(lines[i]))
                lines[i] = lines[i][:at] + choice.choice("{}[]:,\"'&*|> \t#é-") + lines[i][at:]
            case 5:
                lines[i] = lines[i][: choice.randint(0, len(lines[i]))]
            case _:
                words = lines[i].split(" ")
                words[choice.randrange(len(words))] = choice.choice(
                    ["[]", "{}", "null", "-1", "true", "x: y", "2025-99-99"]
                )
                lines[i] = " ".join(words)
    return "\n".join(lines)


def test_a_file_with_a_thousand_wrong_names_among_a_thousand_is_told_all_of_them_in_time() -> None:
    label = "label: {id: a, en: b}"
    states = "".join(f"  state{i}: {{phase: vacant, {label}}}\n" for i in range(900))
    actions = "".join(f"  go{i}: {{from: stat{i}x, to: stote{i}, by: b, {label}}}\n" for i in range(700))
    begin = time.monotonic()
    codes = [
        code
        for code, *_ in found(
            f"{APPROVAL.split('initial')[0]}initial: state0\nstates:\n{states}actions:\n{actions}"
        )
    ]
    assert codes.count("E110") == 2100
    assert time.monotonic() - begin < 20
