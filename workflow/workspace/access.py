"""Users, roles and delegations as an admin meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from workflow.access.delegation import Delegation
from workflow.access.directory import Directory
from workflow.access.users import BUILT_IN_ROLES, User, read_grants
from workflow.engine.facts import SYSTEM
from workflow.engine.journal import note
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader, Store, Transaction
from workflow.workspace.clock import Clock
from workflow.workspace.versions import Versions

Moment = date | datetime | None
ADMIN = "admin"


def require_admin(reader: Reader, actor: str) -> User:
    """The actor, who must hold the role `admin`.

    Raises:
        Refused: they do not.
        InputError: there is no such user, or the account is closed.
    """
    directory = Directory(reader)
    directory.actor(actor)
    user = directory.user(actor)
    if not user.holds(ADMIN):
        raise Refused(
            [
                Reason(
                    "role",
                    N_("This is for an administrator; {user} is none."),
                    {"user": user.name},
                    rule="by: [admin]",
                    who_can_mend=(BUILT_IN_ROLES[ADMIN],),
                )
            ]
        )
    return user


class Access:
    """`ws.access`: who may use the store, and as what.

    Args:
        store: the store.
        clock: its clock.
        versions: makes the published versions from a reader.
        recount: counts the open sign-offs anew, in the transaction that changed who holds what.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        versions: Callable[[Reader], Versions],
        recount: Callable[[Transaction], object] = lambda tx: None,
    ) -> None:
        self._store, self._clock, self._versions, self._recount = store, clock, versions, recount

    def ensure_admin(self) -> None:
        """A new store has the user `admin`."""
        if self._store.read().count("users"):
            return

        def think(tx: Transaction) -> None:
            if tx.get("users", ADMIN) is None:
                tx.put("users", User(ADMIN, "Administrator", ((ADMIN, None),)).as_doc())

        self._store.transact(think)

    def users(self) -> list[User]:
        """Every user, open accounts and closed ones."""
        return [User.from_doc(doc) for doc in self._store.read().all("users")]

    def user(self, id: str) -> User:
        """One user; raises InputError when there is none."""
        return Directory(self._store.read()).user(id)

    def roles(self) -> Mapping[str, Mapping[str, str]]:
        """Every role that may be given, with its label."""
        return {**BUILT_IN_ROLES, **self._versions(self._store.read()).roles()}

    def add_user(
        self,
        id: str,
        *,
        name: str,
        roles: Sequence[Any] = (),
        actor: str,
        person: str | None = None,
    ) -> User:
        """Add or change a user; see `Workspace.add_user`."""
        if not id or len(id) > 100 or not id.isprintable() or " " in id:
            raise InputError(
                N_("“{id}” is no user id."),
                N_("Use 1 to 100 letters, digits and signs without spaces."),
                id=id,
            )
        if id == SYSTEM:
            raise InputError(
                N_("“{id}” is how the record names what happens by itself."), N_("Choose another id."), id=id
            )
        if not name.strip():
            raise InputError(N_("A user needs a name."), N_("Name the person as a screen should show them."))
        try:
            grants = read_grants(roles)
        except ValueError as error:
            raise InputError(N_("A role cannot be read: {why}."), None, why=str(error)) from None

        def think(tx: Transaction) -> User:
            require_admin(tx, actor)
            self._check_grants(tx, grants)
            if person is not None and tx.count("people") and tx.get("people", person) is None:
                raise InputError(
                    N_("There is no person “{person}”."), N_("Look them up among the people."), person=person
                )
            before = tx.get("users", id)
            user = User(id, name.strip(), grants, person, before is None or before.get("active", True))
            self._keep_an_admin(tx, user)
            before = tx.get("users", id)
            tx.put("users", user.as_doc())
            roles_now = [list(one) for one in user.roles]
            self._note(tx, "change_user" if before else "add_user", actor, {"user": id, "roles": roles_now})
            self._recount(tx)
            return user

        return self._store.transact(think)

    def _note(self, tx: Transaction, action: str, actor: str, data: Mapping[str, Any]) -> None:
        note(tx, "access", action, actor, self._clock.now(tx), data)

    def _check_grants(self, tx: Transaction, grants: Sequence[tuple[str, str | None]]) -> None:
        known = {**BUILT_IN_ROLES, **self._versions(tx).roles()}
        for role, unit in grants:
            if role not in known:
                near = get_close_matches(role, known, n=3) or list(known)
                raise InputError(
                    N_("No published definition declares the role “{role}”."),
                    N_("Did you mean: {near}?"),
                    role=role,
                    near=", ".join(near),
                )
            if unit is not None and tx.count("units") and tx.get("units", unit) is None:
                near = get_close_matches(unit, [doc["id"] for doc in tx.all("units")], n=3)
                raise InputError(
                    N_("There is no unit “{unit}”."),
                    N_("Did you mean: {near}?") if near else None,
                    unit=unit,
                    near=", ".join(near),
                )

    def _keep_an_admin(self, tx: Transaction, user: User) -> None:
        others = (User.from_doc(doc) for doc in tx.find("users", "holds", ADMIN))
        if not (user.active and user.holds(ADMIN)) and not any(
            one.active and one.id != user.id for one in others
        ):
            raise Refused(
                [
                    Reason(
                        "last_admin",
                        N_("{user} is the only administrator; a store without one could not be managed."),
                        {"user": user.name},
                        rule="one administrator at least",
                        who_can_mend=(BUILT_IN_ROLES[ADMIN],),
                    )
                ]
            )

    def grant(self, id: str, role: str, unit: str | None, *, actor: str) -> User:
        """Give a user one more role."""
        return self._change(
            id, actor, lambda user: replace(user, roles=tuple(dict.fromkeys((*user.roles, (role, unit)))))
        )

    def revoke(self, id: str, role: str, unit: str | None, *, actor: str) -> User:
        """Take a role from a user.

        Raises:
            InputError: they do not hold it there.
        """

        def without(user: User) -> User:
            if (role, unit) not in user.roles:
                raise InputError(
                    N_("{user} does not hold “{role}” there."),
                    N_("`lantik user list` shows what they hold."),
                    user=user.name,
                    role=role,
                )
            return replace(user, roles=tuple(one for one in user.roles if one != (role, unit)))

        return self._change(id, actor, without)

    def set_active(self, id: str, active: bool, *, actor: str) -> User:
        """Close an account, or open it again; what it did stays on record."""
        return self._change(id, actor, lambda user: replace(user, active=active))

    def _change(self, id: str, actor: str, change: Callable[[User], User]) -> User:
        """Change a user as it stands inside the transaction."""

        def think(tx: Transaction) -> User:
            require_admin(tx, actor)
            user = change(Directory(tx).user(id))
            self._check_grants(tx, user.roles)
            self._keep_an_admin(tx, user)
            tx.put("users", user.as_doc())
            told = {"user": id, "roles": [list(one) for one in user.roles], "active": user.active}
            self._note(tx, "change_user", actor, told)
            self._recount(tx)
            return user

        return self._store.transact(think)

    def delegate(
        self,
        principal: str,
        *,
        to: str,
        role: str | None,
        since: Moment,
        until: Moment,
        reason: str,
        actor: str,
    ) -> Delegation:
        """Let somebody stand in; see `Workspace.delegate`."""
        start, end = self._moment(since, time.min), self._moment(until, time.max)

        def think(tx: Transaction) -> Delegation:
            directory = Directory(tx)
            holder, stand_in = directory.user(principal), directory.user(to)
            directory.actor(actor)
            if actor != principal:
                require_admin(tx, actor)
            self._check_delegation(holder, stand_in, role, start, end, self._clock.now(tx))
            number = tx.count("delegations") + 1
            made = Delegation(
                f"D-{number:04}", holder.id, stand_in.id, role, start, end, reason.strip(), actor
            )
            tx.put("delegations", made.as_doc())
            self._note(tx, "delegate", actor, made.as_doc())
            return made

        return self._store.transact(think)

    def _check_delegation(
        self,
        holder: User,
        stand_in: User,
        role: str | None,
        start: datetime | None,
        end: datetime | None,
        now: datetime,
    ) -> None:
        if holder.identity == stand_in.identity:
            raise InputError(N_("Nobody stands in for themselves."), N_("Name another user."))
        if end and ((start and end < start) or end < now):
            raise InputError(
                N_("The delegation would end before it begins, or has ended already."),
                N_("Name a later end."),
            )
        if role is not None and not holder.holds(role):
            raise Refused(
                [
                    Reason(
                        "mandate",
                        N_("{user} does not hold the role “{role}” and cannot delegate it."),
                        {"user": holder.name, "role": role},
                        who_can_mend=(BUILT_IN_ROLES[ADMIN],),
                    )
                ]
            )

    def _moment(self, given: Moment, edge: time) -> datetime | None:
        if given is None or isinstance(given, datetime):
            if given is not None and given.tzinfo is None:
                raise InputError(
                    N_("“{at}” is no moment in time with a zone."),
                    N_("Name a date, or a time with a zone."),
                    at=str(given),
                )
            return given
        return datetime.combine(given, edge, self._clock.tz)

    def revoke_delegation(self, id: str, *, actor: str) -> Delegation:
        """End a delegation at once.

        Raises:
            InputError: there is none of that id.
            Refused: the actor is neither its principal nor an admin.
        """

        def think(tx: Transaction) -> Delegation:
            doc = tx.get("delegations", id)
            if doc is None:
                raise InputError(
                    N_("There is no delegation “{id}”."), N_("`lantik delegate list` names them."), id=id
                )
            found = Delegation.from_doc(doc)
            if actor != found.principal:
                require_admin(tx, actor)
            ended = replace(found, revoked=self._clock.now(tx))
            tx.put("delegations", ended.as_doc())
            self._note(tx, "revoke_delegation", actor, {"delegation": id})
            return ended

        return self._store.transact(think)

    def delegations(self) -> list[Delegation]:
        """Every delegation, also those that have ended."""
        return [Delegation.from_doc(doc) for doc in self._store.read().all("delegations")]
