"""What happens by itself around a deadline: reminders before it; notify, escalate, act after it. Each once a stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from workflow.engine.aside import noted
from workflow.engine.case import Act, Case, Decision, Refusal
from workflow.engine.deadline import duration_of
from workflow.engine.decide import decide
from workflow.engine.facts import SYSTEM, Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.remind import entry, next_reminder

#: the action of the event that records an overdue step
OVERDUE = "overdue"
#: the action of the event that records a reminder
REMINDER = "reminder"


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
    try:
        for step in steps[: case.steps + 1]:
            if step.after:
                passed = duration_of(version.definition, step.after).after(passed, facts.calendar)
    except OverflowError:  # behind the last day that a calendar has
        return None
    if when.date() <= passed:
        return None
    step = steps[case.steps]
    followed = {name: role for name, role in (("notify", step.notify), ("escalate", step.escalate)) if role}
    passed_step = noted(version, case, OVERDUE, {**followed, "due": case.due.isoformat()}, when, now)
    if step.act is None:
        return passed_step
    after = passed_step.case
    answer = decide(version, after, Act(case.id, step.act, actor=SYSTEM, at=when), facts, now)
    if isinstance(answer, Refusal):
        return passed_step
    case = replace(answer.case, revision=after.revision)
    return Decision((*passed_step.events, *answer.events), case, answer.changes)


def reminder_event(
    version: RunningVersion, case: Case, facts: Facts, when: datetime, now: datetime
) -> Decision | None:
    """The next reminder of a case that is due by `when` and was not sent in this stay in its state, or None."""
    number = next_reminder(version.definition, case, when.date(), facts.calendar)
    if number is None or case.due is None:
        return None
    reminder = version.state(case.state).remind[number]
    return noted(version, case, REMINDER, entry(number, reminder, case.due), when, now)
