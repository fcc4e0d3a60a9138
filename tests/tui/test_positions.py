"""The positions: the city's tree with counts that roll up, who sits where, and the case behind a vacancy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders import SmallCity, small_city
from tests.tui.screen import app_for, screen_text, settled, terminal, typed
from tui.app import LantikApp
from tui.screens.case import CaseScreen
from tui.screens.dialogs import Told
from tui.screens.positions import PositionsScreen
from tui.screens.positions.dialogs import OpenCase, WhichCase
from tui.screens.positions.tree import Counts, SeatRow, UnitRow, build
from tui.widgets.table import VirtualTable
from workflow import Workspace
from workflow.registry.city import build_city
from workflow.registry.model import Holding, Position, Unit

TODAY = date(2025, 11, 25)


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    return small_city(tmp_path)


def screen_of(app: LantikApp) -> PositionsScreen:
    screen = app.screen
    assert isinstance(screen, PositionsScreen)
    return screen


def names_of(app: LantikApp) -> list[str]:
    source = screen_of(app).table.source
    rows = [source.row(place)[0] for place in range(source.count)]
    return [(row if isinstance(row, str) else row.plain).strip(" ▸▾") for row in rows]


async def go_to(app: LantikApp, pilot: Any, key: str) -> None:
    screen = screen_of(app)
    for row in screen._tree.rows:
        if row.key == key:
            above = screen._tree.parents[key]
            while above is not None:
                screen._opened = (screen._opened or frozenset()) | {above}
                above = screen._tree.parents[above]
    screen._show()
    screen.table.cursor_key = key
    await pilot.pause(0.2)
    await settled(pilot)


# ── the tree ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_counts_roll_up_to_the_city(city: SmallCity) -> None:
    tree = build(city.ws.registry.units(), city.ws.registry.seats(), TODAY)
    city.close()
    units = {row.unit.id: row for row in tree.rows if isinstance(row, UnitRow)}
    assert units["PKM-OEBOBO"].below == Counts(need=10, filled=0, vacant=10, acting=0, cases=7)
    assert units["DINKES"].below.need == 10 + 6 + 1
    assert units["DINKES"].below.filled == 1
    assert tree.total == units["KOTA"].below


def test_a_position_comes_before_the_units_below_and_the_highest_first(city: SmallCity) -> None:
    tree = build(city.ws.registry.units(), city.ws.registry.seats(), TODAY)
    city.close()
    keys = [row.key for row in tree.rows]
    assert keys.index("seat:KADIS-KES") < keys.index("unit:PKM-OEBOBO") < keys.index("seat:PRW-OEBOBO")
    assert keys.index("seat:PRW-OEBOBO") > keys.index("seat:PRW-MUDA-OEBOBO")


def test_units_in_a_ring_and_positions_of_no_unit_are_shown_once() -> None:
    class Seat:
        def __init__(self, position: Position) -> None:
            self.position, self.unit, self.holders, self.cases = position, position.unit, (), ()
            self.vacant_since = None
            self.standing = type(
                "S", (), {"need": 1, "holders": 0, "vacant": 1, "acting": 0, "state": "vacant"}
            )

    units = [Unit("A", "A", "agency", "B"), Unit("B", "B", "agency", "A"), Unit("C", "C", "agency", "gone")]
    stray = Seat(Position("X", "X", "structural", "nowhere", "IV.a"))
    tree = build(units, [stray], TODAY)
    assert sorted(row.key for row in tree.rows) == ["seat:X", "unit:A", "unit:B", "unit:C"]
    assert tree.total.vacant == 1


def test_a_filter_shows_what_fits_below_its_units(city: SmallCity) -> None:
    tree = build(city.ws.registry.units(), city.ws.registry.seats(), TODAY)
    city.close()

    def keys(text: str) -> list[str]:
        return [row.key for row in tree.shown(frozenset(), text) if isinstance(row, SeatRow)]

    assert keys("state:vacant unit:oebobo") == ["seat:PRW-MUDA-OEBOBO", "seat:PRW-OEBOBO"]
    assert keys("!state:vacant") == ["seat:KADIS-KES"]
    assert keys("guru") == ["seat:GURU-OEBA"]
    assert keys("keadaan:filled") == ["seat:KADIS-KES"]
    assert keys("holder:riwu") == ["seat:KADIS-KES"]
    for name in ("case", "perkara", "kasus"):
        assert keys(f"{name}:{city.cases['vacant']}") == ["seat:GURU-OEBA"]
    shown = [row.key for row in tree.shown(frozenset(), "guru")]
    assert shown == ["unit:KOTA", "unit:DISDIK", "unit:SD-OEBA", "seat:GURU-OEBA"]


def test_an_acting_official_leaves_the_seat_vacant_and_is_said_in_words(city: SmallCity) -> None:
    city.ws.registry.put(
        [Holding("H-9", "P-0019", "KADIS-DIK", "plt", date(2025, 10, 1), date(2025, 12, 31))], actor="admin"
    )
    tree = build(city.ws.registry.units(), city.ws.registry.seats(), TODAY)
    city.close()
    row = next(row for row in tree.rows if row.key == "seat:KADIS-DIK")
    assert isinstance(row, SeatRow)
    assert row.words == "vacant, acting"
    assert row.counts == Counts(need=1, filled=0, vacant=1, acting=1)


def test_the_whole_city_is_put_together_and_filtered_at_once(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "store.json") as ws:
        made = build_city(25, reference=ws.reference)
        ws.registry.put([*made.units, *made.positions, *made.people, *made.holdings], actor="admin")
        tree = build(ws.registry.units(), ws.registry.seats(TODAY), TODAY)
    assert tree.total.need > 5_000
    assert len(tree.rows) == len(made.units) + len(made.positions)
    assert len(tree.shown(tree.opened_to(99))) == len(tree.rows)
    vacant = tree.shown(tree.opened_to(99), vacant_only=True)
    assert 0 < sum(isinstance(row, SeatRow) for row in vacant) < len(made.positions)


# ── the screen ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_tree_opens_and_closes_with_the_arrow_keys(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        assert names_of(app)[:2] == ["Kota Kupang", "Dinas Kesehatan"]
        assert "Puskesmas Oebobo" not in names_of(app)
        await pilot.press("down", "right")
        assert "Puskesmas Oebobo" in names_of(app)
        await pilot.press("right")
        assert screen_of(app).table.cursor_key == "seat:KADIS-KES"
        await pilot.press("left")
        assert screen_of(app).table.cursor_key == "unit:DINKES"
        await pilot.press("left")
        assert "Puskesmas Oebobo" not in names_of(app)
        await pilot.press("enter")
        assert "Puskesmas Oebobo" in names_of(app)


async def test_the_preview_tells_holders_and_the_cases_behind(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await go_to(app, pilot, "seat:KADIS-KES")
        said = screen_text(app)
        assert "Oktaviana Riwu" in said
        assert "definitive, since 2 January 2023" in said
        await go_to(app, pilot, "seat:PRW-SIKUMANA")
        said = screen_text(app)
        assert city.cases["suspended"] in said
        assert "Suspended" in said


async def test_enter_opens_the_case_behind_and_asks_which_of_several(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await go_to(app, pilot, "seat:GURU-OEBA")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        assert city.cases["vacant"] in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        await go_to(app, pilot, "seat:PRW-SIKUMANA")
        await pilot.press("o")
        await settled(pilot)
        assert isinstance(app.screen, WhichCase)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)


@pytest.mark.parametrize(("width", "shown"), [(80, False), (100, True), (120, True), (160, True)])
async def test_the_preview_stands_beside_where_there_is_room(
    city: SmallCity, width: int, shown: bool
) -> None:
    async with terminal(city, size=(width, 30)) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        assert screen_of(app).query_one("#beside").display is shown


async def test_a_narrow_terminal_tells_about_a_position_on_enter(city: SmallCity) -> None:
    async with terminal(city, size=(80, 24)) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        assert not screen_of(app).query_one("#beside").display
        await go_to(app, pilot, "seat:KADIS-KES")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, Told)
        assert "Oktaviana Riwu" in screen_text(app)


async def test_a_new_case_is_opened_for_a_vacant_seat(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await go_to(app, pilot, "seat:PRW-MUDA-OEBOBO")
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(app.screen, OpenCase)
        assert app.screen.focused is not None
        assert app.screen.focused.id == "no", "it starts on Cancel"
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        assert app.gateway is not None
        assert app.gateway.session.cases(subject="PRW-MUDA-OEBOBO").total == 1


async def test_a_refusal_says_every_reason_and_stays(city: SmallCity) -> None:
    async with terminal(city, "verifier") as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await go_to(app, pilot, "seat:KABID-MUTASI")
        await pilot.press("n")
        await settled(pilot)
        assert "No definition for such a position is published." in screen_text(app)
        await pilot.press("escape")
        await go_to(app, pilot, "seat:PRW-MUDA-OEBOBO")
        await pilot.press("n")
        await settled(pilot)
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert isinstance(app.screen, OpenCase)
        assert "✗" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert app.gateway is not None
        assert app.gateway.session.cases(subject="PRW-MUDA-OEBOBO").total == 0


async def test_a_filled_seat_takes_no_new_case(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await go_to(app, pilot, "seat:KADIS-KES")
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(app.screen, PositionsScreen)


async def test_the_filter_narrows_as_one_types_and_esc_takes_it_away(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("slash")
        await typed(pilot, "state:vacant guru")
        await settled(pilot)
        assert names_of(app)[-1] == "Guru Ahli Pertama"
        assert screen_of(app).table.cursor_key == "seat:GURU-OEBA"
        await pilot.press("enter")
        assert screen_of(app).table.has_focus
        assert "/ state:vacant guru" in screen_text(app)
        await pilot.press("escape")
        assert "Badan Kepegawaian dan Pengembangan SDM" in names_of(app)
        assert isinstance(app.screen, PositionsScreen)


async def test_v_leaves_only_what_is_vacant(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("down", "right")
        assert "Kepala Dinas Kesehatan" in names_of(app)
        await pilot.press("v")
        assert "Kepala Dinas Kesehatan" not in names_of(app)
        assert "vacant only" in screen_text(app)
        await pilot.press("v")
        assert "Kepala Dinas Kesehatan" in names_of(app)


async def test_a_commit_by_somebody_else_shows_and_the_cursor_stays(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await go_to(app, pilot, "seat:PRW-MUDA-OEBOBO")
        assert app.gateway is not None
        app.gateway.workspace.open_case("jabatan-fungsional", "PRW-MUDA-OEBOBO", actor="head")
        app.poll()
        await settled(pilot)
        row = screen_of(app).row
        assert isinstance(row, SeatRow)
        assert row.seat.position.id == "PRW-MUDA-OEBOBO"
        assert row.counts.cases == 1


async def test_f2_rewords_the_tree_and_keeps_the_place(city: SmallCity) -> None:
    async with terminal(city) as (app, pilot):
        await pilot.press("2")
        await settled(pilot)
        await go_to(app, pilot, "seat:KADIS-KES")
        await pilot.press("f2")
        await settled(pilot)
        assert screen_of(app).table.cursor_key == "seat:KADIS-KES"
        assert screen_of(app).table.has_focus
        await pilot.press("f2")
        await settled(pilot)


async def test_an_empty_registry_says_what_to_do(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "store.json").close()
    app = LantikApp(str(tmp_path / "store.json"), "admin", "en")
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        assert "lantik import positions" in screen_text(app)
        await pilot.press("n", "o", "v", "left", "right", "enter")
        assert isinstance(app.screen.query_one("#positions"), VirtualTable)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_it_looks_like_this(size: tuple[int, int], city: SmallCity, snap_compare: Any) -> None:
    async def steps(pilot: Any) -> None:
        await settled(pilot)
        for key in ("2", "down", "right", "down", "down", "right", "down"):
            await pilot.press(key)
            await settled(pilot)
        await pilot.pause(0.3)
        await settled(pilot)

    app = app_for(city)
    app.animation_level = "none"
    assert snap_compare(app, terminal_size=size, run_before=steps)
