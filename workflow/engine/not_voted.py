"""Who has not voted in an open sign-off: what the event of the action that closes it says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflow.definition.model import Quorum
from workflow.engine import asked, signoff
from workflow.engine.case import Case
from workflow.engine.closing import entry
from workflow.engine.duty import barred
from workflow.engine.facts import Facts
from workflow.engine.listed import place_of
from workflow.engine.machine import RunningVersion
from workflow.engine.naming import holders_of


def missing_votes(version: RunningVersion, case: Case, action: str, facts: Facts) -> dict[str, Any]:
    """What an event says of the vote of an action that it closes: which, and who had not voted.

    Args:
        version: the case's.
        case: as it stands.
        action: whose sign-off is closed.
        facts: the world.
    """
    return entry(action, _missing(version, case, action, facts))


def _missing(
    version: RunningVersion, case: Case, action: str, facts: Facts
) -> Iterator[tuple[str, str, str]]:
    definition, tree = version.definition, version.action(action).signoff
    assert tree is not None
    given = case.signatures if case.signing == action else ()
    out = {*barred(definition, case, action), *(who for one in given for who in (one.person, one.also))}
    people = asked.reach(definition, case, action, given, facts)
    for leaf in signoff.leaves(
        tree, given, people, asked.fresh(version, case, version.action(action), facts)
    ):
        place = place_of(tree, leaf.path)
        if leaf.status != "open" or not isinstance(place, Quorum):
            continue
        for person in sorted(asked.voters(definition, case, place, facts)):
            if person not in out:
                out.add(person)  # a person counts once in a tree
                yield leaf.path, _role(version, case, place, person, facts), person


def _role(version: RunningVersion, case: Case, place: Quorum, person: str, facts: Facts) -> str:
    """The weightiest of the roles in which somebody votes."""
    theirs = (role for role in place.roles if person in holders_of(version.definition, case, role, facts))
    return max(theirs, key=place.weight)
