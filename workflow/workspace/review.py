"""Review of rights: who can take a role, what somebody can do, and which work nobody can take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from workflow.access.delegation import Delegation
from workflow.access.directory import Directory, as_actor
from workflow.access.users import User
from workflow.definition.model import Definition, Label
from workflow.engine.case import Case, personal
from workflow.engine.facts import Mandate
from workflow.engine.unstaffed import lacking
from workflow.engine.work import waits_for
from workflow.store.protocol import Reader
from workflow.workspace.absences import Absences
from workflow.workspace.facts import StoreFacts
from workflow.workspace.roles import check_role
from workflow.workspace.takers import Takers, those_there


@dataclass(frozen=True, slots=True)
class Right:
    """A role that somebody may use.

    Args:
        user, name: the account.
        role: the role.
        unit: where it holds; None: in all of the city.
        principal: the name of the one in whose place they have it; None: their own, or that of a post in which they act.
        definition: only for cases of this definition.
        by: the delegation, absence or acting holding that it rests on; empty: it was given to the account.
        away: whether they are absent now.
    """

    user: str
    name: str
    role: str
    unit: str | None = None
    principal: str | None = None
    definition: str | None = None
    by: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class Ability:
    """An action that somebody may take by their rights; turn, duties and rules are for the case to say.

    Args:
        definition: the definition's id, in its newest version.
        action, label: the action.
        roles: the roles by which, in the definition's order.
        units: the units in which, `None` among them for all of the city.
        principals: the names of those in whose place; empty where it is their own right.
    """

    definition: str
    action: str
    label: Label
    roles: tuple[str, ...]
    units: tuple[str | None, ...]
    principals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stranded:
    """Work that waits and that nobody who is there can take.

    Args:
        case, definition, state: where it waits.
        action, label: what is to be done.
        roles: who should.
        unit: the case's unit.
    """

    case: str
    definition: str
    state: str
    action: str
    label: Label
    roles: tuple[Label, ...]
    unit: str | None = None


class Review(Absences):
    """The part of `ws.access` that answers “who can”, “what can” and “what can nobody”."""

    def who(self, role: str, unit: str | None = None) -> list[Right]:
        """Everybody with an open account who may use a role now: their own, lent, or of a post in which they act.

        Args:
            role: the role.
            unit: only those who may use it for cases of this unit.

        Raises:
            InputError: there is no such role or unit.
        """
        reader = self._store.read()
        check_role(self._versions(reader), role)
        self._check_place(reader, unit, None)
        path = set(Directory(reader).above(unit))
        everywhere = bool(_unbound(role, self._newest(reader)))
        return [
            one
            for user in _open(reader)
            for one in self._rights(reader, user)
            if one.role == role
            and (
                unit is None or one.unit is None or one.unit in path or (everywhere and one.principal is None)
            )
        ]

    def unbound(self, role: str) -> list[str]:
        """The definitions in which a role is held for all cases, in whichever unit it was given (no `scope: unit`)."""
        return _unbound(role, self._newest(self._store.read()))

    def rights(self, user: str) -> list[Right]:
        """Every role that somebody may use now.

        Raises:
            InputError: there is no such user.
        """
        reader = self._store.read()
        found = Directory(reader).user(user)
        return list(self._rights(reader, found)) if found.active else []

    def can(self, user: str) -> list[Ability]:
        """What somebody may do by their rights, in the newest version of each definition.

        Raises:
            InputError: there is no such user.
        """
        reader, rights = self._store.read(), self.rights(user)
        found = []
        for definition in self._newest(reader):
            for action in definition.actions.values():
                if action.automatic:
                    continue
                fitting = [
                    one
                    for one in rights
                    if one.role in action.roles and one.definition in (None, definition.id)
                ]
                if not fitting:
                    continue
                held = {one.role for one in fitting}
                lent = [one.principal for one in fitting if one.principal is not None]
                found.append(
                    Ability(
                        definition.id,
                        action.name,
                        action.label,
                        tuple(role for role in action.roles if role in held),
                        tuple(dict.fromkeys(_reach(definition, one) for one in fitting)),
                        tuple(dict.fromkeys(lent)) if len(lent) == len(fitting) else (),
                    )
                )
        return found

    def stranded_work(self) -> list[Stranded]:
        """What waits now and nobody can take who has an open account and is not absent.

        Where one of several roles would do, all of them lack people; where several must sign, those are told that lack them.
        """
        reader = self._store.read()
        now, versions = self._clock.now(reader), self._versions(reader)
        facts = self._moment_facts(reader)
        takers = Takers(those_there(reader, now), facts.mandates, facts.above, now)
        found: list[Stranded] = []
        for doc in reader.all("cases"):
            if doc.get("final") or not doc.get("work"):
                continue
            case = Case.from_doc(doc)
            definition = versions.get(case.definition, case.version).definition
            found += _stranded(definition, case, takers)
        return found

    def barred_from(self, delegation: Delegation) -> list[str]:
        """The ids of the cases that wait for the principal now and that a stand-in may not take in their place.

        The duties bind both: what the stand-in did in a case, or what the principal did, is not to be got around.
        """
        reader = self._store.read()
        facts = self._moment_facts(reader)
        principal = as_actor(facts.directory.user(delegation.principal))
        stand_in = replace(as_actor(facts.directory.user(delegation.to)), roles=())
        mandate = Mandate(principal, delegation.role, delegation.unit, delegation.definition, delegation.id)
        roles = {role for role, _ in principal.roles if delegation.role in (None, role)}
        docs = {doc["id"]: doc for role in roles for doc in reader.find("cases", "work.role", role)}
        found = []
        for _id, doc in sorted(docs.items()):
            case = Case.from_doc(doc)
            at = (case.definition, case.unit)
            work = [item for item in case.work if item.held_as in roles]
            theirs = mandate.reaches(at, facts.above) and waits_for(work, principal, (), facts.above)
            if theirs and not waits_for(work, stand_in, (mandate,), facts.above, at):
                found.append(case.id)
        return found

    def _moment_facts(self, reader: Reader) -> StoreFacts:
        today = self._clock.now(reader).date()
        return StoreFacts(reader, self._city.calendar, self._city.reference, today=today)

    def _rights(self, reader: Reader, user: User) -> Iterator[Right]:
        now, facts = self._clock.now(reader), self._moment_facts(reader)
        away = facts.directory.away(user, now)
        for role, unit in user.roles:
            yield Right(user.id, user.name, role, unit, away=away)
        for one in facts.mandates(as_actor(user), now):
            whose = one.principal
            name = None if whose.id == user.id else whose.name
            for role, unit in whose.roles:
                if role.startswith(personal("")):
                    continue  # to be somebody is no role
                if one.role in (None, role) and _meet(unit, one.unit, facts):
                    where = _narrower(unit, one.unit, facts)
                    yield Right(user.id, user.name, role, where, name, one.definition, one.by, away)

    def _newest(self, reader: Reader) -> list[Definition]:
        newest: dict[str, Definition] = {}
        for version in sorted(self._versions(reader).all(), key=lambda one: one.number):
            newest[version.id] = version.definition
        return list(newest.values())


def _stranded(definition: Definition, case: Case, takers: Takers) -> Iterator[Stranded]:
    at = (case.definition, case.unit)
    for action, items in lacking(definition, case, lambda item: takers.any(item, at)):
        roles = tuple(definition.roles[item.role].label for item in items)
        yield Stranded(case.id, case.definition, case.state, action.name, action.label, roles, case.unit)


def _unbound(role: str, newest: Iterable[Definition]) -> list[str]:
    return sorted(one.id for one in newest if role in one.roles and one.roles[role].scope != "unit")


def _reach(definition: Definition, right: Right) -> str | None:
    """The unit for whose cases a right counts: a role without `scope: unit` counts for all, wherever it is held."""
    own = right.principal is None
    return None if own and definition.roles[right.role].scope != "unit" else right.unit


def _open(reader: Reader) -> list[User]:
    return [user for user in map(User.from_doc, reader.all("users")) if user.active]


def _meet(unit: str | None, other: str | None, facts: StoreFacts) -> bool:
    """Whether two units have cases in common: one of them is the other, or belongs to it."""
    return unit is None or other is None or unit in facts.above(other) or other in facts.above(unit)


def _narrower(unit: str | None, other: str | None, facts: StoreFacts) -> str | None:
    """The smaller of two units of which one belongs to the other; None stands for all of the city."""
    if unit is None or other is None:
        return unit or other
    return unit if other in facts.above(unit) else other
