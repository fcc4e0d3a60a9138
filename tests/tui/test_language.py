"""Indonesian and English, switched while it runs; and how the screens look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.builders import SmallCity, small_city
from tests.tui.screen import app_for, screen_text, settled, terminal, typed
from tui.screens.case.form import ActionForm
from tui.widgets.table import VirtualTable
from workflow.language import set_language


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return small_city(tmp_path)


async def test_f2_rewords_the_inbox_and_keeps_cursor_marks_and_filter(city: SmallCity) -> None:
    async with terminal(city, size=(160, 40)) as (app, pilot):
        assert "Request Pertek" in screen_text(app)
        await pilot.press("space", "down", "f2")
        await settled(pilot)
        said = screen_text(app)
        assert "Usulkan Pertek" in said
        assert " ID " in said.splitlines()[0]
        table = app.screen.query_one("#inbox", VirtualTable)
        assert table.cursor_key == city.cases["requested"]
        assert table.selected == {city.cases["endorsed"]}
        await pilot.press("f2")
        await settled(pilot)
        assert "Request Pertek" in screen_text(app)


async def test_f2_rewords_a_case(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        app.open_case(city.cases["endorsed"])
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
        assert "● Persetujuan" in screen_text(app)


async def test_f2_keeps_what_was_typed_into_a_form(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        app.open_case(city.cases["endorsed"])
        await settled(pilot)
        await pilot.press("a", "1")
        await settled(pilot)
        await typed(pilot, "800/80")
        await pilot.press("f2")
        await settled(pilot)
        assert isinstance(app.screen, ActionForm)
        said = screen_text(app)
        assert "Nomor surat usul Pertek" in said
        assert "800/80" in said


# ── how it looks ────────────────────────────────────────────────────────────────────────────────────────────────────────

Steps = Callable[[Pilot[Any]], Awaitable[None]]


def _press(*keys: str) -> Steps:
    async def steps(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        await pilot.app.workers.wait_for_complete([one for one in pilot.app.workers if not one.is_finished])

    return steps


LOOKS = {
    "inbox_small": ("officer", (80, 24), ()),
    "inbox": ("officer", (100, 30), ()),
    "inbox_large_marked": ("officer", (160, 45), ("space", "down")),
    "case": ("officer", (100, 30), ("enter",)),
    "case_large": ("division", (160, 45), ("enter",)),
    "menu": ("sekda", (100, 30), ("enter", "a")),
    "form": ("member3", (100, 30), ("enter", "a", "1")),
    "who": (None, (100, 30), ("escape",)),
    "help": ("officer", (100, 30), ("question_mark",)),
}


@pytest.mark.parametrize("look", LOOKS)
def test_it_looks_like_this(look: str, city: SmallCity, snap_compare: Any) -> None:
    user, size, keys = LOOKS[look]
    app = app_for(city, user)
    app.animation_level = "none"
    assert snap_compare(app, terminal_size=size, run_before=_press(*keys))
