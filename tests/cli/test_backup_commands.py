"""`lantik backup`, `restore`, `export all`."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from tests.cli.conftest import Lantik
from workflow import Workspace


def test_a_store_is_backed_up_and_put_back(office: Lantik, asked: str, tmp_path: Path) -> None:
    made = office("backup", "backup.zip", "--json").json
    office("case", "open", "leave-request", "--as", "eka")
    assert office("case", "list", "--json", "--as", "eka").json["total"] == 2
    done = office("restore", "backup.zip", "--json").json
    assert (done["commit"], done["of"]) == (made["commit"], made["commit"])
    assert Path(done["kept"]).is_dir()
    assert office("case", "list", "--json", "--as", "eka").json["total"] == 1
    assert office("audit", "verify").code == 0
    told = office("restore", "backup.zip", "--until", str(made["commit"] - 1))
    assert f"{made['commit'] - 1} of {made['commit']}" in told.out
    assert office("case", "show", asked, "--json", "--as", "eka").json["state"] == "draft"
    office("restore", "backup.zip", "--until", f"{asked}#2")
    assert office("case", "show", asked, "--json", "--as", "eka").json["state"] != "draft"
    assert (
        f"no event 9 of case {asked}"
        in office("restore", "backup.zip", "--until", f"{asked}#9", expect=2).err
    )
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def test_a_backup_that_is_none_is_told(office: Lantik, tmp_path: Path) -> None:
    (tmp_path / "backup.zip").write_bytes(b"hello")
    assert "no backup" in office("restore", "backup.zip", expect=2).err
    office("restore", "absent.zip", expect=2)
    office("backup", "store.json", expect=2)
    office("backup", "nowhere/backup.zip", expect=2)
    office("backup", "good.zip")
    assert "nothing of that time" in office("restore", "good.zip", "--until", "2001-01-01", expect=2).err
    assert office("user", "list").code == 0


def test_everything_is_exported_in_the_open(office: Lantik, asked: str, tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_bytes(b"a note")
    told = office("export", "all", "all.zip", "--as", "eka", "--json").json
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert "Lantik" in archive.read("README.md").decode()
        cases = [json.loads(line) for line in archive.read("tables/cases.jsonl").splitlines()]
        events = [json.loads(line) for line in archive.read("events.jsonl").splitlines()]
        contents = json.loads(archive.read("contents.json"))
    assert [one["id"] for one in cases] == [asked]
    assert [one["action"] for one in events if one["case"] == asked] == ["open", "request"]
    assert {name: one["lines"] for name, one in contents.items()} == told["lines"]
    office("export", "all", "store.json", "--as", "eka", expect=2)


def test_a_database_is_exported_and_sealed_but_has_other_backups(lantik: Lantik, tmp_path: Path) -> None:
    store = ("--store", f"sqlite:///{tmp_path}/city.db")
    lantik("init", *store)
    (tmp_path / "note.pdf").write_bytes(b"a note")
    with Workspace.open(store[1]) as ws:
        assert ws.files is not None
        digest = ws.files.attach(tmp_path / "note.pdf")["sha256"]
    lantik("export", "all", "all.zip", *store)
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.read(f"files/{digest}") == b"a note"
        assert b"jabatan-fungsional" in archive.read("tables/versions.jsonl")
    lantik("audit", "seal", "--out", "seal.json", *store)
    lantik("audit", "verify", "--seal", "seal.json", *store)
    assert "lantik copy" in lantik("backup", "backup.zip", *store, expect=2).err
    assert "database address" in lantik("restore", "backup.zip", *store, expect=2).err
    assert "belongs to the store" in lantik("export", "all", "city.db", *store, expect=2).err
