"""The line at the bottom: the keys that work now, from the live bindings, in the user's words."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len
from textual.content import Content
from textual.keys import key_to_character
from textual.screen import Screen

from tui import keys
from tui.widgets.clicks import ClickLine, Part
from workflow.language import translate as _


class KeyBar(ClickLine):
    """Keys as far as they fit; those of the focused part come first. `note` stands at the right end.

    Where not all fit, those that would do nothing now give way to those that would.
    """

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
        """Each key with its word; where not all fit, help is still there, for it tells the others."""
        room = self.size.width - cell_len(self._note.plain) - 1
        found = [
            (key.id == HELP, _worded(key, enabled), action if enabled else None)
            for key, action, enabled in shown_keys(self.screen)
        ]
        if sum(cell_len(part.plain) for _is_help, part, _action in found) > room:
            found = [one for one in found if one[2] is not None]
        kept = sum(cell_len(part.plain) for is_help, part, _action in found if is_help)
        parts: list[Part] = []
        full = False
        for is_help, part, action in found:
            wide = cell_len(part.plain)
            full = full or (not is_help and wide + kept > room)
            if is_help or not full:
                parts.append((part, action))
                room -= wide
                kept -= wide if is_help else 0
        return self.laid([*parts, (Content(" " * max(0, room)), None), (self._note, None)])


HELP = "app.help"


def _worded(key: keys.Key, enabled: bool) -> Content:
    return Content.assemble(
        " ",
        Content.styled(key.shown, "bold $accent" if enabled else "$faint"),
        " ",
        Content.styled(_(key.says), "" if enabled else "$faint"),
        " ",
    )


_CHARACTERS = {"slash": "/", "asterisk": "*", "plus": "+", "minus": "-", "space": " "}
"""Characters that Textual does not find by the names of their keys."""


def shown_keys(screen: Screen[object]) -> list[tuple[keys.Key, str, bool]]:
    """The keys of the table that work on a screen now and are to be shown, each once: key, action, whether it is enabled.

    While one types, a letter is a letter: a key that is one too is shown by its other name (F1 for ?), or not at all.
    """
    found: dict[str, tuple[keys.Key, str, bool]] = {}
    for active in screen.active_bindings.values():
        key, pressed = keys.find(active.binding.id), active.binding.key
        if key is None or not key.show or (_is_typed(screen, pressed) and not active.binding.priority):
            continue
        key = as_pressed(screen, key, pressed)
        found.setdefault(key.id, (key, f"screen.press('{pressed}')", active.enabled))
    return list(found.values())


def as_pressed(screen: Screen[object], key: keys.Key, pressed: str) -> keys.Key:
    """A key under the name by which it works now: its first one may be text to the part with the focus."""
    return (
        replace(key, keys=pressed, label=None)
        if _is_typed(screen, key.keys.partition(",")[0]) and not key.priority
        else key
    )


def _is_typed(screen: Screen[object], key: str) -> bool:
    """Whether the part with the focus takes a key as text."""
    character = _CHARACTERS.get(key) or key_to_character(key)
    return screen.focused is not None and screen.focused.check_consume_key(key, character)
