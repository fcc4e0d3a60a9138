"""Columns by their headings, in whatever way these are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an import understands.

    Args:
        name: its name in code.
        heading: as the template and the messages write it.
        also: other headings, in the form of `plain`; a year in one of them is written `{year}`.
    """

    name: str
    heading: str
    also: tuple[str, ...] = ()

    def names(self, heading: str) -> str | None:
        """The column's name (with the year, where it has one) when a plain heading means it."""
        if heading == plain(self.heading) or heading in self.also:
            return self.name
        year = re.search(r"\b(20\d\d)\b", heading)
        if year and f"{{year}} {heading.replace(year[0], '').strip()}".replace("  ", " ") in self.also:
            return f"{self.name}:{year[0]}"
        return None


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table should have.

    Args:
        columns: every column that is understood.
        required: of each group at least one column must be there.
    """

    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]

    def name(self, heading: str) -> str | None:
        """Which column a heading means, or None."""
        whole = plain(heading)
        for text in dict.fromkeys((whole, plain(re.sub(r"\([^)]*\)", " ", heading)))):
            for column in self.columns if text else ():
                found = column.names(text)
                if found is not None:
                    return found
        return None

    def heading(self, name: str) -> str:
        """How a column is called in messages."""
        return next((one.heading for one in self.columns if one.name == name), name)

    def missing(self, names: Iterable[str]) -> list[str]:
        """The groups of which nothing is there, in words."""
        there = set(names)
        return [
            " / ".join(map(self.heading, group)) for group in self.required if not there.intersection(group)
        ]


def plain(heading: str) -> str:
    r"""A heading without what people write in different ways.

    Example:
        >>> plain("  Pangkat / Gol.\nRuang "), plain("TGL_LAHIR"), plain("T.M.T. Jabatan")
        ('pangkat gol ruang', 'tgl lahir', 'tmt jabatan')
    """
    return _plain(heading)


@lru_cache(maxsize=1 << 16)
def _plain(heading: str) -> str:
    # cached: every row asks for the same few words, and that took more than half of an import
    text = unicodedata.normalize("NFKD", heading).casefold()
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in text if not unicodedata.combining(c))))
