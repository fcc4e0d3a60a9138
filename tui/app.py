"""The app: wires the session, the theme, the keys and the modes, and does nothing else."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import App, SystemCommand
from textual.filter import Monochrome
from textual.screen import ModalScreen, Screen

from tui import keys, themes
from tui.gateway import Gateway
from tui.messages import CaseChosen
from tui.widgets.header import Header
from workflow.errors import Conflict, LantikError
from workflow.language import N_, language, set_language
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Session


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits for the user, how much of it is late, and how many notices are new."""

    waiting: int = 0
    late: int = 0
    notices: int = 0


def _later(module: str, name: str) -> Callable[[], Screen[Any]]:
    """A screen that is imported when it is first shown."""

    def made() -> Screen[Any]:
        found: Screen[Any] = getattr(import_module(module), name)()
        return found

    return made


def _provider(module: str, name: str) -> Callable[[], Any]:
    """A palette's provider that is imported when the palette is first opened."""
    return lambda: getattr(import_module(module), name)


COLLECTOR = gc.get_threshold()
SELDOM = 100_000
"""Until the first data is on the screen the collector looks this seldom: nearly all that is made then stays."""

THEMES = (
    (themes.DARK.name, N_("Colours: dark")),
    (themes.LIGHT.name, N_("Colours: light")),
    (themes.ANSI_DARK, N_("Colours: the terminal's own, dark")),
    (themes.ANSI_LIGHT, N_("Colours: the terminal's own, light")),
)


class LantikApp(App[int]):
    """The terminal.

    Args:
        store_path: the path of `store.json`, or a database URL.
        user: who uses it; None asks.
        lang: `id` or `en`.
        clock: tells the time instead of the system; for tests.
    """

    TITLE = "Lantik"
    CSS_PATH: ClassVar[Any] = ["styles/frame.tcss", "styles/parts.tcss"]
    BINDINGS = keys.APP
    MODES: ClassVar[dict[str, Any]] = {
        "inbox": _later("tui.screens.inbox", "InboxScreen"),
        "positions": _later("tui.screens.positions", "PositionsScreen"),
        "ceremonies": _later("tui.screens.ceremonies", "CeremoniesScreen"),
        "definitions": _later("tui.screens.definitions", "DefinitionsScreen"),
    }
    COMMANDS: ClassVar[set[Any]] = App.COMMANDS | {
        _provider("tui.palette", "ScreenKeys"),
        _provider("tui.palette", "GoTo"),
    }

    def __init__(
        self, store_path: str, user: str | None, lang: str, *, clock: Callable[[], Any] | None = None
    ) -> None:
        super().__init__()
        self.store_path, self.wanted_user, self.given_clock = store_path, user, clock
        self.gateway: Gateway | None = None
        self.position = -1
        self.counts = Counts()
        self.drafts: dict[Any, Any] = {}
        self._frozen = False
        self._minute = -1
        self._watching = False
        self._trouble: str | None = None
        set_language(lang)
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        self.register_theme(themes.PLAIN)
        if self.no_color:  # Textual's grey filter would paint the terminal's own colours black on black
            self._filters = [one for one in self._filters if not isinstance(one, Monochrome)]
        self.theme = themes.PLAIN.name if self.no_color else themes.DARK.name

    @property
    def signed_in(self) -> bool:
        """Whether somebody uses the store."""
        return self.gateway is not None and self.gateway.user is not None

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colour names, for themes that do not have them."""
        return dict(themes.DEFAULTS)

    # ── the way in ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def on_mount(self) -> None:
        """Begin, and look for news each second."""
        from tui.screens.start import OpeningScreen

        await self.push_screen(OpeningScreen())
        self.set_interval(1.0, self.watch_store)

    def enter(self, user: str) -> None:
        """Sign in and show the inbox.

        Raises:
            LantikError: the user is not known, or the account is closed.
        """
        assert self.gateway is not None
        self.gateway.sign_in(user)
        self.position = self.gateway.position()
        self.count()
        self.switch_mode("inbox")

    def poll(self) -> None:
        """Has anybody written? Then the counters and the screen look again. The clock moves too."""
        if self.gateway is None:
            return
        try:
            self._noted(*self.gateway.news())
        except LantikError as error:
            self._unread(error)

    def watch_store(self) -> None:
        """The same each second, asked in a thread: a database may be far away, or gone for a while."""
        if self.gateway is not None and not self._watching:
            self._watching = True
            self.run_worker(cast("Any", self._watch_store), group="watch")

    async def _watch_store(self) -> None:
        try:
            if self.gateway is not None:
                self._noted(*await asyncio.to_thread(self.gateway.news))
        except LantikError as error:
            self._unread(error)
        finally:
            self._watching = False

    def _noted(self, position: int, minute: int) -> None:
        self._trouble = None
        if minute != self._minute:
            self._minute = minute
            self.refresh_headers()
        if self.signed_in and position != self.position:
            self.position = position
            self.count()
            self._look_again()

    def _unread(self, error: LantikError) -> None:
        """Tell a trouble once, not each second."""
        if error.message != self._trouble:
            self._trouble = error.message
            self.say(error)

    def _look_again(self) -> None:
        from tui.screens.base import Framed

        for screen in reversed(self.screen_stack):
            if isinstance(screen, Framed):
                screen.look()
                return

    def count(self) -> None:
        """Count what waits for the user, in a thread."""

        def ask(session: Session) -> Counts:
            late = session.inbox(limit=1, due="overdue").total
            return Counts(session.inbox(limit=1).total, late, len(session.notices(unread=True)))

        async def work() -> None:
            assert self.gateway is not None
            try:
                self.counts = await self.gateway.read(ask)
            except LantikError as error:
                self.say(error)
            self.refresh_headers()

        self.run_worker(cast("Any", work), group="counts", exclusive=True)

    def settled(self) -> None:
        """The first data is on the screen: what lives until the end is taken out of the collector's rounds."""
        if not self._frozen:
            self._frozen = True
            gc.collect()
            gc.freeze()
            gc.set_threshold(*COLLECTOR)

    def refresh_headers(self) -> None:
        """Draw the header again."""
        for screen in self.screen_stack:
            for header in screen.query(Header):
                header.refresh()

    # ── actions ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Modes, notices and absences are there once somebody has signed in."""
        if action in ("mode", "notices", "standing_in"):
            return self.signed_in
        return super().check_action(action, parameters)

    def action_mode(self, mode: str) -> None:
        """Show a mode."""
        if self.signed_in:
            self.switch_mode(mode)
            self.refresh_headers()

    def action_notices(self) -> None:
        """What one is told of cases."""
        from tui.screens.notices import NoticesScreen

        self._on_top(NoticesScreen)

    def action_standing_in(self) -> None:
        """Who is away, and who stands in for whom."""
        from tui.screens.standing_in import StandingInScreen

        self._on_top(StandingInScreen)

    def _on_top(self, kind: type[Screen[Any]]) -> None:
        """Show a screen on top of the present one, unless it is there already."""
        if self.signed_in and not isinstance(self.screen, (kind, ModalScreen)):
            self.push_screen(kind())

    def action_command_palette(self) -> None:
        """The palette, in the user's words."""
        from tui.palette import Palette

        if not Palette.is_open(cast("App[object]", self)):
            self.push_screen(Palette(placeholder=_("Search for commands …"), id="--command-palette"))

    def action_language(self) -> None:
        """Indonesian or English, at once."""
        from tui.screens.base import Framed

        set_language("en" if language() == "id" else "id")
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, Framed):
                    screen.reword()
                screen.refresh(layout=True)
        self.refresh_headers()

    def action_help(self) -> None:
        """The keys of this screen."""
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_leave(self) -> None:
        """Quit; ask only when something unsent would be lost."""
        from tui.screens.base import Framed

        unsent = any(not getattr(one, "kept", False) for one in self.drafts.values()) or any(
            screen.at_risk
            for stack in self._screen_stacks.values()
            for screen in stack
            if isinstance(screen, Framed)
        )
        if not unsent:
            self.exit(0)
            return

        from tui.screens.dialogs import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self.exit(0)

        self.push_screen(
            Confirm(_("Quit?"), _("What you were typing has not been sent and would be lost."), _("Quit")),
            answered,
        )

    def on_case_chosen(self, message: CaseChosen) -> None:
        """Open a case on top of the present screen."""
        self.open_case(message.case)

    def open_case(self, case: str) -> None:
        """Open a case on top of the present screen."""
        from tui.screens.case import CaseScreen

        self.push_screen(CaseScreen(case))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers everywhere."""
        if self.signed_in:
            for number, (mode, title) in enumerate(
                (
                    ("inbox", N_("Inbox")),
                    ("positions", N_("Positions")),
                    ("ceremonies", N_("Ceremonies")),
                    ("definitions", N_("Definitions")),
                ),
                1,
            ):
                yield SystemCommand(
                    _(title),
                    _("Go there (key {n})").format(n=number),
                    lambda mode=mode: self.action_mode(mode),
                )
            yield SystemCommand(_("Notices"), _("What you are told of cases (N)"), self.action_notices)
            yield SystemCommand(
                _("Absences and standing in"),
                _("Enter when you are away and who acts for you (D)"),
                self.action_standing_in,
            )
        yield SystemCommand(
            _("Bahasa Indonesia / English"), _("Change the language (F2)"), self.action_language
        )
        for name, title in THEMES:
            yield SystemCommand(
                _(title), _("Change the colours"), lambda name=name: setattr(self, "theme", name)
            )
        yield SystemCommand(_("Help"), _("The keys of this screen (?)"), self.action_help)
        yield SystemCommand(_("Quit"), _("Leave Lantik (q)"), self.action_leave)

    # ── telling ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def say(self, result: object) -> None:
        """A short message: an error with its hint, or a sentence."""
        if isinstance(result, LantikError):
            severity = "warning" if isinstance(result, Conflict) else "error"
            said = f"{result.message}\n{result.hint}" if result.hint else result.message
            self.notify(said, severity=severity, timeout=8, markup=False)  # type: ignore[arg-type]
        else:
            self.notify(str(result), timeout=5, markup=False)

    def on_unmount(self) -> None:
        """Finish the writes that wait."""
        if self.gateway is not None:
            self.gateway.close()


def run(store: str, user: str | None = None, lang: str = "id") -> int:
    """Open the terminal.

    Args:
        store: the path of `store.json`, or a database URL.
        user: who uses it; None asks.
        lang: `id` or `en`.

    Returns:
        The exit code: 0, or 4 when the store could not be opened.
    """
    set_language(lang)
    if os.environ.get("TERM") == "dumb":
        sys.stderr.write(
            _("This terminal cannot show screens (TERM=dumb). Use the command line: lantik --help\n")
        )
        return 2
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        sys.stderr.write(_("The screens need a terminal. In a script use the command line: lantik --help\n"))
        return 2
    gc.set_threshold(SELDOM)
    with suppress(KeyboardInterrupt):
        code = LantikApp(store, user, lang).run()
        return code if code is not None else 0
    return 0
