"""Finds a character of a rule in its file, whatever way the rule is quoted or folded."""

from __future__ import annotations

import re
from pathlib import PurePath

from workflow.definition.lines import Lines
from workflow.definition.model import Definition, Place, Rule

_SPACE = re.compile(r"\s*")
_ESCAPED_SPACE = re.compile(r"(?:\s|\\\n|\\[nt ]|\\x20|\\u0020)*")
_ESCAPED = {"x": 4, "u": 6, "U": 10}


class RulePlaces:
    r"""Turns a line and column inside of a rule into a place in the file.

    Args:
        source: the file's text.
        file: its name.

    Example:
        >>> text = "only_if: 'case.route == \"x\"'"
        >>> rule = Rule('case.route == "x"', place=Place("a.yaml", 1, 11))
        >>> str(RulePlaces(text, "a.yaml").place(rule, 14))
        'a.yaml:1:25'
    """

    def __init__(self, source: str, file: str) -> None:
        self._source = source
        self._lines = Lines(source, file)

    def place(self, rule: Rule, offset: int) -> Place:
        """Where the rule's character `offset` (from 0) stands in the file; the rule's begin if it cannot be found."""
        raw, words = self._source, rule.source
        at = self._lines.index(rule.place)
        quote = raw[at - 1 : at] if raw[at - 1 : at] in ("'", '"') else ""
        for one in words[: max(0, offset)]:
            if one.isspace():
                continue
            at = self._skip_space(at, quote)
            if at >= len(raw):
                return rule.place
            at += _width(raw, at, quote)
        at = self._skip_space(at, quote) if offset < len(words) and not words[offset].isspace() else at
        return self._lines.place(at) if at <= len(raw) else rule.place

    def _skip_space(self, at: int, quote: str) -> int:
        space = _ESCAPED_SPACE if quote == '"' else _SPACE
        found = space.match(self._source, at)
        return found.end() if found else at


def _width(raw: str, at: int, quote: str) -> int:
    """How many characters of the file make one of the rule."""
    if quote == "'" and raw[at : at + 2] == "''":
        return 2
    if quote == '"' and raw[at] == "\\":
        return _ESCAPED.get(raw[at + 1 : at + 2], 2)
    return 1


def offset_of(source: str, line: int, column: int) -> int:
    r"""The character (from 0) at a line and column (from 1) of a rule's own text.

    Example:
        >>> offset_of("a &&\nb", 2, 1)
        5
    """
    before = source.split("\n")[: max(0, line - 1)]
    return sum(len(one) + 1 for one in before) + max(0, column - 1)


class PlacesOf:
    """The places of rules in all files of a definition: its own and its parts'."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._known: dict[str, RulePlaces] = {}

    def place(self, rule: Rule, offset: int) -> Place:
        """Where the rule's character `offset` (from 0) stands; the rule's begin if it cannot be found."""
        file = rule.place.file
        if file not in self._known:
            self._known[file] = RulePlaces(self._text(file), file)
        return self._known[file].place(rule, offset)

    def _text(self, file: str) -> str:
        name = PurePath(file).as_posix()
        for path, text in self._definition.parts.items():
            if name == path or name.endswith(f"/{path}"):
                return text
        return self._definition.source
