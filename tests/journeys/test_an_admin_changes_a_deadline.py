"""An admin gives vacancies five days more: the file, its mistakes, its scenarios, the new version, who is bound by it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.journeys.desk import Desk, at_desk
from tui.screens.case import CaseScreen
from tui.screens.definitions import DefinitionsScreen
from tui.screens.definitions.editor import EditorScreen
from tui.screens.dialogs import Confirm
from tui.screens.positions import PositionsScreen
from tui.screens.positions.dialogs import OpenCase
from tui.screens.positions.tree import SeatRow
from workflow import Workspace

PATHWAY = "jabatan-fungsional"


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
        await desk.until(lambda: desk.table.cursor_key is not None, "the files")
        while PATHWAY not in str(desk.table.cursor_key):
            await desk.press("down")
        await desk.press("enter")
        editor = await desk.comes_to(EditorScreen)
        await desk.sees("is version 1")

        await own_parameter(desk, editor, "nomination_days: {value: soon}")
        await desk.sees("✗ error")
        found = re.search(
            r"proposal.yaml:(\d+):(\d+) +✗ error +the deadline “params.nomination_days wd”", desk.said
        )
        assert found is not None, desk.said
        line, column = int(found[1]), int(found[2])
        part = (path.parent / "definitions" / "parts" / "proposal.yaml").read_text().splitlines()
        assert part[line - 1][column - 1 :].startswith("vacant:")
        await desk.press("f7")
        await desk.sees("It has errors: nothing was published.")
        await desk.until(lambda: desk.table.has_focus, "the findings")
        await desk.press("escape")
        assert editor.area.has_focus

        await desk.press(*["backspace"] * 5)
        await desk.write("25}")
        await desk.sees("would be version 2")
        await desk.press("f7")
        await desk.comes_to(Confirm)
        await desk.sees("Publish version 2 of jabatan-fungsional?")
        await desk.sees("Parameter “nomination_days”: 20 → 25")
        await desk.reach("yes")
        await desk.press("enter")
        await desk.sees("is version 2")


async def own_parameter(desk: Desk, editor: EditorScreen, said: str) -> None:
    """Type a line below `parameters:`; it stands in place of what the shared part says."""
    row = editor.area.text.splitlines().index("parameters:")
    desk.send(*["down"] * row, "end")
    await desk.until(lambda: editor.area.cursor_location == (row, len("parameters:")), "the section")
    await desk.press("enter")
    await desk.write("  " + said)
    await desk.until(lambda: editor.area.text.splitlines()[row + 1] == "  " + said, "the line")


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
        await desk.press("enter")
        while not free(screen.row):
            await desk.press("down")
        await desk.press("n")
        await desk.comes_to(OpenCase)
        await desk.sees("version 2")
        await desk.reach("yes")
        await desk.press("enter")
        opened = await desk.comes_to(CaseScreen)
        await desk.sees("Due in 25 working days")
        case = desk.ws.case(opened.case)
        assert case.version == 2
        assert case.due == desk.ws.calendar.add_working(desk.ws.now().date(), 25)


def free(row: object) -> bool:
    """Whether a row of the tree has a vacant seat for which no case is open."""
    return isinstance(row, SeatRow) and row.seat.standing.vacant > len(row.seat.cases)
