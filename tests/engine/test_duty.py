"""Separation and binding of duties: people are compared, never accounts, over the whole case."""

from __future__ import annotations

from tests.engine.world import PERMIT, Desk, World, definition
from workflow.definition.model import Version
from workflow.engine.duty import barred, bound
from workflow.engine.machine import RunningVersion
from workflow.engine.work import waits_for


def test_no_one_person_does_two_of_a_set() -> None:
    desk = Desk()
    desk.open("all")
    desk.act("send", "all", amount=5, day="2025-11-28")
    desk.act("check", "reviewer")
    assert desk.codes("sign", "all", note="fine") == ["duty"]


def test_another_account_of_the_same_person_is_the_same_person() -> None:
    world = World()
    world.users["clerk_at_home"] = ("C", (("reviewer", None),))
    assert Desk(world=world).sent().codes("check", "clerk_at_home") == ["duty"]


def test_a_duty_holds_over_a_return_too() -> None:
    desk = Desk(world=World())
    desk.world.users["reviewer"] = ("R", (("reviewer", None), ("clerk", None)))
    desk.sent().act("check", "reviewer")
    desk.act("back", "head", reason="again", to="draft")
    assert desk.codes("send", "reviewer") == ["duty"]


def test_what_a_stand_in_did_binds_the_stand_in_and_the_principal() -> None:
    desk = Desk(world=World(stand_ins=[("clerk", "reviewer", None)]))
    desk.open()
    desk.act("send", "reviewer", amount=5, day="2025-11-28")
    assert desk.case.done["send"] == ("R", "C")
    assert desk.codes("check", "reviewer") == ["duty"]
    desk.world.users["clerk"] = ("C", (("reviewer", None),))
    assert desk.codes("check", "clerk") == ["duty"]


def test_a_stand_in_may_not_do_what_the_principal_may_not() -> None:
    desk = Desk(world=World(stand_ins=[("all", "guest", None)]))
    desk.open("all")
    desk.act("send", "all", amount=5, day="2025-11-28")
    assert desk.codes("check", "guest", on_behalf_of="all") == ["duty"]


def test_a_stand_in_with_a_role_of_their_own_acts_in_it_where_the_principal_may_not() -> None:
    desk = Desk(world=World(stand_ins=[("all", "reviewer", None)]))
    desk.open("all")
    desk.act("send", "all", amount=5, day="2025-11-28")
    desk.act("check", "reviewer")
    assert (desk.events[-1].on_behalf_of, desk.case.state) == (None, "checked")


def test_who_is_bound_by_same_may_be_stood_in_for() -> None:
    """The stand-in holds the role, but only the principal is the one who began it."""
    desk = Desk(world=World(stand_ins=[("reviewer", "reviewer2", None)])).checked()
    assert bound(desk.version.definition, desk.case, "recheck") == ("R",)
    desk.act("recheck", "reviewer2")
    assert desk.events[-1].on_behalf_of == "reviewer"


def test_same_binds_nobody_before_it_began() -> None:
    desk = Desk().sent()
    assert bound(desk.version.definition, desk.case, "check") == ()


def test_a_signature_by_somebody_barred_is_refused_before_it_counts() -> None:
    desk = Desk().checked(holder="H")
    assert desk.codes("sign", "head", note="fine") == ["duty"]


def test_naming_yourself_is_acting_on_your_own_case() -> None:
    desk = Desk()
    desk.open()
    assert desk.codes("send", "clerk", amount=5, day="2025-11-28", holder="C") == ["duty"]


def test_who_is_barred_sees_no_work_item() -> None:
    desk = Desk().sent(holder="R")
    assert barred(desk.version.definition, desk.case, "check") == ("C", "R")
    actor = desk.world.actor("reviewer")
    assert waits_for(desk.case.work, actor, (), desk.world.above) == ()
    assert waits_for(desk.case.work, desk.world.actor("reviewer2"), (), desk.world.above) == ("check",)


def test_a_side_action_makes_no_work_item() -> None:
    desk = Desk().sent()
    assert {item.action for item in desk.case.work} == {"check"}


def test_who_has_the_turn_has_the_work_item() -> None:
    desk = Desk().checked()
    assert {item.role for item in desk.case.work} == {"head"}
    desk.act("sign", "head", note="fine")
    assert {item.role for item in desk.case.work} == {"board"}


def test_work_in_a_unit_is_for_its_head_and_those_above() -> None:
    desk = Desk().checked()
    who = [
        user
        for user in desk.world.users
        if waits_for(desk.case.work, desk.world.actor(user), (), desk.world.above)
    ]
    assert who == ["head", "mayor", "all"]


# ── two duties that leave an action to somebody ─────────────────────────────────────────────────────────────────────

TWICE = PERMIT.replace(
    "  - same: [check, recheck]\n", "  - same: [check, recheck]\n  - same: [label, recheck]\n"
).replace(
    "    by: clerk\n    side: true\n    asks: [number]",
    "    by: [clerk, reviewer]\n    side: true\n    asks: [number]",
)


def twice(world: World | None = None) -> Desk:
    """A checked case in which two duties leave `recheck` to those who began."""
    return Desk(RunningVersion(Version(definition(TWICE), 1)), world).checked()


def test_every_same_that_names_an_action_binds_it() -> None:
    desk = twice()
    desk.act("label", "reviewer2", number="1")
    only_the_second = desk.codes("recheck", "reviewer2")
    assert (only_the_second, desk.codes("recheck", "reviewer")) == (["duty"], ["duty"])


def test_who_began_both_finishes_it() -> None:
    desk = twice()
    desk.act("label", "reviewer", number="1")
    assert desk.codes("recheck", "reviewer2") == ["duty", "duty"]
    assert desk.act("recheck", "reviewer").state == "checked"


def test_what_two_duties_leave_to_different_people_is_nobodys() -> None:
    desk = twice(World(stand_ins=[("reviewer", "reviewer2", None)]))
    desk.act("label", "reviewer2", number="1", on_behalf_of="reviewer2")
    assert bound(desk.version.definition, desk.case, "recheck") is None
    for user in ("reviewer", "reviewer2", "boss"):
        assert "duty" in desk.codes("recheck", user)


def test_the_one_who_did_it_takes_what_is_left_to_them_whatever_others_hold_the_role() -> None:
    """`same` allocates by history: of all reviewers it is the one who checked, and nobody else sees it."""
    source = PERMIT.replace("by: [reviewer, boss]\n    side: true", "by: [reviewer, boss]")
    desk = Desk(RunningVersion(Version(definition(source), 1))).checked()
    users = desk.world.users
    waiting = [
        one
        for one in users
        if "recheck" in waits_for(desk.case.work, desk.world.actor(one), (), desk.world.above)
    ]
    assert waiting == ["reviewer"]


def test_who_is_the_nominee_does_not_name_somebody_else_instead() -> None:
    desk = Desk()
    desk.sent(holder="R")
    assert desk.codes("check", "reviewer") == ["duty"]
    assert desk.codes("check", "reviewer", holder="P-2") == ["duty"], "until it is done, it is their own case"
    desk.act("check", "boss", holder="P-2")
    assert desk.codes("recheck", "boss") == []
