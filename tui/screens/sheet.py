"""The sheet before many: what would become of each case, who would be refused and why, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from tui import keys
from tui.keys import Key
from tui.screens.dialogs import Dialog, Told
from tui.widgets.refusals import refusal
from workflow.errors import LantikError
from workflow.language import N_, plural
from workflow.language import translate as _


@dataclass(frozen=True, slots=True)
class Line:
    """A case of the sheet.

    Args:
        case, title: which one.
        outcome: what would become of it, or became, in words; the error that it would meet, or met.
    """

    case: str
    title: str
    outcome: str | LantikError

    @property
    def refused(self) -> bool:
        """Whether it meets an error."""
        return isinstance(self.outcome, LantikError)

    def worded(self) -> Content:
        """The line with every reason below it."""
        head = Content.assemble(Content.styled(self.case, "bold"), f"  {self.title}")
        if isinstance(self.outcome, LantikError):
            why = refusal(self.outcome).split("\n")
            lines = [Content.assemble("    ", part) for part in why]
            return Content("\n").join([Content.assemble(Content.styled("✗ ", "$text-error"), head), *lines])
        return Content.assemble(
            Content.styled("✓ ", "$text-success"), head, Content.styled(f"  {self.outcome}", "$text-accent")
        )


def worded(lines: Sequence[Line]) -> Content:
    """All lines, those that are refused first."""
    return Content("\n").join(one.worded() for one in sorted(lines, key=lambda one: not one.refused))


class Sheet(Dialog[bool]):
    """What would become of each; True to go on with those that are not refused. Starts on Cancel.

    Args:
        question: what is to be done.
        lines: each case with what would come of it.
    """

    BINDINGS = keys.bind(
        Key("sheet.go", "f10,ctrl+o", "go", N_("Go on"), label="F10", priority=True),
        Key("sheet.back", "escape", "back", N_("Back")),
    )

    def __init__(self, question: str, lines: Sequence[Line]) -> None:
        super().__init__()
        self._question, self._lines = question, lines
        self._fine = sum(not one.refused for one in lines)

    def compose(self) -> ComposeResult:
        """Question, counts, lines, answers."""
        no = len(self._lines) - self._fine
        counts = [plural("{n} would go through", "{n} would go through", self._fine).format(n=self._fine)]
        if no:
            said = plural("{n} would be refused and stays marked", "{n} would be refused and stay marked", no)
            counts.append(said.format(n=no))
        with Vertical(classes="box"):
            yield Static(Content(self._question), classes="question")
            yield Static(Content(", ".join(counts)), id="sheet-counts")
            with VerticalScroll(classes="detail", id="sheet-lines"):
                yield Static(worded(self._lines))
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel")), id="no", compact=True)
                go = plural("Go on with {n} (F10)", "Go on with {n} (F10)", self._fine).format(n=self._fine)
                yield Button(Content(go), id="yes", variant="primary", compact=True, disabled=not self._fine)

    def on_mount(self) -> None:
        """Start on Cancel."""
        self.query_one("#no").focus()

    def action_go(self) -> None:
        """Go on, where anything would go through."""
        if self._fine:
            self.dismiss(True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The answer."""
        self.dismiss(event.button.id == "yes")


def told(lines: Sequence[Line], done: Callable[[int], str] | None = None) -> tuple[Told, frozenset[str]]:
    """A result for each case, and which of them went through.

    Args:
        lines: each case with what came of it.
        done: words for how many went through; default: `3 done`.
    """
    went = frozenset(one.case for one in lines if not one.refused)
    no = len(lines) - len(went)
    title = (
        done(len(went)) if done is not None else plural("{n} done", "{n} done", len(went)).format(n=len(went))
    )
    if no:
        title += ", " + plural("{n} refused (still marked)", "{n} refused (still marked)", no).format(n=no)
    return Told(title, worded(lines)), went
