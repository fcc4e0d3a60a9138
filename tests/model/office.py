"""A small random office: units, posts, people, accounts, and a store that holds them, with a witness beside it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tests.model.hearing import hear
from tests.model.witness import Account, Plain, Witness
from tests.workspace.office import Clock, person
from workflow import Case, Event, Workspace
from workflow.registry.model import Holding, Position, Unit

PARENTS: Mapping[str, str | None] = {"CITY": None, "A": "CITY", "B": "CITY", "A1": "A"}
POSTS = (
    Position("HEAD", "Kepala Seksi", "structural", "A1", "IV.a", retirement_age=58),
    Position("CHIEF", "Kepala Bidang", "structural", "CITY", "III.b", retirement_age=58),
    Position("NURSE", "Perawat Ahli Pertama", "functional", "B", "Ahli Pertama", 2, "Perawat", "Keahlian", "Profesi", 60),
)  # fmt: skip
NOMINEES = ("N1", "N2", "N3")
USERS = tuple(f"u{number}" for number in range(8))
PEOPLE = tuple(f"P{number}" for number in range(6))


class Office:
    """An open store with a witness of all that happens in it."""

    def __init__(
        self, plain: Plain, roles: Mapping[str, set[tuple[str, str | None]]], database: bool
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="model-"))
        self.clock = Clock("2025-11-24T08:00")
        self.target = f"sqlite:///{self.folder}/store.db" if database else str(self.folder / "store.json")
        self.ws = Workspace.open(self.target, clock=self.clock)
        self.witness = Witness(dict(PARENTS), {one.id: one.unit for one in POSTS})
        self.witness.now = self.clock()
        self.heard: dict[str, int] = {}
        self.publish(plain, {})
        units = [
            Unit(one, one, "city" if parent is None else "agency", parent) for one, parent in PARENTS.items()
        ]
        people = [person(one, "III/a") for one in (*PEOPLE, *NOMINEES)]
        held = Holding("H-1", "N1", "CHIEF", "definitif", date(2020, 1, 2))
        self.ws.registry.put([*units, *POSTS, *people, held], actor="admin")
        for user in USERS:
            self.ws.add_user(user, name=user, roles=sorted(roles[user], key=str), actor="admin")
            self.witness.accounts[user] = Account(None, set(roles[user]))

    def publish(self, plain: Plain, renamed: Mapping[str, str]) -> int:
        """Publish a version, with what it renames as its map."""
        path = self.folder / "walk.yaml"
        path.write_text(json.dumps(plain), encoding="utf-8")
        made = self.ws.publish(path, actor="admin", map=renamed or None)
        if made.number not in self.witness.versions:
            before = self.witness.first.get(made.number - 1, {})
            names = [*plain["states"], *plain["actions"]]
            back = {new: before.get(old, old) for old, new in renamed.items()}
            self.witness.versions[made.number] = plain
            self.witness.first[made.number] = {
                **{name: before[name] for name in names if name in before},
                **back,
            }
        return made.number

    def listen(self) -> list[Event]:
        """The events since the last time, each told to the witness."""
        self.witness.now = self.clock()
        fresh: list[Event] = []
        for case in self.ws.cases(limit=1000):
            known = self.heard.get(case.id, 0)
            if case.seq == known:
                continue
            history = self.ws.history(case.id)
            assert [one.seq for one in history] == list(range(1, case.seq + 1))
            fresh += history[known:]
            self.heard[case.id] = case.seq
        for event in sorted(fresh, key=lambda one: (one.recorded, one.case, one.seq)):
            hear(self.witness, event)
        return fresh

    def close(self) -> None:
        """Put it away."""
        self.ws.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def given_for(plain: Plain, action: str, number: int, nominee: str, amount: int) -> dict[str, Any]:
    """Values for all that an action asks."""
    one = plain["actions"][action]
    values: dict[str, Any] = {
        "nominee": nominee,
        "amount": amount,
        "letter_number": f"{number}/BKN",
        "letter_date": "2025-11-20",
        "letter_issuer": "BKN",
    }
    return {name: values[name] for name in one.get("asks", ())}


def unsalted(case: Case) -> Case:
    """A case without its hash, which covers a salt: another one in a preview than in the act itself."""
    return replace(case, hash="")
