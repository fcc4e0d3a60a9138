"""Notices: counted in the header, read in a list, each a way to its case, marked as read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import SmallCity, small_city
from tests.tui.screen import app_for, screen_text, settled, terminal, typed
from tui.screens.case import CaseScreen
from tui.screens.inbox import InboxScreen
from tui.screens.notices import NoticesScreen
from tui.widgets.table import VirtualTable


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    """With two notices for the verifier: a case that was given to them, and one that was taken away."""
    found = small_city(tmp_path)
    found.ws.add_user("verifier2", name="Rosalia Dhae", roles=["hr_verifier"], actor="admin")
    found.ws.claim(found.cases["late"], actor="verifier")
    found.ws.reassign(found.cases["late"], to="verifier2", reason="too much on that desk", actor="division")
    found.ws.reassign(found.cases["proposed"], to="verifier", reason="in exchange", actor="division")
    return found


async def test_new_notices_are_counted_read_and_lead_to_their_case(city: SmallCity) -> None:
    async with terminal(city, "verifier", size=(180, 30)) as (app, pilot):
        assert "2 notices (N)" in screen_text(app).splitlines()[0]
        await pilot.press("N")
        await settled(pilot)
        assert isinstance(app.screen, NoticesScreen)
        said = screen_text(app)
        assert "Adriana Ndun gave it to you: in exchange" in said
        assert "You have it no longer: Adriana Ndun gave it to somebody else (too much on that desk)." in said
        await pilot.press("slash")
        await typed(pilot, "exchange")
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        assert app.screen.case == city.cases["proposed"]
        assert "1 notice (N)" in screen_text(app).splitlines()[0]
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, NoticesScreen)
        assert app.counts.notices == 1


async def test_the_marked_notices_are_marked_as_read_and_all_can_be_seen_again(city: SmallCity) -> None:
    async with terminal(city, "verifier", size=(80, 24)) as (app, pilot):
        assert "N 2" in screen_text(app).splitlines()[0]
        await pilot.press("N")
        await settled(pilot)
        await pilot.press("asterisk", "m")
        await settled(pilot)
        table = app.screen.query_one("#notices", VirtualTable)
        assert table.source.count == 0
        assert "Nothing new. Press v for what you have read." in screen_text(app)
        assert app.counts.notices == 0
        await pilot.press("v")
        await settled(pilot)
        assert table.source.count == 2
        assert " read " in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, InboxScreen)


async def test_a_click_on_the_count_opens_them(city: SmallCity) -> None:
    async with terminal(city, "verifier", size=(140, 30)) as (app, pilot):
        place = screen_text(app).splitlines()[0].index("2 notices")
        await pilot.click(offset=(place + 1, 0))
        await settled(pilot)
        assert isinstance(app.screen, NoticesScreen)


def test_it_looks_like_this(city: SmallCity, snap_compare) -> None:  # type: ignore[no-untyped-def]
    app = app_for(city, "verifier")
    app.animation_level = "none"

    async def steps(pilot) -> None:  # type: ignore[no-untyped-def]
        await settled(pilot)
        await pilot.press("N")
        await settled(pilot)

    assert snap_compare(app, terminal_size=(80, 24), run_before=steps)
