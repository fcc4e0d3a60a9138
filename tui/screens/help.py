"""The keys of the screen below, from the key table and the live bindings."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui import keys
from tui.keys import Key
from tui.screens.dialogs import Dialog
from tui.widgets.keybar import as_pressed
from workflow.language import N_
from workflow.language import translate as _


def key_lines(screen: Screen[Any]) -> Content:
    """Every key that works on a screen now, the screen's own first, then lists, then everywhere."""
    groups: dict[str, dict[str, Key]] = {N_("This screen"): {}, N_("Lists"): {}, N_("Everywhere"): {}}
    for active in screen.active_bindings.values():
        key = keys.find(active.binding.id)
        if key is None:
            continue
        start = key.id.partition(".")[0]
        group = "Lists" if start == "table" else "Everywhere" if start == "app" else "This screen"
        groups[group].setdefault(key.id, as_pressed(screen, key, active.binding.key))
    wide = max((len(key.shown) for group in groups.values() for key in group.values()), default=0)
    lines: list[Content] = []
    for title, found in groups.items():
        if found:
            lines += [Content.styled(_(title), "bold $text-accent")]
            lines += [
                Content.assemble("  ", Content.styled(key.shown.ljust(wide + 2), "bold"), _(key.says))
                for key in found.values()
            ]
            lines.append(Content(""))
    return Content("\n").join(lines[:-1])


class HelpScreen(Dialog[None]):
    """A list of keys.

    Args:
        below: the screen that it is about.
    """

    BINDINGS = keys.bind(
        Key("help.close", "escape,question_mark,f1,q,enter", "back", N_("Close"), label="Esc")
    )

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._lines = key_lines(below)

    def compose(self) -> ComposeResult:
        """Title and list."""
        with Vertical(classes="box"):
            yield Static(Content(_("Keys")), classes="question")
            with VerticalScroll(classes="detail keys"):
                yield Static(self._lines)

    def on_mount(self) -> None:
        """Arrow keys scroll."""
        self.query_one(VerticalScroll).focus()
