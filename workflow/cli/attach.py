"""Documents given with an act: the file is copied beside the store under the name of its SHA-256, and its mark recorded."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from workflow.errors import InputError
from workflow.language import N_

_PIECE = 1 << 20


def attach(given: Sequence[str], store: str) -> dict[str, Any]:
    """Copy the files that were given; returns name → mark.

    Args:
        given: `name=FILE`, or `name` alone for a paper that was seen and is kept elsewhere.
        store: the store's path.

    Raises:
        InputError: a file cannot be read, or a document is named twice.
        StoreError: it cannot be copied.
    """
    marks: dict[str, Any] = {}
    for one in given:
        name, equals, file = one.partition("=")
        if not name or name in marks:
            raise InputError(
                N_("“{given}” names no document, or one that is named twice."),
                N_("Write it as --attach name=FILE."),
                given=one,
            )
        marks[name] = _copied(Path(file).expanduser(), _folder(store)) if equals else {"noted": True}
    return marks


def _folder(store: str) -> Path:
    from workflow.store.opening import Paths

    return Paths.of(Path(store).expanduser()).log.with_suffix(".files")


def _copied(file: Path, folder: Path) -> dict[str, Any]:
    from workflow.store.files import trouble

    try:
        source = file.open("rb")
    except OSError as error:
        raise InputError(
            N_("{path} cannot be read: {why}."), N_("Check the path and its permissions."), path=str(file),
            why=error.strerror or str(error),
        ) from None  # fmt: skip
    with source:
        try:
            shared = bool(_record_of(folder).stat().st_mode & 0o070)
            folder.mkdir(mode=0o2770 if shared else 0o700, exist_ok=True)
            if shared:
                with suppress(PermissionError):  # another member of the group made it, with the right mode
                    folder.chmod(0o2770)
            digest, size = _into(source, folder, 0o660 if shared else 0o600)
        except OSError as error:
            raise trouble(error, error.filename or folder) from error
    return {"file": file.name, "sha256": digest, "size": size}


def _record_of(folder: Path) -> Path:
    return folder.with_suffix(".log")


def _into(source: BinaryIO, folder: Path, mode: int) -> tuple[str, int]:
    """Copy to a new file, make it durable, then give it its name: a file of that name is always whole."""
    digest, size = hashlib.sha256(), 0
    handle, new = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as copy:
            while piece := source.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        path = Path(new)
        path.chmod(mode)
        path.replace(folder / digest.hexdigest())
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise
    from workflow.store.files import Files

    Files().sync_folder(folder)
    return digest.hexdigest(), size
