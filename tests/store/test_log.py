"""The record: its lines, its segments, what a crash leaves of the last line, and what is damage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from tests.store.contract import append, case, event, ids, put
from workflow.errors import StoreError
from workflow.store import line as form
from workflow.store.tiny import TinyStore

SECTOR = 512


def written(path: Path, number: int = 3, size: int = 700) -> tuple[Path, bytes, list[tuple[int, int]]]:
    """A store with some commits, not checkpointed: its segment, the bytes, and where each line begins and ends."""
    with TinyStore(path) as store:
        for one in range(number):

            def think(tx: object, one: int = one) -> None:
                tx.put("cases", case(one, text="x" * size))  # type: ignore[attr-defined]
                tx.append(event(one))  # type: ignore[attr-defined]

            store.transact(think)
    segment = path.parent / "store.log" / "00000001.log"
    data = segment.read_bytes()
    places, at = [], 0
    while data[at : at + 1] != b"\0":
        length = int(data[at + 10 : at + 20])
        places.append((at, at + length))
        at += length
    return segment, data, places


def left(path: Path) -> tuple[list[str], Sequence[str]]:
    with TinyStore(path) as store:
        assert store.check() == []
        return ids(store.read().all("cases")), store.notes()


def test_a_line_is_json_with_its_length_first_and_its_hash_last(tmp_path: Path) -> None:
    _, data, places = written(tmp_path / "store.json")
    before = "0" * 64
    for begin, end in places:
        line = json.loads(data[begin:end])
        assert next(iter(line)) == "length"
        assert list(line)[-1] == "sha256"
        assert line["length"] == end - begin
        said = data[begin:end].rpartition(b'"sha256":"')[0] + b'"sha256":"'
        assert line["sha256"] == hashlib.sha256(before.encode() + said).hexdigest()
        before = line["sha256"]


def test_a_segment_is_filled_with_zeros_ahead(tmp_path: Path) -> None:
    _, data, places = written(tmp_path / "store.json")
    assert len(data) == 256 << 10
    assert data[places[-1][1] :].strip(b"\0") == b""


def test_the_record_goes_on_in_the_next_segment(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    with TinyStore(path) as store:
        for one in range(120):
            put(store, case(one, text="x" * 20_000))
            append(store, event(1, one))
    assert sorted(one.name for one in (tmp_path / "store.log").iterdir()) == [
        f"{n:08d}.log" for n in range(1, 4)
    ]
    path.unlink()
    with TinyStore(path) as store:
        assert store.read().count("cases") == 120
        assert [one["seq"] for one in store.read().history("C-1")] == list(range(120))
        assert len(list(store.read().events())) == 120
        assert store.check() == []


def test_another_process_follows_into_the_next_segment(tmp_path: Path) -> None:
    with TinyStore(tmp_path / "store.json") as store, TinyStore(tmp_path / "store.json") as other:
        for one in range(20):
            put(store, case(one, text="x" * 30_000))
            assert other.read().count("cases") == one + 1


def test_one_commit_may_be_larger_than_a_segment(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    with TinyStore(path) as store:
        put(store, *(case(one, text="x" * 10_000) for one in range(1000)))
        put(store, case(5000))
    assert left(path)[0] == ids(case(one) for one in [*range(1000), 5000])


def test_a_missing_segment_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    with TinyStore(path) as store:
        for one in range(120):
            put(store, case(one, text="x" * 20_000))
    (tmp_path / "store.log" / "00000002.log").unlink()
    with pytest.raises(StoreError, match=r"segment .*00000002\.log is missing"):
        TinyStore(path)


# --- torn: a crash in mid-write, never acknowledged -------------------------------------------------------------------


def test_a_last_line_cut_at_any_byte_is_set_aside_and_the_store_opens_as_before(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path, size=300)
    begin, end = places[-1]
    side = tmp_path / "store.log" / "torn-1.bin"
    for cut in range(begin + 1, end):
        segment.write_bytes(data[:cut] + bytes(len(data) - cut))
        docs, notes = left(path)
        assert docs == ["C-0", "C-1"], cut
        assert "torn-1.bin" in notes[0], cut
        assert side.read_bytes() == data[begin:cut], cut
        side.unlink()
    assert left(path) == (["C-0", "C-1"], ())


def test_a_last_line_with_any_of_its_sectors_unwritten_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path, size=3000)
    begin, end = places[-1]
    borders = [begin, *range(begin // SECTOR * SECTOR + SECTOR, end, SECTOR), end]
    pieces = list(pairwise(borders))
    assert len(pieces) > 6
    for which in range(1, 1 << len(pieces)):
        torn = bytearray(data)
        for number, (first, last) in enumerate(pieces):
            if which >> number & 1:
                torn[first:last] = bytes(last - first)
        segment.write_bytes(bytes(torn))
        docs, notes = left(path)
        assert docs == ["C-0", "C-1"]
        assert bool(notes) == bool(torn[begin:end].strip(b"\0"))


def test_after_a_torn_line_the_store_takes_writes_again(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path)
    cut = places[-1][0] + 100
    segment.write_bytes(data[:cut] + bytes(len(data) - cut))
    with TinyStore(path) as store:
        put(store, case(7))
    assert left(path) == (["C-0", "C-1", "C-7"], ())


def test_a_writer_that_was_open_all_along_sets_another_s_torn_line_aside(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path)
    cut = places[-1][0] + 100
    segment.write_bytes(data[: places[-1][0]] + bytes(len(data) - places[-1][0]))
    with TinyStore(path) as store:
        with segment.open("r+b") as file:
            file.seek(places[-1][0])
            file.write(data[places[-1][0] : cut])
        put(store, case(7))
        assert len(store.notes()) == 1
    assert left(path) == (["C-0", "C-1", "C-7"], ())


# --- damage -----------------------------------------------------------------------------------------------------------


def refused_or_found(path: Path) -> str:
    """What opening says, or else what `check` finds; empty when neither sees anything."""
    try:
        with TinyStore(path) as store:
            return "; ".join(one.message for one in store.check())
    except StoreError as error:
        return f"{error.message} {error.hint}"


@pytest.mark.parametrize("checkpointed", [False, True])
def test_a_flipped_byte_anywhere_is_found_with_its_place(tmp_path: Path, checkpointed: bool) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path, size=50)
    if checkpointed:
        with TinyStore(path) as store:
            store.checkpoint()
    picture = path.read_bytes()
    for number, (begin, end) in enumerate(places, 1):
        for at in range(begin, end):
            segment.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            said = refused_or_found(path)
            assert f"00000001.log, line {number}, byte {begin}" in said or "says something else" in said, (
                at,
                said,
            )
            assert path.read_bytes() == picture
    segment.write_bytes(data)
    assert refused_or_found(path) == ""


@pytest.mark.parametrize("checkpointed", [False, True])
@pytest.mark.parametrize("what", ["first removed", "middle removed", "exchanged", "middle zeroed", "doubled"])
def test_lines_removed_or_exchanged_are_found(tmp_path: Path, what: str, checkpointed: bool) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path, number=5)
    if checkpointed:
        with TinyStore(path) as store:
            store.checkpoint()
    lines = [data[begin:end] for begin, end in places]
    lines = {
        "first removed": lines[1:],
        "middle removed": lines[:2] + lines[3:],
        "exchanged": [lines[0], lines[2], lines[1], *lines[3:]],
        "middle zeroed": [*lines[:2], bytes(len(lines[2])), *lines[3:]],
        "doubled": [*lines[:3], *lines[2:]],
    }[what]
    changed = b"".join(lines)
    segment.write_bytes(changed + bytes(len(data) - len(changed)))
    assert refused_or_found(path)


def test_something_written_behind_the_last_line_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path)
    at = places[-1][1] + 5000
    segment.write_bytes(data[:at] + b"hello" + data[at + 5 :])
    assert refused_or_found(path)


@pytest.mark.parametrize("said", [(b'"events":[', b'"events":[{'), (b'"commit"', b'"number"')])
def test_what_is_no_line_of_a_record_is_damage_though_its_hash_is_right(
    tmp_path: Path, said: tuple[bytes, bytes]
) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path)
    (_, before), (begin, end) = places[-2:]
    inside = data[begin + form.HEAD : end - form.TAIL].replace(*said)
    forged, _ = form.seal(data[before - 67 : before - 3], inside)
    segment.write_bytes(data[:begin] + forged + data[begin + len(forged) :])
    with pytest.raises(StoreError, match=f"line {len(places)}, byte {begin}: this is no line of a record"):
        TinyStore(path)


def test_a_damaged_record_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path)
    begin, _ = places[-2]
    damaged = data[: begin + 60] + b"?" + data[begin + 61 :]
    segment.write_bytes(damaged)
    names = sorted(one.name for one in tmp_path.rglob("*"))
    with pytest.raises(StoreError, match="damaged") as caught:
        TinyStore(path)
    assert caught.value.exit_code == 4
    assert "backup" in (caught.value.hint or "")
    assert segment.read_bytes() == damaged
    assert sorted(one.name for one in tmp_path.rglob("*")) == names


def test_check_goes_on_after_a_fault_and_counts_one_fault_for_one_byte(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path, number=9)
    with TinyStore(path) as store:
        damaged = bytearray(data)
        for line in (2, 5):
            damaged[places[line][0] + 80] ^= 1
        segment.write_bytes(bytes(damaged))
        faults = store.check()
    assert [one.code for one in faults] == ["damage", "damage"]
    assert "line 3," in faults[0].message
    assert "line 6," in faults[1].message


def test_a_newer_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    segment, data, places = written(path)
    head, tail = data[: places[0][1] - 67], data[places[0][1] :]
    head = head.replace(b'"format":2', b'"format":9')
    digest = hashlib.sha256(b"0" * 64 + head).hexdigest().encode()
    segment.write_bytes(head + digest + b'"}\n' + tail)
    path.unlink()
    with pytest.raises(StoreError, match="newer Lantik"):
        TinyStore(path)
