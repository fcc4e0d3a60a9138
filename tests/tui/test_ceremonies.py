"""Ceremonies: planning one, the roll with attendance, and the one decision that inaugurates."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Input

from tests.builders import START, SmallCity, a_nominee, empty_city
from tests.tui.screen import app_for, screen_text, settled, terminal, typed
from tui.app import LantikApp
from tui.screens.case import CaseScreen
from tui.screens.ceremonies import CeremoniesScreen
from tui.screens.ceremonies.day import parse_day
from tui.screens.ceremonies.dialogs import HoldCeremony, NewCeremony, WhyAbsent
from tui.screens.ceremonies.picker import PickerScreen
from tui.screens.ceremonies.roll import Entry, Group, Line, Roll, candidates, gather
from tui.screens.ceremonies.roll_screen import RollScreen
from tui.screens.dialogs import Confirm, Told
from workflow import Case
from workflow.ceremony.model import Ceremony
from workflow.ceremony.model import Line as OnRoll
from workflow.registry.model import Position

TUESDAY = date(2025, 11, 25)
BIG = Position(
    "PRW-BIG", "Perawat Ahli Pertama", "functional", "PKM-OEBOBO", "Ahli Pertama", 40, "Perawat", "Keahlian", "Profesi", 58
)  # fmt: skip


def decreed(tmp_path: Path, count: int) -> SmallCity:
    """A city with so many decreed cases, in November 2025 before the ceremony; `cases` by their place."""
    city = empty_city(tmp_path)
    people = [a_nominee(100 + number, f"Peserta {number:02}") for number in range(count)]
    city.ws.registry.put([BIG, *people], actor="admin")
    city.clock.set("2025-10-20T09:00")
    for number, person in enumerate(people):
        case = city.cases[str(number)] = city.open("PRW-BIG")
        city.nominate(case, person.id)
    for moment, steps in (
        ("2025-10-21T09:00", ("verify",)), ("2025-10-30T10:00", ()), ("2025-11-03T09:00", ("endorse", "request")),
        ("2025-11-10T09:00", ("grant",)), ("2025-11-14T09:00", ("decree",)),
    ):  # fmt: skip
        city.clock.set(moment)
        for case in city.cases.values():
            city.step(case, *steps) if steps else city.assess(case)
    city.clock.set("2025-11-20T09:00")
    return city


def scheduled(tmp_path: Path, count: int, on_roll: int | None = None) -> SmallCity:
    """The same on the morning of their ceremony."""
    city = decreed(tmp_path, count)
    made = city.ws.ceremonies.create(
        "Pelantikan fungsional", TUESDAY, place="Aula Balai Kota", actor="protocol"
    )
    city.ws.ceremonies.add(made.id, list(city.cases.values())[:on_roll], actor="protocol")
    city.clock.moment = START
    return city


def now(app: LantikApp) -> Ceremony:
    assert app.gateway is not None
    return app.gateway.workspace.ceremonies.get("UPC-2025-001")


def case(app: LantikApp, id: str) -> Case:
    assert app.gateway is not None
    return app.gateway.workspace.case(id)


async def open_roll(pilot: Any) -> RollScreen:
    await pilot.press("3")
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    assert isinstance(pilot.app.screen, RollScreen)
    return pilot.app.screen


# ── the roll as values ──────────────────────────────────────────────────────────────────────────────────────────────────


def a_roll(*lines: OnRoll, religions: str = "KIIH", **said: Any) -> Roll:
    names = {"K": "Kristen", "I": "Islam", "H": "Hindu", "X": "Marapu"}
    entries = {
        line.case: Entry(
            line.case, f"Name {line.case}", names[religions[place]], "Perawat", "Oebobo", {"en": "Scheduled"}, True, None
        )
        for place, line in enumerate(lines)
    }  # fmt: skip
    return Roll(Ceremony("U", "Pelantikan", TUESDAY, "", lines), said.get("today", TUESDAY), None, entries)


def test_oath_groups_stand_in_the_order_of_the_oath_and_names_within() -> None:
    roll = a_roll(OnRoll("d"), OnRoll("c"), OnRoll("b"), OnRoll("a"), religions="KIIX")
    assert [row.key for row in roll.rows()] == [
        "group:Islam", "b", "c", "group:Kristen", "d", "group:Marapu", "a",
    ]  # fmt: skip


def test_a_line_says_its_attendance_in_words() -> None:
    roll = a_roll(
        OnRoll("a", "present"), OnRoll("b", "absent", "sakit"), OnRoll("c"),
        OnRoll("d", "absent", "dinas", "postponed", date(2025, 12, 2)),
    )  # fmt: skip
    words = {line.key: line.words for line in roll.lines()}
    assert words == {
        "a": "present", "b": "absent: sakit", "c": "not recorded", "d": "postponed to 2 Dec 2025: dinas",
    }  # fmt: skip


def test_what_stands_in_the_way_is_said() -> None:
    roll = a_roll(OnRoll("a", "present"), OnRoll("b"), today=date(2025, 11, 24))
    assert roll.against() == [
        "Attendance is not recorded for 1 person.",
        "Today is not the day of the ceremony (Tuesday, 25 November 2025).",
    ]
    assert a_roll(OnRoll("a", "present")).against() == []
    assert a_roll().against() == ["Nobody is on the roll yet; + adds decreed cases."]


@pytest.mark.parametrize("said", ["2025-11-25", "25-11-2025", "25/11/2025", " 25.11.2025 ", "2025/11/25"])
def test_a_day_may_be_typed_year_first_or_day_first(said: str) -> None:
    assert parse_day(said) == TUESDAY


@pytest.mark.parametrize("said", ["", "tomorrow", "2025-13-01", "30-02-2025", "25-11-25"])
def test_what_is_no_day_is_none(said: str) -> None:
    assert parse_day(said) is None


def test_a_roll_of_a_thousand_is_put_in_order_at_once() -> None:
    lines = tuple(OnRoll(f"JF-{number:04}", "present") for number in range(1041))
    entries = {
        one.case: Entry(one.case, f"N {one.case}", ("Islam", "Kristen")[place % 2], "P", "U", {}, True, None)
        for place, one in enumerate(lines)
    }
    roll = Roll(Ceremony("U", "Besar", TUESDAY, "", lines), TUESDAY, None, entries)
    rows = roll.rows()
    assert len(rows) == 1043
    assert isinstance(rows[0], Group)
    assert isinstance(rows[1], Line)
    assert roll.against() == []


def test_gathering_reads_who_it_is_about(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 2)
    roll = gather(city.ws.as_user("protocol"), "UPC-2025-001")
    city.close()
    (one, two) = roll.lines()
    assert {one.entry.religion, two.entry.religion} == {"Katolik", "Kristen"}
    assert one.entry.unit == "Puskesmas Oebobo"
    assert one.entry.due == date(2025, 12, 30)
    assert one.entry.ready


# ── planning ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_ceremony_is_planned_on_a_working_day(tmp_path: Path) -> None:
    city = decreed(tmp_path, 1)
    async with terminal(city, "protocol") as (app, pilot):
        await pilot.press("3")
        await settled(pilot)
        assert "c plans one" in screen_text(app)
        await pilot.press("c")
        await settled(pilot)
        dialog = app.screen
        assert isinstance(dialog, NewCeremony)
        dialog.query_one("#day", Input).value = "2025-11-30"
        await pilot.pause()
        assert "not a working day (Minggu)" in screen_text(app)
        assert dialog.query_one("#yes", Button).disabled
        dialog.query_one("#day", Input).value = "25-11-2025"
        dialog.query_one("#title", Input).value = "Pelantikan"
        await pilot.pause()
        assert "Tuesday, 25 November 2025" in screen_text(app)
        await pilot.click("#yes")
        await settled(pilot)
        assert isinstance(app.screen, RollScreen)
        assert now(app).date == TUESDAY
        assert "Nobody is on the roll yet" in screen_text(app)


async def test_who_may_not_plan_is_told_by_whom_it_is_done_and_keeps_what_was_typed(tmp_path: Path) -> None:
    city = decreed(tmp_path, 1)
    async with terminal(city, "verifier") as (app, pilot):
        await pilot.press("3")
        await settled(pilot)
        await pilot.press("c")
        await settled(pilot)
        await pilot.click("#yes")
        await settled(pilot)
        assert isinstance(app.screen, NewCeremony)
        assert "Ceremony officer" in screen_text(app)


async def test_decreed_cases_are_marked_and_put_on_the_roll(tmp_path: Path) -> None:
    city = decreed(tmp_path, 3)
    city.ws.ceremonies.create("Pelantikan", TUESDAY, actor="protocol")
    async with terminal(city, "protocol") as (app, pilot):
        await open_roll(pilot)
        await pilot.press("plus")
        await settled(pilot)
        assert isinstance(app.screen, PickerScreen)
        assert "30 December 2025" in screen_text(app)
        await pilot.press("space", "down", "space")
        assert "2 marked of 3" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, RollScreen)
        assert now(app).invited == 2
        assert {case(app, line.case).state for line in now(app).lines} == {"scheduled"}
        assert "2 not recorded" in screen_text(app)


async def test_more_than_twenty_ask_for_their_number(tmp_path: Path) -> None:
    city = decreed(tmp_path, 21)
    city.ws.ceremonies.create("Pelantikan", TUESDAY, actor="protocol")
    async with terminal(city, "protocol") as (app, pilot):
        await open_roll(pilot)
        await pilot.press("plus")
        await settled(pilot)
        await pilot.press("asterisk", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)
        await typed(pilot, "20")
        assert app.screen.query_one("#yes", Button).disabled
        await pilot.press("backspace", "1")
        await pilot.pause()
        assert not app.screen.query_one("#yes", Button).disabled
        await pilot.click("#yes")
        await settled(pilot)
        assert now(app).invited == 21


async def test_too_late_to_invite_is_refused_case_by_case_and_the_marks_stay(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 3, on_roll=1)
    async with terminal(city, "protocol") as (app, pilot):
        await open_roll(pilot)
        await pilot.press("plus")
        await settled(pilot)
        await pilot.press("asterisk", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Told)
        said = screen_text(app)
        assert city.cases["1"] in said
        assert city.cases["2"] in said
        assert "Too late to invite" in said
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, PickerScreen)
        assert len(app.screen.table.selected) == 2
        assert now(app).invited == 1


# ── attendance and holding ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_those_present_are_inaugurated_and_the_absent_postponed(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 5)
    async with terminal(city, "protocol", size=(160, 40)) as (app, pilot):
        roll = await open_roll(pilot)
        gone = roll.table.cursor_key
        assert gone is not None
        await pilot.press("t")
        await settled(pilot)
        assert isinstance(app.screen, WhyAbsent)
        await typed(pilot, "sakit")
        await pilot.press("enter")
        await settled(pilot)
        assert "✗ absent: sakit" in screen_text(app)
        assert "4 not recorded" in screen_text(app)

        await pilot.press("h")
        await settled(pilot)
        assert isinstance(app.screen, Told), "attendance comes first"
        await pilot.press("escape", "A")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)
        await pilot.click("#yes")
        await settled(pilot)
        assert "4 / 5 present" in screen_text(app)

        await pilot.press("h")
        await settled(pilot)
        sheet = app.screen
        assert isinstance(sheet, HoldCeremony)
        assert sheet.focused is not None
        assert sheet.focused.id == "no", "it starts on Cancel"
        said = screen_text(app)
        assert "4 people are inaugurated" in said
        assert "1 person is postponed to" in said
        assert "the last day allowed is 30 December 2025" in said
        assert gone in said
        sheet.query_one("#day", Input).value = "2025-12-31"
        await pilot.pause()
        assert "after the last day allowed" in screen_text(app)
        assert sheet.query_one("#yes", Button).disabled
        sheet.query_one("#day", Input).value = "2025-12-10"
        await pilot.pause()
        await pilot.click("#yes")
        await settled(pilot)

        assert isinstance(app.screen, RollScreen)
        said = screen_text(app)
        assert "★ inaugurated" in said
        assert "postponed to 10 Dec 2025" in said
        assert "10 December 2025 · sakit" in said
        held = now(app)
        assert held.held is not None
        assert case(app, gone).state == "scheduled"
        assert case(app, gone).fields["ceremony_date"] == "2025-12-10"
        states = {case(app, one).state for one in city.cases.values() if one != gone}
        assert states == {"inaugurated"}
        assert app.gateway is not None
        assert len(app.gateway.workspace.registry.holdings(position="PRW-BIG")) == 4
        await pilot.press("p", "t", "A", "h", "plus")
        assert isinstance(app.screen, RollScreen), "a held ceremony is there to be read"


async def test_who_was_postponed_can_be_put_on_the_roll_of_another_ceremony(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 3)
    first, *others = city.cases.values()
    city.ws.ceremonies.attend("UPC-2025-001", [first], "absent", reason="sakit", actor="protocol")
    session = city.ws.as_user("protocol")
    assert candidates(session) == [], "those on a roll are no candidates"
    city.ws.ceremonies.attend("UPC-2025-001", others, "present", actor="protocol")
    city.ws.ceremonies.hold("UPC-2025-001", actor="protocol")
    assert [one.case for one in candidates(session)] == [first]
    city.ws.ceremonies.create("Susulan", date(2025, 12, 2), actor="protocol")
    async with terminal(city, "protocol") as (app, pilot):
        await open_roll(pilot)
        await pilot.press("plus")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, RollScreen)
        assert app.gateway is not None
        again = app.gateway.workspace.ceremonies.get("UPC-2025-002")
        assert [line.case for line in again.lines] == [first]


async def test_cancel_writes_nothing(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 1)
    async with terminal(city, "protocol") as (app, pilot):
        await open_roll(pilot)
        await pilot.press("p")
        await settled(pilot)
        await pilot.press("h")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, RollScreen)
        assert now(app).held is None


async def test_many_ask_for_the_number_before_they_are_inaugurated(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 21)
    city.ws.ceremonies.attend("UPC-2025-001", list(city.cases.values()), "present", actor="protocol")
    async with terminal(city, "protocol") as (app, pilot):
        await open_roll(pilot)
        await pilot.press("h")
        await settled(pilot)
        sheet = app.screen
        assert isinstance(sheet, HoldCeremony)
        assert sheet.query_one("#yes", Button).disabled
        sheet.query_one("#typed").focus()
        await typed(pilot, "21")
        await pilot.pause()
        await pilot.click("#yes")
        await settled(pilot)
        assert {case(app, one).state for one in city.cases.values()} == {"inaugurated"}


async def test_a_day_too_late_is_refused_with_every_case_and_nothing_is_written(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 2)
    city.ws.ceremonies.attend("UPC-2025-001", list(city.cases.values()), "present", actor="protocol")
    city.clock.set("2025-11-26T08:00")
    async with terminal(city, "protocol", size=(160, 40)) as (app, pilot):
        await open_roll(pilot)
        assert "Today is not the day of the ceremony" in " ".join(screen_text(app).split())
        await pilot.press("h")
        await settled(pilot)
        await pilot.click("#yes")
        await settled(pilot)
        assert isinstance(app.screen, Told)
        said = screen_text(app)
        assert city.cases["0"] in said
        assert city.cases["1"] in said
        assert now(app).held is None


async def test_a_heading_stands_for_its_group_and_space_marks_many(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 8)
    async with terminal(city, "protocol") as (app, pilot):
        roll = await open_roll(pilot)
        await pilot.press("home", "p")
        await settled(pilot)
        assert now(app).present == 2, "both of the first oath group"
        await pilot.press("end", "space", "up", "space")
        assert "2 marked" in screen_text(app)
        await pilot.press("p")
        await settled(pilot)
        assert now(app).present == 4
        assert not roll.table.selected


async def test_attendance_can_be_corrected_and_p_goes_on_to_the_next(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 3)
    async with terminal(city, "protocol") as (app, pilot):
        roll = await open_roll(pilot)
        first = roll.table.cursor_key
        await pilot.press("p")
        await settled(pilot)
        assert roll.table.cursor_key != first
        roll.table.cursor_key = first
        await pilot.press("t")
        await settled(pilot)
        await typed(pilot, "dinas luar")
        await pilot.press("enter")
        await settled(pilot)
        assert (now(app).present, now(app).absent) == (0, 1)


async def test_somebody_else_may_look_and_is_told_why_not(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 2)
    async with terminal(city, "verifier") as (app, pilot):
        await open_roll(pilot)
        await pilot.press("p")
        await settled(pilot)
        assert isinstance(app.screen, Told)
        assert "Ceremony officer" in screen_text(app)
        assert now(app).unknown == 2


async def test_the_roll_is_filtered_and_opens_a_case(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 8)
    async with terminal(city, "protocol") as (app, pilot):
        roll = await open_roll(pilot)
        await pilot.press("slash")
        await typed(pilot, "peserta 05")
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is roll
        await pilot.press("escape")
        assert roll.table.source.count > 1
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, CeremoniesScreen)


async def test_a_narrow_terminal_keeps_the_counter_and_shows_the_checks_on_i(tmp_path: Path) -> None:
    city = scheduled(tmp_path, 3)
    async with terminal(city, "protocol", size=(80, 24)) as (app, pilot):
        roll = await open_roll(pilot)
        assert not roll.query_one("#side").display
        assert "0 / 3 present · 3 not recorded · ! 1 check" in screen_text(app)
        await pilot.press("i")
        await settled(pilot)
        assert "Attendance is not recorded for 3 people." in screen_text(app)


# ── how it looks ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "keys"),
    [((80, 24), ("3", "enter")), ((120, 36), ("3", "enter", "h"))],
    ids=["roll_small", "hold"],
)
def test_it_looks_like_this(
    size: tuple[int, int], keys: tuple[str, ...], tmp_path: Path, snap_compare: Any
) -> None:
    city = scheduled(tmp_path, 9)
    cases = list(city.cases.values())
    city.ws.ceremonies.attend("UPC-2025-001", cases[2:], "present", actor="protocol")
    city.ws.ceremonies.attend("UPC-2025-001", cases[:2], "absent", reason="sakit", actor="protocol")

    async def steps(pilot: Any) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    app = app_for(city, "protocol")
    app.animation_level = "none"
    assert snap_compare(app, terminal_size=size, run_before=steps)
