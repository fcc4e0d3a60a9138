"""What the record says of somebody who acts for somebody else: for whom, under which name, and by what right."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from workflow.definition.model import Definition
from workflow.engine.case import Act, Case
from workflow.engine.facts import SYSTEM, Actor, Facts, Mandate
from workflow.engine.work import plays
from workflow.errors import Reason
from workflow.language import N_

if TYPE_CHECKING:
    from workflow.engine.authority import Standing


class InPlace(TypedDict):
    """For whom an event was made: the account, its name as it was, and the right on which that rests."""

    on_behalf_of: str | None
    principal: str | None
    mandate: str | None


def in_place(definition: Definition, case: Case, standing: Standing, facts: Facts, now: datetime) -> InPlace:
    """What the event says that somebody in this standing makes."""
    found = _mandate(definition, case, standing, facts, now)
    principal = standing.principal
    return {
        "on_behalf_of": principal.id if principal else None,
        "principal": principal.name if principal else None,
        "mandate": (found.by or None) if found else None,
    }


def _mandate(
    definition: Definition, case: Case, standing: Standing, facts: Facts, now: datetime
) -> Mandate | None:
    """The mandate that a standing rests on; None where somebody acts in their own right."""
    actor, principal, role = standing.actor, standing.principal, standing.role
    if actor.id == SYSTEM or role not in definition.roles:
        return None
    if principal is None and plays(definition, case, actor, role, facts.above):
        return None
    whose = principal.id if principal else actor.id
    return next(
        (
            one
            for one in facts.mandates(actor, now)
            if one.principal.id == whose
            and one.role in (None, role)
            and one.reaches((definition.id, case.unit), facts.above)
            and plays(definition, case, one.principal, role, facts.above)
        ),
        None,
    )


def no_mandate(actor: Actor, act: Act, facts: Facts, now: datetime) -> Reason:
    """Why somebody may not act on behalf of the one they named: no delegation, or one that does not reach this case."""
    whom = act.on_behalf_of or ""
    names = [one.principal.name for one in facts.mandates(actor, now) if one.principal.id == whom]
    if names:
        return Reason(
            "mandate",
            N_(
                "You may act on behalf of {principal}, but not in this case: the delegation is for other ones."
            ),
            {"principal": names[0]},
            who_can_mend=(whom,),
        )
    return Reason(
        "mandate",
        N_("You may not act on behalf of {principal}: no delegation to you is in force."),
        {"principal": whom},
        who_can_mend=(whom,),
    )
