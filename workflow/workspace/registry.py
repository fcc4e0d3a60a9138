"""The city's registry as screens and imports meet it: units, positions, people, holdings, and how each position stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from workflow.access.directory import Directory
from workflow.engine.case import Case
from workflow.engine.journal import note
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.reference import Reference
from workflow.registry.vacancy import Standing, standing, vacated, who
from workflow.store.protocol import Doc, Reader, Store, Transaction
from workflow.workspace.acting_officials import changes_who_acts
from workflow.workspace.candidacies import Candidacy, of_person
from workflow.workspace.clock import Clock
from workflow.workspace.typed import typed_verbs

#: roles that may bring the office's own sheets into the registry
KEEPERS = ("admin", "hr_officer")


@dataclass(frozen=True, slots=True)
class Seat:
    """A position with how it stands, who holds it, and the open cases that are to fill it.

    `vacant_since` is the first day from which one of its seats is known to be empty: the day after a holder left, the day
    on which an appointment was annulled, or the day on which a case was opened to fill it; None when no seat is vacant, or
    when the record does not say.
    """

    position: Position
    unit: str
    standing: Standing
    holders: tuple[tuple[Holding, str], ...]
    cases: tuple[tuple[str, str], ...]
    vacant_since: date | None = None


@typed_verbs
class Registry:
    """`ws.registry`."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        reference: Reference,
        people_changed: Callable[[Transaction], object] = lambda tx: None,
    ) -> None:
        self._store, self._clock, self.reference = store, clock, reference
        self._people_changed = people_changed

    def units(self) -> list[Unit]:
        """Every unit."""
        return [Unit.from_doc(doc) for doc in self._store.read().all("units")]

    def unit(self, id: str) -> Unit:
        """A unit; raises InputError when there is none of that id."""
        return Unit.from_doc(self._get("units", id, N_("There is no unit “{id}”.")))

    def position(self, id: str) -> Position:
        """A position; raises InputError when there is none of that id."""
        return Position.from_doc(self._get("positions", id, N_("There is no position “{id}”.")))

    def person(self, id: str) -> Person:
        """A person by id or NIP; raises InputError when there is none."""
        reader = self._store.read()
        digits = "".join(c for c in id if c.isdigit())
        found = reader.find("people", "nip", digits) if len(digits) == 18 else ()
        return Person.from_doc(
            found[0] if found else self._get("people", id, N_("There is no person “{id}”."))
        )

    def candidacies(self, person: str, besides: str | None = None) -> list[Candidacy]:
        """In which cases somebody stands as a candidate, open ones first; `besides`: other than in this case."""
        return of_person(self._store.read(), person, besides)

    def _get(self, table: str, id: str, message: str) -> Any:
        reader = self._store.read()
        doc = reader.get(table, id)
        if doc is None:
            near = get_close_matches(id, [one["id"] for one in reader.all(table)], n=3)
            raise InputError(
                message, N_("Did you mean: {near}?") if near else None, id=id, near=", ".join(near)
            )
        return doc

    def positions(self, unit: str | None = None) -> list[Position]:
        """Every position, or those of one unit."""
        reader = self._store.read()
        docs = reader.all("positions") if unit is None else reader.find("positions", "unit", unit)
        return [Position.from_doc(doc) for doc in docs]

    def people(self) -> list[Person]:
        """Every person."""
        return [Person.from_doc(doc) for doc in self._store.read().all("people")]

    def holdings(self, *, person: str | None = None, position: str | None = None) -> list[Holding]:
        """The holdings of a person, or of a position, or all of them; past ones too."""
        reader = self._store.read()
        docs: Iterable[Doc] = reader.all("holdings")
        if person is not None:
            docs = reader.find("holdings", "person", person)
        elif position is not None:
            docs = reader.find("holdings", "position", position)
        return [Holding.from_doc(doc) for doc in docs]

    def seats(self, day: date | None = None) -> list[Seat]:
        """Every position with how it stands on a day (today when left out)."""
        reader = self._store.read()
        on = day or self._clock.now(reader).date()
        names = {doc["id"]: doc["name"] for doc in reader.all("people")}
        held: dict[str, list[Holding]] = defaultdict(list)
        for doc in reader.all("holdings"):
            held[doc["position"]].append(Holding.from_doc(doc))
        running: dict[str, list[Doc]] = defaultdict(list)
        for doc in reader.all("cases"):
            if not doc.get("final"):
                running[doc["subject"]].append(doc)
        return [
            self._seat(Position.from_doc(doc), held, names, running, on) for doc in reader.all("positions")
        ]

    def _seat(
        self,
        position: Position,
        held: Mapping[str, Sequence[Holding]],
        names: Mapping[str, str],
        running: Mapping[str, Sequence[Doc]],
        day: date,
    ) -> Seat:
        there, cases = held.get(position.id, ()), running.get(position.id, ())
        people = tuple((one, names.get(one.person, one.person)) for one in who(position, there, day))
        stands = standing(position, there, day)
        return Seat(
            position,
            position.unit,
            stands,
            people,
            tuple((doc["id"], doc["phase"]) for doc in cases),
            _vacant_since(stands, there, cases, day),
        )

    def seat(self, position: str) -> Seat:
        """One position with how it stands today."""
        reader = self._store.read()
        found = self.position(position)
        there = [Holding.from_doc(doc) for doc in reader.find("holdings", "position", position)]
        names = {
            one.person: str((reader.get("people", one.person) or {}).get("name", one.person)) for one in there
        }
        running = [doc for doc in reader.find("cases", "subject", position) if not doc.get("final")]
        return self._seat(
            found, {position: there}, names, {position: running}, self._clock.now(reader).date()
        )

    def holders_now(self, person: str) -> Sequence[Holding]:
        """What a person holds today."""
        day = self._clock.now().date()
        return [one for one in self.holdings(person=person) if one.holds_on(day)]

    def cases_of(self, person: str) -> list[Case]:
        """The cases in which a person is the nominee."""
        return [Case.from_doc(doc) for doc in self._store.read().find("cases", "fields.nominee", person)]

    def put(self, records: Iterable[Unit | Position | Person | Holding], *, actor: str) -> int:
        """Write records of the registry in one commit; returns how many.

        Raises:
            InputError: one is no such record.
            Refused: the actor keeps no registry.
        """
        docs = []
        for one in records:
            if type(one) not in _TABLES:
                raise InputError(
                    N_("{value} is no record of the registry."),
                    N_("It keeps units, positions, people and holdings."),
                    value=repr(one)[:60],
                )
            docs.append((_TABLES[type(one)], one.as_doc()))

        def think(tx: Transaction) -> int:
            require_keeper(tx, actor)
            for table, doc in docs:
                tx.put(table, doc)
            counts = {table: sum(1 for one, _ in docs if one == table) for table, _ in docs}
            if counts:
                note(tx, "registry", "write", actor, self._clock.now(tx), counts)
            if changes_who_acts(tx, docs):
                self._people_changed(tx)
            return len(docs)

        return self._store.transact(think)


def _vacant_since(stands: Standing, held: Sequence[Holding], cases: Sequence[Doc], day: date) -> date | None:
    """When the seat that has been empty longest was left, as far as holdings and open cases tell."""
    if not stands.vacant:
        return None
    known = vacated(held, day)[: stands.vacant]
    known += [datetime.fromisoformat(doc["opened"]).date() for doc in cases if doc.get("opened")]
    return min(known, default=None)


_TABLES: dict[type, str] = {Unit: "units", Position: "positions", Person: "people", Holding: "holdings"}


def require_keeper(reader: Reader, actor: str) -> None:
    """The actor must hold one of the roles that keep the registry.

    Raises:
        Refused: they do not.
    """
    held = {role for role, _ in Directory(reader).actor(actor).roles}
    if not held.intersection(KEEPERS):
        raise Refused(
            [
                Reason(
                    "role",
                    N_("The registry is kept by {roles}."),
                    {"roles": ", ".join(KEEPERS)},
                    rule=f"by: [{', '.join(KEEPERS)}]",
                    who_can_mend=KEEPERS,
                )
            ]
        )
