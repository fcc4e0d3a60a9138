"""An act and all that follows from it in the same commit: `decide`, and then what its outcome sets going.

A vote that was closed, an abstention, an approver who was added or struck off: the open sign-off is counted anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from workflow.engine.case import Act, Case, Decision, Refusal
from workflow.engine.decide import decide
from workflow.engine.facts import Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.recount import recount


def settle(version: RunningVersion, case: Case, act: Act, facts: Facts, now: datetime) -> Decision | Refusal:
    """Say what happens when somebody takes an action, with what follows from that; arguments as of `decide`."""
    answer = decide(version, case, act, facts, now)
    if isinstance(answer, Refusal):
        return answer
    after = answer.case
    if after.signing and after.state == case.state and (act.vote == "abstain" or after.signing != act.action):
        return joined(answer, recount(version, after, facts, now))
    return answer


def joined(first: Decision, second: Decision | None) -> Decision:
    """Two decisions of one commit as one: the second about the case as the first leaves it."""
    if second is None:
        return first
    case = replace(second.case, revision=first.case.revision)
    return Decision((*first.events, *second.events), case, (*first.changes, *second.changes))
