"""What a scenario file says, as frozen values that know their places: city, scenarios, steps, expectations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Literal

from workflow.definition.duration import Duration
from workflow.definition.model import Place

FORMAT = "lantik-scenario/1"
CITY_FORMAT = "lantik-scenario-city/1"

#: what a fact of a city's entry has when it is written as `unknown`
UNKNOWN = "unknown"
#: how "none of them", "nobody", "no value" is written
NOTHING = ("none", "nobody")

#: bounds of a file, so that whatever stands in it ends in time
MAX_BYTES = 128 * 1024
MAX_SCENARIOS = 200
MAX_STEPS = 200
MAX_ALL_STEPS = 1_000
MAX_CASES = 50
MAX_ENTRIES = 300
#: the most of a unit that one length of time may have
MAX_LENGTH = 1_000
#: what is run of a file: entries of cities that are made, acts and questions, days that go by
MAX_ALL_ENTRIES = 10_000
MAX_ACTS = 1_500
MAX_DAYS = 3_000


@dataclass(frozen=True, slots=True)
class Name:
    """A word together with its place."""

    text: str
    place: Place

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class When:
    """A moment of the scenario's clock: a day (with or without a time of day), or a length of time from now."""

    place: Place
    day: date | None = None
    time: time | None = None
    after: Duration | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the city: what is written of it, and where."""

    id: str
    place: Place
    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    def at(self, key: str) -> Place:
        """Where a key's value stands."""
        return self.places.get(key, self.place)

    def on_top_of(self, other: Entry | None) -> Entry:
        """This entry's keys over those of another one."""
        if other is None:
            return self
        return Entry(self.id, self.place, {**other.values, **self.values}, {**other.places, **self.places})


@dataclass(frozen=True, slots=True)
class City:
    """A small world. `tables` has `units`, `positions`, `people`, `users` by id; the two lists stand in written order.

    `term` has days of the mayor's term that are others than those of the city's settings.
    """

    tables: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    holdings: tuple[Entry, ...] = ()
    delegations: tuple[Entry, ...] = ()
    term: Entry | None = None

    def of(self, table: str) -> Mapping[str, Entry]:
        """The entries of a table."""
        return self.tables.get(table, {})

    def with_more(self, more: City) -> City:
        """Another city's entries on top of this one's, key by key.

        Example:
            >>> one = City({"people": {"ani": Entry("ani", Place(), {"rank": "III/a"})}})
            >>> two = City({"people": {"ani": Entry("ani", Place(), {"healthy": False})}})
            >>> one.with_more(two).of("people")["ani"].values
            {'rank': 'III/a', 'healthy': False}
        """
        tables = {name: dict(entries) for name, entries in self.tables.items()}
        for name, entries in more.tables.items():
            mine = tables.setdefault(name, {})
            mine |= {key: entry.on_top_of(mine.get(key)) for key, entry in entries.items()}
        term = more.term.on_top_of(self.term) if more.term else self.term
        return City(tables, (*self.holdings, *more.holdings), (*self.delegations, *more.delegations), term)

    @property
    def size(self) -> int:
        """How many entries it has."""
        return (
            sum(map(len, self.tables.values())) + len(self.holdings) + len(self.delegations) + bool(self.term)
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """For which reasons something must be refused: code → words that must occur in a reason of that code."""

    codes: Mapping[str, tuple[str, ...]]
    place: Place


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must hold: `key` as it is written under `then`, what is expected, and where."""

    key: str
    value: Any
    place: Place


Then = tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Doing:
    """An action. `by` is empty where whoever may is to take it; `documents` None means all that are needed."""

    action: Name
    by: tuple[Name, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    documents: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    reason: str | None = None
    no_reason: bool = False
    to: str | None = None
    vote: str | None = None
    on_behalf_of: Name | None = None
    at: When | None = None
    refused: Refusal | None = None
    faults: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be opened."""

    place: Place
    subject: Name | None = None
    by: Name | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    handle: Name | None = None
    at: When | None = None
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Explaining:
    """A question what somebody may do, with the answer that is expected."""

    place: Place
    by: Name
    allowed: tuple[Name, ...] = ()
    refused: tuple[tuple[Name, Refusal], ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened outside (`on` of the definition), about somebody or something; `about` left out: the case."""

    name: Name
    about: Name | None = None
    by: Name | None = None
    reason: str | None = None
    refused: Refusal | None = None


Kind = Literal["do", "open", "tick", "explain", "change", "happened", "then"]
#: what a step may be
What = Doing | Opening | Explaining | When | City | Happened


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what happens (`what`, by `kind`), when, to which case, and what must hold then."""

    kind: Kind
    place: Place
    what: What | None = None
    when: When | None = None
    case: Name | None = None
    then: Then = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story."""

    name: str
    place: Place
    continues: Name | None = None
    on: When | None = None
    parameters: Mapping[str, tuple[Any, Place]] = field(default_factory=dict)
    city: City = City()
    open: tuple[Opening, ...] = ()
    steps: tuple[Step, ...] = ()
    then: Then = ()


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A whole file. `definition` is None where the file of the same name is meant."""

    file: str
    definition: Name | None = None
    use: Name | None = None
    city: City = City()
    scenarios: tuple[Scenario, ...] = ()
