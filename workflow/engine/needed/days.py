"""On which days a way could be gone: a plan that the rules allow, the same with the expected waits, and by the deadlines.

A plan supposes what nobody knows yet: that everything asked for is given at once, that the choices are those with which the
way holds, and that a date which is asked for is the day of the act, or the next that the rules allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workflow.definition.model import Action, Definition, Rule, State
from workflow.definition.space.domain import GIVEN, OTHER
from workflow.engine.case import Case
from workflow.engine.deadline import due_date, duration_of
from workflow.engine.facts import Facts
from workflow.engine.needed.outlook import Outlook, Then
from workflow.engine.needed.way import Hop, passed_on

#: how far a supposed date is moved at most, and how many questions one plan may ask
_FURTHEST, _MOST = 60, 900


class Plan:
    """Goes a way once, day by day.

    Args:
        outlook: asks the rules.
        case: as it stands.
        facts: the world.
        waiting: whether waits for others take as long as expected.
    """

    def __init__(self, outlook: Outlook, case: Case, facts: Facts, waiting: bool = False) -> None:
        self._outlook, self._case, self._facts, self._waiting = outlook, case, facts, waiting
        self._definition = outlook.definition
        self._known: dict[str, Any] = {}
        self._open: set[str] = set()
        self._asked = 0
        self._last = outlook.until + timedelta(_FURTHEST)
        self._stuck: list[Rule] = []

    def days(self, hops: Sequence[Hop]) -> list[date | None]:
        """The day of each step; None from the first one on for which none was found."""
        found: list[date | None] = []
        day = self._outlook.today
        entered = (
            self._case.entered.astimezone(self._outlook.now.tzinfo).date() if self._case.entered else day
        )
        for hop in hops:
            at = self._step(hop, day, entered)
            found.append(at)
            if at is None:
                break
            day = max(at, day)
            entered = day if hop.target != hop.source else entered
        return [*found, *([None] * (len(hops) - len(found)))]

    def _step(self, hop: Hop, day: date, entered: date) -> date | None:
        start = self._start(hop, day, entered)
        action = hop.move.action
        if hop.move.how == "overdue":
            self._arrive(action, hop, start, {})
            return start
        dates = self._dates(action)
        chosen = self._chosen(hop)
        last = self._last
        if hop.day > start:
            start = hop.day
        self._stuck = []
        at, step = start, timedelta(1)
        while at <= last and self._asked < _MOST:
            supposed = self._supposed(hop, at, dates, chosen)
            if supposed is not None and step.days > 1:  # not before the week that was leapt over
                at, step, last = at - step + timedelta(1), timedelta(1), at
                continue
            if supposed is not None:
                self._arrive(action, hop, at, supposed)
                return at
            if at - start > timedelta(_FURTHEST) and last == self._last:
                step = timedelta(7)
            at += step
        return self._before(hop, dates, chosen) if hop.day < self._outlook.today else None

    def _before(self, hop: Hop, dates: Sequence[str], chosen: dict[str, Any]) -> date | None:
        """A day that has passed, where the act is entered later."""
        supposed = self._supposed(hop, hop.day, dates, chosen)
        if supposed is None:
            return None
        self._arrive(hop.move.action, hop, hop.day, supposed)
        return hop.day

    def _start(self, hop: Hop, day: date, entered: date) -> date:
        state = self._definition.states[hop.source]
        if hop.move.how == "overdue":
            due = self._case.due if not hop.before.moved else self._due(state, entered)
            passed = passed_on(
                self._definition,
                hop.source,
                hop.move.action.name,
                due,
                self._facts,
                not hop.before.moved,
                self._case,
            )
            return max(day, passed + timedelta(1)) if passed else day
        if self._waiting and hop.target != hop.source and waited_for(state, hop.move.action):
            due = self._case.due if not hop.before.moved else self._due(state, entered)
            return max(day, due) if due else day
        return day

    def _due(self, state: State, entered: date) -> date | None:
        fields = {**self._case.fields, **self._known}
        return due_date(
            self._definition, state.within, entered, fields, self._case.batches, self._facts.calendar
        )

    def _dates(self, action: Action) -> list[str]:
        return [one for one in action.asks if self._definition.fields[one].type == "date"]

    def _chosen(self, hop: Hop) -> dict[str, Any]:
        """What the way supposes of choices."""
        found = {}
        for fact, value in hop.given.items():
            field = self._definition.fields.get(fact.removeprefix("case."))
            if field is None or value is None or value in (GIVEN, OTHER) or isinstance(value, float):
                continue
            if field.type in ("choice", "yes_no"):
                found[field.name] = value
        return found

    def _supposed(
        self, hop: Hop, day: date, dates: Sequence[str], chosen: dict[str, Any]
    ) -> dict[str, Any] | None:
        """What is given on a day, so that no rule says no; None where there is no such thing."""
        rules = hop.move.action.only_if
        given = {**chosen, **dict.fromkeys(dates, day.isoformat())}
        if self._stuck and self._still(hop, day, dates, given):
            return None
        against = self._outlook.against(rules, self._then(hop, given), day)
        self._asked += 1
        if not against:
            return given
        first = {one.source for one in against}
        moved = self._named(against, dates)
        for n in range(1, _FURTHEST + 1) if moved else ():
            for _again in dates:  # a date that hangs on one that was moved moves along
                given |= dict.fromkeys(moved, (day + timedelta(n)).isoformat())
                against = self._outlook.against(rules, self._then(hop, given), day)
                self._asked += 1
                if not against:
                    return given
                more = self._named(against, dates) - moved
                if not more:
                    break
                moved |= more
            if any(one.source not in first and self._named([one], dates) for one in against):
                break  # moved too far for another rule
        self._stuck = [one for one in rules if one.source in first]
        return None

    def _still(self, hop: Hop, day: date, dates: Sequence[str], given: dict[str, Any]) -> bool:
        """Whether the rules that said no the day before say so again, with dates of the day and of the next."""
        later = {**given, **dict.fromkeys(dates, (day + timedelta(1)).isoformat())}
        self._asked += 1
        return all(self._outlook.against(self._stuck, self._then(hop, one), day) for one in (given, later))

    def _named(self, rules: Iterable[Rule], dates: Sequence[str]) -> set[str]:
        return {one for one in dates if any(one in self._outlook.read(rule).fields for rule in rules)}

    def _then(self, hop: Hop, given: dict[str, Any]) -> Then:
        known = {**self._known, **given}
        return replace(
            hop.then,
            open=hop.then.open | frozenset(self._open),
            known=tuple(sorted((name, value) for name, value in known.items())),
        )

    def _arrive(self, action: Action, hop: Hop, day: date, given: dict[str, Any]) -> None:
        """Keep what the act gave and worked out."""
        for name in (*action.asks, *action.may_ask, *action.groups):
            self._known.pop(name, None)
        then = self._then(hop, given)
        self._known |= given
        worked = self._outlook.work_out(action, then, day, dated=True) if action.sets else {}
        for name in action.sets:
            self._known.pop(name, None)
        self._known |= worked
        self._open |= {*action.asks, *action.groups, *action.sets}


def waited_for(state: State, action: Action) -> bool:
    """Whether a step hangs on somebody outside."""
    return state.waits_for is not None or action.external is not None


def by_deadlines(
    definition: Definition, case: Case, facts: Facts, hops: Sequence[Hop], today: date
) -> list[date | None]:
    """By when each step is done if every deadline on the way is used to its last day; None from where there is none."""
    found: list[date | None] = []
    fields = dict(case.fields)
    entered: date | None = today
    due = max(case.due, today) if case.due else None
    for hop in hops:
        fields |= dict(hop.before.known)
        if hop.move.how == "overdue" and due is not None:
            here = not hop.before.moved
            passed = passed_on(definition, hop.source, hop.move.action.name, due, facts, here, case)
            due = passed + timedelta(1) if passed else None
        found.append(due)
        if due is None:
            break
        for name in hop.move.action.asks:
            if definition.fields[name].type == "date":
                fields[name] = due.isoformat()
        if hop.target != hop.source:
            entered = due
            state = definition.states[hop.target]
            fields |= dict(hop.arrives)
            due = due_date(definition, state.within, entered, fields, case.batches, facts.calendar)
            due = max(due, entered) if due else None
    return [*found, *([None] * (len(hops) - len(found)))]


def wait_words(definition: Definition, state: State) -> tuple[str | None, str | None]:
    """How long the deadline of a state is, as words, and the parameter in which the number stands."""
    within = state.within
    if within is None or within.until is not None or not within.time:
        return None, None
    number = within.time.strip().partition(" ")[0]
    parameter = number.removeprefix("params.") if number.startswith("params.") else None
    return str(duration_of(definition, within.time)), parameter
