"""What the engine asks the world, and nothing more: two protocols that the registry and the access package answer.

`Facts` is read inside the transaction, so what a decision rests on cannot change under it. `Effects` says what an action
does beyond the case. Neither knows a word of any one field of work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from workflow.engine.calendar import Calendar
from workflow.engine.case import Case, Change, Claim, WorkItem
from workflow.errors import Reason

#: where a case stands for those who may act in it: its definition's id and its unit
Place = tuple[str, str | None]

#: the actor of what the clock does by itself
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A user as the engine sees one: `person` makes two accounts of one person one; `roles` are (role, unit or None)."""

    id: str
    name: str
    person: str
    roles: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Mandate:
    """The right to act for `principal`, as wide as it was given.

    Args:
        principal: for whom; the actor themselves, with the roles of the post, where an acting official fills an empty one.
        role: the one role; None stands for all of the principal's.
        unit: only for cases of this unit or below it.
        definition: only for cases of this definition.
        by: the delegation, absence or acting holding that it rests on.
    """

    principal: Actor
    role: str | None = None
    unit: str | None = None
    definition: str | None = None
    by: str = ""

    def reaches(self, case: Place, above: Callable[[str | None], Collection[str]]) -> bool:
        """Whether it holds for a case: by its definition's id and its unit."""
        definition, unit = case
        return self.definition in (None, definition) and (self.unit is None or self.unit in above(unit))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an effect would do: `followed` goes into the event, `changes` into the store, `reasons` refuse the action."""

    followed: Sequence[Mapping[str, Any]] = ()
    changes: Sequence[Change] = ()
    reasons: Sequence[Reason] = ()


class Effects(Protocol):
    """What an action does beyond its case."""

    def outcome(self, effect: str, case: Case, given: Mapping[str, Any], day: date) -> Outcome:
        """What `effect` would do to a case whose fields, after this act, are `given`, on `day`."""


class Facts(Effects, Protocol):
    """What a decision may rest on. `seed` are random bytes from which the salts of personal values are made."""

    calendar: Calendar
    seed: bytes

    def actor(self, user: str) -> Actor:
        """The user; raises InputError for one that does not exist or may no longer act."""

    def mandates(self, actor: Actor, when: datetime) -> Sequence[Mandate]:
        """For whom the actor may stand in at that moment."""

    def above(self, unit: str | None) -> Sequence[str]:
        """The unit itself and every unit that it belongs to, nearest first."""

    def holders(self, role: str, unit: str | None) -> frozenset[str]:
        """The people who hold a role (in `unit` or above it, when one is named)."""

    def anyone(self, item: WorkItem, at: Place, claims: Sequence[Claim], when: datetime) -> bool:
        """Whether somebody who is there at a moment could take a work item of a case that stands there."""

    def subject(self, case: Case, given: Mapping[str, Any], day: date) -> Mapping[str, Any]:
        """The subject's facts for the rules by dotted name, as Python values; what has no value is left out."""

    def lookup(self, day: date) -> Any:
        """What the functions of rules look things up in, as of a day."""

    def exists(self, kind: str, id: str) -> bool | Sequence[str]:
        """Whether a person, position or unit is known; else the ids that come near."""

    def taken(self, key: str) -> Mapping[str, Any] | None:
        """Who holds a value that must be unique, by its key: `{"case", "mark"}`, or None."""

    def called(self, kind: str, id: str) -> str:
        """The name of a person, position or unit; the id where it is not known."""

    def lines(self, batch: str) -> int:
        """How many cases are part of a batch, by its key (`demands.batch_key`)."""

    def told(self, case: str, given: Mapping[str, Any] | None = None) -> str:
        """A case as a refusal names it: its id, and whom it is about by these values (left out: those that it has)."""

    def constraints(self, case: Case, action: str, given: Mapping[str, Any]) -> Sequence[Reason]:
        """What other cases have against this act (one active proposal per person, …)."""
