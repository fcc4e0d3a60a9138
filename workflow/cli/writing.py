"""Writing a file that a command was asked for: whole or not at all, and never over the store."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workflow.errors import InputError
from workflow.language import N_


def target(store: str, file: str) -> Path:
    """Where to write: anywhere but over the store itself.

    Raises:
        InputError: it is one of the store's own files.
    """
    path = Path(file).expanduser()
    there = path.resolve()
    if _is_own(store, there):
        raise InputError(N_("{path} belongs to the store."), N_("Name another file."), path=str(path))
    return path


def _is_own(store: str, there: Path) -> bool:
    from workflow.store.opening import Paths
    from workflow.workspace.target import database_file, is_address

    if is_address(store):
        database = database_file(store)
        return database is not None and there in (
            database,
            *(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal")),
        )
    paths = Paths.of(Path(store).expanduser().absolute())
    own = [one.resolve() for one in (paths.picture, paths.lock, paths.checkpoint)]
    return there in own or paths.log.resolve() in there.parents


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A new file beside `path` to write into; it takes its name, durable, when nothing failed.

    Raises:
        InputError: it cannot be written; what was there before stands.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        new = Path(name)
        try:
            yield new
            with new.open("rb+") as file:
                os.fsync(file.fileno())
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(
            N_("{path} cannot be written: {why}."), N_("Check the folder and its permissions."), path=str(path),
            why=error.strerror or str(error),
        ) from error  # fmt: skip
