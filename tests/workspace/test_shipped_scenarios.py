"""The scenarios of our own pathways: they pass, touch everything, and let an admin change a number."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from workflow import Workspace
from workflow.shipped import shipped_definitions

PATHWAYS = sorted(one.stem.removesuffix(".scenario") for one in shipped_definitions().glob("*.scenario.yaml"))
_NUMBER = re.compile(r"(^  \w+: *\{value: )(\d+)(?=[,}])", re.MULTILINE)


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("shipped") / "store.json")


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The definitions, every whole number among their parameters one higher."""
    folder = tmp_path_factory.mktemp("changed") / "definitions"
    shutil.copytree(shipped_definitions(), folder)
    count = 0
    for file in (*folder.glob("*.yaml"), *(folder / "parts").glob("*.yaml")):
        if not file.name.endswith(".scenario.yaml") and file.name != "city.yaml":
            text, changes = _NUMBER.subn(
                lambda found: f"{found[1]}{int(found[2]) + 1}", file.read_text("utf-8")
            )
            file.write_text(text, encoding="utf-8")
            count += changes
    assert count > 40
    return folder


@pytest.mark.parametrize("name", PATHWAYS)
def test_they_pass_and_touch_every_state_and_action(ws: Workspace, name: str) -> None:
    assert ws.definitions.check(shipped_definitions() / f"{name}.yaml") == []


@pytest.mark.parametrize("name", PATHWAYS)
def test_they_count_on_numbers_of_their_own(ws: Workspace, changed: Path, name: str) -> None:
    assert [str(one) for one in ws.definitions.check(changed / f"{name}.yaml")] == []
