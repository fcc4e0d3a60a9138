"""Closing a vote: who has not voted by then is recorded as abstaining, and the votes given decide.

The event of the action that closes it says who that was, so that a replay needs no facts of the past.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflow.engine.case import Case, Event, Signature

_MARK = "closed"


def entry(action: str, absent: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """What an event says of the vote of an action that it closes: (place, role, person) of all who had not voted."""
    return {
        _MARK: action,
        "abstained": [{"leaf": leaf, "role": role, "person": who} for leaf, role, who in absent],
    }


def account(person: str) -> str:
    """Whom a record names where nobody acted: the account, where no person stands behind it, else the person.

    Example:
        >>> account("user:u1"), account("P-0001")
        ('u1', 'P-0001')
    """
    return person.removeprefix("user:")


def closed(case: Case, event: Event) -> tuple[str, tuple[Signature, ...]] | None:
    """The vote that an event closes and its marks as they stand then; None for every other event."""
    for said in event.followed:
        if _MARK in said:
            action = said[_MARK]
            given = case.signatures if case.signing == action else ()
            at = event.at.isoformat()
            absent = (
                Signature(one["leaf"], one["role"], one["person"], account(one["person"]), at, "abstain")
                for one in said["abstained"]
            )
            return action, (*given, *absent)
    return None
