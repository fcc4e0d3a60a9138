"""What happens beside the cases, on the same record: users, roles, delegations, publishing, imports, ceremonies.

Each subject (`@access`, `@definitions`, …) has a chain of its own, hashed as a case's is, so that a change of who may do
what is as visible, and as hard to take back unseen, as a step of a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from workflow.engine.case import Event
from workflow.engine.chain import sealed
from workflow.engine.personal import new_seed, salt

#: what the names of these chains begin with; no case's id does
MARK = "@"
#: free text that may name people: it can be erased
REASON = "fields.reason"


class Writer(Protocol):
    """What it asks of a transaction."""

    def get(self, table: str, id: str, /) -> Mapping[str, Any] | None:
        """One document, or None."""

    def put(self, table: str, doc: Mapping[str, Any], /) -> None:
        """Write one document."""

    def append(self, event: Mapping[str, Any], /) -> None:
        """Add one event to the record."""


def note(tx: Writer, subject: str, action: str, actor: str, now: datetime, data: Mapping[str, Any]) -> Event:
    """Put one entry on the record.

    Args:
        tx: the transaction in which the change itself is made.
        subject: the chain, without its mark: `access`, `definitions`, `registry`, `ceremonies`, `clock`.
        action: what was done, as a short word.
        actor: who did it.
        now: the store's clock.
        data: plain JSON values that say what.
    """
    chain = f"{MARK}{subject}"
    last = tx.get("meta", f"journal:{subject}") or {"seq": 0, "hash": ""}
    event = sealed(
        Event(
            case=chain,
            seq=last["seq"] + 1,
            action=action,
            actor=actor,
            at=now,
            recorded=now,
            source=None,
            target="-",
            definition=chain,
            version=0,
            fields=dict(data),
        ),
        last["hash"],
        {REASON: salt(new_seed(), chain, last["seq"] + 1, REASON)} if data.get("reason") else None,
    )
    tx.append(event.as_doc())
    tx.put("meta", {"id": f"journal:{subject}", "seq": event.seq, "hash": event.hash})
    return event


def is_journal(case: str) -> bool:
    """Whether an event's `case` names one of these chains.

    Example:
        >>> is_journal("@access"), is_journal("JF-2025-0001")
        (True, False)
    """
    return case.startswith(MARK)
