"""A restore is put on the record, and what was erased since the backup is erased again before anybody reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.aid import SECRET, Aid, aid
from workflow import StoreError, Workspace
from workflow.store.backup import back_up
from workflow.workspace.restoring import restore


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Aid]:
    folder = tmp_path / "store"
    folder.mkdir()
    made = aid(folder, str(folder / "store.json"))
    yield made
    made.ws.close()


def put_back(office: Aid, backup: Path, until: int | None = None) -> list[str]:
    """Restore, throw away what was put aside, and open."""
    office.ws.close()
    done, again = restore(backup, Path(office.target), until, clock=office.clock)
    if done.kept:
        done.kept.rename(office.folder.parent / f"aside-{done.kept.name}")
    office.ws = Workspace.open(office.target, clock=office.clock)
    return again


def test_an_older_backup_comes_back_without_what_was_erased_since(office: Aid, tmp_path: Path) -> None:
    back_up(office.ws.store, tmp_path / "old.zip")
    row = office.ws.registry.person("P-1")
    office.erase()
    assert put_back(office, tmp_path / "old.zip") == ["P-1"]
    assert office.ws.verify().ok
    assert [one.id for one in office.ws.registry.people()] == ["P-2"]
    assert "remark" not in office.ws.case("A-2025-01").fields
    assert office.ws.files
    assert office.ws.files.names() == []
    told = office.ws.store.read().history("@store")[-1]
    assert (told["action"], told["fields"]["erased_again"]) == ("restore", ["P-1"])
    for words in (SECRET, row.name, row.nip):
        assert words.encode() not in office.bytes(), words


def test_a_backup_of_after_it_cut_off_before_it_is_erased_again_too(office: Aid, tmp_path: Path) -> None:
    moment = office.ws.store.position()
    office.erase()
    back_up(office.ws.store, tmp_path / "new.zip")
    assert put_back(office, tmp_path / "new.zip", moment) == ["P-1"]
    assert office.ws.verify().ok
    assert SECRET.encode() not in office.bytes()
    assert office.ws.persons.erased("A-2025-01")[3][0].basis == "UU 27/2022 art 8"


def test_nothing_is_erased_twice_where_the_backup_has_it(office: Aid, tmp_path: Path) -> None:
    office.erase()
    back_up(office.ws.store, tmp_path / "new.zip")
    assert put_back(office, tmp_path / "new.zip") == []
    assert office.ws.verify().ok
    assert len(office.ws.store.read().history("@erasure")) == 1


def test_what_was_erased_is_known_although_the_present_store_is_damaged(office: Aid, tmp_path: Path) -> None:
    back_up(office.ws.store, tmp_path / "old.zip")
    office.erase()
    office.ws.close()
    segment = office.folder / "store.log" / "00000001.log"
    data = bytearray(segment.read_bytes())
    data[data.index(b'"share":2')] ^= 1
    segment.write_bytes(data)
    Path(office.target).unlink()
    with pytest.raises(StoreError):
        Workspace.open(office.target)
    assert put_back(office, tmp_path / "old.zip") == ["P-1"]
    assert SECRET.encode() not in office.bytes()
    assert office.ws.verify().ok
