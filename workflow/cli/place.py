"""The place of a new store: where it may be made, and a group of the host that is to share it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.cli.output import note
from workflow.errors import InputError, StoreError
from workflow.language import N_, _

if TYPE_CHECKING:
    from workflow.store.opening import Paths

SHARED_FOLDER, SHARED_FILE = 0o2770, 0o660


def new_place(store: str) -> Path:
    """The path of a store that is to be made.

    Raises:
        InputError: it is a database address, or something is there already.
    """
    if "://" in store:
        raise InputError(
            N_("The demonstration city is made in a file; “{target}” is a database address."),
            N_("`lantik demo --store city.json`, then `lantik copy --store city.json --to URL`."),
            target=store.rpartition("@")[2],
        )
    from workflow.store.opening import Paths

    path = Path(store).expanduser()
    paths = Paths.of(path)
    if path.is_dir():
        raise InputError(
            N_("{path} is a folder, not a store."),
            N_("Name a file in it, such as {path}/store.json."),
            path=store,
        )
    if not paths.making.exists():  # what was cut short is begun anew
        _refuse_a_store(paths, store)
    if not path.absolute().parent.is_dir():
        raise StoreError(
            N_("The folder {path} is not there."),
            N_("Make it first, or look at the path."),
            path=str(path.parent),
        )
    return path


def _refuse_a_store(paths: Paths, name: str) -> None:
    if paths.there():
        raise InputError(
            N_("There is a store at {path} already; it was left as it is."),
            N_("Name another place with --store, or move the old one away first, together with {log}."),
            path=name,
            log=paths.log.name,
        )


@contextmanager
def whole_or_not_at_all(path: Path) -> Iterator[None]:
    """Make a store inside of this; when that fails or is interrupted, no half-made store stays behind.

    A killed process cannot tidy up: the file that says that a store is being made stays, nobody opens what is there, and
    whoever makes it again begins anew. Two who make one at the same moment come one after the other. The definitions
    beside it stay, as they may be the user's own.

    Raises:
        InputError: somebody else has made one meanwhile.
    """
    from workflow.store.files import Files
    from workflow.store.lock import StoreLock
    from workflow.store.opening import Paths

    paths = Paths.of(path)
    lock = StoreLock(paths.making.with_name(f"{paths.making.name}.lock"), Files())
    with lock.held():
        try:
            if paths.making.exists():
                _set_aside(paths)
            _refuse_a_store(paths, str(path))
            with _said(paths, lock.holder()):
                yield
        finally:
            lock.path.unlink(missing_ok=True)
    lock.close()


@contextmanager
def _said(paths: Paths, maker: str) -> Iterator[None]:
    """While a store is made, a file beside it says so."""
    from workflow.store.files import Files

    files, folder = Files(), paths.making.absolute().parent
    try:
        paths.making.write_text(maker, encoding="utf-8")
        files.sync_folder(folder)
        yield
    except BaseException:
        _remove(paths)
        raise
    finally:
        paths.making.unlink(missing_ok=True)
        files.sync_folder(folder)  # it must not come back, once the store is used


def _set_aside(paths: Paths) -> None:
    """Put what was cut short out of the way; it is not removed, as nobody knows what is in it."""
    number = 1
    while (side := paths.log.with_suffix(f".cut-short-{number}")).exists():
        number += 1
    side.mkdir(mode=0o700)
    for one in (paths.picture, paths.log):
        if one.exists():
            one.rename(side / one.name)
    _remove(paths)
    note(_("What was begun before lies in {folder}; nobody needs it.").format(folder=side))


def _remove(paths: Paths) -> None:
    shutil.rmtree(paths.log, ignore_errors=True)
    for one in (paths.picture, paths.lock, paths.checkpoint):
        with suppress(OSError):
            one.unlink(missing_ok=True)


def group_number(group: str) -> int:
    """The system's number of a group.

    Raises:
        InputError: there is none of that name.
        StoreError: the system has no such groups.
    """
    try:
        import grp
    except ImportError:
        raise StoreError(
            N_("This system has no groups that could share a store."), N_("Leave --group out.")
        ) from None
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise InputError(
            N_("There is no group “{group}” on this host."), N_("`getent group` names them."), group=group
        ) from None


def share(path: Path, number: int) -> bool:
    """Give a store that is closed, and the definitions beside it, to a group.

    The store takes the rights of its new files from those of its record's folder.

    Returns:
        Whether the folder around it lets the group in, too; that is its owner's to change.

    Raises:
        OSError: the user is not in the group.
    """
    from workflow.store.opening import Paths

    paths = Paths.of(path)
    for root in (path.parent / "definitions", paths.log):
        for one in (root, *root.rglob("*")):
            _give(one, number)
    for one in (path, paths.lock, paths.checkpoint):
        if one.exists():
            _give(one, number)
    folder = path.absolute().parent.stat()
    return folder.st_gid == number and folder.st_mode & 0o2070 == 0o2070


def _give(path: Path, group: int) -> None:
    os.chown(path, -1, group)
    path.chmod(SHARED_FOLDER if path.is_dir() else SHARED_FILE)
