"""Claims in the engine: whatever is claimed, done and let go, the record leads to the case, and all questions agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.world import USERS, Desk, World
from workflow.definition.duration import Duration
from workflow.engine.case import Case, Decision, Refusal
from workflow.engine.claiming import claim, expired, reassign, release
from workflow.engine.claims import in_force
from workflow.engine.work import waits_for
from workflow.errors import InputError

FIELDS = {"send": {"amount": 50, "day": "2025-12-24"}, "sign": {"note": "fine"}}
PEOPLE = ["clerk", "reviewer", "reviewer2", "head", "mayor", "legal", "board1", "board2", "boss", "guest"]
STAND_INS: list[tuple[str, str, str | None]] = [
    ("reviewer", "guest", None),
    ("clerk", "legal", "clerk"),
    ("head", "reviewer2", "head"),
]
moves = st.lists(
    st.tuples(
        st.sampled_from(
            ["claim", "claim", "release", "reassign", "expire", "send", "check", "sign", "back", "hold"]
        ),
        st.sampled_from(PEOPLE),
        st.sampled_from(PEOPLE),
        st.integers(min_value=0, max_value=2),
    ),
    max_size=20,
)


def walk(steps: list[tuple[str, str, str, int]]) -> Desk:
    desk = Desk(world=World(stand_ins=list(STAND_INS)))
    desk.open()
    desk.act("send", "clerk", **FIELDS["send"])
    for what, user, other, days in steps:
        if desk.case.final:
            break
        desk.now += timedelta(days=days)
        answer = answered(desk, what, user, other)
        if isinstance(answer, Decision):
            desk.keep(answer)
    return desk


def answered(desk: Desk, what: str, user: str, other: str) -> Decision | Refusal | None:
    version, case, world, lasts = desk.version, desk.case, desk.world, Duration(2, "wd")
    if what == "claim":
        return claim(version, case, user, None, lasts, world, desk.now)
    if what == "release":
        return release(version, case, user, world, desk.now)
    if what == "reassign":
        return reassign(version, case, user, other, "so it is", lasts, world, desk.now)
    if what == "expire":
        return expired(version, case, desk.now, desk.now)
    try:
        return desk.answer(
            what, user, reason="so it is", to="draft" if what == "back" else None, **FIELDS.get(what, {})
        )
    except InputError:
        return None


@given(steps=moves)
@settings(max_examples=120, deadline=None)
def test_whatever_is_claimed_the_record_leads_to_the_case(steps: list[tuple[str, str, str, int]]) -> None:
    desk = walk(steps)
    assert desk.replayed() == replace(desk.case, revision=0)
    assert Case.from_doc(desk.case.as_doc()) == desk.case


@given(steps=moves)
@settings(max_examples=120, deadline=None)
def test_who_is_held_off_by_a_claim_is_told_so_by_inbox_and_act_alike(
    steps: list[tuple[str, str, str, int]],
) -> None:
    desk = walk(steps)
    held = in_force(desk.case.claims, desk.now.date())
    for user in USERS:
        actor = desk.world.actor(user)
        mandates = desk.world.mandates(actor, desk.now)
        offered = waits_for(desk.case.work, actor, mandates, desk.world.above)
        waits = waits_for(desk.case.work, actor, mandates, desk.world.above, claims=held)
        assert set(waits) <= set(offered)
        for action in offered:
            codes = desk.codes(action, user, **FIELDS.get(action, {}))
            assert ("claimed" in codes) == (action not in waits), (user, action, codes)


@given(steps=moves)
@settings(max_examples=60, deadline=None)
def test_nothing_is_ever_taken_up_by_two(steps: list[tuple[str, str, str, int]]) -> None:
    claims = walk(steps).case.claims
    assert len({(one.action, one.role) for one in claims}) == len(claims)
    whole = {one.action for one in claims if one.role is None}
    assert not any(one.role is not None and one.action in whole for one in claims)
