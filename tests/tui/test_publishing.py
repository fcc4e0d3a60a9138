"""Parts, comparing, refusals of publishing, and running cases that move: what an admin does beside the text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Select

from tests.builders import SmallCity, empty_city
from tests.tui.screen import screen_text, settled, terminal
from tests.tui.test_definitions import change, editor_of, open_editor
from tui.app import LantikApp
from tui.screens.definitions.editor import EditorScreen
from tui.screens.definitions.moving import MovingScreen
from tui.screens.definitions.renaming import BecameOf
from tui.screens.dialogs import Confirm, Told
from workflow.shipped import shipped_definitions

HEAD = """\
format: lantik/1
id: {id}
title: {{id: {id}, en: {id}}}
phases: {{work: {{id: Kerja, en: Work}}}}
include: parts/common.yaml
initial: open
actions:
  begin: {{label: {{id: Mulai, en: Begin}}, from: open, to: checked, by: clerk}}
"""
PART = """\
format: lantik/1
part: {id: Bersama, en: Common}
parameters:
  days: {value: 5}
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
states:
  open:    {phase: work, label: {id: Dibuka, en: Open}, within: params.days wd}
  checked: {phase: work, label: {id: Diperiksa, en: Checked}}
  done:    {phase: work, final: true, label: {id: Selesai, en: Done}}
actions:
  end: {label: {id: Akhiri, en: End}, from: checked, to: done, by: clerk}
"""
SCENARIO = """\
format: lantik-scenario/1
title: Leave
definition: leave.yaml
scenarios:
  - name: the time to begin
    given: {on: 2025-11-03}
    open: something
    steps:
      - {then: {state: open, due: 2025-11-10}}
"""


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    """Two definitions that share a part, both published."""
    found = empty_city(tmp_path)
    own = tmp_path / "definitions"
    (own / "parts").mkdir(parents=True)
    (own / "parts" / "common.yaml").write_text(PART, encoding="utf-8")
    for name in ("leave", "travel"):
        (own / f"{name}.yaml").write_text(HEAD.format(id=name), encoding="utf-8")
    found.ws.city.folder = own
    for name in ("leave", "travel"):
        found.ws.publish(own / f"{name}.yaml", actor="admin")
    found.ws.add_user("clerk", name="Clerk", roles=["clerk"], actor="admin")
    return found


def own(city: SmallCity) -> Path:
    return city.path.parent / "definitions"


def numbers(app: LantikApp) -> dict[str, int]:
    assert app.gateway is not None
    definitions = app.gateway.workspace.definitions
    return {name: definitions.newest(name).number for name in ("leave", "travel")}


async def answer(app: LantikApp, pilot: Pilot[Any], yes: str = "yes") -> None:
    app.screen.query_one(f"#{yes}", Button).focus()
    await pilot.press("enter")
    await settled(pilot, 2)


# ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_part_is_listed_edited_and_published_with_every_definition_that_includes_it(
    city: SmallCity,
) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot, "common.yaml")
        assert "included by 2 definitions" in str(editor.query_one("#findings-panel").border_subtitle)
        await change(pilot, editor.area, "value: 5", "value: 7")
        assert "2 would change" in str(editor.query_one("#findings-panel").border_subtitle)
        await pilot.press("f7")
        await settled(pilot, 2)
        assert isinstance(app.screen, Confirm)
        said = screen_text(app)
        assert "Publish 2 definitions?" in said
        assert "leave → version 2" in said
        assert "travel → version 2" in said
        assert said.count("Parameter “days”: 5 → 7") == 2
        await answer(app, pilot)
        assert isinstance(app.screen, Told)
        assert "✓ leave  version 2" in screen_text(app)
        assert numbers(app) == {"leave": 2, "travel": 2}
        assert "value: 7" in (own(city) / "parts" / "common.yaml").read_text()
        await pilot.press("escape", "escape")
        await settled(pilot, 2)
        assert "parts/common.yaml" in screen_text(app)
        assert "part, included by 2" in screen_text(app)


async def test_a_finding_in_a_part_names_its_file_and_opens_it(city: SmallCity) -> None:
    part = own(city) / "parts" / "common.yaml"
    part.write_text(PART.replace("to: done", "to: dome"), encoding="utf-8")
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot, "leave.yaml")
        row, line = len(PART.splitlines()), PART.splitlines()[-1]
        assert f"common.yaml:{row}:{line.index('done') + 1}" in screen_text(app)
        await pilot.press("f8", "enter")
        await settled(pilot, 2)
        other = editor_of(app)
        assert other is not editor
        assert other.source.name == "common.yaml"
        assert other.area.cursor_location == (row - 1, line.index("done"))
        await change(pilot, other.area, "dome", "done")
        await pilot.press("f6")
        await settled(pilot, 2)
        await pilot.press("escape")
        await settled(pilot, 2)
        assert app.screen is editor
        assert editor._found.count == 0


async def test_what_scenarios_say_otherwise_is_jumped_to_and_nothing_is_published(city: SmallCity) -> None:
    (own(city) / "leave.scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot, "leave.yaml")
        await pilot.press("f4")
        await settled(pilot, 2)
        assert "1 scenario passed" in screen_text(app)
        await pilot.press("escape")
        await change(pilot, editor.area, "initial:", "parameters: {days: {value: 7}}\ninitial:")
        await pilot.press("f7")
        await settled(pilot, 2)
        assert app.screen is editor
        assert "due should be 2025-11-10, and is 2025-11-12" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot, 2)
        scenario = editor_of(app)
        assert scenario.source.name == "leave.scenario.yaml"
        await change(pilot, scenario.area, "2025-11-10", "2025-11-12")
        await pilot.press("f6")
        await settled(pilot, 2)
        await pilot.press("escape")
        await settled(pilot, 2)
        await pilot.press("f7")
        await settled(pilot, 2)
        await answer(app, pilot)
        assert numbers(app) == {"leave": 2, "travel": 1}


# ── comparing, people ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_f10_tells_in_words_what_would_change_and_f3_whether_there_are_people(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot, "leave.yaml")
        await pilot.press("f10")
        await settled(pilot, 2)
        assert app.screen is editor
        await change(pilot, editor.area, "by: clerk", "by: nobody")
        await change(pilot, editor.area, "initial:", "roles: {nobody: {label: {id: X, en: X}}}\ninitial:")
        await pilot.press("f10")
        await settled(pilot, 2)
        assert isinstance(app.screen, Told)
        assert "Role “X” (nobody) is new" in screen_text(app)
        await pilot.press("escape")
        await pilot.press("f3")
        await settled(pilot, 2)
        assert "“leave” cannot be completed: nobody may take “Begin”" in screen_text(app)
        await pilot.press("f5")
        await settled(pilot, 2)
        assert "cannot be completed" not in screen_text(app)


# ── stranded cases, moving ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_stranded_cases_ask_what_became_of_their_state_and_move_with_the_answer(
    city: SmallCity,
) -> None:
    case = city.ws.open_case("leave", "a week", actor="clerk").id
    city.ws.act(case, "begin", actor="clerk")
    mine = HEAD.format(id="leave").replace("include: parts/common.yaml\n", PART.split("\n", 2)[2])
    mine = mine.replace("checked", "reviewed").replace("\nactions:\n  end:", "\nactions:\n  end:", 1)
    head, _actions, tail = mine.partition("actions:\n  end")
    end, _initial, rest = ("  end" + tail).partition("initial: open\nactions:\n")
    (own(city) / "leave.yaml").write_text(head + "initial: open\nactions:\n" + end + rest, encoding="utf-8")
    async with terminal(city, "admin") as (app, pilot):
        await open_editor(app, pilot, "leave.yaml")
        await pilot.press("f7")
        await settled(pilot, 2)
        await answer(app, pilot)
        assert isinstance(app.screen, BecameOf), screen_text(app)
        assert case in screen_text(app)
        assert numbers(app)["leave"] == 1
        assert app.screen.query_one("#yes", Button).disabled
        app.screen.query_one("#state-checked", Select).value = "reviewed"
        await pilot.pause()
        await answer(app, pilot)
        assert isinstance(app.screen, EditorScreen)
        assert numbers(app)["leave"] == 2

        await pilot.press("escape")
        await settled(pilot, 2)
        await pilot.press("m")
        await settled(pilot, 2)
        assert isinstance(app.screen, MovingScreen)
        assert "1 case would move." in screen_text(app)
        assert "would move to “Checked” (reviewed), version 2" in screen_text(app)
        ws = app.gateway.workspace  # type: ignore[union-attr]
        assert ws.case(case).version == 1
        await pilot.press("m")
        await settled(pilot, 1)
        assert isinstance(app.screen, Confirm)
        await answer(app, pilot)
        assert "1 case was moved." in screen_text(app)
        assert (ws.case(case).version, ws.case(case).state) == (2, "reviewed")
        await pilot.press("u")
        await settled(pilot, 2)
        assert "1 case would go back." in screen_text(app)
        await pilot.press("u")
        await settled(pilot, 1)
        await answer(app, pilot)
        assert "1 case went back." in screen_text(app)
        assert (ws.case(case).version, ws.case(case).state) == (1, "checked")


# ── two administrators ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_where_two_administrators_publish_one_proposes_and_the_other_publishes(city: SmallCity) -> None:
    settings = own(city) / "city.yaml"
    said = (shipped_definitions() / "city.yaml").read_text(encoding="utf-8")
    settings.write_text(said.replace("second_admin: false", "second_admin: true"), encoding="utf-8")
    city.ws.add_user("second", name="Second Admin", roles=["admin"], actor="admin")
    file = own(city) / "travel.yaml"
    file.write_text(file.read_text() + "# again\n", encoding="utf-8")
    city.ws.close()
    async with terminal(city, "admin") as (app, pilot):
        await open_editor(app, pilot, "travel.yaml")
        await pilot.press("f7")
        await settled(pilot, 2)
        await answer(app, pilot)
        assert isinstance(app.screen, Confirm)
        assert "Propose it to another administrator?" in screen_text(app)
        await answer(app, pilot)
        await pilot.press("escape")
        await settled(pilot, 2)
        assert "proposed by" in screen_text(app)
        assert numbers(app)["travel"] == 1
    async with terminal(city, "second") as (app, pilot):
        await open_editor(app, pilot, "travel.yaml")
        await pilot.press("f7")
        await settled(pilot, 2)
        await answer(app, pilot)
        assert numbers(app)["travel"] == 2
