"""What is needed for a case of the store to come to its end: the engine's answer, over the people who are there."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.access.users import User
from workflow.engine.case import Case
from workflow.engine.needed.answer import needed
from workflow.engine.needed.model import Needed
from workflow.workspace.reading import Reading


def needed_for(reading: Reading, case: Case, later: bool) -> Needed:
    """What is needed for a case.

    Args:
        reading: one moment of the store.
        case: as it stands in it.
        later: whether the city enters acts later than they took effect.
    """
    now = max(reading.now, case.changed or reading.now)
    version = reading.versions.get(case.definition, case.version)
    return needed(version, case, reading.facts, now, list(_there(reading)), later)


def _there(reading: Reading) -> Iterator[str]:
    """The accounts that are open and whose people are not away."""
    directory = reading.facts.directory
    for user in map(User.from_doc, reading.reader.all("users")):
        if user.active and not directory.away(user, reading.now):
            yield user.id
