"""What somebody has typed into a form and not sent yet. Drafts outlive their form, a conflict and a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Draft:
    """One act in the making.

    Args:
        action: its name.
        raw: field → the text as typed (or the choice, or yes/no).
        papers: document → True or the path of a file.
    """

    action: str
    raw: dict[str, Any] = field(default_factory=dict)
    papers: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    to: str | None = None
    vote: str | None = None
    when: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None

    @property
    def documents(self) -> dict[str, Any]:
        """The documents that are there."""
        return {name: mark for name, mark in self.papers.items() if mark}

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not (
            any(value not in (None, "") for value in self.raw.values())
            or self.documents
            or self.reason.strip()
            or self.when
        )
