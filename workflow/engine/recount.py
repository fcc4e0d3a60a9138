"""Counts an open sign-off anew when the people have changed: roles given or taken away, an account closed.

What the record says of signatures stays. A majority is that of the holders that there are now, so that signatures given
may suffice, and the action fires; a quorum that somebody has refused or abstained in may have lost the last who could still
reach it, and what `refused` names follows. A quorum that nobody has objected to waits, however few there are: somebody may
be appointed. Counting twice does nothing more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from workflow.definition.model import Action
from workflow.engine import asked, demands, signoff
from workflow.engine.authority import Standing, reach
from workflow.engine.case import Act, Case, Decision, Event
from workflow.engine.chain import sealed
from workflow.engine.decide import against
from workflow.engine.facts import SYSTEM, Actor, Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.replay import RECOUNT, VOID, apply, fallen
from workflow.engine.trial import Trial
from workflow.errors import Reason

_CLOCK = Standing(Actor(SYSTEM, SYSTEM, ""), SYSTEM)


def recount(version: RunningVersion, case: Case, facts: Facts, now: datetime) -> Decision | None:
    """What becomes of a case's open sign-off with the people that there are now.

    Args:
        version: the case's.
        case: as it stands.
        facts: the world.
        now: the store's clock.

    Returns:
        The events, and the case as they leave it; None where nothing changes, or where the rules hold the action back.
    """
    action = version.definition.actions.get(case.signing or "")
    if action is None or action.signoff is None or case.final or case.state not in action.source:
        return None
    now = max(now, case.changed) if case.changed else now
    needs = asked.fresh(version, case, action, facts)
    people = reach(version.definition, case, action, case.signatures, facts)
    status = signoff.status(action.signoff, case.signatures, people, needs)
    if status == "done":
        return _fire(version, case, action, facts, now, "reached")
    if status == "failed" and action.refused:
        return _fire(version, case, version.action(action.refused), facts, now, "missed")
    if status == "failed":
        return _note(version, case, facts, now, ({"sign_off": VOID}, *fallen(case, SYSTEM)))
    if needs != case.needs.get(action.name, {}):
        return _note(version, case, facts, now, ())
    return None


def _fire(
    version: RunningVersion, case: Case, action: Action, facts: Facts, now: datetime, why: str
) -> Decision | None:
    trial = Trial(version, case, Act(case.id, action.name, actor=SYSTEM), action, {}, facts, now, now)
    if why == "reached":
        if against(trial, _CLOCK):
            return None
    else:
        target = demands.target(version, case, trial.act, action)
        if isinstance(target, Reason):
            return None
        trial.target = target
        if trial.work_out() or trial.weigh_effects():
            return None
    trial.followed = [*trial.followed, {"sign_off": why}]
    return trial.fire(_CLOCK)


def _note(
    version: RunningVersion, case: Case, facts: Facts, now: datetime, followed: tuple[dict[str, object], ...]
) -> Decision:
    event = Event(
        case=case.id,
        seq=case.seq + 1,
        action=RECOUNT,
        actor=SYSTEM,
        at=now,
        recorded=now,
        source=case.state,
        target=case.state,
        definition=version.id,
        version=version.number,
        fired=False,
        followed=followed,
        due=case.due,
        left=case.left,
    )
    event = sealed(asked.with_needs(version, case, event, facts), case.hash)
    return Decision((event,), replace(apply(case, event, version.definition), revision=case.revision + 1))
