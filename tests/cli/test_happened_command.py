"""case happened: what happened outside reaches the cases that it is about; the history tells it, and who abstained."""

from __future__ import annotations

import json

import pytest

from tests.patterns.shop import whole
from workflow import Workspace

TEXT = """
roles: {clerk: {}, chair: {}, board: {}}
fields: {nominee: {type: person}}
initial: draft
states: {draft: {}, sent: {}, granted: {final: true}, closed: {final: true}}
actions:
  send: {from: draft, to: sent, by: clerk, asks: nominee}
  decide: {from: sent, to: granted, signoff: {quorum: {of: board, at_least: "(voters - abstained) / 2 + 1"}}}
  close_vote: {from: sent, to: sent, by: chair, side: true, closes: decide}
  lapse: {from: sent, to: closed, automatic: true}
on:
  resigned: {label: {id: Mundur, en: Resigned}, by: chair, about: nominee, from: sent, notify: clerk, act: lapse}
"""


@pytest.fixture
def desk(lantik, tmp_path):
    """A desk with a case that was sent for P-1 and waits for the board."""
    path = tmp_path / "hiring.yaml"
    path.write_text(json.dumps(whole(TEXT, "hiring")), encoding="utf-8")
    with Workspace.open(tmp_path / "store.json") as ws:
        ws.publish(path, actor="admin")
        for user, role in (("clerk", "clerk"), ("chair", "chair"), ("b1", "board"), ("b2", "board")):
            ws.add_user(user, name=user.title(), roles=[role], actor="admin")
    case = lantik("case", "open", "hiring", "a post", "--as", "clerk").out.strip()
    lantik("case", "act", case, "send", "-f", "nominee=P-1", "--as", "clerk")
    return case


def test_it_reaches_the_case_and_is_told(lantik, desk):
    assert "recorded by chair" in lantik("case", "happened", "resigned", "P-1", "--as", "clerk", expect=1).err
    assert "resigned" in lantik("case", "happened", "resign", "P-1", "--as", "chair", expect=2).err
    assert "No open case" in lantik("case", "happened", "resigned", "P-2", "--as", "chair", expect=2).err
    told = lantik("case", "happened", "resigned", "P-1", "--reason", "letter 3", "--as", "chair")
    assert told.out.startswith(f"{desk}  ")
    assert "(closed)" in told.out
    assert "Resigned" in lantik("notices", "--as", "clerk").out
    history = lantik("case", "history", desk, "--as", "chair").out
    assert "Happened (Resigned)" in history
    assert "letter 3" in history
    assert lantik("audit", "verify", "--as", "admin").out.startswith("Sound")


def test_as_json_it_is_a_list_of_cases(lantik, desk):
    (found,) = lantik("case", "happened", "resigned", "P-1", "--as", "chair", "--json").json
    assert (found["id"], found["state"]) == (desk, "closed")


def test_the_history_tells_who_had_not_voted(lantik, desk):
    lantik("case", "act", desk, "decide", "--as", "b1")
    lantik("case", "act", desk, "close_vote", "--as", "chair")
    history = lantik("case", "history", desk, "--as", "chair").out
    assert "abstained: b2" in history
    assert lantik("case", "show", desk, "--as", "chair", "--json").json["state"] == "granted"
