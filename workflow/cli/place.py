"""The place of a new store: where it may be made, and a group of the host that is to share it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workflow.errors import InputError, StoreError
from workflow.language import N_

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
    log = Paths.of(path).log
    if path.is_dir():
        raise InputError(
            N_("{path} is a folder, not a store."),
            N_("Name a file in it, such as {path}/store.json."),
            path=store,
        )
    if path.exists() or log.exists():
        raise InputError(
            N_("There is a store at {path} already; it was left as it is."),
            N_("Name another place with --store, or move the old one away first, together with {log}."),
            path=store,
            log=log.name,
        )
    if not path.absolute().parent.is_dir():
        raise StoreError(
            N_("The folder {path} is not there."),
            N_("Make it first, or look at the path."),
            path=str(path.parent),
        )
    return path


@contextmanager
def whole_or_not_at_all(path: Path) -> Iterator[None]:
    """Make a store inside of this; when that fails or is interrupted, no half-made store stays behind.

    The definitions beside it stay, as they may be the user's own.
    """
    try:
        yield
    except BaseException:
        from workflow.store.opening import Paths

        paths = Paths.of(path)
        shutil.rmtree(paths.log, ignore_errors=True)
        for one in (paths.picture, paths.lock, paths.checkpoint):
            with suppress(OSError):
                one.unlink(missing_ok=True)
        raise


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
