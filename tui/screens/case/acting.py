"""From the wish to act on one case to the result: the menu, the form, the write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tui.case_view import CaseView
from tui.screens.base import Framed
from workflow.errors import LantikError

from .draft import Draft
from .form import ActionForm
from .happened import record
from .menu import ActionMenu, Choice
from .words import may_be_recorded

if TYPE_CHECKING:
    from workflow import Session

Done = Callable[[frozenset[str]], object]


# ── one case ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def choose(screen: Framed, view: CaseView, side: bool | None = None, then: Done | None = None) -> None:
    """Show the menu of a case's actions, and of what may be recorded with it; begin what is picked."""
    events = {f"@{number}": one for number, one in enumerate(view.recordable if side is None else ())}

    def picked(choice: Choice | None) -> None:
        if choice is not None and choice.action in events:
            record(screen, view, events[choice.action], then)
        elif choice is not None:
            begin(screen, view, choice.action, vote=choice.vote, then=then)

    more = [(name, may_be_recorded(view, one)) for name, one in events.items()]
    screen.app.push_screen(ActionMenu(view, side, more=more), picked)


def begin(
    screen: Framed, view: CaseView, action: str, vote: str | None = None, then: Done | None = None
) -> None:
    """Open the form of an action; what was typed and not sent is there again."""
    screen.app.push_screen(ActionForm([view], action, vote), when_done(then))


def when_done(then: Done | None) -> Callable[[frozenset[str] | None], None]:
    """What to do with the cases that went through, if any did."""

    def told(done: frozenset[str] | None) -> None:
        if then is not None and done:
            then(done)

    return told


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def send(
    screen: Framed,
    draft: Draft,
    views: Sequence[CaseView],
    done: Callable[[Any], object],
    failed: Callable[[LantikError], object],
) -> None:
    """Copy the files, then write one act, or one for each case; `done` gets the case, or the list of results."""
    from workflow import Act

    action, typed = draft.action, draft.given()

    def write(session: Session) -> Any:
        files = {
            name: session.attach(mark) if isinstance(mark, str) else mark
            for name, mark in typed["documents"].items()
        }
        given = typed | {"documents": files}
        if len(views) == 1:
            case = views[0].case
            return session.act(case.id, action, expected=case.revision, **given)
        return session.act_many(
            [Act(view.case.id, action, expected=view.case.revision, **given) for view in views]
        )

    screen.commit(write, done, failed)
