"""A line of text of which parts can be clicked, without looking like links."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

Part = tuple[Content, str | None]
"""A piece of text, and the action that a click on it runs."""


class ClickLine(Widget):
    """One line; `laid` puts pieces together and remembers where each is."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str]] = []

    def laid(self, parts: list[Part]) -> Content:
        """The pieces as one text."""
        self._places, x = [], 0
        for text, action in parts:
            width = cell_len(text.plain)
            if action:
                self._places.append((x, x + width, action))
            x += width
        return Content.assemble(*(text for text, _action in parts))

    async def on_click(self, event: events.Click) -> None:
        """Run what belongs to the piece under the mouse."""
        for start, end, action in self._places:
            if start <= event.x < end:
                event.stop()
                await self.run_action(action)
                return


def wide(parts: list[Part]) -> int:
    """How many cells the pieces take."""
    return sum(cell_len(text.plain) for text, _action in parts)
