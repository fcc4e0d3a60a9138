"""Lines and columns of a text."""

from __future__ import annotations

import re
from bisect import bisect_right

from workflow.definition.model import Place


class Lines:
    r"""Turns a character's index in a text into line and column.

    Example:
        >>> str(Lines("ab\ncd", "x").place(4))
        'x:2:2'
    """

    def __init__(self, text: str, file: str) -> None:
        self._file, self._text = file, text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, index: int) -> Place:
        """Line and column of a character, from 1."""
        line = bisect_right(self._starts, index)
        return Place(self._file, line, index - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        begin = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self._text)
        return self._text[begin:end]

    def index(self, place: Place) -> int:
        """The character's index at a place."""
        return self._starts[min(place.line, len(self._starts)) - 1] + place.column - 1
