"""The founding case from the command line alone: the documented script, run as a reader of the docs would run it."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workflow import Workspace

DOCS = Path(__file__).resolve().parents[2] / "docs" / "founding-case"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the documented script is for bash")


def test_the_script_takes_80_seats_from_vacant_to_77_inaugurated_and_3_postponed(tmp_path: Path) -> None:
    env = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    run = subprocess.run(
        ["bash", str(DOCS / "founding-case.sh")],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "inaugurated: 77" in run.stdout
    assert "postponed:   3" in run.stdout
    with Workspace.open(tmp_path / "store.json", create=False) as ws:
        assert ws.verify().ok
        inaugurated = ws.cases(state="inaugurated", limit=100)
        assert inaugurated.total == 77
        with (DOCS / "nominees.csv").open(encoding="utf-8") as file:
            wanted = {row["nominee"]: row["position"] for row in csv.DictReader(file)}
        for case in inaugurated:
            nominee = case.fields["nominee"]
            assert case.subject == wanted[nominee]
            assert [one.position for one in ws.registry.holders_now(nominee)] == [wanted[nominee]]
        for case in ws.cases(state="scheduled"):
            assert case.due is not None
            assert case.fields["ceremony_date"] <= case.due.isoformat() == "2025-12-31"
