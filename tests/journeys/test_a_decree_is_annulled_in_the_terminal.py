"""A decree is annulled after the inauguration, key by key: the seat is vacant again, the nominee back in the old post."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from textual.widgets import Button

from tests.journeys.desk import Desk, at_desk
from tests.workspace.office import City, nurses, pathway
from tui.screens.case import CaseScreen
from tui.screens.dialogs import Confirm
from tui.screens.positions import PositionsScreen
from tui.screens.positions.dialogs import OpenCase
from workflow import Workspace


@pytest.fixture
def city(tmp_path: Path) -> tuple[City, str]:
    """The head of the registry office was made a nurse on 25 November; the only seat is taken."""
    city = pathway(tmp_path)
    city.put(nurses("NURSE-2", "Ahli Muda", 1))
    case = city.inaugurated("P-TRANSFER", "NURSE-2", "perpindahan")
    assert holders(city.ws, "NURSE-2") == ["P-TRANSFER"]
    assert holders(city.ws, "CHIEF") == []
    city.clock.set("2025-12-02T08:00")
    city.ws.close()
    return city, case


async def test_the_seat_is_vacant_again_and_the_nominee_is_back_in_their_post(
    city: tuple[City, str],
) -> None:
    office, case = city
    async with at_desk(office.path, "mayor", clock=office.clock) as desk:
        await go_to(desk, case)
        await desk.sees("Inaugurated")
        await desk.take("Annul")
        await desk.write("2/P/BKPSDM/2025")
        await desk.press("tab")
        await desk.write("02-12-2025")
        await send(desk)
        await desk.sees("Refused. What you typed is kept.")
        assert desk.ws.case(case).state == "inaugurated", "not without a reason"
        await desk.write("Tanpa pertimbangan Tim Penilai")
        await send(desk)
        await desk.comes_to(CaseScreen)
        await desk.sees("This case has ended.")
        await desk.sees("Reason: Tanpa pertimbangan Tim Penilai")
        assert holders(desk.ws, "CHIEF") == ["P-TRANSFER"]
        assert holders(desk.ws, "NURSE-2") == []

    async with at_desk(office.path, "officer", clock=office.clock) as desk:
        await desk.press("2")
        screen = await desk.comes_to(PositionsScreen)
        await desk.until(lambda: desk.table.source.count > 1, "the tree")
        await desk.press("slash")
        await desk.write("Perawat Ahli Muda")
        await desk.until(lambda: screen.table.source.index_of("seat:NURSE-2") is not None, "the post")
        await desk.press("enter")
        while screen.table.cursor_key != "seat:NURSE-2":
            await desk.press("down")
        await desk.press("n")
        await desk.comes_to(OpenCase)
        await desk.until(lambda: desk.shows(OpenCase), "the question")
        await desk.press("tab")
        assert cast("Button", desk.app.focused).id == "yes"
        await desk.press("enter")
        await desk.comes_to(CaseScreen)
        again = desk.ws.cases(subject="NURSE-2", state="vacant").items
        assert [one.subject for one in again] == ["NURSE-2"]
        assert desk.ws.verify().ok


def holders(ws: Workspace, position: str) -> list[str]:
    """Who holds a position, with no end."""
    return [one.person for one in ws.registry.holdings(position=position) if one.until is None]


async def send(desk: Desk) -> None:
    """F10, and yes to the end of the case."""
    await desk.press("f10")
    await desk.comes_to(Confirm)
    await desk.sees("ends in “Annulled”")
    await desk.reach("yes")
    await desk.press("enter")


async def go_to(desk: Desk, case: str) -> None:
    """To a case, by its number."""
    await desk.press("ctrl+p")
    await desk.write(case)
    await desk.sees(f"Go to case {case}")
    await desk.press("enter")
    await desk.comes_to(CaseScreen)
