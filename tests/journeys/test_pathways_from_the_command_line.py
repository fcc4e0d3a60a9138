"""Other posts from the command line alone: each documented script, run as a reader of the docs would run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workflow import Workspace

DOCS = Path(__file__).resolve().parents[2] / "docs" / "pathways"
#: script → what it says last, and how many cases are in a final state then, where it begins with none
WANTED = {
    "jpt-seleksi-terbuka": ("\tChosen\t19 September 2025", 1),
    "administrator-pengawas": ("filled: ADM-2025-0001", 1),
    "pelaksana": ("filled: PLK-2025-0001", 1),
    "partial-pertek": ("on the decree: 5, returned: 1", None),
    "decree-annulled": ("annulled: JF-2025-0001, open again: 1", None),
    "deputy-signs": ("Sound: 171 cases", None),
    "plt-plh": ("PLT-2026-0002\tEnded", 2),
}

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("bash") is None, reason="the documented scripts are for bash"),
]


@pytest.mark.parametrize("name", WANTED)
def test_the_script_takes_a_post_from_vacant_to_its_end(name: str, tmp_path: Path) -> None:
    env = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    run = subprocess.run(
        ["bash", str(DOCS / f"{name}.sh")], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    said, final = WANTED[name]
    assert said in run.stdout
    with Workspace.open(tmp_path / "store.json", create=False) as ws:
        assert ws.verify().ok
        if final is not None:
            assert sum(case.final for case in ws.cases(limit=100)) == final
