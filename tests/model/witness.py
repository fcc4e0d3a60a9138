"""A witness of an office: who may do what by the words of the definition, worked out with nothing of the engine.

It keeps its own account of people, mandates and cases, and reads definitions as plain mappings. `hearing` tells it each new
event of the record and objects where that was nobody's to make, broke a duty, or leads elsewhere than the definition says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from tests.model.ballot import Ballot, Mark, Place

Plain = dict[str, Any]


@dataclass
class Account:
    """Somebody's account: the person behind it, where they are known, and its roles."""

    person: str | None = None
    roles: set[tuple[str, str | None]] = field(default_factory=set)
    active: bool = True


@dataclass
class Loan:
    """A delegation."""

    principal: str
    to: str
    role: str | None
    unit: str | None
    since: datetime | None
    until: datetime | None
    revoked: datetime | None = None
    through: str | None = None


@dataclass
class Gone:
    """An absence."""

    user: str
    since: date
    until: date
    to: tuple[str, ...]
    cancelled: datetime | None = None


class Way(NamedTuple):
    """In what right somebody acts: the account whose role it is, and whether it is somebody else's."""

    holder: str
    role: str
    principal: str | None
    place: Place | None = None


@dataclass
class Track:
    """A case as the events tell it."""

    version: int
    subject: str
    unit: str | None
    state: str
    path: list[str] = field(default_factory=list)
    #: what was done, under its first name, and by whom: ids of people and of accounts
    done: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    signing: str | None = None
    marks: list[Mark] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    papers: dict[str, Any] = field(default_factory=dict)
    escalated: list[str] = field(default_factory=list)
    failed: str | None = None
    #: who may finish what somebody began
    heirs: dict[str, set[str]] = field(default_factory=dict)
    before_move: list[Track] = field(default_factory=list)


class Witness:
    """What a witness knows."""

    def __init__(self, parents: dict[str, str | None], units: dict[str, str]) -> None:
        self.parents, self.units = parents, units
        self.accounts: dict[str, Account] = {}
        self.loans: dict[str, Loan] = {}
        self.absences: dict[str, Gone] = {}
        self.cases: dict[str, Track] = {}
        #: the definition of each version, and the first names of what was renamed since
        self.versions: dict[int, Plain] = {}
        self.first: dict[int, dict[str, str]] = {}
        self.now = datetime.min.replace(tzinfo=UTC)

    # ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def identity(self, account: str) -> str:
        """One word for the human behind an account."""
        return self.accounts[account].person or f"user:{account}"

    def ids(self, account: str) -> frozenset[str]:
        """Every word by which the human behind an account may stand on record."""
        person = self.accounts[account].person
        mine = {account} | {
            name for name, one in self.accounts.items() if person is not None and one.person == person
        }
        return frozenset({f"user:{one}" for one in mine} | ({person} if person else set()))

    def known_as(self, identity: str) -> frozenset[str]:
        """As `ids`, from one of the words."""
        same = [self.ids(name) for name in self.accounts if self.identity(name) == identity]
        return frozenset({identity}).union(*same)

    def above(self, unit: str | None) -> list[str]:
        """A unit and all that it belongs to."""
        found: list[str] = []
        while unit is not None:
            found.append(unit)
            unit = self.parents.get(unit)
        return found

    def holds(self, account: str, role: str, track: Track) -> bool:
        """Whether an account has a role for a case."""
        scoped = "scope" in self.plain(track)["roles"][role]
        path = self.above(track.unit)
        return any(
            held == role and (not scoped or where is None or where in path)
            for held, where in self.accounts[account].roles
        )

    def holders(self, role: str, track: Track) -> set[str]:
        """The humans who have a role for a case."""
        return {
            self.identity(name)
            for name, one in self.accounts.items()
            if one.active and self.holds(name, role, track)
        }

    def live(self, loan: Loan) -> bool:
        """Whether a delegation holds, and that by which it came."""
        begun = loan.since is None or loan.since <= self.now
        over = (loan.until is not None and self.now > loan.until) or (
            loan.revoked is not None and self.now >= loan.revoked
        )
        if not begun or over:
            return False
        if loan.through is None:
            return True
        first = self.loans[loan.through]
        return self.accounts[first.to].active and self.live(first)

    def away(self, account: str) -> bool:
        """Whether the human behind an account is absent."""
        mine = {name for name in self.accounts if self.identity(name) == self.identity(account)}
        return any(one.user in mine and self.in_force(one) for one in self.absences.values())

    def in_force(self, gone: Gone) -> bool:
        """Whether somebody is away by an absence now."""
        today = self.now.date()
        return gone.since <= today <= gone.until and (gone.cancelled is None or self.now < gone.cancelled)

    def lenders(self, account: str, track: Track) -> Iterator[tuple[str, str | None]]:
        """For whom an account may act in a case, and in which role alone."""
        for loan in self.loans.values():
            lends = self.accounts[loan.principal].active and self.live(loan)
            reaches = loan.unit is None or loan.unit in self.above(track.unit)
            if loan.to == account and lends and reaches:
                yield loan.principal, loan.role
        for gone in self.absences.values():
            if self.accounts[gone.user].active and self.in_force(gone):
                there = (one for one in gone.to if self.accounts[one].active and not self.away(one))
                if next(there, None) == account:
                    yield gone.user, None

    # ── what may be done ────────────────────────────────────────────────────────────────────────────────────────────

    def plain(self, track: Track) -> Plain:
        """The definition of a case."""
        return self.versions[track.version]

    def base(self, track: Track, action: str) -> str:
        """An action's first name."""
        return self.first[track.version].get(action, action)

    def leaving(self, track: Track) -> dict[str, Plain]:
        """The actions of a case's state."""
        actions = self.plain(track)["actions"]
        return {
            name: one
            for name, one in actions.items()
            if track.state in ([one["from"]] if isinstance(one["from"], str) else one["from"])
        }

    def ballot(self, track: Track, name: str, extra: list[Mark] | None = None, anew: bool = False) -> Ballot:
        """The open sign-off of an action."""
        base = self.base(track, name)
        marks = list(track.marks) if track.signing == base and not anew else []
        marks += extra or []
        out = {one for mark in marks for one in mark.ids} | self.barred(track, name)

        def voters(role: str) -> dict[str, bool]:
            return {one: out.isdisjoint(self.known_as(one)) for one in self.holders(role, track)}

        return Ballot(
            self.plain(track)["actions"][name]["signoff"], marks, track.fields.get("amount"), voters
        )

    def barred(self, track: Track, name: str) -> set[str]:
        """The ids of those who may not take an action by `different` and `never`."""
        base, found = self.base(track, name), set[str]()
        for duty in self.plain(track)["duties"]:
            names = [self.base(track, one) for one in duty.get("different", ())]
            if base in names:
                others = set(names) - {base}
                found.update(one for done, ids in track.done if done in others for one in ids)
            if "never" in duty and track.fields.get(duty["never"]):
                found.add(track.fields[duty["never"]])
        return found

    def bound(self, track: Track, name: str) -> list[set[str]]:
        """For each `same` that was begun: the ids of those who began it."""
        base, found = self.base(track, name), []
        for duty in self.plain(track)["duties"]:
            names = [self.base(track, one) for one in duty.get("same", ())]
            if base not in names:
                continue
            for one in names:
                people = set[str]().union(*(ids for done, ids in track.done if done == one))
                if people:
                    heirs = {heir for one in people for heir in track.heirs.get(one, ())}
                    found.append(people.union(*(self.known_as(heir) for heir in heirs)))
                    break
        return found

    def free(
        self, track: Track, name: str, account: str, principal: str | None, bindings: bool = True
    ) -> bool:
        """Whether somebody, for themselves or in another's place, breaks no duty by an action."""
        people = self.ids(account) | (self.ids(principal) if principal else frozenset())
        if people & self.barred(track, name):
            return False
        groups = self.bound(track, name) if bindings else []
        left = set.intersection(*groups) if groups else None
        return left is None or bool(people & left)

    def ways(self, track: Track, name: str, account: str) -> Iterator[Way]:
        """In what rights somebody could take an action, duties left aside."""
        action = self.plain(track)["actions"][name]
        if action.get("automatic") or not self.accounts[account].active:
            return
        bearers: list[tuple[str, str | None, str | None]] = [(account, None, None)]
        bearers += [(one, one, only) for one, only in self.lenders(account, track)]
        if "signoff" in action:
            wanted = [(role, place) for place in self.ballot(track, name).turn() for role in place.roles]
            counted = {one for mark in self.marks_of(track, name) for one in mark.ids}
        else:
            roles = [*action["by"], *([] if action.get("side") else track.escalated)]
            wanted, counted = [(role, None) for role in roles], set[str]()
        for holder, principal, only in bearers:
            for role, place in wanted:
                people = self.ids(account) | self.ids(holder)
                if only in (None, role) and self.holds(holder, role, track) and not people & counted:
                    yield Way(holder, role, principal, place)

    def marks_of(self, track: Track, name: str) -> list[Mark]:
        """The signatures that stand in the sign-off of an action."""
        return track.marks if track.signing == self.base(track, name) else []

    def may(self, track: Track, name: str, account: str, bindings: bool = True) -> bool:
        """Whether an action is somebody's to take: role, unit, mandate, turn and duties; rules left aside."""
        return any(
            self.free(track, name, account, way.principal, bindings)
            for way in self.ways(track, name, account)
        )

    def waits(self, track: Track, account: str, bindings: bool = True) -> set[str]:
        """The actions that wait for somebody; without `bindings`, also what a `same` leaves to others."""
        if self.plain(track)["states"][track.state].get("final"):
            return set()
        return {
            name
            for name, one in self.leaving(track).items()
            if not one.get("side") and self.may(track, name, account, bindings)
        }
