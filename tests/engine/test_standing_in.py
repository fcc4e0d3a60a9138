"""Standing in, to the engine: how far a mandate reaches, what the record says, and the duties of everybody concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from tests.engine.world import Desk, World
from workflow.engine.case import Event
from workflow.engine.facts import Actor, Mandate
from workflow.engine.work import waits_for


@dataclass
class Lending(World):
    """A world in which mandates are lent as wide as they are written: stand-in → mandates."""

    lent: dict[str, list[Mandate]] = field(default_factory=dict)

    def lend(self, principal: str, to: str, **scope: str) -> Lending:
        self.lent.setdefault(to, []).append(Mandate(self.actor(principal), **scope))
        return self

    def mandates(self, actor: Actor, when: datetime) -> Sequence[Mandate]:
        return [*super().mandates(actor, when), *self.lent.get(actor.id, ())]


def waiting(desk: Desk, user: str) -> tuple[str, ...]:
    """What the inbox has for somebody."""
    actor = desk.world.actor(user)
    at = (desk.version.id, desk.case.unit)
    return waits_for(desk.case.work, actor, desk.world.mandates(actor, desk.now), desk.world.above, at)


@pytest.mark.parametrize(
    ("scope", "reaches"),
    [
        ({}, True),
        ({"role": "reviewer"}, True),
        ({"role": "clerk"}, False),
        ({"unit": "unit-a"}, True),
        ({"unit": "city"}, True),
        ({"unit": "unit-b"}, False),
        ({"definition": "permit"}, True),
        ({"definition": "leave"}, False),
        ({"role": "reviewer", "unit": "unit-a", "definition": "permit"}, True),
        ({"role": "reviewer", "unit": "unit-b", "definition": "permit"}, False),
    ],
)
def test_inbox_and_act_agree_how_far_a_mandate_reaches(scope: dict[str, str], reaches: bool) -> None:
    desk = Desk(world=Lending().lend("reviewer", "guest", **scope)).sent()
    assert (waiting(desk, "guest") == ("check",)) is reaches
    assert (desk.codes("check", "guest") == []) is reaches


def test_a_mandate_for_other_cases_says_so() -> None:
    desk = Desk(world=Lending().lend("reviewer", "guest", unit="unit-b")).sent()
    reason = desk.reasons("check", "guest", on_behalf_of="reviewer")[0]
    assert (reason.code, "not in this case" in reason.message) == ("mandate", True)


def test_a_limited_mandate_does_not_count_where_no_case_is_named() -> None:
    desk = Desk(world=Lending().lend("reviewer", "guest", unit="unit-a")).sent()
    actor = desk.world.actor("guest")
    mandates = desk.world.mandates(actor, desk.now)
    assert waits_for(desk.case.work, actor, mandates, desk.world.above) == ()


def test_the_event_says_for_whom_under_which_name_and_by_what_right() -> None:
    desk = Desk(world=Lending().lend("reviewer", "guest", by="D-0007")).sent()
    desk.act("check", "guest")
    event = desk.events[-1]
    assert (event.on_behalf_of, event.principal, event.mandate) == ("reviewer", "Reviewer", "D-0007")
    assert Event.from_doc(event.as_doc()) == event
    assert desk.replayed() == desk.case.__class__.from_doc({**desk.case.as_doc(), "revision": 0})


def test_who_acts_by_their_own_role_rests_on_no_mandate() -> None:
    desk = Desk(world=Lending().lend("reviewer", "reviewer2", by="D-0007")).sent()
    desk.act("check", "reviewer2")
    event = desk.events[-1]
    assert (event.on_behalf_of, event.principal, event.mandate) == (None, None, None)
    assert not {"principal", "mandate", "on_behalf_of"} & set(event.as_doc())


def test_who_fills_an_empty_post_acts_in_their_own_right() -> None:
    world = Lending()
    post = Actor("guest", "Guest", "G", (("reviewer", None),))
    world.lent["guest"] = [Mandate(post, by="H-0003")]
    desk = Desk(world=world).sent()
    assert waiting(desk, "guest") == ("check",)
    desk.act("check", "guest")
    event = desk.events[-1]
    assert (event.on_behalf_of, event.people, event.mandate) == (None, ("G",), "H-0003")


# ── duties: what anybody concerned did, or is, counts ───────────────────────────────────────────────────────────────

#: why; principal and stand-in; who sent the case; whom it is about; the codes against `check` by the stand-in
DUTIES: list[tuple[str, tuple[str, str], str, str | None, list[str]]] = [
    ("nobody concerned has done anything", ("reviewer", "guest"), "clerk", None, []),
    ("the stand-in sent it", ("reviewer", "clerk"), "clerk", None, ["duty"]),
    ("the principal sent it", ("all", "guest"), "all", None, ["duty"]),
    ("the principal is the one it is about", ("reviewer", "guest"), "clerk", "R", ["duty"]),
    ("the stand-in is the one it is about", ("reviewer", "guest"), "clerk", "G", ["duty"]),
    ("somebody else is the one it is about", ("reviewer", "guest"), "clerk", "P-1", []),
]


@pytest.mark.parametrize(
    ("pair", "sender", "about", "codes"), [row[1:] for row in DUTIES], ids=[row[0] for row in DUTIES]
)
def test_what_either_did_or_is_bars_both(
    pair: tuple[str, str], sender: str, about: str | None, codes: list[str]
) -> None:
    desk = Desk(world=Lending().lend(*pair))
    desk.open(sender)
    given: dict[str, Any] = {"holder": about} if about else {}
    desk.act("send", sender, amount=50, day="2025-11-28", **given)
    assert desk.codes("check", pair[1], on_behalf_of=pair[0]) == codes
    assert (waiting(desk, pair[1]) == ("check",)) is (not codes)


def test_a_second_account_of_the_same_person_gets_around_nothing() -> None:
    world = Lending(users={**World().users, "second": ("C", ())}).lend("reviewer", "second")
    desk = Desk(world=world).sent()
    assert desk.codes("check", "second") == ["duty"]
    assert waiting(desk, "second") == ()


def test_who_acted_for_one_may_not_act_for_another_where_different_people_must() -> None:
    world = Lending().lend("clerk", "guest").lend("reviewer", "guest").lend("reviewer", "head_b")
    desk = Desk(world=world)
    desk.open("clerk")
    desk.act("send", "guest", amount=50, day="2025-11-28", on_behalf_of="clerk")
    assert set(desk.case.done["send"]) == {"G", "C"}
    assert desk.codes("check", "guest", on_behalf_of="reviewer") == ["duty"]
    assert desk.codes("check", "head_b", on_behalf_of="reviewer") == []


def test_a_chain_of_stand_ins_binds_everybody_in_it() -> None:
    """R stands in for C and sends; then neither C nor R checks, nor whoever stands in for one of them."""
    world = Lending().lend("clerk", "reviewer").lend("reviewer", "guest").lend("reviewer2", "clerk")
    desk = Desk(world=world)
    desk.open("clerk")
    desk.act("send", "reviewer", amount=50, day="2025-11-28", on_behalf_of="clerk")
    assert [desk.codes("check", one) for one in ("reviewer", "guest", "clerk")] == [["duty"]] * 3
    assert desk.codes("check", "reviewer2") == []


def test_one_delegates_to_somebody_who_has_signed_and_they_still_count_once() -> None:
    desk = Desk(world=Lending().lend("board1", "board2")).checked()
    desk.act("sign", "head", note="fine")
    desk.act("sign", "board2", note="fine")
    assert desk.codes("sign", "board2", on_behalf_of="board1", note="fine") == ["already_signed"]
    assert waiting(desk, "board2") == ()
    assert desk.act("sign", "board1", note="fine").state == "granted"


def test_a_signature_for_one_who_has_signed_is_none() -> None:
    desk = Desk(world=Lending().lend("board1", "guest")).checked()
    desk.act("sign", "head", note="fine")
    desk.act("sign", "board1", note="fine")
    assert desk.codes("sign", "guest", on_behalf_of="board1", note="fine") == ["already_signed"]
    assert waiting(desk, "guest") == ()


def test_the_second_account_of_one_who_stands_in_counts_as_the_same() -> None:
    """`twin` is the person behind `board1`; a signature for board2 by twin uses both up."""
    desk = Desk(world=Lending().lend("board2", "twin")).checked()
    desk.act("sign", "head", note="fine")
    desk.act("sign", "twin", note="fine", on_behalf_of="board2")
    assert desk.codes("sign", "board1", note="fine") == ["already_signed"]
    assert desk.codes("sign", "board2", note="fine") == ["already_signed"]
