"""The people of whom a reason says that they could mend it, by their names instead of their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workflow.errors import Reason
from workflow.store.protocol import Reader


def with_names(reader: Reader, reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Reasons of duties with the names of the people to whom an action is left.

    Args:
        reader: one moment of the store.
        reasons: as the engine gave them, which knows people by their ids alone.
    """
    return tuple(_named(reader, one) if one.code == "duty" else one for one in reasons)


def _named(reader: Reader, reason: Reason) -> Reason:
    if not any(isinstance(one, str) for one in reason.who_can_mend):
        return reason
    who = tuple(_name(reader, one) if isinstance(one, str) else one for one in reason.who_can_mend)
    data = dict(reason.data)
    if "people" in data:
        data["people"] = ", ".join(one for one in who if isinstance(one, str))
    return replace(reason, data=data, who_can_mend=who)


def _name(reader: Reader, id: str) -> str:
    """The name of a person of the registry, or of an account that stands for one."""
    doc = reader.get("people", id) or reader.get("users", id.removeprefix("user:"))
    return str(doc["name"]) if doc else id
