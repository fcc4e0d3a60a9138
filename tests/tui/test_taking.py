"""Taking up, letting go, handing over by keys; whose cases the inbox shows; what would become of many before it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import SmallCity, small_city
from tests.tui.screen import screen_text, settled, terminal, typed
from tests.tui.test_inbox import keys_of, table_of
from tui.app import LantikApp
from tui.screens.case.form import ActionForm
from tui.screens.dialogs import Told
from tui.screens.inbox import InboxScreen
from tui.screens.sheet import Sheet
from tui.screens.taking.hand_over import HandOver


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    found = small_city(tmp_path)
    found.ws.add_user("verifier2", name="Rosalia Dhae", roles=["hr_verifier"], actor="admin")
    return found


def holders(app: LantikApp, case: str) -> list[str]:
    assert app.gateway is not None
    return [one.actor for one in app.gateway.workspace.case(case).claims]


async def test_one_key_takes_a_case_up_and_one_lets_it_go(city: SmallCity) -> None:
    case = city.cases["proposed"]
    async with terminal(city, "verifier", size=(120, 30)) as (app, pilot):
        table_of(app).cursor_key = case
        await pilot.press("t")
        await settled(pilot)
        assert holders(app, case) == ["verifier"]
        said = screen_text(app)
        assert any(case in line and " you " in line for line in said.splitlines())
        assert "You took it up on 25 Nov 2025 07:30; it is yours until 27 Nov 2025." in " ".join(
            part.strip("│ ") for line in said.splitlines() for part in line.split("││")[1:]
        )
        await pilot.press("T")
        await settled(pilot)
        assert holders(app, case) == []
        assert f"{case}: offered to all again" in screen_text(app)


async def test_who_comes_second_is_told_who_has_it_and_sees_it_under_others(city: SmallCity) -> None:
    case, late = city.cases["proposed"], city.cases["late"]
    city.ws.claim(case, actor="verifier2")
    async with terminal(city, "verifier", size=(120, 30)) as (app, pilot):
        assert keys_of(app) == [late]
        seen = []
        for _press in range(5):
            await pilot.press("v")
            await settled(pilot)
            seen.append(keys_of(app))
        assert seen == [[], [late], [case], [], [late]]
        await pilot.press("v", "v", "v")
        await settled(pilot)
        assert "Taken up by others" in screen_text(app)
        assert "Rosalia Dhae" in screen_text(app)
        await pilot.press("t")
        await settled(pilot)
        said = "\n".join(one.message for one in app._notifications)
        assert "Rosalia Dhae took up “Verify” at 25 November 2025 07:30" in said
        await pilot.press("escape")
        await settled(pilot)
        assert keys_of(app) == [late]


async def test_letting_go_of_many_shows_first_which_would_be_refused_and_they_stay_marked(
    city: SmallCity,
) -> None:
    mine, free = city.cases["late"], city.cases["proposed"]
    city.ws.claim(mine, actor="verifier")
    async with terminal(city, "verifier", size=(80, 24)) as (app, pilot):
        await pilot.press("asterisk", "T")
        await settled(pilot)
        assert isinstance(app.screen, Sheet)
        said = screen_text(app)
        assert "1 would go through, 1 would be refused and stays marked" in said
        assert f"You have taken up nothing of case {free}." in said
        assert app.focused is not None
        assert app.focused.id == "no"
        assert holders(app, mine) == ["verifier"]
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Told)
        assert "1 done, 1 refused (still marked)" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, InboxScreen)
        assert table_of(app).selected == {free}
        assert holders(app, mine) == []


async def test_a_head_hands_a_case_over_with_a_reason_and_another_is_told_at_once_who_may(
    city: SmallCity,
) -> None:
    case = city.cases["proposed"]
    city.ws.access.grant("agency", "hr_verifier", None, actor="admin")
    async with terminal(city, "agency", size=(100, 30)) as (app, pilot):
        table_of(app).cursor_key = case
        await pilot.press("h")
        await settled(pilot)
        assert isinstance(app.screen, HandOver)
        assert "Only somebody for whom this work waits can get it." in screen_text(app)
        await typed(pilot, "rosalia")
        await pilot.press("enter", "tab")
        await typed(pilot, "Yohanes is ill")
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, InboxScreen)
        assert holders(app, case) == ["verifier2"]
        assert app.gateway is not None
        assert app.gateway.workspace.history(case)[-1].reason == "Yohanes is ill"
    async with terminal(city, "verifier2", size=(100, 30)) as (app, pilot):
        table_of(app).cursor_key = case
        await pilot.press("h")
        await settled(pilot)
        assert isinstance(app.screen, InboxScreen)
        assert "Reassigning a case is for" in screen_text(app)
        assert holders(app, case) == ["verifier2"]


async def test_before_many_acts_one_sees_who_would_be_refused_and_nothing_is_written(city: SmallCity) -> None:
    good, moved = city.cases["late"], city.cases["proposed"]
    async with terminal(city, "verifier", size=(100, 30)) as (app, pilot):
        await pilot.press("asterisk", "a")
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        assert isinstance(app.screen, ActionForm)
        assert app.gateway is not None
        app.gateway.workspace.act(moved, "return", actor="verifier2", reason="belum lengkap", to="vacant")
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Sheet)
        said = screen_text(app)
        assert "Verify on 2 cases?" in said
        assert f"✗ {moved}" in said
        assert "Rosalia Dhae" in said
        assert app.gateway.workspace.case(good).state == "proposed"
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, ActionForm)
        await pilot.press("f10")
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, Told)
        assert "1 done, 1 refused (still marked)" in screen_text(app)
        assert app.gateway.workspace.case(good).state == "verified"
