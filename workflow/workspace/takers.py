"""Who could take a piece of work, among those who have an open account and are not absent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from workflow.access.directory import Directory, as_actor
from workflow.access.users import User
from workflow.engine.case import Claim, WorkItem
from workflow.engine.claims import in_force
from workflow.engine.facts import Actor, Mandate, Place
from workflow.engine.work import Above, waits_for
from workflow.store.protocol import Reader


def those_there(reader: Reader, when: datetime) -> list[User]:
    """The users with an open account who are not absent at a moment."""
    directory = Directory(reader)
    users = [User.from_doc(doc) for doc in reader.all("users")]
    return [user for user in users if user.active and not directory.away(user, when)]


class Takers:
    """Who could take a piece of work, asked once for each kind of it.

    Args:
        users: who is there.
        mandates: for whom somebody may stand in at a moment.
        above: a unit and all that it belongs to.
        now: the moment.
    """

    def __init__(
        self,
        users: Sequence[User],
        mandates: Callable[[Actor, datetime], Sequence[Mandate]],
        above: Above,
        now: datetime,
    ) -> None:
        self._above, self._now = above, now
        self._by_role: dict[str, list[tuple[Actor, tuple[Mandate, ...]]]] = {}
        self._known: dict[tuple[WorkItem, Place, tuple[Claim, ...]], bool] = {}
        for user in users:
            actor = as_actor(user)
            lending = tuple(mandates(actor, now))
            lent = {role for one in lending for role, _ in one.principal.roles if one.role in (None, role)}
            for role in lent.union(role for role, _ in actor.roles):
                self._by_role.setdefault(role, []).append((actor, lending))

    def any(self, item: WorkItem, at: Place, claims: Iterable[Claim] = ()) -> bool:
        """Whether there is somebody for it; what is taken up (`claims`) is for those alone who have taken it up."""
        held = in_force(tuple(claims), self._now.date())
        found = self._known.get((item, at, held))
        if found is None:
            found = self._known[item, at, held] = any(
                waits_for((item,), actor, mandates, self._above, at, held)
                for actor, mandates in self._by_role.get(item.held_as, ())
            )
        return found
