"""The terminal in a real one: `lantik` started by a shell inside tmux, from an empty folder to the inbox and out again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

LANTIK = Path(sys.executable).with_name("lantik")
TMUX = shutil.which("tmux")
PATIENCE = 60.0
HAND = 0.4
"""Seconds between one key and the next: a key that moves the focus takes effect before what is typed next arrives."""

pytestmark = [
    pytest.mark.skipif(
        TMUX is None, reason="NOT TESTED IN A REAL TERMINAL: tmux is not installed (apt install tmux)"
    ),
    pytest.mark.skipif(not LANTIK.exists(), reason=f"NOT TESTED IN A REAL TERMINAL: there is no {LANTIK}"),
]


class Pane:
    """A shell in a window of tmux, with a server of its own."""

    def __init__(self, folder: Path, socket: str) -> None:
        self._socket = socket
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        self._env = kept | {
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "SHELL": "/bin/sh",
        }
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "-c", str(folder), "env PS1='$ ' /bin/sh",
        )  # fmt: skip
        self.sees("$")

    def _tmux(self, *words: str) -> str:
        assert TMUX is not None
        run = subprocess.run(
            [TMUX, "-u", "-L", self._socket, *words],
            env=self._env,
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout

    @property
    def said(self) -> str:
        """What stands in the window."""
        return self._tmux("capture-pane", "-p")

    def press(self, *keys: str) -> None:
        """Press keys, named as tmux names them."""
        self._tmux("send-keys", *keys)
        sleep(HAND)

    def write(self, text: str) -> None:
        """Type a text."""
        self._tmux("send-keys", "-l", text)

    def sees(self, *words: str) -> str:
        """Wait until all the words stand in the window; returns all of it."""
        end = monotonic() + PATIENCE
        while not all(one in (said := self.said) for one in words):
            assert monotonic() < end, f"waited in vain for {words}\n{said}"
            sleep(0.05)
        return said

    def resize(self, columns: int, rows: int) -> None:
        """Make the window narrower or wider."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def close(self) -> None:
        """End this server and what runs in it."""
        self._tmux("kill-server")


@pytest.fixture
def pane(tmp_path: Path) -> Iterator[Pane]:
    """A shell in an empty folder."""
    found = Pane(tmp_path, f"lantik-{os.getpid()}-{tmp_path.name}"[-60:])
    yield found
    found.close()


def test_from_an_empty_folder_to_the_inbox_and_out_again(pane: Pane, tmp_path: Path) -> None:
    pane.write(f"{LANTIK} --lang en; echo ended with $?")
    pane.press("Enter")
    pane.sees("Open the demonstration city", "Set up an empty store")
    assert not (tmp_path / "store.json").exists()

    pane.press("Enter")
    pane.sees("%")
    pane.sees("This is a demonstration: pick who to be")
    assert (tmp_path / "store.json").exists()

    pane.sees("cases wait: Consider candidates")
    pane.press("/")
    pane.write("sekda")
    pane.sees("cases wait: Endorse")
    pane.press("Enter")
    pane.sees("Waiting for me", "JF-2025-")

    pane.press("F2")
    pane.sees("Menunggu saya")
    pane.press("F2")
    pane.sees("Waiting for me")

    pane.resize(60, 24)
    pane.sees("Waiting for me", "late")
    pane.resize(59, 24)
    said = " ".join(pane.sees("too small").split())
    assert "Make it at least" in said
    pane.resize(100, 30)
    pane.sees("Waiting for me")

    pane.press("q")
    pane.sees("ended with 0")


def test_a_folder_in_which_one_may_not_write_is_a_message(pane: Pane, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (tmp_path / "file").write_text("in the way of a folder")
        store = "file/store.json"
    else:
        (tmp_path / "closed").mkdir(mode=0o555)
        store = "closed/store.json"
    pane.write(f"{LANTIK} --lang en --store {store}; echo ended with $?")
    pane.press("Enter")
    pane.sees("Open the demonstration city")
    pane.press("e")
    pane.sees("Choose a folder")
    pane.press("q")
    said = pane.sees("ended with 0")
    assert "Traceback" not in said
