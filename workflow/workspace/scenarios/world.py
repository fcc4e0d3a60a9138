"""The world of a scenario: a workspace in memory with the definition as version 1, the city, its users, and a clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import orjson

from workflow.access.users import User
from workflow.definition.findings import Findings
from workflow.definition.model import Definition, Place
from workflow.definition.plain import FORM, to_plain
from workflow.definition.scenario.model import MAX_ACTS, MAX_ALL_ENTRIES, MAX_DAYS, Entry, Name, When
from workflow.definition.scenario.model import City as Sketch
from workflow.errors import LantikError
from workflow.language import N_
from workflow.registry.sketch import TABLE_OF, changes, records
from workflow.store.memory import MemoryStore
from workflow.store.protocol import Transaction
from workflow.workspace.city import City
from workflow.workspace.core import Workspace
from workflow.workspace.scenarios.users import put_user, user_of, usual_users
from workflow.workspace.versions import version_id

ADMIN = "admin"
MORNING = time(8, 0)
DEFAULT_DAY = date(2025, 11, 25)
#: when the version under test was published: before everything that a scenario may tell
_PUBLISHED = "1900-01-01T00:00:00+00:00"


class Stop(Exception):
    """A scenario cannot go on; what is wrong has been told."""


@dataclass(slots=True)
class StoryClock:
    """The scenario's clock: it stands still until a step moves it."""

    moment: datetime

    def __call__(self) -> datetime:
        """What time it is."""
        return self.moment


@dataclass(slots=True)
class Budget:
    """How much may still happen in a file: acts (and questions), days that go by, entries of cities that are made."""

    acts: int = MAX_ACTS
    days: int = MAX_DAYS
    entries: int = MAX_ALL_ENTRIES


@dataclass(slots=True)
class World:
    """A workspace with what the scenario calls its parts.

    Args:
        ws: the workspace.
        store: its store.
        clock: its clock.
        definition: the definition under test.
        cases: handle → case id; `current` is the handle of the case that was named last.
        told: takes what is wrong.
    """

    ws: Workspace
    store: MemoryStore
    clock: StoryClock
    definition: Definition
    told: Findings
    cases: dict[str, str] = field(default_factory=dict)
    current: str = ""
    left: Budget = field(default_factory=Budget)

    def fork(self, told: Findings) -> World:
        """A copy that goes its own way from here."""
        store, clock = self.store.fork(), StoryClock(self.clock.moment)
        ws = Workspace(store, clock, city=self.ws.city)
        return World(ws, store, clock, self.definition, told, dict(self.cases), self.current, self.left)

    # -- names

    def user(self, name: Name) -> str:
        """A user's id; one more holder of a role is made where `ROLE-2` names one.

        Raises:
            Stop: there is none.
        """
        reader = self.store.read()
        if reader.get("users", name.text) is not None:
            return name.text
        role, _, number = name.text.rpartition("-")
        if role in self.definition.roles and number.isdigit() and 1 <= len(number) <= 2:
            self.store.transact(lambda tx: put_user(tx, self.definition, name.text, role))
            return name.text
        known = [doc["id"] for doc in reader.all("users") if doc["id"] != ADMIN]
        self.told.unknown(
            "E504", name.place, N_("there is no user “{word}” in this scenario"), known, name.text
        )
        raise Stop

    def named(self, table: str, name: Name) -> str:
        """The id of a person, position or unit.

        Raises:
            Stop: there is none.
        """
        reader = self.store.read()
        if reader.get(table, name.text) is None:
            known = [doc["id"] for doc in reader.all(table)]
            self.told.unknown("E504", name.place, _NO_SUCH[table], known, name.text)
            raise Stop
        return name.text

    def case(self, name: Name | None, place: Place) -> str:
        """The id of the case that a step is about.

        Raises:
            Stop: there is none.
        """
        if name is not None:
            if name.text not in self.cases:
                self.told.unknown(
                    "E504",
                    name.place,
                    N_("there is no case “{word}” in this scenario"),
                    self.cases,
                    name.text,
                )
                raise Stop
            self.current = name.text
        if not self.current:
            self.told.error("E504", place, N_("no case is open here"), N_("open one first"))
            raise Stop
        return self.cases[self.current]

    def spend(self, place: Place, *, acts: int = 0, days: int = 0, entries: int = 0) -> None:
        """Take from what may still happen in this file.

        Raises:
            Stop: nothing is left.
        """
        self.left.acts -= acts
        self.left.days -= days
        self.left.entries -= entries
        if min(self.left.acts, self.left.days, self.left.entries) < 0:
            self.told.error(
                "E506",
                place,
                N_(
                    "more happens in this file than is run: {acts} acts, {days} days, {entries} entries of cities"
                ),
                N_("Write a second scenario file."),
                acts=MAX_ACTS,
                days=MAX_DAYS,
                entries=MAX_ALL_ENTRIES,
            )
            raise Stop

    # -- the clock

    def moment(self, when: When) -> datetime:
        """A moment of this world's time.

        Raises:
            Stop: no calendar has it.
        """
        now = self.clock.moment
        try:
            if when.after is not None:
                day = when.after.after(now.date(), self.ws.calendar)
                return datetime.combine(day, now.timetz())
            day = when.day or now.date()
            if when.time is None and day == now.date():
                return now
            return datetime.combine(day, when.time or MORNING, now.tzinfo)
        except (OverflowError, ValueError):
            self.told.error("E507", when.place, N_("this lies outside of every calendar"))
            raise Stop from None

    def move(self, when: When) -> None:
        """Let the clock run on; nothing happens by itself.

        Raises:
            Stop: it would go back.
        """
        self.clock.moment = self.later(when)

    def later(self, when: When) -> datetime:
        """A moment that does not lie before the clock's.

        Raises:
            Stop: it does.
        """
        found = self.moment(when)
        if found < self.clock.moment:
            self.told.error(
                "E507",
                when.place,
                N_("the clock stands at {now} and does not go back"),
                N_("to enter something later, write “at”"),
                now=self.clock.moment,
            )
            raise Stop
        return found

    # -- changes

    def change(self, city: Sketch) -> None:
        """Let the registry change.

        Raises:
            Stop: it names something that there is not.
        """
        reader = self.store.read()
        day = self.clock.moment.date()
        found = changes(city, reader.get, self.ws.reference, day)
        if city.term:
            self.ws = Workspace(self.store, self.clock, city=self.ws.city.in_term(city.term.values))
        self._keep(city, found)

    def _keep(self, city: Sketch, found: list[Any]) -> None:
        def think(tx: Transaction) -> None:
            for one in found:
                tx.put(TABLE_OF[type(one)], one.as_doc())
            for entry in city.of("users").values():
                tx.put("users", user_of(entry).as_doc())

        self.store.transact(think)
        self._look(city)
        for one in city.delegations:
            self._delegate(one)

    def _look(self, city: Sketch) -> None:
        """Whether every entry names things that there are."""
        wrong = False
        for table, key, kind in _REFERENCES:
            entries = city.of(table).values() if table != "holdings" else city.holdings
            for entry in entries:
                for name in _references(entry, key):
                    try:
                        self.named(kind, name)
                    except Stop:
                        wrong = True
        if wrong:
            raise Stop

    def _delegate(self, entry: Entry) -> None:
        values = entry.values
        principal, to = (self.user(Name(str(values[key]), entry.at(key))) for key in ("principal", "to"))
        try:
            self.ws.access.delegate(
                principal,
                to=to,
                role=values.get("role"),
                since=values.get("since"),
                until=values.get("until"),
                reason=values.get("reason", "-"),
                actor=ADMIN,
                unit=self.named("units", Name(str(values["unit"]), entry.at("unit")))
                if "unit" in values
                else None,
                definition=values.get("definition"),
            )
        except LantikError as error:
            self.told.error("E504", entry.place, N_("this delegation cannot be made: {why}"), why=str(error))
            raise Stop from None


_NO_SUCH: Mapping[str, str] = {
    "units": N_("there is no unit “{word}” in this scenario"),
    "positions": N_("there is no position “{word}” in this scenario"),
    "people": N_("there is no person “{word}” in this scenario"),
}
#: table of the entry, key, table in which the name must stand
_REFERENCES = (
    ("units", "parent", "units"),
    ("positions", "unit", "units"),
    ("people", "post", "positions"),
    ("holdings", "person", "people"),
    ("holdings", "position", "positions"),
    ("users", "person", "people"),
    ("users", "roles", "units"),
)


def _references(entry: Entry, key: str) -> list[Name]:
    value = entry.values.get(key)
    if value is None or value == "unknown":
        return []
    if key == "roles":
        return [Name(unit, place) for _, unit, place in value if unit]
    if isinstance(value, Mapping):
        return [Name(value["position"], value.get("place", entry.at(key)))]
    return [Name(str(value), entry.at(key))]


def published(definition: Definition) -> MemoryStore:
    """A store with a definition as version 1, and nothing else but an admin."""
    store = MemoryStore()

    def think(tx: Transaction) -> None:
        tx.put("versions", _version(definition))
        tx.put("users", User(ADMIN, "Administrator", ((ADMIN, None),)).as_doc())

    store.transact(think)
    return store


def build(
    store: MemoryStore,
    definition: Definition,
    sketch: Sketch,
    on: When | None,
    place: Place,
    city: City,
    told: Findings,
    left: Budget,
) -> World:
    """A world in which nothing has happened yet.

    Args:
        store: with the definition published in it; it is the world's own from now on.
        definition: the definition under test.
        sketch: its small city.
        on: the first moment.
        place: where the scenario stands.
        city: whose calendar, reference tables and languages these are.
        told: takes what is wrong.
        left: how much may still happen.

    Raises:
        Stop: the city cannot be made.
    """
    start = datetime.combine(
        on.day if on and on.day else DEFAULT_DAY, on.time if on and on.time else MORNING, city.zone
    )
    clock = StoryClock(start)
    ws = Workspace(store, clock, city=city.in_term(sketch.term.values) if sketch.term else city)
    world = World(ws, store, clock, definition, told, left=left)
    world.spend(place, entries=sketch.size)
    found = records(sketch, city.reference, start.date())

    def think(tx: Transaction) -> None:
        for user, role in usual_users(definition, sketch):
            put_user(tx, definition, user, role)

    store.transact(think)
    try:
        world._keep(sketch, found)
    except LantikError as error:
        told.error("E504", place, N_("the city cannot be made: {why}"), why=str(error))
        raise Stop from None
    return world


def _version(definition: Definition) -> dict[str, Any]:
    """The definition as its version 1; with other parameters it has another hash, since its rules are others."""
    parameters = {name: one.value for name, one in definition.parameters.items()}
    mark = orjson.dumps([definition.hash, parameters], option=orjson.OPT_NON_STR_KEYS)
    return {
        "id": version_id(definition.id, 1),
        "definition": definition.id,
        "number": 1,
        "hash": hashlib.sha256(mark).hexdigest(),
        "source": definition.source,
        "form": FORM,
        "plain": to_plain(definition),
        "file": f"{definition.id}.yaml",
        "published_at": _PUBLISHED,
        "published_by": ADMIN,
    }
