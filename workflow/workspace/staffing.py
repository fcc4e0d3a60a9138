"""Who there is to staff a pathway: users with their roles, the units for which it opens, where a running case stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from workflow.access.users import BUILT_IN_ROLES, User
from workflow.definition.model import Definition, Quorum, Version
from workflow.definition.rules import RuleSet
from workflow.definition.staffing.clash import Clash
from workflow.definition.staffing.diagnostics import diagnostics
from workflow.definition.staffing.report import Staffing, staffing
from workflow.definition.staffing.ways import Standing
from workflow.definition.subject import Subject
from workflow.engine.asked import places
from workflow.engine.case import Case
from workflow.errors import Reason, Refused
from workflow.language import N_
from workflow.registry.facts import position_facts
from workflow.store.protocol import Reader
from workflow.workspace.acting import load
from workflow.workspace.acting_officials import acting_holders
from workflow.workspace.between import BetweenVersions, Named
from workflow.workspace.facts import StoreFacts

#: that nobody is away
NOBODY: Mapping[str, str | None] = MappingProxyType({})


class Staff:
    """The people of one moment of a store, as the questions of staffing need them. Delegations do not count.

    Args:
        facts: that moment.
        subjects: what `subject:` names bring to rules.
        today: the day on which rules are asked for which positions a definition opens.
        away: people who are not there, each with who acts for them, or None; both then count as one person.
    """

    def __init__(
        self,
        facts: StoreFacts,
        subjects: Mapping[str, Subject],
        today: date,
        away: Mapping[str, str | None] = NOBODY,
    ) -> None:
        self._facts, self._subjects, self._today, self._away = facts, subjects, today, away
        self._users = [user for user in map(User.from_doc, facts.reader.all("users")) if user.active]
        self._held: dict[str, list[tuple[str | None, str]]] = {}
        for user in self._users:
            person = away.get(user.identity, user.identity)
            for role, unit in user.roles if person else ():
                self._held.setdefault(role, []).append((unit, str(person)))

    def holders(self, role: str, unit: str | None) -> frozenset[str]:
        """The people who hold a role: in `unit` or above it, or anywhere when none is named."""
        path = frozenset(self._facts.above(unit))
        found = (
            person
            for where, person in self._held.get(role, ())
            if unit is None or where is None or where in path
        )
        return acting_holders(self._facts.reader, role, path if unit else None, self._today).union(found)

    def units(self, definition: Definition) -> Sequence[str]:
        """The units with a position for which the definition opens; none where it is not about positions."""
        reader = self._facts.reader
        subject = self._subjects.get(definition.subject or "")
        if subject is None or not reader.count("positions"):
            return ()
        if definition.opens_for is None:
            return [doc["id"] for doc in reader.all("units") if reader.count("positions", "unit", doc["id"])]
        rules = RuleSet(definition, subject)
        return [doc["id"] for doc in reader.all("units") if self._opens(rules, definition, doc["id"])]

    def opens_for(self, definition: Definition, position: str) -> bool:
        """Whether the definition is about positions and opens for this one, or cannot tell."""
        subject = self._subjects.get(definition.subject or "")
        if subject is None or definition.opens_for is None:
            return subject is not None
        return self._fits(RuleSet(definition, subject), definition, position)

    def _opens(self, rules: RuleSet, definition: Definition, unit: str) -> bool:
        positions = self._facts.reader.find("positions", "unit", unit)
        return any(self._fits(rules, definition, doc["id"]) for doc in positions)

    def _fits(self, rules: RuleSet, definition: Definition, position: str) -> bool:
        assert definition.opens_for is not None
        facts = position_facts(self._facts.reader, position, self._today, self._facts.reference)
        step = rules.step(facts, self._facts.lookup(self._today))
        return step.ask(definition.opens_for).answer is not False

    def judge(self, definition: Definition, *, away: int = 2, case: Case | None = None) -> Staffing:
        """Whether a pathway, or a running case of it, can be completed with these people."""
        units = ([case.unit] if case.unit else []) if case else self.units(definition)
        names = {user.identity: user.name for user in self._users}
        names |= {
            doc["id"]: doc["name"] for doc in self._facts.reader.all("units") if doc["id"] in set(units)
        }
        standing = standing_of(definition, case, self._away) if case else None
        return staffing(definition, self.holders, units, away=away, standing=standing, names=names)


class StaffedVersions(BetweenVersions):
    """The part of `ws.definitions` that asks whether there are people for a pathway."""

    def staffing(self, definition: Named, *, away: int = 2) -> Staffing:
        """Whether the store's people can complete a pathway in each unit, who could, and on whom it depends.

        Args:
            definition: a version, a definition, `ID@N`, `ID` (the newest), or the path of a file.
            away: how many people may be away at once in the last question.

        Raises:
            InputError: there is no such file or definition.
            DefinitionError: the file has errors of form.
        """
        meant = self._meant(definition)
        found = meant.definition if isinstance(meant, Version) else meant
        return self._staff(self._store.read()).judge(found, away=away)

    def staffing_of_case(self, case: str, *, away: int = 0) -> Staffing:
        """Whether a running case can still be completed, after what was done in it; as `staffing`."""
        reader = self._store.read()
        found = load(reader, case)
        definition = self._versions(reader).get(found.definition, found.version).definition
        return self._staff(reader).judge(definition, away=away, case=found)

    def opening_for(self, position: str) -> list[Version]:
        """The newest version of each definition under which a case may be opened for a position."""
        newest = {one.id: one for one in sorted(self.all(), key=lambda one: one.number)}
        staff = self._staff(self._store.read())
        return [one for one in newest.values() if staff.opens_for(one.definition, position)]

    def _staff(self, reader: Reader) -> Staff:
        facts = StoreFacts(reader, self._city.calendar, self._city.reference)
        return Staff(facts, self._city.subjects, self._clock.now(reader).date())


def standing_of(definition: Definition, case: Case, away: Mapping[str, str | None] = NOBODY) -> Standing:
    """Where a running case stands, as staffing sees it; what the absent did binds those too who act for them."""

    def now(person: str) -> str:
        return away.get(person) or person

    action = definition.actions.get(case.signing or "")
    found = places(action.signoff) if action and action.signoff else ()
    quorums = {path: one for path, one in found if isinstance(one, Quorum)}
    signed: dict[str, list[str]] = {}
    for one in case.signatures:
        if one.vote == "sign":
            votes = quorums[one.leaf].weight(one.role) if one.leaf in quorums else 1
            signed.setdefault(one.leaf, []).extend([now(one.person)] * votes)
    voted = {now(person) for one in case.signatures for person in (one.person, one.also) if person}
    done = {action: tuple(map(now, people)) for action, people in case.done.items()} if away else case.done
    return Standing(
        case.state, case.came_from, done, case.signing, signed, frozenset(voted), case.fields, case.needs,
        case.named, case.heirs,
    )  # fmt: skip


def require_staffed(found: Staffing, known: Mapping[str, object]) -> None:
    """Refuse a definition that cannot be completed, but for roles that nobody could have been given yet.

    Args:
        found: what was found about its people.
        known: the roles that published definitions declare.

    Raises:
        Refused: with each clash.
    """
    definition = found.definition
    standing = [one for one in found.verdicts if one.clash is None or not _new(one.clash, known)]
    reasons = [
        Reason(
            "unstaffed",
            N_("{what}; the city publishes no pathway that cannot be completed."),
            {"what": one.message},
            rule="must_be_staffed: true",
            who_can_mend=(BUILT_IN_ROLES["admin"],),
        )
        for one in diagnostics(Staffing(definition, tuple(standing), found.names))
        if one.code == "W401"
    ]
    if reasons:
        raise Refused(reasons)


def _new(clash: Clash, known: Mapping[str, object]) -> bool:
    return any(role not in known for step in clash.steps for role in step.roles)
