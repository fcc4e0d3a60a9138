"""One finding about a definition: where, how bad, what, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from workflow.definition.model import Place


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding of `lantik check`.

    Example:
        >>> str(Diagnostic(Place("a.yaml", 3, 7), "error", "E101", "unknown key “lable”", "did you mean “label”?"))
        'a.yaml:3:7: error E101 unknown key “lable”, did you mean “label”?'
    """

    place: Place
    severity: Literal["error", "warning"]
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        tail = f", {self.hint}" if self.hint else ""
        return f"{self.place}: {self.severity} {self.code} {self.message}{tail}"

    def as_dict(self) -> dict[str, Any]:
        """The shape that `lantik check --json` prints."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
        }
