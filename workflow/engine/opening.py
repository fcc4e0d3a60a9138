"""Opening a case: whoever may take an action of the initial state may do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from workflow.engine import asked, authority, deadline
from workflow.engine.case import Act, Case, Decision, Event, Refusal
from workflow.engine.chain import sealed
from workflow.engine.demands import Step, not_unique
from workflow.engine.facts import Facts
from workflow.engine.given import read_fields, whole
from workflow.engine.held import held_elsewhere
from workflow.engine.machine import RunningVersion
from workflow.engine.replay import apply
from workflow.engine.standing_in import in_place
from workflow.errors import Reason
from workflow.language import N_

#: the action of the event that opens a case
OPEN = "open"


def open_case(
    version: RunningVersion,
    id: str,
    subject: str,
    unit: str | None,
    actor: str,
    fields: Mapping[str, Any],
    facts: Facts,
    now: datetime,
    at: datetime,
    against: Sequence[Reason] = (),
) -> Decision | Refusal:
    """Say whether a case may be opened, and with which event.

    Args:
        version: the newest version of the definition, compiled.
        id: the new case's id.
        subject: what it is about.
        unit: the unit that unit-scoped roles are judged against.
        actor: the user who opens it.
        fields: values known from the start; any declared field.
        facts: the world, as for `decide`.
        now: the store's clock.
        at: when it takes effect.
        against: what the registry has against it.

    Raises:
        InputError: an unknown user or field, or a value of the wrong type.
    """
    definition = version.definition
    given = read_fields(definition, fields, facts)
    whole(subject)
    blank = Case(id, version.id, version.number, subject, definition.initial, "", unit=unit)
    who = facts.actor(actor)
    reasons = [*against]
    starts = [one for one in definition.leaving(definition.initial) if not one.automatic]
    standing = next(
        (
            found
            for one in starts
            if isinstance(
                found := authority.judge(definition, blank, one, Act(id, one.name, actor=actor), facts, now),
                authority.Standing,
            )
        ),
        None,
    )
    if standing is None:
        roles = dict.fromkeys(role for one in starts for role in one.roles)
        labels = [definition.roles[role].label for role in roles]
        reasons.append(
            Reason(
                "role",
                N_("A case of “{definition}” is opened by {roles}."),
                {"definition": definition.title, "roles": labels},
                who_can_mend=tuple(labels),
            )
        )
    if definition.opens_for is not None and starts:
        trial = replace(starts[0], only_if=(definition.opens_for,), documents=())
        step = Step(version, blank, trial, Act(id, OPEN, actor=actor), given, facts, at)
        if not step.holds():
            reasons.append(
                Reason(
                    "opens_for",
                    N_("“{definition}” is not for {subject}."),
                    {"definition": definition.title, "subject": subject},
                    rule=definition.opens_for.source,
                )
            )
    reasons += held_elsewhere(definition, blank, definition.initial, given, facts)
    for one in starts[:1]:
        reasons += not_unique(definition, blank, one, given, facts, at)
    if reasons or standing is None:
        return Refusal(tuple(reasons))
    state = definition.states[definition.initial]
    event = Event(
        case=id,
        seq=1,
        action=OPEN,
        actor=who.id,
        at=at,
        recorded=now,
        source=None,
        target=definition.initial,
        definition=version.id,
        version=version.number,
        name=who.name,
        role=standing.role,
        **in_place(definition, blank, standing, facts, now),
        fields=given,
        subject=subject,
        unit=unit,
        due=deadline.due_date(
            definition, state.within if state.clock is None else None, at.date(), given, {}, facts.calendar
        ),
    )
    event = asked.with_needs(version, None, event, facts)
    event = sealed(event, "", version.salts(event, facts.seed))
    return Decision((event,), replace(apply(None, event, definition), revision=1))
