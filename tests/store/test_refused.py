"""What was lost, broken or is not ours: rebuilt where the record allows it, else refused with nothing changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.store.contract import append, case, event, put
from workflow.errors import InputError, StoreError
from workflow.store.tiny import TinyStore


def filled(path: Path, number: int = 5) -> None:
    with TinyStore(path) as store:
        for one in range(number):
            put(store, case(one))
            append(store, event(one))
        store.checkpoint()
        put(store, case(99))


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_truncated_picture_is_set_aside_and_rebuilt_from_the_record(path: Path, keep: int) -> None:
    filled(path)
    broken = path.read_bytes()[:keep]
    path.write_bytes(broken)
    with TinyStore(path) as store:
        assert store.read().count("cases") == 6
        assert [one["seq"] for one in store.read().history("C-3")] == [1]
        assert store.check() == []
        assert "store.json.broken-1" in store.notes()[0]
    assert (path.parent / "store.json.broken-1").read_bytes() == broken
    assert len(TinyDB(path).table("cases")) == 6


def test_a_picture_with_one_byte_changed_is_rebuilt(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes().replace(b'"vacant"', b'"vacanT"', 1))
    with TinyStore(path) as store:
        assert store.read().count("cases", "state", "vacant") == 6
        assert store.notes()


def test_a_missing_picture_is_rebuilt(path: Path) -> None:
    filled(path)
    path.unlink()
    with TinyStore(path) as store:
        assert store.read().count("cases") == 6
        assert "missing" in store.notes()[0]
    assert len(TinyDB(path).table("cases")) == 6


def test_a_picture_without_its_record_is_refused(path: Path) -> None:
    filled(path)
    picture = path.read_bytes()
    shutil.rmtree(path.parent / "store.log")
    with pytest.raises(StoreError, match="record") as caught:
        TinyStore(path)
    assert caught.value.exit_code == 4
    assert caught.value.hint
    assert path.read_bytes() == picture


def test_a_record_shorter_than_the_picture_is_refused(path: Path) -> None:
    filled(path)
    segment = path.parent / "store.log" / "00000001.log"
    data = segment.read_bytes()
    segment.write_bytes(data[:1000] + bytes(len(data) - 1000))
    with pytest.raises(StoreError, match="damaged"):
        TinyStore(path)


@pytest.mark.parametrize(
    "content", ["", "hello", "[1, 2]", '{"_default": {"1": {"a": 1}}}', '{"record": {}}']
)
def test_a_file_that_is_not_ours_is_refused_and_left_alone(path: Path, content: str) -> None:
    path.write_text(content)
    with pytest.raises(StoreError, match="not a Lantik store"):
        TinyStore(path)
    assert path.read_text() == content
    assert [one.name for one in path.parent.iterdir()] == ["store.json"]


def test_a_newer_format_is_refused(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes().replace(b'"format":2', b'"format":3', 1))
    with pytest.raises(StoreError, match="newer Lantik"):
        TinyStore(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        TinyStore(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not there"):
        TinyStore(tmp_path / "nowhere" / "store.json")


def test_an_absent_store_is_made_only_when_asked(path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        TinyStore(path, create=False)
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="may not be"):
            TinyStore(tmp_path / "store.json")
    finally:
        tmp_path.chmod(0o700)


def test_a_record_that_is_moved_away_while_open_takes_no_more_writes(store: TinyStore, path: Path) -> None:
    put(store, case(1))
    shutil.move(path.parent / "store.log", path.parent / "elsewhere")
    with pytest.raises(StoreError, match="moved or removed"):
        put(store, case(2))


@pytest.mark.skipif(os.name == "nt", reason="modes are a Unix thing")
def test_files_are_private(store: TinyStore, path: Path) -> None:
    put(store, case(1))
    store.checkpoint()
    for one in path.parent.rglob("*"):
        mode = stat.S_IMODE(one.stat().st_mode)
        assert mode == (0o700 if one.is_dir() else 0o600), one


def test_a_closed_store_says_so(path: Path) -> None:
    store = TinyStore(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.read()


def test_a_transaction_in_a_transaction_is_a_mistake(store: TinyStore) -> None:
    with pytest.raises(RuntimeError):
        store.transact(lambda tx: put(store, case(1)))


def test_a_line_removed_before_the_place_of_the_picture_is_named(path: Path) -> None:
    filled(path)
    segment = path.parent / "store.log" / "00000001.log"
    lines = segment.read_bytes().split(b"\n")
    gone = lines.pop(2)
    segment.write_bytes(b"\n".join(lines) + bytes(len(gone) + 1))
    with pytest.raises(StoreError, match=r"00000001\.log, line 3, byte \d+"):
        TinyStore(path)


@pytest.mark.parametrize("id", [None, 7, ["a"], ("a",), {"a": 1}])
def test_an_id_that_is_no_text_never_reaches_the_record(path: Path, id: object) -> None:
    with TinyStore(path) as store:
        with pytest.raises(InputError, match="not text"):
            put(store, {"id": id}, table="users")
        put(store, {"id": "u1"}, table="users")
    with TinyStore(path) as store:
        assert [one["id"] for one in store.read().all("users")] == ["u1"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without such files")
def test_what_is_no_ordinary_file_is_not_read(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(StoreError, match="no ordinary file"):
        TinyStore(path)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="a system without such links")
@pytest.mark.parametrize("name", ["store.lock", "store.json.lock", "store.json.new"])
def test_a_link_in_the_place_of_a_file_of_the_store_s_own_is_not_followed(path: Path, name: str) -> None:
    filled(path)
    precious, link = path.with_name("precious"), path.with_name(name)
    precious.write_text("precious")
    link.unlink(missing_ok=True)
    link.symlink_to(precious)
    with pytest.raises(StoreError, match="symbolic link"), TinyStore(path) as store:
        store.checkpoint()
    assert precious.read_text() == "precious"


@pytest.mark.parametrize(("there", "asked"), [("store.json", "store"), ("store", "store.json")])
def test_one_record_has_one_picture(tmp_path: Path, there: str, asked: str) -> None:
    filled(tmp_path / there)
    for create in (True, False):
        with pytest.raises(StoreError, match="with the same record"):
            TinyStore(tmp_path / asked, create=create)
    assert not (tmp_path / asked).exists()


def test_a_file_where_the_record_should_lie_is_told(path: Path) -> None:
    filled(path)
    shutil.rmtree(path.parent / "store.log")
    (path.parent / "store.log").write_text("x")
    with pytest.raises(StoreError, match=r"store\.log is not a folder"):
        TinyStore(path)


def test_a_picture_and_a_record_that_do_not_go_together_are_told_apart_from_damage(path: Path) -> None:
    filled(path)
    other = path.parent / "other" / "store.json"
    other.parent.mkdir()
    filled(other)
    right, older = path.read_bytes(), path.parent / "older.log"
    shutil.copytree(path.parent / "store.log", older)
    path.write_bytes(other.read_bytes())
    with pytest.raises(StoreError, match="picture beside it is that of another store"):
        TinyStore(path)
    path.write_bytes(right)
    with TinyStore(path) as store:
        put(store, case(100))
        store.checkpoint()
    newest = path.read_bytes()
    shutil.rmtree(path.parent / "store.log")
    older.rename(path.parent / "store.log")
    with pytest.raises(StoreError, match="ends with commit 11, and the picture goes up to commit 12"):
        TinyStore(path)
    path.write_bytes(right)
    with TinyStore(path) as store:
        put(store, case(200, state="x" * 1000))
    path.write_bytes(newest)
    with pytest.raises(StoreError, match="put there from elsewhere"):
        TinyStore(path)
    path.unlink()
    with TinyStore(path) as store:
        assert store.read().get("cases", "C-200")


def seal(body: bytes) -> bytes:
    """A picture whose seal fits, whatever it says."""
    return body + b',\n"seal":{"1":{"sha256":"%b"}}}\n' % hashlib.sha256(body).hexdigest().encode()


@pytest.mark.parametrize(
    ("says", "instead"),
    [(b'"C-3","state":"vacant"', b'"C-3","state":"filled"'), (b'"id":"C-3"', b'"id":"C-7"')],
)
def test_a_picture_that_was_changed_with_a_seal_that_fits_is_found(
    path: Path, says: bytes, instead: bytes
) -> None:
    filled(path)
    body = path.read_bytes().partition(b',\n"seal"')[0]
    assert says in body
    path.write_bytes(seal(body.replace(says, instead, 1)))
    with TinyStore(path) as store:
        assert {fault.code for fault in store.check()} == {"document"}
        assert "C-3" in store.check()[0].message
    path.unlink()
    with TinyStore(path) as store:
        assert store.check() == []
        assert store.read().count("cases", "state", "vacant") == 6
