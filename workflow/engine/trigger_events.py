"""What an event says of something that happened around a case, and of what followed by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.definition.model import Definition, Trigger
from workflow.engine.case import Case, Event

_HAPPENED, _ANSWERED, _MOOT = "happened", "on", "moot"


def happened_entry(name: str) -> dict[str, Any]:
    """What the event of something that happened records."""
    return {_HAPPENED: name}


def answer_entry(trigger: Trigger, *, kept: bool) -> dict[str, Any]:
    """What the event of an answer records; `kept`: what it would fire is refused for now, so that it is tried again."""
    found: dict[str, Any] = {_ANSWERED: trigger.name}
    found |= {"tell": trigger.notify} if trigger.notify else {}
    found |= {"escalate": trigger.escalate} if trigger.escalate else {}
    found |= {"reoffer": True} if trigger.reoffer else {}
    if kept and not trigger.by:  # what came from outside stays with the case anyhow
        found |= {"again": True}
    return found | ({"kept": True} if kept else {})


def moot_entries(
    definition: Definition, case: Case, given: Mapping[str, Any]
) -> tuple[Mapping[str, Any], ...]:
    """What an event says of what happened to somebody or something that the case, by its new values, is about no longer."""
    moot = []
    for name in case.pending:
        about = definition.on[name].about if name in definition.on else None
        if about is None or about not in given or definition.fields[about].key is not None:
            continue
        if given[about] != case.fields.get(about):
            moot.append(name)
    return ({_MOOT: moot},) if moot else ()


def still_pending(before: Case, event: Event, definition: Definition) -> tuple[str, ...]:
    """What is left of `pending` after an act: not what is moot by it, nor what a state that it left was to answer."""
    gone = {name for said in event.followed for name in said.get(_MOOT, ())}
    if event.source != event.target:
        gone |= {one.name for one in definition.on.values() if not one.by}
    return tuple(one for one in before.pending if one not in gone)


def said_of_triggers(before: Case, event: Event) -> dict[str, Any] | None:
    """What such an event changes of a case; None for every other event."""
    if event.fired:
        return None
    for said in event.followed:
        if _HAPPENED in said:
            return {"pending": tuple(dict.fromkeys((*before.pending, said[_HAPPENED])))}
        if _ANSWERED in said:
            name = said[_ANSWERED]
            changes: dict[str, Any] = {"answered": tuple(dict.fromkeys((*before.answered, name)))}
            if said.get("again"):
                changes["pending"] = tuple(dict.fromkeys((*before.pending, name)))
            elif not said.get("kept"):
                changes["pending"] = tuple(one for one in before.pending if one != name)
            if "escalate" in said:
                changes["escalated"] = tuple(dict.fromkeys((*before.escalated, said["escalate"])))
            if "escalate" in said or said.get("reoffer"):  # what was taken up would hold off the others
                changes["claims"] = ()
            return changes
    return None
