"""The lock of a store: one file, opened once and kept open, whose handle is locked for a moment at a time.

The system lets go of it when its process ends, however it ends. Who holds it is written in the file, for the message.
"""

from __future__ import annotations

import getpass
import os
import platform
import sys
import time
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import portalocker

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store.files import Files, trouble

WAIT = 30.0
_SHORTEST, _SHORT, _LONGEST = 0.0002, 0.001, 0.01
#: for how many seconds one process may write on while another waits
_PATIENCE = 0.1
#: the byte of the file that whoever comes next has locked; nothing is written there. Only where such a lock and that of the
#: whole file know nothing of each other
_DOOR = 4096
_IN_LINE = sys.platform == "linux"
_ROOM = 256
_NOW = portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING

#: what portalocker asks of a POSIX system, without a tenth of a commit spent on the way there
_POSIX: Any = import_module("fcntl") if find_spec("fcntl") else None


class StoreLock:
    """An exclusive lock between processes (threads of one process are kept apart by the store itself).

    Args:
        path: the lock file; made when absent.
        files: the system's calls.
        wait: how many seconds to wait for somebody else.
        mode: the mode of a new file.
        anchor: a file that nobody removes from a store in use, locked besides once it is there: whoever removes the lock
            file while it is held, and makes another, still waits.

    Example:
        >>> import tempfile; lock = StoreLock(Path(tempfile.mkdtemp()) / "store.lock", Files())
        >>> with lock.held():
        ...     str(os.getpid()) in lock.holder()
        True
    """

    def __init__(
        self, path: Path, files: Files, wait: float = WAIT, mode: int = 0o600, anchor: Path | None = None
    ) -> None:
        self.path, self.files, self.wait, self.mode = path, files, wait, mode
        self._name = str(path)
        self._anchor = anchor if _POSIX is not None else None  # elsewhere no file that is open can be removed
        self._fd = self._anchor_fd = -1  # opened when they are first wanted
        self._file: tuple[int, int] | None = None
        self._begin_process()

    def _begin_process(self) -> None:
        self._pid = os.getpid()
        self._me = _who().encode()[:_ROOM].ljust(_ROOM)

    def _open(self) -> None:
        try:
            self._fd = self.files.open(self.path, create=True, mode=self.mode)
            self._file = self.files.identity(self._fd)
        except OSError as error:
            self.close()
            raise trouble(error, self.path) from error

    def held(self) -> Self:
        """Hold it in a `with`; `StoreError` naming the holder when somebody else has it for longer than `wait`."""
        return self

    def __enter__(self) -> Self:
        if self._pid != os.getpid():  # a fork: one handle would be one lock for parent and child
            self.close()
            self._begin_process()
        try:
            self._take()
        except BaseException:  # an interrupt, too
            with suppress(OSError, portalocker.LockException):
                self.let_go()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def try_take(self) -> bool:
        """Take it if nobody has it; `let_go` gives it back."""
        if self._fd < 0:
            self._open()
        if _POSIX is None:
            try:
                portalocker.lock(self._fd, _NOW)
            except portalocker.LockException:
                return False
            return True
        try:
            _POSIX.flock(self._fd, _POSIX.LOCK_EX | _POSIX.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:  # a file system without locks
            raise trouble(error, self.path) from error
        return True

    def let_go(self) -> None:
        """Give back what was taken, if anything was."""
        if self._anchor_fd >= 0:
            _POSIX.flock(self._anchor_fd, _POSIX.LOCK_UN)
        if self._fd < 0:
            return
        if _POSIX is None:
            portalocker.unlock(self._fd)
        else:
            _POSIX.flock(self._fd, _POSIX.LOCK_UN)

    def _first(self) -> bool:
        """Be the one who has the lock next; who has waited for `_PATIENCE` stays that until they have it.

        Without this, a process that writes one commit after the other takes the lock again before anybody else wakes up.
        """
        if not _IN_LINE:
            return True
        try:
            _POSIX.lockf(self._fd, _POSIX.LOCK_EX | _POSIX.LOCK_NB, 1, _DOOR)
        except (BlockingIOError, PermissionError):
            return False
        except OSError:  # a file system without such locks: then nobody stands in line
            return True
        return True

    def _in(self) -> None:
        """Let the next one come first."""
        if _IN_LINE:
            with suppress(OSError):
                _POSIX.lockf(self._fd, _POSIX.LOCK_UN, 1, _DOOR)

    def _take(self) -> None:
        if self._fd < 0:
            self._open()
        first = self._first()
        try:
            if not (first and self.try_take()):
                self._wait(first)
        finally:
            self._in()
        if not self._take_anchor() and self._removed():  # whoever comes now locks another file
            self.let_go()
            self.close()
            self._take()
            return
        with suppress(OSError):  # only for the message
            if self.files.read(self._fd, _ROOM, 0) != self._me:
                self.files.write(self._fd, self._me, 0)

    def _removed(self) -> bool:
        """Whether the lock file is no longer the one that is locked here."""
        try:
            return self.files.identity(self._name) != self._file
        except OSError as error:
            raise trouble(error, self.path) from error

    def _take_anchor(self) -> bool:
        """Lock the anchor, too; False while there is none. Who holds it need not ask whether the lock file was removed."""
        if self._anchor is None:
            return False
        begun = time.monotonic()
        if self._anchor_fd < 0:
            try:
                self._anchor_fd = self.files.open(self._anchor)
            except FileNotFoundError:  # the store is being made
                return False
            except OSError as error:
                raise trouble(error, self._anchor) from error
        while True:
            try:
                _POSIX.flock(self._anchor_fd, _POSIX.LOCK_EX | _POSIX.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() - begun > self.wait:
                    raise self._locked() from None
                time.sleep(_SHORT)
            except OSError as error:
                raise trouble(error, self._anchor) from error
            else:
                return True

    def _locked(self) -> StoreError:
        return StoreError(
            N_("The store is locked by {holder} for more than {seconds} seconds."),
            N_("Wait, or see what that program is doing; its lock goes when it ends. Nothing was written."),
            holder=self.holder(),
            seconds=f"{self.wait:g}",
        )

    def _wait(self, first: bool) -> None:
        begun, pause = time.monotonic(), _SHORTEST
        while not (first and self.try_take()):
            waited = time.monotonic() - begun
            if waited > self.wait:
                raise self._locked()
            if first and waited < _PATIENCE:
                self._in()
                first = False
            time.sleep(pause)
            pause = min(pause * 1.5, _SHORT if first else _LONGEST)
            first = first or self._first()

    def holder(self) -> str:
        """Who holds it, or held it last: user, host and process."""
        try:
            return self.files.read(self._fd, _ROOM, 0).decode(errors="replace").strip() or "?"
        except OSError:  # where a locked file may not be read
            return "?"

    def close(self) -> None:
        """Close its files."""
        for fd in (self._fd, self._anchor_fd):
            if fd >= 0:
                self.files.close(fd)
        self._fd = self._anchor_fd = -1


def _who() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "?"
    return f"{user}@{platform.node() or '?'} (pid {os.getpid()})"
