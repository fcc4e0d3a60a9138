"""What happens by itself when a deadline has passed: notify, escalate, act. Each step once a stay in a state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from workflow.engine.case import Act, Case, Decision, Event, Refusal
from workflow.engine.chain import sealed
from workflow.engine.deadline import duration_of
from workflow.engine.decide import decide
from workflow.engine.facts import SYSTEM, Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.replay import apply

#: the action of the event that records an overdue step
OVERDUE = "overdue"


def overdue_event(
    version: RunningVersion, case: Case, facts: Facts, when: datetime, now: datetime
) -> Decision | None:
    """The next overdue step of a case that has come by `when`, or None.

    A step's time counts from the step before it, the first one's from the deadline; so the answer depends on the dates
    alone, and days on which nobody asked are caught up with.
    """
    steps = version.state(case.state).overdue
    if case.due is None or case.steps >= len(steps):
        return None
    passed: date = case.due
    for step in steps[: case.steps + 1]:
        if step.after:
            passed = duration_of(version.definition, step.after).after(passed, facts.calendar)
    if when.date() <= passed:
        return None
    step = steps[case.steps]
    followed = {name: role for name, role in (("notify", step.notify), ("escalate", step.escalate)) if role}
    event = sealed(
        Event(
            case=case.id,
            seq=case.seq + 1,
            action=OVERDUE,
            actor=SYSTEM,
            at=when,
            recorded=now,
            source=case.state,
            target=case.state,
            definition=version.id,
            version=version.number,
            fired=False,
            followed=({**followed, "due": case.due.isoformat()},),
            due=case.due,
            left=case.left,
        ),
        case.hash,
    )
    noted = replace(apply(case, event, version.definition), revision=case.revision + 1)
    if step.act is None:
        return Decision((event,), noted)
    answer = decide(version, noted, Act(case.id, step.act, actor=SYSTEM, at=when), facts, now)
    if isinstance(answer, Refusal):
        return Decision((event,), noted)
    return Decision((event, *answer.events), replace(answer.case, revision=case.revision + 1), answer.changes)
