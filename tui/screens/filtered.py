"""A screen above the present one that is a list with a filter: find, sort, look again, back."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input

from tui.screens.base import Framed
from tui.widgets.table import ListSource, VirtualTable


class FilteredScreen(Framed):
    """A list (`table`) with an input `#filter` above it, which is there when it is wanted."""

    @property
    def table(self) -> VirtualTable:
        """The list."""
        return self.query_one(VirtualTable)

    @property
    def source(self) -> ListSource[Any] | None:
        """Its rows."""
        source = self.table.source
        return source if isinstance(source, ListSource) else None

    def on_mount(self) -> None:
        """The filter is there when it is wanted."""
        self.query_one("#filter").display = False

    def filtered(self) -> None:
        """What else changes when other rows are shown."""

    def action_find(self) -> None:
        """Type to filter."""
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    def action_list(self) -> None:
        """From the filter to the list."""
        self.table.focus()

    def action_refresh(self) -> None:
        """Look again."""
        self.look()

    def action_back(self) -> None:
        """Out of the filter, then to the screen below."""
        box = self.query_one("#filter", Input)
        if box.value or box.has_focus:
            box.value = ""
            box.display = False
            self.table.focus()
        else:
            self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        if self.source is not None:
            self.source.filter(event.value)
            self.table.refresh_rows()
            self.filtered()

    def on_input_submitted(self) -> None:
        """Enter leads to the list too."""
        self.action_list()

    def on_virtual_table_sort_requested(self, event: VirtualTable.SortRequested) -> None:
        """A heading was clicked."""
        if self.source is not None:
            self.source.sort(event.column, event.reverse)
            self.table.show_sort(event.column, event.reverse)
            self.table.refresh_rows()
