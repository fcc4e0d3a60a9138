"""From the cells of a row to one line of the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.text import Text
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from .cell import Cell, fit_content, fit_text
from .column import Layout

BAR = "▌"
MARK = "●"
UP = "▲"
DOWN = "▼"

Segments = list[Segment]
ParseStyle = Callable[[str | Style], Style]


def row_strip(
    cells: Sequence[Cell],
    layout: Layout,
    style: Style,
    parse: ParseStyle,
    bar: Style | None = None,
    mark: Style | None = None,
) -> Strip:
    """One row.

    Args:
        cells: in the order of the columns; a missing one is blank.
        layout: where the columns stand.
        style: of the row.
        parse: reads the style names of styled text, with the theme's variables.
        bar: the style of the cursor's bar, when the cursor is here.
        mark: the style of the mark, when the row is marked.
    """
    plain = style.rich_style
    segments: Segments = []
    if layout.gutter:
        segments.append(Segment(BAR, bar.rich_style) if bar else Segment(" ", plain))
    if mark and layout.gutter > 2:
        segments.append(Segment(MARK, mark.rich_style))
    text, x = "", len(segments)
    for slot in layout.slots:
        text += " " * (slot.x - x)
        x = slot.x + slot.width
        cell: Cell = cells[slot.index] if slot.index < len(cells) else ""
        if isinstance(cell, Content | Text):
            segments.append(Segment(text, plain))
            text = ""
            segments.extend(_styled(fit_content(cell, slot.width, slot.column.align), style, parse))
        else:
            text += fit_text(cell, slot.width, slot.column.align)
    segments.append(Segment(text + " " * (layout.width - x), plain))
    return Strip([segment for segment in segments if segment.text], layout.width)


def header_strip(layout: Layout, style: Style, active: Style, sorted_by: tuple[str, bool] | None) -> Strip:
    """The headings, with an arrow at the column that the rows are sorted by."""
    segments: Segments = []
    x = 0
    for slot in layout.slots:
        segments.append(Segment(" " * (slot.x - x), style.rich_style))
        x = slot.x + slot.width
        label, column = slot.column.label, slot.column
        if sorted_by is None or sorted_by[0] != column.key:
            segments.append(Segment(fit_text(label, slot.width, column.align), style.rich_style))
            continue
        arrow = DOWN if sorted_by[1] else UP
        words = fit_text(label, slot.width - 2).rstrip() + " " + arrow
        segments.append(Segment(fit_text(words.lstrip(), slot.width, column.align), active.rich_style))
    segments.append(Segment(" " * (layout.width - x), style.rich_style))
    return Strip([segment for segment in segments if segment.text], layout.width)


def empty_strips(
    empty: str | Content, width: int, height: int, style: Style, parse: ParseStyle
) -> list[Strip]:
    """What stands in place of the rows when there are none: wrapped, in the middle."""
    margin = 2 if width > 20 else 0
    content = empty if isinstance(empty, Content) else Content(empty)
    lines = content.wrap(max(1, width - 2 * margin)) if content else []
    above = max(0, (height - len(lines)) // 2)
    blank = Strip([Segment(" " * width, style.rich_style)], width)
    strips = [blank] * above
    for line in lines:
        words = fit_content(line.rstrip(), width - 2 * margin, "center").pad(margin, margin)
        strips.append(Strip(_styled(words, style, parse), width))
    return (strips + [blank] * height)[:height]


def _styled(content: Content, style: Style, parse: ParseStyle) -> Segments:
    return [Segment(text, part.rich_style) for text, part in content.render(style, "", parse)]
