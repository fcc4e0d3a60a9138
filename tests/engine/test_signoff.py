"""Signatures: trees of them, turns, refusals, vetoes, stand-ins, and that one person counts once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.world import PERMIT, Desk, World, definition, with_tree
from workflow.definition.model import All, AnyOf, InOrder, Quorum, Signer, SignOff, Version
from workflow.engine import signoff
from workflow.engine.authority import reach
from workflow.engine.case import Case, Decision, Signature
from workflow.engine.machine import RunningVersion
from workflow.errors import InputError

HEAD, LEGAL, BOARD = Signer("head"), Signer("legal"), Quorum("board", 2)


def desk_for(tree: SignOff, world: World | None = None) -> Desk:
    """A case that waits for this tree."""
    return Desk(with_tree(tree), world).checked()


# ── what a tree needs ───────────────────────────────────────────────────────────────────────────────────────────────


def test_all_must_sign_in_any_order() -> None:
    desk = desk_for(All((HEAD, LEGAL)))
    desk.act("sign", "legal", note="fine")
    assert desk.case.state == "checked"
    assert desk.act("sign", "head").state == "granted"


def test_any_one_is_enough() -> None:
    assert desk_for(AnyOf((HEAD, LEGAL))).act("sign", "legal", note="fine").state == "granted"


def test_in_order_the_second_waits_for_the_first() -> None:
    desk = desk_for(InOrder((HEAD, LEGAL)))
    assert desk.codes("sign", "legal", note="fine") == ["turn"]
    desk.act("sign", "head", note="fine")
    assert desk.act("sign", "legal").state == "granted"


def test_a_quorum_is_reached_by_its_number() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    assert desk.act("sign", "board3").state == "granted"


def test_trees_nest() -> None:
    desk = desk_for(InOrder((All((HEAD, AnyOf((LEGAL, Signer("boss"))))), BOARD)))
    desk.act("sign", "boss", note="fine")
    assert desk.codes("sign", "board1") == ["turn"]
    desk.act("sign", "head")
    desk.act("sign", "board2")
    assert desk.act("sign", "board1").state == "granted"


def test_one_event_a_signature_and_only_the_last_one_fires() -> None:
    desk = desk_for(All((HEAD, LEGAL)))
    desk.act("sign", "head", note="fine")
    desk.act("sign", "legal")
    assert [(one.vote, one.fired, one.target) for one in desk.events[-2:]] == [
        ("sign", False, "checked"),
        ("sign", True, "granted"),
    ]


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tree", [All((HEAD, LEGAL)), InOrder((HEAD, LEGAL))])
def test_in_all_and_in_order_one_refusal_ends_it(tree: SignOff) -> None:
    assert desk_for(tree).act("sign", "head", vote="refuse", reason="no money").state == "refused"


def test_in_any_all_must_refuse() -> None:
    desk = desk_for(AnyOf((HEAD, LEGAL)))
    assert desk.act("sign", "head", vote="refuse", reason="no money").state == "checked"
    assert desk.act("sign", "legal", vote="refuse", reason="nor law").state == "refused"


def test_a_quorum_ends_when_its_number_can_no_longer_be_reached() -> None:
    desk = desk_for(BOARD)
    for user in ("board1", "board2"):
        assert desk.act("sign", user, vote="refuse", reason="no").state == "checked"
    assert (
        desk.act("sign", "board3", vote="refuse", reason="no").state == "refused"
    )  # one of four is left, two are needed


def test_an_abstention_counts_against_the_number_that_can_be_reached() -> None:
    desk = desk_for(BOARD)
    for user in ("board1", "board2"):
        assert desk.act("sign", user, vote="abstain").state == "checked"
    assert desk.act("sign", "board3", vote="abstain").state == "refused"


def test_a_signature_elsewhere_that_leaves_too_few_for_a_refused_quorum_ends_it() -> None:
    """`board2` signs for the head: on the board, where one has refused, theirs is missing, and nobody could go on."""
    desk = desk_for(All((HEAD, Quorum("board", 3))), World(stand_ins=[("head", "board2", None)]))
    desk.act("sign", "board1", vote="refuse", reason="no")
    assert desk.case.state == "checked"
    assert desk.act("sign", "board2", on_behalf_of="head", note="fine").state == "refused"
    assert [(one.action, one.vote, one.fired) for one in desk.events[-2:]] == [
        ("sign", "sign", False),
        ("fail", None, True),
    ]
    assert desk.replayed() == _unrevised(desk)


def test_the_action_named_by_refused_fires_in_the_same_commit_with_the_refusers_reason() -> None:
    desk = desk_for(All((HEAD, LEGAL)))
    before = desk.case.revision
    desk.act("sign", "head", vote="refuse", reason="no money")
    refusal, fired = desk.events[-2:]
    assert (refusal.vote, refusal.fired) == ("refuse", False)
    assert (fired.action, fired.reason, fired.actor, fired.target) == ("fail", "no money", "head", "refused")
    assert desk.case.revision == before + 1


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_refusal_needs_a_reason_where_what_follows_needs_one(blank: str | None) -> None:
    found = definition(
        PERMIT.replace("to: refused, automatic: true}", "to: refused, automatic: true, reason: required}")
    )
    desk = Desk(RunningVersion(Version(found, 1))).checked()
    assert desk.codes("sign", "head", vote="refuse", reason=blank) == ["reason"]
    assert desk_for(HEAD).act("sign", "head", vote="refuse", reason=blank).state == "refused"


def test_a_refused_sign_off_with_nothing_to_follow_begins_anew_and_the_refusal_stays_on_record() -> None:
    found = definition(PERMIT)
    sign = replace(found.actions["sign"], signoff=All((HEAD, LEGAL)), refused=None)
    desk = Desk(RunningVersion(Version(replace(found, actions={**found.actions, "sign": sign}), 1))).checked()
    desk.act("sign", "legal", note="fine")
    assert desk.act("sign", "head", vote="refuse", reason="no money").signatures == ()
    assert (desk.case.state, desk.events[-1].vote, desk.events[-1].reason) == (
        "checked",
        "refuse",
        "no money",
    )
    desk.act("sign", "head", note="fine")
    assert desk.act("sign", "legal").state == "granted"


def test_withdrawing_a_signature_leaves_those_of_an_earlier_round_in_the_duties() -> None:
    desk = desk_for(All((HEAD, LEGAL)))
    desk.act("sign", "head", note="fine")
    desk.act("back", "boss", reason="look again", to="sent")
    desk.act("check", "reviewer")
    desk.act("sign", "head", note="fine")
    assert len(desk.case.done["sign"]) == 2
    desk.act("sign", "head", vote="withdraw")
    assert len(desk.case.done["sign"]) == 1


def test_a_veto_ends_it_alone() -> None:
    desk = desk_for(InOrder((HEAD, BOARD)))
    assert desk.act("sign", "boss", vote="refuse", reason="not this year").state == "refused"


def test_who_only_has_a_veto_does_not_sign() -> None:
    (reason,) = desk_for(InOrder((HEAD, BOARD))).reasons("sign", "boss", note="fine")
    assert (reason.code, reason.rule) == ("role", "veto: boss")
    assert "signed by Head, Board; as Boss you may refuse it" in reason.message


def test_a_stand_in_may_use_the_veto_and_is_recorded() -> None:
    desk = desk_for(InOrder((HEAD, BOARD)), World(stand_ins=[("boss", "guest", None)]))
    desk.act("sign", "guest", vote="refuse", reason="not this year")
    assert (desk.case.state, desk.events[-1].on_behalf_of) == ("refused", "boss")


def test_a_refusal_fills_in_no_fields() -> None:
    """Else it could change, past every rule, what others have signed."""
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    with pytest.raises(InputError, match="Only who signs"):
        desk.answer("sign", "board2", vote="refuse", reason="no", note="no")


@pytest.mark.parametrize("vote", ["sign", "reject", "yes", ""])
def test_a_word_that_is_no_vote_never_counts_as_a_signature(vote: str) -> None:
    with pytest.raises(InputError, match="no vote"):
        desk_for(BOARD).answer("sign", "board1", vote=vote)


# ── taking back, changing ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_signature_may_be_withdrawn_and_given_again() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    assert desk.act("sign", "board1", vote="withdraw").signatures == ()
    desk.act("sign", "board2")
    assert desk.case.state == "checked"
    assert desk.act("sign", "board1").state == "granted"


def test_a_refusal_may_be_withdrawn_while_the_sign_off_is_open() -> None:
    desk = desk_for(BOARD)
    for user in ("board1", "board2"):
        desk.act("sign", user, vote="refuse", reason="no")
    desk.act("sign", "board1", vote="withdraw")
    assert desk.act("sign", "board3", vote="refuse", reason="no").state == "checked"


def test_who_has_not_signed_has_nothing_to_withdraw() -> None:
    assert desk_for(BOARD).codes("sign", "board1", vote="withdraw") == ["not_signed"]


def test_a_withdrawn_signature_no_longer_binds_anybody() -> None:
    desk = desk_for(BOARD, World(stand_ins=[("board1", "guest", None)]))
    desk.act("sign", "guest", note="fine")
    desk.act("sign", "board1", vote="withdraw")
    assert desk.case.done.get("sign", ()) == ()


def test_a_changed_value_makes_given_signatures_void() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    desk.act("sign", "board2", note="better")
    assert desk.case.state == "checked"
    assert [one.actor for one in desk.case.signatures] == ["board2"]


def test_the_same_value_again_leaves_signatures_standing() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    assert desk.act("sign", "board2", note="fine").state == "granted"


def test_after_a_changed_value_the_order_begins_anew() -> None:
    desk = desk_for(InOrder((HEAD, BOARD)))
    desk.act("sign", "head", note="fine")
    assert desk.codes("sign", "board1", note="better") == ["turn"]
    desk.act("sign", "head", note="better")
    assert [(one.actor, one.leaf) for one in desk.case.signatures] == [("head", "0.0")]


def test_rules_are_tried_at_each_signature() -> None:
    desk = desk_for(BOARD)
    assert desk.codes("sign", "board1", note="no") == ["rule"]


def test_leaving_the_state_makes_an_open_sign_off_void() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    desk.act("back", "head", reason="look again", to="sent")
    desk.act("check", "reviewer")
    assert desk.case.signatures == ()
    desk.act("sign", "board1", note="fine")
    assert desk.case.state == "checked"


def test_another_action_inside_the_state_leaves_signatures_standing() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    desk.act("label", "clerk", number="1")
    assert desk.act("sign", "board2").state == "granted"


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_accounts_of_one_person_count_once() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    assert desk.codes("sign", "twin") == ["already_signed"]


def test_two_roles_of_one_person_count_once() -> None:
    desk = Desk(with_tree(All((HEAD, BOARD)))).checked()
    desk.act("sign", "all", note="fine")
    assert desk.codes("sign", "all") == ["already_signed"]


def test_a_stand_ins_signature_counts_as_the_principals() -> None:
    desk = desk_for(BOARD, World(stand_ins=[("board1", "guest", "board")]))
    desk.act("sign", "guest", note="fine")
    (mark,) = desk.case.signatures
    assert (mark.person, mark.actor, mark.also) == ("B1", "guest", "G")
    assert desk.codes("sign", "board1") == ["already_signed"]


def test_a_stand_ins_signature_is_remembered_as_both_peoples() -> None:
    desk = desk_for(BOARD, World(stand_ins=[("board1", "guest", "board")]))
    desk.act("sign", "guest", note="fine")
    assert set(desk.case.done["sign"]) == {"B1", "G"}


def test_who_signed_for_another_does_not_sign_for_themselves_as_well() -> None:
    desk = desk_for(BOARD, World(stand_ins=[("board1", "board2", None)]))
    desk.act("sign", "board2", note="fine", on_behalf_of="board1")
    assert desk.codes("sign", "board2") == ["already_signed"]
    assert all("B2" in item.barred for item in desk.case.work if item.action == "sign")


def test_who_sent_it_does_not_sign_it_for_another_either() -> None:
    desk = desk_for(BOARD, World(stand_ins=[("board1", "clerk", None)]))
    assert desk.codes("sign", "clerk", note="fine") == ["duty"]


def test_one_role_is_lent_and_not_the_others() -> None:
    desk = desk_for(AnyOf((HEAD, BOARD)), World(stand_ins=[("all", "guest", "head")]))
    assert desk.act("sign", "guest", note="fine").state == "granted"
    assert desk_for(BOARD, World(stand_ins=[("all", "guest", "head")])).codes("sign", "guest", note="x") == [
        "role"
    ]


def test_who_is_barred_is_not_counted_on_for_a_quorum() -> None:
    """Of three who could sign, one is the holder: after one refusal two are out of reach."""
    desk = Desk(with_tree(BOARD), World(users=_FEW)).checked(holder="B1")
    assert desk.act("sign", "board2", vote="refuse", reason="no").state == "refused"


_FEW = {
    "clerk": ("C", (("clerk", None),)),
    "reviewer": ("R", (("reviewer", None),)),
    "board1": ("B1", (("board", None),)),
    "board2": ("B2", (("board", None),)),
    "board3": ("B3", (("board", None),)),
}


# ── status against a brute-force reading ────────────────────────────────────────────────────────────────────────────

REACH = 3
ROLES = ("head", "legal", "board")
trees = st.recursive(
    st.builds(Signer, st.sampled_from(ROLES))
    | st.builds(Quorum, st.sampled_from(ROLES), st.integers(min_value=1, max_value=3)),
    lambda inner: st.builds(
        lambda kind, of: kind(tuple(of)),
        st.sampled_from([All, AnyOf, InOrder]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
votes = st.lists(st.sampled_from(["sign", "refuse", "abstain"]), max_size=3)


def leaves(tree: SignOff, path: str = "0") -> Iterator[tuple[str, Signer | Quorum]]:
    """Every leaf by its path."""
    if isinstance(tree, (Signer, Quorum)):
        yield path, tree
    else:
        for i, branch in enumerate(tree.of):
            yield from leaves(branch, f"{path}.{i}")


def succeeds(tree: SignOff, given: Mapping[str, list[str]], path: str = "0") -> bool:
    """Whether the tree has what it needs: nothing but counting."""
    if isinstance(tree, Signer):
        return "sign" in given[path] and "refuse" not in given[path]
    if isinstance(tree, Quorum):
        return given[path].count("sign") >= tree.at_least
    outcomes = [succeeds(branch, given, f"{path}.{i}") for i, branch in enumerate(tree.of)]
    return any(outcomes) if isinstance(tree, AnyOf) else all(outcomes)


def read_by_brute_force(tree: SignOff, given: Mapping[str, list[str]]) -> str:
    """Done when it succeeds; failed when it does in no future, every one of which is tried; else open."""
    if succeeds(tree, given):
        return "done"
    futures = []
    for path, leaf in leaves(tree):
        most = 1 if isinstance(leaf, Signer) else REACH
        if isinstance(leaf, Quorum) and set(given[path]) <= {"sign"}:
            most = leaf.at_least  # only an objection makes anybody count who is left
        futures.append([(path, extra) for extra in range(most + 1)])
    for future in product(*futures):
        if succeeds(tree, {path: given[path] + ["sign"] * extra for path, extra in future}):
            return "open"
    return "failed"


@given(tree=trees, data=st.data())
@settings(max_examples=150, deadline=None)
def test_status_agrees_with_a_brute_force_reading(tree: SignOff, data: st.DataObject) -> None:
    marks = {path: data.draw(votes, label=path) for path, _ in leaves(tree)}
    signatures = [
        Signature(path, "", f"{path}-{i}", "", "", vote)  # type: ignore[arg-type]
        for path, cast in marks.items()
        for i, vote in enumerate(cast)
    ]
    assert signoff.status(tree, signatures, lambda role: REACH) == read_by_brute_force(tree, marks)


@given(tree=trees, data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_turn_is_a_place_that_could_still_change_something(tree: SignOff, data: st.DataObject) -> None:
    marks = {path: data.draw(votes, label=path) for path, _ in leaves(tree)}
    signatures = [
        Signature(path, "", f"{path}-{i}", "", "", vote)  # type: ignore[arg-type]
        for path, cast in marks.items()
        for i, vote in enumerate(cast)
    ]
    turn = list(signoff.turn(tree, signatures, lambda role: REACH))
    assert bool(turn) == (signoff.status(tree, signatures, lambda role: REACH) == "open")
    assert all(place.status == "open" for place in turn)


VOTERS = ("head", "mayor", "board1", "board2", "board3", "twin", "legal", "all", "guest", "boss")
plays = st.lists(
    st.tuples(st.sampled_from(VOTERS), st.sampled_from([None, None, "refuse", "abstain", "withdraw"])),
    max_size=12,
)


@given(tree=trees, votes=plays)
@settings(max_examples=60, deadline=None)
@example(tree=All((HEAD, BOARD)), votes=[("all", None), ("all", None), ("board1", None), ("twin", None)])
@example(tree=All((HEAD, Quorum("board", 3))), votes=[("board1", "refuse"), ("all", None)])
def test_whatever_is_voted_a_person_counts_once_and_the_case_moves_when_the_tree_says_so(
    tree: SignOff, votes: list[tuple[str, str | None]]
) -> None:
    desk = desk_for(tree, World(stand_ins=[("board3", "guest", None)]))
    for user, vote in votes:
        note = {"note": "fine"} if vote is None else {}
        answer = desk.answer("sign", user, vote=vote, reason="so it is", **note)
        if isinstance(answer, Decision):
            desk.keep(answer)
        people = [who for one in desk.case.signatures for who in (one.person, one.also) if who]
        assert len(people) == len(set(people))
        if desk.case.state != "checked":
            break
        assert signoff.status(tree, desk.case.signatures, _reach(desk)) == "open"
    assert desk.replayed() == _unrevised(desk)


def _reach(desk: Desk) -> signoff.Reach:
    action = desk.version.action("sign")
    return reach(desk.version.definition, desk.case, action, desk.case.signatures, desk.world)


def _unrevised(desk: Desk) -> Case:
    return replace(desk.case, revision=0)


def test_a_quorum_alone_at_the_root_takes_a_veto_too() -> None:
    source = PERMIT.replace(
        "{in_order: [head, {quorum: {of: board, at_least: 2}}]}", "{quorum: {of: board, at_least: 2}}"
    )
    desk = Desk(RunningVersion(Version(definition(source), 1))).checked()
    assert desk.act("sign", "boss", vote="refuse", reason="no").state == "refused"
