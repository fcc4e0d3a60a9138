"""Decisions about a definition."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from tui.screens.dialogs import Dialog
from workflow.language import translate as _

Leaving = Literal["save", "discard"]


class Leave(Dialog[Leaving]):
    """What becomes of changes that are not saved. It starts on staying."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file

    def compose(self) -> ComposeResult:
        """Stay, save, or let them go."""
        with Vertical(classes="box"):
            yield Static(Content(_("Leave {file}?").format(file=self._file)), classes="question")
            yield Static(Content(_("It has changes that are not saved.")))
            with Horizontal(classes="answers"):
                yield Button(Content(_("Stay")), id="stay", compact=True)
                yield Button(Content(_("Discard")), id="discard", variant="error", compact=True)
                yield Button(Content(_("Save")), id="save", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Start on staying."""
        self.query_one("#stay").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        answers: dict[str | None, Leaving] = {"save": "save", "discard": "discard"}
        self.dismiss(answers.get(event.button.id))
