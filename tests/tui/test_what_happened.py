"""The timeline of a case says what happened around it and what followed, in words."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from tests.patterns.shop import Shop
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
