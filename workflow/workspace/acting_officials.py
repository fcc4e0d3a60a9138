"""Acting officials (Plt, Plh) take over the queue of the post in which they act.

A role may come with a post (`posts` of an account). While somebody acts in that post, by the registry, the role is theirs:

- a Plh acts on behalf of the holder, who is away: the record names both, and the duties bind both;
- a Plt fills a post that is empty, and whoever acts in place of an account that is closed does so in their own right: there
  is nobody on whose behalf they could act.

Nothing is copied. The right begins and ends with the acting holding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from workflow.access.directory import as_actor
from workflow.access.users import User
from workflow.engine.case import personal
from workflow.engine.facts import Actor, Mandate
from workflow.registry.acting import PLH, PLT, acting_on
from workflow.store.protocol import Doc, Reader


def of_acting(reader: Reader, actor: Actor, day: date) -> list[Mandate]:
    """What somebody may do on a day as the acting official of posts with which roles come."""
    return [
        _mandate(actor, held, account)
        for held in acting_on(reader, "person", actor.person, day)
        for account in accounts_of(reader, held["position"])
        if account.identity != actor.person
    ]


def _mandate(actor: Actor, held: Doc, account: User) -> Mandate:
    roles = tuple((role, unit) for role, unit, post in account.posts if post == held["position"])
    if held["status"] == PLH and account.active:
        whose = as_actor(account)
        roles = (*roles, (personal(account.identity), None))  # what a case gives to the holder in person, too
    else:
        whose = actor
    return Mandate(Actor(whose.id, whose.name, whose.person, roles), by=held["id"])


def acting_holders(
    reader: Reader, role: str, path: Collection[str] | None, day: date | None
) -> frozenset[str]:
    """The people who hold a role on a day in their own right because they act in a post with which it comes.

    Args:
        reader: the store.
        role: the role.
        path: the unit for which it is asked and those above it; None: anywhere.
        day: the day; None: nobody acts.
    """
    if day is None:
        return frozenset()
    return frozenset(
        person
        for account in map(User.from_doc, reader.find("users", "holds", role))
        for held, unit, post in account.posts
        if held == role and (path is None or unit is None or unit in path)
        for person in _in_own_right(reader, account, post, day)
    )


def acting_in(reader: Reader, role: str, unit: str | None, day: date) -> frozenset[str]:
    """As `acting_holders`, of those posts alone with which the role comes in just this unit (None: in all of the city)."""
    return frozenset(
        person
        for account in map(User.from_doc, reader.find("users", "holds", role))
        for held, where, post in account.posts
        if (held, where) == (role, unit)
        for person in _in_own_right(reader, account, post, day)
    )


def _in_own_right(reader: Reader, account: User, post: str, day: date) -> Iterator[str]:
    for held in acting_on(reader, "position", post, day):
        if held["status"] != PLH or not account.active:
            for doc in reader.find("users", "person", held["person"]):
                if doc.get("active", True):
                    yield held["person"]


def accounts_of(reader: Reader, position: str) -> list[User]:
    """The accounts whose roles come with a post, closed ones too."""
    return [User.from_doc(doc) for doc in reader.find("users", "posts.position", position)]


def changes_who_acts(reader: Reader, written: Iterable[tuple[str, Doc]]) -> bool:
    """Whether somebody may now act who could not before, or the other way round, by what was written of the registry.

    Args:
        reader: with what was written.
        written: (table, document).
    """
    return any(
        table == "holdings" and doc.get("status") in (PLT, PLH) and accounts_of(reader, doc["position"])
        for table, doc in written
    )
