"""The one place that calls `workflow`: an open store as one user.

Reads and writes both run in threads, so that the screen never waits. A screen starts reads through `Framed.load`, in an
exclusive worker, so that the newest wins. Writes are queued one behind the other and are never cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from workflow import Session, User, Workspace

T = TypeVar("T")


class Gateway:
    """A workspace, and the user who has signed in.

    Args:
        workspace: the open store.
        path: how its user named it.
    """

    def __init__(self, workspace: Workspace, path: str) -> None:
        self.workspace = workspace
        self.path = path
        self._session: Session | None = None
        self._user: User | None = None
        self._writer = ThreadPoolExecutor(1, "write")
        self._pending = 0

    # ── who ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def sign_in(self, user: str) -> None:
        """Become a user.

        Raises:
            InputError: there is none of that id, or the account is closed.
        """
        session = self.workspace.as_user(user)
        self._session, self._user = session, session.user

    @property
    def session(self) -> Session:
        """The workspace as the user who has signed in."""
        if self._session is None:
            raise RuntimeError("nobody has signed in")
        return self._session

    @property
    def user(self) -> User | None:
        """Who has signed in."""
        return self._user

    # ── cheap enough for the screen's own thread ────────────────────────────────────────────────────────────────────

    def now(self) -> datetime:
        """The store's clock."""
        return self.workspace.now()

    def position(self) -> int:
        """A number that grows with every commit, by anybody."""
        return self.workspace.store.position()

    def news(self) -> tuple[int, int]:
        """The position, and the minute of the store's clock."""
        return self.position(), self.now().minute

    @property
    def city(self) -> str:
        """The city's name."""
        return self.workspace.city.settings.name

    @property
    def is_story(self) -> bool:
        """Whether this is a demonstration."""
        return self.workspace.clock.is_story

    @property
    def unsent(self) -> int:
        """How many writes are still under way."""
        return self._pending

    # ── in threads ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def read(self, ask: Callable[[Session], T]) -> T:
        """Ask something of the store in a thread; errors of the `LantikError` family come out as they are."""
        return await asyncio.to_thread(ask, self.session)

    async def write(self, do: Callable[[Session], T]) -> T:
        """Do something to the store, after the writes before it; it is done even when nobody waits for it any more."""
        self._pending += 1
        task = asyncio.get_running_loop().run_in_executor(self._writer, do, self.session)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Future[T]) -> None:
        self._pending -= 1
        if not task.cancelled():
            task.exception()  # taken note of, should nobody wait for it any more

    def close(self) -> None:
        """Finish the writes that wait, and let go of the store."""
        self._writer.shutdown(wait=True)
        self.workspace.close()
