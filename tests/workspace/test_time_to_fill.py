"""The time to fill: from the day a seat was vacant to the day it is filled, dated anew by every re-opening."""

from __future__ import annotations

from datetime import date

from tests.engine.world import PERMIT, ZONE, Desk, definition
from tests.workspace.office import City
from workflow.definition.model import Version
from workflow.engine.calendar import Calendar
from workflow.engine.machine import RunningVersion
from workflow.registry.filling import time_to_fill
from workflow.registry.model import Holding


def test_an_annulment_re_dates_the_time_to_fill_and_the_first_vacancy_stays_on_record(city: City) -> None:
    city.put(Holding("H-LEFT", "P-OLD", "NURSE-3", "definitif", date(2020, 1, 1), date(2025, 9, 30)))
    case = city.vacant("NURSE-3")
    found = city.ws.time_to_fill(case)
    assert found is not None
    assert (found.vacant_since, found.counts_from, found.reopened) == (
        date(2025, 10, 1),
        date(2025, 10, 1),
        (),
    )
    assert (found.days, found.filled) == (33, None)
    void = Holding(
        "H-VOID",
        "P-NEW",
        "NURSE-3",
        "definitif",
        date(2025, 10, 6),
        date(2025, 10, 5),
        annulled=date(2025, 10, 20),
    )
    city.put(void)
    assert city.ws.registry.seat("NURSE-3").vacant_since == date(2025, 10, 20)
    found = city.ws.time_to_fill(case)
    assert found is not None
    assert (found.vacant_since, found.reopened, found.counts_from, found.days) == (
        date(2025, 10, 1),
        (date(2025, 10, 20),),
        date(2025, 10, 20),
        14,
    )


def test_the_time_to_fill_ends_with_the_appointment_and_begins_anew_when_that_is_annulled(city: City) -> None:
    case = city.inaugurated("P-NEW", "NURSE-1", "pertama")
    city.clock.set("2025-12-03T08:00")
    city.finish(case)
    found = city.ws.time_to_fill(case)
    assert found is not None
    assert (found.vacant_since, found.filled, found.days) == (date(2025, 11, 3), date(2025, 12, 1), 28)
    fields = {"annulment_number": "9/2025", "annulment_date": "2025-12-03"}
    city.ws.act(case, "annul", actor="mayor", reason="no Pertek", fields=fields)
    found = city.ws.time_to_fill(case)
    assert found is not None
    assert (found.filled, found.reopened, found.days) == (None, (date(2025, 12, 3),), None)
    city.clock.set("2025-12-08T08:00")
    after = city.ws.time_to_fill(city.vacant("NURSE-1"))
    assert after is not None
    assert (after.vacant_since, after.reopened) == (date(2025, 11, 3), (date(2025, 12, 3),))
    assert (after.counts_from, after.days, after.working_days) == (date(2025, 12, 3), 5, 3)


def test_a_case_that_is_taken_up_again_from_its_end_counts_from_that_day() -> None:
    again = PERMIT.replace(
        "  hold:   {label",
        "  reopen: {label: {id: Buka, en: Reopen}, from: lapsed, to: draft, by: clerk, reopens: true}\n  hold:   {label",
    )
    desk = Desk(RunningVersion(Version(definition(again), 1)))
    desk.open()
    desk.tick(desk.now.replace(month=12, day=20))
    assert desk.case.state == "lapsed"
    ended = time_to_fill(
        desk.events, lambda name, number: desk.version.definition, Calendar(), date(2025, 12, 20)
    )
    assert (ended.days, ended.filled, ended.reopened) == (None, None, ())
    desk.now = desk.now.replace(month=12, day=22, tzinfo=ZONE)
    desk.act("reopen", "clerk")
    found = time_to_fill(
        desk.events, lambda name, number: desk.version.definition, Calendar(), date(2025, 12, 24)
    )
    assert (found.vacant_since, found.reopened) == (date(2025, 11, 25), (date(2025, 12, 22),))
    assert (found.counts_from, found.days, found.working_days) == (date(2025, 12, 22), 2, 2)
