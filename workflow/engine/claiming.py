"""Taking up a work item, letting it go, handing it to somebody else; and what the clock does with one that is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflow.definition.duration import Duration
from workflow.definition.model import Definition, Label
from workflow.engine.aside import noted
from workflow.engine.case import Case, Claim, Decision, Refusal, WorkItem
from workflow.engine.claims import by_another, covers, entry, in_force, place_of, why_held_off
from workflow.engine.facts import Actor, Facts, Mandate, Place
from workflow.engine.machine import RunningVersion
from workflow.engine.naming import holders_of
from workflow.engine.work import takes
from workflow.errors import InputError, Reason
from workflow.language import N_

#: the words of the events
CLAIM, RELEASE, REASSIGN, EXPIRE, LAPSE = "claim", "release", "reassign", "claim_over", "claim_lapsed"


@dataclass(frozen=True, slots=True)
class Taker:
    """In what right somebody takes up a work item: for themselves, or for whom they stand in."""

    actor: Actor
    mandate: Mandate | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Whom a claim counts for: whose it is first, then the stand-in."""
        if self.mandate is None or self.mandate.principal.person == self.actor.person:
            return (self.actor.person,)
        return (self.mandate.principal.person, self.actor.person)

    def claim(self, action: str, role: str | None, since: datetime, until: date) -> Claim:
        """Their claim of an action."""
        person, *also = self.people
        days = since.isoformat(), until.isoformat()
        return Claim(action, role, person, self.actor.id, self.actor.name, *days, also[0] if also else None)

    def may(self, item: WorkItem, facts: Facts) -> bool:
        """Whether a work item is theirs to take, in this right alone."""
        if self.mandate is None:
            return takes(item, self.actor, (), facts.above)
        return takes(item, replace(self.actor, roles=()), (self.mandate,), facts.above)


def claim(
    version: RunningVersion,
    case: Case,
    user: str,
    on_behalf_of: str | None,
    lasts: Duration,
    facts: Facts,
    now: datetime,
) -> Decision | Refusal:
    """Take up what a case waits for, as far as it waits for this person; a second time: for as long again.

    Args:
        version: the case's own version.
        case: as it stands.
        user: who claims it.
        on_behalf_of: for whom they stand in; None: for themselves, or for whomever it waits.
        lasts: how long a claim counts; its first day is day 0.
        facts: the world at `now`.
        now: the store's clock.

    Returns:
        `Refusal` where nothing here waits for them, somebody else has it, or it is nobody's to claim.
    """
    actor = facts.actor(user)
    ways = _takers(actor, on_behalf_of, (version.id, case.unit), facts, now)
    if on_behalf_of is not None and not ways:
        return Refusal(
            (
                Reason(
                    "mandate",
                    N_("You may not act on behalf of {principal}: no delegation to you is in force."),
                    {"principal": on_behalf_of},
                    who_can_mend=(on_behalf_of,),
                ),
            )
        )
    until = lasts.after(now.date(), facts.calendar)
    made: dict[tuple[str, str | None], Claim] = {}
    others: list[Reason] = []
    shared: WorkItem | None = None
    taker: Taker | None = None
    for item in case.work:
        way = next((one for one in ways if one.may(item, facts)), None)
        if way is None:
            continue
        place = place_of(version.definition, case, item)
        if place is None:
            shared = item
            continue
        other = by_another(case, item.action, item.role, way.people, now.date())
        if other is not None:
            others.append(why_held_off(other, version.definition.actions[item.action].label))
            continue
        taker = taker or way
        made.setdefault((item.action, place[0]), way.claim(item.action, place[0], now, until))
    if taker is None:
        return Refusal(tuple(others[:1]) or (_nothing(version.definition, case, shared),))
    kept = [one for one in in_force(case.claims, now.date()) if (one.action, one.role) not in made]
    followed = entry([*kept, *made.values()])
    return noted(version, case, CLAIM, followed, now, now, actor, **_in_place(taker))


def _in_place(taker: Taker) -> dict[str, str | None]:
    """What the event says of whom somebody stood in for, and by what right."""
    mandate = taker.mandate
    if mandate is None:
        return {}
    other = mandate.principal if mandate.principal.id != taker.actor.id else None
    return {
        "on_behalf_of": other.id if other else None,
        "principal": other.name if other else None,
        "mandate": mandate.by or None,
    }


def release(
    version: RunningVersion, case: Case, user: str, facts: Facts, now: datetime
) -> Decision | Refusal:
    """Let go of what one has taken up; a stand-in also of what their principal has."""
    actor = facts.actor(user)
    mine = {actor.person, *(one.principal.person for one in facts.mandates(actor, now))}
    kept = [one for one in in_force(case.claims, now.date()) if mine.isdisjoint(one.people)]
    if len(kept) == len(in_force(case.claims, now.date())):
        holders = tuple(dict.fromkeys(one.name for one in kept))
        template = N_("You have taken up nothing of case {case}.")
        if kept:
            template = N_("You have taken up nothing of case {case}; {names} did.")
        return Refusal(
            (Reason("not_claimed", template, {"case": case.id, "names": holders}, who_can_mend=holders),)
        )
    return noted(version, case, RELEASE, entry(kept), now, now, actor)


def reassign(
    version: RunningVersion,
    case: Case,
    user: str,
    to: str,
    reason: str,
    lasts: Duration,
    facts: Facts,
    now: datetime,
    fresh: bool = False,
) -> Decision | Refusal:
    """Give what a case waits for to somebody for whom it waits; whether `user` may do so is judged before.

    What others have taken up of it and `to` could do goes to `to`; where nobody has anything, all that waits for them. What
    a binding of duties leaves to people who can do it no longer goes to `to` for good. `fresh`: they begin anew,
    without what the one before had typed.
    """
    actor, taker = facts.actor(user), Taker(facts.actor(to))
    if not reason.strip():
        return Refusal((Reason("reason", N_("Say why it is reassigned."), question=True),))
    places: dict[tuple[str, str | None], None] = {}
    for item in case.work:
        place = place_of(version.definition, case, item) if taker.may(item, facts) else None
        if place is not None:
            places[item.action, place[0]] = None
    if not places and (left := _left_behind(version, case, taker, facts)):
        return _inherit(version, case, actor, taker, left, reason, lasts, facts, now)
    if not places:
        return Refusal(
            (
                Reason(
                    "does_not_wait",
                    N_("Case {case} does not wait for {name}: it can go to somebody for whom it does."),
                    {"case": case.id, "name": taker.actor.name},
                    who_can_mend=_roles(version.definition, case),
                ),
            )
        )
    held = in_force(case.claims, now.date())
    taken = {(one.action, one.role) for one in held if taker.actor.person not in one.people}
    given = [one for one in places if one in taken] or list(places)
    until = lasts.after(now.date(), facts.calendar)
    kept = [one for one in held if (one.action, one.role) not in given]
    claims = [*kept, *(taker.claim(action, role, now, until) for action, role in given)]
    followed = entry(claims, reassigned=taker.actor.id, **({"fresh": True} if fresh else {}))
    return noted(version, case, REASSIGN, followed, now, now, actor, reason=reason.strip())


def _left_behind(version: RunningVersion, case: Case, taker: Taker, facts: Facts) -> list[WorkItem]:
    """What only a binding of duties keeps from somebody."""
    bound = [item for item in case.work if item.only]
    return [item for item in bound if taker.may(replace(item, only=()), facts)]


def _inherit(
    version: RunningVersion,
    case: Case,
    actor: Actor,
    taker: Taker,
    left: Sequence[WorkItem],
    reason: str,
    lasts: Duration,
    facts: Facts,
    now: datetime,
) -> Decision | Refusal:
    """Let somebody finish what others began and cannot finish any more."""
    definition, heirs, places = (
        version.definition,
        dict[str, list[str]](),
        dict[tuple[str, str | None], None](),
    )
    for item in left:
        there = holders_of(definition, case, item.role, facts).intersection(item.only).difference(item.barred)
        if there:
            return Refusal(
                (
                    Reason(
                        "bound",
                        N_("“{action}” is left to {people}, who began it and can still do it."),
                        {"action": definition.actions[item.action].label, "people": ", ".join(sorted(there))},
                        rule="same",
                        who_can_mend=tuple(sorted(there)),
                    ),
                )
            )
        heirs |= {person: [*case.heirs.get(person, ()), taker.actor.person] for person in item.only}
        place = place_of(definition, case, item)
        if place is not None:
            places[item.action, place[0]] = None
    kept = [one for one in in_force(case.claims, now.date()) if (one.action, one.role) not in places]
    until = lasts.after(now.date(), facts.calendar)
    claims = [*kept, *(taker.claim(action, role, now, until) for action, role in places)]
    followed = entry(claims, reassigned=taker.actor.id, heirs=heirs)
    return noted(version, case, REASSIGN, followed, now, now, actor, reason=reason.strip())


def offer(
    version: RunningVersion, case: Case, user: str, lasts: Duration, facts: Facts, now: datetime
) -> Decision | None:
    """Give a returned case first to whoever did before what it waits for; None where it does not wait for them."""
    taker, until = Taker(facts.actor(user)), lasts.after(now.date(), facts.calendar)
    places: dict[tuple[str, str | None], None] = {}
    for item in case.work:
        place = place_of(version.definition, case, item) if taker.may(item, facts) else None
        if place is not None:
            places[item.action, place[0]] = None
    if not places:
        return None
    claims = [taker.claim(action, role, now, until) for action, role in places]
    return noted(version, case, CLAIM, entry(claims), now, now)


def expired(version: RunningVersion, case: Case, when: datetime, now: datetime) -> Decision | None:
    """The end of the claims of a case that are over by `when`, or None."""
    left = in_force(case.claims, when.date())
    if len(left) == len(case.claims):
        return None
    return noted(version, case, EXPIRE, entry(left), when, now)


def lapsed(version: RunningVersion, case: Case, facts: Facts, now: datetime) -> Decision | None:
    """The end of claims by people who may not do it any more (account closed, role or mandate gone), or None."""
    held = in_force(case.claims, now.date())
    kept = [one for one in held if _stands(one, version, case, facts, now)]
    if len(kept) == len(held):
        return None
    now = max(now, case.changed) if case.changed else now
    return noted(version, case, LAPSE, entry(kept), now, now)


def _stands(claim: Claim, version: RunningVersion, case: Case, facts: Facts, now: datetime) -> bool:
    """Whether who made a claim may still do what they claimed."""
    try:
        actor = facts.actor(claim.actor)
    except InputError:  # the account is closed
        return False
    ways = _takers(actor, None, (version.id, case.unit), facts, now)
    items = [item for item in case.work if covers(claim, item.action, item.role)]
    return any(way.may(item, facts) for way in ways for item in items)


def _takers(actor: Actor, on_behalf_of: str | None, at: Place, facts: Facts, now: datetime) -> list[Taker]:
    """The ways in which somebody may take something up: their own first."""
    own = [Taker(actor)] if on_behalf_of in (None, actor.id) else []
    return own + [
        Taker(actor, one)
        for one in facts.mandates(actor, now)
        if on_behalf_of in (None, one.principal.id) and one.reaches(at, facts.above)
    ]


def _nothing(definition: Definition, case: Case, shared: WorkItem | None) -> Reason:
    """Why there is nothing here to take up."""
    if shared is not None:
        return Reason(
            "shared",
            N_("“{action}” of case {case} is signed by several: it is nobody's alone to take up."),
            {"action": definition.actions[shared.action].label, "case": case.id},
        )
    return Reason(
        "does_not_wait",
        N_("Case {case} does not wait for you."),
        {"case": case.id},
        who_can_mend=_roles(definition, case),
    )


def _roles(definition: Definition, case: Case) -> tuple[Label, ...]:
    return tuple(definition.roles[role].label for role in dict.fromkeys(one.role for one in case.work))
