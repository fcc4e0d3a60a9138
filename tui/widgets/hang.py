"""Texts in a narrow pane: long lines go on below their own beginning, pairs of name and value stand in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

_COLUMN = 3
"""A gap of this many spaces or more inside a line begins a column, to which the rest of the line hangs."""


def hung(lines: Iterable[Content], width: int) -> list[Content]:
    """Break lines to a width; what goes on below is set in as far as the line's text begins."""
    found: list[Content] = []
    for line in lines:
        for part in line.split("\n", allow_blank=True):
            found += _broken(part, width)
    return found


def _broken(line: Content, width: int) -> list[Content]:
    if line.cell_length <= width:
        return [line]
    start = _start(line.plain)
    if start > max(4, width * 2 // 5):
        start = 2
    head, rest = line[:start], line[start:]
    parts = [part.rstrip() for part in rest.wrap(width - start)]
    return [Content.assemble(head if number == 0 else " " * start, part) for number, part in enumerate(parts)]


def _start(plain: str) -> int:
    """Where the text of a line begins: behind its indent, its mark or number, or its column of moments."""
    indent = len(plain) - len(plain.lstrip())
    gap = plain.find(" " * _COLUMN, indent)
    if 0 < gap < 24:
        return gap + len(plain[gap:]) - len(plain[gap:].lstrip())
    return indent + 2 if plain[indent : indent + 2] in ("– ", "✓ ", "✗ ", "○ ", "● ", "· ") else indent


def pairs(rows: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """Names and values in two columns; the names take no more than two fifths."""
    names = min(max((Content(name).cell_length for name, _value in rows), default=0), max(10, width * 2 // 5))
    lines: list[Content] = []
    for name, value in rows:
        left = [part.rstrip() for part in Content.styled(name, "$muted").wrap(names)] or [Content("")]
        right = [part.rstrip() for part in Content(value or "–").wrap(max(8, width - names - 2))] or [
            Content("")
        ]
        for place in range(max(len(left), len(right))):
            first = left[place] if place < len(left) else Content("")
            lines.append(
                Content.assemble(
                    first, " " * (names + 2 - first.cell_length), right[place] if place < len(right) else ""
                )
            )
    return lines
