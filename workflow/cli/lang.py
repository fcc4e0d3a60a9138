"""Which language a command speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workflow.language import LANGUAGES


def choose(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language: `--lang`, else LANTIK_LANG, else the system's (Indonesian where it says so), else English.

    Example:
        >>> choose(["inbox", "--lang", "id"], {}), choose([], {"LANG": "id_ID.UTF-8"}), choose([], {"LANG": "de_DE"})
        ('id', 'id', 'en')
    """
    for here, word in enumerate(words):
        name, _, value = word.partition("=")
        if name == "--lang":
            value = value or (words[here + 1] if here + 1 < len(words) else "")
            if value in LANGUAGES:
                return value
    own = environment.get("LANTIK_LANG", "")[:2].lower()
    if own in LANGUAGES:
        return own
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "id" if environment[name].lower().startswith("id") else "en"
    return "en"
