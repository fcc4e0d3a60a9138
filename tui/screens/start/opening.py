"""Opening the store, in a thread, and what is said when it cannot be opened."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.gateway import Gateway
from tui.keys import Key
from tui.screens.base import Framed
from workflow.errors import LantikError
from workflow.language import N_
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Workspace


def is_there(path: str) -> bool:
    """Whether there is something to open: the picture or the record, or an address that is none of ours to judge."""
    file = Path(path).expanduser()
    return "://" in path or file.exists() or file.with_suffix(".log").exists()


class OpeningScreen(Framed):
    """One line while the store is opened; then the screen that comes next."""

    CSS_PATH = "start.tcss"

    def content(self) -> ComposeResult:
        """What is being done."""
        with Center(), Middle():
            yield Static(
                Content(_("Opening {path} …").format(path=self.lantik.store_path)), classes="quiet opening"
            )

    def on_mount(self) -> None:
        """Begin once this is painted: loading the engine would hold the painting up."""
        self.call_after_refresh(self.app.run_worker, cast("Any", self._open))

    async def _open(self) -> None:
        path = self.lantik.store_path
        if not is_there(path):
            from .welcome import WelcomeScreen

            await self.app.switch_screen(WelcomeScreen())
            return
        try:
            workspace = await asyncio.to_thread(self._opened, path)
        except LantikError as error:
            await self.app.switch_screen(ProblemScreen(error))
            return
        self.lantik.gateway = Gateway(workspace, path)
        await go_on(self)

    def _opened(self, path: str) -> Workspace:
        from workflow import Workspace  # late: the first screen shows before the engine is loaded

        workspace = Workspace.open(path, clock=self.lantik.given_clock, create=False)
        workspace.city.settings  # noqa: B018 - read now, in this thread, so that a fault in it is told here
        workspace.now()
        return workspace


async def go_on(screen: Framed) -> None:
    """The store is open: sign in whom the command line named, or ask."""
    from .who import WhoScreen

    app = screen.lantik
    if app.wanted_user is not None:
        try:
            app.enter(app.wanted_user)
        except LantikError as error:
            app.say(error)
        else:
            return
    await app.switch_screen(WhoScreen())


class ProblemScreen(Framed):
    """The store cannot be opened: what happened, why, what to do; leaving ends with the error's exit code.

    Args:
        error: what happened.
    """

    CSS_PATH = "start.tcss"
    BINDINGS = keys.bind(
        Key("problem.again", "r", "again", N_("Try again")),
        Key("problem.leave", "q,enter,escape", "leave", N_("Leave"), label="q"),
    )

    def __init__(self, error: LantikError) -> None:
        super().__init__()
        self.error = error

    def content(self) -> ComposeResult:
        """The error in the reader's words."""
        with Center(), Middle(), Vertical(classes="box problem"):
            yield Static(Content(_("The store cannot be opened")), classes="question bad")
            yield Static(Content(self.error.message))
            if self.error.hint:
                yield Static(Content(self.error.hint), classes="hint")
            yield Static(Content(_("Nothing that was stored has been changed.")), classes="quiet hint")

    def action_again(self) -> None:
        """Try once more: another program may have let go of it."""
        self.app.switch_screen(OpeningScreen())

    def action_leave(self) -> None:
        """End with the error's exit code."""
        self.app.exit(self.error.exit_code, return_code=self.error.exit_code)
