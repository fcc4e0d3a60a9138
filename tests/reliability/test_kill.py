"""Killing the writer at any moment: what was acknowledged is there, nothing is half there, and the store opens."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from tests.reliability import rivals, writers
from tests.reliability.killing import Killing
from tests.reliability.report import Told
from tests.reliability.test_faults import of_format_1, picture_of
from workflow import Workspace
from workflow.store.migrate import kept_backup
from workflow.store.opening import Paths
from workflow.store.tiny import TinyStore

#: how many kills; `make reliability` asks for 1,000
KILLS = int(os.environ.get("RELIABILITY_KILLS", "15"))
#: after so many, a new store: each look reads the whole record
IN_ONE_STORE = 20
#: of so many kills on the bare store, one is through the workspace, and one while an old store is brought up
FEWER = 5
ROOT = Path(__file__).parents[2]
SECRET = re.compile(writers.secret(0).replace("0", r"(\d+)").encode())

needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")


def acknowledged(words: list[str]) -> list[int]:
    """The numbers of the acts that were said to be durable."""
    numbers = [int(word.split()[1]) for word in words if word.startswith("done")]
    assert len(set(numbers)) == len(numbers), "one number acknowledged twice"
    return numbers


def look(path: Path, last: int, erased: set[int]) -> None:
    """The store opens, has what was acknowledged and nothing half, and not a byte of what was erased."""
    with TinyStore(path, grown=0) as store:
        now = store.read()
        counted = now.get("meta", "n") or {"n": 0}
        assert counted["n"] >= last, "an acknowledged act is lost"
        assert sum(doc["sum"] for doc in now.all("cases")) == 0, "half an act"
        assert sum(doc["seq"] for doc in now.all("cases")) == 2 * counted["n"]
        says: Counter[int] = Counter()
        for doc in now.all("cases"):
            history = now.history(doc["id"])
            assert [one["seq"] for one in history] == list(range(1, doc["seq"] + 1))
            assert sum(one["by"] for one in history) == doc["sum"]
            says.update(one["n"] for one in history if "reason" in one)
        assert set(says.values()) <= {2}, "half an erasure"
        assert store.check() == []
    left = {
        int(found)
        for file in path.parent.rglob("*")
        if file.is_file()
        for found in SECRET.findall(file.read_bytes())
    }
    assert not left & erased, "what was erased is still there"
    assert left <= set(says), "a file says what the record does not"


@needs_kill
def test_writers_killed_at_random_lose_nothing_acknowledged(tmp_path: Path, told: Told) -> None:
    killing = Killing(writers.moving, KILLS)
    begun = time.monotonic()
    for number, first in enumerate(range(0, KILLS, IN_ONE_STORE)):
        path = tmp_path / str(number) / "store.json"
        path.parent.mkdir()
        last, erased = 0, set[int]()
        for _ in range(min(IN_ONE_STORE, KILLS - first)):
            words = killing.kill(path, killing.chance.choice((1, 1, 2)))
            last = max([last, *acknowledged(words)])
            erased |= {int(word.split()[1]) for word in words if word.startswith("erased")}
            if killing.chance.random() < 0.1 and path.exists():
                path.unlink()
            look(path, last, erased)
            if killing.chance.random() < 0.1:
                path.unlink()  # the next writer may be killed while it makes the picture anew
        shutil.rmtree(
            path.parent, ignore_errors=True
        )  # a checkpoint that outlived its writer may still be at it
    met = f"{killing.told()}; {killing.said['done']:,} acts and {killing.said['erased']:,} erasures acknowledged"
    told.note("kill -9, the embedded store", KILLS, time.monotonic() - begun, met)


@needs_kill
def test_acts_of_an_office_that_is_killed_are_whole_and_kept(tmp_path: Path, told: Told) -> None:
    killing = Killing(
        writers.acting, KILLS, ((20, "opening", 0.1), (20, "checkpoint", 0.01), (60, "done", 0.15))
    )
    kills = -(-KILLS // FEWER)
    begun = time.monotonic()
    writers.wards(tmp_path / "made.json", tmp_path)
    for number, first in enumerate(range(0, kills, IN_ONE_STORE)):
        path = tmp_path / str(number) / "made.json"
        path.parent.mkdir()
        shutil.copy(tmp_path / "made.json", path)
        shutil.copytree(tmp_path / "made.log", path.parent / "made.log")
        revisions: dict[str, int] = {}
        for _ in range(min(IN_ONE_STORE, kills - first)):
            for word in killing.kill(path, killing.chance.choice((1, 2))):
                if word.startswith("done"):
                    _, case, revision = word.split()
                    revisions[case] = max(int(revision), revisions.get(case, 0))
            look_at_office(path, revisions)
        shutil.rmtree(path.parent, ignore_errors=True)
    met = f"{killing.told()}; {killing.said['done']:,} acts acknowledged"
    told.note("kill -9, an office at work (embedded)", kills, time.monotonic() - begun, met)


def look_at_office(path: Path, revisions: dict[str, int]) -> None:
    """Each acknowledged act is there, and each inauguration whole: case, seat, and the seat that was left."""
    with Workspace.open(path, clock=lambda: rivals.NOW, create=False) as ws:
        report = ws.verify()
        assert report.ok, report.faults
        cases = {doc["id"]: doc for doc in ws.store.read().all("cases")}
        lost = {case for case, revision in revisions.items() if cases[case]["revision"] < revision}
        assert not lost, "an acknowledged act is lost"
        holdings = list(ws.store.read().all("holdings"))
        assert sorted(one["case"] for one in holdings) == sorted(
            case for case, doc in cases.items() if doc["state"] == "filled"
        ), "half an act"
        sitting = Counter(one["person"] for one in holdings if not one.get("until"))
        assert set(sitting.values()) <= {1}, "half an act"


@needs_kill
def test_an_old_store_whose_bringing_up_is_killed_is_old_or_new(tmp_path: Path, told: Told) -> None:
    killing = Killing(writers.opening, KILLS, ((1, "opening", 0.02),))
    kills = -(-KILLS // FEWER)
    begun = time.monotonic()
    wanted = None
    for number in range(kills):
        path = tmp_path / str(number) / "store.json"
        (path.parent / "store.log").mkdir(parents=True)
        path.touch()
        of_format_1(path)
        if wanted is None:
            shutil.copytree(path.parent, tmp_path / "good")
            with TinyStore(tmp_path / "good" / "store.json", grown=0) as store:
                wanted = picture_of(store)
        for _ in range(killing.chance.choice((1, 1, 2))):
            killing.kill(path)
        with TinyStore(path, grown=0) as store:
            assert picture_of(store) == wanted
            assert store.check() == []
        with zipfile.ZipFile(kept_backup(Paths.of(path))) as archive:
            assert archive.testzip() is None
        shutil.rmtree(path.parent)
    met = killing.told()
    told.note(
        "kill -9 while a store of format 1 is opened",
        sum(killing.moments.values()),
        time.monotonic() - begun,
        met,
    )


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
