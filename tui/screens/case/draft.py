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
        papers: document → the path of a file, True for one kept on paper, or the mark that is on record already.
        faults: part → what is wrong with it, as kind and note.
        kept: whether it stands on the user's desk too, so that nothing is lost with this terminal.
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
    faults: dict[str, tuple[str, str]] = field(default_factory=dict)
    kept: bool = False

    @property
    def documents(self) -> dict[str, Any]:
        """The documents that are there; only who signs gives any."""
        return {name: mark for name, mark in self.papers.items() if mark} if self.vote is None else {}

    def given(self) -> dict[str, Any]:
        """What `act` and `preview` take."""
        return {
            "fields": self.fields,
            "documents": self.documents,
            "reason": self.reason or None,
            "to": self.to,
            "vote": self.vote,
            "at": self.at,
            "faults": [
                {"part": part, "kind": kind, "note": note} for part, (kind, note) in self.faults.items()
            ],
        }

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not (
            any(value not in (None, "") for value in self.raw.values())
            or self.documents
            or self.faults
            or self.reason.strip()
            or self.when
        )
