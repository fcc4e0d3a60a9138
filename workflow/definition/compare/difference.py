"""One difference between two definitions, as a value that words itself in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workflow.language import LANGUAGES, N_, Phrase, language, text

Kind = Literal["added", "removed", "changed", "renamed"]
#: what may differ, in words
THINGS: Mapping[str, str] = {
    "definition": N_("Definition"),
    "phase": N_("Phase"),
    "parameter": N_("Parameter"),
    "role": N_("Role"),
    "field": N_("Field"),
    "document": N_("Document"),
    "state": N_("State"),
    "action": N_("Action"),
    "duty": N_("Duty"),
    "trigger": N_("What follows on"),
}
_SAID: Mapping[tuple[Kind, bool], str] = {
    ("added", False): N_("{thing} {name} is new"),
    ("removed", False): N_("{thing} {name} is gone"),
    ("renamed", False): N_("{thing} {before} is now called {after}"),
    ("changed", False): N_("{thing} {name}: {before} → {after}"),
    ("added", True): N_("{thing} {name}: {part} is new: {after}"),
    ("removed", True): N_("{thing} {name}: {part} is gone: {before}"),
    ("changed", True): N_("{thing} {name}: {part}: {before} → {after}"),
    ("renamed", True): N_("{thing} {name}: {part}: {before} → {after}"),
}
_DUTIES: Mapping[Kind, str] = {
    "added": N_("A duty is new: {after}"),
    "removed": N_("A duty is gone: {before}"),
    "changed": N_("A duty has changed: {before} → {after}"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Args:
        kind: `added`, `removed`, `changed` or `renamed`.
        what: what it is about: `definition`, `state`, `action`, `field`, `rule`-bearing parts by their owner, …
        name: its name in the file (the new one where it was renamed); empty for the definition itself.
        label: how people read it.
        part: which part of it differs, in words; None where it is the whole of it.
        key: that part by the key of the file.
        before: what it was, in words or a label; None where it was not there.
        after: what it is, likewise.

    Example:
        >>> told = Difference("changed", "state", "sent", {"en": "Sent"}, "deadline", "within", "3 wd", "5 wd")
        >>> told.sentence
        'State “Sent” (sent): deadline: 3 wd → 5 wd'
    """

    kind: Kind
    what: str
    name: str
    label: Any = None
    part: str | Phrase | None = None
    key: str | None = None
    before: Any = None
    after: Any = None

    @property
    def sentence(self) -> str:
        """The difference in the current language."""
        before, after = _apart(self.before, self.after)
        name: Any = ""
        if self.name:
            name = f"“{text(self.label)}” ({self.name})" if self.label else f"“{self.name}”"
        part = Phrase(self.part) if isinstance(self.part, str) else self.part
        said = str(
            Phrase(
                _DUTIES[self.kind] if self.what == "duty" else _SAID[self.kind, self.part is not None],
                thing=Phrase(THINGS[self.what]),
                name=name,
                part=part,
                before=before,
                after=after,
            )
        )
        return said.replace(" :", ":") if not name else said

    def as_dict(self) -> dict[str, Any]:
        """The shape that `--json` prints."""
        before, after = _apart(self.before, self.after)
        return {
            "kind": self.kind,
            "what": self.what,
            "name": self.name,
            "part": self.key,
            "before": before,
            "after": after,
            "sentence": self.sentence,
        }


def _apart(before: Any, after: Any) -> tuple[str | None, str | None]:
    """Both sides in words; labels that agree in the reader's language are shown in one in which they differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for code in (language(), *LANGUAGES):
            one, other = before.get(code, ""), after.get(code, "")
            if one != other:
                mark = "" if code == language() else f" [{code}]"
                return f"“{one}”{mark}", f"“{other}”{mark}"
    return _quoted(before), _quoted(after)


def _quoted(value: Any) -> str | None:
    if value is None:
        return None
    return f"“{text(value)}”" if isinstance(value, Mapping) else text(value)
