"""The founding case from the command line alone: the documented script, run as a reader of the docs would run it.

`pytest -m long` runs it just so, each `lantik` a program of its own. The default run has all of the same commands done in
this process: in the script's PATH `lantik` hands them over, but for a few, which are the real program in between.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from threading import Thread

import pytest

from workflow import Workspace
from workflow.cli import main

DOCS = Path(__file__).resolve().parents[2] / "docs" / "founding-case"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the documented script is for bash")


REAL = '"ceremony create" | "audit verify"'
"""Commands that the real program does in the default run too."""


@pytest.mark.long
def test_the_script_takes_80_seats_from_vacant_to_77_inaugurated_and_3_postponed(tmp_path: Path) -> None:
    it_is_as_documented(tmp_path, Path(sys.executable).parent)


def test_each_command_of_the_script_does_its_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    with commands_taken_over(tmp_path / "bin") as taken:
        it_is_as_documented(tmp_path, tmp_path / "bin")
    assert len(taken) > 200
    assert all(code == 0 for code in taken)


def it_is_as_documented(tmp_path: Path, lantik: Path) -> None:
    """Run the script with the `lantik` of a folder, and look at what came of it."""
    env = {
        "PATH": f"{lantik}{os.pathsep}{os.environ['PATH']}",
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


@contextmanager
def commands_taken_over(folder: Path) -> Iterator[list[int]]:
    """A `lantik` in a folder that has this process do what it is told; yields the exit codes of what was done."""
    done: list[int] = []

    class Taken(socketserver.StreamRequestHandler):
        def word(self) -> str:
            return b"".join(iter(lambda: self.rfile.read(1), b"\0")).decode()

        def handle(self) -> None:
            words = [self.word() for _word in range(int(self.word()))]
            out, err = io.StringIO(), io.StringIO()
            with redirect_stdout(out), redirect_stderr(err):
                done.append(main(words))
            told = out.getvalue() if done[-1] == 0 else err.getvalue()
            self.wfile.write(f"{done[-1]}\n{told}".encode())

    with socketserver.TCPServer(("127.0.0.1", 0), Taken) as server:
        folder.mkdir()
        program = folder / "lantik"
        program.write_text(HANDS_OVER.format(python=sys.executable, port=server.server_address[1], real=REAL))
        program.chmod(0o755)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield done
        finally:
            server.shutdown()
            thread.join()


HANDS_OVER = """\
#!/usr/bin/env bash
case "$1 $2" in
  {real}) exec "{python}" -m workflow.cli "$@" ;;
esac
exec 3<>/dev/tcp/127.0.0.1/{port}
printf '%s\\0' "$#" "$@" >&3
read -r code <&3
if [ "$code" = 0 ]; then cat <&3; else cat <&3 >&2; fi
exit "$code"
"""
