"""What may happen to a case: the one place that says yes or no.

`decide` is pure: what it knows of the world comes in as `facts`, the time as `now`. It answers with every reason against an
act, or with the events that make it so; the last thing that it does is to apply those events itself.
"""

from __future__ import annotations

from datetime import datetime

from workflow.engine import asked, authority, demands, duty, letters, rows
from workflow.engine.authority import Standing
from workflow.engine.case import Act, Case, Decision, Refusal
from workflow.engine.claims import held_by, why_held_off
from workflow.engine.facts import Facts
from workflow.engine.faults import against_list, not_named, read_faults, unmended
from workflow.engine.given import read_given
from workflow.engine.held import held_elsewhere
from workflow.engine.machine import RunningVersion
from workflow.engine.replay import kept_documents
from workflow.engine.trial import Trial
from workflow.errors import InputError, Reason
from workflow.language import N_


def decide(version: RunningVersion, case: Case, act: Act, facts: Facts, now: datetime) -> Decision | Refusal:
    """Say what happens when somebody takes an action of a case.

    Args:
        version: the case's own version, compiled.
        case: as it stands.
        act: action, actor, on whose behalf, fields, documents, reason, vote; `act.at` is when it takes effect.
        facts: the world as it stands at `now`; read in the same transaction as the case.
        now: the store's clock, with a zone. Authority is judged at `now`; rules, deadlines and today at `act.at`.

    Returns:
        `Refusal` with every reason (those with `question` only ask for something not given yet), or `Decision`.

    Raises:
        InputError: the act names what does not exist, or a value is of the wrong type.
    """
    action = version.action(act.action)
    at = act.at or now
    given = read_given(version.definition, action, act, facts, case)
    trial = Trial(version, case, act, action, given, facts, now, at)
    trial.faults = read_faults(version.definition, action, act, case)
    if action.rows:
        given = trial.given = rows.filled(version.definition, action, act, given, trial.step().rules())
    if act.vote is not None and (given or act.documents or act.faults):
        raise InputError(
            N_("Only who signs “{action}” fills in its fields and adds documents."),
            N_("Leave them out, or sign."),
            action=action.label,
        )
    if case.state not in action.source:
        return Refusal((demands.wrong_state(version.definition, case, action),))
    standing = authority.judge(version.definition, trial.judged, action, act, facts, now, trial.needs)
    if isinstance(standing, Reason):
        return Refusal((standing,) if act.vote else (standing, *against(trial, None)))
    claimed = held_by(case, action, standing, now)
    held = [why_held_off(claimed, action.label)] if claimed is not None else []
    if act.vote:
        return Refusal(tuple(held)) if held else trial.vote_against(standing)
    reasons = held + against(trial, standing)
    if reasons:
        return Refusal(tuple(reasons))
    return trial.sign(standing) if action.signoff else trial.fire(standing)


def against(trial: Trial, standing: Standing | None) -> list[Reason]:
    """Every reason against an act but that of authority itself."""
    version, case, act, action = trial.version, trial.case, trial.act, trial.action
    people = standing.people if standing else ()
    reasons = duty.breaches(version.definition, case, action.name, people, trial.given)
    reasons += demands.missing(version, case, act, action, trial.given)
    if case.faults:
        held = kept_documents(case, trial.given, version.definition)
        reasons += not_named(version.definition, case, action, act, trial.given, held)
        reasons += unmended(version.definition, case, action, act, trial.given)
    reasons += demands.not_unique(version.definition, case, action, trial.given, trial.facts, trial.at)
    stands = demands.standing(case, action, trial.given)
    reasons += trial.facts.constraints(case, action.name, {**stands, **trial.given})
    if action.external is not None or case.letters:
        reasons += letters.against(version.definition, case, action, act, trial.given, trial.facts)
    if action.signoff is not None:
        branching = trial.step()
        asked.weigh(branching, action.signoff)
        reasons += branching.reasons
    target = demands.target(version, case, act, action)
    step = trial.step()
    if isinstance(target, Reason):
        step.holds()
        return [*reasons, target, *step.reasons]
    trial.target = target
    reasons += against_list(version.definition, action, act, target, trial.faults)
    if version.holds_alone:
        reasons += held_elsewhere(version.definition, case, target, trial.given, trial.facts)
    fires = version.fire(action, case.state, target, step.holds)
    reasons += step.reasons
    if not fires and not reasons:
        reasons.append(demands.held_back(action))
    if not any(not reason.question for reason in reasons):
        reasons += trial.work_out() or trial.weigh_effects()
    return reasons
