"""A workspace as one user sees it: every verb acts, and reads, as that user."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import signature
from typing import TYPE_CHECKING, Any

from workflow.access.directory import Directory
from workflow.access.users import User
from workflow.errors import InputError
from workflow.language import N_
from workflow.workspace.noticing import Notice
from workflow.workspace.views import InboxItem, Page

if TYPE_CHECKING:
    from workflow.workspace.core import Workspace


class Session:
    """A workspace as one user: every verb acts, and reads, as that user.

    What needs no user (`case`, `history`, `cases`, …) passes through to the workspace, for accounts that are open.
    """

    _BOUND = frozenset(
        {
            "publish",
            "add_user",
            "delegate",
            "open_case",
            "act",
            "act_many",
            "explain",
            "needed",
            "preview",
            "preview_many",
            "common_actions",
            "claim",
            "release",
            "reassign",
            "preview_claims",
            "happened",
            "recordable",
        }
    )
    _FACADES = frozenset(
        {
            "definitions",
            "registry",
            "ceremonies",
            "letters",
            "decrees",
            "access",
            "desk",
            "advice",
            "audit",
            "persons",
        }
    )
    _OPEN = _FACADES | frozenset(
        {
            "attach",
            "look_at_file",
            "case",
            "cases",
            "history",
            "signing",
            "sign_offs",
            "case_clock",
            "time_to_fill",
            "now",
            "clock",
            "city",
            "calendar",
            "reference",
            "verify",
            "store",
        }
    )

    def __init__(self, workspace: Workspace, user: str) -> None:
        self.workspace, self.id = workspace, user

    @property
    def user(self) -> User:
        """The user as it stands now."""
        return self.workspace.access.user(self.id)

    def inbox(self, **wanted: Any) -> Page[InboxItem]:
        """What waits for this user; see `Workspace.inbox`."""
        return self.workspace.inbox(self.id, **wanted)

    def notices(self, *, unread: bool = False) -> list[Notice]:
        """What this user is told; see `Workspace.notices`."""
        return self.workspace.notices(self.id, unread=unread)

    def mark_read(self, notices: Sequence[str] | None = None) -> int:
        """Mark this user's notices as read; see `Workspace.mark_read`."""
        return self.workspace.mark_read(self.id, notices=notices)

    def __getattr__(self, name: str) -> Any:
        if name in self._BOUND:
            return _bound(getattr(self.workspace, name), self.id)
        if name in self._OPEN:
            Directory(self.workspace.store.read()).actor(self.id)
            found = getattr(self.workspace, name)
            return BoundFacade(found, self.id) if name in self._FACADES else found
        raise AttributeError(name)


class BoundFacade:
    """A subject of the workspace (`definitions`, `access`, …) whose verbs act as one user.

    Args:
        facade: the workspace's own.
        user: who acts, whether a verb is told so or not.
    """

    def __init__(self, facade: Any, user: str) -> None:
        self._facade, self._user = facade, user

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found = getattr(self._facade, name)
        return _bound(found, self._user) if callable(found) and _takes_actor(found) else found


def _bound(verb: Any, user: str) -> Callable[..., Any]:
    """A verb that acts as one user, and refuses to act as another."""

    def bound(*args: Any, **kwargs: Any) -> Any:
        given = signature(verb).bind_partial(*args, **kwargs).arguments if args else kwargs
        if given.get("actor", user) != user:
            raise InputError(
                N_("This session is {user}'s; it does not act for “{other}”."),
                N_("Leave the actor out; to stand in for somebody, name them in `on_behalf_of`."),
                user=user,
                other=given["actor"],
            )
        return verb(*args, **kwargs) if "actor" in given else verb(*args, **kwargs, actor=user)

    return bound


def _takes_actor(verb: Any) -> bool:
    return "actor" in signature(verb).parameters
