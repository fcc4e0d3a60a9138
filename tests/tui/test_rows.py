"""Rows of groups in the terminal: candidates as a table, their acts in words, forms for new and for known rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from tests.builders import SmallCity, empty_city
from tests.engine.test_rows import SELECTION
from tests.tui.screen import screen_text, settled, terminal, typed
from tui.app import LantikApp
from tui.screens.case import CaseScreen
from tui.screens.case.form import ActionForm
from tui.screens.case.inputs import RowsPart
from tui.screens.case.inputs.row import KnownRow, NewRow
from tui.screens.case.words import open_actions

PEOPLE = SELECTION.replace("who:    {type: text,", "who:    {type: person,")
MARIA, YULIANA, PETRUS = (
    f"{name}, S.Kep., Ns." for name in ("Maria Goreti Bere", "Yuliana Taek", "Petrus Asa")
)
ITEMS = """\
format: lantik/1
id: purchase
title: {id: Pembelian, en: Purchase}
phases: {work: {id: Kerja, en: Work}}
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
fields:
  items:
    type: group
    label: {id: Barang, en: Items}
    fields:
      what:   {type: text, label: {id: Apa, en: What}}
      amount: {type: number, min: 1, label: {id: Jumlah, en: Amount}}
      new:    {type: yes_no, label: {id: Baru, en: New}}
initial: open
states:
  open: {phase: work, label: {id: Dibuka, en: Open}}
  done: {phase: work, final: true, label: {id: Selesai, en: Done}}
actions:
  ask: {label: {id: Minta, en: Ask}, from: open, to: open, by: clerk, asks: [items]}
  end: {label: {id: Selesai, en: End}, from: open, to: done, by: clerk}
"""


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    """People of the registry, and a clerk for a selection and a purchase."""
    found = empty_city(tmp_path)
    for name, said in (("selection", PEOPLE), ("purchase", ITEMS)):
        (tmp_path / f"{name}.yaml").write_text(said, encoding="utf-8")
        found.ws.publish(tmp_path / f"{name}.yaml", actor="admin")
    for user in ("clerk", "boss"):
        found.ws.add_user(user, name=user.title(), roles=[user], actor="admin")
    return found


def selection(city: SmallCity, *rows: dict[str, Any]) -> str:
    case = city.ws.open_case("selection", "a post", actor="clerk").id
    if rows:
        city.ws.act(case, "register", actor="clerk", fields={"candidates": [*rows]})
    return case


async def begun(app: LantikApp, pilot: Pilot[Any], case: str, action: str) -> ActionForm:
    app.open_case(case)
    await settled(pilot, 2)
    assert isinstance(app.screen, CaseScreen)
    assert app.screen.view is not None
    number = [answer.name for answer, _label in open_actions(app.screen.view)].index(action) + 1
    await pilot.press("a", str(number))
    await settled(pilot, 2)
    assert isinstance(app.screen, ActionForm)
    return app.screen


def rows_of(app: LantikApp, case: str, field: str = "candidates") -> list[dict[str, Any]]:
    assert app.gateway is not None
    return [dict(row) for row in app.gateway.workspace.case(case).fields[field]]


async def pick(pilot: Pilot[Any], name: str) -> None:
    await typed(pilot, name)
    await settled(pilot, 1)
    await pilot.press("enter")
    await pilot.pause()


# ── what stands on the case ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(140, 40), (80, 24)])
async def test_candidates_are_a_table_with_names_and_totals_and_where_else_they_stand(
    city: SmallCity, size: tuple[int, int]
) -> None:
    other = selection(city, {"who": "P-0001"})
    case = selection(city, {"who": "P-0001", "test": 50}, {"who": "P-0002"})
    scores = [{"who": "P-0001", "test": 80, "talk": 70.5}]
    city.ws.act(case, "score", actor="clerk", fields={"candidates": scores})
    async with terminal(city, "clerk", size=size) as (app, pilot):
        app.open_case(case)
        await settled(pilot, 2)
        await pilot.press("2", "end")
        await settled(pilot, 1)
        pane = app.screen.query_one("#fields Static")
        said = " ".join(str(pane.render()).split())
        assert "Maria Goreti Bere" in said
        assert "registered" in said
        assert "74.3" in said
        assert f"also in {other} (registered)" in said
        assert "P-0001" not in said
        await pilot.press("3")
        history = " ".join(str(app.screen.query_one("#history Static").render()).split())
        assert f"Candidates: 2 added ({MARIA}, {YULIANA})" in history
        assert f"{MARIA}: Test 80, Talk 70.5, Total 74.3" in history


async def test_what_an_earlier_version_asked_for_does_not_break_the_screen(
    city: SmallCity, tmp_path: Path
) -> None:
    case = selection(city, {"who": "P-0001", "test": 50})
    other = PEOPLE.replace("  until:  ", "  people:\n    type: text\n    label: {id: X, en: X}\n  until:  ")
    (tmp_path / "selection.yaml").write_text(other, encoding="utf-8")
    city.ws.publish(tmp_path / "selection.yaml", actor="admin")
    city.ws.definitions.migrate("selection", actor="admin", cases=[case])
    async with terminal(city, "clerk") as (app, pilot):
        app.open_case(case)
        await settled(pilot, 2)
        assert "Maria Goreti Bere" in screen_text(app)


# ── new rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_candidates_are_registered_from_the_keyboard_alone_on_a_small_terminal(city: SmallCity) -> None:
    case = selection(city)
    async with terminal(city, "clerk", size=(80, 24)) as (app, pilot):
        form = await begun(app, pilot, case, "register")
        await pick(pilot, "maria")
        await pilot.press("tab")
        await typed(pilot, "60,5")
        await pilot.press("f4")
        await pick(pilot, "yuliana")
        await settled(pilot, 2)
        assert "then it waits for Clerk" in screen_text(app)
        assert form.unsent
        await pilot.press("f10")
        await settled(pilot)
        assert [(row["who"], row.get("test")) for row in rows_of(app, case)] == [
            ("P-0001", 60.5),
            ("P-0002", None),
        ]


async def test_a_row_without_its_key_is_told_and_a_row_too_much_is_removed(city: SmallCity) -> None:
    case = selection(city)
    async with terminal(city, "clerk") as (app, pilot):
        form = await begun(app, pilot, case, "register")
        await pick(pilot, "maria")
        await pilot.press("f4", "tab")
        await typed(pilot, "7")
        await pilot.press("f10")
        await settled(pilot, 1)
        assert app.screen is form
        assert "“Name” is still missing." in screen_text(app)
        await pilot.press("f9")
        await settled(pilot, 1)
        assert len(form.query(NewRow)) == 1
        await pilot.press("f10")
        await settled(pilot)
        assert [row["who"] for row in rows_of(app, case)] == ["P-0001"]


async def test_a_draft_of_rows_is_there_again_and_speaks_another_language(city: SmallCity) -> None:
    case = selection(city)
    async with terminal(city, "clerk") as (app, pilot):
        await begun(app, pilot, case, "register")
        await pick(pilot, "maria")
        await pilot.press("f4")
        await pick(pilot, "petrus")
        await pilot.press("escape")
        await settled(pilot, 2)
        await pilot.press("a", "1")
        await settled(pilot, 2)
        rows = app.screen.query_one(RowsPart)
        assert rows.raw == [{"who": "P-0001"}, {"who": "P-0003"}]
        assert [line.called for line in rows.lines] == [MARIA, PETRUS]
        await pilot.press("f2")
        await settled(pilot, 2)
        assert app.screen.query_one(RowsPart).raw == [{"who": "P-0001"}, {"who": "P-0003"}]
        await pilot.press("f2")


# ── known rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_scores_are_typed_into_a_grid_and_only_rows_with_something_typed_are_sent(
    city: SmallCity,
) -> None:
    case = selection(city, {"who": "P-0001", "test": 50}, {"who": "P-0002"}, {"who": "P-0003"})
    async with terminal(city, "clerk", size=(80, 24)) as (app, pilot):
        form = await begun(app, pilot, case, "score")
        assert [line.called for line in form.query(KnownRow)] == [MARIA, YULIANA, PETRUS]
        assert not form.unsent
        await typed(pilot, "90")
        await pilot.press("tab")
        await typed(pilot, "80")
        await pilot.press("down", "down", "up")
        await typed(pilot, "700")
        await settled(pilot, 1)
        assert "Talk: At most 100." in screen_text(app)
        await pilot.press("f10")
        await settled(pilot, 1)
        assert app.screen is form
        await pilot.press("backspace")
        await settled(pilot, 2)
        assert f"“Test” of {YULIANA} is not filled in" in screen_text(app)
        await pilot.press("shift+tab")
        await typed(pilot, "65")
        await pilot.press("f10")
        await settled(pilot)
        rows = {row["who"]: row for row in rows_of(app, case)}
        assert (rows["P-0001"]["test"], rows["P-0001"]["talk"]) == (90, 80)
        assert (rows["P-0002"]["test"], rows["P-0002"]["talk"]) == (65, 70)
        assert "test" not in rows["P-0003"]


async def test_rows_of_which_nothing_is_asked_are_marked_and_a_refusal_stands_beside_its_row(
    city: SmallCity,
) -> None:
    case = selection(city, {"who": "P-0001"}, {"who": "P-0002"})
    city.ws.act(case, "drop", actor="clerk", fields={"candidates": [{"who": "P-0002"}]})
    async with terminal(city, "clerk") as (app, pilot):
        form = await begun(app, pilot, case, "drop")
        await pilot.press("space", "down", "space")
        await settled(pilot, 2)
        assert f"{YULIANA}: Takes no part" in screen_text(app)
        await pilot.press("f10")
        await settled(pilot, 2)
        assert app.screen is form
        assert [str(line.query_one(".row-says").render()) for line in form.query(KnownRow)] == [
            "",
            "Takes no part",
        ]
        await pilot.press("space")
        await pilot.press("f10")
        await settled(pilot)
        assert [row["status"] for row in rows_of(app, case)] == ["passed_over", "passed_over"]


async def test_a_group_without_a_key_is_given_as_a_whole(city: SmallCity) -> None:
    case = city.ws.open_case("purchase", "chairs", actor="clerk").id
    async with terminal(city, "clerk") as (app, pilot):
        form = await begun(app, pilot, case, "ask")
        await typed(pilot, "Chair")
        await pilot.press("tab")
        await typed(pilot, "0")
        await settled(pilot, 1)
        assert "At least 1." in screen_text(app)
        await typed(pilot, "4")
        assert isinstance(app.focused, Input)
        app.focused.value = "4"
        form.query_one(".another", Button).focus()
        await pilot.press("enter")
        await settled(pilot, 1)
        await typed(pilot, "Desk")
        await settled(pilot, 1)
        await pilot.press("f10")
        await settled(pilot)
        assert rows_of(app, case, "items") == [{"what": "Chair", "amount": 4}, {"what": "Desk"}]
        await pilot.press("a", "1")
        await settled(pilot, 2)
        assert isinstance(app.screen, ActionForm)
        assert not app.screen.unsent
        assert len(app.screen.query(NewRow)) == 2
