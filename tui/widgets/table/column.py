"""Columns of a table, and how they share the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a `VirtualTable`.

    Args:
        key: the name used by sorting, filtering and messages; never shown.
        label: the heading, in the user's language.
        width: a fixed width in cells; without one the column is flexible.
        weight: a flexible column's share of what the others leave.
        min_width: a flexible column is dropped rather than made narrower than this.
        align: how cells and heading stand in the column.
        sortable: whether a click on the heading asks for sorting.
        priority: 0 stays; in a narrow terminal the highest number goes first.
    """

    key: str
    label: str
    width: int | None = None
    weight: float = 1.0
    min_width: int = 8
    align: Align = "left"
    sortable: bool = True
    priority: int = 0

    @property
    def least(self) -> int:
        """The width in cells below which the column is not shown."""
        return self.min_width if self.width is None else self.width


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a column stands on the screen: its place in a row, left edge and width in cells."""

    column: Column
    index: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Every column that is shown at one width, from left to right."""

    width: int
    gutter: int
    slots: tuple[Slot, ...]

    def at(self, x: int) -> Column | None:
        """The column under a cell of the heading; the gap after a column belongs to it."""
        found: Column | None = None
        for slot in self.slots:
            if slot.x <= x:
                found = slot.column
        return found


def fit(columns: Sequence[Column], width: int, gutter: int = 0) -> Layout:
    """Share `width` cells among columns, leaving out the least important where it does not suffice.

    >>> columns = [Column("id", "Case", width=6), Column("name", "Name"), Column("unit", "Unit", priority=1)]
    >>> [(slot.column.key, slot.width) for slot in fit(columns, 40).slots]
    [('id', 6), ('name', 16), ('unit', 16)]
    >>> [slot.column.key for slot in fit(columns, 20).slots]
    ['id', 'name']
    """
    gap = 1 if width <= 60 else 2
    room = max(0, width - gutter - (1 if gutter else 0))  # one free cell before the scrollbar
    shown = list(range(len(columns)))
    while len(shown) > 1 and sum(columns[i].least for i in shown) + gap * (len(shown) - 1) > room:
        shown.remove(max(shown, key=lambda i: (columns[i].priority, i)))
    widths = _widths([columns[i] for i in shown], room - gap * max(0, len(shown) - 1))
    slots: list[Slot] = []
    x = gutter
    for i, cells in zip(shown, widths, strict=True):
        slots.append(Slot(columns[i], i, x, cells))
        x += cells + gap
    return Layout(width, gutter, tuple(slots))


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    """Widths in cells: the least of each, then the rest to flexible columns by weight."""
    if len(columns) == 1 and (columns[0].width is None or columns[0].least > room):
        return [max(0, room)]
    widths = [column.least for column in columns]
    weight = sum(column.weight for column in columns if column.width is None)
    spare = room - sum(column.least for column in columns if column.width is not None)
    flexible = sorted(
        (i for i, column in enumerate(columns) if column.width is None),
        key=lambda i: columns[i].weight / columns[i].least if columns[i].least else float("inf"),
    )
    for i in flexible:  # the one that its share would starve takes its least first
        share = int(spare * columns[i].weight / weight) if weight else 0
        widths[i] = max(columns[i].least, share)
        spare -= widths[i]
        weight -= columns[i].weight
    return widths
