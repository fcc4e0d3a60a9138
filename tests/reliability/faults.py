"""A disk that fails: each of the store's file calls can be made to fail, to tear, or to be the last before a power cut.

A power cut forgets what was not synced: of every 512-byte sector written since, either the old or the new bytes are there,
and a name that was given without its folder being synced may be the old one again.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from workflow.store.files import Files

T = TypeVar("T")
SECTOR = 512

#: what the system says before a call did anything
ERRORS = {"full": errno.ENOSPC, "broken": errno.EIO, "denied": errno.EACCES}
#: the call did what it should, or half of it, and the system says no
PARTLY = ("late", "short")
POWER = "power"
CHANGING = ("open", "write", "cut", "sync_data", "sync", "sync_folder", "rename", "remove", "make_folder")
LOOKING = ("read", "names", "load", "size", "identity")


class PowerCut(BaseException):  # nothing in the store may catch this and go on
    """The machine is off: no call works any more."""


class FaultyFiles(Files):
    """File calls of which one fails.

    Args:
        fault: a key of `ERRORS`, one of `PARTLY`, or `POWER`; empty: nothing fails, and the calls are noted in `calls`.
        at: which call fails, counted from 0 once `armed` is set.
        lasting: every call from that one on fails, as on a disk that stays full.
    """

    def __init__(self, fault: str = "", at: int = 0, *, lasting: bool = False) -> None:
        self.fault, self.at, self.lasting = fault, at, lasting
        self.armed = self.dead = False
        self.calls: list[str] = []
        self.met = 0
        self._named: dict[int, Path] = {}
        self._unsynced: dict[Path, list[tuple[int, bytes]]] = {}
        self._renamed: list[tuple[Path, Path, bytes | None]] = []

    def _call(self, kind: str, work: Callable[[], T], half: Callable[[], Any] | None = None) -> T:
        if self.dead:
            raise PowerCut
        number = len(self.calls)
        if self.armed:
            self.calls.append(kind)
        due = number >= self.at if self.lasting else number == self.at
        if not (self.armed and self.fault and due and fits(self.fault, kind)):
            return work()
        self.met += 1
        if self.fault in ERRORS:
            raise OSError(ERRORS[self.fault], os.strerror(ERRORS[self.fault]))
        if self.fault == "short" and half is not None:
            half()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if kind not in ("sync", "sync_data", "sync_folder") or self.fault != POWER:
            work()
        if self.fault == POWER:
            self.dead = True
            raise PowerCut
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def settle(self, chance: random.Random) -> None:
        """After the power cut: what of the unsynced bytes and names reached the disk."""
        for path, writes in self._unsynced.items():
            if not path.exists():
                continue  # the last call was its removal
            with path.open("r+b") as file:
                for place, old in reversed(writes):
                    for at in range(0, len(old), SECTOR):
                        if chance.random() < 0.5:
                            file.seek(place + at)
                            file.write(old[at : at + SECTOR])
        for old_name, new_name, before in reversed(self._renamed):
            if chance.random() < 0.5 and new_name.exists():
                new_name.replace(old_name)
                if before is not None:
                    new_name.write_bytes(before)

    # --- the calls ------------------------------------------------------------------------------------------------

    def open(self, path: Path, *, create: bool = False, fresh: bool = False, mode: int = 0o600) -> int:
        fd = self._call(
            "open", lambda: super(FaultyFiles, self).open(path, create=create, fresh=fresh, mode=mode)
        )
        self._named[fd] = path
        return fd

    def read(self, fd: int, length: int, place: int) -> bytes:
        return self._call("read", lambda: super(FaultyFiles, self).read(fd, length, place))

    def write(self, fd: int, data: bytes, place: int) -> None:
        def put(part: bytes) -> None:
            begin = place // SECTOR * SECTOR
            old = os.pread(fd, place + len(part) - begin, begin)
            old += bytes(place + len(part) - begin - len(old))
            self._unsynced.setdefault(self._named[fd], []).append((begin, old))
            super(FaultyFiles, self).write(fd, part, place)

        border = (place + len(data) // 2) // SECTOR * SECTOR - place  # where a system cuts a write short
        self._call("write", lambda: put(data), lambda: put(data[: max(border, 0)]))

    def cut(self, fd: int, length: int) -> None:
        self._call("cut", lambda: super(FaultyFiles, self).cut(fd, length))

    def sync_data(self, fd: int) -> None:
        self._call("sync_data", lambda: super(FaultyFiles, self).sync_data(fd))
        self._unsynced.pop(self._named[fd], None)

    def sync(self, fd: int) -> None:
        self._call("sync", lambda: super(FaultyFiles, self).sync(fd))
        self._unsynced.pop(self._named[fd], None)

    def sync_folder(self, path: Path) -> None:
        self._call("sync_folder", lambda: super(FaultyFiles, self).sync_folder(path))
        self._renamed.clear()

    def rename(self, old: Path, new: Path) -> None:
        def give() -> None:
            self._renamed.append((old, new, new.read_bytes() if new.exists() else None))
            super(FaultyFiles, self).rename(old, new)
            self._unsynced[new] = self._unsynced.pop(old, [])

        self._call("rename", give)

    def remove(self, path: Path) -> None:
        self._call("remove", lambda: super(FaultyFiles, self).remove(path))
        self._unsynced.pop(path, None)

    def make_folder(self, path: Path, mode: int = 0o700) -> None:
        self._call("make_folder", lambda: super(FaultyFiles, self).make_folder(path, mode))

    def names(self, path: Path) -> list[str]:
        return self._call("names", lambda: super(FaultyFiles, self).names(path))

    def load(self, path: Path) -> bytes:
        return self._call("load", lambda: super(FaultyFiles, self).load(path))

    def size(self, path: Path) -> int:
        return self._call("size", lambda: super(FaultyFiles, self).size(path))

    def identity(self, file: int | str) -> tuple[int, int] | None:
        return self._call("identity", lambda: super(FaultyFiles, self).identity(file))


def fits(fault: str, kind: str) -> bool:
    """Whether such a call can fail in that way."""
    if kind in LOOKING:
        return fault in ("broken", "denied", POWER)
    return fault != "short" or kind == "write"


def copy(template: Path, to: Path) -> Path:
    """A store's folder to spoil; the path of its picture."""
    shutil.copytree(template, to)
    return to / "store.json"
