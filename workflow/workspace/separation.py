"""Static separation of duties: sets of roles of which nobody holds two, as `separate` in `city.yaml` names them.

People are compared, not accounts, and what is lent counts as held.
Source: ANSI INCITS 359-2004, static separation of duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from workflow.access.absence import Absence
from workflow.access.delegation import Delegation
from workflow.access.users import BUILT_IN_ROLES, User
from workflow.errors import Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader

Sets = Sequence[Sequence[str]]


def keep_apart(reader: Reader, user: User, sets: Sets, now: datetime) -> None:
    """Refuse an account, as it would be, by which one person comes to two roles that are kept apart.

    Two that they had together before, when nothing kept them apart, are no obstacle to another change.

    Raises:
        Refused: with each set.
    """
    if not sets or not user.active:
        return
    doc = reader.get("users", user.id)
    before = User.from_doc(doc) if doc else None
    had = _roles(reader, before, now) if before and before.active else set()
    refuse(user, _roles(reader, user, now), sets, had)


def keep_lent_apart(reader: Reader, stand_in: User, lent: Iterable[str], sets: Sets, now: datetime) -> None:
    """Refuse to lend somebody roles that are kept apart from those that they have; as `keep_apart`."""
    if sets:
        had = _roles(reader, stand_in, now)
        refuse(stand_in, had | set(lent), sets, had)


def refuse(user: User, has: set[str], sets: Sets, had: set[str]) -> None:
    """Refuse what breaks a set that was not broken before."""
    reasons = []
    for roles in sets:
        now, before = has.intersection(roles), had.intersection(roles)
        if len(now) > 1 and len(before) < 2:
            both = [role for role in roles if role in now]
            reasons.append(
                Reason(
                    "separate",
                    N_("{user} would have {roles}, which one person must not have together."),
                    {"user": user.name, "roles": both},
                    rule=f"separate: [{', '.join(roles)}]",
                    who_can_mend=(BUILT_IN_ROLES["admin"],),
                )
            )
    if reasons:
        raise Refused(reasons)


def _roles(reader: Reader, user: User, now: datetime) -> set[str]:
    """The roles of a person by all accounts that are open, own ones and those that are lent and not over yet."""
    accounts = {user.id: user}
    for doc in reader.find("users", "person", user.person) if user.person else ():
        accounts.setdefault(doc["id"], User.from_doc(doc))
    found: set[str] = set()
    for one in accounts.values():
        if one.active:
            found.update(role for role, _ in one.roles)
            found.update(_lent(reader, one, now))
    return found


def _lent(reader: Reader, user: User, now: datetime) -> Iterable[str]:
    for doc in reader.find("delegations", "to", user.id):
        one = Delegation.from_doc(doc)
        if one.revoked is None and (one.until is None or now <= one.until):
            yield from (role for role in roles_of(reader, one.principal) if one.role in (None, role))
    for doc in reader.find("absences", "to", user.id):
        gone = Absence.from_doc(doc)
        if gone.cancelled is None and (gone.until is None or now.date() <= gone.until):
            yield from roles_of(reader, gone.user)


def roles_of(reader: Reader, user: str) -> Iterable[str]:
    """The roles of an account."""
    doc = reader.get("users", user)
    return {role for role, _ in User.from_doc(doc).roles} if doc else ()
