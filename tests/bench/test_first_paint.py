"""How soon the terminal shows something: from exec to the first words, as a ratio to an app that is empty, in one run."""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter

import pytest

pty = pytest.importorskip("pty", reason="needs a pseudo terminal")

RUNS = 7
AIM, AT_MOST = 1.3, 2.5
LAST = 30.0

EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("FIRST WORDS")

Empty().run()
"""
LIST = """
from textual.app import App
from tui.widgets.table import Column, ListSource, VirtualTable

class Long(App):
    def compose(self):
        rows = ListSource(range(100_000), key=str, cells=lambda n: [f"row-{n:06d}", "Perawat Ahli Muda"], fields=["a", "b"])
        yield VirtualTable([Column("a", "A", width=12), Column("b", "B")], rows)

Long().run()
"""


def paints(words: list[str], wanted: bytes, folder: Path) -> float:
    """Seconds from exec until a program has written some words to its terminal."""
    begin = perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="30")
        os.execv(words[0], words)
    try:
        said, end = b"", monotonic() + LAST
        while wanted not in said:
            ready, _, _ = select.select([terminal], [], [], max(0.0, end - monotonic()))
            assert ready, f"nothing was painted; it said {said[-500:]!r}"
            said += os.read(terminal, 65536)
        return perf_counter() - begin
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def lantik(*more: str) -> list[str]:
    return [sys.executable, "-m", "workflow.cli", "--lang", "en", *more]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from workflow import make_demo

    made = tmp_path_factory.mktemp("demo")
    make_demo(made / "store.json").close()
    return made


def test_the_first_paint_comes_nearly_as_soon_as_that_of_an_empty_app(folder: Path) -> None:
    ways = {
        "an empty app": ([sys.executable, "-c", EMPTY], b"FIRST WORDS"),
        "lantik": (lantik(), b"LANTIK"),
        "its inbox": (lantik("--as", "sekda"), b"JF-2025-"),
        "100,000 rows": ([sys.executable, "-c", LIST], b"row-000000"),
    }
    for words, wanted in ways.values():  # once for the disk's and Python's caches
        paints(words, wanted, folder)
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _run in range(RUNS):
        for name, (words, wanted) in ways.items():
            took[name].append(paints(words, wanted, folder))
    seconds = {name: median(found) for name, found in took.items()}
    empty = seconds["an empty app"]
    for name, found in seconds.items():
        print(f"first paint of {name}: {found:.3f} s, {found / empty:.2f} × an empty app")
    print(f"aim for lantik: {AIM} ×")
    assert seconds["lantik"] <= AT_MOST * empty
