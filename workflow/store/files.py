"""The joint between the store and the operating system: every file call goes through one object.

A test puts another object in its place, one that fails, tears or forgets what was not synced; nothing else in the
store knows the difference.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from workflow.errors import StoreError
from workflow.language import N_

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
#: what is made is never the file of somebody else to which a link of that name leads
_OWN = getattr(os, "O_NOFOLLOW", 0)

try:  # macOS: fsync leaves the bytes in the drive's own memory; only this call reaches the platter
    from fcntl import F_FULLFSYNC as _FULL  # type: ignore[attr-defined,unused-ignore]
except ImportError:
    _FULL = None


class Files:
    """File calls as the store needs them. Descriptors are whole numbers; places and sizes are bytes.

    Every method raises `OSError` as the system gives it.

    Example:
        >>> import tempfile; folder = Path(tempfile.mkdtemp()); files = Files()
        >>> fd = files.open(folder / "a", create=True); files.write(fd, b"abc", 0); files.read(fd, 2, 1)
        b'bc'
        >>> files.close(fd)
    """

    def open(self, path: Path, *, create: bool = False, fresh: bool = False, mode: int = 0o600) -> int:
        """Open for reading and writing; `create` makes a missing file, `fresh` also empties one that is there."""
        flags = os.O_RDWR | _BINARY | (os.O_CREAT | _OWN if create or fresh else 0)
        flags |= os.O_TRUNC if fresh else 0
        fd = os.open(path, flags, mode)
        if (
            (create or fresh) and mode & 0o070 and hasattr(os, "fchmod")
        ):  # a group's store: the umask has no say
            with suppress(PermissionError):  # another member of the group made it, with the right mode
                os.fchmod(fd, mode)
        return fd

    def close(self, fd: int) -> None:
        """Close a descriptor."""
        os.close(fd)

    def read(self, fd: int, length: int, place: int) -> bytes:
        """Up to `length` bytes from `place`; fewer at the end of the file."""
        if hasattr(os, "pread"):
            return os.pread(fd, length, place)
        os.lseek(fd, place, os.SEEK_SET)
        return os.read(fd, length)

    def write(self, fd: int, data: bytes, place: int) -> None:
        """All of `data` at `place`."""
        view = data
        while view:
            if hasattr(os, "pwrite"):
                done = os.pwrite(fd, view, place)
            else:
                os.lseek(fd, place, os.SEEK_SET)
                done = os.write(fd, view)
            if done == len(view):
                return
            view, place = view[done:], place + done

    def cut(self, fd: int, length: int) -> None:
        """Make a file exactly `length` bytes long."""
        os.ftruncate(fd, length)

    def sync_data(self, fd: int) -> None:
        """Make the bytes of a file durable (its times need not be)."""
        if _FULL is not None:
            import fcntl

            fcntl.fcntl(fd, _FULL)
        elif hasattr(os, "fdatasync"):
            os.fdatasync(fd)
        else:
            os.fsync(fd)

    def sync(self, fd: int) -> None:
        """Make a file durable, its length and name-giving data too."""
        if _FULL is not None:
            self.sync_data(fd)
        else:
            os.fsync(fd)

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable, where the system has a call for that."""
        if os.name == "nt":
            return
        fd = os.open(path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, over what had it."""
        os.replace(old, new)

    def remove(self, path: Path) -> None:
        """Remove a file; nothing happens when it is not there."""
        path.unlink(missing_ok=True)

    def make_folder(self, path: Path, mode: int = 0o700) -> None:
        """Make one folder; nothing happens when it is there."""
        path.mkdir(mode=mode, exist_ok=True)

    def names(self, path: Path) -> list[str]:
        """The names in a folder, sorted; none when it is not there."""
        try:
            return sorted(os.listdir(path))
        except FileNotFoundError:
            return []

    def load(self, path: Path) -> bytes:
        """A whole file."""
        return path.read_bytes()

    def size(self, path: Path) -> int:
        """How long a file is."""
        return path.stat().st_size

    def there(self, name: str) -> bool:
        """Whether there is a file of this name.

        It does not ask for the file's times, as `stat` does: on Linux the next sync then takes half as long again.
        """
        return os.access(name, os.F_OK)

    def identity(self, file: int | str) -> tuple[int, int] | None:
        """What tells a file from any other, by descriptor or name; None when no file has that name."""
        try:
            found = os.stat(file)
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


def trouble(error: OSError, path: Path | str) -> StoreError:
    """The sentence for what the system refused, with what to do about it.

    Example:
        >>> print(trouble(OSError(errno.ENOSPC, "No space left on device"), "store.log").message)
        The disk that holds store.log is full.
    """
    name = str(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            N_("The disk that holds {path} is full."),
            N_("Make room, then do it again; nothing of this was written."),
            path=name,
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(
            N_("{path} may not be read or written here: {cause}."),
            N_("Ask for the right to write in that folder, or choose another place with --store."),
            path=name,
            cause=error.strerror or str(error),
        )
    if error.errno == errno.ELOOP:
        return StoreError(
            N_("{path} is a symbolic link, where a file of the store's own belongs."),
            N_("Remove the link; nothing of this was written."),
            path=name,
        )
    if error.errno == errno.ENOTDIR:
        return StoreError(
            N_("{path} is not a folder, or lies in none."),
            N_("Look at the path, and at what stands in the folder's place."),
            path=name,
        )
    if error.errno == errno.ENOENT:
        return StoreError(
            N_("{path} is not there."),
            N_("Look whether the path is right, and the folder exists."),
            path=name,
        )
    return StoreError(
        N_("{path} cannot be read or written: {cause}."),
        N_("Look after the disk; what was acknowledged before is kept."),
        path=name,
        cause=error.strerror or str(error),
    )
