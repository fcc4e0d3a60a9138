"""What a change of roles and accounts does to work in hand: signatures stay, open work moves, quorums are recounted."""

from __future__ import annotations

import pytest

from tests.engine.world import PERMIT
from tests.workspace.office import City, Office, checked, permit_file, sent
from workflow import Case, InputError, Refused

TREE = "{in_order: [head, {quorum: {of: board, at_least: 2}}]}"


def with_tree(office: Office, tree: str) -> Case:
    """A permit under a version with this sign-off, which waits for its signatures."""
    office.ws.publish(permit_file(office.path.parent, PERMIT.replace(TREE, tree)), actor="admin")
    return checked(office)


def sign(office: Office, case: Case, *users: str, vote: str | None = None) -> Case:
    """Votes, one after the other; the first fills in what is asked for."""
    for user in users:
        given = {"note": "fine"} if vote is None else {}
        office.ws.act(case.id, "sign", actor=user, vote=vote, fields=given, reason="so")  # type: ignore[arg-type]
    return office.ws.case(case.id)


def waits(office: Office, user: str) -> list[str]:
    """The cases in somebody's inbox."""
    return [one.case for one in office.ws.inbox(user)]


def signs(office: Office, case: Case, user: str) -> str | None:
    """What `explain` says that somebody would give."""
    return next(one.signs for one in office.ws.explain(case.id, actor=user) if one.name == "sign")


def sound(office: Office) -> bool:
    """Whether the record is whole and leads to the cases as they are stored."""
    return office.ws.verify().ok


# ── what was signed ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["revoked", "closed", "changed"])
def test_a_signature_stays_when_its_giver_loses_the_role(office: Office, how: str) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 2}}"), "board1")
    match how:
        case "revoked":
            office.ws.access.revoke("board1", "board", None, actor="admin")
        case "closed":
            office.ws.access.set_active("board1", False, actor="admin")
        case _:
            office.ws.add_user("board1", name="Board1", roles=["clerk"], actor="admin")
    assert [one.actor for one in office.ws.case(case.id).signatures] == ["board1"]
    assert sign(office, case, "board2").state == "granted"
    assert sound(office)


def test_who_lost_the_role_may_still_take_the_signature_back(office: Office) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 2}}"), "board1")
    office.ws.access.revoke("board1", "board", None, actor="admin")
    assert sign(office, case, "board1", vote="withdraw").signatures == ()
    assert office.codes(case.id, "sign", "board1", fields={"note": "fine"}) == ["role"]


def test_a_closed_account_neither_signs_nor_takes_back(office: Office) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 2}}"), "board1")
    office.ws.access.set_active("board1", False, actor="admin")
    with pytest.raises(InputError, match="closed"):
        office.ws.act(case.id, "sign", actor="board1", vote="withdraw")


# ── open work ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_open_work_leaves_one_inbox_and_is_in_the_other_at_once(office: Office) -> None:
    case = sent(office)
    assert (waits(office, "reviewer"), waits(office, "guest")) == ([case.id], [])
    office.ws.access.revoke("reviewer", "reviewer", None, actor="admin")
    office.ws.access.grant("guest", "reviewer", None, actor="admin")
    assert (waits(office, "reviewer"), waits(office, "guest")) == ([], [case.id])
    assert office.codes(case.id, "check", "reviewer") == ["role"]
    assert office.ws.act(case.id, "check", actor="guest").state == "checked"


def test_whoever_gets_the_role_of_a_turn_signs_in_it(office: Office) -> None:
    case = checked(office)
    office.ws.access.set_active("head", False, actor="admin")
    office.ws.access.grant("guest", "head", None, actor="admin")
    assert waits(office, "guest") == [case.id]
    sign(office, case, "guest")
    assert office.ws.case(case.id).signatures[0].role == "head"


def test_what_same_leaves_to_somebody_stays_theirs_when_others_get_the_role(office: Office) -> None:
    case = checked(office)
    assert office.codes(case.id, "recheck", "reviewer2") == ["duty"]
    office.ws.access.revoke("reviewer", "reviewer", None, actor="admin")
    assert "role" in office.codes(case.id, "recheck", "reviewer")
    assert office.codes(case.id, "recheck", "reviewer2") == ["duty"]
    office.ws.access.grant("reviewer", "reviewer", None, actor="admin")
    assert office.codes(case.id, "recheck", "reviewer") == []


def test_who_was_sent_elsewhere_keeps_what_separates_them(office: Office) -> None:
    """The clerk who sent it becomes head: the duty knows them all the same."""
    case = checked(office)
    office.ws.add_user("clerk", name="Clerk", roles=["head"], actor="admin")
    assert office.codes(case.id, "sign", "clerk", fields={"note": "fine"}) == ["duty"]
    assert waits(office, "clerk") == []


def test_a_transfer_to_another_unit_takes_the_work_of_the_unit_along(city: City) -> None:
    """The head of the clinic is sent to the schools: the clinic's case is no longer theirs."""
    case = city.ws.case(city.vacant())
    city.ws.add_user("mover", name="Mover", roles=[("opd_head", "CLINIC")], actor="admin")
    assert case.id in [one.case for one in city.ws.inbox("mover")]
    city.ws.add_user("mover", name="Mover", roles=[("opd_head", "SCHOOLS")], actor="admin")
    assert [one.case for one in city.ws.inbox("mover")] == []
    with pytest.raises(Refused, match="another"):
        city.ws.act(case.id, "nominate", actor="mover")


def test_a_role_above_the_unit_reaches_down_the_tree_and_not_up(city: City) -> None:
    case = city.ws.case(city.vacant())
    seen = {}
    for unit in ("CITY", "HEALTH", "CLINIC", "SCHOOLS"):
        city.ws.add_user("mover", name="Mover", roles=[("opd_head", unit)], actor="admin")
        seen[unit] = case.id in [one.case for one in city.ws.inbox("mover")]
    assert seen == {"CITY": True, "HEALTH": True, "CLINIC": True, "SCHOOLS": False}


# ── quorums ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["revoked", "closed"])
def test_a_refused_quorum_ends_in_the_commit_that_takes_its_last_hope(office: Office, how: str) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 2}}"), "board1", vote="refuse")
    assert case.state == "checked"
    if how == "revoked":
        office.ws.access.revoke("board2", "board", None, actor="admin")
    else:
        office.ws.access.set_active("board2", False, actor="admin")
    last = office.ws.history(case.id)[-1]
    assert (office.ws.case(case.id).state, last.action, last.actor) == ("refused", "fail", "system")
    assert last.followed == ({"sign_off": "missed"},)
    assert sound(office)


def test_who_gives_the_role_to_the_successor_first_loses_no_sign_off(office: Office) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 2}}"), "board1", vote="refuse")
    office.ws.access.grant("guest", "board", None, actor="admin")
    office.ws.access.revoke("board2", "board", None, actor="admin")
    assert sign(office, case, "guest", "board3").state == "granted"


def test_a_quorum_without_objection_waits_for_an_appointment(office: Office) -> None:
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 2}}"), "board1")
    for user in ("board2", "board3"):
        office.ws.access.set_active(user, False, actor="admin")
    office.ws.tick()
    assert office.ws.case(case.id).state == "checked"
    office.ws.access.grant("guest", "board", None, actor="admin")
    assert sign(office, case, "guest").state == "granted"


def test_a_majority_follows_the_board_and_its_turn_moves_on_at_once(office: Office) -> None:
    tree = "{in_order: [{quorum: {of: board, at_least: majority}}, legal]}"
    case = with_tree(office, tree)
    office.ws.access.grant("guest", "legal", None, actor="admin")
    for user in ("reviewer2", "clerk2"):
        office.ws.access.grant(user, "board", None, actor="admin")
    sign(office, case, "board1", "board2")
    assert (office.ws.signing(case.id)[0].needed, waits(office, "guest")) == (3, [])
    for user in ("reviewer2", "clerk2"):
        office.ws.access.revoke(user, "board", None, actor="admin")
    assert waits(office, "guest") == [case.id]
    assert [one.action for one in office.ws.history(case.id)[-1:]] == ["recount"]
    assert sign(office, case, "guest").state == "granted"
    assert sound(office)


def test_tick_counts_anew_too_and_twice_does_nothing_more(office: Office) -> None:
    """What changed past the accounts (here: written into the store) is seen by the next tick."""
    case = sign(office, with_tree(office, "{quorum: {of: board, at_least: 2}}"), "board1", vote="refuse")

    def think(tx):  # type: ignore[no-untyped-def]
        tx.put("users", {**tx.get("users", "board2"), "active": False})

    office.ws.store.transact(think)
    assert [one.action for one in office.ws.tick()] == ["fail"]
    assert office.ws.tick() == []
    assert office.ws.case(case.id).state == "refused"
    assert sound(office)


def test_initials_are_told_apart_in_what_the_store_shows(office: Office) -> None:
    case = with_tree(office, "{in_order: [{initial: head}, {quorum: {of: board, at_least: 2}}]}")
    assert signs(office, case, "head") == "initial"
    sign(office, case, "head")
    assert (signs(office, case, "head"), signs(office, case, "board1")) == (None, "signature")
    sign(office, case, "board1")
    assert [(one.kind, one.status, one.votes, one.needed) for one in office.ws.signing(case.id)] == [
        ("initial", "done", 1, 1),
        ("signature", "open", 1, 2),
    ]
    assert [one.kind for one in office.ws.history(case.id)[-2:]] == ["initial", None]
    assert office.again().verify().ok


def test_a_case_that_moves_to_a_version_with_a_majority_is_counted_in_the_move(office: Office) -> None:
    case = checked(office)
    tree = "{in_order: [head, {quorum: {of: board, at_least: majority}}]}"
    office.ws.publish(permit_file(office.path.parent, PERMIT.replace(TREE, tree)), actor="admin")
    office.ws.definitions.migrate("permit", actor="admin")
    assert office.ws.case(case.id).needs == {"sign": {"0.1": 2}}
    assert sign(office, case, "head", "board1", "board3").state == "granted"
    assert sound(office)
