"""An admin gives vacancies five days more: the file, its mistakes, the new version, and who is bound by it."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.desk import Desk, at_desk
from tui.screens.case import CaseScreen
from tui.screens.definitions import DefinitionsScreen
from tui.screens.definitions.editor import EditorScreen
from tui.screens.dialogs import Confirm
from tui.screens.positions import PositionsScreen
from tui.screens.positions.dialogs import OpenCase
from workflow import Workspace

PATHWAY = "jabatan-fungsional"
#: the parameter behind which the definition comes to say a deadline that it had from a part
BEFORE = "experience_years:"


async def test_the_new_deadline_binds_new_cases_and_leaves_running_ones_alone(demo: Path) -> None:
    with Workspace.open(demo, create=False) as ws:
        running = ws.cases(state="vacant", limit=1).items[0]
        assert ws.definitions.newest(PATHWAY).number == 1
    await publish_25_days(demo)
    with Workspace.open(demo, create=False) as ws:
        assert ws.definitions.newest(PATHWAY).number == 2
        assert ws.definitions.newest(PATHWAY).published_by == "admin"
        still = ws.case(running.id)
        assert (still.version, still.due) == (1, running.due)
    await open_a_case(demo)


async def publish_25_days(path: Path) -> None:
    async with at_desk(path, "admin") as desk:
        await desk.press("4")
        await desk.comes_to(DefinitionsScreen)
        while desk.table.cursor_key is None or PATHWAY not in desk.table.cursor_key:
            await desk.press("down")
        await desk.press("enter")
        editor = await desk.comes_to(EditorScreen)
        await desk.sees("is version 1")

        await go_behind(desk, editor, BEFORE)
        await desk.press("enter")
        await desk.write("nomination_days: {value: soon}")
        await desk.sees("✗ error")
        await desk.sees("the deadline “params.nomination_days wd”")
        await desk.press("f7")
        assert isinstance(desk.app.screen, EditorScreen), "with mistakes in it there is nothing to publish"

        await desk.until(lambda: editor.table.has_focus, "the findings")
        while not editor.area.has_focus:
            await desk.press("tab")
        await desk.press(*["backspace"] * len("soon}"))
        await desk.write("25}")
        await desk.sees("No errors, no warnings")
        await desk.sees("would be version 2")
        await desk.press("f7")
        await desk.comes_to(Confirm)
        await desk.sees("Publish version 2 of jabatan-fungsional?")
        await desk.reach("yes")
        await desk.press("enter")
        await desk.sees("is version 2")


async def go_behind(desk: Desk, editor: EditorScreen, words: str) -> None:
    """Move the cursor with the keys to the end of a line."""
    lines = editor.area.text.splitlines()
    row = next(place for place, text in enumerate(lines) if words in text)
    await desk.press(*["down"] * row, "end")
    assert editor.area.cursor_location == (row, len(lines[row]))


async def open_a_case(path: Path) -> None:
    """The HR officer opens a case the same morning: it is due in 25 working days."""
    async with at_desk(path, "hr-01") as desk:
        await desk.press("2")
        screen = await desk.comes_to(PositionsScreen)
        await desk.until(lambda: desk.table.source.count > 1, "the tree")
        await desk.press("v", "slash")
        await desk.write("guru ahli pertama")
        await desk.until(
            lambda: screen.row is not None and screen.row.key.startswith("seat:"), "a vacant seat"
        )
        await desk.press("enter", "n")
        await desk.comes_to(OpenCase)
        await desk.sees("version 2")
        while desk.table.cursor_key != PATHWAY:
            await desk.press("down")
        await desk.reach("yes")
        await desk.press("enter")
        opened = await desk.comes_to(CaseScreen)
        await desk.sees("Due in 25 working days")
        case = desk.ws.case(opened.case)
        assert case.version == 2
        assert case.due == desk.ws.calendar.add_working(desk.ws.now().date(), 25)
