"""What every part of a form has: a label, `value` (as it goes to the engine), and `fault` (what is wrong)."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class Part(Vertical):
    """A label, something to fill in, and a line for what is wrong with it.

    Args:
        name: the field's name.
        label: its label.
        needed: whether the action asks for it.
        help: a line of help.
    """

    class Changed(Message):
        """Something was typed."""

    def __init__(self, name: str, label: str, needed: bool = True, help: str = "") -> None:
        super().__init__(classes="part", id=f"field-{name}")
        self.field, self._label, self._needed, self._help = name, label, needed, help
        self.now = ""
        """What stands on the case; shown while nothing is typed."""

    def compose(self) -> ComposeResult:
        """Label and input on one line, the fault below."""
        with Horizontal(classes="line"):
            mark = Content.styled(" *", "$text-accent") if self._needed else Content("")
            yield Static(Content.assemble(self._label, mark), classes="label")
            yield from self.filler()
        yield Static(Content(self._help), classes="says quiet")

    def on_mount(self) -> None:
        """No line without words."""
        self.say("")

    def filler(self) -> ComposeResult:
        """What is filled in."""
        yield from ()

    @property
    def value(self) -> Any:
        """The value for the engine; None for nothing."""
        return self.raw or None

    @property
    def raw(self) -> Any:
        """As typed."""
        return None

    @property
    def fault(self) -> str:
        """What is wrong with what was typed; empty when nothing is."""
        return ""

    def say(self, fault: str) -> None:
        """Show what is wrong, else the help."""
        says = self.query_one(".says", Static)
        said = fault or self._help
        says.update(Content(said))
        says.set_class(bool(fault), "bad")
        says.display = bool(said)

    @property
    def called(self) -> str:
        """What was filled in, as it stands on the screen."""
        return str(self.raw or "")

    def go(self) -> None:
        """Put the cursor here."""
        for one in self.query("Input, Select, TextArea, Switch, Checkbox"):
            one.focus()
            return

    def changed(self) -> None:
        """Tell the form."""
        self.say(self.fault)
        self.post_message(self.Changed())
