"""What an event says of something that happened around a case, and of what followed by itself."""

from __future__ import annotations

from typing import Any

from workflow.definition.model import Trigger
from workflow.engine.case import Case, Event

_HAPPENED, _ANSWERED = "happened", "on"


def happened_entry(name: str) -> dict[str, Any]:
    """What the event of something that happened records."""
    return {_HAPPENED: name}


def answer_entry(trigger: Trigger, *, kept: bool) -> dict[str, Any]:
    """What the event of an answer records; `kept`: what it would fire is refused for now, so that it is tried again."""
    found: dict[str, Any] = {_ANSWERED: trigger.name}
    found |= {"tell": trigger.notify} if trigger.notify else {}
    found |= {"escalate": trigger.escalate} if trigger.escalate else {}
    found |= {"reoffer": True} if trigger.reoffer else {}
    return found | ({"kept": True} if kept else {})


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
            if not said.get("kept"):
                changes["pending"] = tuple(one for one in before.pending if one != name)
            if "escalate" in said:
                changes["escalated"] = tuple(dict.fromkeys((*before.escalated, said["escalate"])))
            if "escalate" in said or said.get("reoffer"):  # what was taken up would hold off the others
                changes["claims"] = ()
            return changes
    return None
