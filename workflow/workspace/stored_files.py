"""Documents as files in a store that is a database: each lies there in pieces under its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from workflow.errors import InputError
from workflow.language import N_
from workflow.workspace.files import PIECE, opened, too_large_after


class FileStore(Protocol):
    """What it asks of a store."""

    def keep_file(self, digest: str, pieces: Iterator[bytes]) -> None:
        """Keep a file under its digest, whole or not at all."""

    def file(self, digest: str) -> Iterator[bytes]:
        """The pieces of a file; none when it is not there."""

    def files(self) -> list[str]:
        """The digests of all files."""

    def drop_file(self, *digests: str) -> None:
        """Remove files."""


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """The documents of a store that keeps them itself.

    Args:
        store: the store.
    """

    store: FileStore

    def look(self, path: str | Path) -> None:
        """Whether a file could be attached; nothing is copied.

        Raises:
            InputError: it is absent, no file, too large, or may not be read.
        """
        opened(path).close()

    def attach(self, path: str | Path) -> dict[str, Any]:
        """Copy a file into the store.

        Returns:
            Its mark: `file` (the name it had), `sha256`, `size` in bytes.

        Raises:
            InputError: it is absent, no file, too large, may not be read, or changed while it was read.
            StoreError: it cannot be copied.
        """
        with opened(path) as source:
            digest, size = hashlib.sha256(), 0
            for piece in _pieces(source):
                digest.update(piece)
                size += len(piece)
                too_large_after(Path(path), size)
            source.seek(0)
            self.store.keep_file(digest.hexdigest(), _same(source, digest.hexdigest(), Path(path)))
        return {"file": Path(path).name, "sha256": digest.hexdigest(), "size": size}

    def names(self) -> list[str]:
        """The digests of all files."""
        return self.store.files()

    def read(self, digest: str) -> Iterator[bytes]:
        """The pieces of a file."""
        return self.store.file(digest)

    def put(self, digest: str, pieces: Iterator[bytes]) -> None:
        """Keep a file that comes from another store."""
        self.store.keep_file(digest, pieces)

    def remove(self, *digests: str) -> None:
        """Remove files for good; nothing happens when they are not there."""
        self.store.drop_file(*digests)


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


def _same(source: BinaryIO, wanted: str, path: Path) -> Iterator[bytes]:
    """The pieces once more; an error in the middle when they are others by now."""
    digest = hashlib.sha256()
    for piece in _pieces(source):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != wanted:
        raise InputError(
            N_("{path} changed while it was read."),
            N_("Attach it again when it is finished."),
            path=str(path),
        )
