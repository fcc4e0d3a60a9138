"""What is needed, in the terminal: the steps that are left to a case, or what stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import SmallCity, small_city
from tests.tui.screen import screen_text, settled, terminal
from tui.screens.case import CaseScreen
from tui.screens.case.needed import NeededScreen


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return small_city(tmp_path)


async def test_w_on_a_case_tells_the_steps_that_are_left_and_w_leads_back(city: SmallCity) -> None:
    async with terminal(city, size=(120, 40)) as (app, pilot):
        app.open_case(city.cases["granted"])
        await settled(pilot)
        assert "w What is needed" in screen_text(app)
        await pilot.press("w")
        await settled(pilot)
        assert isinstance(app.screen, NeededScreen)
        said = screen_text(app)
        assert "5 steps are left to “Filled”." in said
        assert "1 Decree (Pertek granted → Decreed)" in said
        assert "Decree number, Decree date" in said
        assert "By the deadlines at the latest on" in said
        await pilot.press("w")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)


async def test_it_fits_a_small_terminal_and_speaks_indonesian_labels(city: SmallCity) -> None:
    async with terminal(city, lang="id", size=(80, 24)) as (app, pilot):
        app.open_case(city.cases["proposed"])
        await settled(pilot)
        await pilot.press("w")
        await settled(pilot)
        assert "Verifikasi (Diusulkan → Diverifikasi)" in screen_text(app)
        await pilot.press("f2")
        await settled(pilot)
        assert "Verify (Proposed → Verified)" in screen_text(app)


async def test_a_case_that_ended_elsewhere_says_what_stands_in_the_way(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        app.open_case(city.cases["rejected"])
        await settled(pilot)
        await pilot.press("w")
        await settled(pilot)
        said = screen_text(app)
        assert "No way is left to “Filled”." in said
        assert "The case has ended in “Rejected”" in said
        assert "could help: Agency head, HR officer" in said
