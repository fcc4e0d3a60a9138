"""Who may do what, asked of the store as it stands now: the engine's questions about people, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from workflow.access.absence import Absence
from workflow.access.delegation import Delegation
from workflow.access.users import User
from workflow.engine.case import personal
from workflow.engine.facts import Actor, Mandate
from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Doc, Reader


def as_actor(user: User) -> Actor:
    """A user as the engine sees one: with their roles, and with what a case may give to them in person."""
    own = (personal(user.identity), None)
    return Actor(user.id, user.name, user.identity, (*user.roles, own))


#: who acted lately: account → its document, as a store keeps it in memory and never changes it, and the actor that it tells
_KNOWN: dict[str, tuple[Doc, Actor]] = {}


class Directory:
    """Reads users, delegations and the tree of units from one consistent moment of the store."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._above: dict[str, tuple[str, ...]] = {}

    def user(self, id: str) -> User:
        """A user by id, active or not.

        Raises:
            InputError: there is none; names the near ones.
        """
        doc = self._reader.get("users", id)
        if doc is None:
            near = get_close_matches(id, [one["id"] for one in self._reader.all("users")], n=3)
            raise InputError(
                N_("There is no user “{user}”."),
                N_("Did you mean: {near}?") if near else N_("`lantik user list` names them."),
                user=id,
                near=", ".join(near),
            )
        return User.from_doc(doc)

    def actor(self, id: str) -> Actor:
        """A user as the engine sees one.

        Raises:
            InputError: there is none, or the account is closed.
        """
        doc = self._reader.get("users", id)
        known = _KNOWN.get(id)
        if known is not None and known[0] is doc:
            return known[1]
        actor = self._actor(id)
        if doc is not None:
            if len(_KNOWN) > 1000:
                _KNOWN.clear()
            _KNOWN[id] = (doc, actor)
        return actor

    def _actor(self, id: str) -> Actor:
        user = self.user(id)
        if not user.active:
            raise InputError(
                N_("The account “{user}” is closed."),
                N_("An admin can open it again: `lantik user open {user}`."),
                user=id,
            )
        return as_actor(user)

    def mandates(self, actor: Actor, when: datetime) -> Sequence[Mandate]:
        """For whom the actor may stand in at a moment: by delegations and absences.

        A principal whose account is closed lends nothing.
        """
        found = []
        for doc in self._reader.find("delegations", "to", actor.id):
            one = Delegation.from_doc(doc)
            lender = self.user(one.principal)
            if lender.active and self.in_force(one, when):
                found.append(Mandate(as_actor(lender), one.role, one.unit, one.definition, one.id))
        for doc in self._reader.find("absences", "to", actor.id):
            gone = Absence.from_doc(doc)
            lender = self.user(gone.user)
            if lender.active and gone.in_force(when) and self.stands_in(gone, when) == actor.id:
                found.append(Mandate(as_actor(lender), by=gone.id))
        return found

    def in_force(self, delegation: Delegation, when: datetime) -> bool:
        """Whether a delegation holds at a moment; one that was passed on holds while that one does which it came by."""
        if not delegation.in_force(when):
            return False
        if delegation.through is None:
            return True
        doc = self._reader.get("delegations", delegation.through)
        if doc is None:
            return False
        first = Delegation.from_doc(doc)
        return self.user(first.to).active and self.in_force(first, when)

    def away(self, user: User, when: datetime) -> bool:
        """Whether somebody is absent at a moment, by whichever of their accounts."""
        accounts = [user.id]
        if user.person:
            accounts += [doc["id"] for doc in self._reader.find("users", "person", user.person)]
        return any(
            Absence.from_doc(doc).in_force(when)
            for account in dict.fromkeys(accounts)
            for doc in self._reader.find("absences", "user", account)
        )

    def stands_in(self, absence: Absence, when: datetime) -> str | None:
        """Who acts for the absent at a moment: the first of those named who is there, or nobody."""
        return next(
            (user.id for user in map(self.user, absence.to) if user.active and not self.away(user, when)),
            None,
        )

    def above(self, unit: str | None) -> Sequence[str]:
        """The unit itself and all that it belongs to, nearest first."""
        if unit is None:
            return ()
        known = self._above.get(unit)
        if known is None:
            path: list[str] = []
            step: str | None = unit
            while step is not None and step not in path:
                path.append(step)
                doc = self._reader.get("units", step)
                step = doc.get("parent") if doc else None
            known = self._above[unit] = tuple(path)
        return known

    def holding(self, role: str, unit: str | None) -> frozenset[str]:
        """The people who hold a role in just this unit; None: in all of the city."""
        users = map(User.from_doc, self._reader.find("users", "holds", role))
        return frozenset(user.identity for user in users if user.active and (role, unit) in user.roles)

    def holders(self, role: str, unit: str | None) -> frozenset[str]:
        """The people who hold a role (in `unit` or above it, when one is named)."""
        path = self.above(unit)
        return frozenset(
            user.identity
            for user in map(User.from_doc, self._reader.find("users", "holds", role))
            if user.active
            and any(
                held == role and (unit is None or where is None or where in path)
                for held, where in user.roles
            )
        )
