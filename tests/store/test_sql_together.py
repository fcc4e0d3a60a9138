"""Several processes on one PostgreSQL: what must hold across cases holds, whoever comes first."""

from __future__ import annotations

import multiprocessing
from random import Random
from typing import Any

import pytest

from tests.store.contract import put
from tests.store.databases import emptied
from workflow.store.sql.store import SqlStore

WORKERS, NUMBERS, ROUNDS = 8, 12, 3


def _work(address: str, who: int, ready: Any) -> None:
    """Take numbers that may be used once, sit on seats that have one chair, and count."""
    random = Random(who)
    with SqlStore(address) as store:
        ready.wait(60)
        for number in random.sample(range(NUMBERS), NUMBERS):

            def take(tx: Any, number: int = number) -> None:
                if tx.get("uniques", f"n-{number}") is None:
                    tx.put("uniques", {"id": f"n-{number}", "case": f"w-{who}"})
                    seq = len(tx.history(f"w-{who}")) + 1
                    tx.append({"case": f"w-{who}", "seq": seq, "number": number})

            store.transact(take)
        for turn in range(ROUNDS):

            def sit(tx: Any, turn: int = turn) -> None:
                if not tx.find("holdings", "position", f"seat-{turn}"):  # no row of its own to clash on
                    tx.put(
                        "holdings",
                        {"id": f"h-{who}-{turn}", "position": f"seat-{turn}", "person": f"w-{who}"},
                    )
                count = tx.get("meta", "n")["value"]
                tx.put("meta", {"id": "n", "value": count + 1})

            store.transact(sit)


def test_eight_processes_at_once_hold_what_must_hold(postgres: str) -> None:
    address = emptied(postgres)
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(WORKERS)
    with SqlStore(address) as store:
        put(store, {"id": "n", "value": 0}, table="meta")
        workers = [spawn.Process(target=_work, args=(address, who, ready)) for who in range(WORKERS)]
        for one in workers:
            one.start()
        for one in workers:
            one.join(120)
            assert one.exitcode == 0
        now = store.read()
        assert now.count("uniques") == NUMBERS
        assert now.get("meta", "n") == {"id": "n", "value": WORKERS * ROUNDS}
        assert [now.count("holdings", "position", f"seat-{turn}") for turn in range(ROUNDS)] == [1] * ROUNDS
        said = [one["number"] for who in range(WORKERS) for one in now.history(f"w-{who}")]
        assert sorted(said) == list(range(NUMBERS))
        assert store.check() == []


def test_readers_see_whole_commits_only(postgres: str) -> None:
    with SqlStore(emptied(postgres)) as store, SqlStore(postgres) as other:
        put(store, *({"id": f"{n}", "value": 0} for n in range(3)), table="meta")
        for value in range(1, 15):
            then = other.read()
            put(store, *({"id": f"{n}", "value": value} for n in range(3)), table="meta")
            assert [one["value"] for one in then.all("meta")] == [value - 1] * 3
            assert [one["value"] for one in other.read().all("meta")] == [value] * 3


@pytest.mark.parametrize("count", [1, 5000])
def test_many_documents_in_one_act(postgres: str, count: int) -> None:
    with SqlStore(emptied(postgres)) as store:
        put(store, *({"id": f"P-{n}", "nip": str(n)} for n in range(count)), table="people")
        assert store.read().count("people") == count
        assert [one["id"] for one in store.read().all("people")] == [f"P-{n}" for n in range(count)]
        assert store.read().find("people", "nip", str(count - 1)) == [
            {"id": f"P-{count - 1}", "nip": str(count - 1)}
        ]
