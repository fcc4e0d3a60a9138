"""The shortest way that is left to a case: over the states that the checks explore, past every rule that says no.

Each place on the way is a configuration of the explored space (`workflow.definition.space`), which knows what fields the
rules further on need; beside it the case's own rules are asked with all that is known of it. Cheaper is: fewer steps off the
usual way (`side` actions that leave a state), then fewer steps, then the earlier day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from typing import Any

from workflow.definition.model import Action, Definition, Rule
from workflow.definition.rules import typed
from workflow.definition.space.domain import GIVEN, OTHER, band_of, within
from workflow.definition.space.effort import Effort, TooMuch
from workflow.definition.space.explore import Configuration, Explorer
from workflow.definition.space.guards import guards
from workflow.definition.space.moves import Move, arrival, targets
from workflow.engine.case import Case
from workflow.engine.deadline import due_date, duration_of
from workflow.engine.facts import Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.needed.outlook import RETURNS, Outlook, Then

#: so many places are looked at
MOST_PLACES = 6_000
#: what of the effort of a check one question may cost
_EFFORT = 600_000
#: steps off the usual way, steps
Length = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a way.

    Args:
        move: the action, and whether people or a deadline move it.
        source, target: the states.
        before: the moment at which it is taken, as rules see it before the act.
        then: the same with what the act gives anew.
        given: the values with which rules let it pass, as the explored space has them: fact → value.
        day: not before this day.
        deadline: where a deadline moves it: the last day of that, if it is known.
        arrives: what is known of the fields once it is taken.
    """

    move: Move
    source: str
    target: str
    before: Then
    then: Then
    given: Mapping[str, Any]
    day: date
    deadline: date | None
    arrives: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a way has come to."""

    at: Configuration
    then: Then
    entered: date
    came_from: tuple[str, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        """What of it makes a difference further on."""
        return self.at, self.then


class Ways:
    """Looks for the way of one case.

    Args:
        version: the case's.
        case: as it stands.
        facts: the world.
        outlook: asks its rules.
        ends: the states that it is to come to.
    """

    def __init__(
        self,
        version: RunningVersion,
        case: Case,
        facts: Facts,
        outlook: Outlook,
        ends: frozenset[str],
    ) -> None:
        self.definition = version.definition
        self._case, self._facts, self._outlook, self._ends = case, facts, outlook, ends
        self._explorer = _explorer(version)
        self._explorer.effort = self._explorer.guards.formulas.effort = Effort(_EFFORT)
        self.vocabulary = self._explorer.guards.vocabulary
        self._read = frozenset[str]().union(
            *(outlook.read(rule).fields for rule in _rules(version.definition))
        )
        self._left = _distances(version.definition, self._explorer, ends)

    def shortest(self) -> tuple[Hop, ...] | None:
        """The way; None where there is none.

        Raises:
            TooMuch: there are too many to look at each.
        """
        case, order = self._case, count()
        begin = _Place(
            self._beginning(),
            Then(case.state, returned=case.returned),
            case.entered.date() if case.entered else self._outlook.today,
            case.came_from,
        )
        if case.state not in self._left:
            return None
        # the length in all, the day with the choices that the way makes, then what goes with it
        todo: list[tuple[Length, date, int, date, Length, _Place, tuple[Any, ...]]] = []
        today = self._outlook.today
        heappush(todo, (self._left[case.state], today, next(order), today, (0, 0), begin, ()))
        done: set[tuple[Any, ...]] = set()
        while todo:
            _, chosen, _, day, gone, place, behind = heappop(todo)
            if place.key in done:
                continue
            done.add(place.key)
            if len(done) > MOST_PLACES:
                raise TooMuch
            if place.at.state in self._ends and behind:
                return _unrolled(behind)
            for hop, onward, likely in self._hops(place, day):
                if onward.key in done or hop.target not in self._left:
                    continue
                length = (gone[0] + _aside(hop), gone[1] + 1)
                rest = self._left[hop.target]
                whole = (length[0] + rest[0], length[1] + rest[1])
                after = max(hop.day, today)
                heappush(
                    todo, (whole, max(chosen, likely), next(order), after, length, onward, (behind, hop))
                )
        return None

    def closed(self) -> list[tuple[Action, Then, date]]:
        """Where the straight way, whatever rules say, is closed: the actions, each with its moment and the day of it.

        Of several actions that lead on alike all must be closed.
        """
        case, day = self._case, self._outlook.today
        place = _Place(self._beginning(), Then(case.state, returned=case.returned), day, case.came_from)
        found: list[tuple[Action, Then, date]] = []
        while place.at.state in self._left and self._left[place.at.state] != (0, 0):
            several = list(self._straight(place, day))
            if not several:
                break
            days = [self._outlook.first(hop.move.action, hop.then, day) for hop, _ in several]
            number = next((n for n, one in enumerate(days) if one is not None), None)
            if number is None:
                found += [(hop.move.action, hop.then, day) for hop, _ in several]
            else:
                day = max(day, days[number] or day)
            place = several[number or 0][1]
        return found

    def _straight(self, place: _Place, day: date) -> Iterator[tuple[Hop, _Place]]:
        """The moves that bring a case nearest to its end."""
        state, left = place.at.state, self._left
        for move in self._explorer.moves[state]:
            if not _counted_on(self.definition, state, move):
                continue
            for target in targets(move.action, state, place.came_from):
                near, step = left.get(target), (int(move.action.side), 1)
                if target == state or near is None or (near[0] + step[0], near[1] + step[1]) != left[state]:
                    continue
                then = self._given(move.action, place.then)
                hop = Hop(move, state, target, place.then, then, {}, day, None)
                yield hop, self._arrived(place, hop, replace(place.at, state=target), day)

    def _beginning(self) -> Configuration:
        case, explorer = self._case, self._explorer
        live = explorer.live(case.state)
        held: list[Any] = []
        for fact in explorer.facts:
            field = self.definition.fields[fact.removeprefix("case.")]
            value = case.fields.get(field.name)
            if value is None or fact not in live:
                held.append(None)
            else:
                held.append(within(self.vocabulary.domain(fact), typed(field.type, value)).value)
        remembers = explorer.remembers(case.state)
        path, returned = (case.came_from, case.returned) if remembers else ((), False)
        return Configuration(case.state, path, returned, tuple(held))

    def _hops(self, place: _Place, day: date) -> Iterator[tuple[Hop, _Place, date]]:
        days: dict[int, tuple[date | None, date | None]] = {}
        for move, given, at in self._explorer.steps_of(place.at):
            if not _counted_on(self.definition, place.at.state, move) or not self._has_rows(
                move.action, place.then
            ):
                continue
            then = self._given(move.action, place.then)
            if id(move) not in days:
                days[id(move)] = self._day(move, place, then, day)
            when, deadline = days[id(move)]
            likely = None if when is None else self._chosen_day(move, then, given, when)
            if when is None or likely is None:
                continue
            hop = Hop(move, place.at.state, at.state, place.then, then, given, when, deadline)
            onward = self._arrived(place, hop, at, max(when, self._outlook.today))
            yield replace(hop, arrives=onward.then.known), onward, likely

    def _given(self, action: Action, then: Then) -> Then:
        """A moment with what an act gives anew."""
        asked = {*action.asks, *action.may_ask, *action.groups} & self._read
        grown = {_rows_of(one.group) for one in action.rows if one.adds}
        grown |= {_rows_of(one) for one in action.asks if self.definition.fields[one].type == "group"}
        return _opened(then, asked | grown)

    def _has_rows(self, action: Action, then: Then) -> bool:
        """Whether a group of which an action takes rows, and lets none come, has any by then."""
        return all(
            one.adds or self._case.fields.get(one.group) or _rows_of(one.group) in then.open
            for one in action.rows
        )

    def _day(self, move: Move, place: _Place, then: Then, day: date) -> tuple[date | None, date | None]:
        """Not before which day a move is possible, and the deadline on which it rests."""
        deadline = None
        if move.how == "overdue":
            deadline = self._overdue(move, place)
            if deadline is not None:
                day = max(day, deadline + timedelta(1))
        return self._outlook.first(move.action, then, day), deadline

    def _chosen_day(self, move: Move, then: Then, given: Mapping[str, Any], day: date) -> date | None:
        """The first day on which rules let a move through with the choices that the explored space makes; None: on none."""
        chosen = self.choices(given) if move.how == "act" else ()
        if not chosen:
            return day
        supposed = replace(then, known=tuple(sorted((*then.known, *chosen))))
        return self._outlook.first(move.action, supposed, day)

    def choices(self, given: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
        """What a move gives of choices of which rules name each word."""
        found = []
        for fact, value in given.items():
            field = self.definition.fields.get(fact.removeprefix("case."))
            if field is None or field.type not in ("choice", "yes_no") or value in (None, GIVEN, OTHER):
                continue
            if isinstance(value, bool) or band_of(self.vocabulary.domain(fact), value).words == (value,):
                found.append((field.name, value))
        return tuple(found)

    def _overdue(self, move: Move, place: _Place) -> date | None:
        """The day that must have passed before a deadline moves a case."""
        fields = self._outlook.fields(place.then)
        batches = {kind: one for kind, one in self._case.batches.items() if kind not in place.then.open}
        stays = not place.then.moved
        due = (
            self._case.due
            if stays
            else due_date(
                self.definition,
                self.definition.states[place.at.state].within,
                place.entered,
                fields,
                batches,
                self._facts.calendar,
            )
        )
        return passed_on(
            self.definition, place.at.state, move.action.name, due, self._facts, stays, self._case
        )

    def _arrived(self, place: _Place, hop: Hop, at: Configuration, day: date) -> _Place:
        action, definition = hop.move.action, self.definition
        path, returned = arrival(
            definition, action, hop.source, hop.target, place.came_from, place.then.returned
        )
        marked = {*action.sets, *(one.group for one in action.marks)}
        then = _opened(hop.then, marked & self._read, action.batch if action.batch in self._read else None)
        known = self._outlook.work_out(action, hop.then, hop.day, dated=False) if action.sets else {}
        if known:
            then = replace(then, known=tuple(sorted({**dict(then.known), **known}.items())))
        if hop.target in place.came_from:
            then = replace(then, open=then.open | {RETURNS})
        then = replace(
            then,
            state=hop.target,
            moved=then.moved or hop.target != hop.source,
            returned=returned,
            altered=then.altered or bool(action.does),
        )
        return _Place(at, then, day if hop.target != hop.source else place.entered, path)


@lru_cache(maxsize=32)
def _explorer(version: RunningVersion) -> Explorer:
    """What explores a version: made once, as its guards take a while."""
    return Explorer(version.definition, guards(version.definition, version.rules))


def passed_on(
    definition: Definition, state: str, action: str, due: date | None, facts: Facts, here: bool, case: Case
) -> date | None:
    """The day after which an overdue step takes an action by itself; None where the deadline is not known."""
    passed = due
    for number, step in enumerate(definition.states[state].overdue):
        if passed is None:
            return None
        if step.after:
            passed = duration_of(definition, step.after).after(passed, facts.calendar)
        if step.act == action and not (here and number < case.steps):
            return passed
    return None


def _opened(then: Then, names: set[str] | frozenset[str], batch: str | None = None) -> Then:
    opened = then.open | names | ({batch} if batch else set())
    if opened == then.open and not any(one in names for one, _ in then.known):
        return then
    return replace(then, open=opened, known=tuple(one for one in then.known if one[0] not in names))


def _counted_on(definition: Definition, state: str, move: Move) -> bool:
    """Whether a way may go by a move: people take it, or a deadline does; not what may or may not happen."""
    if move.how == "overdue":
        return any(step.act == move.action.name for step in definition.states[state].overdue)
    return move.how == "act" and not move.action.each


def _rows_of(group: str) -> str:
    """What stands among what is open for a group to which rows have come."""
    return f"{group}[]"


def _aside(hop: Hop) -> int:
    return int(hop.move.action.side and hop.source != hop.target)


def _unrolled(behind: tuple[Any, ...]) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    while behind:
        behind, hop = behind
        hops.append(hop)
    return tuple(reversed(hops))


def _rules(definition: Definition) -> Iterator[Rule]:
    for action in definition.actions.values():
        yield from action.only_if
        yield from action.sets.values()
    for document in definition.documents.values():
        if document.needed_if:
            yield document.needed_if


def _distances(definition: Definition, explorer: Explorer, ends: frozenset[str]) -> dict[str, Length]:
    """How far each state is from an end at the least, whatever the rules say."""
    back: dict[str, list[tuple[str, Length]]] = {}
    actions = definition.actions.values()
    for state, several in explorer.moves.items():
        for move in several:
            if not _counted_on(definition, state, move):
                continue
            action = move.action
            targets = action.to
            if action.to_previous:
                targets = tuple({one for other in actions if state in other.to for one in other.source})
            for target in targets:
                if target != state:
                    back.setdefault(target, []).append((state, (int(action.side), 1)))
    found: dict[str, Length] = {}
    todo: list[tuple[Length, str]] = [((0, 0), one) for one in ends]
    while todo:
        length, state = heappop(todo)
        if state in found:
            continue
        found[state] = length
        for source, step in back.get(state, ()):
            heappush(todo, ((length[0] + step[0], length[1] + step[1]), source))
    return found
