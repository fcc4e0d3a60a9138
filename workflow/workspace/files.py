"""Documents as files: each is copied beside the store under the name of its SHA-256, and a mark of it goes on record.

`store.json` keeps its files in `store.files/`. A file of a name is always whole, and the same content stands there once.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol
from uuid import uuid4

from workflow.errors import InputError, StoreError
from workflow.language import N_

if TYPE_CHECKING:
    from workflow.store.files import Files as Calls

LARGEST = 200 * 1024 * 1024
"""Bytes of the largest file that is taken: about 2,000 scanned pages."""

PIECE = 1 << 20
"""Bytes that are copied at once."""


class Files(Protocol):
    """The attached files of a store, wherever it keeps them."""

    def look(self, path: str | Path) -> None:
        """Whether a file could be attached; nothing is copied."""

    def attach(self, path: str | Path) -> dict[str, Any]:
        """Copy a file; its mark."""

    def names(self) -> list[str]:
        """The digests of all files."""

    def read(self, digest: str) -> Iterator[bytes]:
        """The pieces of a file."""

    def put(self, digest: str, pieces: Iterator[bytes]) -> None:
        """Keep a file that comes from another store."""

    def remove(self, digest: str) -> None:
        """Remove a file for good; nothing happens when it is not there."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """The folder of a store's documents.

    Args:
        folder: where they lie; made with the first file.
        record: the store's record. Where its group may read it, the group may read the files.
        calls: the system's calls, where they are not the usual ones.
    """

    folder: Path
    record: Path
    calls: Calls | None = None

    @classmethod
    def beside(cls, store: str | Path) -> Attachments:
        """The folder that belongs to a store.

        Example:
            >>> Attachments.beside("/srv/city/store.json").folder.as_posix()
            '/srv/city/store.files'
        """
        from workflow.store.opening import Paths

        record = Paths.of(Path(store).expanduser().absolute()).log
        return cls(record.with_suffix(".files"), record)

    def look(self, path: str | Path) -> None:
        """Whether a file could be attached; nothing is copied.

        Raises:
            InputError: it is absent, no file, larger than `LARGEST`, or may not be read.
        """
        opened(path).close()

    def attach(self, path: str | Path) -> dict[str, Any]:
        """Copy a file.

        Returns:
            Its mark: `file` (the name it had), `sha256`, `size` in bytes.

        Raises:
            InputError: it is absent, no file, larger than `LARGEST`, or may not be read.
            StoreError: it cannot be copied.
        """
        with opened(path) as source:
            digest, size = self._copied(iter(lambda: source.read(PIECE), b""), Path(path))
        return {"file": Path(path).name, "sha256": digest, "size": size}

    def names(self) -> list[str]:
        """The digests of all files."""
        return [one for one in self._system.names(self.folder) if len(one) == 64]

    def read(self, digest: str) -> Iterator[bytes]:
        """The pieces of a file."""
        with (self.folder / digest).open("rb") as source:
            while piece := source.read(PIECE):
                yield piece

    def put(self, digest: str, pieces: Iterator[bytes]) -> None:
        """Keep a file that comes from another store.

        Raises:
            StoreError: it cannot be copied, or is not what its name says.
        """
        found, _ = self._copied(pieces, Path(digest))
        if found != digest:
            raise StoreError(
                N_("The file {digest} is not what its name says."),
                N_("It is damaged where it came from: `lantik verify` there says more."),
                digest=digest,
            )

    def remove(self, *digests: str) -> None:
        """Remove files for good; nothing happens when they are not there.

        Raises:
            StoreError: one cannot be removed.
        """
        from workflow.store.files import trouble

        try:
            for digest in digests:
                self._system.remove(self.folder / digest)
            if self.folder.is_dir():
                self._system.sync_folder(self.folder)
        except OSError as error:
            raise trouble(error, error.filename or self.folder) from error

    def _copied(self, pieces: Iterator[bytes], path: Path) -> tuple[str, int]:
        from workflow.store.files import trouble

        try:
            return self._written(pieces, path)
        except OSError as error:
            raise trouble(error, error.filename or self.folder) from error

    def _written(self, pieces: Iterator[bytes], path: Path) -> tuple[str, int]:
        shared = bool(self.record.stat().st_mode & 0o070)
        self.folder.mkdir(mode=0o2770 if shared else 0o700, exist_ok=True)
        if shared:
            with suppress(PermissionError):  # another member of the group made it, with the right mode
                self.folder.chmod(0o2770)
        return self._into(pieces, path, 0o660 if shared else 0o600)

    def _into(self, pieces: Iterator[bytes], path: Path, mode: int) -> tuple[str, int]:
        """Copy to a new file, make it durable, then give it its name."""
        digest, size = hashlib.sha256(), 0
        new, calls = self.folder / f".new-{uuid4().hex}", self._system
        try:
            handle = calls.open(new, fresh=True, mode=mode)
            try:
                for piece in pieces:
                    too_large_after(path, size + len(piece))
                    calls.write(handle, piece, size)
                    digest.update(piece)
                    size += len(piece)
                calls.sync(handle)
            finally:
                calls.close(handle)
            calls.rename(new, self.folder / digest.hexdigest())
        except BaseException:
            with suppress(OSError):
                calls.remove(new)
            raise
        calls.sync_folder(self.folder)
        return digest.hexdigest(), size

    @property
    def _system(self) -> Calls:
        from workflow.store.files import Files as Calls

        return self.calls or Calls()


def too_large_after(path: Path, size: int) -> None:
    """Refuse a file that has grown past `LARGEST` since it was opened."""
    if size > LARGEST:
        raise _too_large(path, size)


def opened(path: str | Path) -> BinaryIO:
    """A file open for reading. A pipe or a device would be waited for, so only plain files are opened."""
    file = Path(path).expanduser()
    try:
        found = file.stat()
        if stat.S_ISDIR(found.st_mode):
            raise InputError(
                N_("{path} is a folder, not a file."), N_("Name the file in it."), path=str(path)
            )
        if not stat.S_ISREG(found.st_mode):
            raise InputError(
                N_("{path} is no file that could be copied."), N_("Name a scanned document."), path=str(path)
            )
        if found.st_size > LARGEST:
            raise _too_large(file, found.st_size)
        return file.open("rb")
    except (OSError, ValueError) as error:  # ValueError: characters that no path can have
        raise InputError(
            N_("{path} cannot be read: {why}."), N_("Check the path and its permissions."), path=str(path),
            why=getattr(error, "strerror", None) or str(error),
        ) from None  # fmt: skip


def _too_large(path: Path, size: int) -> InputError:
    return InputError(
        N_("{path} is too large: {size} MB, and at most {largest} MB are taken."),
        N_("Scan it at a lower resolution or in black and white, or note it as kept on paper."),
        path=str(path),
        size=-(-size // 1024 // 1024),
        largest=LARGEST // 1024 // 1024,
    )
