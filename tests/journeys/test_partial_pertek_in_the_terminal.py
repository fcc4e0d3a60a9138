"""Seven names go to BKN and six come back approved, key by key: one letter, six on the decree, one returned, no gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.desk import Desk, at_desk
from tests.workspace.office import City, nurses, pathway, person
from tui.screens.case import CaseScreen
from tui.screens.case.form import ActionForm
from tui.screens.case.menu import ActionMenu
from tui.screens.dialogs import Confirm, Told
from tui.screens.inbox import InboxScreen
from tui.screens.letter import LetterScreen
from tui.screens.letter.dialogs import PickAnswer

SEVEN = tuple(f"P-{n}" for n in range(1, 8))


@pytest.fixture
def city(tmp_path: Path) -> City:
    """Seven nurses of whom BKN has been asked; the store is closed, the clock stands on 14 November."""
    city = pathway(tmp_path)
    city.put(nurses("NURSE-1", "Ahli Pertama", 9), *(person(one, "III/a") for one in SEVEN))
    city.clock.set("2025-11-03T08:00")
    for one in SEVEN:
        city.walk(one, "NURSE-1", "pertama", until="request")
    city.clock.set("2025-11-14T08:00")
    city.ws.close()
    return city


async def test_six_of_seven_go_on_and_the_seventh_is_returned(city: City) -> None:
    async with at_desk(city.path, "officer", clock=city.clock) as desk:
        await desk.lists(7)
        await desk.press("asterisk", "a")
        await desk.comes_to(ActionMenu)
        await desk.press(desk.number("One letter for all, an answer for each …"))
        await desk.comes_to(LetterScreen)
        await desk.sees("7 Record Pertek approved → Pertek granted")
        await desk.write("1211/B-AK/2025")
        await desk.press("enter")
        await desk.write("14-11-2025")
        await desk.press("f4", "end", "enter")
        await desk.comes_to(PickAnswer)
        seventh = "JF-2025-0007"
        await desk.sees(seventh)
        await desk.press(answer(desk, "Record Pertek changed → Verified"))
        await desk.write("Formasi Puskesmas belum sesuai")
        await desk.press("enter")
        await desk.comes_to(LetterScreen)
        await desk.sees("1 Record Pertek changed → Verified")
        await desk.press("f10")
        await desk.comes_to(Confirm)
        await desk.sees("Record the letter for 7 cases?")
        assert desk.ws.cases(state="pertek_requested").total == 7, "a preview writes nothing"
        await desk.reach("yes")
        await desk.press("enter")
        await desk.comes_to(Told)
        await desk.sees("7 recorded")
        await desk.press("enter")
        await desk.comes_to(InboxScreen)
        assert desk.ws.cases(state="pertek_granted").total == 6
        returned = desk.ws.case(seventh)
        assert (returned.state, returned.returned) == ("verified", True)
        assert desk.ws.history(seventh)[-1].reason == "Formasi Puskesmas belum sesuai"

    city.clock.set("2025-11-17T08:00")
    async with at_desk(city.path, "mayor", clock=city.clock) as desk:
        await desk.lists(6)
        await desk.press("asterisk", "a")
        await desk.comes_to(ActionMenu)
        await desk.press(desk.number("Decree"))
        await desk.comes_to(ActionForm)
        await desk.write("99/BKPSDM/XI/2025")
        await desk.press("enter")
        await desk.write("17-11-2025")
        await desk.send_all(6)
        assert [line.number for line in desk.ws.decrees.lines("99/BKPSDM/XI/2025")] == [1, 2, 3, 4, 5, 6]
        assert seventh not in desk.ws.decrees.get("99/BKPSDM/XI/2025").lines
        await go_to(desk, "JF-2025-0006")
        await desk.sees("1211/B-AK/2025 · BKN")
        await desk.sees("99/BKPSDM/XI/2025, line 6")
        assert desk.ws.verify().ok


async def test_a_corrected_letter_is_recorded_from_the_case_and_tells_who_has_to_act(city: City) -> None:
    async with at_desk(city.path, "officer", clock=city.clock) as desk:
        await desk.lists(7)
        await desk.press("space", "down", "space", "o")
        await desk.comes_to(LetterScreen)
        await desk.sees("2 Record Pertek approved")
        await desk.write("1211/B-AK/2025")
        await desk.press("enter")
        await desk.write("14-11-2025")
        await record(desk, 2)
        await go_to(desk, "JF-2025-0001")
        await desk.press("o")
        await desk.comes_to(LetterScreen)
        await desk.sees("Takes the place of letter 1211/B-AK/2025")
        await desk.write("1300/B-AK/2025")
        await desk.press("enter")
        await desk.write("14-11-2025")
        await desk.press("enter")
        await desk.write("Nama tertukar")
        await desk.press("f4", "enter")
        await desk.comes_to(PickAnswer)
        await desk.press(answer(desk, "Record Pertek denied → Rejected"))
        await desk.write("Bukan yang diusulkan")
        await desk.press("enter")
        await desk.comes_to(LetterScreen)
        await record(desk, 2)
        await desk.comes_to(CaseScreen)
        await desk.sees("a later letter took its place")
        await desk.sees("took back the answer of letter 1211/B-AK/2025")
        assert desk.ws.case("JF-2025-0001").state == "rejected"
        assert desk.ws.case("JF-2025-0002").fields["pertek_number"] == "1300/B-AK/2025"
        assert desk.ws.verify().ok


async def record(desk: Desk, count: int) -> None:
    """F10, a look at what would become of each, and yes."""
    await desk.press("f10")
    await desk.comes_to(Confirm)
    await desk.reach("yes")
    await desk.press("enter")
    await desk.comes_to(Told)
    await desk.sees(f"{count} recorded")
    await desk.press("enter")


async def go_to(desk: Desk, case: str) -> None:
    """To a case, by its number."""
    await desk.press("ctrl+p")
    await desk.write(case)
    await desk.sees(f"Go to case {case}")
    await desk.press("enter")
    await desk.comes_to(CaseScreen)


def answer(desk: Desk, label: str) -> str:
    """The number before an answer."""
    dialog = desk.app.screen
    assert isinstance(dialog, PickAnswer)
    return str(1 + [one.label for one in dialog._choices].index(label))
