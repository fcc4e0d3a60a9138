"""What all screens stand on.

How to write the screen of a mode
=================================

    class PositionsScreen(ModeScreen):
        MODE = "positions"
        CSS_PATH = "positions.tcss"                         # beside the module; optional
        BINDINGS = keys.bind(Key("positions.find", "slash", "find", N_("Filter")))

        def content(self) -> ComposeResult:                 # what stands between header and footer
            yield VirtualTable(columns(), empty=_("…"), id="positions")

        def refresh_data(self) -> None:                     # first, after every commit by anybody, and on coming back
            self.load(lambda session: session.registry.seats(), self.show_seats)

        def show_seats(self, seats: list[Seat]) -> None:    # on the screen's own thread
            ...

        def reword(self) -> None:                           # the language is another one
            ...                                             # default: compose again, then refresh_data

Reads go through `load(ask, then)`: in a thread, the newest wins, an error becomes a message. Writes go through
`commit(do, then, failed)`: queued, never cancelled; without `failed` an error becomes a message. Both hand `do`/`ask`
the `Session`. Everything shown comes from `_("literal")`, `plural(…)` or `text(label)`; constants are marked `N_("…")`
and worded when shown. Messages to the user: `self.toast(result)`. Decisions: `self.app.push_screen(Confirm(…), answered)`
(`tui.screens.dialogs`).
Open a case from anywhere: `self.post_message(CaseChosen(id))`.

A screen on top of a mode derives from `Framed` and gives `trail()`; it is pushed with `app.push_screen`, Esc goes back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from tui.widgets.header import Header
from tui.widgets.keybar import KeyBar
from workflow.errors import LantikError
from workflow.language import translate as _

if TYPE_CHECKING:
    from tui.app import LantikApp
    from tui.gateway import Gateway
    from workflow import Session

T = TypeVar("T")
LEAST = (60, 16)
"""Columns and rows below which a screen asks for more room."""


class Framed(Screen[Any]):
    """A screen with header and footer that reads and writes through the gateway."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (LEAST[0], "-narrow"), (100, "-wide"), (140, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (LEAST[1], "-low"), (30, "-high")]
    AUTO_FOCUS: ClassVar[str | None] = None
    seen: int = -1
    _composing = False

    @property
    def lantik(self) -> LantikApp:
        """The app."""
        return cast("LantikApp", self.app)

    @property
    def gateway(self) -> Gateway:
        """The way to the store."""
        gateway = self.lantik.gateway
        assert gateway is not None
        return gateway

    # ── to be written by each screen ────────────────────────────────────────────────────────────────────────────────

    def trail(self) -> tuple[str, ...]:
        """The way to this screen, for the header; empty: the header shows the modes."""
        return ()

    def content(self) -> ComposeResult:
        """What stands between header and footer."""
        yield from ()

    def refresh_data(self) -> None:
        """Look at the store again: called first, after every commit by anybody, and on coming back to the screen."""

    def reword(self) -> None:
        """The language is another one: word everything again."""
        self.call_later(self._again)

    @property
    def unsent(self) -> bool:
        """Whether something typed here is not sent."""
        return False

    @property
    def at_risk(self) -> bool:
        """Whether something typed here would be lost by leaving the program: it is neither sent nor kept as a draft."""
        return self.unsent

    # ── the frame ───────────────────────────────────────────────────────────────────────────────────────────────────

    def compose(self) -> ComposeResult:
        """Header, content, footer, and what a small terminal shows instead."""
        yield Header(self.trail())
        with Vertical(id="content"):
            yield from self.content()
        yield KeyBar()
        yield Static(id="too-small")

    @property
    def stands(self) -> bool:
        """Whether its parts are there to be filled: it is on a stack of a running terminal, and not being composed again."""
        if self._composing or not self.app.is_running:
            return False
        return any(self in stack for stack in self.app._screen_stacks.values())

    async def recompose(self) -> None:
        """Compose again; what is read meanwhile is not shown, it is read again afterwards."""
        self._composing = True
        try:
            await super().recompose()
        finally:
            self._composing = False
        self.app.screen.check_idle()  # it painted nothing while another one, which may be hidden, was composed again

    async def _again(self) -> None:
        await self.recompose()
        self._say_size()
        self.refresh_data()

    def on_mount(self) -> None:
        """Show what there is."""
        self._say_size()
        self.look()

    def on_screen_resume(self) -> None:
        """Somebody may have written meanwhile."""
        if self.lantik.gateway is not None and self.seen != self.lantik.position:
            self.look()

    def look(self) -> None:
        """Note what commit is shown, and show it."""
        self.seen = self.lantik.position
        self.refresh_data()

    def _say_size(self) -> None:
        self.query_one("#too-small", Static).update(
            _(
                "This terminal is too small for Lantik.\n\nMake it at least {columns} columns wide and {rows} rows high,\n"
                "or use the command line: lantik --help"
            ).format(columns=LEAST[0], rows=LEAST[1])
        )

    def action_press(self, key: str) -> None:
        """A key of the footer was clicked."""
        self.lantik.simulate_key(key)

    # ── reading and writing ─────────────────────────────────────────────────────────────────────────────────────────

    def load(self, ask: Callable[[Session], T], then: Callable[[T], object], group: str = "load") -> None:
        """Read in a thread, then show; a later `load` of the same group takes the place of this one."""

        async def work() -> None:
            try:
                found = await self.gateway.read(ask)
            except LantikError as error:
                self.toast(error)
                return
            if self.stands:
                then(found)

        self.run_worker(cast("Any", work), group=group, exclusive=True)

    def commit(
        self,
        do: Callable[[Session], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[LantikError], object] | None = None,
    ) -> None:
        """Write in the queue; then tell `then`, or `failed` (default: a message). Never cancelled."""

        async def work() -> None:
            try:
                done = await self.gateway.write(do)
            except LantikError as error:
                (failed or self.toast)(error)
            else:
                if then is not None:
                    then(done)
            self.lantik.poll()

        self.lantik.run_worker(cast("Any", work), group="writes")

    def toast(self, result: object) -> None:
        """Say how something went: an error with its hint, or a sentence."""
        self.lantik.say(result)


class ModeScreen(Framed):
    """The screen at the bottom of a mode; the header shows the modes above it."""

    MODE: ClassVar[str] = ""
