"""Whatever is done to a store, of whatever kind, it says what a dict would say."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.reliability.report import Told
from tests.store.contract import case, event, ids
from tests.store.databases import emptied, lite
from workflow.store.protocol import Store
from workflow.store.sql.store import SqlStore
from workflow.store.tiny import TinyStore

#: so many times the sequences, twice as long each; `make reliability` asks for 20
LONGER = int(os.environ.get("RELIABILITY_SEQUENCES", "1"))
STATES = st.sampled_from(["vacant", "proposed", "filled", None])
NUMBERS = st.integers(0, 7)


class AgainstADict(RuleBasedStateMachine):
    """Whatever is done to it, in whatever order, a store says what a dict would say."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store: Any = self.begin()
        self.cases: dict[str, dict[str, Any]] = {}
        self.said: list[dict[str, Any]] = []
        self.moments: list[tuple[Any, dict[str, dict[str, Any]], list[dict[str, Any]]]] = []

    def begin(self) -> Store:
        """An empty store."""
        return self.open()

    def open(self) -> Store:
        """The store, opened once more."""
        raise NotImplementedError

    def lose(self) -> None:
        """Lose what can be made again."""

    @rule(changes=st.lists(st.tuples(NUMBERS, STATES, st.booleans()), max_size=4), fail=st.booleans())
    def act(self, changes: list[tuple[int, str | None, bool]], fail: bool) -> None:
        cases, said = dict(self.cases), list(self.said)

        def think(tx: Any) -> None:
            for number, state, drop in changes:
                if drop:
                    tx.drop("cases", f"C-{number}")
                    cases.pop(f"C-{number}", None)
                else:
                    doc = case(number, state, work=[{"role": str(state)}, {"role": "ppk"}])  # type: ignore[arg-type]
                    tx.put("cases", doc)
                    cases[doc["id"]] = doc
                said.append(event(number, len(said)))
                tx.append(said[-1])
            self.agree(tx, cases, said)
            if fail:
                raise LookupError

        try:
            self.store.transact(think)
        except LookupError:
            return
        self.cases, self.said = cases, said

    @rule()
    def remember(self) -> None:
        self.moments.append((self.store.read(), dict(self.cases), list(self.said)))

    @rule()
    def forget(self) -> None:
        self.moments.clear()

    @rule()
    def checkpoint(self) -> None:
        self.store.checkpoint()

    @rule(lose=st.booleans())
    def reopen(self, lose: bool) -> None:
        self.moments.clear()
        self.store.close()
        if lose:
            self.lose()
        self.store = self.open()

    @invariant()
    def the_same(self) -> None:
        self.agree(self.store.read(), self.cases, self.said)
        for moment, cases, said in self.moments:
            self.agree(moment, cases, said)

    def agree(self, now: Any, cases: dict[str, dict[str, Any]], said: list[dict[str, Any]]) -> None:
        assert list(now.all("cases")) == list(cases.values())
        assert now.count("cases") == len(cases)
        for state in ("vacant", "proposed", "filled", None):
            wanted = [one for one in cases.values() if one["state"] == state]
            assert ids(now.find("cases", "state", state)) == ids(wanted)
            assert now.count("cases", "state", state) == len(wanted)
            assert ids(now.find("cases", "work.role", str(state))) == ids(wanted)
        assert now.count("cases", "work.role", "ppk") == len(cases)
        assert list(now.events()) == said
        for number in range(8):
            assert now.get("cases", f"C-{number}") == cases.get(f"C-{number}")
            assert now.history(f"C-{number}") == [one for one in said if one["case"] == f"C-{number}"]

    def teardown(self) -> None:
        assert self.store.check() == []
        self.store.close()
        shutil.rmtree(self.folder)


class _Tiny(AgainstADict):
    def open(self) -> Store:
        return TinyStore(self.folder / "store.json", grown=0)

    def lose(self) -> None:
        (self.folder / "store.json").unlink()


class _Sqlite(AgainstADict):
    def open(self) -> Store:
        return SqlStore(lite(self.folder))


class _Postgres(AgainstADict):
    address = ""

    def begin(self) -> Store:
        emptied(self.address)
        return self.open()

    def open(self) -> Store:
        return SqlStore(self.address)


@pytest.mark.parametrize(
    ("machine", "name", "examples"),
    [(_Tiny, "the embedded store", 25), (_Sqlite, "SQLite", 8), (_Postgres, "PostgreSQL", 8)],
)
def test_against_a_dict(
    machine: type[AgainstADict], name: str, examples: int, told: Told, request: pytest.FixtureRequest
) -> None:
    if machine is _Postgres:
        _Postgres.address = request.getfixturevalue("postgres")
    slow = (HealthCheck.too_slow, HealthCheck.differing_executors)
    begun, steps = time.monotonic(), 15 if LONGER == 1 else 30
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples * LONGER,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=slow,
        ),
    )
    met = f"up to {steps} steps each"
    told.note(f"against a dictionary: {name}", examples * LONGER, time.monotonic() - begun, met)
