"""Acting on many cases: what all or some of them allow, what would become of each before it is done, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tui.case_view import CaseView, read_case
from tui.screens.base import Framed
from tui.screens.dialogs import Confirm
from tui.screens.sheet import Line
from workflow.errors import LantikError
from workflow.language import text
from workflow.language import translate as _

from .acting import Done, choose, when_done
from .draft import Draft
from .form import ActionForm
from .menu import ActionMenu, Choice

if TYPE_CHECKING:
    from workflow import Session

MANY = 20
"""From more than this many on, the count has to be typed."""


LETTER = "@letter"
"""What the menu calls one letter for many; no action has such a name."""


async def act_on(screen: Framed, cases: Sequence[str], then: Done) -> None:
    """Act on one case or on many; a result for each.

    Waits for the cases, so that keys typed meanwhile reach the menu.
    """

    def ask(session: Session) -> tuple[list[CaseView], bool]:
        found = [read_case(session, case) for case in cases]
        return found, len(found) > 1 and _take_letters(session, found)

    try:
        views, by_letter = await screen.gateway.read(ask)
    except LantikError as error:
        screen.toast(error)
        return
    if len(views) == 1:
        choose(screen, views[0], then=then)
        return
    counts = allowed_in(views)
    letter = [(LETTER, _("One letter for all, an answer for each …"))] if by_letter else []
    if not counts and not letter:
        screen.toast(
            _("The {n} marked cases have no action in common that you may take now.").format(n=len(views))
        )
        return

    def picked(choice: Choice | None) -> None:
        if choice is not None and choice.action == LETTER:
            from tui.screens.letter import LetterScreen

            screen.app.push_screen(LetterScreen([view.case.id for view in views], then))
        elif choice is not None:
            _ask_count(screen, allowed_first(views, choice.action), choice, then)

    first = next((view for view in views if counts and _allows(view, next(iter(counts)))), views[0])
    screen.app.push_screen(ActionMenu(first, count=len(views), among=(views, counts), more=letter), picked)


def _take_letters(session: Session, views: Sequence[CaseView]) -> bool:
    """Whether somebody outside answers every one of these cases by letter, and this user may record it."""
    letters = session.letters
    return all(any(_allows(view, one.action) for one in letters.answers(view.case.id)) for view in views)


def _allows(view: CaseView, action: str) -> bool:
    answer = view.answer(action)
    return answer is not None and answer.allowed


def allowed_in(views: Sequence[CaseView]) -> dict[str, int]:
    """The actions that two or more of the cases allow, with how many do; those that all allow stand first."""
    names = dict.fromkeys(one.name for view in views for one in view.answers)
    counts = {name: sum(_allows(view, name) for view in views) for name in names}
    return {name: n for name, n in sorted(counts.items(), key=lambda one: -one[1]) if n > 1}


def allowed_first(views: Sequence[CaseView], action: str) -> list[CaseView]:
    """The cases that allow an action before those that do not: the form is made for the first."""
    return sorted(views, key=lambda view: not _allows(view, action))


def _ask_count(screen: Framed, views: Sequence[CaseView], choice: Choice, then: Done) -> None:
    def form() -> None:
        screen.app.push_screen(ActionForm(views, choice.action, choice.vote), when_done(then))

    if len(views) <= MANY:
        form()
        return

    answer = views[0].answer(choice.action)
    question = _("“{action}” on {n} cases?").format(
        action=text(answer.label) if answer else choice.action, n=len(views)
    )
    screen.app.push_screen(
        Confirm(question, yes=_("Go on"), typed=str(len(views))), lambda yes: form() if yes else None
    )


# ── before and after ────────────────────────────────────────────────────────────────────────────────────────────────────


def look_first(
    screen: Framed,
    draft: Draft,
    views: Sequence[CaseView],
    then: Callable[[list[Line]], object],
    failed: Callable[[LantikError], object],
) -> None:
    """Ask what would become of each case; nothing is written, no file is copied."""
    from workflow import Act

    given = draft.given()

    def ask(session: Session) -> list[Any]:
        for mark in given["documents"].values():
            if isinstance(mark, str):
                session.look_at_file(mark)
        acts = [Act(view.case.id, draft.action, expected=view.case.revision, **given) for view in views]
        found: list[Any] = session.preview_many(acts)
        return found

    async def work() -> None:
        try:
            found = await screen.gateway.read(ask)
        except LantikError as error:
            failed(error)
            return
        if screen.stands:
            then(lines(views, found))

    screen.run_worker(work(), group="look-first", exclusive=True)


def lines(views: Sequence[CaseView], answers: Sequence[Any]) -> list[Line]:
    """Each case with the state that it would come to, or came to, or the error."""
    return [
        Line(
            view.case.id,
            view.title,
            answer
            if isinstance(answer, LantikError)
            else "→ " + text(view.definition.states[answer.state].label),
        )
        for view, answer in zip(views, answers, strict=True)
    ]
