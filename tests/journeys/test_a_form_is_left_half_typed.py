"""What was typed into an action's form is there again after the terminal was closed, and gone once it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.desk import Desk, at_desk
from tests.workspace.office import City, nurses, pathway, person
from tui.screens.case import CaseScreen
from tui.screens.case.form import ActionForm, keeping
from tui.screens.case.menu import ActionMenu
from tui.screens.dialogs import Confirm

CASE = "JF-2025-0001"


@pytest.fixture
def city(tmp_path: Path) -> City:
    """A nurse of whom BKN has been asked."""
    city = pathway(tmp_path)
    city.put(nurses("NURSE-1", "Ahli Pertama", 2), person("P-1", "III/a"))
    city.clock.set("2025-11-03T08:00")
    city.walk("P-1", "NURSE-1", "pertama", until="request")
    city.clock.set("2025-11-14T08:00")
    city.ws.close()
    return city


async def form(desk: Desk) -> ActionForm:
    """The form of the answer that BKN gave."""
    desk.app.open_case(CASE)
    await desk.comes_to(CaseScreen)
    await desk.sees("Signatures and actions")
    await desk.press("a")
    await desk.comes_to(ActionMenu)
    await desk.press(desk.number("Record Pertek approved"))
    return await desk.comes_to(ActionForm)


def raw(desk: Desk) -> object:
    """What the officer's desk has of it."""
    kept = desk.ws.desk.draft(CASE, "grant_pertek", actor="officer")
    return kept["typed"]["raw"] if kept else None


async def test_a_closed_terminal_loses_nothing_and_what_is_sent_is_no_draft(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "QUIET", 0.05)
    async with at_desk(city.path, "officer", clock=city.clock) as desk:
        screen = await form(desk)
        await desk.write("77/B")
        await desk.press("enter")
        await desk.write("14-11")
        await desk.until(lambda: raw(desk) == {"pertek_number": "77/B", "pertek_date": "14-11"}, "the draft")
        await desk.until(lambda: not screen.at_risk, "its rest")
        assert screen.unsent
    async with at_desk(city.path, "officer", clock=city.clock) as desk:
        await form(desk)
        await desk.sees("Your draft is back.")
        await desk.sees("77/B")
        await desk.reach("in-pertek_date")
        await desk.write("14-11-2025")
        await desk.press("f10")
        await desk.comes_to(CaseScreen)
        assert desk.ws.case(CASE).state == "pertek_granted"
        assert desk.ws.case(CASE).fields["pertek_number"] == "77/B"
        assert desk.ws.desk.drafts(CASE, actor="officer") == {}
        assert desk.ws.verify().ok


async def test_who_quits_with_a_draft_that_is_kept_is_not_asked(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "QUIET", 0.05)
    async with at_desk(city.path, "officer", clock=city.clock) as desk:
        await form(desk)
        await desk.write("77/B")
        await desk.press("escape")
        await desk.comes_to(CaseScreen)
        await desk.until(lambda: raw(desk), "the draft")
        await desk.press("q")
        await desk.pilot.pause()
        assert not isinstance(desk.app.screen, Confirm)
