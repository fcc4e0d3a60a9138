"""A cell of a table as text of an exact width, whatever script it is written in."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.content import Content

from .column import Align

Cell = str | Content | Text
"""What a row gives for a column. A `str` is data and never read as markup."""

_SPACES = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)
_CURSOR = (*range(0x20), *range(0x7F, 0xA0))
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SURROGATES = range(0xD800, 0xE000)
_SAFE = dict.fromkeys((*_CURSOR, *_BIDI, *_SURROGATES), "�") | dict.fromkeys(_SPACES, " ")
"""Line breaks become spaces; what could move the cursor, turn a name around or not be written
becomes visible. One character for one, so that the spans of styled text keep their places."""


def clean(text: str) -> str:
    r"""Text that stays on its line and says what it shows.

    >>> clean("two\nlines")
    'two lines'
    """
    return text if text.isascii() and text.isprintable() else text.translate(_SAFE)


def plain(cell: Cell) -> str:
    """What a cell says, without its styles."""
    return cell if isinstance(cell, str) else cell.plain


def fit_text(text: str, width: int, align: Align = "left") -> str:
    """Crop or pad a text to `width` cells; what was cut ends in an ellipsis.

    >>> fit_text("Perawat Ahli Muda", 9)
    'Perawat …'
    >>> fit_text("12", 5, "right")
    '   12'
    >>> fit_text("日本語", 5)
    '日本…'
    """
    if width <= 0:
        return ""
    text = clean(text)
    spare = width - cell_len(text)
    if spare < 0:
        return set_cell_size(text, width - 1) + "…"
    left = _left(spare, align)
    return " " * left + text + " " * (spare - left)


def fit_content(cell: Content | Text, width: int, align: Align = "left") -> Content:
    """As `fit_text`, for text that carries styles."""
    if width <= 0:
        return Content("")
    content = Content.from_rich_text(cell) if isinstance(cell, Text) else cell
    said = content.plain
    if (safe := clean(said)) != said:
        content = Content(safe, list(content.spans), strip_control_codes=False)
    spare = width - cell_len(safe)
    if spare < 0:
        return content.truncate(width, ellipsis=True)
    left = _left(spare, align)
    return content.pad(left, spare - left)


def _left(spare: int, align: Align) -> int:
    return {"left": 0, "right": spare, "center": spare // 2}[align]
