"""A letter that is left half typed, or whose terminal is closed, is there again for its cases until it is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.desk import Desk, at_desk
from tests.workspace.office import City, nurses, pathway, person
from tui.screens.case.menu import ActionMenu
from tui.screens.dialogs import Confirm, Told
from tui.screens.inbox import InboxScreen
from tui.screens.letter import LetterScreen, draft
from tui.screens.letter.dialogs import PickAnswer
from workflow import Workspace


@pytest.fixture
def city(tmp_path: Path) -> City:
    """Two nurses of whom BKN has been asked."""
    city = pathway(tmp_path)
    city.put(nurses("NURSE-1", "Ahli Pertama", 4), person("P-1", "III/a"), person("P-2", "III/a"))
    city.clock.set("2025-11-03T08:00")
    for one in ("P-1", "P-2"):
        city.walk(one, "NURSE-1", "pertama", until="request")
    city.clock.set("2025-11-14T08:00")
    city.ws.close()
    return city


async def letter(desk: Desk) -> LetterScreen:
    """The letter of both cases, with its lines read."""
    await desk.lists(2)
    await desk.press("asterisk", "a")
    await desk.comes_to(ActionMenu)
    await desk.press(desk.number("One letter for all, an answer for each …"))
    screen = await desk.comes_to(LetterScreen)
    await desk.lists(2)
    return screen


def kept(ws: Workspace) -> object:
    """What the officer's desk has of the letter."""
    return ws.desk.letter_draft(["JF-2025-0002"], actor="officer")


async def test_what_was_left_is_back_and_gone_once_it_is_recorded(city: City) -> None:
    async with at_desk(city.path, "officer", clock=city.clock) as desk:
        await letter(desk)
        await desk.write("1211/B")
        await desk.press("f4", "end", "enter")
        await desk.comes_to(PickAnswer)
        await desk.press("2")
        await desk.write("Formasi belum sesuai")
        await desk.press("enter")
        await desk.comes_to(LetterScreen)
        chosen = desk.said
        await desk.press("escape")
        await desk.comes_to(InboxScreen)
        await desk.sees("Kept as a draft")
        await desk.until(lambda: kept(desk.ws), "the draft")
    async with at_desk(city.path, "officer", clock=city.clock) as desk:
        await letter(desk)
        await desk.sees("Your draft is back.")
        assert "Formasi belum sesuai" in chosen
        await desk.sees("Formasi belum sesuai")
        await desk.sees("1211/B")
        await desk.reach("in-date")
        await desk.write("14-11-2025")
        await desk.press("f10")
        await desk.comes_to(Confirm)
        await desk.reach("yes")
        await desk.press("enter")
        await desk.comes_to(Told)
        await desk.sees("2 recorded")
        assert kept(desk.ws) is None
        assert desk.ws.verify().ok


async def test_a_terminal_that_is_closed_loses_nothing(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "QUIET", 0.05)
    async with at_desk(city.path, "officer", clock=city.clock) as desk:
        screen = await letter(desk)
        await desk.write("1211/B")
        await desk.until(lambda: kept(desk.ws) == {"number": "1211/B"}, "the draft, with no key for it")
        assert not screen.unsent
        for _key in "1211/B":
            await desk.press("backspace")
        await desk.until(lambda: kept(desk.ws) is None, "the end of a draft of nothing")
