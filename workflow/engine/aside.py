"""Events that note something of a case and leave it where it is: a claim, a reminder, an overdue step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from workflow.engine.case import Case, Decision, Event
from workflow.engine.chain import sealed
from workflow.engine.facts import SYSTEM, Actor
from workflow.engine.machine import RunningVersion
from workflow.engine.personal import new_seed
from workflow.engine.replay import apply


def noted(
    version: RunningVersion,
    case: Case,
    action: str,
    followed: Mapping[str, Any],
    when: datetime,
    now: datetime,
    actor: Actor | None = None,
    **more: Any,
) -> Decision:
    """One event beside the case's way; its state and its deadline stay as they are.

    Args:
        version: the case's own version.
        case: as it stands.
        action: the event's word.
        followed: what the event says.
        when: when it took effect.
        now: the store's clock.
        actor: who did it; None for the clock.
        **more: further parts of the event (`reason`, `role`, `on_behalf_of`).
    """
    event = Event(
        case=case.id,
        seq=case.seq + 1,
        action=action,
        actor=actor.id if actor else SYSTEM,
        name=actor.name if actor else None,
        at=when,
        recorded=now,
        source=case.state,
        target=case.state,
        definition=version.id,
        version=version.number,
        fired=False,
        followed=(followed,),
        due=case.due,
        left=case.left,
        **more,
    )
    event = sealed(event, case.hash, version.salts(event, new_seed()))
    return Decision((event,), replace(apply(case, event, version.definition), revision=case.revision + 1))
