"""Reading the whole record again: every line against its hash, every segment in its place, the picture's place too.

What the lines put and drop must come to the documents that are in memory: whoever changes the picture can make its seal fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from workflow.errors import sentence
from workflow.language import N_, Phrase
from workflow.store import line as form
from workflow.store.picture import PictureStorage
from workflow.store.protocol import Fault
from workflow.store.segments import Segment
from workflow.store.state import State

#: so many documents that differ are named
_NAMED = 20


def check(state: State, picture: Path) -> list[Fault]:
    """Every fault of the record, each with segment, line and byte; of a sound one, each document that says something else.

    After a fault the next line is judged by the hash that the faulty one states, so one changed byte is one fault.
    """
    log = state.log
    recount = _Recount(state)
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
            body = _body(whole)
            found = _number(body)
            erased = blanked.get(segment.start + at)
            if before and not (
                sha256(whole).hexdigest() == erased if erased else form.matches(before, whole)
            ):
                faults.append(_fault(segment, number, at, N_("the hash does not match")))
            elif before and found != expected:
                faults.append(_fault(segment, number, at, N_("a commit is missing before it")))
            commit = expected if found is None else found
            before = form.stated_hash(whole)
            if body is not None and not faults:
                recount.take(body, segment.start + at, length)
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
    return faults or list(recount.faults(picture))


class _Recount:
    """What the record comes to, line by line, to be held against the tables as they are now.

    A document counts with a sum of its bytes: whole, all of them would need the memory of a second store.
    """

    def __init__(self, state: State) -> None:
        with state.guard:
            self._end = state.end
            self._there = {name: dict(table.documents) for name, table in state.tables.items()}
            self._newest = dict(state.newest)
        self._sums: dict[tuple[str, str], int] = {}
        self._places: dict[str, int] = {}

    def take(self, body: dict[str, Any], place: int, length: int) -> None:
        """One line, unless it was written since."""
        if "events" not in body or place + length > self._end:
            return
        for table, key in body["drops"]:
            self._sums.pop((table, key), None)
        for table, _, doc in body["puts"]:
            if doc is not None:
                self._sums[table, doc["id"]] = _sum(doc)
        at = place + form.EVENTS_AT
        for entry in body["events"]:
            self._places[str(entry["event"]["case"])] = at
            at += int(entry["length"]) + 1

    def faults(self, picture: Path) -> Iterator[Fault]:
        """The documents that differ."""
        there = {(table, key): _sum(doc) for table, docs in self._there.items() for key, doc in docs.items()}
        differ = sorted(
            one for one in there.keys() | self._sums.keys() if there.get(one) != self._sums.get(one)
        )
        for table, key in islice(differ, _NAMED):
            said = {"path": picture.name, "what": f"{table} {key}"}
            yield Fault("document", f"{table} {key}", sentence(_OTHERWISE, said))
        if len(differ) > _NAMED:
            more = {"count": len(differ) - _NAMED}
            yield Fault("document", str(picture), sentence(N_("and {count} documents more"), more))
        if self._places != self._newest:
            said = {"path": picture.name, "what": "history"}
            yield Fault("document", "history", sentence(_OTHERWISE, said))


_OTHERWISE = N_(
    "{path} says something else of {what} than the record; moved away, it is made again from the record"
)


def _sum(doc: Any) -> int:
    return hash(orjson.dumps(doc, option=orjson.OPT_SORT_KEYS))


def _body(whole: bytes) -> dict[str, Any] | None:
    try:
        body = orjson.loads(whole)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def _number(body: dict[str, Any] | None) -> int | None:
    try:
        return int(body["commit"]) if body else None
    except (KeyError, TypeError, ValueError):
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
