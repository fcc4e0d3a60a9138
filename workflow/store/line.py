"""The form of one line of the record: how it is put together, read, and told from a torn or a changed one.

    {"length":      1234,"commit":        17,"events":[…],"puts":[…],"drops":[…],"salt":"…","sha256":"…"}

Each line is JSON, says its own length in bytes first (its newline counts) and its hash last. The hash covers the hash
of the line before and everything of this line up to the hash. An entry of `events` is
`{"length":       612,"before":1234,"event":{…}}`: `before` is the place of the case's event before (or null), so
that a history is read backwards without a scan. A place counts bytes from the start of the record, all segments laid
end to end.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from workflow.language import N_

SECTOR = 512
#: the hash before the first line
NO_HASH = b"0" * 64
HEAD = len(b'{"length":1234567890,')
TAIL = len(b',"sha256":"') + 64 + len(b'"}\n')
_FIRST = re.compile(rb'\{"length": *(\d+),')
_BEGUN = re.compile(rb'\{("(l(e(n(g(t(h("(:( *\d*,?)?)?)?)?)?)?)?)?)?)?')
EVENTS_AT = len(b'{"length":1234567890,"commit":1234567890,"events":[')


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was written or read: where it stands, which commit it is, its hash, and what it says."""

    place: int
    length: int
    commit: int
    hash: bytes
    body: dict[str, Any]

    @property
    def end(self) -> int:
        """The place after it."""
        return self.place + self.length


class Mismatch(Exception):  # not an error of the program: what a reader found
    """The bytes at a place are no line of this record. `torn` tells a write that was cut short from damage."""

    def __init__(self, what: str, torn: bool = False) -> None:
        self.what, self.torn = what, torn
        super().__init__(what)


def seal(before: bytes, inside: bytes) -> tuple[bytes, bytes]:
    """A whole line around `inside` (the JSON between length and hash), and its hash.

    Args:
        before: the hash of the line before, 64 hexadecimal digits.
        inside: the members of the line, without braces.

    Example:
        >>> line, hash = seal(NO_HASH, b'"commit":1')
        >>> line[:32], len(line) == length_of(line), parse(NO_HASH, line, 0).commit
        (b'{"length":       109,"commit":1,', True, 1)
    """
    head = b'{"length":%10d,%b,"sha256":"' % (HEAD + len(inside) + TAIL, inside)
    digest = hashlib.sha256(before + head).hexdigest().encode()
    return head + digest + b'"}\n', digest


def length_of(data: bytes, at: int = 0) -> int | None:
    """The length that the line at `at` says it has, or None when nothing there says one."""
    found = _FIRST.match(data, at, at + HEAD)
    return int(found[1]) if found else None


def stated_hash(line: bytes) -> bytes:
    """The hash that a whole line says it has."""
    return line[-67:-3]


def matches(before: bytes, line: bytes) -> bool:
    """Whether a whole line's hash is the hash of what it says after the line before."""
    return line.endswith(b'"}\n') and hashlib.sha256(before + line[:-67]).hexdigest().encode() == line[-67:-3]


def parse(before: bytes, line: bytes, place: int) -> Line:
    """Read a whole line that follows the line with the hash `before`; `Mismatch` when its hash is another."""
    if not matches(before, line):
        raise Mismatch(N_("the hash does not match"))
    body = orjson.loads(line)
    return Line(place, len(line), body["commit"], line[-67:-3], body)


def inside(
    commit: int,
    place: int,
    events: Sequence[tuple[bytes, str]],
    puts: bytes,
    drops: bytes,
    newest: Mapping[str, int],
    more: bytes = b"",
) -> tuple[bytes, dict[str, int]]:
    """What a commit's line says, for a line that begins at `place`.

    Args:
        commit: its number.
        place: where the line will begin; the events' own places follow from it.
        events: each event as JSON bytes with the id of its case.
        puts: JSON list of `[table, number, document]`.
        drops: JSON list of `[table, id]`.
        newest: where each case's newest event stands so far.
        more: further members, each with a comma before it.

    Returns:
        The members of the line, and where the newest event of each of its cases will stand.
    """
    entries = []
    places: dict[str, int] = {}
    at = place + EVENTS_AT
    for event, case in events:
        last = places.get(case)
        if last is None:
            last = newest.get(case)
        entry = b'"before":%b,"event":%b}' % (b"null" if last is None else b"%d" % last, event)
        length = HEAD + len(entry)
        entries.append(b'{"length":%10d,%b' % (length, entry))
        places[case] = at
        at += length + 1
    said = b'"commit":%10d,"events":[%b],"puts":%b,"drops":%b%b' % (
        commit,
        b",".join(entries),
        puts,
        drops,
        more,
    )
    return said, places


def event_places(line: Line) -> list[int]:
    """The place of each event of a line, in its order."""
    places = []
    at = line.place + EVENTS_AT
    for entry in line.body.get("events", ()):
        places.append(at)
        at += int(entry["length"]) + 1
    return places


def judge(rest: bytes, start: int) -> Mismatch:
    """Why `rest` (not empty, the record's bytes from a place to the segment's end) does not begin with a whole line.

    One write is under way at a time, so only the very last line can be torn, and nothing follows it. Bytes that never
    reached the disk are still zero: all from some byte on (the write was cut short), or whole sectors (a crash wrote
    some and not others). JSON has no zero byte, so a zero says "not written".

    Args:
        rest: from the line's first byte to the segment's end.
        start: where in the file that is, to know the sectors.
    """
    written = len(rest.rstrip(b"\0"))
    length = length_of(rest)
    if length is None:
        if written < HEAD and _BEGUN.fullmatch(rest, 0, written):
            return Mismatch(N_("the line was cut short"), torn=True)
        extent = written
        if rest[:1] != b"\0" or rest[: written - 1].count(b"\n"):
            return Mismatch(N_("no line begins here"))
    else:
        extent = length
        if written > extent:
            whole = rest[extent - 1 : extent] == b"\n" and b"\0" not in rest[:extent]
            return Mismatch(
                N_("the hash does not match") if whole else N_("the line is not whole, and more follows")
            )
    line = rest[:extent]
    if b"\n" in line[:-1]:
        return Mismatch(N_("the line ends before the length that it says"))
    holes = list(re.finditer(rb"\0+", line))
    if not holes:
        return Mismatch(
            N_("the hash does not match") if written == extent else N_("the line is longer than its segment")
        )
    for hole in holes:
        begins = hole.start() == 0 or (start + hole.start()) % SECTOR == 0 or hole.end() == extent
        ends = hole.end() == extent or (start + hole.end()) % SECTOR == 0
        if not (begins and ends):
            return Mismatch(N_("bytes inside the line are zero"))
    return Mismatch(N_("the line was cut short"), torn=True)
