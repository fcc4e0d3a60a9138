"""The way in: no store, a broken store, who one is, terminals that are too small or cannot show screens."""

from __future__ import annotations

from pathlib import Path

import pytest

import workflow
from tests.builders import SmallCity, empty_city, small_city
from tests.tui.screen import screen_text, settled, terminal, typed
from tui.app import LantikApp, run
from tui.screens.inbox import InboxScreen
from tui.screens.start import ProblemScreen, WelcomeScreen, WhoScreen
from tui.widgets.table import VirtualTable


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return small_city(tmp_path)


async def test_a_folder_without_a_store_is_offered_two_ways(tmp_path: Path) -> None:
    app = LantikApp(str(tmp_path / "store.json"), None, "en")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        said = screen_text(app)
        assert "Open the demonstration city" in said
        assert "Set up an empty store" in said
    assert not (tmp_path / "store.json").exists()


async def test_the_demonstration_is_made_with_a_bar_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def made(path: str, *, progress: object) -> workflow.Workspace:
        assert callable(progress)
        for done in range(3):
            progress(done, 3, "people")
            steps.append("people")
        return workflow.Workspace.open(path)

    monkeypatch.setattr(workflow, "make_demo", made, raising=False)
    app = LantikApp(str(tmp_path / "store.json"), None, "en")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert len(steps) == 3
        assert isinstance(app.screen, WhoScreen)


async def test_a_store_that_cannot_be_made_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(workflow, "make_empty", refused, raising=False)
    app = LantikApp(str(tmp_path / "store.json"), None, "en")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("e")
        await settled(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        said = " ".join(screen_text(app).replace("▌", " ").replace("│", " ").split())
        assert "cannot be written" in said, said


async def test_a_damaged_store_is_told_and_ends_with_4(tmp_path: Path) -> None:
    city = empty_city(tmp_path)
    city.close()
    for piece in (tmp_path / "store.log").iterdir():
        data = piece.read_bytes()
        piece.write_bytes(data[:200].replace(b"users", b"usxrs") + data[200:].replace(b"a", b"b", 50))
    city.path.write_text("{broken")
    app = LantikApp(str(city.path), "officer", "en")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, ProblemScreen)
        assert "The store cannot be opened" in screen_text(app)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 4


async def test_without_a_user_one_says_who_one_is(city: SmallCity) -> None:
    async with terminal(city, None) as (app, pilot):
        assert isinstance(app.screen, WhoScreen)
        said = screen_text(app)
        assert "No password is asked yet" in said
        assert "Maria Tallo" in said
        await typed(pilot, "sekda")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, InboxScreen)
        assert app.gateway is not None
        assert app.gateway.user is not None
        assert app.gateway.user.id == "sekda"


async def test_people_are_listed_by_role_with_what_waits_for_them(city: SmallCity) -> None:
    async with terminal(city, None) as (app, pilot):
        await pilot.press("escape")
        lines = screen_text(app).splitlines()
        officer = next(line for line in lines if "Maria Tallo" in line)
        assert "HR officer" in officer
        assert " 4 " in officer
        table = app.screen.query_one(VirtualTable)
        table.cursor_key = "verifier"
        await settled(pilot)
        assert "HR verifier · " in screen_text(app)
        assert "Verify" in screen_text(app)


async def test_people_of_one_role_are_told_apart_by_their_whole_user_id(city: SmallCity) -> None:
    for number in ("01", "02"):
        city.ws.add_user(f"verifikator-{number}", name="Wati", roles=["hr_verifier"], actor="admin")
    async with terminal(city, None, size=(110, 32)) as (app, _pilot):
        assert "verifikator-01" in screen_text(app)
        assert "verifikator-02" in screen_text(app)


async def test_an_unknown_user_is_told_and_may_choose_another(city: SmallCity) -> None:
    async with terminal(city, "nobody") as (app, _pilot):
        assert isinstance(app.screen, WhoScreen)
        assert "There is no user" in screen_text(app)


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (20, 5)])
async def test_a_terminal_that_is_too_small_says_what_to_do(city: SmallCity, size: tuple[int, int]) -> None:
    async with terminal(city, size=size) as (app, pilot):
        said = " ".join(screen_text(app).split())
        assert "too small" in said
        await pilot.resize_terminal(100, 30)
        await settled(pilot)
        assert "Waiting for me" in screen_text(app)


def test_a_dumb_terminal_is_sent_to_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert run(str(tmp_path / "store.json"), None, "en") == 2
    assert "lantik --help" in capsys.readouterr().err


async def test_no_color_paints_nothing_but_the_cursor(
    city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with terminal(city) as (app, _pilot):
        assert app.theme == "lantik-plain"
        painted = {
            str(segment.style.color.name)
            for strip in app.screen._compositor.render_strips(app.size)
            for segment in strip
            if segment.style is not None and segment.style.color is not None
        }
        assert painted <= {"default", "color(0)"}  # the cursor is black on white


async def test_the_collector_is_told_to_leave_what_stays(city: SmallCity) -> None:
    import gc

    before = gc.get_freeze_count()
    async with terminal(city):
        assert gc.get_freeze_count() > before
    gc.unfreeze()
