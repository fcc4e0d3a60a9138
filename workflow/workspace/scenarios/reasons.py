"""Compares the reasons of a refusal with those that a scenario expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflow.definition.scenario.model import Refusal
from workflow.errors import LantikError, Reason, Refused

#: the code of what is no valid input at all
INPUT = "input"
_LONGEST = 160


def of_error(error: LantikError) -> tuple[Reason, ...]:
    """The reasons of an error: those of a refusal, or one that says what is wrong with the input."""
    if isinstance(error, Refused):
        return tuple(error.reasons)
    return (Reason(INPUT, "{message}", {"message": str(error)}),)


def in_words(reasons: Sequence[Reason]) -> str:
    """Every reason with its code.

    Example:
        >>> in_words([Reason("role", "Not yours."), Reason("reason", "Say why.")])
        'role (Not yours), reason (Say why)'
    """
    return ", ".join(f"{one.code} ({_short(one.message)})" for one in reasons)


def fits(reasons: Sequence[Reason], wanted: Refusal) -> bool:
    """Whether the codes are exactly those expected, and the words behind each occur in a reason of it.

    Example:
        >>> from workflow.definition.model import Place
        >>> given = [Reason("rule", {"id": "Usia lewat", "en": "Past the age limit"})]
        >>> fits(given, Refusal({"rule": ("age limit",)}, Place())), fits(given, Refusal({"role": ()}, Place()))
        (True, False)
    """
    if {one.code for one in reasons} != set(wanted.codes):
        return False
    return all(
        any(word.casefold() in "\n".join(_words(one)).casefold() for one in reasons if one.code == code)
        for code, words in wanted.codes.items()
        for word in words
    )


def _words(reason: Reason) -> Iterator[str]:
    """Everything that a reason says, in every language."""
    yield reason.message
    yield reason.rule or ""
    yield reason.basis or ""
    yield from _texts(reason.template)
    for value in reason.data.values():
        yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)


def _short(message: str) -> str:
    line = message.rstrip(".")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
