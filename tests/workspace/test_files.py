"""Documents as files: copied whole beside the store, once for each content, readable by nobody else."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from tests.workspace.office import Office
from workflow import InputError, Workspace
from workflow.workspace import files
from workflow.workspace.files import Attachments
from workflow.workspace.papers import paper_faults


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "surat.pdf"
    path.write_bytes(b"%PDF a letter")
    return path


def folder_of(office: Office) -> Path:
    return office.path.with_suffix(".files")


def test_a_file_is_kept_under_its_digest_and_its_mark_says_what_it_was(office: Office, letter: Path) -> None:
    digest = hashlib.sha256(b"%PDF a letter").hexdigest()
    assert office.ws.as_user("clerk").attach(letter) == {"file": "surat.pdf", "sha256": digest, "size": 13}
    kept = folder_of(office) / digest
    assert kept.read_bytes() == b"%PDF a letter"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_the_same_content_is_kept_once(office: Office, letter: Path) -> None:
    copy = letter.with_name("copy.pdf")
    copy.write_bytes(letter.read_bytes())
    assert office.ws.attach(letter)["sha256"] == office.ws.attach(str(copy))["sha256"]
    assert len(list(folder_of(office).iterdir())) == 1


def test_a_path_may_begin_at_home(office: Office, letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(letter.parent))
    assert office.ws.attach("~/surat.pdf")["size"] == 13


def test_looking_copies_nothing(office: Office, letter: Path) -> None:
    office.ws.look_at_file(letter)
    assert not folder_of(office).exists()


def test_what_is_no_file_is_said_and_never_waited_for(office: Office, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path / "nowhere.pdf", "cannot be read"),
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "no file that could be copied"),
        (Path("a\0b"), "cannot be read"),
    ):
        for verb in (office.ws.attach, office.ws.look_at_file):
            with pytest.raises(InputError, match=said):
                verb(path)
    assert not folder_of(office).exists()


def test_a_file_that_may_not_be_read_is_said(office: Office, letter: Path) -> None:
    letter.chmod(0)
    if os.access(letter, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(InputError, match="Permission denied"):
        office.ws.attach(letter)


def test_a_huge_file_is_refused_before_it_is_copied(
    office: Office, letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with letter.open("wb") as huge:
        huge.truncate(files.LARGEST + 1)
    with pytest.raises(InputError, match="too large: 201 MB"):
        office.ws.attach(letter)
    assert not folder_of(office).exists()


def test_a_file_that_grows_while_it_is_copied_leaves_nothing_behind(
    office: Office, letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = letter.open("rb")
    monkeypatch.setattr(files, "LARGEST", 4)
    monkeypatch.setattr(files, "opened", lambda path: source)
    with pytest.raises(InputError, match="too large"):
        office.ws.attach(letter)
    assert list(folder_of(office).iterdir()) == []


def test_a_store_without_a_folder_says_that_it_keeps_none(office: Office, letter: Path) -> None:
    with pytest.raises(InputError, match="keeps no files"):
        Workspace(office.ws.store).attach(letter)


def test_a_paper_that_was_exchanged_or_removed_is_found(office: Office, letter: Path) -> None:
    digest = office.ws.attach(letter)["sha256"]
    kept = folder_of(office) / digest
    assert office.ws.verify().ok
    kept.write_bytes(b"%PDF another")
    assert [(fault.code, fault.where) for fault in office.ws.verify().faults] == [("paper", digest)]
    kept.unlink()
    assert office.ws.verify().ok, "no case has it"
    gone = {"id": "C-1", "documents": {"letter": {"sha256": digest}, "other": {"noted": True}}}
    kinds = [fault.code for fault in paper_faults(Attachments.beside(office.path), [gone], ())]
    assert kinds == ["paper_missing"]
    erased = {"fields": {"papers": {digest: "surat.pdf"}}}
    assert list(paper_faults(Attachments.beside(office.path), [gone], [erased])) == []
