"""What an effect is asked and what it comes to: the arguments of every effect, and facts, changes or reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflow.errors import Reason
from workflow.language import N_
from workflow.registry.facts import Doc, Reader


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an effect comes to.

    Args:
        followed: facts for the event, as plain JSON.
        changes: (table, document) to be written.
        reasons: why it cannot be done; then nothing changes and nothing followed.
    """

    followed: list[dict[str, Any]] = field(default_factory=list)
    changes: list[tuple[str, Doc]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Want:
    """The arguments of every effect: the case, its fields, the position, the registry before, and the day."""

    case: str
    fields: Mapping[str, Any]
    position: str
    reader: Reader
    at: date

    @property
    def nominee(self) -> str | None:
        """The person whom the case names."""
        return self.fields.get("nominee")

    @property
    def since(self) -> date:
        """The later of the planned TMT and the day of the action: nobody holds a post before being sworn in."""
        return max(self.day("tmt") or self.at, self.at)

    def day(self, name: str) -> date | None:
        """A date field, or None."""
        value = self.fields.get(name)
        return date.fromisoformat(value[:10]) if isinstance(value, str) else value

    def next_holding(self) -> str:
        """The id of the next holding that the case makes."""
        return f"{self.case}-H{len(self.reader.find('holdings', 'case', self.case)) + 1}"


def void(holding: Doc) -> bool:
    """Whether a holding was taken back: it ends before it begins."""
    until = holding.get("until")
    return until is not None and until < holding["since"]


def missing(template: str) -> Outcome:
    """The outcome that asks for what the case does not say yet."""
    return Outcome(reasons=[Reason("missing", template, question=True)])


def no_nominee() -> Outcome:
    """The outcome that asks for a nominee."""
    return missing(N_("No nominee is named yet."))
