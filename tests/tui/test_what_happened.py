"""The timeline of a case says what happened around it and what followed, in words."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.command import CommandList

from tests.journeys.desk import at_desk
from tests.patterns.shop import MORNING, Shop
from tui.screens.case import CaseScreen
from tui.screens.case.happened import Happened
from tui.screens.case.menu import ActionMenu
from tui.screens.case.words import _trigger

TEXT = """
roles: {clerk: {}, head: {label: {id: Kepala, en: Head}}}
fields: {nominee: {type: person}, fit: {type: yes_no}}
initial: draft
states: {draft: {}, sent: {}, granted: {final: true}, closed: {final: true}}
actions:
  send: {from: draft, to: sent, by: clerk, asks: [nominee, fit]}
  grant: {from: sent, to: granted, by: head}
  lapse: {from: sent, to: closed, automatic: true}
on:
  unfit: {label: {id: Tidak sehat, en: Not fit}, unless: case.fit, from: sent, notify: head}
  resigned: {label: {id: Mundur, en: Resigned}, by: clerk, about: nominee, from: sent, act: lapse}
"""


def test_each_event_around_a_case_has_its_words_and_no_other_event_has(tmp_path: Path) -> None:
    shop = Shop(tmp_path, TEXT)
    shop.open()
    shop.act("send", "clerk", nominee="P-1", fit=False)
    shop.ws.happened("resigned", "P-1", actor="clerk")
    view = SimpleNamespace(definition=shop.ws.versions(shop.ws.store.read()).get("pattern", 1).definition)
    said = {(one.action, number): _trigger(view, one) for number, one in enumerate(shop.history())}
    assert said == {
        ("open", 0): None,
        ("send", 1): None,
        ("answered", 2): "Not fit: Head is told",
        ("happened", 3): "recorded: Resigned",
        ("answered", 4): "Resigned: the next step follows by itself",
        ("lapse", 5): None,
    }


@pytest.fixture
def sent(tmp_path: Path) -> str:
    """A case for P-1 in a store that nobody has open."""
    shop = Shop(tmp_path, TEXT)
    shop.open()
    shop.act("send", "clerk", nominee="P-1", fit=True)
    shop.ws.close()
    return shop.case.id


async def test_who_may_records_what_happened_from_the_menu_of_the_case(tmp_path: Path, sent: str) -> None:
    async with at_desk(tmp_path / "store.json", "clerk", clock=lambda: MORNING) as desk:
        desk.app.open_case(sent)
        await desk.comes_to(CaseScreen)
        await desk.sees("sent")
        await desk.press("a")
        await desk.comes_to(ActionMenu)
        await desk.press(desk.number("It happened: Resigned (P-1) …"))
        await desk.comes_to(Happened)
        await desk.write("letter 3")
        await desk.press("f10")
        await desk.sees(f"Recorded with 1 case: {sent}.")
        await desk.comes_to(CaseScreen)
        assert desk.ws.case(sent).state == "closed"
        assert [one.reason for one in desk.ws.history(sent) if one.action == "happened"] == ["letter 3"]
        assert desk.ws.recordable(sent, actor="clerk") == []


async def test_who_may_not_finds_no_entry(tmp_path: Path, sent: str) -> None:
    async with at_desk(tmp_path / "store.json", "head", clock=lambda: MORNING) as desk:
        desk.app.open_case(sent)
        await desk.comes_to(CaseScreen)
        await desk.sees("sent")
        await desk.press("a")
        await desk.comes_to(ActionMenu)
        assert "It happened" not in desk.said


async def test_the_palette_has_it_too(tmp_path: Path, sent: str) -> None:
    async with at_desk(tmp_path / "store.json", "clerk", clock=lambda: MORNING) as desk:
        desk.app.open_case(sent)
        await desk.comes_to(CaseScreen)
        await desk.sees("sent")
        await desk.press("ctrl+p")
        await desk.write("it happened: resigned")
        found = desk.app.screen.query_one(CommandList)  # the case behind it says the same words
        await desk.until(
            lambda: found.option_count and "Resigned" in str(found.options[0].prompt), "it in the palette"
        )
        await desk.press("enter")
        await desk.comes_to(Happened)
