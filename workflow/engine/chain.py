"""The hash of an event: it covers the event and the hash of its case's event before, the same in every store."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import orjson

from workflow.engine.altered import completed
from workflow.engine.case import Event


def digest(doc: dict[str, Any]) -> str:
    """The SHA-256, in hexadecimal, of an event's document in canonical JSON (sorted keys), its own `hash` left out.

    Example:
        >>> digest({"seq": 1}) == digest({"hash": "anything", "seq": 1})
        True
    """
    said = {k: v for k, v in doc.items() if k != "hash"} if "hash" in doc else doc
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def sealed(event: Event, before: str) -> Event:
    """A new event, given the hash of the one before it and its own; the same object, which nobody has seen yet."""
    doc = event.as_doc()
    if before:
        doc["before"] = before
    return completed(event, before=before, hash=digest(doc))
