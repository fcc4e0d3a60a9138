"""What happened outside and concerns a case (somebody resigned, a post was abolished): the form that records it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tui.case_view import CaseView
from tui.screens.base import Framed
from tui.screens.case.inputs import Part, TextPart
from tui.screens.small_form import SmallForm
from workflow.language import plural, text
from workflow.language import translate as _

from .words import about_what

if TYPE_CHECKING:
    from workflow import Case, Recordable, Session


def record(
    screen: Framed,
    view: CaseView,
    event: Recordable,
    then: Callable[[frozenset[str]], object] | None = None,
) -> None:
    """Ask how it became known, record it, and say what became of the cases.

    Args:
        screen: from where.
        view: the case.
        event: what happened.
        then: told the cases that it reached.
    """

    def done(cases: list[Case] | None) -> None:
        if cases:
            n = len(cases)
            words = plural("Recorded with {n} case: {cases}.", "Recorded with {n} cases: {cases}.", n)
            screen.toast(words.format(n=n, cases=", ".join(one.id for one in cases[:5]) + "…" * (n > 5)))
            if then is not None:
                then(frozenset(one.id for one in cases))

    screen.app.push_screen(Happened(view, event), done)


class Happened(SmallForm["list[Case]"]):
    """Record an external event with every open case that it concerns.

    Args:
        view: the case from which it is recorded.
        event: what happened.
    """

    def __init__(self, view: CaseView, event: Recordable) -> None:
        super().__init__()
        self._view, self._event = view, event
        self.DRAFT = f"happened {event.name} {event.about}"

    def heading(self) -> str:
        """What, and about whom."""
        return f"{text(self._event.label)} · {about_what(self._view, self._event)}"

    def about(self) -> str:
        """What follows."""
        return _(
            "It is recorded with every open case that concerns {about}; what the definition says of it follows at once."
        ).format(about=about_what(self._view, self._event))

    def yes(self) -> str:
        """The word on the button."""
        return _("Record (F10)")

    def parts(self, kept: dict[str, Any]) -> Sequence[Part]:
        """How it became known."""
        hint = _("for instance the number of a letter")
        return [TextPart("reason", _("How it became known"), False, hint, kept.get("reason"))]

    def write(self, given: dict[str, Any]) -> Callable[[Session], list[Case]]:
        """The write."""
        event = self._event

        def do(session: Session) -> list[Case]:
            made: list[Case] = session.happened(event.name, event.about, reason=given["reason"])
            return made

        return do
