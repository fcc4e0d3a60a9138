"""A case that is sent back goes first to whoever did that step before (workflow resource pattern 7, retain familiar)."""

from __future__ import annotations

from datetime import datetime

from workflow.definition.duration import Duration
from workflow.engine.case import Case, Decision, Event
from workflow.engine.claiming import offer
from workflow.engine.machine import RunningVersion
from workflow.errors import InputError
from workflow.store.protocol import Reader
from workflow.workspace.facts import StoreFacts


def to_the_same(
    reader: Reader, version: RunningVersion, case: Case, lasts: Duration, facts: StoreFacts, now: datetime
) -> Decision | None:
    """The claim, made by the clock, of who last did what a case waits for again; None where they may not do it any more.

    Args:
        reader: the store, for the case's history.
        version: the case's own version.
        case: as it came back.
        lasts: how long it is kept for them.
        facts: the world at `now`.
        now: the store's clock.
    """
    steps = {one.action for one in case.work}
    for event in map(Event.from_doc, reversed(reader.history(case.id))):
        if event.fired and event.action in steps:
            try:
                return offer(version, case, event.actor, lasts, facts, now)
            except InputError:  # the account is closed
                return None
    return None
