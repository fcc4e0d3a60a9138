"""Every file call of attaching a document fails in turn: the whole file under its name, or none, and the caller is told."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path

import pytest

from tests.reliability.faults import FaultyFiles, PowerCut
from tests.reliability.report import Told
from tests.reliability.test_faults import trials
from workflow.errors import StoreError
from workflow.workspace.files import PIECE, Attachments


def beside(folder: Path, calls: FaultyFiles | None = None) -> Attachments:
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / "store.log"
    record.mkdir(mode=0o700, exist_ok=True)
    return Attachments(folder / "store.files", record, calls)


@pytest.mark.parametrize("there", [False, True], ids=["new", "there already"])
def test_whatever_call_fails_a_file_is_whole_or_not_there(tmp_path: Path, there: bool, told: Told) -> None:
    begun, number = time.monotonic(), 0
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF" + bytes(PIECE) + b"end")
    digest = hashlib.sha256(paper.read_bytes()).hexdigest()
    good = FaultyFiles()
    good.armed = True
    assert beside(tmp_path / "good", good).attach(paper)["sha256"] == digest
    assert {"open", "write", "sync", "rename", "sync_folder"} <= {*good.calls}
    for number, (fault, at, lasting, chance) in enumerate(trials(good.calls)):
        folder = tmp_path / str(number)
        if there:
            beside(folder).attach(paper)
        files = FaultyFiles(fault, at, lasting=lasting)
        files.armed = True
        said = f"{fault} at {at}: {good.calls[at]}{' and ever after' if lasting else ''}"
        done = False
        try:
            beside(folder, files).attach(paper)
            done = True
        except (StoreError, PowerCut):
            pass
        if files.dead:
            files.settle(random.Random(number * 1000 + chance))
        assert files.met, said
        assert not done, said
        found = beside(folder)
        names = found.names()
        assert names in ([], [digest]), said
        assert names == [digest] or not there, said
        for one in names:
            content = b"".join(found.read(one))
            assert hashlib.sha256(content).hexdigest() == digest, said
    name = "an attachment that is there already" if there else "an attachment"
    told.note(f"a file call fails or the power goes: keeping {name}", number + 1, time.monotonic() - begun)


def test_a_removal_that_fails_is_told(tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF")
    digest = beside(tmp_path / "x").attach(paper)["sha256"]
    files = FaultyFiles("denied", 0)
    files.armed = True
    with pytest.raises(StoreError, match="may not"):
        beside(tmp_path / "x", files).remove(digest)
    beside(tmp_path / "x").remove(digest)
    beside(tmp_path / "x").remove(digest)
    assert beside(tmp_path / "x").names() == []
