"""Where a signature counts, initials, majorities, weights, branches under rules, and what makes signatures void."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.world import PERMIT, USERS, Desk, World, definition, with_tree
from workflow.definition.model import All, AnyOf, InOrder, Quorum, Rule, Signer, SignOff, Version
from workflow.engine import signoff
from workflow.engine.case import Case, Decision, Signature
from workflow.engine.machine import RunningVersion
from workflow.engine.recount import recount
from workflow.engine.work import waits_for

HEAD, LEGAL, BOARD = Signer("head"), Signer("legal"), Quorum("board", 2)
PARAF = Signer("legal", initial=True)
CHAIR = Quorum("head", 4, beside=("board",), weights=(2, 1))
LARGE = Rule("case.amount > 40")


def desk_for(tree: SignOff, world: World | None = None, **given: Any) -> Desk:
    """A case that waits for this tree."""
    return Desk(with_tree(tree), world).checked(**given)


def desk_of(source: str, world: World | None = None, **given: Any) -> Desk:
    """A case of the permit with another text, which waits for signatures."""
    return Desk(RunningVersion(Version(definition(source), 1)), world).checked(**given)


def people(desk: Desk, action: str = "sign") -> set[str]:
    """The users who have this work in their inbox."""
    users = desk.world.users
    above = desk.world.above
    return {one for one in users if action in waits_for(desk.case.work, desk.world.actor(one), (), above)}


def sound(desk: Desk) -> bool:
    """Whether the events lead to the case as it stands."""
    return desk.replayed() == replace(desk.case, revision=0)


# ── where a signature counts ────────────────────────────────────────────────────────────────────────────────────────


def test_who_holds_two_roles_signs_where_it_ends_soonest() -> None:
    """As one of the board they would need another; as the head they are enough."""
    desk = desk_for(AnyOf((Quorum("board", 2), HEAD)))
    assert desk.act("sign", "all", note="fine").state == "granted"


def test_a_place_that_leaves_the_tree_a_hope_comes_before_one_that_ends_it() -> None:
    desk = desk_for(All((HEAD, Quorum("board", 3))))
    desk.act("sign", "board1", vote="refuse", reason="no")
    desk.act("sign", "all", note="fine")
    assert (desk.case.state, desk.case.signatures[-1].role) == ("checked", "board")


def test_of_places_alike_the_one_that_fewest_could_fill_is_taken() -> None:
    world = World(users={**USERS, "both": ("BO", (("legal", None), ("board", None)))})
    del world.users["legal"]
    desk = desk_for(All((Quorum("board", 1), LEGAL)), world)
    desk.act("sign", "both", note="fine")
    assert desk.case.signatures[0].role == "legal"


def test_ones_own_place_comes_before_a_lent_one_that_would_end_it_sooner() -> None:
    desk = desk_for(AnyOf((Quorum("board", 2), HEAD)), World(stand_ins=[("head", "board1", None)]))
    desk.act("sign", "board1", note="fine")
    assert (desk.case.state, desk.events[-1].on_behalf_of) == ("checked", None)
    other = desk_for(AnyOf((Quorum("board", 2), HEAD)), World(stand_ins=[("head", "board1", None)]))
    assert other.act("sign", "board1", on_behalf_of="head", note="fine").state == "granted"


# ── initials ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_initials_go_step_by_step_before_the_signature_and_are_recorded_as_such() -> None:
    desk = desk_for(InOrder((PARAF, Signer("board", initial=True), HEAD)))
    assert desk.codes("sign", "head", note="fine") == ["turn"]
    desk.act("sign", "legal", note="fine")
    desk.act("sign", "board1")
    assert [(one.role, one.kind) for one in desk.case.signatures] == [
        ("legal", "initial"),
        ("board", "initial"),
    ]
    desk.act("sign", "head")
    assert [one.kind for one in desk.events[-3:]] == ["initial", "initial", None]
    assert desk.case.state == "granted"
    assert sound(desk)


def test_a_refused_initial_ends_it_like_a_refused_signature() -> None:
    desk = desk_for(InOrder((PARAF, HEAD)))
    assert desk.act("sign", "legal", vote="refuse", reason="not lawful").state == "refused"


def test_a_signature_reads_as_before_and_an_initial_names_its_kind_in_the_stored_case() -> None:
    desk = desk_for(All((PARAF, HEAD, BOARD)))
    desk.act("sign", "legal", note="fine")
    desk.act("sign", "head")
    assert [one.get("kind") for one in desk.case.as_doc()["signatures"]] == ["initial", None]
    assert Case.from_doc(desk.case.as_doc()) == desk.case


# ── majorities and weights ──────────────────────────────────────────────────────────────────────────────────────────

MAJORITY = Quorum("board", "majority")


def test_a_majority_is_more_than_half_of_all_holders() -> None:
    """Four people sit on the board (one with two accounts), so that three must sign."""
    desk = desk_for(MAJORITY)
    assert desk.case.needs == {"sign": {"0": 3}}
    for user in ("board1", "board2"):
        assert desk.act("sign", user, note="fine").state == "checked"
    assert desk.codes("sign", "twin") == ["already_signed"]
    assert desk.act("sign", "board3").state == "granted"
    assert sound(desk)


def test_a_majority_is_missed_as_soon_as_it_is_out_of_reach() -> None:
    desk = desk_for(MAJORITY)
    assert desk.act("sign", "board1", vote="refuse", reason="no").state == "checked"
    assert desk.act("sign", "board2", vote="abstain", reason="no").state == "refused"


def test_a_majority_is_counted_from_the_holders_at_each_vote() -> None:
    desk = desk_for(MAJORITY)
    desk.act("sign", "board1", note="fine")
    for number in range(3):
        desk.world.users[f"new{number}"] = (f"N{number}", (("board", None),))
    desk.act("sign", "board2")
    assert desk.case.needs == {"sign": {"0": 4}}
    assert desk.act("sign", "board3").state == "checked"
    assert desk.act("sign", "new1").state == "granted"


def test_who_voted_counts_on_in_a_majority_after_they_have_left_the_board() -> None:
    desk = desk_for(MAJORITY)
    desk.act("sign", "board2", note="fine")
    del desk.world.users["board2"]
    desk.act("sign", "board3")
    assert desk.case.needs == {"sign": {"0": 3}}


def test_after_a_majority_the_next_in_order_has_the_work() -> None:
    desk = desk_for(InOrder((MAJORITY, LEGAL)))
    for user in ("board1", "board2"):
        desk.act("sign", user, note="fine")
        assert people(desk) & {"board3", "legal"} == {"board3"}
    desk.act("sign", "board3")
    assert people(desk) == {"legal"}
    assert sound(desk)


def test_votes_weigh_by_role() -> None:
    """The head has two votes, everybody on the board one; four are needed."""
    desk = desk_for(CHAIR)
    desk.act("sign", "board1", note="fine")
    desk.act("sign", "head")
    assert desk.case.state == "checked"
    assert desk.act("sign", "board2").state == "granted"


def test_who_holds_two_roles_of_one_quorum_counts_once_with_the_heavier_vote() -> None:
    desk = desk_for(CHAIR)
    desk.act("sign", "all", note="fine")
    assert [one.role for one in desk.case.signatures] == ["head"]
    assert desk.codes("sign", "all") == ["already_signed"]
    assert desk.act("sign", "mayor").state == "granted"


def test_a_weighted_quorum_ends_when_the_votes_that_are_left_do_not_suffice() -> None:
    few = {name: USERS[name] for name in ("clerk", "reviewer", "head", "board1", "board2", "board3", "legal")}
    desk = desk_for(CHAIR, World(users=few))
    assert desk.act("sign", "board1", vote="refuse", reason="no").state == "checked"
    assert desk.act("sign", "board2", vote="refuse", reason="no").state == "refused"


# ── when people change ──────────────────────────────────────────────────────────────────────────────────────────────


def counted(desk: Desk) -> bool:
    """Whether a recount changes anything; what it changes is kept."""
    answer = recount(desk.version, desk.case, desk.world, desk.now)
    if answer is not None:
        desk.keep(answer)
    return answer is not None


def test_a_recount_with_the_same_people_changes_nothing() -> None:
    desk = desk_for(InOrder((MAJORITY, LEGAL)))
    assert not counted(desk)
    desk.act("sign", "board1", note="fine")
    assert not counted(desk)


def test_a_smaller_board_may_have_its_majority_already() -> None:
    desk = desk_for(MAJORITY)
    desk.act("sign", "board1", note="fine")
    desk.act("sign", "board2")
    del desk.world.users["board3"]
    assert counted(desk)
    assert (desk.case.state, desk.events[-1].actor, desk.events[-1].followed) == (
        "granted",
        "system",
        ({"sign_off": "reached"},),
    )
    assert sound(desk)


def test_a_majority_that_is_reached_by_a_recount_gives_the_turn_to_the_next() -> None:
    desk = desk_for(InOrder((MAJORITY, LEGAL)))
    desk.act("sign", "board1", note="fine")
    desk.act("sign", "board2")
    assert "legal" not in people(desk)
    del desk.world.users["board3"]
    assert counted(desk)
    assert not counted(desk)
    assert (desk.case.state, people(desk)) == ("checked", {"legal"})
    assert sound(desk)


def test_a_quorum_that_loses_its_last_hope_ends_and_what_refused_names_follows() -> None:
    desk = desk_for(Quorum("board", 3))
    desk.act("sign", "board1", vote="refuse", reason="no")
    assert not counted(desk)
    del desk.world.users["board2"]
    assert counted(desk)
    assert (desk.case.state, desk.events[-1].action, desk.events[-1].followed) == (
        "refused",
        "fail",
        ({"sign_off": "missed"},),
    )
    assert sound(desk)


def test_a_quorum_lost_below_an_any_is_nobodys_work_any_more_and_an_appointment_brings_it_back() -> None:
    desk = desk_for(AnyOf((Quorum("board", 3), LEGAL)))
    for user in ("board1", "board2"):
        desk.act("sign", user, vote="refuse", reason="no")
    assert (people(desk), desk.case.needs) == ({"legal"}, {"sign": {"0.0": -1}})
    desk.world.users["new"] = ("N", (("board", None),))
    assert counted(desk)
    assert people(desk) >= {"legal", "new", "board3"}
    assert sound(desk)


def test_a_quorum_that_nobody_objected_to_waits_for_somebody_to_be_appointed() -> None:
    desk = desk_for(Quorum("board", 3))
    desk.act("sign", "board1", note="fine")
    for gone in ("board2", "board3"):
        del desk.world.users[gone]
    assert not counted(desk)
    assert desk.case.state == "checked"


def test_a_missed_quorum_with_nothing_to_follow_begins_anew_and_says_whose_votes_fell() -> None:
    version = with_tree(Quorum("board", 3))
    sign = replace(version.action("sign"), refused=None)
    found = replace(version.definition, actions={**version.definition.actions, "sign": sign})
    desk = Desk(RunningVersion(Version(found, 1))).checked()
    desk.act("sign", "board1", vote="refuse", reason="no")
    del desk.world.users["board2"]
    assert counted(desk)
    assert (desk.case.signatures, desk.events[-1].followed) == (
        (),
        ({"sign_off": "void"}, {"fell": ["board1"]}),
    )
    assert not counted(desk)
    assert sound(desk)


def test_a_reached_sign_off_waits_where_a_rule_holds_its_action_back() -> None:
    source = PERMIT.replace('rule: case.note != "no"', "rule: case.day >= today")
    desk = desk_of(source.replace("{in_order: [head, {quorum: {of: board, at_least: 2}}]}", _MAJORITY))
    desk.act("sign", "board1", note="fine")
    desk.act("sign", "board2")
    del desk.world.users["board3"]
    desk.now = desk.now.replace(day=30)
    assert not counted(desk)
    assert desk.case.state == "checked"


_MAJORITY = "{quorum: {of: board, at_least: majority}}"

# ── branches under rules ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_branch_that_does_not_apply_is_not_asked() -> None:
    tree = InOrder((replace(HEAD, when=LARGE), LEGAL))
    small, large = desk_for(tree, amount=30), desk_for(tree, amount=50)
    assert (people(small), people(large)) == ({"legal"}, {"head", "mayor", "all"})
    assert small.codes("sign", "head", note="fine") == ["not_asked"]
    assert small.act("sign", "legal", note="fine").state == "granted"
    assert large.codes("sign", "legal", note="fine") == ["turn"]
    assert sound(small)


def test_in_all_the_branches_that_are_left_out_are_not_waited_for() -> None:
    desk = desk_for(All((HEAD, replace(LEGAL, when=LARGE), replace(BOARD, when=Rule("case.amount > 900")))))
    desk.act("sign", "head", note="fine")
    assert desk.case.state == "checked"
    assert desk.act("sign", "legal").state == "granted"


def test_where_nobody_is_asked_nobody_signs_and_the_refusal_says_so() -> None:
    desk = desk_for(AnyOf((replace(HEAD, when=LARGE), replace(LEGAL, when=LARGE))), amount=30)
    assert people(desk) == set()
    assert desk.codes("sign", "head", note="fine") == ["nobody_asked"]


ASKING = PERMIT.replace(
    "{in_order: [head, {quorum: {of: board, at_least: 2}}]}",
    "{in_order: [legal, {sign: head, when: case.note == 'long'}]}",
)


def test_a_rule_on_what_the_first_signer_fills_in_is_answered_by_their_values() -> None:
    desk = desk_of(ASKING)
    assert desk.act("sign", "legal", note="long").state == "checked"
    assert people(desk) == {"head", "mayor", "all"}
    assert desk.act("sign", "head").state == "granted"
    assert desk_of(ASKING).act("sign", "legal", note="short").state == "granted"


def test_what_a_branch_hangs_on_must_be_known_before_anybody_signs() -> None:
    source = ASKING.replace("case.note == 'long'", "case.kind == 'large'")
    desk = desk_of(source)
    assert desk.codes("sign", "legal", note="fine") == ["cannot_tell"]
    known = desk_of(source, kind="small")
    assert known.act("sign", "legal", note="fine").state == "granted"


def test_a_value_changed_in_the_state_asks_one_branch_more_and_leaves_the_signatures_standing() -> None:
    source = PERMIT.replace(
        "{in_order: [head, {quorum: {of: board, at_least: 2}}]}",
        "{all: [head, {sign: legal, when: \"case.number == '2'\"}, board]}",
    )
    desk = desk_of(source)
    desk.act("label", "clerk", number="1")
    assert desk.case.needs == {"sign": {"0.1": 0}}
    desk.act("sign", "head", note="fine")
    desk.act("label", "clerk", number="2")
    assert desk.case.needs == {"sign": {}}
    assert people(desk) >= {"legal", "board1"}
    assert [one.actor for one in desk.case.signatures] == ["head"]
    assert sound(desk)


# ── what makes signatures void ──────────────────────────────────────────────────────────────────────────────────────

RESETS = PERMIT.replace("    veto: boss\n", "    veto: boss\n    resets_on: [number, photo]\n")


def test_another_actions_change_voids_signatures_where_the_definition_says_so_and_names_whose() -> None:
    desk = desk_of(RESETS)
    desk.act("sign", "head", note="fine")
    desk.act("sign", "board1")
    desk.act("label", "clerk", number="1")
    assert (desk.case.signing, desk.case.signatures) == (None, ())
    assert desk.events[-1].followed == ({"fell": ["head", "board1"]},)
    assert people(desk) == {"head", "mayor", "all"}
    assert sound(desk)


def test_a_file_that_is_put_in_voids_them_too() -> None:
    desk = desk_of(RESETS)
    desk.act("sign", "head", note="fine")
    desk.act("label", "clerk", number="1", documents={"photo": {"sha256": "a"}})
    desk.act("sign", "head", note="fine")
    assert desk.codes("sign", "board1", documents={"photo": {"sha256": "b"}}) == ["turn"]
    desk.act("sign", "mayor", documents={"photo": {"sha256": "b"}}, note="fine")
    assert [one.actor for one in desk.case.signatures] == ["mayor"]
    assert desk.events[-1].followed == ({"fell": ["head"]},)


def test_the_same_value_and_the_same_file_again_leave_them_standing() -> None:
    desk = desk_of(RESETS)
    desk.act("label", "clerk", number="1", documents={"photo": {"sha256": "a"}})
    desk.act("sign", "head", note="fine")
    desk.act("label", "clerk", number="1", documents={"photo": {"sha256": "a"}})
    assert [one.actor for one in desk.case.signatures] == ["head"]
    assert desk.events[-1].followed == ()


def test_what_the_definition_does_not_name_leaves_them_standing() -> None:
    desk = desk_of(RESETS.replace("[number, photo]", "[amount]"))
    desk.act("sign", "head", note="fine")
    desk.act("label", "clerk", number="1")
    assert len(desk.case.signatures) == 1


def test_those_whose_signature_falls_by_a_new_value_of_the_action_itself_are_named() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    desk.act("sign", "board2", note="better")
    assert desk.events[-1].followed == ({"fell": ["board1"]},)
    assert sound(desk)


def test_a_withdrawn_signature_may_be_given_by_whoever_lost_the_role() -> None:
    desk = desk_for(BOARD)
    desk.act("sign", "board1", note="fine")
    desk.world.users["board1"] = ("B1", ())
    assert desk.act("sign", "board1", vote="withdraw").signatures == ()


# ── against a brute-force reading ───────────────────────────────────────────────────────────────────────────────────

LEFT = {"head": 1, "legal": 2, "board": 3}
ROLES = tuple(LEFT)
quorums = st.one_of(
    st.builds(Quorum, st.sampled_from(ROLES), st.integers(1, 3)),
    st.builds(Quorum, st.sampled_from(ROLES), st.just("majority")),
    st.just(Quorum("head", 3, beside=("board",), weights=(2, 1))),
)
trees = st.recursive(
    st.builds(Signer, st.sampled_from(ROLES), initial=st.booleans()) | quorums,
    lambda inner: st.builds(
        lambda kind, of: kind(tuple(of)),
        st.sampled_from([All, AnyOf, InOrder]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)


def votes_left(quorum: Quorum) -> int:
    """The votes of everybody who has not voted."""
    return sum(LEFT[role] * quorum.weight(role) for role in quorum.roles)


def places(tree: SignOff, path: str = "0") -> Iterator[tuple[str, SignOff]]:
    """Every branch by its path."""
    yield path, tree
    if not isinstance(tree, (Signer, Quorum)):
        for i, branch in enumerate(tree.of):
            yield from places(branch, f"{path}.{i}")


def succeeds(
    tree: SignOff, votes: Mapping[str, list[int]], needs: Mapping[str, int], path: str = "0"
) -> bool | None:
    """Whether a tree has what it needs, by its words; None where nobody is asked. `votes`: place → votes for it."""
    if needs.get(path) == 0:
        return None
    if isinstance(tree, Signer):
        return sum(votes[path]) > 0
    if isinstance(tree, Quorum):
        return sum(votes[path]) >= (needs[path] if tree.at_least == "majority" else tree.at_least)
    found = [succeeds(branch, votes, needs, f"{path}.{i}") for i, branch in enumerate(tree.of)]
    asked = [one for one in found if one is not None]
    return (any(asked) if isinstance(tree, AnyOf) else all(asked)) if asked else None


@given(tree=trees, data=st.data())
@settings(max_examples=200, deadline=None)
def test_status_and_distance_agree_with_trying_every_future(tree: SignOff, data: st.DataObject) -> None:
    """With majorities counted, weights, initials, and any set of branches left out."""
    needs = {path: 0 for path, _ in places(tree) if data.draw(st.integers(0, 4), label=f"ask {path}") == 0}
    leaves = [(path, one) for path, one in places(tree) if isinstance(one, (Signer, Quorum))]
    for path, one in leaves:
        if isinstance(one, Quorum) and one.at_least == "majority":
            needs.setdefault(path, data.draw(st.integers(1, 4), label=f"majority {path}"))
    marks: list[Signature] = []
    now: dict[str, list[int]] = {}
    futures: list[list[tuple[str, list[int], int]]] = []
    for path, one in leaves:
        roles = one.roles if isinstance(one, Quorum) else (one.role,)
        cast = data.draw(st.lists(st.tuples(st.sampled_from(roles), st.sampled_from(VOTES)), max_size=3))
        if isinstance(one, Signer):
            cast = cast[:1]
        marks += [Signature(path, role, f"{path}-{i}", "", "", vote) for i, (role, vote) in enumerate(cast)]  # type: ignore[arg-type]
        weigh = one.weight if isinstance(one, Quorum) else lambda role: 1
        now[path] = [weigh(role) for role, vote in cast if vote == "sign"]
        refused = any(vote == "refuse" for _, vote in cast)
        objected = any(vote != "sign" for _, vote in cast)
        if isinstance(one, Signer):
            more = [] if refused else [1]
        else:
            heaviest = max(weigh(role) for role in one.roles)
            number = votes_left(one) if objected else 12
            more = [heaviest] * (number // heaviest) + [1] * (number % heaviest)
        futures.append([(path, more[:count], count) for count in range(len(more) + 1)])
    best: int | None = None
    for future in product(*futures):
        after = {path: [*now[path], *more] for path, more, _ in future}
        if succeeds(tree, after, needs):
            count = sum(count for _, _, count in future)
            best = count if best is None else min(best, count)
    asked = succeeds(tree, now, needs) is not None
    wanted = "open" if not asked else "failed" if best is None else "done" if best == 0 else "open"
    assert signoff.status(tree, marks, votes_left, needs) == wanted
    assert signoff.is_asked(tree, needs) == asked
    if asked and best is not None:
        assert signoff.distance(tree, marks, votes_left, needs) == best
    assert bool(list(signoff.turn(tree, marks, votes_left, needs))) == (asked and wanted == "open")


VOTES = ("sign", "refuse", "abstain")
VOTERS = ("head", "mayor", "board1", "board2", "board3", "twin", "legal", "all", "guest", "boss")
plays = st.lists(
    st.tuples(
        st.sampled_from(VOTERS), st.sampled_from([None, None, "refuse", "abstain", "withdraw", "leaves"])
    ),
    max_size=10,
)


@st.composite
def asked_trees(draw: st.DrawFn) -> SignOff:
    """A tree some of whose branches are under rules."""
    rules = [None, None, LARGE, Rule("case.amount < 40"), Rule('case.note == "fine"')]

    def under(tree: SignOff) -> SignOff:
        if not isinstance(tree, (Signer, Quorum)):
            tree = replace(tree, of=tuple(under(one) for one in tree.of))
        return replace(tree, when=draw(st.sampled_from(rules)))

    return under(draw(trees))


@given(tree=asked_trees(), votes=plays)
@settings(max_examples=60, deadline=None)
@example(tree=AnyOf((Quorum("board", 3), LEGAL)), votes=[("board2", "leaves"), ("board3", "abstain")])
def test_whatever_is_voted_and_whoever_leaves_the_record_leads_to_the_case_and_inbox_and_act_agree(
    tree: SignOff, votes: list[tuple[str, str | None]]
) -> None:
    desk = desk_for(tree, World(stand_ins=[("board3", "guest", None)]))
    note = {"note": "fine"}
    for user, vote in votes:
        if vote == "leaves":
            desk.world.users[user] = (desk.world.users[user][0], ())
            counted(desk)
        else:
            given_ = note if vote is None else {}
            answer = desk.answer("sign", user, vote=vote, reason="so it is", **given_)
            if isinstance(answer, Decision):
                desk.keep(answer)
        assert sound(desk)
        if desk.case.state != "checked":
            return
        assert not counted(desk)
        signing = [who for one in desk.case.signatures for who in (one.person, one.also) if who]
        assert len(signing) == len(set(signing))
    users = [desk.world.actor(one) for one in desk.world.users]
    able = {one.id for one in users if isinstance(desk.answer("sign", one.id, **note), Decision)}
    lent = {one.id: desk.world.mandates(one, desk.now) for one in users}
    above = desk.world.above
    assert able == {one.id for one in users if "sign" in waits_for(desk.case.work, one, lent[one.id], above)}


@pytest.mark.parametrize("weights", [(2, 1), (3, 2), ()])
def test_a_majority_by_weight_is_more_than_half_of_all_votes(weights: tuple[int, ...]) -> None:
    """Heads of the unit and above: head, mayor, all; on the board: three and all, who counts once."""
    desk = desk_for(Quorum("head", "majority", beside=("board",), weights=weights))
    heads, members = weights or (1, 1)
    assert desk.case.needs["sign"]["0"] == (3 * heads + 3 * members) // 2 + 1
