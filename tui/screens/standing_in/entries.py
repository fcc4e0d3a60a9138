"""What the screen lists: absences and delegations as lines of one kind, and in whose place one may act now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from tui.words import day, moment
from workflow.language import text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Absence, Delegation, Session

Standing = Literal["now", "later", "over"]
ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Entry:
    """An absence or a delegation.

    Args:
        id: its number.
        kind: which of the two.
        who: in whose place somebody acts; `user` is their account.
        to: who acts for them; nobody where it is empty.
        acts: of an absence in force: who of them acts now.
        since, until: from when to when, in words.
        reach: roles, unit, definition, in words.
        standing: whether it counts now, later, or no more; `state` says it in words.
        reason: why.
        mine: whether it is this user's own, or lets them act.
        may_end: whether this user may end it.
    """

    id: str
    kind: Literal["absence", "delegation"]
    user: str
    who: str
    to: tuple[str, ...]
    acts: str
    since: str
    until: str
    reach: str
    standing: Standing
    state: str
    reason: str
    mine: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class Place:
    """In whose place this user may act now: the name, the roles, and by what it comes."""

    name: str
    roles: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read at one moment.

    Args:
        entries: absences and delegations, those in force first.
        places: in whose place this user may act.
        admin: whether they may enter and end everybody's.
        onward: the accounts whose delegation they may pass on, by name.
    """

    entries: Sequence[Entry]
    places: Sequence[Place]
    admin: bool
    onward: Mapping[str, str]


_ORDER = {"now": 0, "later": 1, "over": 2}


def read(session: Session) -> Seen:
    """Read them all."""
    access, me = session.access, session.user
    names = {one.id: one.name for one in access.users()}
    labels = {role: text(label) for role, label in access.roles().items()}
    now, admin = session.now(), me.holds(ADMIN)
    found = [_absence(session, one, names, now, admin) for one in access.absences()]
    delegations = access.delegations()
    units = {one.id: one.name for one in session.registry.units()}
    found += [_delegation(session, one, names, labels, units, now, admin) for one in delegations]
    found.sort(key=lambda one: one.id, reverse=True)
    found.sort(key=lambda one: _ORDER[one.standing])
    onward = {
        one.principal: names.get(one.principal, one.principal)
        for one in delegations
        if one.to == me.id and one.onward and access.lent(one)
    }
    return Seen(found, _places(session, labels), admin, onward)


def _absence(session: Session, one: Absence, names: Mapping[str, str], now: datetime, admin: bool) -> Entry:
    acts = session.access.stands_in(one) if one.in_force(now) else None
    standing: Standing = (
        "now" if one.in_force(now) else "later" if one.since > now.date() and not one.cancelled else "over"
    )
    state = _("cancelled") if one.cancelled else _state(standing, one.since)
    return Entry(
        one.id, "absence", one.user, names.get(one.user, one.user), tuple(names.get(to, to) for to in one.to),
        names.get(acts, acts) if acts else "", day(one.since), day(one.until) if one.until else "", _("all roles"),
        standing, state, one.reason, session.id in (one.user, *one.to),
        standing != "over" and (admin or session.id == one.user),
    )  # fmt: skip


def _delegation(
    session: Session,
    one: Delegation,
    names: Mapping[str, str],
    labels: Mapping[str, str],
    units: Mapping[str, str],
    now: datetime,
    admin: bool,
) -> Entry:
    lent = session.access.lent(one)
    later = not lent and one.revoked is None and one.since is not None and one.since > now
    standing: Standing = "now" if lent else "later" if later else "over"
    state = _("revoked") if one.revoked else _state(standing, one.since or now)
    parts = [
        labels.get(one.role, one.role) if one.role else _("all roles"),
        units.get(one.unit, one.unit) if one.unit else "",
        one.definition or "",
        _("may be passed on") if one.onward else "",
    ]
    own = one.principal == session.id or (one.through is not None and one.by == session.id)
    return Entry(
        one.id, "delegation", one.principal, names.get(one.principal, one.principal), (names.get(one.to, one.to),),
        names.get(one.to, one.to) if lent else "", moment(one.since) if one.since else "",
        moment(one.until) if one.until else "", ", ".join(filter(None, parts)), standing, state, one.reason,
        own or one.to == session.id, standing != "over" and (admin or own),
    )  # fmt: skip


def _state(standing: Standing, since: date) -> str:
    if standing == "later":
        return _("from {day}").format(day=day(since))
    return _("in force") if standing == "now" else _("over")


def _places(session: Session, labels: Mapping[str, str]) -> list[Place]:
    """For whom, and in which post, one may act now."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for right in session.access.rights(session.id):
        if right.by:
            name = right.principal or _acting(session, right.by)
            found.setdefault((name, right.by), {})[labels.get(right.role, right.role)] = None
    return [Place(name, tuple(roles), by) for (name, by), roles in found.items()]


def _acting(session: Session, holding: str) -> str:
    """The post in which one acts in one's own right: `Plt. Camat`."""
    registry = session.registry
    held = next((one for one in registry.holdings() if one.id == holding), None)
    return f"{held.status.title()}. {registry.position(held.position).name}" if held is not None else holding
