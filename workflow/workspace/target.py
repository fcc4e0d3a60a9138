"""From what a user names (`store.json`, a database URL) to an open store."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from workflow.errors import InputError, StoreError
from workflow.language import N_
from workflow.store.protocol import Store
from workflow.workspace.files import Attachments, Files

#: the document (in `meta`) of a store that is being filled from another
MARK = "copying"


def is_address(target: str | Path) -> bool:
    """Whether a database is named, not a file of ours.

    Example:
        >>> is_address("postgresql://db/lantik"), is_address("sqlite:///city.db"), is_address("store.json")
        (True, True, False)
    """
    return isinstance(target, str) and "://" in target


def open_store(target: str | Path, *, create: bool = True) -> tuple[Store, Path, Files]:
    """Open the store that a path or URL names.

    Returns:
        The store, the folder in which its definitions are looked for (of a database on a server: the current one), and
        its attached files.

    Raises:
        InputError: it is the URL of a kind of store that this version does not have.
        StoreError: it is damaged, locked, absent (with `create=False`), or cannot be reached.
    """
    if is_address(target):
        from workflow.store.sql.store import SqlStore  # late: SQLAlchemy takes a while to load
        from workflow.workspace.stored_files import StoredFiles

        database = SqlStore(str(target), create=create)
        return database, folder_of(target), StoredFiles(database)
    path = _path(target)
    if not create and not is_store(path):
        raise StoreError(
            N_("There is no store at {path}."),
            N_("`lantik demo` makes the demonstration city there, `lantik init` an empty one."),
            path=str(path),
        )
    from workflow.store.tiny import TinyStore  # late: `lantik --version` needs no store

    return TinyStore(path, create=create), path.resolve().parent, Attachments.beside(target)


def refuse_unfinished(store: Store, target: str | Path) -> None:
    """Refuse a store that is the unfinished copy of another, or that somebody else began to make and has not finished.

    Raises:
        StoreError: it is one.
    """
    if not is_address(target):
        _refuse_half_made(_path(target))
    mark = store.read().get("meta", MARK)
    if mark is not None:
        raise StoreError(
            N_("The store at {path} is an unfinished copy of {other}."),
            N_("Finish it first: lantik copy --store {other} --to …"),
            path=str(target).rpartition("@")[2],
            other=mark["from"],
        )


def _refuse_half_made(path: Path) -> None:
    from workflow.store.opening import Paths

    try:
        maker = Paths.of(path).making.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    if f"(pid {os.getpid()})" not in maker:
        raise StoreError(
            N_("The store at {path} is not whole: {maker} makes it, or was cut short."),
            N_(
                "Wait for that program. If it is gone, do `lantik init` or `lantik demo` again: it begins anew."
            ),
            path=str(path),
            maker=maker.strip() or "?",
        )


def folder_of(target: str | Path) -> Path:
    """The folder in which a store's definitions are looked for: beside its file, else the current one."""
    if not is_address(target):
        return Path(target).expanduser().resolve().parent
    file = database_file(str(target))
    return file.parent if file else Path.cwd()


def database_file(address: str) -> Path | None:
    """The file of a database that is one, wherever its address leads; None for one on a server or in memory.

    Example:
        >>> database_file("sqlite:////srv/city.db").name, database_file("postgresql://db/lantik")
        ('city.db', None)
    """
    kind, _, name = address.partition(":///")
    return Path(name.partition("?")[0]).resolve() if kind == "sqlite" and name else None


def store_path(target: str | Path) -> Path:
    """The path of the picture of a store in a file, whether it is there or not.

    Raises:
        InputError: it is the URL of a database, or no file can have that path.
    """
    if is_address(target):
        raise InputError(
            N_("Only a store in a file is restored here; “{target}” is a database address."),
            N_("Restore into a file, then `lantik copy --to` the database."),
            target=str(target).rpartition("@")[2],
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


def is_store(target: str | Path) -> bool:
    """Whether there is a store: a picture, or the record from which it can be made again; in a database, its tables.

    Raises:
        StoreError: the database cannot be reached.
    """
    if is_address(target):
        from workflow.store.sql.store import SqlStore

        return SqlStore.exists(str(target))
    from workflow.store.opening import Paths

    return Paths.of(Path(target)).there()
