"""A desk with the terminal on it: what an officer presses and types, and waiting until the screen has followed.

    async with at_desk(path, "sekda") as desk:
        await desk.press("a", "1", "f10")
        await desk.sees("Endorsed")

Everything is done by keys and clicks; the store is only read, and only to look whether it holds what the screen says.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList, Static

from tests.tui.screen import screen_text
from tui.app import LantikApp
from tui.screens.case.form import ActionForm
from tui.screens.case.menu import ActionMenu
from tui.screens.dialogs import Confirm, Told
from tui.screens.inbox import InboxScreen
from tui.widgets.table import VirtualTable
from workflow import Workspace
from workflow.workspace.clock import WITA

S = TypeVar("S", bound=Screen[Any])
PATIENCE = 40.0
"""Seconds after which a screen that has not followed is a failure; a loaded machine is slow."""
MANY = 20
"""More cases than this at once: their number has to be typed."""


@dataclass
class Desk:
    """One user at the terminal."""

    app: LantikApp
    pilot: Pilot[Any]

    @property
    def ws(self) -> Workspace:
        """The store, to look into."""
        assert self.app.gateway is not None
        return self.app.gateway.workspace

    @property
    def said(self) -> str:
        """What stands on the screen."""
        return screen_text(self.app)

    @property
    def told(self) -> str:
        """The messages that are in sight."""
        return "\n".join(one.message for one in self.app._notifications)

    # ── hands ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each after the screen has followed the one before."""
        await self.pilot.press(*keys)

    async def key(self, key: str, come: Callable[[], object], awaited: str = "") -> None:
        """Press one key and go on as soon as something has come of it; quicker than `press` where much is to be done."""
        self.send(key)
        await self.until(come, awaited or f"what {key} does")

    async def write(self, text: str) -> None:
        """Type a text as fast as a keyboard can send it."""
        self.send(*text)
        await self.pilot._wait_for_screen()

    async def paste(self, text: str) -> None:
        """Paste a text, as a terminal hands over what was copied elsewhere."""
        assert self.app._driver is not None
        pasted = events.Paste(text)
        pasted.set_sender(self.app)
        self.app._driver.send_message(pasted)
        await self.pilot._wait_for_screen()

    def send(self, *names: str) -> None:
        """Press keys as fast as a keyboard can send them, and wait for nothing."""
        assert self.app._driver is not None
        for name in names:
            key = events.Key(name, name if len(name) == 1 else None)
            key.set_sender(self.app)
            self.app._driver.send_message(key)

    # ── eyes ────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def until(self, come: Callable[[], object], awaited: str, every: float = 0.005) -> None:
        """Wait for something, not longer than the patience of a test."""
        end = monotonic() + PATIENCE
        while not come():
            assert monotonic() < end, f"waited in vain: {awaited}\n{self.told}\n{self.said}"
            await asyncio.sleep(every)

    async def sees(self, words: str) -> None:
        """Wait until words stand on the screen or in a message."""
        await self.until(lambda: words in self.said or words in self.told, f"the words “{words}”", 0.05)

    async def reads(self, place: str, words: str) -> None:
        """Wait until words stand in a place of the screen, in sight or below the edge; cheaper than `sees`."""
        await self.until(lambda: words in str(self.app.screen.query_one(place, Static).content), f"“{words}”")

    def shows(self, kind: type[Screen[Any]]) -> bool:
        """Whether a screen stands there and takes keys."""
        return (
            isinstance(self.app.screen, kind) and self.app.screen.is_mounted and self.app.focused is not None
        )

    async def comes_to(self, kind: type[S]) -> S:
        """Wait until another screen is shown and has come to rest."""
        await self.until(lambda: self.shows(kind), f"the screen {kind.__name__}")
        await self.pilot.pause()
        assert isinstance(self.app.screen, kind)
        return self.app.screen

    @property
    def focused(self) -> str:
        """What kind of thing takes the keys."""
        return type(self.app.focused).__name__

    @property
    def table(self) -> VirtualTable:
        """The list of the screen."""
        return self.app.screen.query_one(VirtualTable)

    async def lists(self, count: int) -> None:
        """Wait until the list has so many rows."""
        await self.until(lambda: self.table.source.count == count, f"{count} rows")

    async def reach(self, id: str) -> None:
        """Tab on until a line or a button is reached."""
        for _tab in range(20):
            if self.app.focused is not None and self.app.focused.id == id:
                return
            await self.press("tab")
        raise AssertionError(f"Tab does not lead to #{id}\n{self.said}")

    # ── common ways ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def filter(self, words: str, count: int) -> None:
        """Filter the list down to so many rows, and go back into it."""
        await self.press("slash")
        await self.write(words)
        await self.lists(count)
        await self.press("down")

    async def take(self, label: str) -> ActionForm:
        """Open the form of an action from where its case stands: the menu, then the number before its label."""
        await self.key("a", lambda: self.shows(ActionMenu), "the menu")
        await self.key(self.number(label), lambda: self.shows(ActionForm), "the form")
        assert isinstance(self.app.screen, ActionForm)
        return self.app.screen

    def number(self, label: str) -> str:
        """The number that the menu shows before a label."""
        options = self.app.screen.query_one(OptionList).options
        lines = [str(one.prompt).split(" ", 1) for one in options if not one.disabled]
        found = [number for number, says in lines if says.split("  → ")[0] == label]
        assert found, f"“{label}” is not offered\n{self.said}"
        return found[0]

    async def take_all(self, label: str, count: int) -> ActionForm:
        """Mark all that are shown and open the form of an action on them; the number of more than 20 is typed."""
        await self.press("asterisk", "a")
        await self.comes_to(ActionMenu)
        await self.press(self.number(label))
        if count > MANY:
            await self.comes_to(Confirm)
            await self.reach("typed")
            await self.write(str(count))
            await self.reach("yes")
            await self.press("enter")
        return await self.comes_to(ActionForm)

    async def send_all(self, count: int) -> None:
        """Send a form on many cases; all of them go through."""
        await self.press("f10")
        await self.comes_to(Told)
        await self.sees(f"{count} done")
        assert "refused" not in self.said
        await self.press("enter")
        await self.comes_to(InboxScreen)


@asynccontextmanager
async def at_desk(
    path: Path,
    user: str,
    size: tuple[int, int] = (140, 46),
    lang: str = "en",
    clock: Callable[[], datetime] | None = None,
) -> AsyncIterator[Desk]:
    """The terminal as one user, once the first screen stands there; `clock` tells the time of a store that keeps none."""
    app = LantikApp(str(path), user, lang, clock=clock)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        desk = Desk(app, pilot)
        await desk.comes_to(InboxScreen)
        await desk.until(lambda: "Reading" not in desk.said, "the inbox")
        yield desk


def begins(path: Path, moment: str) -> None:
    """Move the demonstration's clock on, as `lantik clock --forward` does."""
    with Workspace.open(path, create=False) as ws:
        ws.clock.set(datetime.fromisoformat(moment).replace(tzinfo=WITA))
