"""From what a user names (`store.json`, a database URL) to an open store."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from workflow.errors import InputError, StoreError
from workflow.language import N_
from workflow.store.protocol import Store


def open_store(target: str | Path, *, create: bool = True) -> tuple[Store, Path]:
    """Open the store that a path or URL names.

    Returns:
        The store, and the folder in which its definitions are looked for.

    Raises:
        InputError: it is the URL of a kind of store that this version does not have.
        StoreError: it is damaged, locked, absent (with `create=False`), or cannot be reached.
    """
    path = store_path(target)
    if not create and not is_store(path):
        raise StoreError(
            N_("There is no store at {path}."),
            N_("`lantik demo` makes the demonstration city there, `lantik init` an empty one."),
            path=str(path),
        )
    from workflow.store.tiny import TinyStore  # late: `lantik --version` needs no store

    return TinyStore(path, create=create), path.resolve().parent


def store_path(target: str | Path) -> Path:
    """The path of the picture of a store in a file, whether it is there or not.

    Raises:
        InputError: it is the URL of a kind of store that this version does not have, or no file can have that path.
    """
    text = str(target)
    if "://" in text:
        raise InputError(
            N_("This version keeps stores in a file; “{target}” is a database address."),
            N_("Name a file: --store store.json"),
            target=text.rsplit("@", 1)[-1],
        )
    return _path(target)


def _path(target: str | Path) -> Path:
    """The path that was named, if a file could have it.

    Raises:
        InputError: no file can: it is too long, holds a zero character, or lies in a home that nobody has.
    """
    try:
        path = Path(target).expanduser()
        with suppress(PermissionError, FileNotFoundError, NotADirectoryError):
            path.lstat()
            if path.is_symlink() and path.exists():  # record and lock lie beside the file itself
                path = path.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            N_("{path} cannot be the path of a store: {why}."),
            N_("Name a file: --store store.json"),
            path=ascii(str(target))[:60],
            why=(getattr(error, "strerror", None) or str(error)).rstrip("."),
        ) from None
    return path


def is_store(path: Path) -> bool:
    """Whether there is a store at a path: its picture, or the record from which that can be made again."""
    from workflow.store.opening import Paths

    return path.exists() or Paths.of(path).log.exists()
