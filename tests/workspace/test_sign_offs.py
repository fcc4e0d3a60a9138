"""The tree of a sign-off as it is shown: who signed and for whom, whose turn it is, how many of how many, what fell."""

from __future__ import annotations

from tests.workspace.office import Office
from tests.workspace.test_role_changes import sign, with_tree
from workflow import Case
from workflow.workspace.sign_offs import Branch, SignOffView


def shown(office: Office, case: Case) -> SignOffView:
    (view,) = office.ws.sign_offs(case.id)
    return view


def in_short(branch: Branch) -> list[tuple[str, str]]:
    """Every place that takes marks: its way and how it stands."""
    if not branch.branches:
        return [(branch.way, branch.standing)]
    return [one for below in branch.branches for one in in_short(below)]


def test_step_by_step_only_the_first_that_is_not_done_has_its_turn(office: Office) -> None:
    case = with_tree(office, "{in_order: [{initial: head}, {quorum: {of: board, at_least: 2}}, legal]}")
    assert in_short(shown(office, case).tree) == [
        ("initial", "turn"),
        ("quorum", "later"),
        ("signature", "later"),
    ]
    sign(office, case, "head", "board1")
    view = shown(office, case)
    assert (view.begun, view.tree.way, view.tree.standing) == (True, "in_order", "turn")
    assert in_short(view.tree) == [("initial", "done"), ("quorum", "turn"), ("signature", "later")]


def test_a_majority_says_how_many_of_how_many(office: Office) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: majority}}"), "board1")
    place = shown(office, case).tree
    assert (place.votes, place.needed, place.total, place.measure) == (1, 2, 3, "majority")
    assert [(one.name, one.vote, one.for_whom) for one in place.marks] == [("Board1", "sign", None)]


def test_a_number_that_follows_the_voters_is_worked_out_and_who_abstains_is_shown(office: Office) -> None:
    tree = '{quorum: {of: board, at_least: "(voters - abstained) / 2 + 1"}}'
    case = sign(office, with_tree(office, tree), "board1", vote="abstain")
    place = shown(office, case).tree
    assert (place.votes, place.needed, place.total, place.measure) == (0, 2, 3, "rule")
    assert [one.vote for one in place.marks] == ["abstain"]


def test_one_at_a_time_is_told_apart_from_all(office: Office) -> None:
    view = shown(office, with_tree(office, "{one_by_one: [head, legal]}"))
    assert view.tree.way == "one_by_one"


def test_weights_count_as_votes(office: Office) -> None:
    tree = "{quorum: {of: [head, board], weights: {head: 2}, at_least: 4}}"
    case = sign(office, with_tree(office, tree), "head", "board1")
    place = shown(office, case).tree
    assert (place.votes, place.needed, place.total, place.weights) == (3, 4, 5, (2, 1))
    assert [one.votes for one in place.marks] == [2, 1]


def test_a_branch_whose_rule_says_no_is_not_asked_and_says_by_which_rule(office: Office) -> None:
    case = with_tree(office, "{all: [head, {sign: legal, when: case.amount > 100}]}")
    head, legal = shown(office, case).tree.branches
    assert (head.standing, legal.standing) == ("turn", "not_asked")
    assert legal.when == "case.amount > 100"


def test_who_signed_in_place_of_somebody_is_shown_with_the_one_it_counts_for(office: Office) -> None:
    case = with_tree(office, "{quorum: {of: board, at_least: 2}}")
    office.ws.delegate("board1", to="guest", actor="board1")
    sign(office, case, "guest")
    (mark,) = shown(office, case).tree.marks
    assert (mark.name, mark.for_whom, mark.user) == ("Guest", "Board1", "guest")


def test_whose_signature_fell_by_whom_and_through_what(office: Office) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 3}}"), "board1", "board2")
    office.ws.act(case.id, "sign", actor="board3", fields={"note": "other"})
    (fell,) = shown(office, office.ws.case(case.id)).fallen
    assert (fell.names, fell.by, fell.ended) == (("Board1", "Board2"), "Board3", False)
    assert [one["en"] for one in fell.changed] == ["Note"]


def test_what_fell_when_the_case_was_here_before_is_not_told_again(office: Office) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 3}}"), "board1")
    office.ws.act(case.id, "sign", actor="board3", fields={"note": "other"})
    office.ws.act(case.id, "hold", actor="boss", reason="wait")
    office.ws.act(case.id, "resume", actor="boss")
    view = shown(office, office.ws.case(case.id))
    assert (view.fallen, view.begun) == ((), False)


def test_who_may_end_it_alone_and_what_follows_stand_beside_it(office: Office) -> None:
    view = shown(office, with_tree(office, "{quorum: {of: board, at_least: 3}}"))
    assert view.veto is not None
    assert view.refused is not None
    assert (view.veto["en"], view.refused["en"]) == ("Boss", "Fail")
