"""Judges the expectations of a scenario: what should be, what is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from workflow.definition.model import Place
from workflow.definition.scenario.model import Expectation, Name, Then
from workflow.engine.case import Event
from workflow.engine.given import NO, YES
from workflow.language import N_
from workflow.workspace.scenarios.world import World

_NOTHING = "none"


class Judge:
    """Compares a case, and the city around it, with what is expected.

    Args:
        world: where it is; findings go to its `told`.
        case: the case's id.
        ticked: what the last `tick` wrote.
    """

    def __init__(self, world: World, case: str, ticked: Sequence[Event] = ()) -> None:
        self.world, self.case, self.ticked = world, world.ws.case(case), ticked
        self._judges: Mapping[str, Callable[[Expectation], None]] = {
            "state": lambda one: self._compare(one, self.case.state),
            "phase": lambda one: self._compare(one, self.case.phase),
            "final": lambda one: self._compare(one, self.case.final),
            "returned": lambda one: self._compare(one, self.case.returned),
            "due": lambda one: self._compare(one, self.case.due or _NOTHING),
            "waits_for": self._waits_for,
            "signed": self._signed,
            "notified": lambda one: self._followed(one, "notify"),
            "escalated": lambda one: self._followed(one, "escalate"),
            "fields": self._fields,
            "documents": self._documents,
            "faults": lambda one: self._sets(
                one.place, one.key, one.value, [f.part for f in self.case.faults]
            ),
            "holdings": self._holdings,
            "standing": self._standing,
        }

    def all(self, then: Then) -> None:
        """Every expectation, one after the other."""
        for one in then:
            self._judges[one.key](one)

    def _wrong(self, place: Place, what: str, expected: Any, found: Any) -> None:
        self.world.told.error(
            "E503",
            place,
            N_("{what} should be {expected}, and is {found}"),
            what=what,
            expected=_shown(expected),
            found=_shown(found),
        )

    def _compare(self, one: Expectation, found: Any) -> None:
        if one.value != found:
            self._wrong(one.place, one.key, one.value, found)

    def _sets(self, place: Place, what: str, expected: Sequence[str], found: Sequence[str]) -> None:
        if set(expected) != set(found):
            self._wrong(place, what, sorted(expected), sorted(set(found)))

    def _waits_for(self, one: Expectation) -> None:
        roles = [name for name in one.value if name.text in self.world.definition.roles]
        users = [name for name in one.value if name not in roles]
        if roles or not users:
            waiting = [item.role for item in self.case.work]
            self._sets(one.place, one.key, [name.text for name in roles], waiting)
        for name in users:
            user = self.world.user(name)
            inbox = self.world.ws.inbox(user, limit=1_000)
            if all(item.case != self.case.id for item in inbox.items):
                self.world.told.error(
                    "E503",
                    name.place,
                    N_("the case should wait for {user}, and waits for {roles}"),
                    user=user,
                    roles=_shown(sorted({item.role for item in self.case.work})),
                )

    def _signed(self, one: Expectation) -> None:
        expected = [self.world.user(name) for name in one.value]
        given = [sign.actor for sign in self.case.signatures if sign.vote == "sign"]
        self._sets(one.place, one.key, expected, given)

    def _followed(self, one: Expectation, key: str) -> None:
        mine = [event for event in self.ticked if event.case == self.case.id]
        found = [str(step[key]) for event in mine for step in event.followed if key in step]
        self._sets(one.place, one.key, one.value, found)

    def _fields(self, one: Expectation) -> None:
        for name, expected in one.value.items():
            found = self.case.fields.get(name)
            if not _same(expected, found):
                self._wrong(one.place, f"“{name}”", expected, found)

    def _documents(self, one: Expectation) -> None:
        for name, expected in one.value.items():
            if (name in self.case.documents) != expected:
                self._wrong(one.place, f"“{name}”", expected, not expected)

    def _holdings(self, one: Expectation) -> None:
        day = self.world.clock.moment.date()
        for person, posts in one.value.values():
            self._known("people", person)
            held = {
                holding.position: holding.status
                for holding in self.world.ws.registry.holdings(person=person.text)
                if holding.holds_on(day)
            }
            for position, status in posts.items():
                self._known("positions", Name(position, status.place))
            expected = {position: status.text for position, status in posts.items()}
            if held != expected:
                self._wrong(person.place, f"“{person.text}”", expected, held)

    def _standing(self, one: Expectation) -> None:
        for position, wanted in one.value.values():
            self._known("positions", position)
            seat = self.world.ws.registry.seat(position.text)
            there = seat.standing
            counts = {
                "need": there.need,
                "vacant": there.vacant,
                "holders": there.holders,
                "acting": there.acting,
                "state": there.state,
            }
            found = {key: counts[key] for key in wanted}
            if found != wanted:
                self._wrong(position.place, f"“{position.text}”", wanted, found)

    def _known(self, table: str, name: Name) -> None:
        self.world.named(table, name)


def _same(expected: Any, found: Any) -> bool:
    """Whether a value is the one that a scenario wrote.

    Example:
        >>> _same("yes", True), _same(3, 3.0), _same([{"person": "ani"}], [{"person": "ani", "total": 9}])
        (True, True, True)
        >>> _same(None, "x"), _same([{}], []), _same("2025-12-01", "2025-12-01")
        (False, False, True)
    """
    if expected is None or found is None:
        return expected is None and found is None
    if isinstance(found, bool):
        word = str(expected).casefold()
        return expected is found or (word in YES and found) or (word in NO and not found)
    if isinstance(found, list):
        return (
            isinstance(expected, list)
            and len(expected) == len(found)
            and all(
                all(_same(value, row.get(name)) for name, value in wanted.items())
                for wanted, row in zip(expected, found, strict=True)
            )
        )
    if isinstance(found, (int, float)) and isinstance(expected, (int, float)):
        return not isinstance(expected, bool) and float(expected) == float(found)
    return str(expected) == str(found)


def _shown(value: Any) -> str:
    """A value in a finding, as a scenario would write it."""
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return str(value)
