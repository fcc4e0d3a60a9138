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
    if before:
        doc["before"] = before
    if salts:
        doc.pop("hash", None)  # one that is sealed a second time, since another goes before it
        said, entries = hidden(doc, salts)
        return completed(event, before=before, personal=entries, hash=_sum(said))
    return completed(event, before=before, hash=digest(doc))
