"""A document as the bytes that are kept, checked on the way: JSON has no dates, sets or half characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from workflow.errors import InputError
from workflow.language import N_, Words
from workflow.store.protocol import Doc


def as_json(doc: Doc, what: Words) -> bytes:
    """The bytes of a document or event.

    Args:
        doc: the document.
        what: how it is called when it cannot be kept.

    Raises:
        InputError: it has something in it that JSON has not.

    Example:
        >>> as_json({"id": "C-1", "fields": {"grade": 3.5}}, "cases C-1")
        b'{"id":"C-1","fields":{"grade":3.5}}'
    """
    try:
        return orjson.dumps(doc, default=_plain)
    except orjson.JSONEncodeError as error:
        raise InputError(
            N_("{what} cannot be kept: {cause}."),
            N_("Give text, numbers, yes/no, lists and mappings only."),
            what=what,
            cause=str(error),
        ) from error


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")
