"""How the tests of the terminal use it: the real app on a real store, and what a user would read on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from tests.builders import SmallCity
from tui.app import LantikApp


def app_for(city: SmallCity, user: str | None = "officer", lang: str = "en") -> LantikApp:
    """The app on the city's store, which the city lets go of."""
    return LantikApp(str(city.path), user, lang, clock=city.clock)


@asynccontextmanager
async def terminal(
    city: SmallCity,
    user: str | None = "officer",
    lang: str = "en",
    size: tuple[int, int] = (120, 36),
) -> AsyncIterator[tuple[LantikApp, Pilot[Any]]]:
    """The terminal, once its first screen has been read."""
    app = app_for(city, user, lang)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield app, pilot


async def settled(pilot: Pilot[Any], rounds: int = 4) -> None:
    """Wait until nothing is read or written any more, and no timer is about to begin it: so many looks on end."""
    calm = 0
    while calm < rounds:
        with suppress(WorkerCancelled):  # a newer reading took its place
            await pilot.app.workers.wait_for_complete(
                [one for one in pilot.app.workers if not one.is_finished]
            )
        await pilot.pause(0.02)
        calm = calm + 1 if _is_calm(pilot.app) else 0


def _is_calm(app: App[Any]) -> bool:
    if any(not one.is_finished for one in app.workers):
        return False
    nodes: list[Any] = [app, *app.screen_stack, *app.screen.walk_children()]
    return not any(_is_about_to(timer) for node in nodes for timer in list(node._timers))


def _is_about_to(timer: Any) -> bool:
    """Whether a timer that goes off once does so soon: a pause in typing, not how long a message stays."""
    task = timer._task
    return timer._repeat == 0 and timer._interval < 1 and task is not None and not task.done()


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type a text."""
    names = {" ": "space", "-": "minus", "/": "slash", ":": "colon", ".": "full_stop", ",": "comma"}
    await pilot.press(*(names.get(one, one) for one in text))


def screen_text(app: LantikApp) -> str:
    """All that stands on the screen, line by line."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text[:width] for strip in lines[:height])
