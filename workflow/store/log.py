"""The record: append-only, one line a commit, each line's hash covering the line before.

A segment begins with a line of its own that names the store, the format and where it begins. A written line is never
moved or removed. Whoever calls `follow`, `append` or `mend` holds the store's lock.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import orjson

from workflow.errors import StoreError
from workflow.language import N_, Phrase
from workflow.store import line as form
from workflow.store.files import Files, trouble
from workflow.store.line import Line
from workflow.store.segments import RESTORE, Segment, Segments

FORMAT = 2
_CHUNK = 64 << 10

NEWER = N_("{path} was written by a newer Lantik (format {format}; this one knows {known}).")
NEWER_HINT = N_("Use the newer program to open it; nothing was changed.")


class Torn(Exception):  # a finding, mended and told as a note
    """The last line of the record was cut short: a crash in mid-write, never acknowledged."""


class Broken(StoreError):
    """A write failed and could not be undone; the process that sees this writes no more."""


class Log:
    """The record of one store, followed from some place on.

    Args:
        folder: where its segments lie.
        files: the system's calls.
        mode: the mode of new files.

    Attributes:
        end: the place after the last line that was read or written here.
        hash: that line's hash; `commit` its number.
        store: the store's own id, written in every segment.

    Example:
        >>> import tempfile; log = Log(Path(tempfile.mkdtemp()), Files()); log.begin()
        >>> line, places = log.append([(b'{"case":"C-1"}', "C-1")], b"[]", b"[]", {})
        >>> line.commit, orjson.loads(log.entry(places["C-1"]))["event"]
        (1, {'case': 'C-1'})
    """

    def __init__(self, folder: Path, files: Files, mode: int = 0o600) -> None:
        self.folder, self.files = folder, files
        self.segments = Segments(folder, files, mode)
        self.end, self.hash, self.commit, self.store = 0, form.NO_HASH, 0, ""
        self._blanked: dict[int, str] = {}

    def begin(self) -> None:
        """Make the first segment of a new record."""
        self.store = str(uuid.uuid4())
        self._grow(0)

    def go_to(self, place: int, digest: bytes, commit: int, store: str) -> None:
        """Follow from `place` on, where the line before has the hash `digest`; damage when it has another."""
        stated = b',"sha256":"' + digest + b'"}\n'
        if not form.TAIL <= place <= self.segments.room or self._before(place) != stated:
            from workflow.store.disagreement import disagreement  # late: it reads the record by this class

            raise disagreement(self.folder, self.files, place, commit, store)
        self.end, self.hash, self.commit, self.store = place, digest, commit, store

    def _before(self, place: int) -> bytes:
        return self.segments.read(place - form.TAIL, form.TAIL)

    # --- reading ------------------------------------------------------------------------------------------------

    def entry(self, place: int) -> bytes:
        """The JSON of one entry (an event with the place of the one before)."""
        data = self.segments.read(place, 4096)
        length = form.length_of(data)
        if length is None:
            raise self.damage(place, N_("no event begins here"))
        return data[:length] if length <= len(data) else self.segments.read(place, length)

    def grown(self) -> bool:
        """Whether something stands after `end`: one read, and a look for a next segment; needs no lock."""
        if self.end < self.segments.room and self.segments.read(self.end, 1) != b"\0":
            return True
        return self.segments.more()

    def follow(self, *, thorough: bool = False) -> Iterator[Line]:
        """The commits after `end`, moving `end` along.

        Args:
            thorough: also look at every byte after the last line, as on opening.

        Raises:
            Torn: the last line was cut short; `mend` sets it aside.
            StoreError: damage, with its place.
        """
        self.segments.find()
        while True:
            number = len(self.segments.all)
            if self.end < self.segments.room:
                segment = self.segments.at(self.end)
                number = segment.number
                yield from self._follow_segment(segment, thorough)
            if number >= len(self.segments.all):
                self.segments.find()
                if number >= len(self.segments.all):
                    return
            self.end = self.segments.all[number].start

    def _follow_segment(self, segment: Segment, thorough: bool) -> Iterator[Line]:
        begin, data = self.end, b""
        while self.end < segment.end:
            at = self.end - begin
            if len(data) - at < form.HEAD:
                begin, data, at = self.end, self.segments.read(self.end, _CHUNK), 0
            length = form.length_of(data, at)
            if length is not None and at + length > len(data):
                begin, data, at = self.end, self.segments.read(self.end, max(length, _CHUNK)), 0
            if (
                length is None
                or at + length > len(data)
                or not (
                    form.matches(self.hash, data[at : at + length])
                    or self._is_blanked(self.end, data[at : at + length])
                )
            ):
                last = segment.number == len(self.segments.all)
                if data[at : at + 1] == b"\0" and not (thorough or not last):
                    return
                rest = self.segments.read(self.end, segment.size)
                if not rest.strip(b"\0"):
                    return
                found = form.judge(rest, self.end - segment.start)
                raise Torn(found.what) if found.torn and last else self.damage(self.end, found.what)
            whole = data[at : at + length]
            try:
                line = Line(self.end, length, 0, form.stated_hash(whole), orjson.loads(whole))
                self._step(line, segment)
            except (orjson.JSONDecodeError, KeyError) as error:  # somebody made a hash for it
                raise self.damage(self.end, N_("this is no line of a record")) from error
            if "segment" not in line.body:
                yield Line(line.place, length, self.commit, line.hash, line.body)

    def _step(self, line: Line, segment: Segment) -> None:
        body = line.body
        if "segment" in body:
            if body["format"] > FORMAT:
                raise StoreError(
                    NEWER, NEWER_HINT, path=str(segment.path), format=body["format"], known=FORMAT
                )
            own = (segment.number, segment.start, segment.size)
            if (body["segment"], body["start"], body["size"]) != own or self.store not in ("", body["store"]):
                raise self.damage(line.place, N_("the segment is not in its place"))
            self.store = body["store"]
        elif body["commit"] != self.commit + 1:
            raise self.damage(line.place, N_("a commit is missing before it"))
        self.end, self.hash, self.commit = line.end, line.hash, body["commit"]

    def blanked(self) -> dict[int, str]:
        """The lines out of which values were erased: place → SHA-256 of what the line says since.

        Each is named by a commit that its own hash, or a later such commit, vouches for.
        """
        naming, before = [], form.NO_HASH
        for place, line in self.scan(self.segments.room):
            if not line.endswith(b'"}\n'):
                break
            if b'"blanked":[' in line:
                naming.append((place, line, form.matches(before, line)))
            before = form.stated_hash(line)
        found: dict[int, str] = {}
        for place, line, sound in reversed(naming):
            if sound or found.get(place) == sha256(line).hexdigest():
                found = {**dict(orjson.loads(line).get("blanked", ())), **found}
        return found

    def _is_blanked(self, place: int, line: bytes) -> bool:
        says = sha256(line).hexdigest()
        if self._blanked.get(place) != says:
            self._blanked = self.blanked()
        return self._blanked.get(place) == says

    def scan(self, until: int) -> Iterator[tuple[int, bytes]]:
        """Every line up to `until` as it stands, with its place; hashes are not compared."""
        for segment in list(self.segments.all):
            place, stop = segment.start, min(segment.end, until)
            begin, data = place, b""
            while place < stop:
                at = place - begin
                length = form.length_of(data, at)
                if length is None or at + length > len(data):
                    begin, data, at = place, self.segments.read(place, max(length or 0, _CHUNK << 3)), 0
                    length = form.length_of(data)
                    if length is not None and length > len(data):
                        data = self.segments.read(place, length)
                    if length is None or length > len(data):
                        break
                yield place, data[at : at + length]
                place += length

    def damage(self, place: int, what: str) -> StoreError:
        """The error that names segment, line and byte of a place."""
        segment = self.segments.at(place)
        before = self.segments.read(segment.start, place - segment.start)
        return StoreError(
            N_("The record is damaged: {segment}, line {line}, byte {byte}: {what}."),
            RESTORE,
            segment=str(segment.path),
            line=before.count(b"\n") + 1,
            byte=place - segment.start,
            what=Phrase(what),
            place=place,
        )

    # --- writing ------------------------------------------------------------------------------------------------

    def append(
        self,
        events: list[tuple[bytes, str]],
        puts: bytes,
        drops: bytes,
        newest: Mapping[str, int],
        more: bytes = b"",
    ) -> tuple[Line, dict[str, int]]:
        """Write one commit: durable when this returns.

        Args:
            events: each event as JSON with the id of its case.
            puts: JSON list of `[table, number, document]`.
            drops: JSON list of `[table, id]`.
            newest: case → the place of its newest event so far.
            more: further members of the line, each with a comma before it.

        Returns:
            The line, and the place of the newest event of each of its cases.

        Raises:
            StoreError: it could not be written; nothing of it is left in the record.
            Broken: and it could not be cut off again either: this process must write no more.
        """
        if not self.segments.still_there():
            raise StoreError(
                N_("The record {path} was moved or removed while it was open."),
                N_(
                    "Bring it back, or restore a backup; then open the store again. Nothing of this was written."
                ),
                path=str(self.folder),
            )
        while True:
            inside, places = form.inside(self.commit + 1, self.end, events, puts, drops, newest, more)
            whole, digest = form.seal(self.hash, inside)
            if self.end + len(whole) <= self.segments.room:
                break
            self._grow(len(whole))
        self._put(whole)
        line = Line(self.end, len(whole), self.commit + 1, digest, {})
        self.end, self.hash, self.commit = line.end, digest, line.commit
        return line, places

    def _put(self, whole: bytes) -> None:
        try:
            self.segments.write(self.end, whole)
        except BaseException as error:
            path = self.segments.at(self.end).path
            try:
                self.segments.write(self.end, bytes(len(whole)))
            except OSError as second:
                raise Broken(
                    N_("{path} could not be written ({cause}), and what was begun could not be cut off."),
                    N_("This program writes no more. Look after the disk, then open the store again."),
                    path=str(path),
                    cause=second.strerror or str(second),
                ) from error
            if isinstance(error, OSError):
                raise trouble(error, path) from error
            raise

    def newest_format(self) -> int:
        """The format that the newest segment says it has."""
        start = self.segments.all[-1].start
        return int(orjson.loads(self.entry(start))["format"])

    def begin_segment(self) -> None:
        """Begin a new segment, and with it the present format; `end` goes behind its first line."""
        self._grow(0)

    def _grow(self, needed: int) -> None:
        """A new segment; `end` goes behind its first line."""
        sealed = (b"", b"")

        def first(number: int, start: int, size: int) -> bytes:
            nonlocal sealed
            head = {
                "commit": self.commit,
                "format": FORMAT,
                "store": self.store,
                "segment": number,
                "start": start,
                "size": size,
            }
            sealed = form.seal(self.hash, orjson.dumps(head)[1:-1])
            return sealed[0]

        self.segments.grow(needed, first)
        self.end, self.hash = self.segments.all[-1].start + len(sealed[0]), sealed[1]

    def mend(self) -> Path:
        """Set the torn line at `end` aside in a file of its own, and write zeros where it stood."""
        return self.segments.set_aside(self.end)

    def close(self) -> None:
        """Close every file."""
        self.segments.close()
