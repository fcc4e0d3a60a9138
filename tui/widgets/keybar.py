"""The line at the bottom: the keys that work now, from the live bindings, in the user's words."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.screen import Screen

from tui import keys
from tui.widgets.clicks import ClickLine, Part
from workflow.language import translate as _


class KeyBar(ClickLine):
    """Keys as far as they fit; those of the focused part come first. `note` stands at the right end."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $panel; color: $foreground; }
    KeyBar:ansi { background: ansi_default; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._note = Content("")

    def note(self, said: str | Content) -> None:
        """Say something short at the right end."""
        self._note = Content(said) if isinstance(said, str) else said
        self.refresh()

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """Each key with its word."""
        room = self.size.width - cell_len(self._note.plain) - 1
        parts: list[Part] = []
        for key, action, enabled in shown_keys(self.screen):
            part = Content.assemble(
                " ",
                Content.styled(key.shown, "bold $accent" if enabled else "$faint"),
                " ",
                Content.styled(_(key.says), "" if enabled else "$faint"),
                " ",
            )
            if (room := room - cell_len(part.plain)) < 0:
                room += cell_len(part.plain)
                break
            parts.append((part, action if enabled else None))
        return self.laid([*parts, (Content(" " * max(0, room)), None), (self._note, None)])


def shown_keys(screen: Screen[object]) -> list[tuple[keys.Key, str, bool]]:
    """The keys of the table that work on a screen now and are to be shown, each once: key, action, whether it is enabled."""
    found: dict[str, tuple[keys.Key, str, bool]] = {}
    for active in screen.active_bindings.values():
        key = keys.find(active.binding.id)
        if key is not None and key.show:
            found.setdefault(key.id, (key, f"screen.press('{active.binding.key}')", active.enabled))
    return list(found.values())
