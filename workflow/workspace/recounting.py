"""Open sign-offs counted anew in the store, once the people have changed."""

from __future__ import annotations

from workflow.definition.model import Quorum, branches
from workflow.engine.case import Case, Event
from workflow.engine.recount import recount
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.acting import write
from workflow.workspace.clock import Clock
from workflow.workspace.facts import StoreFacts
from workflow.workspace.versions import Versions


def recount_all(tx: Transaction, versions: Versions, facts: StoreFacts, clock: Clock) -> list[Event]:
    """Count every open sign-off with the people that the transaction knows.

    Args:
        tx: in which the people were changed.
        versions: the published versions in it.
        facts: the engine's facts over it, made after the change.
        clock: the store's.

    Returns:
        The events that were written.
    """
    written: list[Event] = []
    found = [doc for state in sorted(counting(tx, versions)) for doc in tx.find("cases", "state", state)]
    for doc in [one for one in found if one.get("signing")]:
        case = Case.from_doc(doc)
        version = versions.get(case.definition, case.version)
        answer = recount(version, case, facts, clock.now(tx))
        if answer is not None:
            write(tx, version.definition, answer)
            written += answer.events
    return written


def counting(reader: Reader, versions: Versions) -> set[str]:
    """The states in which a quorum is gathered, in any version: elsewhere nothing hangs on how many people there are."""
    return {
        state
        for doc in reader.all("versions")
        for action in versions.stored(doc).actions.values()
        if action.signoff is not None and any(isinstance(one, Quorum) for one in branches(action.signoff))
        for state in action.source
    }
