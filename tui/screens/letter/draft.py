"""A letter in the making: what of it is kept on the user's desk while they type, and how it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .lines import Choice, Line

QUIET = 2.0
"""So many seconds after the last key what was typed is kept, so that a terminal that is closed loses nothing."""


def given(typed: Mapping[str, str], lines: Mapping[str, Line], first: Mapping[str, Line]) -> dict[str, Any]:
    """What `ws.desk.keep_letter_draft` takes; empty where nothing was typed or chosen.

    Args:
        typed: the head, by the names of its parts.
        lines: the cases as they are now.
        first: the cases as they were when the letter was begun.
    """
    head = {name: said for name, said in typed.items() if said}
    chosen = {one.case: answer(one) for one in lines.values() if answer(one) != answer(first[one.case])}
    return {**head, **({"answers": chosen} if chosen else {})}


def answer(line: Line) -> list[str]:
    """What was chosen for a case: action, state and reason."""
    return [line.choice.action, line.choice.to, line.reason]


def restored(lines: Iterable[Line], draft: Mapping[str, Any]) -> list[Line]:
    """The lines with the answers of a draft; one that a case may not get any more is left out."""
    answers = draft.get("answers", {})
    found = []
    for line in lines:
        action, to, reason = answers.get(line.case, answer(line))
        found.append(line.answered(Choice(action, to, "", needs_reason=False), reason))
    return found
