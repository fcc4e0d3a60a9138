"""Every file call of an erasure fails in turn, and the power goes at each: old or new, and what is new has no old bytes."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.faults import FaultyFiles, copy
from tests.reliability.report import Told
from tests.reliability.test_faults import Step, nothing, picture_of, run, trials
from tests.store.contract import case, event, put
from workflow.store import blanking
from workflow.store.tiny import TinyStore

SECRET = "rahasia" * 120


def filled(path: Path) -> None:
    with TinyStore(path, grown=0) as store:
        for number in (1, 2):
            store.transact(
                lambda tx, number=number: (
                    tx.put("cases", case(number, text=SECRET if number == 1 else "x" * 300)),
                    tx.append(event(number, reason=SECRET if number == 1 else "stays")),
                )
            )
        store.checkpoint()
        put(store, case(1, "filled", text=SECRET))


def erase(store: TinyStore) -> None:
    def think(tx: Any) -> None:
        tx.redact(event(1))
        tx.put("cases", case(1, "filled"))
        tx.forget("cases", "C-1", lambda doc: case(1, str(doc["state"])))
        tx.append(event(3, erased="C-1"))

    store.transact(think)


def cut_short(path: Path) -> None:
    """An erasure whose commit stands and whose lines are half written over."""
    with TinyStore(path, grown=0) as store, pytest.MonkeyPatch.context() as patch:

        def half(log: Any, lines: list[tuple[int, bytes]]) -> None:
            place, line = lines[0]
            log.segments.write(place, line[: len(line) // 2])
            raise OSError(5, "Input/output error")

        patch.setattr(blanking, "write_over", half)
        with pytest.raises(Exception, match="on the record"):
            erase(store)


def bytes_of(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(path.parent.rglob("*")) if one.is_file())


STEPS = (
    Step("erasing", erase),
    Step("opening after an erasure that was cut short", nothing, cut_short, opening=True),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    filled(folder / "store.json")
    return folder


@pytest.mark.parametrize("step", STEPS, ids=lambda one: one.name)
def test_whatever_call_fails_an_erasure_is_whole_or_was_not(
    template: Path, tmp_path: Path, step: Step, told: Told
) -> None:
    begun, number = time.monotonic(), 0

    def reopened(path: Path) -> dict[str, Any]:
        with TinyStore(path, grown=0) as store:
            assert store.check() == []
            return picture_of(store)

    path = copy(template, tmp_path / "before")
    old = reopened(path)
    path = copy(template, tmp_path / "good")
    step.prepare(path)
    good = FaultyFiles()
    done, store = run(path, step, good)
    assert done
    assert store
    store.close()
    new = reopened(path)
    assert new != old
    assert SECRET.encode() not in bytes_of(path)
    prepared = copy(template, tmp_path / "prepared").parent
    step.prepare(prepared / "store.json")
    for number, (fault, at, lasting, chance) in enumerate(trials(good.calls)):
        folder = tmp_path / str(number)
        path = copy(prepared, folder)
        files = FaultyFiles(fault, at, lasting=lasting)
        said = f"{fault} at {at}: {good.calls[at]}{' and ever after' if lasting else ''}"
        done, store = run(path, step, files)
        assert files.met, said
        if store:
            store.close()
        if files.dead:
            files.settle(random.Random(number * 1000 + chance))
        found = reopened(path)
        assert found in (old, new), said
        if done or step.opening:
            assert found == new, said
        assert (SECRET.encode() in bytes_of(path)) == (found == old), said
        shutil.rmtree(folder)
    told.note(f"a file call fails or the power goes: {step.name}", number + 1, time.monotonic() - begun)
