"""Stores of every format that ever was: each opens, verifies, and goes on. The samples are made once and kept."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.samples.make import HERE
from workflow import Workspace
from workflow.store import log, picture
from workflow.store.restore import restore


def unpacked(number: int, path: Path) -> None:
    with zipfile.ZipFile(HERE / f"format-{number}.zip") as archive:
        archive.extractall(path.parent)


def without_picture(number: int, path: Path) -> None:
    unpacked(number, path)
    path.unlink()


def restored(number: int, path: Path) -> None:
    restore(HERE / f"backup-{number}.zip", path)


@pytest.mark.parametrize("bring", [unpacked, without_picture, restored])
@pytest.mark.parametrize("number", range(1, log.FORMAT + 1))
def test_a_store_of_any_format_opens_and_goes_on(
    path: Path, number: int, bring: Callable[[int, Path], None]
) -> None:
    bring(number, path)
    with Workspace.open(path, create=False) as ws:
        report = ws.verify()
        assert report.ok, report.faults
        assert (report.cases, report.events) == (4, 10)
        assert sorted(case.state for case in ws.cases().items) == ["asked", "asked", "asked", "draft"]
        assert ws.access.user("anna").name == "Anna – “Ani”"
        (case,) = ws.cases(state="draft").items
        assert ws.history(case.id)[0].subject == "after the checkpoint"
        seal = ws.audit.last_seal()
        assert seal
        assert seal["size"] == 8
        ws.open_case("leave", subject="one more", actor="anna")
        ws.store.checkpoint()
    with Workspace.open(path, create=False) as ws:
        assert ws.verify().ok


def test_every_format_has_its_sample() -> None:
    assert picture.FORMAT == log.FORMAT
    for number in range(1, log.FORMAT + 1):
        assert (HERE / f"format-{number}.zip").exists()
        assert (HERE / f"backup-{number}.zip").exists()
