"""The hash of an event: it covers the event and the hash of its case's event before, the same in every store."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import orjson

from workflow.engine.case import Event


def digest(doc: dict[str, Any]) -> str:
    """The SHA-256, in hexadecimal, of an event's document in canonical JSON (sorted keys), its own `hash` left out.

    Example:
        >>> digest({"seq": 1}) == digest({"hash": "anything", "seq": 1})
        True
    """
    return sha256(
        orjson.dumps({k: v for k, v in doc.items() if k != "hash"}, option=orjson.OPT_SORT_KEYS)
    ).hexdigest()


def sealed(event: Event, before: str) -> Event:
    """The event with the hash of the one before it and its own."""
    doc = event.as_doc() | ({"before": before} if before else {})
    return replace(event, before=before, hash=digest(doc))
