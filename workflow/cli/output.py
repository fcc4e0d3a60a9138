"""What a command prints: tables (aligned for a terminal, else with tabs), lines, or one JSON document."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

GAP = "  "
_NARROWEST = 8


def clean(words: str) -> str:
    r"""Words on one line, with no control characters that a terminal would obey.

    Example:
        >>> clean("a\tb\n\x1b[31mc")
        'a b [31mc'
    """
    plain = "".join(" " if one.isspace() else one for one in words).rstrip()
    return "".join(one for one in plain if unicodedata.category(one) not in ("Cc", "Cf") or one == "\u200d")


def width(words: str) -> int:
    """How many cells of a terminal words take.

    Example:
        >>> width("SK"), width("日本"), width("e\u0301")
        (2, 4, 1)
    """
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in words
    )


def cut(words: str, cells: int) -> str:
    """Words in at most so many cells, with … where something was left out.

    Example:
        >>> cut("Dinas Kesehatan", 8)
        'Dinas K…'
    """
    if width(words) <= cells:
        return words
    kept, room = "", cells - 1
    for one in words:
        room -= width(one)
        if room < 0:
            break
        kept += one
    return kept + "…"


def in_columns(
    headers: Sequence[str], rows: Sequence[Sequence[str]], room: int, firm: Sequence[int] = (0,)
) -> list[str]:
    """A table whose columns are aligned; where `room` cells do not suffice, the widest give way, but for the firm ones.

    Example:
        >>> in_columns(["id", "state"], [["JF-1", "Proposed"], ["JF-22", "Vacant"]], 80)
        ['id     state', 'JF-1   Proposed', 'JF-22  Vacant']
    """
    widths = [max(map(width, column)) for column in zip(headers, *rows, strict=True)]
    loose = [column for column in range(len(widths)) if column not in firm]
    while loose and sum(widths) + len(GAP) * (len(widths) - 1) > room:
        widest = max(loose, key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    lines = []
    for row in (headers, *rows):
        cells = [cut(cell, wide) for cell, wide in zip(row, widths, strict=True)]
        padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True)]
        lines.append(GAP.join(padded).rstrip())
    return lines


def write_table(headers: Sequence[str], rows: Iterable[Sequence[Any]], firm: Sequence[int] = (0,)) -> None:
    """Print a table: aligned to a terminal (`firm` columns are never cut), else with one tab between two cells."""
    plain = [["" if cell is None else clean(str(cell)) for cell in row] for row in rows]
    if sys.stdout.isatty():
        lines = in_columns(headers, plain, shutil.get_terminal_size().columns, firm)
    else:
        lines = ["\t".join(row) for row in (headers, *plain)]
    for line in lines:
        sys.stdout.write(line + "\n")


def write_pairs(pairs: Iterable[tuple[str, Any]]) -> None:
    """Print names and values, one pair a line, aligned; a value that is empty is left out."""
    kept = [(name, clean(str(value))) for name, value in pairs if value not in (None, "")]
    wide = max((width(name) for name, _ in kept), default=0)
    for name, value in kept:
        sys.stdout.write(f"{name}{' ' * (wide - width(name))}{GAP}{value}\n")


def write_line(words: str) -> None:
    """Print one line."""
    sys.stdout.write(clean(words) + "\n")


def few(words: Sequence[str], most: int = 10) -> str:
    """The first of many words, and how many there are where that is more.

    Example:
        >>> few(["a", "b", "c"], most=2), few(["a"])
        ('a, b, … (3)', 'a')
    """
    shown = ", ".join(words[:most])
    return f"{shown}, … ({len(words)})" if len(words) > most else shown


def note(words: str) -> None:
    """Say something beside the answer, on standard error."""
    sys.stderr.write(clean(words) + "\n")


def write_json(document: Any) -> None:
    """Print one JSON document, indented."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf8sig")
    sys.stdout.write(json.dumps(document, default=_plain, ensure_ascii=not unicode, indent=2) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON shape")
