"""Reading the whole record again: every line against its hash, every segment in its place, the picture's place too."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import orjson

from workflow.errors import sentence
from workflow.language import N_, Phrase
from workflow.store import line as form
from workflow.store.picture import PictureStorage
from workflow.store.protocol import Fault
from workflow.store.segments import Segment
from workflow.store.state import State


def check(state: State, picture: Path) -> list[Fault]:
    """Every fault of the record, each with segment, line and byte.

    After a fault the next line is judged by the hash that the faulty one states, so one changed byte is one fault.
    """
    log = state.log
    blanked = log.blanked()
    faults: list[Fault] = []
    before, commit, last_end = form.NO_HASH, 0, 0
    ends: dict[int, bytes] = {}
    head = PictureStorage(picture, log.files).head() or {}
    for segment in log.segments.all:
        data = log.files.load(segment.path)
        at = number = 0
        while at < len(data) and data[at : at + 1] != b"\0":
            number += 1
            length = form.length_of(data, at)
            whole = data[at : at + length] if length else b""
            if not length or len(whole) < length or not whole.endswith(b'"}\n'):
                faults.append(_fault(segment, number, at, N_("no whole line begins here")))
                at = _resume(data, at)
                before = b""
                continue
            expected = commit if at == 0 else commit + 1  # a segment's first line is no commit
            found = _number(whole)
            erased = blanked.get(segment.start + at)
            if before and not (
                sha256(whole).hexdigest() == erased if erased else form.matches(before, whole)
            ):
                faults.append(_fault(segment, number, at, N_("the hash does not match")))
            elif before and found != expected:
                faults.append(_fault(segment, number, at, N_("a commit is missing before it")))
            commit = expected if found is None else found
            before = form.stated_hash(whole)
            at += length
            last_end = segment.start + at
            if last_end == head.get("place"):
                ends[last_end] = before
        if data[at:].strip(b"\0") and segment.start + at < state.end:
            faults.append(_fault(segment, number + 1, at, N_("no line begins here")))
        if len(data) != segment.size:
            faults.append(_fault(segment, number + 1, len(data), N_("the segment is shorter than it was")))
    if last_end < state.end:
        said = {"end": last_end, "known": state.end}
        faults.append(
            Fault(
                "short",
                str(log.folder),
                sentence(N_("The record ends at byte {end}, but it was {known} bytes long."), said),
            )
        )
    place = head.get("place")
    if place is not None and ends.get(place, b"").decode() != head.get("hash"):
        faults.append(
            Fault(
                "picture",
                str(picture),
                sentence(
                    N_(
                        "{path} goes up to byte {place} of the record, and the record does not say the same there."
                    ),
                    {"path": str(picture), "place": place},
                ),
            )
        )
    return faults


def _number(whole: bytes) -> int | None:
    try:
        return int(orjson.loads(whole)["commit"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def _resume(data: bytes, at: int) -> int:
    found = data.find(b'\n{"length":', at)
    return found + 1 if found >= 0 else len(data)


def _fault(segment: Segment, line: int, byte: int, what: str) -> Fault:
    where = f"{segment.path}:{line} (byte {byte})"
    return Fault(
        "damage",
        where,
        sentence(
            N_("{segment}, line {line}, byte {byte}: {what}."),
            {"segment": segment.path.name, "line": line, "byte": byte, "what": Phrase(what)},
        ),
    )
