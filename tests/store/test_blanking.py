"""Values taken out of the embedded store's lines: no file has the bytes any more, and the chain is what it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.store.contract import append, case, event, put
from workflow.errors import StoreError
from workflow.store import backup, blanking
from workflow.store.backup import back_up
from workflow.store.restore import restore
from workflow.store.tiny import TinyStore

SECRET = "a secret – “rahasia”"


def erase(store: TinyStore, number: int = 1) -> None:
    def think(tx: Any) -> None:
        tx.redact(event(number, 1))
        tx.put("cases", case(number))
        tx.forget("cases", f"C-{number}", lambda doc: case(number, str(doc["state"])))
        tx.append(event(99, number, erased=number))

    store.transact(think)


def filled(store: TinyStore) -> None:
    for number in (1, 2):
        store.transact(
            lambda tx, number=number: (
                tx.put("cases", case(number, text=f"{SECRET} {number}")),
                tx.append(event(number, 1, reason=f"{SECRET} {number}")),
            )
        )
    put(store, case(1, "filled", text=f"{SECRET} 1"), case(2, "filled", text=f"{SECRET} 2"))
    append(store, event(1, 2, reason="stays"))


def bytes_of(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(path.parent.rglob("*")) if one.is_file())


def test_no_file_has_the_bytes_any_more(store: TinyStore, path: Path) -> None:
    filled(store)
    store.checkpoint()
    assert f"{SECRET} 1".encode() in bytes_of(path)
    erase(store)
    assert f"{SECRET} 1".encode() not in bytes_of(path)
    assert f"{SECRET} 2".encode() in bytes_of(path)
    assert store.check() == []


def test_lines_keep_their_length_and_the_hash_that_they_state(store: TinyStore, path: Path) -> None:
    filled(store)
    segment = path.parent / "store.log" / "00000001.log"
    before = segment.read_bytes().rstrip(b"\0").splitlines()
    erase(store)
    after = segment.read_bytes().rstrip(b"\0").splitlines()
    assert [len(line) for line in after[: len(before)]] == [len(line) for line in before]
    assert [line[-67:] for line in after[: len(before)]] == [line[-67:] for line in before]
    assert sum(one != other for one, other in zip(before, after, strict=False)) == 2
    assert all(orjson.loads(line) for line in after)


@pytest.mark.parametrize("without_picture", [False, True])
def test_a_line_is_erased_from_twice_and_the_store_opens(
    store: TinyStore, path: Path, without_picture: bool
) -> None:
    filled(store)
    erase(store, 1)
    erase(store, 2)
    assert store.check() == []
    store.close()
    if without_picture:
        path.unlink()
    with TinyStore(path) as again:
        assert again.check() == []
        assert again.read().get("cases", "C-2") == case(2)
        assert again.read().history("C-1") == [event(1, 1), event(1, 2, reason="stays")]
    assert SECRET.encode() not in bytes_of(path)


def test_a_changed_byte_of_a_line_that_was_erased_from_is_found(store: TinyStore, path: Path) -> None:
    filled(store)
    erase(store)
    segment = path.parent / "store.log" / "00000001.log"
    data = bytearray(segment.read_bytes())
    at = data.index(b'"state":"filled"') + 12
    data[at] ^= 1
    segment.write_bytes(data)
    faults = store.check()
    assert [fault.code for fault in faults] == ["damage"]
    store.close()
    path.unlink()
    with pytest.raises(StoreError, match="damaged"):
        TinyStore(path)


def test_the_fresh_salt_of_a_line_is_in_no_other_place(store: TinyStore, path: Path) -> None:
    """Neither the hash of before nor that of after tells whoever tries values whether one was there."""
    filled(store)
    segment = path.parent / "store.log" / "00000001.log"

    def salts() -> list[str]:
        lines = segment.read_bytes().rstrip(b"\0").splitlines()
        return [orjson.loads(line).get("salt", "") for line in lines[1:4]]

    before = salts()
    erase(store)
    after = salts()
    assert [one != other for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert all(bytes_of(path).count(one.encode()) == 0 for one in (before[0], before[2]))
    assert all(bytes_of(path).count(one.encode()) == 1 for one in after)


def test_an_erasure_that_could_not_be_written_over_is_told_and_finished_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TinyStore(path, grown=0) as store:
        filled(store)

        def fails(*_: object) -> None:
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as broken:
            broken.setattr(blanking, "write_over", fails)
            with pytest.raises(StoreError, match="on the record"):
                erase(store)
            with pytest.raises(StoreError):
                store.read()
        assert store.read().get("cases", "C-1") == case(1)
        assert store.read().history("C-1")[0] == event(1, 1)
        assert store.check() == []
    assert f"{SECRET} 1".encode() not in bytes_of(path).replace(path.read_bytes(), b"")


def test_an_erasure_that_was_never_committed_is_thrown_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TinyStore(path, grown=0) as store:
        filled(store)
        lines = blanking.blanked_lines(store._state.log, blanking.Blanking(events={("C-1", 1): event(1, 1)}))
        blanking.note(store._state.log, lines)
    with TinyStore(path, grown=0) as store:
        assert store.read().history("C-1")[0]["reason"] == f"{SECRET} 1"
        assert any("settled" in note for note in store.notes())
        assert store.check() == []
    assert not (path.parent / "store.log" / blanking.SIDE).exists()


@pytest.mark.parametrize("until", [None, 3, 4])
def test_a_backup_of_after_it_is_restored_without_the_values(
    store: TinyStore, path: Path, tmp_path: Path, until: int | None
) -> None:
    filled(store)
    erase(store)
    back_up(store, tmp_path / "backup.zip")
    (tmp_path / "new").mkdir()
    new = tmp_path / "new" / "store.json"
    restore(tmp_path / "backup.zip", new, until)
    with TinyStore(new) as again:
        assert again.check() == []
        assert again.read().history("C-1")[0] == event(1, 1)
        assert again.read().get("cases", "C-1") == case(1, "filled" if until else "vacant")
        put(again, case(5))
    assert f"{SECRET} 1".encode() not in bytes_of(new)


def test_a_second_officer_reads_on_while_values_go(store: TinyStore, reopen: Callable[[], TinyStore]) -> None:
    filled(store)
    other = reopen()
    moment = other.read()
    erase(store)
    assert moment.history("C-1")[0] == event(1, 1)
    assert other.read().get("cases", "C-1") == case(1)
    append(other, event(1, 3))
    assert [one["seq"] for one in store.read().history("C-1")] == [1, 2, 3]


def test_a_backup_in_the_midst_of_which_values_were_erased_is_none(
    store: TinyStore, reopen: Callable[[], TinyStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store)
    other = reopen()
    write = backup._put

    def meanwhile(*given: Any) -> Any:
        if not other.erased():
            erase(other)
        return write(*given)

    monkeypatch.setattr(backup, "_put", meanwhile)
    with pytest.raises(StoreError, match="again"):
        back_up(store, tmp_path / "backup.zip")
    back_up(store, tmp_path / "backup.zip")
