"""Bringing the picture up to the record: when it is due, and in a process of its own that stops nobody.

    python -m workflow.store.checkpoint store.json

It reads the store as any other process does, and writes under a lock of its own, only if it goes further than the file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.errors import StoreError
from workflow.store.files import Files
from workflow.store.lock import StoreLock
from workflow.store.picture import PictureStorage

if TYPE_CHECKING:
    from workflow.store.opening import Paths

GROWN = 8 << 20


def write(
    paths: Paths,
    files: Files,
    mode: int,
    wait: float,
    data: Mapping[str, Mapping[str, Any]],
    ours: Callable[[], bool],
) -> bool:
    """Write a picture, unless the one that is there goes as far; whether it was written.

    Args:
        paths: the store's names.
        files: the system's calls.
        mode: the mode of a new file.
        wait: how many seconds to wait for another checkpoint.
        data: the tables.
        ours: whether the record from which they come is still the one beside the picture; asked under the lock, which a
            restore holds while it exchanges both.
    """
    storage = PictureStorage(paths.picture, files, mode)
    record = data["record"]["1"]
    lock = StoreLock(paths.checkpoint, files, wait, mode)
    try:
        with lock.held():
            if not ours():
                return False
            there = storage.head()
            same = there and all(there.get(name) == record[name] for name in ("store", "format"))
            if there and same and there.get("place", 0) >= record["place"]:
                return False
            storage.write(data)
            return True
    finally:
        lock.close()


class Due:
    """Whether the record has outgrown the picture, asked after every commit.

    Args:
        paths: the store's names.
        grown: after how many bytes of record; 0 for never.
        end: where the record ends now.
    """

    def __init__(self, paths: Paths, grown: int, end: int) -> None:
        self._paths, self._grown = paths, grown
        self._child: subprocess.Popen[bytes] | None = None
        self._next = 0
        if grown:
            self._reckon(end)

    def done(self, end: int) -> None:
        """The picture goes up to `end` now."""
        if self._grown:
            self._next = end + self._step()

    def _step(self) -> int:
        with suppress(OSError):
            return max(self._grown, self._paths.picture.stat().st_size // 10)
        return self._grown

    def _reckon(self, end: int) -> None:
        head = PictureStorage(self._paths.picture, Files()).head() or {}
        self._next = int(head.get("place", end)) + self._step()

    def look(self, end: int) -> None:
        """Start a checkpoint when one is due."""
        if not self._grown or end < self._next:
            return
        if self._child is not None and self._child.poll() is None:
            return
        self._reckon(end)  # another process may have made one
        if end >= self._next:
            self._next = end + self._step()  # not at every commit, should it fail
            with suppress(OSError):
                self._child = start(self._paths.picture)


def start(picture: Path) -> subprocess.Popen[bytes]:
    """A checkpoint in a process of its own, which nobody waits for."""
    root = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    return subprocess.Popen(
        # -P: the store's folder is where it runs, and a file there must not be taken for a module
        [sys.executable, "-P", "-m", "workflow.store.checkpoint", str(picture)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=picture.parent,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root},
    )


def main(arguments: list[str]) -> int:
    """Checkpoint the store named in the arguments; its exit code."""
    from workflow.store.tiny import TinyStore

    try:
        with TinyStore(arguments[0], create=False, grown=0) as store:
            store.checkpoint()
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
