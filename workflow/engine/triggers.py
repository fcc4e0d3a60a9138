"""What follows by itself when something happens around a case (`on`): an external event, nobody for its work, a broken rule.

An external event is recorded once and stays with the case until it is in a state that answers to it: none is lost. What
else stands in `on` is answered once in each stay in a state. Source: Russell, van der Aalst, ter Hofstede, Workflow
Exception Patterns (CAiSE 2006).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from workflow.definition.model import Action, Trigger
from workflow.engine.aside import noted
from workflow.engine.case import Act, Case, Decision, Refusal
from workflow.engine.decide import decide
from workflow.engine.demands import Step
from workflow.engine.facts import SYSTEM, Actor, Facts
from workflow.engine.listed import listed
from workflow.engine.machine import RunningVersion
from workflow.engine.trigger_events import answer_entry, happened_entry
from workflow.engine.unstaffed import lacking

#: the action of the event that records what happened outside, and of the one that records what followed
HAPPENED, ANSWERED = "happened", "answered"


def concerns(version: RunningVersion, case: Case, name: str, about: str) -> bool:
    """Whether an external event of that name about somebody or something concerns a case.

    Args:
        version: the case's.
        case: as it stands.
        name: of the event, as `on` names it.
        about: a person, position or other value of the field that the definition says; without one the case's subject.
    """
    trigger = version.definition.on.get(name)
    if trigger is None or not trigger.by or case.final:
        return False
    if trigger.about is None:
        return about in (case.subject, case.id)
    if version.definition.fields[trigger.about].key is not None:
        return about in listed(version.definition, case.fields, trigger.about)
    return case.fields.get(trigger.about) == about


def happened(
    version: RunningVersion, case: Case, name: str, actor: Actor, reason: str | None, when: datetime
) -> Decision:
    """Record an external event with a case that it concerns; whether `actor` may do so is judged before."""
    more: dict[str, Any] = {"reason": reason} if reason else {}
    return noted(version, case, HAPPENED, happened_entry(name), when, when, actor, **more)


def answer(
    version: RunningVersion, case: Case, facts: Facts, when: datetime, now: datetime
) -> Decision | None:
    """The next thing that follows by itself for a case, or None.

    Args:
        version: the case's.
        case: as it stands.
        facts: the world.
        when: as of which moment.
        now: the store's clock.
    """
    if case.final:
        return None
    for trigger in version.definition.on.values():
        if case.state in trigger.source and _is_met(trigger, version, case, facts, when):
            found = _followed(trigger, version, case, facts, when, now)
            if found is not None:
                return found
    return None


def _is_met(trigger: Trigger, version: RunningVersion, case: Case, facts: Facts, when: datetime) -> bool:
    if trigger.by:
        return trigger.name in case.pending
    if trigger.name in case.answered and trigger.name not in case.pending:
        return False
    if trigger.nobody:
        at = (version.id, case.unit)
        return any(lacking(version.definition, case, lambda item: facts.anyone(item, at, case.claims, when)))
    assert trigger.unless is not None
    nothing = Action(trigger.name, trigger.label, (case.state,), (case.state,))
    step = Step(version, case, nothing, Act(case.id, trigger.name, actor=SYSTEM), {}, facts, when)
    return step.rules().ask(trigger.unless).answer is False


def _followed(
    trigger: Trigger,
    version: RunningVersion,
    case: Case,
    facts: Facts,
    when: datetime,
    now: datetime,
) -> Decision | None:
    """The event of the answer, and the action that it fires; one that is refused is tried again later."""

    def told(kept: bool) -> Decision:
        return noted(version, case, ANSWERED, answer_entry(trigger, kept=kept), when, now)

    if trigger.act is None:
        return told(kept=False)
    first = told(kept=False)
    act = Act(case.id, trigger.act, actor=SYSTEM, at=when)
    fired = decide(version, first.case, act, facts, now)
    if isinstance(fired, Refusal):
        return None if trigger.name in case.answered else told(kept=True)
    after = replace(fired.case, revision=first.case.revision)
    return Decision((*first.events, *fired.events), after, fired.changes)
