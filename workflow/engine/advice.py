"""Asking somebody for advice on a case, and their answer: on record, and no vote (workflow resource pattern 43).

Whoever is asked gains no right by it: they answer, and nothing else. The words of question and answer are the reasons of
their events.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.engine.aside import noted
from workflow.engine.case import Asked, Case, Decision, Refusal
from workflow.engine.facts import Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.replay import ADVISE, ASK
from workflow.engine.work import waits_for
from workflow.errors import Reason
from workflow.language import N_


def ask(
    version: RunningVersion, case: Case, user: str, to: str, question: str, facts: Facts, now: datetime
) -> Decision | Refusal:
    """Ask somebody for advice.

    Args:
        version: the case's own version.
        case: as it stands.
        user: who asks: somebody for whom it waits, or who has had a hand in it.
        to: whose advice is wanted; a person with an open account.
        question: what is asked.
        facts: the world at `now`.
        now: the store's clock.

    Raises:
        InputError: one of the accounts does not exist, or is closed.
    """
    actor, other = facts.actor(user), facts.actor(to)
    reasons = []
    if case.final:
        reasons.append(Reason("final", N_("Case {case} is over."), {"case": case.id}))
    mandates, place = facts.mandates(actor, now), (version.id, case.unit)
    acted = any(actor.person in people for people in case.done.values())
    if not acted and not waits_for(case.work, actor, mandates, facts.above, place):
        reasons.append(
            Reason(
                "does_not_wait",
                N_("Advice on case {case} is asked by those for whom it waits, and who had a hand in it."),
                {"case": case.id},
            )
        )
    if other.person == actor.person:
        reasons.append(Reason("own_advice", N_("You cannot ask yourself for advice.")))
    if any(one.to == other.id for one in case.asked):
        reasons.append(
            Reason(
                "asked_already",
                N_("{name} has been asked about case {case} already, and has not answered yet."),
                {"name": other.name, "case": case.id},
                who_can_mend=(other.name,),
            )
        )
    if not question.strip():
        reasons.append(Reason("reason", N_("Say what you want to know."), question=True))
    if reasons:
        return Refusal(tuple(reasons))
    one = Asked(case.seq + 1, other.id, other.name, actor.id, now.isoformat())
    return noted(version, case, ASK, asked_entry(one), now, now, actor, reason=question.strip())


def advise(
    version: RunningVersion, case: Case, user: str, answer: str, facts: Facts, now: datetime
) -> Decision | Refusal:
    """Give the advice that one was asked for.

    Args:
        version: the case's own version.
        case: as it stands.
        user: who was asked.
        answer: what they say.
        facts: the world at `now`.
        now: the store's clock.
    """
    actor = facts.actor(user)
    found = next((one for one in case.asked if one.to == actor.id), None)
    if found is None:
        return Refusal(
            (Reason("not_asked", N_("Nobody waits for your advice on case {case}."), {"case": case.id}),)
        )
    if not answer.strip():
        return Refusal((Reason("reason", N_("Say what you advise."), question=True),))
    said = {"advised": found.number, "to": found.by}
    return noted(version, case, ADVISE, said, now, now, actor, reason=answer.strip())


def asked_entry(one: Asked) -> Mapping[str, Any]:
    """What the event of a question records beside its words."""
    return {"asked": one.number, "to": one.to, "name": one.name}
