"""What follows in the store once people have changed: sign-offs counted anew, other people named, claims that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workflow.definition.model import Quorum, branches
from workflow.engine.case import Case, Decision, Event
from workflow.engine.claiming import lapsed
from workflow.engine.machine import RunningVersion
from workflow.engine.naming import renamed
from workflow.engine.recount import recount
from workflow.store.protocol import Doc, Reader, Transaction
from workflow.workspace.acting import write
from workflow.workspace.clock import Clock
from workflow.workspace.facts import StoreFacts
from workflow.workspace.versions import Versions


def recount_all(
    tx: Transaction, versions: Versions, facts: StoreFacts, clock: Clock, user: str | None = None
) -> list[Event]:
    """Count every open sign-off, and name the people of every case, as the transaction knows them.

    Args:
        tx: in which the people were changed.
        versions: the published versions in it.
        facts: the engine's facts over it, made after the change.
        clock: the store's.
        user: whose account was changed: what they have taken up and may not do any more is let go.

    Returns:
        The events that were written.
    """
    written: list[Event] = []
    claimed = tx.find("cases", "claims.actor", user) if user is not None else ()
    found = [doc for state in sorted(counting(tx, versions)) for doc in tx.find("cases", "state", state)]
    found = [doc for doc in found if doc.get("signing")]
    for one in dict.fromkeys(doc["id"] for doc in (*claimed, *naming(tx, versions), *found)):
        doc = tx.get("cases", one)
        assert doc is not None
        case = Case.from_doc(doc)
        version = versions.get(case.definition, case.version)
        before = case.revision
        while (answer := people_changed(version, case, facts, clock.now(tx))) is not None:
            case = write(tx, version.definition, answer, before + 1)
            written += answer.events
    return written


def people_changed(version: RunningVersion, case: Case, facts: StoreFacts, now: datetime) -> Decision | None:
    """The next thing that follows for a case from the people that there are now, or None."""
    if case.final:
        return None
    return (
        renamed(version, case, facts, now)
        or lapsed(version, case, facts, now)
        or recount(version, case, facts, now)
    )


def naming(reader: Reader, versions: Versions) -> Iterator[Doc]:
    """The open cases that name people by looking beyond themselves, so that they may come to name others."""
    named = {
        doc["definition"]
        for doc in reader.all("versions")
        for role in versions.stored(doc).named_roles
        if role.who is not None and "(" in role.who.source
    }
    for definition in sorted(named):
        for doc in reader.find("cases", "definition", definition):
            if not doc.get("final"):
                yield doc


def counting(reader: Reader, versions: Versions) -> set[str]:
    """The states in which a quorum is gathered, in any version: elsewhere nothing hangs on how many people there are."""
    return {
        state
        for doc in reader.all("versions")
        for action in versions.stored(doc).actions.values()
        if action.signoff is not None and any(isinstance(one, Quorum) for one in branches(action.signoff))
        for state in action.source
    }
