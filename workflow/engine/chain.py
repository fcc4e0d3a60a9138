"""The hash of an event: it covers the event and the hash of its case's event before, the same in every store."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

from workflow.engine.altered import completed
from workflow.engine.case import Event
from workflow.engine.personal import covered, hidden


def digest(doc: Mapping[str, Any]) -> str:
    """The SHA-256, in hexadecimal, of an event's document in canonical JSON (sorted keys), its own `hash` left out.

    Personal values are covered through their digests (`engine.personal`): an event is the same with them erased.

    Example:
        >>> digest({"seq": 1}) == digest({"hash": "anything", "seq": 1})
        True
    """
    said = {k: v for k, v in doc.items() if k != "hash"} if "hash" in doc else doc
    if "personal" in doc:
        said = covered(said)
    return _sum(said)


def _sum(said: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def sealed(event: Event, before: str, salts: Mapping[str, str] | None = None) -> Event:
    """A new event, given the hash of the one before it and its own; the same object, which nobody has seen yet.

    Args:
        event: the event.
        before: the hash of its case's event before; empty for the first.
        salts: where its personal values are (`reason`, `fields.NAME`), each with its salt.
    """
    doc = event.as_doc()
    for name in ("before", "hash"):  # of one that is sealed a second time, since another goes before it
        doc.pop(name, None)
    entries, said = event.personal, doc
    if salts:
        doc.pop("personal", None)
        said, entries = hidden(doc, salts)
        doc["personal"] = entries
    elif entries:
        said = covered(doc)
    if before:
        said["before"] = doc["before"] = before
    doc["hash"] = _sum(said)
    if len(_SEALED) > 50:
        _SEALED.clear()
    event = completed(event, before=before, personal=entries, hash=doc["hash"])
    _SEALED[id(event)] = event, doc
    return event


#: events that were sealed lately, by identity, each with its document: who writes one down need not tell it again
_SEALED: dict[int, tuple[Event, dict[str, Any]]] = {}


def document_of(event: Event) -> Mapping[str, Any]:
    """The document of an event, as `Event.as_doc` makes it; not to be changed.

    Example:
        >>> from datetime import UTC, datetime
        >>> day = datetime(2025, 11, 25, tzinfo=UTC)
        >>> event = sealed(Event("C-1", 1, "open", "anna", day, day, None, "draft", "leave", 1), "")
        >>> document_of(event) == event.as_doc()
        True
    """
    known = _SEALED.get(id(event))
    return known[1] if known is not None and known[0] is event else event.as_doc()
