"""Users and their roles as an admin meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from workflow.access.directory import Directory
from workflow.access.users import BUILT_IN_ROLES, User, read_grants
from workflow.engine.facts import SYSTEM
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader, Store, Transaction
from workflow.workspace.admins import ADMIN, require_admin
from workflow.workspace.city import City
from workflow.workspace.clock import Clock
from workflow.workspace.known_as import make_known
from workflow.workspace.review import Review
from workflow.workspace.roles import check_role
from workflow.workspace.separation import keep_apart
from workflow.workspace.typed import typed_verbs
from workflow.workspace.versions import Versions


@typed_verbs
class Access(Review):
    """`ws.access`: who may use the store, and as what; who stands in for whom; who can do what.

    Args:
        store, clock: of the workspace.
        versions: makes the published versions from a transaction.
        city: whose settings say which roles are kept apart.
        recount: counts the open sign-offs anew, in the transaction that changed what a user holds.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        versions: Callable[[Reader], Versions],
        city: City,
        recount: Callable[[Transaction, str], object] = lambda tx, user: None,
    ) -> None:
        super().__init__(store, clock, versions, city)
        self._recount = recount

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
            active = before is None or before.get("active", True)
            old = User.from_doc(before) if before else None
            posts = tuple(one for one in old.posts if one[:2] in grants) if old else ()
            whose = person or (old.person if old else None)
            user = User(id, name.strip(), grants, whose, active, posts)
            self._keep_an_admin(tx, user)
            keep_apart(tx, user, self._city.settings.separate, self._clock.now(tx))
            tx.put("users", user.as_doc())
            roles_now = [list(one) for one in user.roles]
            self._note(tx, "change_user" if before else "add_user", actor, {"user": id, "roles": roles_now})
            if old is not None and old.person is None and whose is not None:
                who = Directory(tx).actor(actor)
                make_known(tx, self._versions(tx), old.identity, whose, who, self._clock.now(tx))
            self._recount(tx, id)
            return user

        return self._store.transact(think)

    def _check_grants(self, tx: Transaction, grants: Sequence[tuple[str, str | None]]) -> None:
        versions = self._versions(tx)
        for role, unit in grants:
            check_role(versions, role)
            if unit is not None and tx.count("units") and tx.get("units", unit) is None:
                near = get_close_matches(unit, [doc["id"] for doc in tx.all("units")], n=3)
                raise InputError(
                    N_("There is no unit “{unit}”."),
                    N_("Did you mean: {near}?") if near else None,
                    unit=unit,
                    near=", ".join(near),
                )

    def _check_posts(self, tx: Transaction, posts: Sequence[tuple[str, str | None, str]]) -> None:
        for _role, _unit, position in posts:
            if tx.get("positions", position) is None:
                near = get_close_matches(position, [doc["id"] for doc in tx.all("positions")], n=3)
                raise InputError(
                    N_("There is no position “{position}”."),
                    N_("Did you mean: {near}?") if near else None,
                    position=position,
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

    def grant(self, id: str, role: str, unit: str | None, *, actor: str, post: str | None = None) -> User:
        """Give a user one more role.

        Args:
            id: the user.
            role: the role.
            unit: where it is held; None: in all of the city.
            actor: an admin.
            post: the position that the role comes with, so that who acts in it (Plt, Plh) takes the role over; also for a
                role that is held already.

        Raises:
            Refused: the actor is no admin, or the role is kept apart from one that the person has.
            InputError: there is no such user, role, unit or position.
        """

        def more(user: User) -> User:
            roles = tuple(dict.fromkeys((*user.roles, (role, unit))))
            ties = () if post is None else ((role, unit, post),)
            return replace(user, roles=roles, posts=tuple(dict.fromkeys((*user.posts, *ties))))

        return self._change(id, actor, more)

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
            return replace(
                user,
                roles=tuple(one for one in user.roles if one != (role, unit)),
                posts=tuple(one for one in user.posts if one[:2] != (role, unit)),
            )

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
            self._check_posts(tx, user.posts)
            self._keep_an_admin(tx, user)
            keep_apart(tx, user, self._city.settings.separate, self._clock.now(tx))
            tx.put("users", user.as_doc())
            told: dict[str, Any] = {
                "user": id,
                "roles": [list(one) for one in user.roles],
                "active": user.active,
            }
            if user.posts:
                told["posts"] = [list(one) for one in user.posts]
            self._note(tx, "change_user", actor, told)
            self._recount(tx, id)
            return user

        return self._store.transact(think)
