"""Where a table gets its rows: a small protocol, and what a source may offer besides."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol, runtime_checkable

from .cell import Cell


class RowSource(Protocol):
    """Rows by index, known by key. The table asks only for the rows that it paints."""

    @property
    def count(self) -> int:
        """How many rows there are to show."""
        ...

    def row(self, index: int) -> Sequence[Cell]:
        """A row's cells, one for each column in the order of the columns."""
        ...

    def key(self, index: int) -> str:
        """The name of a row, the same for as long as the row exists."""
        ...

    def index_of(self, key: str) -> int | None:
        """Where a row stands now, or None when it is not shown."""
        ...


@runtime_checkable
class Versioned(Protocol):
    """A source that can say whether a row has changed, so that only changes are painted again."""

    def version(self, index: int) -> Hashable:
        """Anything that differs after the row, or its style, has changed."""
        ...


@runtime_checkable
class Styled(Protocol):
    """A source whose rows have a state worth a colour. The row must say the same in words."""

    def style(self, index: int) -> str | None:
        """A style name such as "overdue" or "dim"; a name the table does not know changes nothing."""
        ...


@runtime_checkable
class Filtered(Protocol):
    """A source that hides rows: a marked row that is hidden stays marked, one that is gone does not."""

    def knows(self, key: str) -> bool:
        """Whether the row exists, shown or hidden."""
        ...


class EmptySource:
    """No rows; what a table shows before it is given a source."""

    count = 0

    def row(self, index: int) -> Sequence[Cell]:
        """There is none."""
        raise IndexError(index)

    def key(self, index: int) -> str:
        """There is none."""
        raise IndexError(index)

    def index_of(self, key: str) -> int | None:
        """Nowhere."""
        return None
