"""init, demo, clock, checkpoint, tick, verify, and stores that are not as they should be."""

from __future__ import annotations

import errno
import grp
import os
import shutil
import stat
from pathlib import Path

import pytest

from workflow import InputError, Workspace
from workflow.cli.place import new_place, whole_or_not_at_all


def test_init_makes_a_store_with_the_definitions_beside_it(lantik, tmp_path):
    told = lantik("init")
    assert "admin" in told.out
    assert (tmp_path / "definitions" / "jabatan-fungsional.yaml").exists()
    assert (tmp_path / "definitions" / "city.yaml").exists()
    shown = lantik("show", "jabatan-fungsional", "--json").json
    assert shown["definition"] == "jabatan-fungsional"
    assert shown["version"] == 1
    assert stat.S_IMODE((tmp_path / "store.json").stat().st_mode) == 0o600


def test_init_refuses_when_there_is_a_store(office, tmp_path):
    before = (tmp_path / "store.json").read_bytes()
    told = office("init", expect=2)
    assert "already" in told.err
    assert "--store" in told.err
    assert (tmp_path / "store.json").read_bytes() == before
    office("demo", expect=2)
    assert (tmp_path / "store.json").read_bytes() == before


def test_init_gives_the_store_to_a_group(lantik, tmp_path):
    group = grp.getgrgid(os.getgid()).gr_name
    told = lantik("init", "--group", group)
    assert stat.S_IMODE((tmp_path / "store.json").stat().st_mode) == 0o660
    assert stat.S_IMODE((tmp_path / "store.log").stat().st_mode) == 0o2770
    assert "chmod 2770" in told.err
    lantik("user", "add", "u1", "--name", "U")
    for file in (tmp_path / "store.log").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o660


def test_init_for_a_group_that_is_not_there_makes_nothing(lantik, tmp_path):
    told = lantik("init", "--group", "no-such-group", expect=2)
    assert "no-such-group" in told.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "code"), [(["init"], 4), (["demo"], 2), (["inbox"], 4), (["user", "list"], 4)]
)
def test_a_database_that_is_not_there_is_told_without_its_password(lantik, tmp_path, command, code):
    told = lantik(*command, "--store", "postgresql://u:secret@127.0.0.1:1/db", expect=code)
    assert "secret" not in told.err
    assert list(tmp_path.iterdir()) == []


def test_an_absent_store_is_told_and_never_made(lantik, tmp_path):
    for command in (
        ["user", "list"],
        ["inbox", "--as", "u"],
        ["case", "list"],
        ["tick"],
        ["verify"],
        ["clock"],
    ):
        told = lantik(*command, expect=4)
        assert "There is no store at store.json" in told.err
        assert "lantik demo" in told.err
        assert "lantik init" in told.err
        assert len(told.err.splitlines()) <= 3
    assert list(tmp_path.iterdir()) == []


def test_a_store_path_that_is_a_folder(lantik, tmp_path):
    for command in (["user", "list"],):
        assert "folder" in lantik(*command, "--store", tmp_path, expect=4).err
    assert "folder" in lantik("init", "--store", tmp_path, expect=2).err


def test_a_store_in_a_folder_that_is_a_file(lantik, tmp_path):
    (tmp_path / "plain").write_text("x")
    lantik("init", "--store", tmp_path / "plain" / "store.json", expect=4)
    lantik("user", "list", "--store", tmp_path / "plain" / "store.json", expect=4)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(lantik, tmp_path):
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    assert lantik("init", "--store", shut / "store.json", expect=4).err


def test_a_truncated_picture_is_rebuilt_from_the_record(office, asked, tmp_path):
    picture = tmp_path / "store.json"
    office("checkpoint")
    picture.write_bytes(picture.read_bytes()[:200])
    assert office("case", "show", asked, "--as", "mira", "--json").json["state"] == "requested"
    assert office("verify", "--json").json["ok"] is True


def test_a_file_that_is_no_store(lantik, tmp_path):
    (tmp_path / "store.json").write_text("something else")
    assert "store" in lantik("user", "list", expect=4).err
    assert (tmp_path / "store.json").read_text() == "something else"


def test_a_damaged_record_is_found(office, asked, tmp_path):
    segment = next(one for one in sorted((tmp_path / "store.log").iterdir()) if one.stat().st_size)
    data = segment.read_bytes()
    place = data.index(b"Eka Lay")
    segment.write_bytes(data[:place] + b"Eva" + data[place + 3 :])
    told = office("verify", expect=4)
    assert told.out + told.err
    told = office("verify", "--json", expect=4)
    assert told.json.get("error") or told.json["faults"]


def test_verify_says_what_it_looked_at(office, asked):
    told = office("verify", "--json").json
    assert told["ok"] is True
    assert told["faults"] == []
    assert told["cases"] >= 1
    assert told["events"] >= 2
    assert "Sound" in office("audit", "verify").out


def test_checkpoint(office, asked):
    assert office("checkpoint", "--json").json["position"] > 0
    assert "store.json" in office("checkpoint").out


def test_tick_tells_what_it_did(office, asked):
    told = office("tick", "--json").json
    assert isinstance(told, list)
    assert office("tick").out == "Nothing was due.\n"


def test_tick_in_the_future_is_refused(office):
    told = office("tick", "--at", "2999-01-01", expect=2)
    assert "future" in told.err
    assert "time" in office("tick", "--at", "yesterday", expect=2).err


def test_the_clock_of_an_office_is_the_systems(office):
    told = office("clock", "--json").json
    assert told["demonstration"] is False
    assert told["now"].endswith("+08:00")
    assert "system" in office("clock").out
    assert "demonstration" in office("clock", "--forward", "2d", expect=2).err


def test_the_demonstration_and_its_clock(lantik, tmp_path):
    told = lantik("demo", "--cases", "0", "--json").json
    assert told["users"][0] == "admin"
    assert told["now"].startswith("2025-11-25T07:30")
    users = lantik("user", "list", "--json").json
    officer = next(one["id"] for one in users if {"role": "hr_officer", "unit": None} in one["roles"])
    lantik("inbox", "--as", officer)
    assert lantik("clock", "--forward", "2d", "--json").json["now"].startswith("2025-11-27T07:30")
    assert lantik("clock", "--forward", "2025-12-01", "--json").json["now"].startswith("2025-12-01T00:00")
    assert "forward only" in lantik("clock", "--forward", "2025-11-25", expect=2).err
    assert "span" in lantik("clock", "--forward", "2 fortnights", expect=2).err
    assert "already" in lantik("demo", expect=2).err


def test_a_demonstration_with_fewer_than_no_cases(lantik, tmp_path):
    lantik("demo", "--cases", "-1", expect=2)
    lantik("demo", "--cases", "many", expect=2)
    assert list(tmp_path.iterdir()) == []


def test_the_store_may_be_named_before_the_command_and_after_it(office, tmp_path: Path):
    store = tmp_path / "store.json"
    before = office("--store", store, "user", "list", "--json")
    after = office("user", "list", "--json", "--store", store)
    between = office("user", "--store", store, "list", "--json")
    assert before.out == after.out == between.out
    with Workspace.open(store) as ws:
        assert len(before.json) == len(ws.access.users())


def test_a_store_that_was_not_made_whole_does_not_stay(lantik, tmp_path, monkeypatch):
    import workflow.demo

    def interrupted(path, **_wanted):
        Workspace.open(path).close()
        raise KeyboardInterrupt

    monkeypatch.setattr(workflow.demo, "make_demo", interrupted)
    lantik("demo", expect=130)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "own.yaml").write_text("format: lantik/1")
    told = lantik("init", expect=2)
    assert "own.yaml" in told.err
    assert [one.name for one in tmp_path.iterdir()] == ["definitions"]


def test_a_store_whose_name_is_its_own(lantik, tmp_path):
    lantik("init", "--store", "city.store")
    (tmp_path / "city.store").unlink()
    assert lantik("user", "list", "--store", "city.store", "--json").json[0]["id"] == "admin"
    assert "already" in lantik("init", "--store", "city.store", expect=2).err


def test_a_command_that_mends_a_store_says_so(office, tmp_path):
    (tmp_path / "store.json").write_text("")
    told = office("role", "list", "--json")
    assert told.json
    assert "store.json.broken-1" in told.err
    assert office("role", "list").err == ""


def test_definitions_that_cannot_be_copied_whole_are_not_there(lantik, tmp_path, monkeypatch):
    copy = shutil.copyfile

    def full(source, target, **how):
        if Path(source).name == "jabatan-fungsional.yaml":
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return copy(source, target, **how)

    monkeypatch.setattr(shutil, "copyfile", full)
    told = lantik("init", expect=4)
    assert "No space left" in told.err
    assert "[(" not in told.err
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_opened_by_a_link_to_it(office, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "link.json").symlink_to(tmp_path / "store.json")
    office("user", "list", "--store", "elsewhere/link.json")
    office("checkpoint", "--store", "elsewhere/link.json")
    assert [one.name for one in (tmp_path / "elsewhere").iterdir()] == ["link.json"]
    assert (tmp_path / "elsewhere" / "link.json").is_symlink()


def test_init_makes_a_store_in_a_database_once(lantik, tmp_path):
    address = f"sqlite:///{tmp_path}/city.db"
    with Workspace.open(address):  # an init that was killed came as far as this
        pass
    made = lantik("init", "--store", address, "--json")
    assert made.json["published"]
    assert made.json["users"] == ["admin"]
    assert lantik("user", "list", "--store", address, "--json").json[0]["id"] == "admin"
    assert (tmp_path / "definitions" / "city.yaml").exists()
    again = lantik("init", "--store", address, expect=2)
    assert "already" in again.err


def test_a_store_is_copied_into_a_database_and_back(lantik, tmp_path):
    lantik("init", "--store", "city.json")
    address = f"sqlite:///{tmp_path}/city.db"
    told = lantik("copy", "--store", "city.json", "--to", address, "--json")
    assert told.json["events"] > 0
    assert "both stores are alike" in lantik("copy", "--store", address, "--to", "back.json").out
    assert "Sound" in lantik("verify", "--store", "back.json").out
    refused = lantik("copy", "--store", "city.json", "--to", "back.json", expect=2)
    assert "already" in refused.err
    lantik("copy", "--store", "none.json", "--to", "new.json", expect=4)
    assert not (tmp_path / "new.json").exists()


def test_a_store_whose_making_was_killed_is_opened_by_nobody_and_made_anew(lantik, tmp_path, capsys):
    with Workspace.open("store.json"):
        pass
    making = tmp_path / "store.making"
    making.write_text("somebody@elsewhere (pid 0)")
    told = lantik("inbox", "--as", "admin", expect=4)
    assert "somebody@elsewhere" in told.err
    assert "begins anew" in told.err
    lantik("verify", expect=4)
    assert new_place("store.json") == Path("store.json")
    with whole_or_not_at_all(Path("store.json")), Workspace.open("store.json"):
        pass
    assert "store.cut-short-1" in capsys.readouterr().err
    assert (tmp_path / "store.cut-short-1" / "store.log").is_dir()
    assert not making.exists()
    lantik("inbox", "--as", "admin")


def test_whoever_comes_second_to_make_a_store_removes_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = new_place("store.json")  # both have looked
    with whole_or_not_at_all(path), Workspace.open(path):
        pass
    with pytest.raises(InputError, match="already"), whole_or_not_at_all(path):
        raise AssertionError
    with Workspace.open(path, create=False) as ws:
        assert ws.verify().ok
    assert {one.name for one in tmp_path.iterdir()} == {
        "store.json", "store.json.lock", "store.lock", "store.log"}  # fmt: skip


def test_an_empty_folder_of_a_record_is_no_store(lantik, tmp_path):
    (tmp_path / "store.log").mkdir()
    assert "`lantik demo`" in lantik("inbox", expect=4).err
    with whole_or_not_at_all(new_place("store.json")), Workspace.open("store.json"):
        pass
    assert lantik("verify", "--json").json["ok"]
