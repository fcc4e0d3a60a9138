"""Where the cursor and the window belong after a change, so that nothing moves under the hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .source import RowSource


@dataclass(frozen=True, slots=True)
class Place:
    """The cursor's index and the index of the first row in the window."""

    cursor: int
    top: int


def settle(source: RowSource, key: str | None, cursor: int, top: int, window: Sequence[str]) -> Place:
    """The place that keeps the cursor on its row, and that row (or else the window) where it stands.

    Args:
        source: the rows as they are now; at least one.
        key: the row of the cursor before the change.
        cursor: its index then.
        top: the index of the first row in the window then.
        window: the keys that were in the window, from the top.

    A cursor whose row is gone goes to the next row of the window that is still there, else to the one
    before, else to the same index.
    """
    seen = top <= cursor < top + len(window)
    found = None if key is None else source.index_of(key)
    if found is None and key in window:
        here = window.index(key)
        for neighbour in [*window[here + 1 :], *reversed(window[:here])]:
            if (found := source.index_of(neighbour)) is not None:
                break
    if found is None:
        found = max(0, min(cursor, source.count - 1))
    if seen or not window:
        return Place(found, found - (cursor - top))
    for offset, other in enumerate(window):  # the cursor is out of sight: hold the window instead
        if (index := source.index_of(other)) is not None:
            return Place(found, index - offset)
    return Place(found, top)
