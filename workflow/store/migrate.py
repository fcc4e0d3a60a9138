"""Bringing a store of an older format to this program's, on its first opening: a backup first, then one step after another.

    1 → 2   lines have a salt, events may cover values by digest alone, and a commit may name lines that were written over.
            What is written stays as it is and is read by the rules of before; from a new segment on, lines are of format 2.

Each step leaves a store that opens. A program that is stopped between two goes on with the next when it comes again.
"""

from __future__ import annotations

from pathlib import Path

from workflow.errors import sentence
from workflow.language import N_
from workflow.store.backup import write_backup
from workflow.store.files import Files
from workflow.store.log import FORMAT
from workflow.store.opening import Paths
from workflow.store.state import State


def kept_backup(paths: Paths) -> Path:
    """Where the store of before is kept.

    Example:
        >>> kept_backup(Paths.of(Path("store.json"))).name
        'store.before-format-2.zip'
    """
    return paths.log.with_name(f"{paths.log.name.removesuffix('.log')}.before-format-{FORMAT}.zip")


def bring_up(state: State, paths: Paths, files: Files, notes: list[str]) -> None:
    """Take the steps that are left, but for the picture's. The lock is held, and the state goes up to the record's end.

    Raises:
        OSError, StoreError: a file could not be written; the store is as it was, or a step further.
    """
    old = state.log.newest_format()
    if old < FORMAT:
        _back_up(state, paths, files)
        state.log.begin_segment()
        state.settle()
        notes.append(
            sentence(
                N_("The store was brought from format {old} to {new}; what it was before is kept in {path}."),
                {"old": old, "new": FORMAT, "path": kept_backup(paths).name},
            )
        )


def _back_up(state: State, paths: Paths, files: Files) -> None:
    to = kept_backup(paths)
    if to.exists() or not state.commit:
        return
    record = state.record()
    new = to.with_suffix(".new")
    fd = files.open(new, fresh=True, mode=state.log.segments.mode)
    try:
        write_backup(
            paths, record, [one for one in state.log.segments.all if one.start < record["place"]], new
        )
        files.sync(fd)
    finally:
        files.close(fd)
    files.rename(new, to)
    files.sync_folder(to.parent)
