"""A character changed, an event removed, two exchanged, anywhere in the sealed record of a database: each is found."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import string
import time
from pathlib import Path

import pytest

from tests.reliability import rivals
from tests.reliability.report import Told
from tests.store.databases import lite
from workflow import Workspace
from workflow.errors import StoreError

#: one in ten of the trials on the embedded store
TRIALS = int(os.environ.get("RELIABILITY_DAMAGE", "150")) // 10
ROUNDS, RIVALS = 2, 3


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder of an office in which some have acted, its record sealed."""
    folder = tmp_path / "office"
    folder.mkdir()
    with Workspace.open(lite(folder), clock=lambda: rivals.NOW) as ws:
        sheet = rivals.furnish(ws, tmp_path, ROUNDS, RIVALS)
        players = [rivals.Rival(ws, who, sheet) for who in range(RIVALS)]
        cases = [[one.open(turn) for one in players] for turn in range(ROUNDS)]
        rivals.take_chairs_away(ws, ROUNDS)
        for turn, here in enumerate(cases):
            for one, case in zip(players, here, strict=True):
                one.propose(turn, case)
            for one, case in zip(players, here, strict=True):
                one.sit(case)
        ws.audit.seal(actor="admin")
        ws.store.checkpoint()  # type: ignore[attr-defined]
    return folder


def change(connection: sqlite3.Connection, places: list[int], chance: random.Random) -> str:
    """A character of an event; every second time by somebody who makes its digest anew."""
    place = chance.choice(places)
    (doc,) = connection.execute("SELECT doc FROM lantik_event WHERE place = ?", (place,)).fetchone()
    at = chance.randrange(len(doc))
    new = doc[:at] + chance.choice([one for one in string.printable if one != doc[at]]) + doc[at + 1 :]
    connection.execute("UPDATE lantik_event SET doc = ? WHERE place = ?", (new, place))
    if chance.random() < 0.5:
        digest = hashlib.sha256(new.encode()).hexdigest()
        connection.execute("UPDATE lantik_event SET sha256 = ? WHERE place = ?", (digest, place))
    return f"event at {place}, character {at} changed: {doc[max(at - 30, 0) : at + 30]} → {new[at]!r}"


def remove(connection: sqlite3.Connection, places: list[int], chance: random.Random) -> str:
    place = chance.choice(places)
    connection.execute("DELETE FROM lantik_event WHERE place = ?", (place,))
    return f"event at {place} removed"


def exchange(connection: sqlite3.Connection, places: list[int], chance: random.Random) -> str:
    one, two = chance.sample(places, 2)
    for old, new in ((one, -1), (two, one), (-1, two)):
        connection.execute("UPDATE lantik_event SET place = ? WHERE place = ?", (new, old))
    return f"events at {one} and {two} exchanged"


def found(folder: Path) -> bool:
    """Whether opening refuses, or verifying tells of it."""
    try:
        with Workspace.open(lite(folder), clock=lambda: rivals.NOW, create=False) as ws:
            return not ws.verify().ok
    except StoreError:
        return True


def test_damage_anywhere_in_a_database_is_found(office: Path, tmp_path: Path, told: Told) -> None:
    assert not found(office)
    chance = random.Random(TRIALS)
    begun = time.monotonic()
    for number in range(TRIALS):
        folder = tmp_path / str(number)
        shutil.copytree(office, folder)
        connection = sqlite3.connect(folder / "store.db")
        with connection:
            places = [one for (one,) in connection.execute("SELECT place FROM lantik_event ORDER BY place")]
            what = chance.choice((change, change, remove, exchange))(connection, places[:-1], chance)
        connection.close()
        assert found(folder), what
        shutil.rmtree(folder)
    told.note(
        "a character changed, an event removed or two exchanged, SQLite", TRIALS, time.monotonic() - begun
    )
