"""Backups: consistent while the store is in use, put back whole or up to a moment, refused when damaged."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import threading
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.definition.samples import LEAVE
from tests.store.contract import case, event, ids, put
from workflow import Workspace
from workflow.errors import InputError, StoreError
from workflow.store.backup import FORMAT, MANIFEST, Manifest, back_up
from workflow.store.restore import EventOf, Until, restore
from workflow.store.tiny import TinyStore

BEGIN = datetime.fromisoformat("2025-11-25T08:00:00+08:00")


def filled(path: Path, number: int = 6, size: int = 300) -> None:
    with TinyStore(path, grown=0) as store:
        for one in range(number):
            recorded = (BEGIN + timedelta(minutes=one)).isoformat()
            store.transact(
                lambda tx, one=one, recorded=recorded: (  # type: ignore[misc]
                    tx.put("cases", case(one, text="x" * size)),
                    tx.append(event(one, recorded=recorded)),
                )
            )


def backup(path: Path, to: Path) -> Manifest:
    with TinyStore(path, create=False, grown=0) as store:
        return back_up(store, to)


def content(path: Path) -> tuple[list[dict[str, Any]], list[Any], int]:
    with TinyStore(path, create=False, grown=0) as store:
        assert store.check() == []
        assert store.notes() == ()
        now = store.read()
        return list(map(dict, now.all("cases"))), list(now.events()), store.position()


@pytest.fixture
def made(path: Path, tmp_path: Path) -> Path:
    filled(path)
    backup(path, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_what_is_put_back_is_what_was_there_and_the_store_of_after_is_kept(path: Path, made: Path) -> None:
    old = content(path)
    with TinyStore(path) as store:
        put(store, case(99))
    done = restore(made, path)
    assert content(path) == old
    assert (done.commit, done.of) == (6, 6)
    assert done.kept
    assert ids(content(done.kept / "store.json")[0])[-1] == "C-99"
    again = restore(made, path)
    assert again.kept
    assert again.kept.name == "store.before-restore-2"


def test_a_backup_is_put_where_nothing_is(path: Path, made: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    done = restore(made, tmp_path / "other" / "city.json")
    assert done.kept is None
    assert content(tmp_path / "other" / "city.json") == content(path)
    assert not list((tmp_path / "other").glob("*restor*"))


def test_a_store_of_any_name_is_put_back(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "city.store"
    with TinyStore(target) as store:
        put(store, case(1))
        store.checkpoint()
    assert restore(made, target, wait=0.1).kept
    with TinyStore(target) as store:
        put(store, case(100))
        store.checkpoint()
        assert store.check() == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without such files")
def test_what_is_no_ordinary_file_is_not_moved_away(made: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match="no ordinary file"):
        restore(made, tmp_path / "pipe")


def test_a_record_of_several_segments_is_put_back_and_cut_in_any_of_them(tmp_path: Path, path: Path) -> None:
    filled(path, number=40, size=60_000)
    backup(path, tmp_path / "backup.zip")
    assert len(list((tmp_path / "store.log").iterdir())) == 3
    for until in (1, 3, 4, 5, 20, 39, 40):
        assert restore(tmp_path / "backup.zip", tmp_path / f"{until}.json", until).commit == until
        cases, _, position = content(tmp_path / f"{until}.json")
        assert (len(cases), position) == (until, until)
        with TinyStore(tmp_path / f"{until}.json") as store:
            put(store, case(99))
        assert content(tmp_path / f"{until}.json")[2] == until + 1
        shutil.rmtree(tmp_path / f"{until}.log")


def test_up_to_a_moment(path: Path, made: Path) -> None:
    assert restore(made, path, BEGIN + timedelta(minutes=2)).commit == 3
    assert ids(content(path)[0]) == ["C-0", "C-1", "C-2"]
    assert restore(made, path, BEGIN + timedelta(hours=2)).commit == 6


def test_up_to_an_event(path: Path, made: Path) -> None:
    for number in (5, 2):
        assert restore(made, path, EventOf(f"C-{number}", 1)).commit == number + 1
        assert ids(content(path)[0]) == [f"C-{one}" for one in range(number + 1)]


@pytest.mark.parametrize(
    "until", [0, 7, BEGIN - timedelta(minutes=1), EventOf("C-1", 2), EventOf("C-9", 1)], ids=str
)
def test_a_moment_that_the_backup_has_nothing_of_is_refused(path: Path, made: Path, until: Until) -> None:
    old = content(path)
    with pytest.raises(InputError):
        restore(made, path, until)
    assert content(path) == old


def test_a_backup_made_while_others_write_is_one_moment(path: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    written = []

    def write() -> None:
        with TinyStore(path) as store:
            while not stop.wait(0.002):
                n = len(written)

                def think(tx: Any, n: int = n) -> None:
                    tx.put("cases", case(0, n=n))
                    tx.put("cases", case(1, n=n, text="x" * 500))
                    tx.append(event(0, n))

                store.transact(think)
                written.append(n)

    writer = threading.Thread(target=write)
    writer.start()
    while not written:
        stop.wait(0.01)
    with TinyStore(path, create=False) as store:
        for one in range(3):
            before = len(written)
            manifest = back_up(store, tmp_path / f"{one}.zip")
            assert manifest.commit >= before
    stop.set()
    writer.join()
    for one in range(3):
        restore(tmp_path / f"{one}.zip", tmp_path / f"{one}.json")
        cases, events, position = content(tmp_path / f"{one}.json")
        assert cases[0]["n"] == cases[1]["n"] == events[-1]["seq"] == position - 1


def test_files_and_definitions_come_along(tmp_path: Path) -> None:
    home, path = tmp_path / "home", tmp_path / "home" / "store.json"
    (home / "definitions" / "drafts").mkdir(parents=True)
    (home / "definitions" / "leave.yaml").write_text(LEAVE)
    (home / "definitions" / "drafts" / "ranks.yaml").write_text("ranks: []\n")
    (tmp_path / "letter.pdf").write_bytes(b"a letter")
    with Workspace.open(path) as ws:
        ws.publish(home / "definitions" / "leave.yaml", actor="admin")
        mark = ws.attach(tmp_path / "letter.pdf")
    backup(path, tmp_path / "backup.zip")
    (home / "store.files" / mark["sha256"]).unlink()
    (home / "definitions" / "leave.yaml").write_text("another")
    done = restore(tmp_path / "backup.zip", path)
    assert (home / "store.files" / mark["sha256"]).read_bytes() == b"a letter"
    assert (home / "definitions" / "leave.yaml").read_text() == LEAVE
    assert (home / "definitions" / "drafts" / "ranks.yaml").exists()
    assert done.kept
    assert (done.kept / "definitions" / "leave.yaml").read_text() == "another"
    with Workspace.open(path) as ws:
        assert ws.verify().ok
    (home / "store.files" / mark["sha256"]).write_bytes(b"a lettre")
    restore(tmp_path / "backup.zip", path)
    assert (home / "store.files" / mark["sha256"]).read_bytes() == b"a letter"


# --- damage -----------------------------------------------------------------------------------------------------------


def altered(made: Path, change: Any) -> None:
    """The zip anew, with members changed."""
    with zipfile.ZipFile(made) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def manifest_with(members: dict[str, bytes], **other: Any) -> None:
    members[MANIFEST] = json.dumps({**json.loads(members[MANIFEST]), **other}).encode()


def first_segment(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith("store.log/"))


def forged(members: dict[str, bytes]) -> None:
    """A changed record, with a manifest that agrees with it."""
    name = first_segment(members)
    members[name] = members[name].replace(b'"vacant"', b'"filled"', 1)
    files = json.loads(members[MANIFEST])["files"]
    files[name]["sha256"] = hashlib.sha256(members[name]).hexdigest()
    manifest_with(members, files=files)


SPOILED = {
    "a byte of the record": lambda m: m.update(
        {first_segment(m): m[first_segment(m)][:-9] + b"?" + m[first_segment(m)][-8:]}
    ),
    "a changed record that the manifest agrees with": forged,
    "a missing segment": lambda m: m.pop(first_segment(m)),
    "no manifest": lambda m: m.pop(MANIFEST),
    "something more": lambda m: m.update({"store.log/00000009.log": b"x"}),
    "another commit": lambda m: manifest_with(m, commit=7),
    "another store": lambda m: manifest_with(m, store="other"),
    "a manifest of nothing": lambda m: manifest_with(m, files=[]),
    "a newer format": lambda m: manifest_with(m, format="lantik-backup/9"),
    "a segment too long": lambda m: manifest_with(m, segments=[10]),
    "no segments": lambda m: manifest_with(m, segments=[]),
    "segments that are none": lambda m: manifest_with(m, segments="abc"),
    "a segment that no disk holds": lambda m: manifest_with(m, segments=[10**15]),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_backup_is_refused_and_the_present_store_stands(path: Path, made: Path, what: str) -> None:
    old, names = content(path), sorted(one.name for one in path.parent.iterdir())
    altered(made, SPOILED[what])
    with pytest.raises((StoreError, InputError)) as caught:
        restore(made, path)
    assert made.name in str(caught.value)
    assert "restoring-" not in str(caught.value)
    assert (FORMAT in str(caught.value)) == (what == "a newer format")
    assert content(path) == old
    assert sorted(one.name for one in path.parent.iterdir()) == names


def test_a_zip_with_a_password_is_refused(path: Path, made: Path) -> None:
    data = bytearray(made.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + flags] |= 1
    made.write_bytes(data)
    with pytest.raises(InputError, match="no backup of Lantik"):
        restore(made, path)


@pytest.mark.parametrize(
    "name", ["../evil.txt", "definitions/../../evil.txt", "/tmp/evil.txt", "store.log/../../evil"]
)
def test_a_name_that_leads_out_of_the_folder_is_refused(path: Path, made: Path, name: str) -> None:
    def add(members: dict[str, bytes]) -> None:
        members[name] = b"x"
        files = json.loads(members[MANIFEST])["files"]
        manifest_with(members, files={**files, name: {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}})

    altered(made, add)
    with pytest.raises(StoreError):
        restore(made, path)
    assert not list(path.parent.parent.rglob("evil*"))


def test_a_byte_changed_anywhere_in_the_file_never_puts_back_something_else(path: Path, made: Path) -> None:
    old, data, chance = content(path), made.read_bytes(), random.Random(5)
    target = path.with_name("other.json")
    refused = 0
    for _ in range(80):
        at = chance.randrange(len(data))
        made.write_bytes(data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :])
        try:
            restore(made, target)
        except (StoreError, InputError):
            refused += 1
            assert not target.exists()
            continue
        assert content(target) == old  # the byte said nothing, such as a file's time
        target.unlink()
        shutil.rmtree(target.with_suffix(".log"))
    assert refused > 40
    for length in (0, 10, len(data) // 2, len(data) - 1):
        made.write_bytes(data[:length])
        with pytest.raises(InputError):
            restore(made, target)


def test_a_damaged_store_is_not_backed_up(path: Path, tmp_path: Path) -> None:
    filled(path)
    segment = tmp_path / "store.log" / "00000001.log"
    with TinyStore(path, grown=0) as store:
        segment.write_bytes(segment.read_bytes().replace(b'"vacant"', b'"vacanT"', 1))
        with pytest.raises(StoreError, match="damaged"):
            back_up(store, tmp_path / "backup.zip")


@pytest.mark.parametrize("at", range(4))
def test_when_the_exchange_fails_the_present_store_stands(
    path: Path, made: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    with TinyStore(path) as store:
        put(store, case(99))
        store.checkpoint()
    old, real, count = content(path), Path.rename, 0

    def failing(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == at + 1:
            raise OSError(28, "No space left on device", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(StoreError, match="full"):
        restore(made, path)
    monkeypatch.undo()
    assert count > at
    assert content(path) == old
    assert not list(path.parent.glob("*restor*"))


def test_a_restore_that_was_killed_between_the_two_stores_is_told_and_done_again(
    path: Path, made: Path
) -> None:
    old = content(path)
    kept, side = path.with_name("store.before-restore-1"), path.with_name("store.restoring-1")
    kept.mkdir()
    side.mkdir()
    path.rename(kept / path.name)
    path.with_suffix(".log").rename(kept / "store.log")
    with pytest.raises(StoreError, match="cut short"):
        TinyStore(path)
    assert not path.exists()
    restore(made, path)
    assert content(path) == old


def test_a_program_that_has_the_store_of_before_open_is_told(path: Path, made: Path) -> None:
    with TinyStore(path) as store:
        put(store, case(50))
        restore(made, path)
        with pytest.raises(StoreError, match="moved or removed"):
            put(store, case(51))
        store.checkpoint()  # its picture does not go over the restored one
    assert ids(content(path)[0]) == [f"C-{n}" for n in range(6)]


def test_nobody_restores_while_another_writes(path: Path, made: Path) -> None:
    def think(tx: Any) -> None:
        with pytest.raises(StoreError, match="locked"):
            restore(made, path, wait=0.05)
        tx.put("cases", case(60))

    with TinyStore(path) as store:
        store.transact(think)
    assert "C-60" in ids(content(path)[0])
