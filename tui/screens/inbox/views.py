"""The views of the inbox: what waits for me, what I, nobody or others have taken up, what came in somebody's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow.language import N_
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import InboxItem


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the inbox.

    Args:
        name: its own.
        title: over the list, marked with `N_`.
        empty: what stands where nothing is in it, marked with `N_`.
        claimed: what the engine is asked for (`Workspace.inbox`).
        lent: only what waits because one stands in for somebody, or acts in a post.
    """

    name: str
    title: str
    empty: str
    claimed: str | None = None
    lent: bool = False

    def keep(self, items: Sequence[InboxItem]) -> list[InboxItem]:
        """What of the rows belongs here."""
        return [one for one in items if not self.lent or one.for_whom or one.in_post]

    @property
    def worded(self) -> str:
        """The title, in the reader's language."""
        return _(self.title)


WAITING = View(
    "waiting",
    N_("Waiting for me"),
    N_("Nothing waits for you. Press 2 to look at the city's positions, ? for the keys."),
)
VIEWS = (
    WAITING,
    View(
        "mine",
        N_("Taken up by me"),
        N_("You have taken up nothing. Press v for what waits, t on a case to take it up."),
        "mine",
    ),
    View("free", N_("Taken up by nobody"), N_("Somebody has taken up all that waits. Press v."), "free"),
    View(
        "others",
        N_("Taken up by others"),
        N_("Nobody else has taken up anything that could wait for you. Press v."),
        "others",
    ),
    View(
        "lent",
        N_("In somebody's place (a.n., Plt, Plh)"),
        N_("Nothing waits for you in somebody else's place. Press v."),
        lent=True,
    ),
)


def after(view: View) -> View:
    """The next view; after the last one the first."""
    return VIEWS[(VIEWS.index(view) + 1) % len(VIEWS)]
