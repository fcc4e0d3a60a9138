"""What the embedded store costs, as ratios in one run: an act against a bare append, a large store against a small.

pytest -m bench -n 0 -s tests/bench/test_store.py
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from workflow.store.tiny import TinyStore

pytestmark = pytest.mark.bench


def document(number: int, revision: int = 0) -> dict[str, Any]:
    """A case of about 1.5 kB."""
    return {
        "id": f"C-{number}",
        "definition": "jabatan-fungsional",
        "version": 1,
        "subject": f"POS-{number}",
        "state": ("vacant", "proposed")[revision % 2],
        "phase": "nomination",
        "revision": revision,
        "unit": f"U-{number % 50}",
        "fields": {"nominee": f"P-{number}", "note": "x" * 1000},
        "due": f"2025-{number % 12 + 1:02d}-01",
        "work": [{"action": "nominate", "role": "opd_head", "unit": f"U-{number % 50}"}],
        "hash": "ab" * 32,
    }


def event(number: int, seq: int) -> dict[str, Any]:
    """An event of about 600 bytes."""
    return {
        "case": f"C-{number}",
        "seq": seq,
        "actor": "u1",
        "action": "nominate",
        "hash": "ab" * 32,
        "text": "y" * 440,
    }


def filled(path: Path, number: int) -> TinyStore:
    store = TinyStore(path, grown=0)
    for first in range(0, number, 1000):

        def seed(tx: Any, first: int = first) -> None:
            for one in range(first, min(first + 1000, number)):
                tx.put("cases", document(one))
                tx.append(event(one, 1))

        store.transact(seed)
    now = store.read()
    for index in ("state", "phase", "definition", "subject", "unit", "work.role", "due", "fields.nominee"):
        now.count("cases", index, "x")
    return store


def acts(store: TinyStore, cases: int) -> Callable[[int], float]:
    """A function that does some acts and says how many a second."""
    turn = iter(range(10**9))

    def one(tx: Any) -> None:
        number = next(turn) * 7919 % cases
        old = tx.get("cases", f"C-{number}")
        tx.put(
            "cases",
            {**old, "revision": old["revision"] + 1, "state": ("vacant", "proposed")[old["revision"] % 2]},
        )
        tx.append(event(number, old["revision"] + 2))

    def some(number: int) -> float:
        began = time.perf_counter()
        for _ in range(number):
            store.transact(one)
        return number / (time.perf_counter() - began)

    return some


def bare(path: Path, number: int) -> float:
    """Appends of as many bytes, each with an fdatasync, a second."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    sync = getattr(os, "fdatasync", os.fsync)
    line = b"x" * 2400
    began = time.perf_counter()
    for _ in range(number):
        os.write(fd, line)
        sync(fd)
    took = time.perf_counter() - began
    os.close(fd)
    return number / took


@pytest.mark.parametrize("cases", [1000, 20_000])
def test_a_durable_act_against_a_bare_append(tmp_path: Path, cases: int) -> None:
    with filled(tmp_path / "store.json", cases) as store:
        some = acts(store, cases)
        some(200)
        ratios = []
        for _ in range(9):
            plain = bare(tmp_path / "bare", 200)
            ratios.append(some(200) / plain)
    print(f"\n{cases} cases: {median(ratios):.2f} of a bare append + fdatasync (to reach: 0.60)")
    assert median(ratios) >= 0.4


def test_a_large_store_is_as_fast_as_a_small_one(tmp_path: Path) -> None:
    with filled(tmp_path / "small.json", 1000) as small, filled(tmp_path / "large.json", 20_000) as large:
        in_small, in_large = acts(small, 1000), acts(large, 20_000)
        in_small(200), in_large(200)
        ratios = []
        for _ in range(9):
            few = in_small(200)
            ratios.append(in_large(200) / few)
    print(f"\n20,000 cases: {median(ratios):.2f} of the rate at 1,000 (to reach: 0.90 at 100,000)")
    assert median(ratios) >= 0.7


def test_opening_a_large_store_against_reading_its_json(tmp_path: Path) -> None:
    import orjson

    path = tmp_path / "store.json"
    with filled(path, 20_000) as store:
        store.checkpoint()
    ratios = []
    for _ in range(5):
        began = time.perf_counter()
        data = orjson.loads(path.read_bytes())
        plain = time.perf_counter() - began
        del data
        began = time.perf_counter()
        with TinyStore(path, grown=0):
            ratios.append((time.perf_counter() - began) / plain)
    print(f"\nopening takes {median(ratios):.2f} times as long as reading the JSON")
    assert median(ratios) <= 4
