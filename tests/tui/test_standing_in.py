"""Absences and standing in: entered by who is away, seen by who stands in, ended at once; an admin sees everybody's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.builders import SmallCity, small_city
from tests.tui.screen import app_for, screen_text, settled, terminal, typed
from tui.app import LantikApp
from tui.screens.dialogs import Confirm, Told
from tui.screens.standing_in import StandingInScreen
from tui.screens.standing_in.forms import AbsenceForm, DelegationForm
from tui.widgets.table import VirtualTable


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return small_city(tmp_path)


async def shown(app: LantikApp, pilot: Pilot[Any]) -> VirtualTable:
    await pilot.press("D")
    await settled(pilot)
    assert isinstance(app.screen, StandingInScreen)
    return app.screen.query_one(VirtualTable)


async def test_who_is_away_says_so_and_ends_it_again(city: SmallCity) -> None:
    async with terminal(city, "mayor", size=(80, 24)) as (app, pilot):
        table = await shown(app, pilot)
        assert "Nothing is entered." in screen_text(app)
        await pilot.press("a")
        await settled(pilot)
        assert isinstance(app.screen, AbsenceForm)
        await pilot.press("tab")
        await typed(pilot, "2025-11-28")
        await pilot.press("tab")
        await typed(pilot, "jeffry")
        await pilot.press("enter", "tab", "tab")
        await typed(pilot, "dinas luar")
        await pilot.press("f10")
        await settled(pilot)
        assert app.gateway is not None
        (absence,) = app.gateway.workspace.access.absences()
        assert (absence.user, absence.until, absence.to) == ("mayor", date(2025, 11, 28), ("sekda",))
        if isinstance(app.screen, Told):  # which cases it leaves without people
            await pilot.press("enter")
            await settled(pilot)
        assert "● in force" in screen_text(app)
        await pilot.press("x")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert "– cancelled" in screen_text(app)
        assert table.source.count == 1
        assert app.gateway.workspace.inbox("sekda").total == len(
            [one for one in app.gateway.workspace.inbox("sekda") if one.for_whom is None]
        )


async def test_what_was_typed_is_kept_by_a_refusal_and_by_leaving(city: SmallCity) -> None:
    async with terminal(city, "mayor", size=(100, 36)) as (app, pilot):
        await shown(app, pilot)
        await pilot.press("a")
        await settled(pilot)
        await pilot.press("tab", "tab")
        await typed(pilot, "christian")
        await pilot.press("enter", "tab", "tab")
        await typed(pilot, "leave")
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, AbsenceForm)
        assert "Nobody stands in for themselves." in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("a")
        await settled(pilot)
        said = screen_text(app)
        assert "Christian Widodo" in said
        assert "leave" in said


async def test_a_delegation_says_how_far_it_reaches_and_who_stands_in_sees_in_whose_place(
    city: SmallCity,
) -> None:
    async with terminal(city, "mayor", size=(120, 40)) as (app, pilot):
        await shown(app, pilot)
        await pilot.press("d")
        await settled(pilot)
        assert isinstance(app.screen, DelegationForm)
        await typed(pilot, "jeffry")
        await pilot.press("enter", "tab", "tab")
        await typed(pilot, "dinas keseh")
        await pilot.press("enter", "tab", "tab", "tab", "tab", "tab")
        await typed(pilot, "travel")
        await pilot.press("f10")
        await settled(pilot)
        assert app.gateway is not None
        (made,) = app.gateway.workspace.access.delegations()
        assert (made.to, made.role, made.unit, made.reason) == ("sekda", None, "DINKES", "travel")
    async with terminal(city, "sekda", size=(120, 30)) as (app, pilot):
        await shown(app, pilot)
        said = screen_text(app)
        assert "You may act in the place of: Christian Widodo  Mayor · D-0001" in said
        assert app.screen.check_action("end", ()) is None
        await pilot.press("enter")
        await settled(pilot)
        assert "all roles, Dinas Kesehatan" in screen_text(app)


async def test_an_admin_sees_and_enters_everybodys_an_officer_only_their_own(city: SmallCity) -> None:
    city.ws.access.add_absence("sekda", since=date(2025, 12, 1), to=["agency"], reason="leave", actor="sekda")
    async with terminal(city, "admin", size=(120, 30)) as (app, pilot):
        table = await shown(app, pilot)
        assert table.source.count == 1
        assert "○ from 1 Dec 2025" in screen_text(app)
        await pilot.press("a")
        await settled(pilot)
        assert "Who is away" in screen_text(app)
    async with terminal(city, "officer", size=(120, 30)) as (app, pilot):
        table = await shown(app, pilot)
        assert table.source.count == 0
        assert app.screen.check_action("everybody", ()) is None


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "en"), ((120, 30), "en")])
def test_it_looks_like_this(size: tuple[int, int], lang: str, city: SmallCity, snap_compare: Any) -> None:
    city.ws.access.add_absence(
        "mayor",
        since=date(2025, 11, 24),
        until=date(2025, 11, 28),
        to=["sekda"],
        reason="dinas",
        actor="mayor",
    )
    city.ws.delegate("sekda", to="agency", role="pyb", reason="leave", actor="sekda")
    app = app_for(city, "sekda", lang)
    app.animation_level = "none"

    async def steps(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("D")
        await settled(pilot)
        if size[0] > 100:
            await pilot.press("a")
            await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=steps)
