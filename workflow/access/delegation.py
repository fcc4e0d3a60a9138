"""Delegations: for whom somebody may stand in, in which role, unit and definition, from when until when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Delegation:
    """`principal` lets `to` act in their place.

    Args:
        id: its number.
        principal: whose roles they are.
        to: who stands in.
        role: the one role; None stands for all of the principal's.
        since, until: both ends included; None: at once, and until it is revoked.
        reason: why.
        by: who entered it.
        revoked: from when it counts no more.
        unit: only for cases of this unit or below it.
        definition: only for cases of this definition.
        onward: whether `to` may pass it on.
        through: the delegation by which `by` held what is passed on here; this one holds no longer than that one.
    """

    id: str
    principal: str
    to: str
    role: str | None
    since: datetime | None
    until: datetime | None
    reason: str
    by: str
    revoked: datetime | None = None
    unit: str | None = None
    definition: str | None = None
    onward: bool = False
    through: str | None = None

    def in_force(self, when: datetime) -> bool:
        """Whether it holds at a moment."""
        return (
            (self.since is None or self.since <= when)
            and (self.until is None or when <= self.until)
            and (self.revoked is None or when < self.revoked)
        )

    def as_doc(self) -> dict[str, Any]:
        """As a plain JSON document."""
        doc = {
            "id": self.id,
            "principal": self.principal,
            "to": self.to,
            "role": self.role,
            "reason": self.reason,
            "by": self.by,
        }
        for name in ("since", "until", "revoked"):
            moment = getattr(self, name)
            if moment is not None:
                doc[name] = moment.isoformat()
        for name in ("unit", "definition", "onward", "through"):
            if value := getattr(self, name):
                doc[name] = value
        return doc

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        moments = {
            name: datetime.fromisoformat(doc[name]) if doc.get(name) else None
            for name in ("since", "until", "revoked")
        }
        return cls(
            doc["id"],
            doc["principal"],
            doc["to"],
            doc.get("role"),
            moments["since"],
            moments["until"],
            doc["reason"],
            doc["by"],
            moments["revoked"],
            doc.get("unit"),
            doc.get("definition"),
            doc.get("onward", False),
            doc.get("through"),
        )
