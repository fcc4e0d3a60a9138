"""No store yet: the demonstration city, an empty store, or leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.content import Content
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from tui import keys
from tui.keys import Key
from tui.screens.base import Framed
from workflow.errors import LantikError
from workflow.language import N_
from workflow.language import translate as _

CHOICES = (
    (
        "demo",
        N_("Open the demonstration city"),
        N_("Kota Kupang with about 5,000 invented people, on the morning of Tuesday 25 November 2025."),
    ),
    (
        "empty",
        N_("Set up an empty store"),
        N_("For your own office: users, positions and people are brought in afterwards."),
    ),
    ("quit", N_("Leave"), N_("Nothing is written.")),
)


class WelcomeScreen(Framed):
    """Three choices, and a bar while the city is made."""

    CSS_PATH = "start.tcss"
    BINDINGS = keys.bind(
        Key("welcome.choose", "enter", "choose", N_("Choose")),
        Key("welcome.demo", "d", "take('demo')", N_("Demonstration"), show=False),
        Key("welcome.empty", "e", "take('empty')", N_("Empty store"), show=False),
    )
    AUTO_FOCUS = "#choices"
    _busy = False

    def content(self) -> ComposeResult:
        """Where one is, and what one can do."""
        folder = str(Path(self.lantik.store_path).expanduser().absolute().parent)
        with Center(), Middle(), Vertical(classes="box welcome"):
            yield Static(Content(_("Selamat datang · Welcome to Lantik")), classes="question")
            yield Static(
                Content(_("From a vacant position to an inaugurated official, every step on record."))
            )
            yield Static(
                Content(_("There is no store in {folder} yet.").format(folder=folder)), classes="quiet hint"
            )
            yield OptionList(
                *(
                    Option(
                        Content.assemble(
                            Content.styled(_(title), "bold"), "\n", Content.styled(_(why), "$muted")
                        ),
                        id=name,
                    )
                    for name, title, why in CHOICES
                ),
                id="choices",
                compact=True,
            )
            yield ProgressBar(total=100, show_eta=False, id="bar")
            yield Static(id="doing", classes="quiet")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A choice."""
        if event.option_id:
            self.action_take(event.option_id)

    def action_choose(self) -> None:
        """Take the choice that is highlighted."""
        self.query_one("#choices", OptionList).action_select()

    def action_take(self, choice: str) -> None:
        """Do what was chosen."""
        if self._busy:
            return
        if choice == "quit":
            self.app.exit(0)
            return
        self._busy = True
        self.query_one("#choices").display = False
        self.query_one("#bar").display = choice == "demo"
        self.query_one("#doing", Static).update(Content(_("Setting up …")))
        self.app.run_worker(self._make(choice))

    async def _make(self, choice: str) -> None:
        path = self.lantik.store_path
        try:
            await asyncio.to_thread(self._made, choice, path, self._progress)
        except LantikError as error:
            self.lantik.say(error)
        except OSError as error:
            self.lantik.say(
                LantikError(
                    N_("{path} cannot be written: {why}."),
                    N_("Choose a folder in which you may write: lantik --store PATH"),
                    path=path,
                    why=error.strerror or str(error),
                )
            )
        else:
            from .opening import OpeningScreen

            await self.app.switch_screen(OpeningScreen())
            return
        self._busy = False
        self.query_one("#choices").display = True
        self.query_one("#choices").focus()
        self.query_one("#bar").display = False
        self.query_one("#doing", Static).update("")

    @staticmethod
    def _made(choice: str, path: str, progress: Callable[[int, int, str], None]) -> None:
        import workflow

        if choice == "demo":
            made = workflow.make_demo(path, progress=progress)
        else:
            made = workflow.make_empty(path)
        if hasattr(made, "close"):
            made.close()

    def _progress(self, done: int, total: int, label: str) -> None:
        """Told from the thread that makes the city."""
        self.app.call_from_thread(self._show, done, total, label)

    def _show(self, done: int, total: int, label: str) -> None:
        self.query_one(ProgressBar).update(total=total, progress=done)
        self.query_one("#doing", Static).update(Content(_(label)))
