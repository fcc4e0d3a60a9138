"""Every file call of a commit, a checkpoint and an opening fails in turn: the old or the new state, never another."""

from __future__ import annotations

import random
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.faults import ERRORS, PARTLY, POWER, FaultyFiles, PowerCut, copy, fits
from tests.reliability.report import Told
from tests.store.contract import append, case, event, put
from tests.store.samples.make import HERE as SAMPLES
from workflow.errors import StoreError
from workflow.store.protocol import TABLES
from workflow.store.tiny import TinyStore

POWER_CUTS = 3
Picture = dict[str, Any]


def picture_of(store: TinyStore) -> Picture:
    """Everything that a store says: documents, events, histories."""
    now = store.read()
    events = list(now.events())
    cases = {one["case"] for one in events}
    return {
        "documents": {table: sorted(map(str, now.all(table))) for table in TABLES},
        "found": sorted(doc["id"] for doc in now.find("cases", "state", "vacant")),
        "events": events,
        "histories": {one: list(now.history(one)) for one in sorted(cases)},
    }


def reopened(path: Path) -> Picture:
    with TinyStore(path, grown=0) as store:
        assert store.check() == []
        return picture_of(store)


def filled(path: Path) -> None:
    with TinyStore(path, grown=0) as store:
        for one in range(3):
            put(store, case(one, text="x" * 700))
            append(store, event(one))
        store.checkpoint()
        put(store, case(3))


def small(store: TinyStore) -> None:
    store.transact(lambda tx: (tx.put("cases", case(7, text="y" * 3000)), tx.append(event(1, 2))))


def large(store: TinyStore) -> None:
    store.transact(lambda tx: (tx.put("cases", case(7, text="y" * 300_000)), tx.append(event(1, 2))))


@dataclass(frozen=True)
class Step:
    """Something to do with a store that is open; `prepare` spoils its files before it is opened."""

    name: str
    do: Callable[[TinyStore], None]
    prepare: Callable[[Path], None] = lambda path: None
    opening: bool = False


def torn(path: Path) -> None:
    segment = path.parent / "store.log" / "00000001.log"
    data = segment.read_bytes()
    end = len(data.rstrip(b"\0"))
    segment.write_bytes(data[: end - 40] + bytes(len(data) - end + 40))


def damaged_picture(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def nothing(_: TinyStore) -> None:
    """Opening is all."""


def of_format_1(path: Path) -> None:
    path.unlink()
    shutil.rmtree(path.parent / "store.log")
    with zipfile.ZipFile(SAMPLES / "format-1.zip") as archive:
        archive.extractall(path.parent)


STEPS = (
    Step("commit", small),
    Step("commit into a new segment", large),
    Step("checkpoint", TinyStore.checkpoint),
    Step("opening", nothing, opening=True),
    Step("opening without a picture", nothing, lambda path: path.unlink(), opening=True),
    Step("opening with a broken picture", nothing, damaged_picture, opening=True),
    Step("opening after a torn write", nothing, torn, opening=True),
    Step("opening a store of format 1", nothing, of_format_1, opening=True),
    Step(
        "making",
        nothing,
        lambda path: (path.unlink(), shutil.rmtree(path.parent / "store.log")),
        opening=True,
    ),  # type: ignore[arg-type,return-value]
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    filled(folder / "store.json")
    return folder


def prepared(template: Path, step: Step, to: Path) -> Path:
    path = copy(template, to)
    step.prepare(path)
    return path


def run(path: Path, step: Step, files: FaultyFiles) -> tuple[bool, TinyStore | None]:
    """Whether the step was acknowledged, and the store if it is open. Any error but `StoreError` is a failure."""
    store = None
    files.armed = step.opening
    try:
        store = TinyStore(path, files=files, grown=0)
        files.armed = True
        step.do(store)
    except (StoreError, PowerCut):
        return False, store
    finally:
        files.armed = False
    return True, store


def trials(calls: list[str]) -> Iterator[tuple[str, int, bool, int]]:
    for at, kind in enumerate(calls):
        for fault in (*ERRORS, *PARTLY):
            if fits(fault, kind):
                yield fault, at, False, 0
                yield fault, at, True, 0
        for chance in range(POWER_CUTS):
            yield POWER, at, False, chance


@pytest.mark.parametrize("step", STEPS, ids=lambda one: one.name)
def test_whatever_call_fails_the_old_or_the_new_state_is_there(
    template: Path, tmp_path: Path, step: Step, told: Told
) -> None:
    begun, number = time.monotonic(), 0
    before = prepared(template, step, tmp_path / "before")
    old = reopened(before)
    good = FaultyFiles()
    path = prepared(template, step, tmp_path / "good")
    done, store = run(path, step, good)
    assert done
    assert store
    store.close()
    new = reopened(path)
    assert (old != new) == step.name.startswith("commit")
    for number, (fault, at, lasting, chance) in enumerate(trials(good.calls)):
        folder = tmp_path / str(number)
        path = prepared(template, step, folder)
        files = FaultyFiles(fault, at, lasting=lasting)
        said = f"{fault} at {at}: {good.calls[at]}{' and ever after' if lasting else ''}"
        done, store = run(path, step, files)
        assert files.met, said
        if files.dead:
            if store:
                store.close()
            files.settle(random.Random(number * 1000 + chance))
        else:
            goes_on(store, old, new, done, said)
        found = reopened(path)
        without = {**found, "found": [one for one in found["found"] if one != "C-99"]}
        without["documents"] = {
            **found["documents"],
            "cases": [d for d in found["documents"]["cases"] if "C-99" not in d],
        }
        assert without in (old, new), said
        if done:
            assert without == new, said
        shutil.rmtree(folder)
    told.note(f"a file call fails or the power goes: {step.name}", number + 1, time.monotonic() - begun)


def goes_on(store: TinyStore | None, old: Picture, new: Picture, done: bool, said: str) -> None:
    """The program that was told goes on with a good disk: it reads what is true, and writes, or says that it does not."""
    if store is None:
        return
    seen = picture_of(store)
    refused = ""
    try:
        put(store, case(99))
    except StoreError as error:
        refused = error.message
    if refused:  # not even the undoing worked: it may be there or not, and the caller was told that
        assert "no more" in refused, said
        assert not done, said
        assert seen in (old, new), said
    else:
        assert seen == (new if done else old), said
        assert "C-99" in picture_of(store)["found"], said
    store.close()
