"""Decisions: a question on top of the screen that is answered before anything else happens."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from tui import keys
from tui.keys import Key
from workflow.language import N_
from workflow.language import translate as _

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """A box in the middle; Esc is the careful answer."""

    BINDINGS = keys.bind(Key("dialog.back", "escape", "back", N_("Back")))

    def action_back(self) -> None:
        """Decide nothing."""
        self.dismiss(None)

    def action_press(self, key: str) -> None:
        """A key of the footer was clicked."""
        self.app.simulate_key(key)


class Confirm(Dialog[bool]):
    """Yes or no. It starts on Cancel.

    Args:
        question: what is asked.
        detail: what follows from a yes.
        yes: the word on the button.
        typed: a text that has to be typed first (a count); None asks for nothing.
        danger: whether it cannot be undone.
    """

    def __init__(
        self,
        question: str,
        detail: str | Content = "",
        yes: str = "",
        typed: str | None = None,
        danger: bool = False,
    ) -> None:
        super().__init__()
        self._question, self._detail, self._yes, self._typed, self._danger = (
            question,
            detail,
            yes,
            typed,
            danger,
        )

    def compose(self) -> ComposeResult:
        """Question, what follows, answers."""
        with Vertical(classes="box"):
            yield Static(Content(self._question), classes="question")
            if self._detail:
                with VerticalScroll(classes="detail", can_focus=False):
                    yield Static(Content(self._detail) if isinstance(self._detail, str) else self._detail)
            if self._typed is not None:
                yield Static(Content(_("Type {count} to go on:").format(count=self._typed)))
                yield Input(id="typed", compact=True)
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel")), id="no", compact=True)
                yield Button(
                    Content(self._yes or _("Yes")),
                    id="yes",
                    variant="error" if self._danger else "primary",
                    compact=True,
                    disabled=self._typed is not None,
                )

    def on_mount(self) -> None:
        """Start on Cancel, or where something is to be typed."""
        self.query_one("#typed" if self._typed is not None else "#no").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The right text opens the way."""
        self.query_one("#yes", Button).disabled = event.value.strip() != self._typed

    def on_input_submitted(self) -> None:
        """Enter goes on to the answers."""
        self.query_one("#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        self.dismiss(event.button.id == "yes")


class Told(Dialog[None]):
    """Something to read, with one way out.

    Args:
        title: what it is about.
        lines: the text.
    """

    BINDINGS = keys.bind(Key("told.close", "escape,enter,q", "back", N_("Close")))

    def __init__(self, title: str, lines: Content | str) -> None:
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        """Title, text, a button."""
        with Vertical(classes="box"):
            yield Static(Content(self._title), classes="question")
            with VerticalScroll(classes="detail"):
                yield Static(Content(self._lines) if isinstance(self._lines, str) else self._lines)
            with Horizontal(classes="answers"):
                yield Button(Content(_("Close")), id="close", compact=True)

    def on_mount(self) -> None:
        """Arrow keys scroll the text."""
        self.query_one(VerticalScroll).focus()

    def on_button_pressed(self) -> None:
        """Read."""
        self.dismiss(None)
