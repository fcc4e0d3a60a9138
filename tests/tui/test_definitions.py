"""Definitions: an admin changes a deadline, sees what is wrong, saves and publishes; running cases stay where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static, TextArea

from tests.builders import SmallCity, empty_city
from tests.tui.screen import app_for, screen_text, settled, terminal, typed
from tui.app import LantikApp
from tui.screens.definitions import DefinitionsScreen
from tui.screens.definitions.dialogs import Leave
from tui.screens.definitions.editor import EditorScreen
from tui.screens.dialogs import Confirm
from tui.widgets.table import VirtualTable
from workflow.setup import copy_definitions

PATHWAY = "jabatan-fungsional"
TWO = "experience_years:   {value: 2,"
THREE = "experience_years:   {value: 3,"
KEPT = (f"{PATHWAY}.yaml", "pelaksana.yaml", "city.yaml")
"""The definitions of the test's city; others would only be read each time."""


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    """A city with definitions of its own, and one case that runs."""
    own = copy_definitions(tmp_path)
    for path in own.glob("*.yaml"):
        if path.name not in KEPT:
            path.unlink()
    found = empty_city(tmp_path)
    found.cases["running"] = found.open()
    return found


def editor_of(app: LantikApp) -> EditorScreen:
    screen = app.screen
    assert isinstance(screen, EditorScreen)
    return screen


async def open_editor(app: LantikApp, pilot: Any, file: str = f"{PATHWAY}.yaml") -> EditorScreen:
    await pilot.press("4")
    await settled(pilot)
    app.screen.query_one("#files", VirtualTable).cursor_key = next(
        str(path) for path in all_files(app) if path.name == file
    )
    await pilot.press("enter")
    await settled(pilot)
    return editor_of(app)


def all_files(app: LantikApp) -> list[Path]:
    assert app.gateway is not None
    definitions = app.gateway.workspace.definitions
    return [*definitions.files(), *definitions.parts()]


async def change(pilot: Any, area: TextArea, old: str, new: str) -> None:
    """Type over a text, as a hand would."""
    row = next(place for place in range(area.document.line_count) if old in area.document.get_line(place))
    column = area.document.get_line(row).index(old)
    area.replace(new, (row, column), (row, column + len(old)))
    area.move_cursor((row, column))
    await pilot.pause(0.6)
    await settled(pilot)


def file_of(city: SmallCity) -> Path:
    return city.path.parent / "definitions" / f"{PATHWAY}.yaml"


# ── the whole way ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_admin_changes_a_deadline_and_a_running_case_stays_on_its_version(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        assert "is version 1" in screen_text(app)
        assert "≤ 5 wd" in editor._draft.outline

        await change(pilot, editor.area, "parameters:", "parameters:\n  verification_days: {value: soon}")
        assert "not saved" in screen_text(app)
        assert "✗ error" in screen_text(app)
        await pilot.press("f7")
        await settled(pilot)
        assert app.screen is editor, "with errors there is nothing to publish"

        await change(pilot, editor.area, "{value: soon}", "{value: 7}")
        assert "✓ No errors, no warnings." in screen_text(app)
        assert "would be version 2" in str(editor.query_one("#findings-panel").border_subtitle)
        assert "≤ 7 wd" in editor._draft.outline
        await pilot.press("f7")
        await settled(pilot)
        assert isinstance(app.screen, Confirm), screen_text(app)
        said = " ".join(screen_text(app).split())
        assert "Publish version 2 of jabatan-fungsional?" in said
        assert "is saved first" in said
        assert "Parameter “verification_days”: 5 → 7" in said
        assert "1 open case stays on the version" in said
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert app.screen is editor
        assert "is version 2" in str(editor.query_one("#findings-panel").border_subtitle)
        assert "verification_days: {value: 7}" in file_of(city).read_text()

        assert app.gateway is not None
        ws = app.gateway.workspace
        assert ws.definitions.newest(PATHWAY).number == 2
        assert ws.definitions.newest(PATHWAY).published_by == "admin"
        assert ws.case(city.cases["running"]).version == 1
        assert ws.open_case(PATHWAY, "PRW-SIKUMANA", actor="officer").version == 2
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert isinstance(app.screen, DefinitionsScreen)
        said = screen_text(app)
        assert "● published as version 2" in said
        assert "● 2" in said


# ── findings ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_enter_on_a_finding_goes_to_its_place(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        await change(pilot, editor.area, "initial: vacant", "initial: vacan")
        editor.area.move_cursor((0, 0))
        await pilot.press("tab")
        assert editor.table.has_focus
        await pilot.press("enter")
        await settled(pilot)
        row, column = editor.area.cursor_location
        assert editor.area.has_focus
        assert editor.area.document.get_line(row)[column:].startswith("vacan")
        assert "vacant" in screen_text(app), "the near name is offered"


async def test_a_finding_in_the_place_of_another_is_told_in_full(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        await change(pilot, editor.area, "initial: vacant", "initial: vacan")
        assert "vacan" in str(editor.query_one("#finding", Static).content)
        await change(pilot, editor.area, "initial: vacan", "initiale: vacant")
        assert "initiale" in str(editor.query_one("#finding", Static).content)


async def test_f8_goes_from_finding_to_finding_and_round(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        await change(pilot, editor.area, "subject: position", "subjekt: position")
        await change(pilot, editor.area, "initial: vacant", "initial: vacan")
        places = sorted({(one.place.line, one.place.column) for one in editor._draft.diagnostics})
        assert len(places) >= 2
        editor.area.move_cursor((0, 0))
        seen = []
        for _place in range(len(places) + 1):
            await pilot.press("f8")
            row, column = editor.area.cursor_location
            seen.append((row + 1, column + 1))
        assert seen[:-1] == places
        assert seen[-1] == places[0]


async def test_what_is_no_yaml_is_a_finding_too(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        editor.area.load_text("a: [1, 2\n\tb: \x00")
        await pilot.pause(0.6)
        await settled(pilot)
        assert editor._draft.errors >= 1
        editor.area.load_text("")
        await pilot.pause(0.6)
        await settled(pilot)
        assert "the file is empty" in screen_text(app)
        await pilot.press("f8", "f5", "f7", "f9")
        await settled(pilot)
        assert app.screen is editor


async def test_enter_keeps_the_indentation(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        area = editor.area
        row = next(place for place in range(area.document.line_count) if TWO in area.document.get_line(place))
        area.move_cursor((row, len(area.document.get_line(row))))
        await pilot.press("enter")
        await typed(pilot, "x")
        assert area.document.get_line(row + 1) == "  x"


# ── saving and leaving ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_file_with_errors_may_be_saved(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        await change(pilot, editor.area, TWO, "experience_years:   {value: soon,")
        await pilot.press("f6")
        await settled(pilot)
        assert "value: soon" in file_of(city).read_text()
        assert "not saved" not in screen_text(app)


async def test_esc_asks_before_changes_are_lost(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        await change(pilot, editor.area, TWO, THREE)
        assert editor.unsent
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, Leave)
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen is editor, "it starts on staying"
        assert THREE in editor.area.text
        await pilot.press("escape")
        await settled(pilot)
        await pilot.click("#discard")
        await settled(pilot)
        assert isinstance(app.screen, DefinitionsScreen)
        assert TWO in file_of(city).read_text()


async def test_leaving_may_save(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        await change(pilot, editor.area, TWO, THREE)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.click("#save")
        await settled(pilot)
        assert isinstance(app.screen, DefinitionsScreen)
        assert THREE in file_of(city).read_text()
        assert "◐ changed since version 1" in screen_text(app)


async def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten_unasked(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        await change(pilot, editor.area, TWO, THREE)
        file_of(city).write_text("# theirs\n")
        await pilot.press("f6")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)
        await pilot.press("enter")
        await settled(pilot)
        assert file_of(city).read_text() == "# theirs\n"
        assert "not saved" in screen_text(app)
        await pilot.press("f6")
        await settled(pilot)
        await pilot.click("#yes")
        await settled(pilot)
        assert THREE in file_of(city).read_text()


async def test_what_comes_with_lantik_is_copied_beside_the_store_first(tmp_path: Path) -> None:
    city = empty_city(tmp_path)
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        before = editor.source.path
        assert before is not None
        shipped = before.read_bytes()
        await change(pilot, editor.area, TWO, THREE)
        await pilot.press("f6")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)
        await pilot.click("#yes")
        await settled(pilot)
        assert before.read_bytes() == shipped
        assert THREE in file_of(city).read_text()
        await pilot.press("escape")
        await settled(pilot)
        assert "comes with Lantik" not in screen_text(app)


# ── those who only read ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_who_is_no_admin_reads(city: SmallCity) -> None:
    async with terminal(city, "officer") as (app, pilot):
        editor = await open_editor(app, pilot)
        assert editor.area.read_only
        assert "read only" in screen_text(app)
        await pilot.press("x", "f6", "f7")
        await settled(pilot)
        assert app.screen is editor
        assert editor.area.text == file_of(city).read_text()
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, DefinitionsScreen)


async def test_a_published_version_opens_as_it_was_published(city: SmallCity) -> None:
    file_of(city).write_text(file_of(city).read_text().replace(TWO, THREE))
    async with terminal(city, "admin") as (app, pilot):
        await pilot.press("4")
        await settled(pilot)
        assert "◐ changed since version 1" in screen_text(app)
        await pilot.press("tab", "enter")
        await settled(pilot)
        editor = editor_of(app)
        assert editor.area.read_only
        assert TWO in editor.area.text


async def test_a_file_that_is_not_utf_8_can_be_looked_at(city: SmallCity) -> None:
    odd = file_of(city).with_name("odd.yaml")
    odd.write_bytes("id: caf\xe9\n".encode("latin-1"))
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot, "odd.yaml")
        assert editor.area.read_only
        await pilot.press("escape")
        await settled(pilot)
        assert odd.read_bytes() == b"id: caf\xe9\n"


async def test_the_outline_takes_the_place_of_the_text_where_room_is_short(city: SmallCity) -> None:
    async with terminal(city, "admin", size=(80, 24)) as (app, pilot):
        editor = await open_editor(app, pilot)
        assert "VACANT" not in screen_text(app)
        await pilot.press("f9")
        await settled(pilot)
        assert "VACANT" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert editor.area.has_focus
        assert "VACANT" not in screen_text(app)


async def test_f2_rewords_the_editor_and_keeps_what_was_typed(city: SmallCity) -> None:
    async with terminal(city, "admin") as (app, pilot):
        editor = await open_editor(app, pilot)
        await change(pilot, editor.area, TWO, THREE)
        await pilot.press("f2")
        await settled(pilot)
        assert THREE in editor.area.text
        assert "LOWONG" in screen_text(app)
        await pilot.press("f2")
        await settled(pilot)


# ── how it looks ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_it_looks_like_this(size: tuple[int, int], city: SmallCity, snap_compare: Any) -> None:
    async def steps(pilot: Any) -> None:
        await settled(pilot)
        editor = await open_editor(pilot.app, pilot)
        editor.area.cursor_blink = False
        await change(pilot, editor.area, TWO, "experience_years:   {valu: 2,")
        await pilot.press("f8")
        await settled(pilot)

    app = app_for(city, "admin")
    app.animation_level = "none"
    assert snap_compare(app, terminal_size=size, run_before=steps)


async def test_while_the_lists_are_read_nothing_is_said_of_what_is_published(
    city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DefinitionsScreen, "refresh_data", lambda _screen: None)
    async with terminal(city, "admin") as (app, pilot):
        await pilot.press("4")
        await settled(pilot)
        assert screen_text(app).count("One moment …") == 2
        assert "Nothing is published yet." not in screen_text(app)
