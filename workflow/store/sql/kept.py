"""What was read at one moment, kept for the readers that come at the same one.

A reader asks for the store's position first, and that grows with every commit: where it is the same, nothing was written in
between, and what was read then is so now. A screen that looks again, or the rows of a list, then ask no server.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflow.store.protocol import TABLES, Doc

#: more documents than these are not kept from one reader to the next
MOST = 20_000


class Kept:
    """Documents by table and id (None: there is none), and the answers of `find` by table, index and value.

    Args:
        position: where the store stood.

    Example:
        >>> kept = Kept(7); kept.documents["users"]["anna"] = {"id": "anna"}
        >>> kept.serves(7), kept.serves(8)
        (True, False)
    """

    __slots__ = ("documents", "found", "position")

    def __init__(self, position: int = -1) -> None:
        self.position = position
        self.documents: Mapping[str, dict[str, Doc | None]] = {kind: {} for kind in TABLES}
        self.found: dict[tuple[str, str, str], list[tuple[str, Doc]]] = {}

    def serves(self, position: int) -> bool:
        """Whether it is of this moment, and has not grown too large."""
        return self.position == position and sum(map(len, self.documents.values())) < MOST


class Shelf:
    """The newest `Kept` of a store."""

    __slots__ = ("_newest",)

    def __init__(self) -> None:
        self._newest = Kept()

    def at(self, position: int) -> Kept:
        """What is kept of a moment; an empty one where nothing is."""
        newest = self._newest
        if not newest.serves(position):
            newest = self._newest = Kept(position)
        return newest
