"""An act and all that follows from it in the same commit: `decide`, and then what its outcome sets going.

A vote that was closed, an abstention, an approver who was added or struck off: the open sign-off is counted anew. Then
what the definition answers by itself (`on`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from workflow.engine.case import Act, Case, Decision, Refusal
from workflow.engine.decide import decide
from workflow.engine.facts import Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.recount import recount
from workflow.engine.triggers import answer as answer_of

#: how many things may follow one upon the other in one commit
MOST = 20


def settle(version: RunningVersion, case: Case, act: Act, facts: Facts, now: datetime) -> Decision | Refusal:
    """Say what happens when somebody takes an action, with what follows from that; arguments as of `decide`."""
    answer = decide(version, case, act, facts, now)
    if isinstance(answer, Refusal):
        return answer
    after = answer.case
    if after.signing and after.state == case.state and (act.vote == "abstain" or after.signing != act.action):
        answer = joined(answer, recount(version, after, facts, now))
    return followed_up(version, answer, facts, act.at or now, now)


def followed_up(
    version: RunningVersion, answer: Decision | Refusal, facts: Facts, when: datetime, now: datetime
) -> Decision | Refusal:
    """A decision with what the definition answers by itself (`on`)."""
    if isinstance(answer, Refusal) or not version.definition.on:
        return answer
    return joined(answer, set_going(version, answer.case, facts, when, now))


def set_going(
    version: RunningVersion, case: Case, facts: Facts, when: datetime, now: datetime
) -> Decision | None:
    """All that follows by itself for a case (`on`), or None; what would go on for ever is left to the next `tick`."""
    found: Decision | None = None
    for _ in range(MOST):
        more = answer_of(version, found.case if found else case, facts, when, now)
        if more is None:
            break
        found = joined(found, more) if found else more
    return found


def joined(first: Decision, second: Decision | None) -> Decision:
    """Two decisions of one commit as one: the second about the case as the first leaves it."""
    if second is None:
        return first
    case = replace(second.case, revision=first.case.revision)
    return Decision((*first.events, *second.events), case, (*first.changes, *second.changes))
