"""A picture and a record that do not go together: damage, or one of them was put there from elsewhere."""

from __future__ import annotations

from pathlib import Path

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store.files import Files
from workflow.store.log import Log, Torn
from workflow.store.segments import RESTORE


def disagreement(folder: Path, files: Files, place: int, commit: int, store: str) -> StoreError:
    """Why the picture does not go with the record.

    Args:
        folder: the record's.
        files: the system's calls.
        place: the byte of the record up to which the picture goes.
        commit: the number of the commit that it ends with.
        store: the id of the store that it is a picture of.

    Raises:
        StoreError: the record itself is damaged, with segment, line and byte.
    """
    again = Log(folder, files)
    try:
        for _ in again.follow(thorough=True):
            pass
    except Torn:
        return StoreError(
            N_(
                "The record is damaged: the picture goes up to its byte {place}, and there it says something else."
            ),
            RESTORE,
            place=place,
        )
    finally:
        again.close()
    said = {"log": str(folder), "place": place, "commit": again.commit, "known": commit}
    if again.store != store:
        return StoreError(
            N_("The record {log} is whole, and the picture beside it is that of another store."),
            N_("Move the picture away: it is made again from the record. Nothing was changed."),
            **said,
        )
    if again.end < place:
        return StoreError(
            N_(
                "The record {log} ends with commit {commit}, and the picture goes up to commit {known}: its end was"
                " cut off, or it is an older one."
            ),
            N_(
                "Put the newer record back, or restore a backup. Where neither is left, move the picture away: it is"
                " made again from the record as it is. Nothing was changed."
            ),
            **said,
        )
    return StoreError(
        N_(
            "The record {log} is whole, and of its byte {place} it says something else than the picture: one of them"
            " was put there from elsewhere."
        ),
        N_(
            "Put the other back, or restore a backup. If the record is the right one (`lantik audit verify --seal FILE`"
            " tells), move the picture away: it is made again. Nothing was changed."
        ),
        **said,
    )
