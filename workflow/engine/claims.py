"""Work items that somebody has taken up: what an event says of them, whom they hold off, and until when.

A claim is of one action, or of one place of a sign-off; a place that several people fill (a quorum) is nobody's to claim.
Side actions make no work item and are held off by no claim. A claim counts up to its last day, whether or not the clock
has noted that it is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflow.definition.model import Action, All, Definition, Label, Quorum, Signer, SignOff
from workflow.engine import signoff
from workflow.engine.case import Case, Claim, Event, WorkItem, claims_of
from workflow.engine.facts import SYSTEM
from workflow.errors import Reason
from workflow.language import N_

if TYPE_CHECKING:
    from workflow.engine.authority import Standing

#: who may mend a claim beside the one who made it
HEAD: Label = {"id": "atasan yang dapat mengalihkannya", "en": "a head who may reassign it"}
_MARK = "claims"


def said_of_claims(event: Event) -> tuple[Claim, ...] | None:
    """The claims of a case as an event leaves them; None for an event that is about something else."""
    if event.fired or not event.followed:
        return None
    return next((claims_of(one) for one in event.followed if _MARK in one), None)


def said_of_heirs(event: Event) -> Mapping[str, tuple[str, ...]]:
    """Who may finish in whose place from an event on: person → people."""
    said: Mapping[str, Iterable[str]] = next((one["heirs"] for one in event.followed if "heirs" in one), {})
    return {person: tuple(heirs) for person, heirs in said.items()}


def entry(claims: Iterable[Claim], **more: Any) -> dict[str, Any]:
    """What an event records: the claims of the case as they stand after it."""
    plain = [
        {part.name: value for part in fields(one) if (value := getattr(one, part.name)) is not None}
        for one in claims
    ]
    return {_MARK: plain, **more}


def in_force(claims: Sequence[Claim], day: date) -> tuple[Claim, ...]:
    """The claims that count on a day.

    Example:
        >>> one = Claim("verify", None, "P1", "u1", "Maria", "2025-11-25T08:00:00+08:00", "2025-11-27")
        >>> [len(in_force([one], date(2025, 11, day))) for day in (27, 28)]
        [1, 0]
    """
    if not claims:
        return ()
    return tuple(one for one in claims if one.until >= day.isoformat())


def covers(claim: Claim, action: str, role: str) -> bool:
    """Whether a claim is of this action, in this role."""
    return claim.action == action and claim.role in (None, role)


def held_off(claims: Iterable[Claim], item: WorkItem, people: Sequence[str]) -> bool:
    """Whether somebody else than these people has taken up a work item."""
    return any(covers(one, item.action, item.role) and set(people).isdisjoint(one.people) for one in claims)


def held_by(case: Case, action: Action, standing: Standing, now: datetime) -> Claim | None:
    """The claim that holds somebody off from an action which is theirs otherwise."""
    free = action.side or action.each or standing.vetoes or standing.taken_back or standing.actor.id == SYSTEM
    return None if free else by_another(case, action.name, standing.role, standing.people, now.date())


def by_another(case: Case, action: str, role: str, people: Iterable[str], day: date) -> Claim | None:
    """The claim of somebody else that holds these people off from an action."""
    mine = frozenset(people)
    found = (one for one in in_force(case.claims, day) if covers(one, action, role))
    return next((one for one in found if mine.isdisjoint(one.people)), None)


def why_held_off(claim: Claim, label: Label) -> Reason:
    """Why somebody may not act: another has taken it up; who, since when, until when, and who can mend it."""
    return Reason(
        "claimed",
        N_("{name} took up “{action}” at {since} and has it until {until}."),
        {
            "name": claim.name,
            "action": label,
            "since": datetime.fromisoformat(claim.since),
            "until": date.fromisoformat(claim.until),
        },
        rule="claims",
        who_can_mend=(claim.name, HEAD),
    )


def place_of(definition: Definition, case: Case, item: WorkItem) -> tuple[str | None] | None:
    """The role by which a claim of a work item goes (None: the whole action); nothing where it is nobody's to claim."""
    action = definition.actions[item.action]
    tree = action.signoff
    if tree is None:
        return None if action.each else (None,)
    given = case.signatures if case.signing == item.action else ()
    turn = signoff.turn(tree, given, lambda quorum: 2 * signoff.UNCOUNTED, case.needs.get(item.action, {}))
    places = [one for one in turn if item.role in one.roles]
    if any(_takes_turns(tree, one.path) for one in places):
        return (None,)  # whoever takes up one branch holds off the others
    alone = len(places) == 1 and places[0].needed == 1 and len(places[0].roles) == 1
    return (item.role,) if alone else None


def _takes_turns(tree: SignOff, path: str) -> bool:
    """Whether a place lies in branches that are gone through one by one."""
    for number in path.split(".")[1:]:
        if isinstance(tree, All) and tree.alone:
            return True
        assert not isinstance(tree, (Signer, Quorum))
        tree = tree.of[int(number)]
    return False


def left_to_the_named(claims: Sequence[Claim], work: Iterable[WorkItem]) -> tuple[Claim, ...]:
    """The claims that stand where a case names its people: those whom it names no more have lost theirs."""
    items = list(work)

    def stands(claim: Claim) -> bool:
        own = [item for item in items if covers(claim, item.action, item.role)]
        return not own or any(item.person is None or item.person in claim.people for item in own)

    return tuple(one for one in claims if stands(one))


def after_act(case: Case, event: Event) -> tuple[Claim, ...]:
    """The claims that an act within a state leaves: what was claimed is done."""
    if not case.claims:
        return ()
    if event.vote is None:
        return tuple(one for one in case.claims if one.action != event.action)
    if event.vote == "withdraw":
        return case.claims
    return tuple(one for one in case.claims if not covers(one, event.action, event.role or ""))
