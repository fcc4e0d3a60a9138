"""What a table tells its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from .table import VirtualTable


class TableMessage(Message, namespace="virtual_table"):
    """A message of one table, which `@on(..., "#id")` can tell from others."""

    def __init__(self, table: VirtualTable) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> VirtualTable:
        """The table that sent it."""
        return self.table


class RowHighlighted(TableMessage, namespace="virtual_table"):
    """The cursor stands on another row; `key` is None when there is no row left."""

    def __init__(self, table: VirtualTable, key: str | None) -> None:
        super().__init__(table)
        self.key = key


class RowSelected(TableMessage, namespace="virtual_table"):
    """A row is to be opened: Enter, or a click on the row of the cursor."""

    def __init__(self, table: VirtualTable, key: str) -> None:
        super().__init__(table)
        self.key = key


class SelectionChanged(TableMessage, namespace="virtual_table"):
    """Other rows are marked; `keys` are all of them, those hidden by a filter too."""

    def __init__(self, table: VirtualTable, keys: frozenset[str]) -> None:
        super().__init__(table)
        self.keys = keys


class SortRequested(TableMessage, namespace="virtual_table"):
    """A heading was clicked; `reverse` is true when the table is sorted by it already."""

    def __init__(self, table: VirtualTable, column: str, reverse: bool) -> None:
        super().__init__(table)
        self.column = column
        self.reverse = reverse
