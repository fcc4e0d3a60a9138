"""The mayor travels: an absence is entered in the terminal, the city secretary finds the cases with a.n., and signs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.journeys.desk import Desk, at_desk, begins
from tui.screens.case import CaseScreen
from tui.screens.dialogs import Confirm, Told
from tui.screens.inbox import InboxScreen
from tui.screens.notices import NoticesScreen
from tui.screens.standing_in import StandingInScreen
from tui.screens.standing_in.forms import AbsenceForm
from workflow import Workspace

MAYOR, DEPUTY = "Wali Kota Kupang (peran demo)", "Kristina Veronika Mangngi"


async def enters_an_absence(desk: Desk, since: str, until: str) -> None:
    """The mayor, key by key: where, when, who acts, why."""
    await desk.press("D")
    await desk.comes_to(StandingInScreen)
    await desk.sees("Nothing is entered.")
    await desk.press("a")
    form = await desk.comes_to(AbsenceForm)
    first = form.query_one("#in-since", Input)
    first.value = ""
    await desk.write(since)
    await desk.press("tab")
    await desk.write(until)
    await desk.press("tab")
    await desk.write("kristina")
    await desk.sees(DEPUTY)
    await desk.press("enter", "tab", "tab")
    await desk.write("Perjalanan dinas ke Jakarta")
    await desk.press("f10")


async def test_the_mayor_travels_and_the_deputy_signs_in_the_mayors_place(demo: Path) -> None:
    async with at_desk(demo, "walikota") as desk:
        await enters_an_absence(desk, "2025-11-25", "2025-11-28")
        told = await desk.comes_to(Told)
        assert told is not None
        await desk.sees("nobody can complete")
        await desk.press("enter")
        await desk.comes_to(StandingInScreen)
        await desk.sees("● in force")
        (absence,) = desk.ws.access.absences()
        assert (absence.to, absence.until) == (("sekda",), date(2025, 11, 28))

    async with at_desk(demo, "sekda") as desk:
        await desk.sees("For (a.n.)")
        await desk.press("v", "v", "v", "v")
        await desk.sees("In somebody's place (a.n., Plt, Plh)")
        await desk.until(lambda: desk.table.source.count > 0, "the mayor's cases")
        case = desk.table.cursor_key
        assert case is not None
        await desk.sees(f"a.n. {MAYOR}")
        await desk.press("enter")
        await desk.comes_to(CaseScreen)
        await desk.sees("Decree  a.n.")
        await desk.take("Decree")
        await desk.sees(f"a.n. {MAYOR}")
        await desk.write("821.3/77/WK/2025")
        await desk.press("tab")
        await desk.write("25-11-2025")
        await desk.press("f10")
        await desk.comes_to(CaseScreen)
        await desk.sees("Decreed")
        await desk.sees(f"(a.n.) {MAYOR}: Decree")
        await desk.sees(f"by absence {absence.id}")
        event = desk.ws.history(case)[-1]
        assert (event.actor, event.on_behalf_of, event.mandate) == ("sekda", "walikota", absence.id)
        assert desk.ws.verify().ok

    async with at_desk(demo, "walikota") as desk:
        await desk.press("D")
        await desk.comes_to(StandingInScreen)
        await desk.sees("● in force")
        await desk.press("x")
        await desk.comes_to(Confirm)
        await desk.press("tab", "enter")
        await desk.sees("– cancelled")
    with Workspace.open(demo, create=False) as ws:
        assert not [one for one in ws.inbox("sekda", limit=1000) if one.for_whom]


@pytest.mark.long
async def test_an_absence_that_begins_later_lends_nothing_before_its_first_day(demo: Path) -> None:
    async with at_desk(demo, "walikota") as desk:
        await enters_an_absence(desk, "2025-12-01", "2025-12-03")
        await desk.until(lambda: desk.shows(Told) or desk.shows(StandingInScreen), "the answer")
        if desk.shows(Told):
            await desk.press("enter")
        await desk.comes_to(StandingInScreen)
        await desk.sees("○ from 1 Dec 2025")
        assert not [one for one in desk.ws.inbox("sekda", limit=1000) if one.for_whom]
    begins(demo, "2025-12-01T08:00")
    async with at_desk(demo, "sekda") as desk:
        await desk.press("D")
        await desk.comes_to(StandingInScreen)
        await desk.sees(f"You may act in the place of: {MAYOR}")
        await desk.press("escape")
        await desk.comes_to(InboxScreen)
        await desk.press("N")
        await desk.comes_to(NoticesScreen)
        assert [one for one in desk.ws.inbox("sekda", limit=1000) if one.for_whom]
