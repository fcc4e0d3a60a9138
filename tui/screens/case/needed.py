"""What a case still needs: the steps that are left to its end, with who, what and when; or what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.keys import Key
from tui.screens.base import Framed
from tui.widgets.hang import hung, pairs
from workflow.language import N_
from workflow.language import translate as _

from .screen import Pane
from .words import reason_lines

if TYPE_CHECKING:
    from workflow import Needed

_INDENT = 3


class NeededScreen(Framed):
    """The way that is left to one case, on top of its own screen.

    Args:
        case: its id.
    """

    CSS_PATH = "case.tcss"
    BINDINGS = keys.bind(
        Key("needed.refresh", "r", "refresh", N_("Look again"), show=False),
        Key("needed.back", "escape,backspace,w", "back", N_("Back"), label="Esc"),
    )

    def __init__(self, case: str) -> None:
        super().__init__()
        self.case = case
        self.found: Needed | None = None

    def trail(self) -> tuple[str, ...]:
        """Which case, and what of it."""
        return (self.case, _("What is needed"))

    def content(self) -> ComposeResult:
        """The answer as a whole above, the steps below."""
        with Vertical(id="needed-whole"):
            yield Static(id="needed-summary")
            yield Pane(id="needed-steps", classes="panel")

    def on_mount(self) -> None:
        """Arrow keys scroll the steps."""
        self.query_one("#needed-steps").focus()

    def refresh_data(self) -> None:
        """Ask the store."""
        case = self.case
        self.load(lambda session: session.needed(case), self.show)

    def show(self, found: Needed) -> None:
        """Put the answer in."""
        self.found = found
        pane = self.query_one("#needed-steps", Pane)
        pane.border_title = Content(_("Steps") if found.steps else _("What stands in the way"))
        first, *rest = found.summary()
        self.query_one("#needed-summary", Static).update(
            Content("\n").join([Content.styled(first, "bold"), *map(Content, rest)])
        )
        pane.show(list(_lines(found, pane.room)))
        self.lantik.settled()

    def reword(self) -> None:
        """Other words in the same places."""
        self._say_size()
        if self.found is not None:
            self.show(self.found)
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """Lines are broken to the width."""
        if self.found is not None:
            self.call_after_refresh(self.show, self.found)

    def action_back(self) -> None:
        """To the case."""
        self.dismiss(None)

    def action_refresh(self) -> None:
        """Look again."""
        self.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The modes are left from below."""
        return False if action == "mode" else super().check_action(action, parameters)


def _lines(found: Needed, room: int) -> Iterator[Content]:
    if found.obstacles:
        if found.steps:
            yield Content.styled(_("The straight way is closed:"), "$text-warning")
        for reason in found.obstacles:
            yield from hung(reason_lines(reason), room)
        yield Content("")
    for number, step in enumerate(found.steps, 1):
        style = "bold $text-warning" if step.side else "bold"
        yield Content.assemble(
            Content.styled(f"{number} ", "bold $accent"), Content.styled(step.title, style)
        )
        for line in pairs(step.details(), max(20, room - _INDENT)):
            yield Content.assemble(" " * _INDENT, line)
        yield Content("")
    if found.reached:
        yield Content.styled(_("There is nothing here."), "$muted")
