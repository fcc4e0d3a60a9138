"""The guide for an admin who changes a pathway: every command and every edit in it, done as a reader would do them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from workflow import Workspace

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "definitions" / "guide.md"
_BLOCK = re.compile(r"^```(?P<kind>\w+)(?P<more>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the documented commands are for bash")


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    more: str
    text: str


def blocks() -> Iterator[Block]:
    for one in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        yield Block(one["kind"], one["more"].strip(), one["text"])


class Reader:
    """Types what the guide says, in one shell's folder and with its variables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""
        self.env = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
        }

    def types(self, commands: str, fails: bool) -> None:
        keep = self.folder / ".shell"
        script = f"set -e\n{commands}\npwd > {keep}; export -p | grep LANTIK_ >> {keep} || true\n"
        before = f". {keep}.env\n" if Path(f"{keep}.env").exists() else ""
        run = subprocess.run(
            ["bash", "-c", before + script],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        self.said = run.stdout + run.stderr
        assert (run.returncode != 0) == fails, self.said
        assert "Traceback" not in self.said
        if not fails:
            where, *variables = keep.read_text(encoding="utf-8").splitlines()
            self.folder = Path(where)
            Path(f"{self.folder / '.shell'}.env").write_text("\n".join(variables) + "\n", encoding="utf-8")

    def reads(self, expected: str) -> None:
        for line in expected.splitlines():
            pattern = ".*".join(re.escape(piece.strip()) for piece in line.split("…"))
            assert re.search(pattern, self.said), (line, self.said)

    def edits(self, file: str, hunks: str, everywhere: bool) -> None:
        path = self.folder / file
        for hunk in hunks.split("@@\n"):
            lines = hunk.splitlines(keepends=True)
            before = "".join(line[1:] for line in lines if line[0] != "+")
            after = "".join(line[1:] for line in lines if line[0] != "-")
            text = path.read_text(encoding="utf-8")
            assert text.count(before) == 1 or (everywhere and before in text), (file, before)
            path.write_text(text.replace(before, after), encoding="utf-8")

    def appends(self, file: str, text: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as opened:
            opened.write(text)


def test_a_reader_of_the_guide_alone_publishes_a_change_and_brings_a_running_case_along(
    tmp_path: Path,
) -> None:
    reader = Reader(tmp_path)
    for block in blocks():
        match block.kind:
            case "sh":
                reader.types(block.text, fails=block.more == "fails")
            case "text":
                reader.reads(block.text)
            case "diff":
                reader.edits(block.more.split()[0], block.text, "everywhere" in block.more)
            case "yaml":
                reader.appends(block.more.removeprefix("at the end of "), block.text)
            case _:
                raise AssertionError(block)
    with Workspace.open(reader.folder / "store.json", create=False) as ws:
        assert ws.verify().ok
        assert ws.definitions.newest("pelaksana").number == 2
        assert (ws.case("PLK-2025-0001").state, ws.case("PLK-2025-0001").version) == ("initialled", 1)
