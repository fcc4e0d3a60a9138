"""Words in the reader's language: labels of definitions, and the program's own sentences through gettext catalogues.

The language is one of the process: a command sets it once, a terminal switches it while it runs. English is the language
of the source, so it needs no catalogue.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("id", "en")
_process = ["en"]


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a sentence for the catalogue without translating it yet."""
    return message


def set_language(code: str) -> None:
    """Choose the language of this process: `id` or `en`.

    Example:
        >>> set_language("en"); language()
        'en'
    """
    if code not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {code!r}")
    _process[0] = code


def language() -> str:
    """The code of the current language."""
    return _process[0]


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    folder = Path(__file__).parent / "locale"
    return gettext.translation("lantik", folder, languages=[code], fallback=True)


def translate(message: str) -> str:
    """A sentence of the program in the current language."""
    code = language()
    return message if code == "en" or not message else _catalogue(code).gettext(message)


class Phrase:
    """A sentence of the program used as a value inside of another one: worded when that one is.

    Args:
        message: in English, with `{names}` where there is data.
        **data: the values of those names; labels and phrases among them are worded too.

    Example:
        >>> str(Phrase("a date")), str(Phrase("{key} of {what}", key="to", what=Phrase("the title")))
        ('a date', 'to of the title')
    """

    __slots__ = ("data", "message")

    def __init__(self, message: str, /, **data: Any) -> None:
        self.message, self.data = message, data

    def __str__(self) -> str:
        pattern = translate(self.message)
        return (
            pattern.format_map({name: text(one) for name, one in self.data.items()}) if self.data else pattern
        )


#: words for a sentence: as they stand in a file, or to be worded with the sentence
Words = str | Phrase


def plural(one: str, many: str, n: int) -> str:
    """A sentence that counts: `one` for 1, `many` else, in the current language."""
    code = language()
    return (one if n == 1 else many) if code == "en" else _catalogue(code).ngettext(one, many, n)


class Counted:
    """So many of something, as a value inside of a sentence: worded when that one is.

    Args:
        one: in English for a single one, with `{n}` where the number stands.
        many: the same for any other number.
        n: how many.

    Example:
        >>> [str(Counted("{n} event", "{n} events", n)) for n in (0, 1, 2)]
        ['0 events', '1 event', '2 events']
    """

    __slots__ = ("many", "n", "one")

    def __init__(self, one: str, many: str, n: int, /) -> None:
        self.one, self.many, self.n = one, many, n

    def __str__(self) -> str:
        return plural(self.one, self.many, self.n).format(n=self.n)


_ = translate

_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
        "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip


def text(value: Any) -> str:
    """Anything as words: a label `{"id": …, "en": …}` in the current language, a date as people write it.

    Example:
        >>> text({"id": "Calon", "en": "Nominee"}), text(date(2025, 11, 25))
        ('Nominee', '25 November 2025')
    """
    if isinstance(value, Mapping):
        return str(value.get(language()) or next(iter(value.values()), ""))
    if isinstance(value, datetime):
        return f"{text(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {_MONTHS[language()][value.month - 1]} {value.year}"
    if isinstance(value, (list, tuple)):
        return ", ".join(text(one) for one in value)
    return str(value)
