"""The engine's questions answered from one consistent moment of the store: access, registry, calendar, other cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from workflow.access.directory import Directory
from workflow.engine.calendar import Calendar
from workflow.engine.case import Case, Change, Claim, WorkItem
from workflow.engine.facts import Actor, Mandate, Outcome, Place
from workflow.engine.personal import new_seed
from workflow.errors import Reason
from workflow.registry.constraints import Purposes, against_act, against_effect
from workflow.registry.effects import effect
from workflow.registry.facts import city_facts, nominee_facts, position_facts
from workflow.registry.reference import Reference
from workflow.registry.term import UNSET, Term
from workflow.store.protocol import Reader
from workflow.workspace import ahead
from workflow.workspace.acting_officials import acting_holders, acting_in, of_acting
from workflow.workspace.takers import Takers, those_there

_TABLES = {"person": "people", "position": "positions", "unit": "units"}


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the functions of rules look things up in: the registry as of a day."""

    reader: Reader
    calendar: Calendar
    reference: Reference
    today: date
    term: Term = UNSET

    def state_of(self, case: str) -> str | None:
        """The state of another case; None where there is none of that id."""
        doc = self.reader.get("cases", case)
        return str(doc["state"]) if doc is not None else None

    def nearest(self, role: str, unit: str, but: str | None = None) -> Sequence[str]:
        """The people who hold a role in a unit; where nobody does (but `but`), in the one above it, and so on.

        Those who hold it in all of the city come last.
        """
        directory = Directory(self.reader)
        for level in (*directory.above(unit), None):
            found = directory.holding(role, level) | acting_in(self.reader, role, level, self.today)
            if found := found - {but}:
                return sorted(found)
        return []


class StoreFacts:
    """`engine.facts.Facts` over a store's reader.

    Args:
        reader: a transaction, or a reader of one moment.
        calendar: the city's working days.
        reference: the reference tables.
        term: the mayor's term.
        purpose: what the cases of a version are for; left out: to fill a seat.
        today: the day on which acting officials are looked for; left out: nobody acts.
    """

    def __init__(
        self,
        reader: Reader,
        calendar: Calendar,
        reference: Reference,
        term: Term = UNSET,
        purpose: Purposes = lambda definition, version: "fills",
        today: date | None = None,
    ) -> None:
        self.reader, self.calendar, self.reference = reader, calendar, reference
        self.term, self.purpose = term, purpose
        self.directory, self.today = Directory(reader), today
        self.seed = new_seed()
        self._actors: dict[str, Actor] = {}
        self._takers: dict[datetime, Takers] = {}

    def actor(self, user: str) -> Actor:
        """A user as the engine sees one."""
        known = self._actors.get(user)
        if known is None:
            known = self._actors[user] = self.directory.actor(user)
        return known

    def mandates(self, actor: Actor, when: datetime) -> Sequence[Mandate]:
        """For whom the actor may stand in: by delegation, by absence, and as the acting official of a post."""
        return [*self.directory.mandates(actor, when), *of_acting(self.reader, actor, when.date())]

    def above(self, unit: str | None) -> Sequence[str]:
        """The unit and all that it belongs to."""
        return self.directory.above(unit)

    def holders(self, role: str, unit: str | None) -> frozenset[str]:
        """The people who hold a role, by themselves or as the acting official of a post."""
        found = self.directory.holders(role, unit)
        return found | acting_holders(self.reader, role, self.above(unit) if unit else None, self.today)

    def anyone(self, item: WorkItem, at: Place, claims: Sequence[Claim], when: datetime) -> bool:
        """Whether somebody who has an open account and is not absent could take a work item."""
        takers = self._takers.get(when)
        if takers is None:
            users = those_there(self.reader, when)
            takers = self._takers[when] = Takers(users, self.mandates, self.above, when)
        return takers.any(item, at, claims)

    def subject(self, case: Case, given: Mapping[str, Any], day: date) -> Mapping[str, Any]:
        """The facts of the position, of the nominee and of the city."""
        nominee = given.get("nominee")
        if case.unit is not None:  # it is about a position
            ahead.for_rules(self.reader, case.subject, nominee)
        facts = position_facts(self.reader, case.subject, day, self.reference) | city_facts(self.term)
        if isinstance(nominee, str):
            facts |= nominee_facts(self.reader, nominee, day, self.reference)
        return facts

    def lookup(self, day: date) -> Lookup:
        """What the functions of rules look things up in."""
        return Lookup(self.reader, self.calendar, self.reference, day, self.term)

    def exists(self, kind: str, id: str) -> bool | Sequence[str]:
        """Whether a person, position or unit is known; else the near ids. A store without a registry takes any text."""
        table = _TABLES[kind]
        if self.reader.get(table, id) is not None or self.reader.count(table) == 0:
            return True
        return get_close_matches(id, [doc["id"] for doc in self.reader.all(table)], n=3)

    def taken(self, key: str) -> Mapping[str, Any] | None:
        """Who holds a value that must be unique."""
        return self.reader.get("uniques", key)

    def called(self, kind: str, id: str) -> str:
        """The name of a person, position or unit."""
        doc = self.reader.get(_TABLES[kind], id)
        return str(doc["name"]) if doc else id

    def lines(self, batch: str) -> int:
        """How many cases are part of a batch."""
        doc = self.reader.get("decrees", batch)
        return len(doc["lines"]) if doc else 0

    def told(self, case: str, given: Mapping[str, Any] | None = None) -> str:
        """A case by its id and its nominee's name."""
        values = given if given is not None else (self.reader.get("cases", case) or {}).get("fields", {})
        nominee = values.get("nominee")
        if not isinstance(nominee, str):
            return case
        doc = self.reader.get("people", nominee)
        return f"{case} ({doc['name'] if doc else nominee})"

    def constraints(self, case: Case, action: str, given: Mapping[str, Any]) -> Sequence[Reason]:
        """What other cases have against this act."""
        return against_act(self.reader, case, given, self.purpose)

    def outcome(self, effect_name: str, case: Case, given: Mapping[str, Any], day: date) -> Outcome:
        """What an effect would do to the registry."""
        over = against_effect(case, effect_name)
        if over:
            return Outcome(reasons=over)
        found = effect(
            effect_name, case_id=case.id, fields=given, subject=case.subject, reader=self.reader, at=day
        )
        return Outcome(found.followed, [Change(table, doc) for table, doc in found.changes], found.reasons)
