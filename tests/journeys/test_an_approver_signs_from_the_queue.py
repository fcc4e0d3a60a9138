"""The city secretary, five minutes before a meeting: what waits, what may be done, and what somebody else did meanwhile."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input, OptionList

from tests.journeys.desk import Desk, at_desk
from tui.screens.case import CaseScreen
from tui.screens.case.form import ActionForm
from tui.screens.case.menu import ActionMenu
from tui.screens.dialogs import Told
from tui.screens.inbox import InboxScreen
from tui.screens.sheet import Sheet
from workflow import Workspace


async def test_the_city_secretary_endorses_what_waits_most_urgently_and_the_next_is_there(demo: Path) -> None:
    async with at_desk(demo, "sekda") as desk:
        waiting = [item.case for item in desk.ws.inbox("sekda", limit=1000)]
        first, second = waiting[:2]
        latest = min(item.due for item in desk.ws.inbox("sekda", limit=1000) if item.due)
        assert desk.table.cursor_key == first
        assert desk.ws.case(first).due == latest
        assert f"{len(waiting)} cases" in desk.said
        assert any(first in line and " late" in line for line in desk.said.splitlines())
        assert "a Act" in desk.said
        await desk.sees("1 Endorse")

        await desk.take("Endorse")
        await desk.sees("then it waits for HR officer")
        await desk.press("f10")
        await desk.comes_to(InboxScreen)
        await desk.sees(f"{first} → Endorsed")
        await desk.lists(len(waiting) - 1)
        assert desk.table.cursor_key == second
        assert desk.ws.case(first).state == "endorsed"


async def test_a_case_in_another_state_says_why_an_action_is_refused_and_who_could_help(demo: Path) -> None:
    async with at_desk(demo, "sekda") as desk:
        other = desk.ws.cases(state="pertek_granted", limit=1).items[0].id
        await desk.press("ctrl+p")
        await desk.write(other)
        await desk.sees(f"Go to case {other}")
        await desk.press("enter")
        await desk.comes_to(CaseScreen)
        await desk.sees("“Decree” is for Mayor; you are City secretary.")
        assert "could help: Mayor" in desk.said
        await desk.press("a")
        menu = await desk.comes_to(ActionMenu)
        offered = [str(one.prompt) for one in menu.query_one(OptionList).options if not one.disabled]
        assert offered
        assert not any("Endorse" in one or "Decree" in one for one in offered)
        await desk.press("escape", "escape")
        await desk.comes_to(InboxScreen)


async def test_three_at_once_have_a_result_each(demo: Path) -> None:
    async with at_desk(demo, "sekda") as desk:
        three = [item.case for item in desk.ws.inbox("sekda", limit=3)]
        left = desk.ws.inbox("sekda", limit=1).total - 3
        await desk.press("space", "down", "space", "down", "space")
        await desk.sees("3 selected")
        await desk.press("a")
        await desk.sees("3 cases")
        await desk.press(desk.number("Endorse"))
        await desk.comes_to(ActionForm)
        await desk.press("f10")
        await desk.comes_to(Told)
        await desk.sees("3 done")
        for case in three:
            assert "✓" in line_of(desk, case)
            assert "→ Endorsed" in line_of(desk, case)
        await desk.press("enter")
        await desk.comes_to(InboxScreen)
        await desk.lists(left)
        assert {desk.ws.case(case).state for case in three} == {"endorsed"}


async def test_one_of_three_that_somebody_else_took_is_refused_alone_and_stays_marked(demo: Path) -> None:
    async with at_desk(demo, "sekda") as desk:
        first, second, third = (item.case for item in desk.ws.inbox("sekda", limit=3))
        await desk.press("space", "down", "space", "down", "space", "a")
        await desk.sees("3 cases")
        await desk.press(desk.number("Endorse"))
        await desk.comes_to(ActionForm)
        meanwhile(demo, second)
        await desk.press("f10")
        await desk.comes_to(Sheet)
        await desk.sees("2 would go through, 1 would be refused and stays marked")
        assert {desk.ws.case(case).state for case in (first, third)} == {"assessed"}
        await desk.press("f10")
        await desk.comes_to(Told)
        await desk.sees("2 done, 1 refused (still marked)")
        assert "✗" in line_of(desk, second)
        assert "✓" in line_of(desk, first)
        assert "✓" in line_of(desk, third)


async def test_a_stale_screen_says_who_was_quicker_and_when_and_keeps_what_was_typed(demo: Path) -> None:
    async with at_desk(demo, "sekda") as desk:
        case = desk.table.cursor_key
        assert case is not None
        form = await desk.take("Endorse")
        await desk.write("800/77/SETDA/2025")
        meanwhile(demo, case)
        await desk.press("f10")
        quicker = desk.ws.access.user("kabid-mutasi").name
        await desk.sees(f"{quicker} changed this case at")
        at = desk.ws.history(case)[-1].at
        assert f"{at:%H:%M}" in desk.said
        assert "Nothing was written" in desk.said
        assert form.query_one("#in-memo_number", Input).value == "800/77/SETDA/2025"

        await desk.press("f5")
        await desk.sees(f"{quicker}: Suspend")
        await desk.sees("The case is in “Suspended” now, where this action is not taken")
        assert "800/77/SETDA/2025" in desk.said
        assert desk.ws.case(case).state == "suspended"


def meanwhile(path: Path, case: str) -> None:
    """The head of transfers suspends a case at another desk."""
    with Workspace.open(path, create=False) as theirs:
        theirs.act(case, "suspend", actor="kabid-mutasi", reason="Menunggu hasil pemeriksaan inspektorat")


def line_of(desk: Desk, words: str) -> str:
    """The line of the screen in which some words stand."""
    return next(line for line in desk.said.splitlines() if words in line)
