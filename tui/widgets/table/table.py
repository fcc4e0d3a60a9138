"""The table: a list of any length of which only what is seen is asked for and painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from . import keys, messages, style
from .column import Column
from .lines import Lines
from .place import settle
from .source import Filtered, RowSource


class VirtualTable(Lines, can_focus=True):
    """A table over a `RowSource`, with a cursor and marks that belong to rows, not to lines.

    Args:
        columns: what is shown, from left to right.
        source: the rows; may come later with `update_source`.
        empty: said in place of the rows when there are none: what to do next.
        multi: whether rows can be marked.
        zebra: whether every second row has a shade.
        hover: whether the row under the mouse has one (repaints as the mouse moves).
    """

    BINDINGS = keys.BINDINGS
    COMPONENT_CLASSES: ClassVar[set[str]] = style.COMPONENTS
    DEFAULT_CSS = style.CSS
    ALLOW_SELECT = False

    RowHighlighted: TypeAlias = messages.RowHighlighted
    RowSelected: TypeAlias = messages.RowSelected
    SelectionChanged: TypeAlias = messages.SelectionChanged
    SortRequested: TypeAlias = messages.SortRequested

    cursor_key: reactive[str | None] = reactive[str | None](None, init=False)
    """The row of the cursor. Set it to go there; a key that is not shown changes nothing."""
    selected: reactive[frozenset[str]] = reactive(frozenset[str](), init=False)
    """The marked rows, those hidden by a filter too."""

    def __init__(
        self,
        columns: Sequence[Column],
        source: RowSource | None = None,
        *,
        empty: str | Content = "",
        multi: bool = True,
        zebra: bool = False,
        hover: bool = False,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(columns, source, name=name, id=id, classes=classes, disabled=disabled)
        self.set_reactive(VirtualTable.empty, empty)
        self.multi = multi
        self.zebra = zebra
        self.hover = hover
        self._index = 0
        self._wish: str | None = None
        self._settling = False
        self._range: tuple[str, frozenset[str]] | None = None
        self._opened = False

    # -- rows ----------------------------------------------------------------------------

    @property
    def cursor_index(self) -> int | None:
        """Where the row of the cursor stands now."""
        return None if self.cursor_key is None else self._index

    @property
    def hidden_selected(self) -> int:
        """How many marked rows are not shown."""
        index_of = self._source.index_of
        return sum(index_of(key) is None for key in self.selected)

    def update_source(self, source: RowSource) -> None:
        """Take another source; the cursor stays on its row when the source has it."""
        window = self._window
        self._take(source)
        self._settle(window)

    def refresh_rows(self) -> None:
        """Show what the source has now: call it after rows were changed, added, removed, sorted or filtered.

        The cursor stays on its row and that row on its line; only lines that differ are painted again.
        """
        self._settle(self._window)

    def _settle(self, window: list[str]) -> None:
        if not self.is_attached:
            return
        top = self.scroll_offset.y
        key, count = self.cursor_key or self._wish, self._source.count
        if self.virtual_size.height != count + 1:
            self.virtual_size = Size(0, count + 1)
            self._scroll_update(self.virtual_size)
        self._settling = True
        if count:
            place = settle(self._source, key, self._index, top, window)
            self._index, self._wish = place.cursor, None
            self.scroll_to(y=place.top, animate=False, force=True)
            self.cursor_key = self._source.key(place.cursor)
            if not window or key is None:
                self._reveal()
        else:
            self._wish, self.cursor_key = key, None
        self._settling = False
        if isinstance(self._source, Filtered) and self.selected:
            self.selected = frozenset(filter(self._source.knows, self.selected))
        self._repaint(changed=True)

    def clear_selection(self) -> None:
        """Unmark every row, those hidden by a filter too."""
        self._range = None
        self.selected = frozenset()

    # -- state ---------------------------------------------------------------------------

    def validate_cursor_key(self, key: str | None) -> str | None:
        """Refuse a row that is not there; before the first rows arrive it is remembered."""
        if key is None or self._source.index_of(key) is not None:
            return key
        if self._source.count == 0:
            self._wish = key
            return None
        return self.cursor_key

    def watch_cursor_key(self, key: str | None) -> None:
        """Show the cursor where it is now, and say so."""
        if key is not None:
            self._index = self._source.index_of(key) or 0
            if not self._settling:
                self._reveal()
        self._repaint()
        self.post_message(self.RowHighlighted(self, key))

    def watch_selected(self, keys: frozenset[str]) -> None:
        """Show the marks, and say so."""
        self._repaint()
        self.post_message(self.SelectionChanged(self, keys))

    def on_mount(self) -> None:
        """Show the rows that are there already."""
        self.refresh_rows()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._reveal()

    def has_cursor(self, key: str) -> bool:
        """Whether the cursor is on a row."""
        return key == self.cursor_key

    def has_mark(self, key: str) -> bool:
        """Whether a row is marked."""
        return key in self.selected

    # -- moving and marking --------------------------------------------------------------

    def _go(self, index: int) -> None:
        if count := self._source.count:
            self.cursor_key = self._source.key(max(0, min(index, count - 1)))
            self._reveal()

    def _reveal(self) -> None:
        """Scroll the least that brings the cursor's row into sight."""
        if self.cursor_key is None:
            return
        top, rows = self.scroll_offset.y, self._rows_in_sight
        if not top <= self._index < top + rows:
            above = self._index < top
            self.scroll_to(y=self._index if above else self._index - rows + 1, animate=False, force=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mark do nothing in a table without marks."""
        return self.multi if action in keys.MARKING else super().check_action(action, parameters)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._range = None
        self._go(self._index + by if self.cursor_key is not None else 0)

    def action_page(self, by: int) -> None:
        """Move the cursor and the window by pages; one row stays in sight."""
        self._range = None
        rows = max(1, self._rows_in_sight - 1) * by
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)
        self._go(self._index + rows)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.action_move(-self._source.count)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.action_move(self._source.count)

    def action_open(self) -> None:
        """Ask the screen to open the row of the cursor."""
        if self.cursor_key is not None:
            self.post_message(self.RowSelected(self, self.cursor_key))

    def action_mark(self) -> None:
        """Mark the row of the cursor, or unmark it."""
        self._range = None
        if self.cursor_key is not None:
            self.selected = self.selected ^ {self.cursor_key}

    def action_extend(self, by: int) -> None:
        """Mark from where the range began to the next row; going back unmarks again."""
        self._extend_to(self._index + by)

    def action_mark_all(self) -> None:
        """Mark every row that is shown; when they all are, unmark them."""
        self._range = None
        shown = frozenset(map(self._source.key, range(self._source.count)))
        self.selected = self.selected - shown if shown <= self.selected else self.selected | shown

    def _extend_to(self, index: int) -> None:
        if self.cursor_key is None:
            return
        begin, before = self._range or (self.cursor_key, self.selected)
        self._go(index)
        first = self._source.index_of(begin)
        first = self._index if first is None else first
        rows = range(min(first, self._index), max(first, self._index) + 1)
        self._range = (begin, before)
        self.selected = before | frozenset(map(self._source.key, rows))

    # -- mouse ---------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A heading sorts, the mark's place or Ctrl marks, Shift marks a range; a second click opens."""
        where = event.get_content_offset(self)
        if where is None or event.button != 1:
            return
        event.stop()
        if where.y == 0:
            self._click_heading(where.x)
            return
        index = self.scroll_offset.y + where.y - 1
        if index >= self._source.count:
            return
        again = self.cursor_key is not None and index == self._index
        self._opened = self._opened and event.chain > 1
        if self.multi and event.shift:
            self._extend_to(index)
            return
        self._range = None
        self._go(index)
        if self.multi and (event.ctrl or where.x < self._layout.gutter):
            self.action_mark()
        elif again and not self._opened:
            self._opened = True
            self.action_open()

    def _click_heading(self, x: int) -> None:
        column = self._layout.at(x)
        if column is not None and column.sortable:
            self.post_message(self.SortRequested(self, column.key, self.sorted_by == (column.key, False)))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Shade the row under the mouse, where that was asked for."""
        if self.hover:
            where = event.get_content_offset(self)
            self._under_mouse = where.y if where else None
            self._repaint()

    def on_leave(self) -> None:
        """Take the shade away."""
        if self.hover:
            self._under_mouse = None
            self._repaint()
