"""Whom a case names for the roles that are given to nobody (`who`): found when something changes, and recorded.

The expression of a role is worked out when a case comes into a state, when an act there gives values or papers, and when
people have changed; the event says whom it named, so that work items and replay need no facts. Where it cannot be told yet,
the case names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from workflow.definition.model import Action, Definition
from workflow.engine.aside import noted
from workflow.engine.case import Act, Case, Decision, Event
from workflow.engine.demands import Step
from workflow.engine.facts import SYSTEM, Facts
from workflow.engine.listed import struck_off
from workflow.engine.machine import RunningVersion
from workflow.engine.replay import REOFFER, apply, fallen

Named = Mapping[str, tuple[str, ...]]


def named_by(version: RunningVersion, case: Case, facts: Facts, at: datetime) -> Named:
    """Whom a case names for each role of its definition that says `who`.

    Args:
        version: the case's.
        case: as it stands.
        facts: the world.
        at: the moment for which it is asked.
    """
    definition, found = version.definition, {}
    for role in definition.named_roles:
        assert role.who is not None
        nothing = Action(role.name, role.label, (case.state,), (case.state,))
        step = Step(version, case, nothing, Act(case.id, role.name, actor=SYSTEM), {}, facts, at)
        value, failed = step.rules().work_out(role.who)
        found[role.name] = tuple(dict.fromkeys(_people(value))) if failed is None else ()
    return found


def _people(value: object) -> Iterator[str]:
    for one in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(one, str) and one:
            yield one


def with_named(version: RunningVersion, case: Case | None, event: Event, facts: Facts) -> Event:
    """An event with whom the case names once it has happened.

    Args:
        version: under which it happens.
        case: before it; None for the event that opens the case.
        event: not sealed yet.
        facts: the world.
    """
    if not version.definition.named_roles:
        return event
    anew = case is None or event.source != event.target or event.version != case.version
    if not (anew or event.fields or event.documents):
        return event
    after = apply(case, event, version.definition)
    found = {} if after.final else named_by(version, after, facts, event.at)
    before = {} if anew or case is None else case.named
    event = replace(
        event, named={role: list(people) for role, people in found.items() if before.get(role) != people}
    )
    gone = struck_off(case, event) if case is not None else ()
    if case is None or not gone:
        return event
    return replace(event, followed=(*event.followed, *fallen(replace(case, signatures=gone), event.actor)))


def renamed(version: RunningVersion, case: Case, facts: Facts, now: datetime) -> Decision | None:
    """What becomes of a case whose people have changed: whom it names now; None where that is whom it named before.

    Args:
        version: the case's.
        case: as it stands.
        facts: the world.
        now: the store's clock.
    """
    if case.final or not version.definition.named_roles:
        return None
    now = max(now, case.changed) if case.changed else now
    found = named_by(version, case, facts, now)
    changed = {role: list(people) for role, people in found.items() if case.named.get(role) != people}
    if not changed:
        return None
    return noted(version, case, REOFFER, {"reoffered": sorted(changed)}, now, now, named=changed)


def holders_of(definition: Definition, case: Case, role: str, facts: Facts) -> frozenset[str]:
    """The people who may act in a role in a case: those who hold it there, or whom the case names."""
    if definition.roles[role].who is not None:
        return frozenset(case.named.get(role, ()))
    return facts.holders(role, case.unit if definition.roles[role].scope == "unit" else None)
