"""A byte changed, a line removed, two lines exchanged, anywhere in the record: each is found."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.reliability.report import Told
from tests.store.contract import case, event
from workflow.errors import StoreError
from workflow.store import segments
from workflow.store.tiny import TinyStore

#: how many trials; `make reliability` asks for 10,000
TRIALS = int(os.environ.get("RELIABILITY_DAMAGE", "300"))
Record = dict[Path, list[bytes]]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of three small segments, its picture up to the end."""
    monkeypatch.setattr(segments, "SMALLEST", 4096)
    path = tmp_path / "store.json"
    with TinyStore(path, grown=0) as store:
        for one in range(40):
            text = "x" * (one * 37 % 900)
            store.transact(
                lambda tx, one=one, text=text: (
                    tx.put("cases", case(one, text=text)),
                    tx.append(event(one % 5, one)),
                )
            )  # type: ignore[misc]
        store.checkpoint()
    assert len(list((tmp_path / "store.log").glob("*.log"))) == 3
    return path


def record_of(path: Path) -> Record:
    """The lines of each segment."""
    found = {}
    for segment in sorted((path.parent / "store.log").glob("*.log")):
        found[segment] = segment.read_bytes().rstrip(b"\0").splitlines(keepends=True)
    return found


def put_back(record: Record, sizes: dict[Path, int]) -> None:
    for segment, lines in record.items():
        data = b"".join(lines)
        segment.write_bytes(data.ljust(sizes[segment], b"\0")[: sizes[segment]])


def flip(record: Record, chance: random.Random) -> str:
    segment = chance.choice(list(record))
    line = chance.randrange(len(record[segment]))
    data = bytearray(record[segment][line])
    at = chance.randrange(len(data))
    data[at] ^= chance.randrange(1, 256)
    record[segment][line] = bytes(data)
    return f"{segment.name}, line {line + 1}, byte {at} changed"


def remove(record: Record, chance: random.Random) -> str:
    segment = chance.choice(list(record))
    line = chance.randrange(len(record[segment]))
    del record[segment][line]
    return f"{segment.name}, line {line + 1} removed"


def exchange(record: Record, chance: random.Random) -> str:
    places = [(segment, line) for segment, lines in record.items() for line in range(len(lines))]
    (one, first), (two, second) = chance.sample(places, 2)
    record[one][first], record[two][second] = record[two][second], record[one][first]
    return f"{one.name} line {first + 1} and {two.name} line {second + 1} exchanged"


def found(path: Path) -> bool:
    """Whether opening refuses, or a note tells of it, or the check of the record does."""
    try:
        with TinyStore(path, grown=0) as store:
            return bool(store.check() or store.notes())
    except StoreError:
        return True


def test_damage_anywhere_is_found(path: Path, told: Told) -> None:
    whole = record_of(path)
    sizes = {segment: segment.stat().st_size for segment in whole}
    picture = path.read_bytes()
    assert not found(path)
    chance = random.Random(TRIALS)
    with told.trials("a byte changed, a line removed or two exchanged, the embedded store", TRIALS):
        for _ in range(TRIALS):
            spoiled = {segment: list(lines) for segment, lines in whole.items()}
            last = list(spoiled)[-1]
            what = chance.choice((flip, flip, remove, exchange))(spoiled, chance)
            if (
                chance.random() < 0.5 and spoiled[last] != whole[last][:-1]
            ):  # a tail cut off: only an outside copy tells
                path.unlink(missing_ok=True)
            put_back(spoiled, sizes)
            assert found(path), what
            for side in [*path.parent.glob("store.json.*"), *(path.parent / "store.log").glob("torn-*")]:
                if side.suffix != ".lock":
                    side.unlink()
            path.write_bytes(picture)
    put_back(whole, sizes)
    assert not found(path)
