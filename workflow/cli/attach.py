"""Documents given with an act on the command line: `name=FILE`, or `name` alone for one that is kept elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workflow.errors import InputError
from workflow.language import N_

if TYPE_CHECKING:
    from workflow import Session


def attach(given: Sequence[str], session: Session) -> dict[str, Any]:
    """Copy the files that were given; returns name → mark.

    Args:
        given: `name=FILE`, or `name` alone for a paper that was seen and is kept elsewhere.
        session: the store as the user who acts.

    Raises:
        InputError: a file cannot be read, or a document is named twice.
        StoreError: it cannot be copied.
    """
    marks: dict[str, Any] = {}
    for one in given:
        name, equals, file = one.partition("=")
        if not name or name in marks:
            raise InputError(
                N_("“{given}” names no document, or one that is named twice."),
                N_("Write it as --attach name=FILE."),
                given=one,
            )
        marks[name] = session.attach(file) if equals else {"noted": True}
    return marks
