"""Durable actions per second against a bare append with fdatasync, measured in turns within one run."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.definition.samples import LEAVE
from workflow import Workspace

pytestmark = pytest.mark.bench
ROUNDS, EACH = 8, 60
#: what a loaded machine of two cores must still reach; the aim is 0.6
FLOOR = 0.05


def test_a_durable_action_costs_little_more_than_its_line_on_the_disk(tmp_path: Path) -> None:
    ws = _office(tmp_path)
    cases = [ws.open_case("leave", subject=f"L-{n}", actor="anna").id for n in range(ROUNDS * EACH)]
    line = b"x" * 2_300
    ratios, rates = [], []
    with (tmp_path / "bare").open("wb", buffering=0) as bare:
        for n in range(ROUNDS):
            chunk = cases[n * EACH : (n + 1) * EACH]
            ours = _seconds(lambda chunk=chunk: [_request(ws, case) for case in chunk])
            plain = _seconds(lambda: [(bare.write(line), os.fdatasync(bare.fileno())) for _ in range(EACH)])
            ratios.append(plain / ours)
            rates.append(EACH / ours)
    ratio = statistics.median(ratios)
    print(
        f"\ndurable acts: {statistics.median(rates):.0f}/s, {ratio:.2f} x the rate of a bare append + fdatasync"
    )
    assert ratio >= FLOOR
    ws.close()


def _office(folder: Path) -> Workspace:
    file = folder / "leave.yaml"
    file.write_text(LEAVE)
    ws = Workspace.open(folder / "store.json")
    ws.publish(file, actor="admin")
    ws.add_user("anna", name="Anna", roles=["employee"], actor="admin")
    return ws


def _request(ws: Workspace, case: str) -> None:
    fields = {"applicant": "anna", "kind": "annual", "days": 3, "from_day": "2999-01-01"}
    ws.act(case, "ask", actor="anna", fields=fields)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
