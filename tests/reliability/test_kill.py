"""Killing the writer at any moment: what was acknowledged is there, nothing is half there, and the store opens."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.reliability.report import Told
from workflow.store.tiny import TinyStore

#: how many kills; `make reliability` asks for 1,000
KILLS = int(os.environ.get("RELIABILITY_KILLS", "15"))
#: after so many, a new store: each look reads the whole record
IN_ONE_STORE = 20
ROOT = Path(__file__).parents[2]

#: Each act moves one unit between two cases, writes an event for each, and says its number once it is durable.
WRITER = """
import os, sys
from workflow.store.tiny import TinyStore
store = TinyStore(sys.argv[1], grown=300_000)
def act(tx):
    n = (tx.get("meta", "n") or {"n": 0})["n"] + 1
    a, b = f"C-{n % 7}", f"C-{(n + 1) % 7}"
    for id, by in ((a, -1), (b, 1)):
        old = tx.get("cases", id) or {"id": id, "sum": 0, "seq": 0}
        tx.put("cases", {"id": id, "sum": old["sum"] + by, "seq": old["seq"] + 1, "text": "x" * (n * 131 % 9000)})
        tx.append({"case": id, "seq": old["seq"] + 1, "by": by, "n": n})
    tx.put("meta", {"id": "n", "n": n})
    return n
while True:
    n = store.transact(act)
    os.write(1, b"%d\\n" % n)
    if n % 97 == 0:
        store.checkpoint()
"""


def killed_after(path: Path, seconds: float, writers: int) -> int:
    """Let writers run for some time, kill them, and say the last number that any of them acknowledged."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for _ in range(writers)
    ]
    said = []
    for writer in running:
        assert writer.stdout
        said.append(int(writer.stdout.readline()))
    time.sleep(seconds)
    for writer in running:
        writer.send_signal(signal.SIGKILL)
    for writer in running:
        assert writer.stdout
        said += map(int, writer.stdout.read().split(b"\n")[:-1])
        writer.wait()
        writer.stdout.close()
    assert len(set(said)) == len(said), "one number acknowledged twice"
    return max(said)


def look(path: Path, acknowledged: int) -> None:
    with TinyStore(path, grown=0) as store:
        now = store.read()
        counted = now.get("meta", "n")
        assert counted
        assert counted["n"] >= acknowledged, "an acknowledged act is lost"
        assert sum(doc["sum"] for doc in now.all("cases")) == 0, "half an act"
        assert sum(doc["seq"] for doc in now.all("cases")) == 2 * counted["n"]
        for doc in now.all("cases"):
            history = now.history(doc["id"])
            assert [one["seq"] for one in history] == list(range(1, doc["seq"] + 1))
            assert sum(one["by"] for one in history) == doc["sum"]
        assert store.check() == []


def rounds(path: Path, number: int, seed: int) -> None:
    """Kill writers this often, now and then removing the picture."""
    chance = random.Random(seed)
    acknowledged = 0
    for _ in range(number):
        last = killed_after(path, chance.uniform(0, 0.15), chance.choice((1, 1, 2)))
        assert last > acknowledged
        acknowledged = last
        if chance.random() < 0.1 and path.exists():
            path.unlink()
        look(path, acknowledged)


needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")


@needs_kill
def test_writers_killed_at_random_lose_nothing_acknowledged(tmp_path: Path, told: Told) -> None:
    with told.trials("kill -9 in mid-write", KILLS):
        for number, first in enumerate(range(0, KILLS, IN_ONE_STORE)):
            folder = tmp_path / str(number)
            folder.mkdir()
            rounds(folder / "store.json", min(IN_ONE_STORE, KILLS - first), number)
            shutil.rmtree(
                folder, ignore_errors=True
            )  # a checkpoint that outlived its writer may still be at it


@needs_kill
def test_a_lock_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from workflow.store.tiny import TinyStore\n"
            "def think(tx):\n    tx.put('cases', {'id': 'C-1'}); print('in', flush=True); time.sleep(60)\n"
            "TinyStore(sys.argv[1]).transact(think)",
            str(path),
        ],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"in\n"
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with TinyStore(path, wait=5) as store:
        store.transact(lambda tx: tx.put("cases", {"id": "C-2"}))
        assert [doc["id"] for doc in store.read().all("cases")] == ["C-2"]
