"""The founding case from the terminal alone, day by day: 80 vacant seats, and 77 officials inaugurated in one ceremony.

The default run takes 12 of them the whole way, each step as for all 80; `pytest -m long` takes all.

Everybody works at their own desk on the day on which it happened; between the days the demonstration's clock is moved on.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from textual.command import CommandList
from textual.widgets import Button, OptionList, Select

from tests.journeys.desk import MANY, Desk, at_desk, begins
from tui.screens.case import CaseScreen
from tui.screens.case.form import ActionForm
from tui.screens.case.inputs import PaperPart, PickPart
from tui.screens.ceremonies import CeremoniesScreen
from tui.screens.ceremonies.dialogs import HoldCeremony, NewCeremony, WhyAbsent
from tui.screens.ceremonies.picker import PickerScreen
from tui.screens.ceremonies.roll_screen import RollScreen
from tui.screens.dialogs import Confirm
from tui.screens.inbox import InboxScreen
from tui.screens.positions import PositionsScreen
from tui.screens.positions.dialogs import OpenCase
from tui.widgets.table import VirtualTable
from workflow import Workspace, make_demo

DOCS = Path(__file__).resolve().parents[2] / "docs" / "founding-case"
ROUTES = {
    "pertama": ("First appointment", 6), "perpindahan": ("Transfer from another post", 5),
    "penyesuaian": ("Adjustment", 7), "promosi": ("Promotion to the next level", 5),
}  # fmt: skip
"""Each route as the form words it, and how many documents it asks for."""
TESTED = ("perpindahan", "promosi")
Put = Callable[[str], Awaitable[None]]
"""How a text comes into a line: typed, or pasted."""
ABSENT = ("Sakit", "Tugas luar", "Sakit")
Nominees = list[tuple[str, str, str]]
"""Position, person and route of each."""


def nominees() -> Nominees:
    """All 80, in the order in which the four routes come in turn."""
    with (DOCS / "nominees.csv").open(encoding="utf-8") as file:
        return [(row["position"], row["nominee"], row["route"]) for row in csv.DictReader(file)]


def some_nominees(count: int) -> Nominees:
    """As many of each route as of every other."""
    by_route: dict[str, Nominees] = {route: [] for route in ROUTES}
    for one in nominees():
        by_route[one[2]].append(one)
    return [one for route in ROUTES for one in by_route[route][: count // len(ROUTES)]]


@pytest.mark.long
async def test_80_seats_go_from_vacant_to_77_inaugurated_and_3_postponed(tmp_path: Path) -> None:
    await the_founding_case(tmp_path, nominees())


async def test_12_of_the_seats_go_from_vacant_to_9_inaugurated_and_3_postponed(tmp_path: Path) -> None:
    await the_founding_case(tmp_path, some_nominees(12))


async def the_founding_case(tmp_path: Path, people: Nominees) -> None:
    path = tmp_path / "store.json"
    make_demo(path, cases=0, start=at("2025-09-22T07:45")).close()
    await open_the_cases(path, people)
    begins(path, "2025-10-02T08:30")
    await nominate_one_by_one(path, people)
    begins(path, "2025-10-08T09:30")
    await verify_in_bulk(path, len(people))
    begins(path, "2025-10-15T09:30")
    await record_the_competency_tests(path, people)
    begins(path, "2025-10-20T08:30")
    await assess(path, len(people))
    begins(path, "2025-10-23T12:45")
    await in_bulk(path, len(people), "sekda", "Endorse", "endorsed")
    begins(path, "2025-10-24T13:30")
    await in_bulk(
        path,
        len(people),
        "hr-01",
        "Request Pertek",
        "pertek_requested",
        "800.1.3.3/2410/BKPSDM/X/2025",
        "24-10-2025",
    )
    begins(path, "2025-11-12T09:45")
    await in_bulk(
        path,
        len(people),
        "hr-01",
        "Record Pertek approved",
        "pertek_granted",
        "1211/B-AK.02.01/SD/KR.X/2025",
        "12-11-2025",
    )
    begins(path, "2025-11-17T13:30")
    await in_bulk(
        path, len(people), "walikota", "Decree", "decreed", "1711.a/BKPSDM.800.1.3.3/XI/2025", "17-11-2025"
    )
    begins(path, "2025-11-18T07:45")
    await plan_the_ceremony(path, len(people))
    begins(path, "2025-11-25T07:30")
    await hold_the_ceremony(path, len(people))
    with Workspace.open(path, create=False) as ws:
        it_is_as_it_should_be(ws, people)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


async def open_the_cases(path: Path, people: Nominees) -> None:
    """22 September: the HR officer opens a case for each vacant seat, from the tree of positions."""
    seats: dict[str, int] = Counter(position for position, _person, _route in people)
    async with at_desk(path, "hr-01") as desk:
        assert "Nothing waits for you" in desk.said
        await desk.press("2")
        screen = await desk.comes_to(PositionsScreen)
        await desk.until(lambda: desk.table.source.count > 1, "the tree")
        for position, count in seats.items():
            await find(desk, screen, position)
            for _seat in range(count):
                await desk.key("n", lambda: desk.shows(OpenCase))
                await desk.key("tab", lambda: cast("Button", desk.app.focused).id == "yes")
                await desk.key("enter", lambda: desk.shows(CaseScreen))
                case = await desk.comes_to(CaseScreen)
                await desk.until(lambda case=case: case.view is not None, "the case")  # type: ignore[misc]
                assert case.view is not None
                assert case.view.case.subject == position
                await desk.key("escape", lambda: desk.shows(PositionsScreen))
        assert desk.ws.cases(state="vacant").total == len(people)


async def find(desk: Desk, screen: PositionsScreen, id: str) -> None:
    """Put the cursor on a position: filter by its name and its unit, then down to it."""
    position = desk.ws.registry.position(id)
    await desk.key("escape", lambda: desk.focused == "VirtualTable")
    await desk.key("slash", lambda: desk.focused == "Input")
    await desk.paste(f"{position.name} {desk.ws.registry.unit(position.unit).name}")
    row = f"seat:{id}"
    await desk.until(lambda: screen.table.source.index_of(row) is not None, f"the position {position.name}")
    await desk.key("enter", lambda: desk.focused == "VirtualTable")
    while (before := screen.table.cursor_key) != row:
        await desk.key("down", lambda before=before: screen.table.cursor_key != before)  # type: ignore[misc]


async def nominate_one_by_one(path: Path, people: Nominees) -> None:
    """2 October: the HR officer proposes somebody for each seat: the person, the route, the date, the documents."""
    waiting: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for position, person, route in people:
        waiting[position].append((person, route))
    async with at_desk(path, "hr-01") as desk:
        await desk.lists(len(people))
        for left in range(len(people), 0, -1):
            await desk.lists(left)
            assert desk.table.cursor_key is not None
            person, route = waiting[desk.ws.case(desk.table.cursor_key).subject].pop()
            await nominate(desk, person, route, desk.write if left > len(people) - 3 else desk.paste)
        await desk.sees("Nothing waits for you")
        assert desk.ws.cases(state="proposed").total == len(people)


async def nominate(desk: Desk, id: str, route: str, put: Put) -> None:
    """One proposal, numbers typed or pasted."""
    person, (label, papers) = desk.ws.registry.person(id), ROUTES[route]
    form = await desk.take("Nominate")
    await pick(desk, form, "nominee", person.nip, put)
    await next_part(desk)
    await put("25-11-2025")
    await next_part(desk)
    await choose(desk, label)
    await desk.reads("#papers-count", f"0 of {papers} on file")
    await desk.key("f8", lambda: all(one.raw for one in form.query(PaperPart) if one.needed))
    await desk.reads("#next", "then it waits for HR verifier")
    await desk.key("f10", lambda: desk.shows(InboxScreen), "back in the inbox")


async def pick(desk: Desk, form: ActionForm, field: str, nip: str, put: Put) -> None:
    """Find a person by their NIP, in the list below the line."""
    part = form.query_one(f"#field-{field}", PickPart)
    await put(nip)
    await desk.until(lambda: part.query_one(VirtualTable).source.count == 1, f"the one with the NIP {nip}")
    await desk.key("enter", lambda: part.raw)


async def choose(desk: Desk, label: str) -> None:
    """Open a choice, jump to an option by its first letter, take it."""
    await desk.key("enter", lambda: desk.focused == "SelectOverlay")
    await desk.key(label[0], lambda: cast("OptionList", desk.app.focused).highlighted)
    await desk.key("enter", lambda: desk.focused == "Select" and cast("Select[str]", desk.app.focused).value)
    assert label in desk.said


async def verify_in_bulk(path: Path, count: int) -> None:
    """8 October: the verifier has looked through the files and verifies all of them."""
    await in_bulk(path, count, "verifikator-01", "Verify", "verified")


async def record_the_competency_tests(path: Path, people: Nominees) -> None:
    """15 October: the certificates of those who move to another post or rise have come, each with its number."""
    tests = {person for _position, person, route in people if route in TESTED}
    async with at_desk(path, "hr-02") as desk:
        cases = [one for one in desk.ws.cases(state="verified", limit=100) if one.fields["nominee"] in tests]
        assert len(cases) == len(people) // 2
        for number, case in enumerate(cases, 1):
            await go_to(desk, case.id)
            form = await desk.take("Record competency test")
            await pick(
                desk, form, "ukom_holder", desk.ws.registry.person(case.fields["nominee"]).nip, desk.paste
            )
            for text in (f"UKOM/{number}/X/2025", "15-10-2025"):
                await next_part(desk)
                await desk.paste(text)
            await next_part(desk)
            await choose(desk, "Passed")
            await desk.key("f8", lambda form=form: all(one.raw for one in form.query(PaperPart)))  # type: ignore[misc]
            await desk.reads("#next", "Verified")
            await desk.key("f10", lambda: desk.shows(CaseScreen), "back on the case")
            await desk.key("escape", lambda: desk.shows(InboxScreen))


async def go_to(desk: Desk, case: str) -> None:
    """Open any case by its number, from the palette."""
    await desk.key("ctrl+p", lambda: desk.focused == "CommandInput")
    await desk.paste(case)
    found = desk.app.screen.query_one(CommandList)
    await desk.until(
        lambda: found.option_count and case in str(found.options[0].prompt), f"{case} in the palette"
    )
    await desk.key("enter", lambda: desk.shows(CaseScreen))
    screen = await desk.comes_to(CaseScreen)
    await desk.until(lambda: screen.view is not None, "the case")
    assert screen.case == case


async def next_part(desk: Desk) -> None:
    """Tab, and wait until something else takes the keys."""
    before = desk.app.focused
    await desk.key("tab", lambda: desk.app.focused is not before)


async def assess(path: Path, count: int) -> None:
    """20 October: the head of transfers signs first, then three of the committee; the third signature moves the cases."""
    await in_bulk(path, count, "kabid-mutasi", "Assess", "verified", "", "BA/2010/TPK/X/2025", "20-10-2025")
    for member, state in (("tim-01", "verified"), ("tim-02", "verified"), ("tim-03", "assessed")):
        await in_bulk(path, count, member, "Assess", state)


async def in_bulk(path: Path, count: int, user: str, action: str, state: str, *values: str) -> None:
    """All that wait in somebody's inbox at once, with the same values for each; `state` is where they stand then."""
    async with at_desk(path, user) as desk:
        await desk.lists(count)
        await desk.take_all(action, count)
        for value in values:
            await desk.write(value)
            await desk.press("tab")
        await desk.send_all(count)
        assert {case.state for case in desk.ws.cases(limit=100)} == {state}


async def plan_the_ceremony(path: Path, count: int) -> None:
    """18 November: the ceremony officer plans the ceremony and puts them on its roll."""
    async with at_desk(path, "upacara-01") as desk:
        await desk.press("3")
        await desk.comes_to(CeremoniesScreen)
        await desk.sees("No ceremony is planned")
        await desk.press("c")
        await desk.comes_to(NewCeremony)
        await desk.reach("day")
        await desk.press("end", "ctrl+u")
        await desk.write("2025-11-25")
        await desk.sees("Tuesday, 25 November 2025")
        await desk.reach("place")
        await desk.write("Aula Rumah Jabatan Wali Kota Kupang")
        await desk.reach("yes")
        await desk.press("enter")
        await desk.comes_to(RollScreen)
        await desk.sees("Nobody is on the roll yet")
        await desk.press("plus")
        await desk.comes_to(PickerScreen)
        await desk.lists(count)
        await desk.press("asterisk", "plus")
        if count > MANY:
            await desk.comes_to(Confirm)
            await desk.reach("typed")
            await desk.write(str(count))
            await desk.reach("yes")
            await desk.press("enter")
        await desk.comes_to(RollScreen)
        await desk.sees(f"0 / {count} present")


async def hold_the_ceremony(path: Path, count: int) -> None:
    """25 November: all but 3 come; the ceremony is held."""
    come = count - len(ABSENT)
    async with at_desk(path, "upacara-01") as desk:
        await desk.press("3")
        await desk.comes_to(CeremoniesScreen)
        await desk.sees("● today")
        await desk.press("enter")
        await desk.comes_to(RollScreen)
        await desk.sees(f"0 / {count} present")
        for reason in ABSENT:
            while "JF-" not in str(desk.table.cursor_key):  # the head of an oath group means all of it
                await desk.press("down")
            await desk.press("t")
            await desk.comes_to(WhyAbsent)
            await desk.write(reason)
            await desk.press("enter")
            await desk.comes_to(RollScreen)
            await desk.sees(f"absent: {reason}")
        await desk.sees("3 absent")
        await desk.press("A")
        await desk.comes_to(Confirm)
        await desk.sees(f"Record {come} people as present?")
        await desk.reach("yes")
        await desk.press("enter")
        await desk.sees(f"{come} / {count} present")
        await desk.press("h")
        await desk.comes_to(HoldCeremony)
        await desk.sees(f"{come} people are inaugurated")
        await desk.sees("the last day allowed is 31 December 2025")
        if count > MANY:
            await desk.reach("typed")
            await desk.write(str(count))
        await desk.reach("yes")
        await desk.press("enter")
        await desk.sees(f"{come} inaugurated")


def it_is_as_it_should_be(ws: Workspace, people: Nominees) -> None:
    """What the record holds after that day."""
    wanted = {person: position for position, person, _route in people}
    come = len(people) - len(ABSENT)
    inaugurated = list(ws.cases(state="inaugurated", limit=100))
    postponed = list(ws.cases(state="scheduled", limit=100))
    assert (len(inaugurated), len(postponed)) == (come, 3)
    for case in inaugurated:
        nominee = case.fields["nominee"]
        assert case.subject == wanted[nominee]
        assert [one.position for one in ws.registry.holders_now(nominee)] == [wanted[nominee]]
    for case in postponed:
        assert case.due is not None
        assert "2025-11-25" < case.fields["ceremony_date"] <= case.due.isoformat() == "2025-12-31"
        assert ws.history(case.id)[-1].reason in ABSENT
    ceremony = ws.ceremonies.all()[0]
    assert (ceremony.invited, ceremony.present, ceremony.absent) == (len(people), come, 3)
    report = ws.verify()
    assert (report.ok, report.notes) == (True, ())
