"""What became of states that a new version does not have, so that the cases that stand in them are not stranded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Select, Static

from tui.screens.dialogs import Dialog
from workflow.language import plural, text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Reason


class BecameOf(Dialog[Mapping[str, str]]):
    """A choice of new states for each stranded one; ends with old name → new name, or None.

    Args:
        reasons: the refusal; each names a state and the cases that stand in it.
        states: name and label of the new version's states.
    """

    def __init__(self, reasons: Sequence[Reason], states: Sequence[tuple[str, Any]]) -> None:
        super().__init__()
        self._reasons, self._states = reasons, states
        self._stranded = {str(one.data["state"]): one for one in reasons}

    def compose(self) -> ComposeResult:
        """The refusal, a choice a state, the answers."""
        with Vertical(classes="box"):
            yield Static(Content(_("What became of these states?")), classes="question")
            with VerticalScroll(classes="detail", can_focus=False):
                yield Static(Content("\n").join(Content(self._told(one)) for one in self._reasons))
            options = [(Text(f"{text(label)} ({name})"), name) for name, label in self._states]
            for state, reason in self._stranded.items():
                with Horizontal(classes="became"):
                    yield Static(Content(f"{text(reason.data['label'])} →"), classes="old-state")
                    yield Select(options, prompt=_("choose …"), compact=True, id=f"state-{state}")
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel")), id="no", compact=True)
                yield Button(Content(_("Publish")), id="yes", variant="primary", compact=True, disabled=True)

    @staticmethod
    def _told(reason: Reason) -> str:
        said = plural(
            "{n} open case stands in “{label}” ({state}), which the new version does not have: {cases}.",
            "{n} open cases stand in “{label}” ({state}), which the new version does not have: {cases}.",
            reason.data["count"],
        )
        return said.format(
            n=reason.data["count"], label=text(reason.data["label"]), state=reason.data["state"],
            cases=reason.data["cases"],
        )  # fmt: skip

    def on_mount(self) -> None:
        """Start on the first choice."""
        self.query(Select).first().focus()

    @property
    def chosen(self) -> dict[str, str]:
        """Old name → new name."""
        found = {state: self.query_one(f"#state-{state}", Select).value for state in self._stranded}
        return {f"state:{old}": str(new) for old, new in found.items() if new is not Select.NULL}

    def on_select_changed(self) -> None:
        """Every state wants an answer."""
        self.query_one("#yes", Button).disabled = len(self.chosen) < len(self._stranded)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        self.dismiss(self.chosen if event.button.id == "yes" else None)
