"""What a user types to filter: words that must all be found, `field:value`, `!not`.

A phrase stands in double quotes: `unit:"dinas kesehatan"`. A field that does not exist is an ordinary
word, so that `10:30` finds a time. A term without text yet (`!`, `unit:`) asks for nothing, so that the
list does not go blank while its user is typing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SEPARATOR = "\x1f"
"""Stands between the fields of a row's text, so that no word is found across two of them."""

_TERM = re.compile(r'(?P<no>!?)(?:(?P<field>[^\s:"]+):)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>\S*))')
_GAP = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a filter: the folded text, the field it must stand in, and whether it must be absent."""

    text: str
    field: str | None = None
    negated: bool = False


def fold(text: str) -> str:
    """The form in which texts are compared: no case, and one spelling of each accented letter."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text.casefold())


def haystack(texts: Iterable[str]) -> str:
    """A row's texts as the one folded string that filters search."""
    parts = list(texts)
    joined = SEPARATOR.join(parts)
    if joined.count(SEPARATOR) >= len(parts) > 0:  # rare: a text that has the separator itself
        joined = SEPARATOR.join(part.replace(SEPARATOR, " ") for part in parts)
    return fold(joined)


def parse(text: str, fields: Iterable[str] = ()) -> tuple[Term, ...]:
    """The terms of a filter as typed; `fields` are the names that may stand before a colon.

    >>> parse('Perawat unit:dinkes !done', ["unit"])
    (Term(text='perawat', field=None, negated=False), Term(text='dinkes', field='unit', negated=False), \
Term(text='done', field=None, negated=True))
    """
    known = {fold(field) for field in fields}
    text = text.replace(SEPARATOR, " ")
    terms: list[Term] = []
    position = 0
    while True:
        gap = _GAP.match(text, position)
        position = gap.end() if gap else position
        found = _TERM.match(text, position)
        if found is None or position >= len(text):
            return tuple(terms)
        position = found.end()
        value = fold(found["word"] if found["phrase"] is None else found["phrase"])
        field = None if found["field"] is None else fold(found["field"])
        if field is not None and field not in known:
            field, value = None, f"{field}:{value}"
        if value:
            terms.append(Term(value, field, found["no"] == "!"))


def matching(
    terms: Iterable[Term], haystacks: Sequence[str], rows: Iterable[int], fields: Mapping[str, int]
) -> list[int]:
    """Those of `rows` whose haystack satisfies every term, in the order given.

    Args:
        terms: from `parse`.
        haystacks: one a row, from `haystack`.
        rows: indices into `haystacks`.
        fields: the place of each folded field name among a row's texts.
    """
    kept = rows
    for term in sorted(terms, key=lambda term: (term.field is not None, term.negated)):
        text = term.text
        if term.field is not None:
            kept = _in_field(text, haystacks, kept, fields[term.field], term.negated)
        elif term.negated:
            kept = [row for row in kept if text not in haystacks[row]]
        else:
            kept = [row for row in kept if text in haystacks[row]]
    return list(kept)


def _in_field(
    text: str, haystacks: Sequence[str], rows: Iterable[int], place: int, negated: bool
) -> list[int]:
    """Most rows do not have the text in any field: only those that do are taken apart."""
    return [
        row
        for row in rows
        if (text in haystacks[row] and text in haystacks[row].split(SEPARATOR)[place]) is not negated
    ]
