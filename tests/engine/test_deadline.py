"""By when: working days, a recorded day, a clock that stops and runs on with what was left."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.world import PERMIT, TUESDAY, ZONE, Desk, World, definition
from workflow.definition.model import Version
from workflow.engine.calendar import Calendar
from workflow.engine.machine import RunningVersion


def test_a_deadline_counts_working_days_from_the_day_after() -> None:
    assert Desk().open().due == date(2025, 12, 2)


def test_a_holiday_of_the_city_moves_a_deadline() -> None:
    world = World(calendar=Calendar({date(2025, 11, 27): "Hari jadi"}))
    assert Desk(world=world).open().due == date(2025, 12, 3)


def test_a_new_state_has_its_own_deadline() -> None:
    desk = Desk().sent()
    assert desk.case.due == date(2025, 11, 28)


def test_a_deadline_counts_from_a_recorded_day() -> None:
    desk = Desk().checked(day="2025-12-01")
    assert desk.case.due == Calendar().add_working(date(2025, 12, 1), 10)


def test_what_happens_inside_a_state_moves_no_deadline() -> None:
    desk = Desk().checked(day="2025-12-01")
    before = desk.case.due
    desk.now += timedelta(days=2)
    desk.act("label", "clerk", number="1")
    assert desk.case.due == before


def test_a_state_without_a_deadline_has_none() -> None:
    desk = Desk().checked()
    desk.act("sign", "head", note="fine")
    desk.act("sign", "board1")
    assert desk.act("sign", "board2").due is None


def test_a_parameter_says_how_long() -> None:
    source = PERMIT.replace("within: 3 wd", "within: params.most wd").replace("value: 1000", "value: 4")
    desk = Desk(RunningVersion(Version(definition(source), 1)))
    desk.open()
    desk.act("send", "clerk", amount=3, day="2025-11-28")
    assert desk.case.due == date(2025, 12, 1)


def test_a_stopped_clock_has_no_deadline_and_keeps_what_was_left() -> None:
    desk = Desk().sent()
    desk.now += timedelta(days=1)
    case = desk.act("hold", "boss", reason="a question")
    assert (case.due, case.left) == (None, 2)


def test_a_case_that_begins_where_the_clock_stands_still_has_no_deadline() -> None:
    source = PERMIT.replace("within: 5 wd", "within: 5 wd\n    clock: stopped")
    assert Desk(RunningVersion(Version(definition(source), 1))).open().due is None


def test_resuming_runs_on_with_what_was_left() -> None:
    desk = Desk().sent()
    desk.now += timedelta(days=1)
    desk.act("hold", "boss", reason="a question")
    desk.now = datetime(2026, 1, 5, 9, tzinfo=ZONE)
    case = desk.act("resume", "boss")
    assert (case.state, case.due, case.left) == ("sent", date(2026, 1, 7), None)


def test_what_was_overdue_is_as_overdue_after_it_was_held() -> None:
    desk = Desk().sent()
    desk.now = datetime(2025, 12, 2, 9, tzinfo=ZONE)  # two working days after the 28th
    assert desk.act("hold", "boss", reason="a question").left == -2
    desk.now = datetime(2026, 1, 7, 9, tzinfo=ZONE)
    assert desk.act("resume", "boss").due == date(2026, 1, 5)


def test_resuming_goes_back_to_where_it_was_held() -> None:
    desk = Desk().checked()
    desk.act("hold", "boss", reason="a question")
    desk.act("resume", "boss")
    assert (desk.case.state, desk.case.came_from) == ("checked", ("draft", "sent"))


@given(days=st.lists(st.integers(min_value=0, max_value=40), min_size=2, max_size=6))
def test_held_and_resumed_on_the_same_day_is_as_if_nothing_had_been(days: list[int]) -> None:
    desk = Desk()
    desk.open()
    due = desk.case.due
    for pause in days:
        desk.now = max(desk.now, TUESDAY + timedelta(days=pause))
        if not desk.world.calendar.is_working(desk.now.date()):
            continue
        desk.act("hold", "boss", reason="a question")
        desk.act("resume", "boss")
        assert desk.case.due == due


@pytest.mark.parametrize("pause", [1, 5, 20])
def test_what_is_left_does_not_depend_on_how_long_it_was_held(pause: int) -> None:
    desk = Desk()
    desk.open()
    desk.act("hold", "boss", reason="a question")
    resumed = desk.world.calendar.add_working(TUESDAY.date(), pause)
    desk.now = datetime.combine(resumed, TUESDAY.timetz())
    desk.act("resume", "boss")
    assert desk.case.due is not None
    assert desk.world.calendar.working_days_between(resumed, desk.case.due) == 5


def test_rules_and_deadlines_are_judged_as_of_the_day_of_the_act() -> None:
    desk = Desk()
    desk.open()
    early = desk.now
    desk.now += timedelta(days=9)
    case = desk.act("send", "clerk", amount=3, day="2025-11-28", at=early)
    assert (case.due, case.changed) == (date(2025, 11, 28), early)


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-24"])
def test_a_deadline_after_the_last_day_of_all_calendars_is_none(day: str) -> None:
    assert Desk().checked(day=day).case.due is None
