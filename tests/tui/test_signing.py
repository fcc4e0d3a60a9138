"""A sign-off in words: paraf and signature told apart, counts, whose turn, what is not asked and why, what fell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.office import Office, permits
from tests.workspace.test_role_changes import sign, with_tree
from tui.case_view import read_case
from tui.screens.case.signing import signing_lines
from workflow import Case
from workflow.language import set_language


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = permits(tmp_path)
    yield found
    found.ws.close()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def said(office: Office, case: Case, user: str = "board1") -> list[str]:
    """The lines as one reads them, without colours."""
    view = read_case(office.ws.as_user(user), case.id)
    return [one.plain.rstrip() for one in signing_lines(view)]


def test_initials_and_signatures_stand_in_their_order_with_the_stand_in_and_the_absent(
    office: Office,
) -> None:
    case = with_tree(
        office, "{in_order: [{initial: head}, {quorum: {of: board, at_least: majority}}, legal]}"
    )
    office.ws.delegate("head", to="guest", actor="head")
    sign(office, case, "guest", "board1")
    sign(office, case, "board2", vote="refuse")
    assert said(office, case) == [
        "Sign: in this order",
        "✓ 1. Head  initial: Guest on behalf of (a.n.) Head · 25 Nov 2025 08:00",
        "● 2. Board  1 of 3 signatures, 2 needed (majority)",
        "  ✓ you · 25 Nov 2025 08:00",
        "  ✗ Board2 refused · 25 Nov 2025 08:00",
        "○ 3. Legal  signature: not yet",
        "  Veto: Boss may end it alone → Fail",
    ]


def test_paraf_and_tanda_tangan_are_other_words_in_indonesian(office: Office) -> None:
    case = with_tree(office, "{in_order: [{initial: head}, legal]}")
    set_language("id")
    lines = said(office, case)
    assert "paraf" in lines[1]
    assert "paraf" not in lines[2]


def test_a_branch_that_is_not_asked_says_its_rule_and_what_the_case_says(office: Office) -> None:
    tree = "{all: [{any: [legal, reviewer]}, {sign: head, when: case.amount > params.most}]}"
    assert said(office, with_tree(office, tree))[:5] == [
        "Sign: all of these",
        "● one of these",
        "  ● Legal  signature: awaited now",
        "  ● Reviewer  signature: awaited now",
        "– Head: not asked; it is where “Amount” > 1000 (Amount: 50)",
    ]


def test_heavier_votes_and_signatures_that_no_longer_count(office: Office) -> None:
    tree = "{quorum: {of: [boss, board], weights: {boss: 2}, at_least: 4}}"
    case = sign(office, with_tree(office, tree.replace("boss", "head")), "head", "board1")
    office.ws.act(case.id, "sign", actor="board2", fields={"note": "other"})
    lines = said(office, office.ws.case(case.id))
    assert "● Head / Board  1 of 5 votes, 4 needed; Head counts 2" in lines
    assert "✗ No longer count: Head, Board1. Board2 changed “Note” (25 Nov 2025 08:00)." in lines
