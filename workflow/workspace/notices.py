"""`ws.notices`: what a user is told, and what of it they have read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Doc, Transaction
from workflow.workspace.lettering import CALLED
from workflow.workspace.noticing import Notice, is_past, keys_of, meant, notice
from workflow.workspace.reading import Reading, place

TABLE = "notices"


def notices_for(reading: Reading, user: str, unread: bool) -> list[Notice]:
    """The notices of a user, newest first.

    Args:
        reading: one moment of the store.
        user: whose.
        unread: only what they have not read and what is not past.
    """
    found = []
    for doc, past in _theirs(reading, user):
        if unread and (past or user in doc.get("read", {})):
            continue
        case = reading.reader.get("cases", doc["case"])
        if case is None:
            continue
        title, unit = reading.about(case)
        definition = reading.versions.get(case["definition"], case["version"]).definition
        known, action = definition.states.get(doc["state"]), definition.actions.get(doc["action"])
        state = known.label if known else {"en": doc["state"]}
        label = action.label if action else CALLED.get(doc["action"], doc["action"])
        found.append(notice(doc, user, title, unit, state, label, past))
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def _theirs(reading: Reading, user: str) -> Iterable[tuple[Doc, bool]]:
    actor = reading.facts.actor(user)
    mandates = tuple(reading.facts.mandates(actor, reading.now))
    seen: dict[str, Doc] = {}
    for key in keys_of(actor, mandates):
        for doc in reading.reader.find(TABLE, "to", key):
            seen[doc["id"]] = doc

    def waits(case: str) -> bool:
        doc = reading.reader.get("cases", case)
        return doc is not None and bool(reading.taken(doc, actor, mandates))

    for doc in seen.values():
        case = reading.reader.get("cases", doc["case"])
        past = is_past(doc, case)
        lent = [one for one in mandates if case and one.reaches(place(case), reading.facts.above)]
        if past and doc.get("work"):
            continue  # it was for whomever the case waited for then
        if meant(doc, actor, lent, reading.facts.above, waits):
            yield doc, past


def mark_read(
    transact: Callable[[Callable[[Transaction], Any]], Any],
    reading: Callable[[Transaction], Reading],
    user: str,
    ids: Iterable[str] | None,
) -> int:
    """Mark notices as read by a user, all that are theirs where none is named; returns how many were not before.

    Raises:
        InputError: one is not theirs.
    """
    wanted = None if ids is None else tuple(ids)

    def think(tx: Transaction) -> int:
        here = reading(tx)
        theirs = {doc["id"]: doc for doc, _ in _theirs(here, user)}
        for one in wanted or ():
            if one not in theirs:
                raise InputError(
                    N_("There is no notice “{id}” for you."), N_("`lantik notices` names them."), id=one
                )
        new = [
            doc
            for one, doc in theirs.items()
            if (wanted is None or one in wanted) and user not in doc.get("read", {})
        ]
        for doc in new:
            tx.put(TABLE, {**doc, "read": {**doc.get("read", {}), user: here.now.isoformat()}})
        return len(new)

    count: int = transact(think)
    return count
