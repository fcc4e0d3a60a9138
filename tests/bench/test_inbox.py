"""What a page of an inbox costs at many cases, against the same at a few: ratios in one run, of processor time.

pytest -m bench -n 0 -s tests/bench/test_inbox.py
LANTIK_BENCH_CASES=100000 measures the number that is aimed at (a minute, most of it to open the cases).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from tests.bench.test_actions import FIELDS
from tests.definition.samples import LEAVE
from workflow import Workspace

pytestmark = pytest.mark.bench
FEW, MANY = 1_000, int(os.environ.get("LANTIK_BENCH_CASES", "20000"))
AIM = 0.002


def office(folder: Path, cases: int) -> tuple[Workspace, list[str]]:
    """An office in which so many cases wait for Anna, all of them in one commit."""
    folder.mkdir()
    file = folder / "leave.yaml"
    file.write_text(LEAVE)
    ws = Workspace.open(folder / "store.json")
    ws.publish(file, actor="admin")
    ws.add_user("anna", name="Anna", roles=["employee"], actor="admin")
    ids = ws.store.transact(
        lambda tx: [ws.acting.open_in(tx, "leave", f"L-{n}", "anna", {}, None).id for n in range(cases)]
    )
    return ws, ids


def seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def costs(ws: Workspace, ids: list[str]) -> dict[str, float]:
    """The usual seconds of a page: the first, the next ones, after an act, and with filters."""
    pages = [ws.inbox("anna")]
    assert pages[0].total == len(ids)
    found = {"a page": [seconds(lambda: ws.inbox("anna")) for _ in range(50)], "the next page": []}

    def next_page() -> None:
        pages.append(ws.inbox("anna", after=pages[-1].next))

    found["the next page"] = [seconds(next_page) for _ in range(15)]
    found["a page after an act"] = []
    for case in ids[:50]:
        ws.act(case, "ask", actor="anna", fields=FIELDS)
        found["a page after an act"].append(seconds(lambda: ws.inbox("anna")))
    found["how many are late"] = [
        seconds(lambda: ws.inbox("anna", limit=1, due="overdue")) for _ in range(50)
    ]
    assert ws.inbox("anna").total == len(ids) - 50
    return {name: median(took) for name, took in found.items()}


def test_a_page_of_an_inbox_costs_no_more_at_many_cases(tmp_path: Path) -> None:
    few, many = office(tmp_path / "few", FEW), office(tmp_path / "many", MANY)
    small, large = costs(*few), costs(*many)
    print()
    for name, took in large.items():
        print(
            f"{name}: {took * 1e3:.2f} ms of processor time at {MANY:,} cases that wait, "
            f"{took / small[name]:.1f} × that at {FEW:,} (aim: {AIM * 1e3:.0f} ms)"
        )
    assert large["a page"] <= 5 * small["a page"]
    assert large["a page after an act"] <= 5 * small["a page after an act"]
    few[0].close()
    many[0].close()
