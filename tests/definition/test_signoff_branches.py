"""Sign-offs with initials, majorities, weights and branches under rules: read, checked, drawn, told apart, staffed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.definition.samples import LEAVE, place_of
from tests.definition.test_space import CHECK, DECLINE, SUBMIT, action, purchase
from tests.engine.world import PERMIT
from tests.engine.world import definition as permit
from workflow.definition.check import check_file
from workflow.definition.compare import compare
from workflow.definition.compare.parts import placeless
from workflow.definition.diagram import plain
from workflow.definition.model import InOrder, Quorum, Rule, Signer
from workflow.definition.plain import from_plain, to_plain
from workflow.definition.reader import read
from workflow.definition.staffing.signing import Need, ways_to_sign
from workflow.language import set_language

TREE = "{in_order: [head, {quorum: {of: board, at_least: 2}}]}"
BANDS = """
      all:
        - {initial: employee, when: case.days > 2}
        - {sign: head, when: 'case.kind == "annual"'}
        - {quorum: {of: [head, board], weights: {head: 2}, at_least: majority}}"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def leave(tree: str, more: str = "") -> str:
    """The leave request with another sign-off."""
    return LEAVE.replace("    veto: board\n", f"    veto: board\n{more}").replace(TREE, tree)


def said(text: str) -> list[str]:
    """What the check says."""
    return [f"{one.code} {one.message}" for one in check_file(text.encode(), file="x.yaml")]


def codes(text: str) -> list[str]:
    return [one.split()[0] for one in said(text)]


def test_every_kind_of_branch_is_read() -> None:
    found = read(leave(BANDS).encode()).definition
    assert found is not None
    tree = placeless(found.actions["grant"].signoff)
    assert tree.of == (
        Signer("employee", initial=True, when=Rule("case.days > 2")),
        Signer("head", when=Rule('case.kind == "annual"')),
        Quorum("head", "majority", beside=("board",), weights=(2, 1)),
    )
    assert found.actions["grant"].roles == ("employee", "head", "board")


def test_the_plain_form_gives_the_same_definition_back() -> None:
    text = leave(BANDS, "    resets_on: [days, doctor]\n")
    found = read(text.encode()).definition
    assert found is not None
    assert found.actions["grant"].resets_on == ("days", "doctor")
    again = from_plain(to_plain(found), source=found.source, hash=found.hash, parts=found.parts)
    assert again == found
    assert hash(again.actions["grant"].signoff) == hash(found.actions["grant"].signoff)


@pytest.mark.parametrize(
    ("tree", "wanted"),
    [
        ("{initial: hed}", "E110"),
        ("{sign: head, initial: head}", "E113"),
        ("{when: case.days > 2}", "E113"),
        ("{sign: head, when: {rule: case.days > 2, else: {id: a, en: a}}}", "E108"),
        ("{sign: head, when: case.dayz > 2}", "E202"),
        ("{sign: head, when: case.days}", "E207"),
        ("{quorum: {of: board, at_least: most}}", "E108"),
        ("{quorum: {of: [board, head], at_least: 3, weights: {employee: 2}}}", "E106"),
        ("{quorum: {of: [board, head], at_least: 3, weights: {board: 0}}}", "E307"),
        ("{quorum: {of: [board, head], at_least: 3, weights: {board: two}}}", "E108"),
        ("{quorum: {of: [], at_least: 3}}", "E107"),
    ],
)
def test_what_is_wrong_is_told(tree: str, wanted: str) -> None:
    assert wanted in codes(leave(tree))


def test_resets_on_names_fields_and_documents_and_needs_a_sign_off() -> None:
    assert codes(leave(TREE, "    resets_on: [days, doctor]\n")) == codes(LEAVE)
    assert "E110" in codes(leave(TREE, "    resets_on: [dayz]\n"))
    assert "E113" in codes(LEAVE.replace("    by: employee\n", "    by: employee\n    resets_on: [days]\n"))


def banded(least: str) -> str:
    """A purchase of up to 50 million is approved by the head, one from `least` on by a clerk."""
    tree = f"{{any: [{{sign: head, when: case.amount <= params.small}}, {{sign: clerk, when: case.amount {least}}}]}}"
    return purchase(SUBMIT, CHECK, action("approve", "checked", "approved", f"signoff: {tree}"), DECLINE)


def test_a_gap_between_the_branches_in_which_nobody_is_asked_is_told_with_its_values() -> None:
    assert said(banded("> params.small")) == []
    (told,) = said(banded(">= 80000000"))
    assert told.startswith("E313 from state “checked” no final state can be reached when `amount` is")
    assert "above 50,000,000 and below 80,000,000" in told


def test_a_sign_off_that_always_asks_somebody_has_no_gap() -> None:
    assert codes(leave("{in_order: [{initial: board, when: case.days > 5}, head]}")) == codes(LEAVE)


def test_a_sign_off_in_which_nobody_can_ever_be_asked_is_told() -> None:
    """The longest leave has 12 days; a rule that no value at all can meet is told as such already."""
    assert "E315" in codes(leave("{sign: head, when: case.days > 12}"))
    assert "W202" in codes(leave("{sign: head, when: case.days > 5 && case.days < 3}"))


def test_the_drawing_tells_initials_majorities_weights_and_rules_apart() -> None:
    found = read(leave(BANDS).encode()).definition
    assert found is not None
    assert "employee°? + head? + >½ head·2 | board" in plain(found, "en")


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        (
            "{in_order: [{initial: head}, {quorum: {of: board, at_least: 2}}]}",
            "Action “Sign” (sign): approver of step 1: “Head” → initials of “Head”",
        ),
        (
            "{in_order: [head, {quorum: {of: board, at_least: majority}}]}",
            "Action “Sign” (sign): approver of step 2: at least 2 of “Board” → more than half of “Board”",
        ),
        (
            "{in_order: [head, {quorum: {of: [legal, board], weights: {legal: 3}, at_least: 4}}]}",
            "Action “Sign” (sign): approver of step 2: at least 2 of “Board” → "
            "at least 4 of “Legal” with 3 votes each, “Board”",
        ),
        (
            "{in_order: [{sign: head, when: case.amount > 9}, {quorum: {of: board, at_least: 2}}]}",
            "Action “Sign” (sign): approver of step 1: “Head” → “Head” where `case.amount > 9`",
        ),
    ],
)
def test_a_change_of_a_branch_is_told_in_words(tree: str, sentence: str) -> None:
    found = compare(permit(PERMIT), permit(PERMIT.replace(TREE, tree)))
    assert [one.sentence for one in found] == [sentence]


def test_what_makes_signatures_void_is_told_apart_too() -> None:
    after = PERMIT.replace("    veto: boss\n", "    veto: boss\n    resets_on: [number]\n")
    (found,) = compare(permit(PERMIT), permit(after))
    assert "resets_on" in found.sentence
    assert "number" in found.sentence


def test_staffing_counts_on_every_branch_and_of_a_running_case_on_those_that_are_asked() -> None:
    tree = InOrder((Signer("head", when=Rule("case.days > 2")), Quorum("board", "majority")))
    assert ways_to_sign(tree) == [(Need(("head",)), Need(("board",), 1, majority=True))]
    assert ways_to_sign(tree, needs={"0.0": 0, "0.1": 3}) == [(Need(("board",), 3),)]


def test_staffing_knows_every_way_to_gather_votes_without_one_that_could_be_spared() -> None:
    tree = Quorum("chair", 4, beside=("member",), weights=(2, 1))
    assert ways_to_sign(tree) == [
        (Need(("chair",), 2),),
        (Need(("chair",)), Need(("member",), 2)),
        (Need(("member",), 4),),
    ]
    assert ways_to_sign(tree, {"0": ["anna", "anna"]}) == [(Need(("chair",)),), (Need(("member",), 2),)]


def test_the_place_of_a_fault_in_a_rule_is_in_its_branch() -> None:
    text = leave("{sign: head, when: case.dayz > 2}")
    (found,) = [one for one in check_file(text.encode(), file="x.yaml") if one.code == "E202"]
    assert (found.place.line, found.place.column) == place_of(text, "case.dayz")


def test_a_misspelled_kind_of_sign_off_is_told_and_read_as_what_was_meant() -> None:
    text = LEAVE.replace("signoff: {in_order: [head,", "signoff: {in_ordr: [head,")
    assert text != LEAVE
    assert [(one.code, one.hint) for one in check_file(text.encode())] == [
        ("E106", "did you mean “in_order”?")
    ]
