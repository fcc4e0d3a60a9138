"""Setting up a store: an empty one with the shipped definitions, ready for an office's own sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from workflow.errors import InputError, StoreError
from workflow.language import N_
from workflow.shipped import copy_whole, shipped_definitions
from workflow.workspace.core import Workspace
from workflow.workspace.target import MARK, folder_of, is_address, is_store


def make_empty(path: str | Path, *, clock: Callable[[], datetime] | None = None) -> Workspace:
    """Make an empty store, with the shipped definitions beside it, and publish them.

    Args:
        path: where `store.json` is to lie, or the URL of a database; no store may be there yet.
        clock: tells the time instead of the system; for tests and the demonstration.

    Returns:
        The open workspace.

    Raises:
        InputError: there is a store already.
        StoreError: the folder cannot be written.
    """
    target = path if is_address(path) else Path(path).expanduser()
    if is_store(target) and not (is_address(path) and _cut_short(str(path))):
        raise InputError(
            N_("There is a store at {path} already; it is left as it is."),
            N_("Open it with `lantik --store {path}`, or name another place."),
            path=str(path).rpartition("@")[2],
        )
    folder = copy_definitions(folder_of(target))
    workspace = Workspace.open(target, clock=clock)
    for file in sorted(folder.glob("*.yaml")):
        if _is_definition(file):
            workspace.definitions.publish(
                file, "admin", scenarios=False
            )  # they passed before they were shipped
    workspace.store.checkpoint()
    return workspace


def _cut_short(address: str) -> bool:
    """Whether a database has no more in it than what `make_empty` began: at most the first user, and not every definition.

    A store in a file is made beside a file that says so; a database has no such place.
    """
    from workflow.store.protocol import TABLES
    from workflow.store.sql.store import SqlStore

    beside = folder_of(address) / "definitions"
    wanted = beside if beside.is_dir() else shipped_definitions()
    number = sum(_is_definition(one) for one in wanted.glob("*.yaml"))
    with SqlStore(address, create=False) as store:
        now = store.read()
        more = any(now.count(table) for table in TABLES if table not in ("users", "versions", "meta"))
        return (
            not more
            and now.count("users") <= 1
            and now.count("meta") <= 1
            and now.count("versions") < number
            and now.get("meta", MARK) is None
        )


def _is_definition(file: Path) -> bool:
    return file.name != "city.yaml" and not file.name.endswith(".scenario.yaml")


def copy_definitions(beside: Path) -> Path:
    """The folder `definitions/` in `beside`; the shipped ones are copied there when it is absent.

    Raises:
        StoreError: it cannot be written.
    """
    folder = beside / "definitions"
    if folder.is_dir():
        return folder
    try:
        beside.mkdir(parents=True, exist_ok=True)
        copy_whole(shipped_definitions(), folder)
    except OSError as error:
        raise StoreError(
            N_("The definitions cannot be copied to {folder}: {why}."),
            N_("Choose a folder that you may write to."),
            folder=str(folder),
            why=error.strerror or str(error),
        ) from None
    return folder
