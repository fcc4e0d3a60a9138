"""The inbox: what waits for me, filtered, marked, acted on, and kept up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import SmallCity, empty_city, small_city
from tests.tui.screen import screen_text, settled, terminal, typed
from tui.app import LantikApp
from tui.screens.case import CaseScreen
from tui.screens.case.form import ActionForm
from tui.screens.case.menu import ActionMenu
from tui.screens.dialogs import Confirm
from tui.screens.inbox import InboxScreen
from tui.screens.letter import LetterScreen
from tui.widgets.table import ListSource, VirtualTable
from workflow import StoreError


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return small_city(tmp_path)


def table_of(app: LantikApp) -> VirtualTable:
    return app.screen.query_one("#inbox", VirtualTable)


def keys_of(app: LantikApp) -> list[str]:
    source = table_of(app).source
    assert isinstance(source, ListSource)
    return [source.key(place) for place in range(source.count)]


async def test_the_most_urgent_stands_first_and_late_is_said_in_words(city: SmallCity) -> None:
    async with terminal(city) as (app, _pilot):
        assert keys_of(app)[0] == city.cases["endorsed"]
        said = screen_text(app)
        assert "13 late" in said
        assert "17 days" in said
        assert "4 cases · 2 late" in said


async def test_the_header_counts_what_waits_and_what_is_late(city: SmallCity) -> None:
    async with terminal(city) as (app, _pilot):
        assert "1 Inbox 4·2!" in screen_text(app).splitlines()[0]
        assert "25 Nov 2025 07:30" in screen_text(app).splitlines()[0]


async def test_the_preview_tells_the_case_under_the_cursor(city: SmallCity) -> None:
    async with terminal(city, "division") as (app, pilot):
        said = screen_text(app)
        assert "Bernadete Klau" in said
        assert "Head of transfers" in said
        assert "Assess" in said
        await pilot.press("down")
        await settled(pilot)
        assert "Suspended: the deadline rests." in screen_text(app)


async def test_a_narrow_terminal_shows_the_list_alone(city: SmallCity) -> None:
    async with terminal(city, size=(80, 24)) as (app, _pilot):
        assert not app.screen.query_one("#preview").display
        assert "13 late" in screen_text(app)


async def test_filtering_happens_as_one_types(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "guru")
        await settled(pilot)
        assert keys_of(app) == [city.cases["vacant"]]
        assert "1 shown" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert len(keys_of(app)) == 4


async def test_a_filter_that_nothing_fits_says_how_to_see_all(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "zzz")
        await settled(pilot)
        assert "Press Esc to see all 4" in screen_text(app)


async def test_an_empty_inbox_names_the_next_key(tmp_path: Path) -> None:
    async with terminal(empty_city(tmp_path), "sekda") as (app, _pilot):
        assert "Nothing waits for you. Press 2" in screen_text(app)


async def test_marks_are_counted_those_hidden_by_the_filter_too(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("space", "down", "space", "slash")
        await typed(pilot, "anastasia")
        await settled(pilot)
        assert "2 selected (1 hidden by the filter)" in screen_text(app)


async def test_what_somebody_else_does_shows_within_a_second_and_the_cursor_stays(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("down", "down")
        before = table_of(app).cursor_key
        assert app.gateway is not None
        app.gateway.workspace.act(
            city.cases["late"], "return", actor="verifier", reason="belum lengkap", to="vacant"
        )
        app.poll()
        await settled(pilot)
        assert city.cases["late"] in keys_of(app)
        assert table_of(app).cursor_key == before
        assert "1 new" in screen_text(app)


async def test_a_store_out_of_reach_is_told_once_and_news_come_when_it_is_back(
    city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with terminal(city) as (app, pilot):
        assert app.gateway is not None

        def gone() -> int:
            raise StoreError("The database cannot be reached.")

        monkeypatch.setattr(app.gateway, "position", gone)
        said: list[object] = []
        monkeypatch.setattr(app, "say", said.append)
        for _ in range(3):
            app.watch_store()
            await settled(pilot)
        assert len(said) == 1
        monkeypatch.undo()
        app.gateway.workspace.act(
            city.cases["late"], "return", actor="verifier", reason="belum lengkap", to="vacant"
        )
        app.watch_store()
        await settled(pilot)
        assert city.cases["late"] in keys_of(app)


async def test_enter_opens_the_case_and_escape_comes_back_to_the_same_row(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        assert app.screen.case == city.cases["requested"]
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, InboxScreen)
        assert table_of(app).cursor_key == city.cases["requested"]


async def test_escape_never_quits(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("escape", "escape", "escape")
        await settled(pilot)
        assert app.is_running
        assert isinstance(app.screen, InboxScreen)


async def test_acting_on_many_gives_a_result_for_each(city: SmallCity) -> None:
    async with terminal(city, "verifier") as (app, pilot):
        await pilot.press("asterisk", "a")
        await settled(pilot)
        assert "2 cases" in screen_text(app)
        await pilot.press("1")
        await settled(pilot)
        assert isinstance(app.screen, ActionForm)
        await pilot.press("f10")
        await settled(pilot)
        said = screen_text(app)
        assert "2 done" in said
        assert f"✓ {city.cases['late']}" in said
        assert app.gateway is not None
        assert app.gateway.workspace.case(city.cases["late"]).state == "verified"
        assert app.gateway.workspace.case(city.cases["proposed"]).state == "verified"


async def test_what_only_some_of_the_marked_cases_allow_says_so(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("space", "down", "space", "a")
        await settled(pilot)
        assert isinstance(app.screen, InboxScreen)
        assert "no action in common" in screen_text(app)
        await pilot.press("asterisk", "a")
        await settled(pilot)
        assert isinstance(app.screen, ActionMenu)
        assert any("Nominate" in line and "2 of 4" in line for line in screen_text(app).splitlines())


async def test_more_than_twenty_at_once_asks_for_the_count(tmp_path: Path) -> None:
    city = empty_city(tmp_path)
    for position, seats in (("PRW-OEBOBO", 8), ("PRW-SIKUMANA", 6), ("GURU-OEBA", 6), ("PRW-MUDA-OEBOBO", 1)):
        for _seat in range(seats):
            city.open(position)
    async with terminal(city) as (app, pilot):
        await pilot.press("asterisk", "a")
        await settled(pilot, 8)
        await pilot.press("1")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)
        assert app.screen.query_one("#yes").disabled
        await typed(pilot, "21")
        await settled(pilot)
        assert not app.screen.query_one("#yes").disabled
        await pilot.press("enter", "tab", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ActionForm)
        assert "on 21 cases" in screen_text(app)


async def test_the_keys_of_this_screen_are_in_the_help(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("question_mark")
        await settled(pilot)
        said = screen_text(app)
        assert "This screen" in said
        assert "Filter" in said
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, InboxScreen)


async def test_a_case_that_waits_by_delegation_says_for_whom(city: SmallCity) -> None:
    assert city.ws is not None
    city.ws.delegate("verifier", to="member1", actor="verifier")
    name = city.ws.access.user("verifier").name
    async with terminal(city, "member1") as (app, pilot):
        table_of(app).cursor_key = city.cases["proposed"]
        await settled(pilot)
        assert f"a.n. {name}" in screen_text(app)


async def test_the_modes_keep_their_names_at_a_hundred_columns(city: SmallCity) -> None:
    async with terminal(city, size=(100, 30)) as (app, _pilot):
        first = screen_text(app).splitlines()[0]
        assert "1 Inbox 4·2!" in first
        assert "2 Positions  3 Ceremonies  4 Definitions" in first
        assert "Maria" in first


async def test_a_key_that_one_does_not_know_is_found_in_the_palette_by_what_it_does(city: SmallCity) -> None:
    async with terminal(city, "officer") as (app, pilot):
        await pilot.press("ctrl+p")
        await settled(pilot)
        await typed(pilot, "letter")
        await pilot.pause(0.5)
        said = screen_text(app)
        assert "A letter from outside" in said
        assert "Key o" in said
        await pilot.press("enter")
        await pilot.pause(0.2)
        await settled(pilot)
        assert isinstance(app.screen, LetterScreen)
