"""A rule that is never met is a warning; a case that would be stuck behind it holds up the publish."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.definition.samples import LEAVE
from workflow import DefinitionError, Workspace
from workflow.cli import main
from workflow.definition.check import check_file

NEVER = LEAVE.replace("case.days <= params.longest", "case.days < 5 && case.days > 9")


def test_check_warns_of_the_rule_and_of_the_state_that_hangs_on_it() -> None:
    found = [(one.code, one.severity) for one in check_file(NEVER.encode())]
    assert sorted(found) == [("W202", "warning"), ("W304", "warning")]


def test_where_another_way_leads_on_the_rule_alone_is_told() -> None:
    way = "  ask:\n    label: {id: Ajukan, en: Ask}\n"
    other = "  skip: {label: {id: Lewati, en: Skip}, from: draft, to: declined, by: employee}\n" + way
    assert [one.code for one in check_file(NEVER.replace(way, other).encode())] == ["W202"]


def test_it_ends_with_zero_and_is_not_published_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "leave.yaml"
    file.write_text(NEVER, encoding="utf-8")
    assert main(["check", str(file)]) == 0
    with Workspace.open(tmp_path / "store.json") as ws:
        with pytest.raises(DefinitionError) as caught:
            ws.publish(file, actor="admin")
        assert [one.code for one in caught.value.diagnostics] == ["W304"]
        assert ws.definitions.all() == []
