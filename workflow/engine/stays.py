"""Where the time of a case went: its stays in states, in working days, split into the office's own and what others took.

A state that `waits_for` somebody outside, and one with a stopped clock, does not count against the officer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workflow.definition.model import Definition, Label, State
from workflow.engine.calendar import Calendar
from workflow.engine.case import Event

Kind = Literal["own", "outside", "stopped"]


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of a case in a state.

    Args:
        state: the state; `label` is its label in the version under which the case was there last.
        since, until: from when to when; None: it is still there.
        days: working days, the first day being day 0.
        kind: whose time it was: the office's `own`, `outside` (the state waits for somebody else), or `stopped`.
        waits_for: for whom, where it waited for somebody outside.
    """

    state: str
    label: Label
    since: datetime
    until: datetime | None
    days: int
    kind: Kind
    waits_for: Label | None = None


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The stays of a case, and their working days by kind."""

    stays: tuple[Stay, ...]

    def _sum(self, kind: Kind) -> int:
        return sum(one.days for one in self.stays if one.kind == kind)

    @property
    def own(self) -> int:
        """Working days that the office itself took."""
        return self._sum("own")

    @property
    def outside(self) -> int:
        """Working days spent waiting for somebody outside."""
        return self._sum("outside")

    @property
    def stopped(self) -> int:
        """Working days on which the clock stood still."""
        return self._sum("stopped")


def case_clock(
    events: Sequence[Event],
    definition_of: Callable[[str, int], Definition],
    calendar: Calendar,
    now: datetime,
) -> CaseClock:
    """The stays that a history tells, in final states none.

    Args:
        events: all events of one case, oldest first.
        definition_of: gives the definition of (id, version number).
        calendar: the office's working days.
        now: until when the present stay is counted.
    """
    stays: list[Stay] = []
    began: datetime | None = None
    for number, event in enumerate(events):
        began = began or event.at
        behind = events[number + 1] if number + 1 < len(events) else None
        if behind is not None and behind.target == event.target:
            continue
        state = definition_of(event.definition, event.version).states[event.target]
        if not state.final:
            until = behind.at if behind else None
            days = calendar.working_days_between(began.date(), max(until or now, began).date())
            stays.append(Stay(event.target, state.label, began, until, days, _kind(state), state.waits_for))
        began = behind.at if behind else None
    return CaseClock(tuple(stays))


def _kind(state: State) -> Kind:
    if state.clock == "stopped":
        return "stopped"
    return "outside" if state.waits_for else "own"
