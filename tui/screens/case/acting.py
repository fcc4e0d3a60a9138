"""From the wish to act to the result: the menu, the form, the question before what cannot be undone, the write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.case_view import CaseView, read_case
from tui.screens.base import Framed
from tui.screens.dialogs import Confirm, Told
from workflow.errors import LantikError
from workflow.language import plural, text
from workflow.language import translate as _

from .draft import Draft
from .form import ActionForm
from .menu import ActionMenu, Choice

if TYPE_CHECKING:
    from workflow import Session

MANY = 20
"""From more than this many on, the count has to be typed."""

LETTER = "@letter"
"""What the menu calls one letter for many; no action has such a name."""

Done = Callable[[frozenset[str]], object]


# ── one case ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def choose(screen: Framed, view: CaseView, side: bool | None = None, then: Done | None = None) -> None:
    """Show the menu of a case's actions; begin the one that is picked."""

    def picked(choice: Choice | None) -> None:
        if choice is not None:
            begin(screen, view, choice.action, vote=choice.vote, then=then)

    screen.app.push_screen(ActionMenu(view, side), picked)


def begin(
    screen: Framed, view: CaseView, action: str, vote: str | None = None, then: Done | None = None
) -> None:
    """Open the form of an action; what was typed and not sent is there again."""
    screen.app.push_screen(ActionForm([view], action, vote), _when_done(then))


def _when_done(then: Done | None) -> Callable[[frozenset[str] | None], None]:
    """What to do with the cases that went through, if any did."""

    def told(done: frozenset[str] | None) -> None:
        if then is not None and done:
            then(done)

    return told


# ── many cases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def act_on(screen: Framed, cases: Sequence[str], then: Done) -> None:
    """Act on one case or on many: only what all of them allow; a result for each.

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
    common = [
        one.name
        for one in views[0].answers
        if all((other := view.answer(one.name)) is not None and other.allowed for view in views)
    ]
    letter = [(LETTER, _("One letter for all, an answer for each …"))] if by_letter else []
    if not common and not letter:
        screen.toast(
            _("The {n} marked cases have no action in common that you may take now.").format(n=len(views))
        )
        return

    def picked(choice: Choice | None) -> None:
        if choice is not None and choice.action == LETTER:
            from tui.screens.letter import LetterScreen

            screen.app.push_screen(LetterScreen([view.case.id for view in views], then))
        elif choice is not None:
            _ask_count(screen, views, choice, then)

    screen.app.push_screen(ActionMenu(views[0], only=common, count=len(views), more=letter), picked)


def _take_letters(session: Session, views: Sequence[CaseView]) -> bool:
    """Whether somebody outside answers every one of these cases by letter, and this user may record it."""
    letters = session.letters
    return all(
        any(
            (answer := view.answer(one.action)) is not None and answer.allowed
            for one in letters.answers(view.case.id)
        )
        for view in views
    )


def _ask_count(screen: Framed, views: Sequence[CaseView], choice: Choice, then: Done) -> None:
    def form() -> None:
        screen.app.push_screen(ActionForm(views, choice.action, choice.vote), _when_done(then))

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


def results(views: Sequence[CaseView], answers: Sequence[Any]) -> tuple[Told, frozenset[str]]:
    """A result for each case, and which of them went through."""
    went, lines = set(), []
    for view, answer in zip(views, answers, strict=True):
        head = Content.assemble(Content.styled(view.case.id, "bold"), f"  {view.title}")
        if isinstance(answer, LantikError):
            lines.append(
                Content.assemble(
                    Content.styled("✗ ", "$text-error"),
                    head,
                    "\n    ",
                    Content.styled(answer.message, "$muted"),
                )
            )
        else:
            went.add(view.case.id)
            state = text(view.definition.states[answer.state].label)
            lines.append(
                Content.assemble(
                    Content.styled("✓ ", "$text-success"),
                    head,
                    Content.styled(f"  → {state}", "$text-accent"),
                )
            )
    no = len(views) - len(went)
    title = plural("{n} done", "{n} done", len(went)).format(n=len(went))
    if no:
        title += ", " + plural("{n} refused (still marked)", "{n} refused (still marked)", no).format(n=no)
    return Told(title, Content("\n").join(lines)), frozenset(went)
