"""The answer that a letter gives to a case, or to all that are marked: picked by its number, with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.dialogs import Dialog
from workflow.language import translate as _

from .lines import Choice


class PickAnswer(Dialog[tuple[Choice, str]]):
    """Digits pick at once; where the answer needs a reason, it is asked for below.

    Args:
        about: what it is for.
        choices: the answers.
        reason: what was written before.
    """

    BINDINGS = [Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 10)]

    def __init__(self, about: str, choices: Sequence[Choice], reason: str = "") -> None:
        super().__init__()
        self._about, self._choices, self._reason = about, list(choices), reason
        self._picked: Choice | None = None

    def compose(self) -> ComposeResult:
        """What it is for, the answers, a line for the reason."""
        with Vertical(classes="box"):
            yield Static(Content(self._about), classes="question")
            options = [
                Option(Content.assemble(Content.styled(f"{number} ", "bold $accent"), one.label))
                for number, one in enumerate(self._choices, 1)
            ]
            yield OptionList(*options, id="answers", compact=True)
            yield Static(Content(_("Why? Enter records it, Esc goes back.")), id="why", classes="quiet")
            yield Input(self._reason, id="reason", compact=True)

    def on_mount(self) -> None:
        """Begin with the answers."""
        self.query_one("#why").display = self.query_one("#reason").display = False
        self.query_one(OptionList).focus()

    def action_pick(self, digit: int) -> None:
        """A digit picks."""
        if digit <= len(self._choices) and self._picked is None:
            self._pick(self._choices[digit - 1])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click picks."""
        self._pick(self._choices[event.option_index])

    def _pick(self, choice: Choice) -> None:
        if not choice.needs_reason:
            self.dismiss((choice, ""))
            return
        self._picked = choice
        options = self.query_one(OptionList)
        options.highlighted = self._choices.index(choice)
        options.disabled = True
        self.query_one("#why").display = self.query_one("#reason").display = True
        self.query_one("#reason").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The reason is there."""
        if self._picked is not None and event.value.strip():
            self.dismiss((self._picked, event.value.strip()))
