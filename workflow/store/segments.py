"""The files of the record: numbered segments in one folder, filled with zeros ahead, read and written by place.

A place counts bytes from the start of the record, all segments laid end to end. Overwriting filled bytes syncs faster
than growing a file, so a segment has its full length from the start.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store.files import Files, trouble

LARGEST = 4 << 20
SMALLEST = 256 << 10
SECTOR = 512
_OPEN_AT_ONCE = 64
#: the name of a record's first segment, which stays as long as the store does
FIRST = "00000001.log"

RESTORE = N_("Restore the store from a backup; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of the record: `start` is the place of its first byte, `size` how many bytes it has room for."""

    number: int
    path: Path
    name: str
    start: int
    size: int

    @property
    def end(self) -> int:
        """The place after its last byte."""
        return self.start + self.size


class Segments:
    """All segments of one record.

    Args:
        folder: where they lie.
        files: the system's calls.
        mode: the mode of new files.

    Example:
        >>> import tempfile; segments = Segments(Path(tempfile.mkdtemp()), Files())
        >>> segments.grow(100, lambda number, start, size: b"first line")
        >>> segments.read(6, 4), segments.room
        (b'line', 262144)
    """

    def __init__(self, folder: Path, files: Files, mode: int = 0o600) -> None:
        self.folder, self.files, self.mode = folder, files, mode
        self.all: list[Segment] = []
        self._starts: list[int] = []
        self._open: dict[int, int] = {}
        self._guard = threading.Lock()
        self._where = str(folder)
        self._folder: tuple[int, int] | None = None
        self._next = str(folder / _name(1))

    def exist(self) -> bool:
        """Whether there is any segment."""
        return any(name.endswith(".log") for name in self.files.names(self.folder))

    def find(self) -> None:
        """Take in every segment that is there and not known yet; nothing is read.

        Raises:
            StoreError: one is missing, or the folder cannot be read.
        """
        try:
            names = self.files.names(self.folder)
        except OSError as error:
            raise trouble(error, self.folder) from error
        numbers = [int(name[:8]) for name in names if name[:8].isdigit() and name[8:] == ".log"]
        if numbers != list(range(1, len(numbers) + 1)):
            missing = min(set(range(1, len(numbers) + 1)) - set(numbers))
            raise StoreError(
                N_("The record is damaged: segment {segment} is missing."),
                RESTORE,
                segment=str(self.folder / _name(missing)),
            )
        for number in numbers[len(self.all) :]:
            self._add(number)

    def close(self) -> None:
        """Close every file and forget the segments."""
        with self._guard:
            for fd in self._open.values():
                self.files.close(fd)
            self._open.clear()
        self.all.clear()
        self._starts.clear()

    @property
    def room(self) -> int:
        """The place after the last segment."""
        return self.all[-1].end if self.all else 0

    def at(self, place: int) -> Segment:
        """The segment that holds a place."""
        return self.all[bisect_right(self._starts, place) - 1]

    def read(self, place: int, length: int) -> bytes:
        """Bytes of the record, as far as their segment goes. Threads may read at once."""
        segment = self.at(place)
        length = min(length, segment.end - place)
        try:
            with self._guard:
                return self.files.read(self._fd(segment), length, place - segment.start)
        except OSError as error:
            raise trouble(error, segment.path) from error

    def write(self, place: int, data: bytes) -> None:
        """Write within one segment and make it durable; `OSError` when either fails."""
        segment = self.at(place)
        with self._guard:
            fd = self._fd(segment)
        self.files.write(fd, data, place - segment.start)
        self.files.sync_data(fd)

    def more(self) -> bool:
        """Whether somebody made a segment after the last one known."""
        return self.files.there(self._next)

    def still_there(self) -> bool:
        """Whether the folder and the last segment are still under their names."""
        if not self.files.there(self.all[-1].name):
            return False
        try:
            return self.files.identity(self._where) == self._folder
        except OSError as error:
            raise trouble(error, self.folder) from error

    def grow(self, needed: int, first: Callable[[int, int, int], bytes]) -> None:
        """Make a new segment after the last one: its bytes and its name are durable when this returns.

        Args:
            needed: how many bytes it must have room for, besides its first line.
            first: makes its first line from its number, start and size.

        Raises:
            StoreError: it could not be made; nothing of it is left.
        """
        number = len(self.all) + 1
        size = max(
            min(LARGEST, SMALLEST << 2 * (number - 1)), -(-(needed + SMALLEST // 4) // SECTOR) * SECTOR
        )
        line = first(number, self.room, size)
        path = self.folder / _name(number)
        new = path.with_suffix(".new")
        try:
            fd = self.files.open(new, fresh=True, mode=self.mode)
            try:
                self.files.write(fd, line + bytes(size - len(line)), 0)
                self.files.sync(fd)
            finally:
                self.files.close(fd)
            self.files.rename(new, path)
            self.files.sync_folder(self.folder)
        except OSError as error:
            with suppress(OSError):
                self.files.remove(new)
            raise trouble(error, path) from error
        self._add(number)

    def set_aside(self, place: int) -> Path:
        """Keep what stands from `place` to its segment's end in a file of its own, and write zeros over it."""
        torn = self.read(place, self.at(place).size).rstrip(b"\0")
        names = self.files.names(self.folder)
        number = next(n for n in range(1, len(names) + 2) if f"torn-{n}.bin" not in names)
        side = self.folder / f"torn-{number}.bin"
        try:
            fd = self.files.open(side, fresh=True, mode=self.mode)
            try:
                self.files.write(fd, torn, 0)
                self.files.sync(fd)
            finally:
                self.files.close(fd)
            self.files.sync_folder(self.folder)
            self.write(place, bytes(len(torn)))
        except OSError as error:
            raise trouble(error, side) from error
        return side

    def _fd(self, segment: Segment) -> int:
        fd = self._open.get(segment.number)
        if fd is None:
            if len(self._open) >= _OPEN_AT_ONCE:
                oldest = next(number for number in self._open if number != len(self.all))
                self.files.close(self._open.pop(oldest))
            fd = self._open[segment.number] = self.files.open(segment.path)
        return fd

    def _add(self, number: int) -> None:
        path = self.folder / _name(number)
        start = self.room
        try:
            if number == 1:
                self._folder = self.files.identity(self._where)
            size = self.files.size(path)
        except OSError as error:
            raise trouble(error, path) from error
        self.all.append(Segment(number, path, str(path), start, size))
        self._starts.append(start)
        self._next = str(self.folder / _name(number + 1))


def _name(number: int) -> str:
    return f"{number:08d}.log"
