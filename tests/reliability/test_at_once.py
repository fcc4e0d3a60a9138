"""Eight processes act on one store at once, a database being cut off besides: each act is there once, each rule holds."""

from __future__ import annotations

import json
import math
import os
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.reliability import rivals
from tests.reliability.cutting import Cutting
from tests.reliability.processes import beginning
from tests.reliability.report import Told
from tests.store.databases import emptied, lite
from workflow import Workspace

PROCESSES = 8
#: how many acts each; `make reliability` asks for 1,000
EACH = int(os.environ.get("RELIABILITY_ACTS", "15"))
#: acts of a round by all: opening, proposing, writing, counting, deciding and ending; all but one propose and write twice
IN_A_ROUND = 6 * PROCESSES + 2 * (PROCESSES - 1)
LONG = EACH >= 1000
STORES = {
    "embedded": "the embedded store",
    "sqlite": "SQLite",
    "postgres": "PostgreSQL that is cut off and crashes",
}
#: seconds for which one waits for the others
PATIENCE = 600


def address_of(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    if kind == "postgres":
        return emptied(request.getfixturevalue("postgres"))
    return lite(folder) if kind == "sqlite" else str(folder / "store.json")


@pytest.mark.parametrize("kind", [*STORES] if LONG else ["embedded", "postgres"])
def test_eight_processes_acting_at_once_lose_nothing_and_do_nothing_twice(
    kind: str, tmp_path: Path, told: Told, request: pytest.FixtureRequest
) -> None:
    target = address_of(kind, tmp_path, request)
    rounds = math.ceil(EACH * PROCESSES / IN_A_ROUND)
    processes = beginning()
    ready = processes.Barrier(PROCESSES + 1)
    found = [tmp_path / f"{who}.json" for who in range(PROCESSES)]
    with Workspace.open(target, clock=lambda: rivals.NOW) as ws:
        sheet = rivals.furnish(ws, tmp_path, rounds, PROCESSES)
        cutting = Cutting(target, 8, crash=10 if LONG else 0) if kind == "postgres" else None
        begun = time.monotonic()
        with cutting or nullcontext():
            running = [
                processes.Process(target=rivals.compete, args=(target, who, rounds, sheet, ready, path))
                for who, path in enumerate(found)
            ]
            for one in running:
                one.start()
            ready.wait(PATIENCE)
            rivals.take_chairs_away(ws, rounds)
            for _ in range(2 * rounds + 1):
                ready.wait(PATIENCE)
            for one in running:
                one.join()
                assert one.exitcode == 0
        seconds = time.monotonic() - begun
        said = rivals.must_hold(ws, sheet, [json.loads(path.read_text()) for path in found], rounds)
    assert said["acts"] >= PROCESSES * EACH
    if cutting:
        assert cutting.cuts
        assert bool(cutting.crashes) == LONG
    met = [
        f"{said['refused']:,} refused for a person, number or chair that another had",
        f"{said['conflicts']:,} told of a newer revision",
    ]
    if kind != "embedded":
        met.append(f"{said['thought again']:,} thought again")
    if cutting:
        met.append(f"{cutting.cuts:,} connections cut, {cutting.crashes:,} crashes of the server")
    told.note(f"acts of {PROCESSES} processes at once, {STORES[kind]}", said["acts"], seconds, ", ".join(met))
