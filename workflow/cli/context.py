"""What a command runs in: its options, the store that they name, and the user who acts."""

from __future__ import annotations

import os
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from workflow.cli.moments import read_moment
from workflow.cli.output import note
from workflow.errors import InputError
from workflow.language import N_

if TYPE_CHECKING:
    from datetime import datetime

    from workflow import Session, Workspace


class Context:
    """One command with what it needs, each opened when it is first asked for.

    Args:
        given: what the parser understood; its `run` is the command.
    """

    def __init__(self, given: Any) -> None:
        self.given = given
        self.json: bool = given.json
        self.store: str = given.store
        self._workspace: Workspace | None = None

    def run(self) -> int:
        """Run the command; its exit code."""
        return cast("int", self.given.run(self)) or 0

    @property
    def workspace(self) -> Workspace:
        """The store, which must be there.

        Raises:
            StoreError: it is absent, damaged, locked, or cannot be reached.
        """
        if self._workspace is None:
            from workflow import Workspace

            self._workspace = Workspace.open(self.store, create=False)
            for (
                words
            ) in self._workspace.store.notes():  # what was mended is told by whoever mended it, or by nobody
                note(words)
        return self._workspace

    @property
    def named_user(self) -> str | None:
        """Who `--as` or LANTIK_USER names, if anybody."""
        return self.given.as_user or os.environ.get("LANTIK_USER") or None

    @cached_property
    def user(self) -> str:
        """Who acts: `--as`, else LANTIK_USER, else the only user that there is.

        Raises:
            InputError: none of them says.
        """
        if self.named_user:
            return self.named_user
        open_ones = [user.id for user in self.workspace.access.users() if user.active]
        if len(open_ones) == 1:
            return open_ones[0]
        raise InputError(
            N_("Who are you? This store has {count} users."),
            N_("Name one with --as USER or in LANTIK_USER; `lantik user list` shows them."),
            count=len(open_ones),
        )

    @cached_property
    def session(self) -> Session:
        """The store as that user.

        Raises:
            InputError: there is no such user, or the account is closed.
        """
        return self.workspace.as_user(self.user)

    def moment(self, words: str | None) -> datetime | None:
        """A time that was given, in the city's zone where it names none.

        Raises:
            InputError: it is none.
        """
        return None if words is None else read_moment(words, self.workspace.clock.tz)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._workspace is not None:
            self._workspace.close()
