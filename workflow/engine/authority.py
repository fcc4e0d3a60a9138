"""Who may take an action: by role and scope, by turn in a sign-off, or standing in for somebody who may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from workflow.definition.model import Action, Definition, Quorum
from workflow.engine import asked, signoff
from workflow.engine.built_in import BUILT_IN_ROLES
from workflow.engine.case import Act, Case, Signature, personal
from workflow.engine.claims import held_by
from workflow.engine.duty import barred, bound
from workflow.engine.facts import SYSTEM, Actor, Facts, Place
from workflow.engine.naming import holders_of
from workflow.engine.signoff import Needs
from workflow.engine.standing_in import no_mandate
from workflow.engine.work import plays
from workflow.errors import InputError, Reason
from workflow.language import N_

#: what may be given in a sign-off instead of a signature
VOTES = ("refuse", "abstain", "withdraw")


@dataclass(frozen=True, slots=True)
class Standing:
    """In what right somebody acts: their role, for whom, and which place of a sign-off they fill."""

    actor: Actor
    role: str
    principal: Actor | None = None
    leaf: str = ""
    vetoes: bool = False
    taken_back: tuple[str, ...] = ()
    kind: Literal["initial"] | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Whom the act counts for in the duties; the last one is whom a signature counts for."""
        if self.taken_back:
            return tuple(dict.fromkeys((self.actor.person, *self.taken_back)))
        if self.principal and self.principal.person != self.actor.person:
            return (self.actor.person, self.principal.person)
        return (self.actor.person,) if self.actor.person else ()

    def signature(self, at: datetime, vote: str | None = None) -> Signature:
        """The mark that it leaves in a sign-off."""
        also = self.people[0] if len(self.people) > 1 else None
        word: Any = vote if vote in ("refuse", "abstain") else "sign"
        return Signature(
            self.leaf, self.role, self.people[-1], self.actor.id, at.isoformat(), word, also, self.kind
        )  # fmt: skip


def judge(
    definition: Definition,
    case: Case,
    action: Action,
    act: Act,
    facts: Facts,
    now: datetime,
    needs: Needs | None = None,
) -> Standing | Reason:
    """In what right the actor may take an action, or the reason why not.

    Args:
        definition: the case's.
        case: as it stands; without the signatures that the act makes void.
        action: the action.
        act: who, on whose behalf, which vote.
        facts: the world.
        now: when authority is judged.
        needs: what is open in the sign-off at this act; as the case has it where left out.

    Raises:
        InputError: the actor is not known, or a vote is given where there is no sign-off.
    """
    if act.actor == SYSTEM:
        return Standing(Actor(SYSTEM, SYSTEM, ""), SYSTEM)
    actor = facts.actor(act.actor)
    if act.vote is not None and action.signoff is None:
        raise InputError(
            N_("“{action}” takes no votes."),
            N_("Leave the vote out, or take another action."),
            action=action.label,
        )
    if act.vote not in (None, *VOTES):
        raise InputError(
            N_("“{vote}” is no vote."),
            N_("Leave it out to sign, else write: {votes}."),
            vote=act.vote,
            votes=", ".join(VOTES),
        )
    if act.role is not None and act.role not in (*action.roles, *case.escalated):
        raise InputError(
            N_("“{action}” is not taken in the role “{role}”."),
            N_("Leave the role out, or name one of these: {roles}."),
            action=action.label,
            role=act.role,
            roles=", ".join(action.roles),
        )
    if action.automatic:
        return Reason(
            "automatic", N_("“{action}” happens by itself; nobody takes it."), {"action": action.label}
        )
    bearers = list(_bearers(actor, act, (definition.id, case.unit), facts, now))
    if not bearers:
        return no_mandate(actor, act, facts, now)
    if act.role is not None and not any(
        only in (None, act.role) and _holds(definition, case, holder, act.role, facts)
        for holder, _, only in bearers
    ):
        label = definition.roles[act.role].label
        return Reason(
            "role",
            N_("You are not {role} in this case."),
            {"role": label},
            rule="role",
            who_can_mend=(label,),
        )
    if action.signoff is not None:
        open_places = case.needs.get(action.name, {}) if needs is None else needs
        return _sign(definition, case, action, act, actor, bearers, facts, open_places, now)
    roles = (*action.by, *(() if action.side or action.each else case.escalated))
    found = [
        Standing(actor, role, principal)
        for holder, principal, only in bearers
        for role in roles
        if role == (act.role or role)
        and only in (None, role)
        and _holds(definition, case, holder, role, facts)
    ]
    taken = case.taken.get(action.name, ())
    left = [one for one in found if not set(taken).intersection(one.people)]
    if found and not left:
        return Reason(
            "taken_already",
            N_("You have taken “{action}” in this case; everybody takes it once."),
            {"action": action.label},
            rule="each: true",
        )
    return _freest(left, definition, case, action, now) or _no_role(definition, action, roles, actor)


Bearer = tuple[Actor, Actor | None, str | None]


def _bearers(actor: Actor, act: Act, at: Place, facts: Facts, now: datetime) -> Iterator[Bearer]:
    """Whose roles the actor may use (all, or one): their own first, then those of the people they stand in for."""
    if act.on_behalf_of in (None, actor.id):
        yield actor, None, None
    for mandate in facts.mandates(actor, now):
        principal = mandate.principal
        if act.on_behalf_of in (None, principal.id) and mandate.reaches(at, facts.above):
            yield principal, None if principal.id == actor.id else principal, mandate.role


def _freest(
    found: Sequence[Standing], definition: Definition, case: Case, action: Action, now: datetime
) -> Standing | None:
    """The first way to act that breaks no duty and is not taken up by somebody else, else the first."""
    free = _free(found, definition, case, action)
    free = [*_unclaimed(free, case, action, now), *free]
    return free[0] if free else found[0] if found else None


def _unclaimed(found: Sequence[Standing], case: Case, action: Action, now: datetime) -> Sequence[Standing]:
    """The ways to act that nobody else has taken up, such as what one's principal took up."""
    return [one for one in found if held_by(case, action, one, now) is None] if case.claims else found


def _free(found: Sequence[Standing], definition: Definition, case: Case, action: Action) -> list[Standing]:
    """The ways to act that break no duty."""
    out, only = set(barred(definition, case, action.name)), bound(definition, case, action.name)
    return [
        one
        for one in found
        if not out.intersection(one.people)
        and only is not None
        and (not only or set(only).intersection(one.people))
    ]


def _sign(
    definition: Definition,
    case: Case,
    action: Action,
    act: Act,
    actor: Actor,
    bearers: Sequence[Bearer],
    facts: Facts,
    needs: Needs,
    now: datetime,
) -> Standing | Reason:
    tree = action.signoff
    assert tree is not None
    signatures = case.signatures if case.signing == action.name else ()
    mine = [one for one in signatures if actor.person in (one.person, one.also)]
    if act.vote == "withdraw":
        if not mine:
            return Reason("not_signed", N_("You have given no signature here that you could withdraw."))
        both = tuple(person for person in (mine[0].person, mine[0].also) if person)
        return Standing(actor, mine[0].role, leaf=mine[0].leaf, taken_back=both)
    if act.vote == "refuse" and action.veto:
        for holder, principal, only in bearers:
            if only in (None, action.veto) and _holds(definition, case, holder, action.veto, facts):
                return Standing(actor, action.veto, principal, vetoes=True)
    if not signoff.is_asked(tree, needs):
        return Reason(
            "nobody_asked",
            N_("Nobody is asked to sign “{action}” here: none of its branches applies to this case."),
            {"action": action.label},
            rule="when",
        )
    places = [*signoff.turn(tree, signatures, reach(definition, case, action, signatures, facts), needs)]
    counted = {person for one in signatures for person in (one.person, one.also)}
    found = [
        Standing(actor, role, principal, place.path, kind=place.kind)
        for holder, principal, only in bearers
        for place in places
        for role in place.roles
        if role == (act.role or role)
        and only in (None, role)
        and _holds(definition, case, holder, role, facts)
    ]
    open_to = [one for one in found if not counted.intersection(one.people)]
    if open_to:
        free = _free(open_to, definition, case, action) or open_to
        free = [*_unclaimed(free, case, action, now)] or free
        return _soonest(free, definition, case, action, facts, needs, now)
    if mine or found:
        return Reason(
            "already_signed",
            N_("You have already signed “{action}” here; one person counts once."),
            {"action": action.label},
            who_can_mend=_labels(definition, places),
        )
    if any(
        only in (None, role) and _holds(definition, case, holder, role, facts)
        for holder, _, only in bearers
        for leaf in signoff.leaves(tree, signatures, lambda quorum: 0, needs)
        for role in leaf.roles
    ):
        return Reason(
            "turn",
            N_("It is not your turn yet to sign “{action}”: first {roles}."),
            {"action": action.label, "roles": list(_labels(definition, places))},
            who_can_mend=_labels(definition, places),
        )
    if any(
        only in (None, role) and _holds(definition, case, holder, role, facts)
        for holder, _, only in bearers
        for role in action.roles
        if role != action.veto
    ):
        return Reason(
            "not_asked",
            N_("You are not asked to sign “{action}” here: your branch does not apply to this case."),
            {"action": action.label},
            rule="when",
            who_can_mend=_labels(definition, places),
        )
    signers = tuple(dict.fromkeys(leaf.role for leaf in signoff.leaves(tree, (), lambda role: 0)))
    if action.veto and any(
        only in (None, action.veto) and _holds(definition, case, holder, action.veto, facts)
        for holder, _, only in bearers
    ):
        labels = tuple(definition.roles[role].label for role in signers)
        return Reason(
            "role",
            N_("“{action}” is signed by {roles}; as {veto} you may refuse it, and sign nothing."),
            {"action": action.label, "roles": list(labels), "veto": definition.roles[action.veto].label},
            rule=f"veto: {action.veto}",
            who_can_mend=labels,
        )
    return _no_role(definition, action, action.roles, actor)


def _labels(definition: Definition, places: Sequence[signoff.Leaf]) -> tuple[Mapping[str, str], ...]:
    return tuple(
        definition.roles[role].label for role in dict.fromkeys(r for one in places for r in one.roles)
    )


def _soonest(
    found: Sequence[Standing],
    definition: Definition,
    case: Case,
    action: Action,
    facts: Facts,
    needs: Needs,
    now: datetime,
) -> Standing:
    """Of several places that somebody may fill, the one that brings the sign-off nearest to its end.

    In their own right before somebody else's; then where the fewest more people must sign; then the place that the fewest
    others could fill; then as written. In a quorum somebody votes in their weightiest role.
    """
    tree = action.signoff
    assert tree is not None
    signatures = case.signatures if case.signing == action.name else ()
    out = {who for one in signatures for who in (one.person, one.also)} | {
        *barred(definition, case, action.name)
    }
    weights = {path: one.weight for path, one in asked.places(tree) if isinstance(one, Quorum)}

    def order(one: Standing) -> tuple[bool, float, int, int]:
        after = [*signatures, one.signature(now)]
        left = signoff.distance(tree, after, reach(definition, case, action, after, facts), needs)
        weight = weights[one.leaf](one.role) if one.leaf in weights else 1
        others = holders_of(definition, case, one.role, facts) - out
        return one.principal is not None, left, -weight, len(others)

    return found[0] if len(found) == 1 else min(found, key=order)


def reach(
    definition: Definition,
    case: Case,
    action: Action,
    signatures: Sequence[Signature],
    facts: Facts,
) -> signoff.Reach:
    """How many votes could still be given in a quorum of an action's sign-off."""
    return asked.reach(definition, case, action.name, signatures, facts)


def _holds(definition: Definition, case: Case, actor: Actor, role: str, facts: Facts) -> bool:
    return plays(definition, case, actor, role, facts.above)


def _no_role(definition: Definition, action: Action, roles: Sequence[str], actor: Actor) -> Reason:
    labels = tuple(definition.roles[role].label for role in roles)
    given = dict.fromkeys(role for role, _ in actor.roles if role != personal(actor.person))
    known = {**BUILT_IN_ROLES, **{name: role.label for name, role in definition.roles.items()}}
    held = [known.get(role, role) for role in given]
    if not any(definition.roles[role].who is None for role in roles):
        template = N_("“{action}” is for {roles}: those whom the case names, and you are not among them.")
    elif any(role in roles for role in given):
        template = N_("“{action}” is for {roles} of this unit; you hold that role in another one.")
    else:
        template = (
            N_("“{action}” is for {roles}; you are {held}.")
            if held
            else N_("“{action}” is for {roles}; you hold no role.")
        )
    return Reason(
        "role",
        template,
        {"action": action.label, "roles": list(labels), "held": held},
        rule=f"by: [{', '.join(roles)}]",
        who_can_mend=labels,
    )
