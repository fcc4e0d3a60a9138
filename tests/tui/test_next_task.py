"""One task after the other from the case screen: the next one comes in the place of the one that is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import SmallCity, small_city
from tests.tui.screen import screen_text, settled, terminal
from tui.screens.case import CaseScreen


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return small_city(tmp_path)


async def test_the_next_task_takes_the_place_of_the_one_on_the_screen(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        assert app.gateway is not None
        waiting = [one.case for one in app.gateway.workspace.inbox("officer")]
        assert len(waiting) > 1
        app.open_case(waiting[0])
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        assert (app.screen.case, app.screen.view and app.screen.view.case.id) == (waiting[1], waiting[1])
        assert waiting[1] in screen_text(app).splitlines()[0]
        await pilot.press("escape")
        await settled(pilot)
        assert not isinstance(app.screen, CaseScreen), "there is one case screen, not one upon the other"


async def test_when_nothing_more_waits_that_is_said(city: SmallCity) -> None:
    async with terminal(city, user="admin") as (app, pilot):
        app.open_case(city.cases["proposed"])
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        assert app.screen.case == city.cases["proposed"]
        assert "Nothing more waits for you." in screen_text(app)
