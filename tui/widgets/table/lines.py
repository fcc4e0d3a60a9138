"""The painted part of a table: which line shows what, kept lines, and repainting only what differs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from .column import Column, Layout, fit
from .paint import empty_strips, header_strip, row_strip
from .source import EmptySource, RowSource, Styled, Versioned

_UNMEASURED = Layout(-1, 0, ())
_KEPT = 1024


class Line(NamedTuple):
    """All that decides how a row is painted; two equal ones look the same."""

    key: str
    version: Hashable
    style: str | None
    cursor: bool
    marked: bool
    hover: bool
    odd: bool


class Lines(ScrollView, inherit_bindings=False):
    """Heading and rows of a source, line by line. `VirtualTable` adds the cursor, marks, keys and mouse."""

    empty: reactive[str | Content] = reactive[str | Content]("", init=False)
    """What is said when there are no rows. A `str` is never read as markup."""
    sorted_by: reactive[tuple[str, bool] | None] = reactive[tuple[str, bool] | None](None, init=False)
    """The column with the sort mark and whether it is reversed. It shows; sorting is the source's work."""

    multi = True
    zebra = False

    def __init__(
        self,
        columns: Sequence[Column],
        source: RowSource | None = None,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._columns = tuple(columns)
        self._layout = _UNMEASURED
        self._strips: LRUCache[Hashable, Strip] = LRUCache(_KEPT)
        self._empty: list[Strip] = []
        self._painted: dict[int, Hashable] = {}
        self._under_mouse: int | None = None
        self._take(source or EmptySource())

    def _take(self, source: RowSource) -> None:
        self._source = source
        self._versioned = source if isinstance(source, Versioned) else None
        self._styled = source if isinstance(source, Styled) else None
        self._forget()

    @property
    def source(self) -> RowSource:
        """Where the rows come from."""
        return self._source

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, those left out at this width too."""
        return self._columns

    @columns.setter
    def columns(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._forget()

    def show_sort(self, column: str | None, reverse: bool = False) -> None:
        """Put the sort mark at a column, or take it away."""
        self.sorted_by = None if column is None else (column, reverse)

    def watch_empty(self) -> None:
        """Show the new text."""
        self._repaint()

    def watch_sorted_by(self) -> None:
        """Show the sort mark."""
        self._repaint()

    def notify_style_update(self) -> None:
        """Another theme, or the focus came or went."""
        super().notify_style_update()
        self._forget()

    def has_cursor(self, key: str) -> bool:
        """Whether the cursor is on a row."""
        return False

    def has_mark(self, key: str) -> bool:
        """Whether a row is marked."""
        return False

    # -- what stands on which line -------------------------------------------------------

    @property
    def _rows_in_sight(self) -> int:
        return max(1, self.scrollable_content_region.height - 1)

    @property
    def _window(self) -> list[str]:
        """The keys on the screen as it was last painted, from the top."""
        lines = (self._painted.get(y) for y in range(1, self._rows_in_sight + 1))
        return [line.key for line in lines if isinstance(line, Line)]

    def _line(self, y: int) -> Hashable:
        """What ought to stand on line `y` of the window; line 0 is the heading."""
        if y == 0:
            return self.sorted_by
        index, source = self.scroll_offset.y + y - 1, self._source
        if index >= source.count:
            return None if source.count else (str(self.empty),)
        key = source.key(index)
        return Line(
            key,
            self._versioned.version(index) if self._versioned else None,
            self._styled.style(index) if self._styled else None,
            self.has_cursor(key),
            self.has_mark(key),
            y == self._under_mouse,
            self.zebra and index % 2 == 1,
        )

    # -- painting ------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Paint one line of the window, or give the one that was kept."""
        width = self.scrollable_content_region.width
        if width != self._layout.width:
            self._strips.clear()
            self._layout = fit(self._columns, width, 3 if self.multi else 2)
        line = self._painted[y] = self._line(y)
        if y == 0:
            sorted_style = self._style("header", "sorted")
            return header_strip(self._layout, self._style("header"), sorted_style, self.sorted_by)
        if not isinstance(line, Line):
            blank = Strip.blank(width, self._style("row").rich_style)
            return blank if line is None else self._empty_line(y, width)
        if self._versioned is None:
            return self._row(line, y)
        if (strip := self._strips.get(line)) is None:
            strip = self._strips[line] = self._row(line, y)
        return strip

    def _row(self, line: Line, y: int) -> Strip:
        known = f"virtual-table--{line.style}" in self.COMPONENT_CLASSES
        names = [
            "row",
            *(["odd"] if line.odd else []),
            *([line.style] if line.style and known else []),
            *(["marked"] if line.marked else []),
            *(["hover"] if line.hover else []),
            *(["cursor"] if line.cursor else []),
        ]
        return row_strip(
            self._source.row(self.scroll_offset.y + y - 1),
            self._layout,
            self._style(*names),
            self._parse_style,
            self._style(*names, "bar") if line.cursor else None,
            self._style(*names, "mark") if line.marked else None,
        )

    def _empty_line(self, y: int, width: int) -> Strip:
        if y == 1 or y > len(self._empty):
            height = self._rows_in_sight
            self._empty = empty_strips(self.empty, width, height, self._style("empty"), self._parse_style)
        return self._empty[y - 1]

    def _style(self, *names: str) -> Style:
        return self.get_visual_style(*(f"virtual-table--{name}" for name in names))

    def _parse_style(self, style: str | Style) -> Style:
        return self.app.stylesheet.parse_style(style)

    def _forget(self) -> None:
        """Paint every line anew."""
        self._strips.clear()
        self._painted.clear()
        self._layout = _UNMEASURED
        self.refresh()

    def _repaint(self, changed: bool = False) -> None:
        """Paint again the lines that would look different; every row of a changed source without versions."""
        if not self.is_attached or not self.size:
            return
        every = changed and self._versioned is None
        lines = [y for y in range(self._rows_in_sight + 1) if (every and y) or self._differs(y)]
        if lines:
            self.refresh(*self._regions(lines))

    def _differs(self, y: int) -> bool:
        return y not in self._painted or self._painted[y] != self._line(y)

    def _regions(self, lines: Iterable[int]) -> Iterable[Region]:
        width = self.scrollable_content_region.width
        return (Region(0, y, width, 1) for y in lines)
