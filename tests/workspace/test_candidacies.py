"""Candidates inside of a case: somebody in two selections is seen in both, as long as these are open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.test_rows import SELECTION
from tests.workspace.office import Clock
from workflow import Workspace
from workflow.cli import main

PEOPLE = SELECTION.replace("who:    {type: text,", "who:    {type: person,")


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    (tmp_path / "selection.yaml").write_text(PEOPLE, encoding="utf-8")
    ws = Workspace.open(tmp_path / "store.json", clock=Clock("2025-11-25T08:00"))
    ws.publish(tmp_path / "selection.yaml", actor="admin")
    for user in ("clerk", "boss"):
        ws.add_user(user, name=user.title(), roles=[user], actor="admin")
    return ws


def opened(ws: Workspace, *people: str) -> str:
    case = ws.open_case("selection", "a post", actor="clerk").id
    rows = [{"who": one, "test": 50} for one in people]
    ws.act(case, "register", actor="clerk", fields={"candidates": rows})
    return case


def test_somebody_in_two_selections_is_seen_in_both(ws: Workspace) -> None:
    first, second = opened(ws, "P-1", "P-2"), opened(ws, "P-1")
    assert [(one.case, one.status, one.open) for one in ws.registry.candidacies("P-1")] == [
        (first, "registered", True),
        (second, "registered", True),
    ]
    assert [one.case for one in ws.registry.candidacies("P-1", besides=first)] == [second]
    assert ws.registry.candidacies("P-2", besides=first) == []


def test_a_candidacy_follows_its_row_and_ends_with_its_case(ws: Workspace) -> None:
    case = opened(ws, "P-1", "P-2")
    rows = [{"who": "P-1", "test": 9, "talk": 9}, {"who": "P-2", "test": 8, "talk": 8}]
    ws.act(case, "score", actor="clerk", fields={"candidates": rows})
    ws.act(case, "close", actor="clerk")
    ws.act(case, "choose", actor="boss", fields={"winner": "P-2"})
    found = {one: ws.registry.candidacies(one)[0] for one in ("P-1", "P-2")}
    assert {person: (one.status, one.open) for person, one in found.items()} == {
        "P-1": ("passed_over", False),
        "P-2": ("chosen", False),
    }
    assert ws.verify().ok


def test_the_command_line_takes_cells_of_rows_and_shows_where_else_somebody_stands(
    ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, case = opened(ws, "P-1"), ws.open_case("selection", "a post", actor="clerk").id
    ws.close()
    store = ["--store", str(tmp_path / "store.json"), "--as", "clerk", "--lang", "en"]
    given = ["-f", "candidates.who=P-1", "-f", "candidates.test=7", "-f", "candidates.who=P-2"]
    assert main(["case", "act", case, "register", *given, *store]) == 0
    capsys.readouterr()
    assert main(["case", "show", case, *store]) == 0
    said = capsys.readouterr()
    assert "P-2" in said.out
    assert f"also a candidate in {other} (registered)" in said.out + said.err
