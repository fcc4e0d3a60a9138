"""Taking values out of lines that are written: their bytes go, each line keeps its length and the hash that it states.

A line whose bytes were rewritten no longer matches its hash. So the commit that erases names, in `blanked`, each such line
by its place with the SHA-256 of what it says from then on, and is itself chained as every line is. A fresh `salt` in the
rewritten line sees to it that neither hash tells anybody who tries values whether one was there.

    1  the rewritten lines go into `blanking.json` beside the segments, durable
    2  the commit is appended: from here on the erasure is true
    3  each line is written over in its place, durable
    4  `blanking.json` is removed

A crash before 2 leaves the record as it was (the file is thrown away on the next opening); one after it is gone on with.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store import line as form
from workflow.store.document import as_json
from workflow.store.files import trouble
from workflow.store.log import Log
from workflow.store.protocol import Doc, Scrub

SIDE = "blanking.json"
FORMAT = "lantik-blanking/1"


@dataclass(slots=True)
class Blanking:
    """What a transaction wants taken out of the record.

    Args:
        events: (case, seq) → the event without the values.
        states: (table, id) → what makes an earlier state of a document one without them.
    """

    events: dict[tuple[str, int], Doc] = field(default_factory=dict)
    states: dict[tuple[str, str], Scrub] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.events or self.states)


def line_salt() -> bytes:
    """A member of a line that nobody can guess."""
    return b'"salt":"%b"' % os.urandom(16).hex().encode()


def blanked_lines(log: Log, wanted: Blanking) -> list[tuple[int, bytes]]:
    """The lines that have to be written over, each with its place: as they will be."""
    found = []
    needles = {_text(case) for case, _ in wanted.events} | {_text(one) for _, one in wanted.states}
    for place, line in log.scan(log.end):
        if any(one in line for one in needles):
            made = rewritten(line, wanted)
            if made is not None:
                found.append((place, made))
    return found


def _text(word: str) -> bytes:
    return orjson.dumps(word)


def rewritten(line: bytes, wanted: Blanking) -> bytes | None:
    """A line without the values, of the same length and with the same stated hash; None when it has none of them.

    Example:
        >>> said = b'"commit":%10d,"events":[],"puts":[["people",1,{"id":"P-1","name":"Ani"}]],"drops":[]' % 1
        >>> line, _ = form.seal(form.NO_HASH, said)
        >>> made = rewritten(line, Blanking(states={("people", "P-1"): lambda doc: None}))
        >>> len(made) == len(line), b"Ani" in made, orjson.loads(made)["puts"]
        (True, False, [['people', 1, None]])
    """
    body = orjson.loads(line)
    if "events" not in body:
        return None
    changed = False
    pieces, at = [line[: form.EVENTS_AT]], form.EVENTS_AT
    for number, entry in enumerate(body["events"]):
        end = at + int(entry["length"])
        event = entry["event"]
        new = wanted.events.get((str(event["case"]), event.get("seq")))
        if new is None or new == event:
            pieces.append(line[at:end])
        else:
            pieces.append(_entry(entry, new, end - at))
            changed = True
        at = end
        if number + 1 < len(body["events"]):
            pieces.append(b",")
            at += 1
    for put in body["puts"]:
        scrub = wanted.states.get((put[0], put[2]["id"])) if put[2] is not None else None
        if scrub is not None and (less := scrub(put[2])) != put[2]:
            put[2] = less
            changed = True
    if not changed:
        return None
    room = len(line) - form.TAIL - sum(map(len, pieces))
    pieces.append(_rest(body, room))
    return b"".join(pieces) + line[-form.TAIL :]


def _entry(entry: Mapping[str, object], event: Doc, length: int) -> bytes:
    before = orjson.dumps(entry["before"])
    made = b'{"length":%10d,"before":%b,"event":%b' % (length, before, as_json(event, "event"))
    return _padded(made, length - 1) + b"}"


def _rest(body: Mapping[str, object], room: int) -> bytes:
    """Everything of a line behind its events, with a fresh salt, filled up with spaces."""
    members = [
        b'"%b":%b' % (name.encode(), orjson.dumps(value))
        for name, value in body.items()
        if name not in ("length", "commit", "events", "sha256", "salt")
    ]
    made = b"]," + b",".join(members)
    salted = made + b"," + line_salt()
    return _padded(salted if len(salted) <= room or "salt" in body else made, room)


def _padded(made: bytes, length: int) -> bytes:
    if len(made) > length:
        raise StoreError(N_("A line of the record has no room for what is left of it; nothing was changed."))
    return made + b" " * (length - len(made))


def member(lines: Iterable[tuple[int, bytes]]) -> bytes:
    """What the line of the erasing commit says of them."""
    said = [[place, hashlib.sha256(line).hexdigest()] for place, line in lines]
    return b'"blanked":' + orjson.dumps(said)


def note(log: Log, lines: list[tuple[int, bytes]]) -> None:
    """Keep the rewritten lines beside the record, durable, before anything is changed.

    Raises:
        StoreError: it could not be written; nothing is changed.
    """
    files, side = log.files, log.folder / SIDE
    new = side.with_suffix(".new")
    said = {"format": FORMAT, "lines": [[place, line.decode()] for place, line in lines]}
    try:
        fd = files.open(new, fresh=True, mode=log.segments.mode)
        try:
            files.write(fd, orjson.dumps(said), 0)
            files.sync(fd)
        finally:
            files.close(fd)
        files.rename(new, side)
        files.sync_folder(log.folder)
    except OSError as error:
        drop(log)
        raise trouble(error, side) from error


def drop(log: Log) -> None:
    """Throw the kept lines away, as far as that can be done; what is left is looked at on the next opening."""
    for path in (log.folder / SIDE, (log.folder / SIDE).with_suffix(".new")):
        try:
            log.files.remove(path)
        except OSError:
            return


def write_over(log: Log, lines: Iterable[tuple[int, bytes]]) -> None:
    """Write the lines in their places, durable, then forget what was kept beside the record."""
    for place, line in lines:
        log.segments.write(place, line)
    log.files.remove(log.folder / SIDE)
    log.files.sync_folder(log.folder)


def go_on(log: Log) -> bool:
    """Finish an erasure that was cut short, or throw away one that was never committed; whether there was one.

    The lock is held, and nothing of the record has been read yet.

    Raises:
        StoreError: it could not be written.
    """
    side = log.folder / SIDE
    if not log.files.there(str(side)):
        return False
    try:
        lines = list(_kept(log.files.load(side)))
        if lines and all(log.blanked().get(place) == _sum(line) for place, line in lines):
            write_over(log, lines)
        else:
            drop(log)
    except OSError as error:
        raise trouble(error, error.filename or side) from error
    return True


def _kept(data: bytes) -> Iterator[tuple[int, bytes]]:
    try:
        said = orjson.loads(data)
        if said["format"] == FORMAT:
            yield from ((int(place), line.encode()) for place, line in said["lines"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        return


def _sum(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def set_aside(folder: Path, picture: Path) -> list[Path]:
    """What was set aside after a crash, torn lines and broken pictures: it may hold anything, and nobody needs it."""
    return [*sorted(folder.glob("torn-*.bin")), *sorted(picture.parent.glob(f"{picture.name}.broken-*"))]
