"""How the form tells what came of sending: done, refused, overtaken by somebody, read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from textual.content import Content

from tui.case_view import CaseView
from workflow.errors import Conflict, LantikError, Reason, Refused
from workflow.language import text
from workflow.language import translate as _

from .. import words
from ..words import reason_lines
from .foresight import naming, roles_of, stays_in


def done(view: CaseView, case: Any, action: str, withdraws: bool = False) -> str:
    """The case's new state, or that a vote left it where it was; and for whom it waits."""
    state = text(view.definition.states[case.state].label)
    stays = withdraws or case.signing == action
    said = f"{case.id}: {stays_in(state, withdraws)}." if stays else f"{case.id} → {state}"
    roles = roles_of(view, case)
    return said + ("\n" + _("Now it waits for {roles}.").format(roles=", ".join(roles)) if roles else "")


def failure(error: LantikError, names: Mapping[str, str]) -> list[Content]:
    """Why nothing was written, and how to go on; `names` are those of rows."""
    if isinstance(error, Conflict):
        overtaken = _("{who} changed this case at {when}, after you had opened it.").format(
            who=error.by, when=error.at
        )
        again = _("Nothing was written. Press F5 to see the case as it is now; what you typed is kept.")
        return [Content.styled(overtaken, "bold $text-warning"), Content(again)]
    if not isinstance(error, Refused):
        lines = [Content.styled(error.message, "bold $text-error")]
        return [*lines, Content(error.hint)] if error.hint else lines
    lines = [Content.styled(_("Refused. What you typed is kept."), "bold $text-error")]
    for reason in (naming(one, names) for one in error.reasons):
        lines.append(Content.assemble(Content.styled("✗ ", "$text-error"), reason.message))
        lines += list(reason_lines(reason))[1:]
    return lines


def faults(view: CaseView, error: LantikError) -> Iterator[tuple[str, str]]:
    """What an error has to say of single parts: the part's name and the sentence."""
    reasons: list[Reason | LantikError] = [*error.reasons] if isinstance(error, Refused) else [error]
    for reason in reasons:
        if getattr(reason, "code", "") == "reason":
            yield "_reason", reason.message
        label = reason.data.get("field")
        if label is not None:
            for name, field in view.definition.fields.items():
                if label in (name, field.label):
                    yield name, reason.message


def row_faults(error: LantikError) -> Iterator[tuple[str, str]]:
    """What a refusal has to say of single rows: the row's key and the sentence, without its name in front."""
    for reason in error.reasons if isinstance(error, Refused) else ():
        row = reason.data.get("row")
        if row is not None:
            said = reason.data.get("reason")
            yield str(row), text(said) if said is not None else reason.message


def news(view: CaseView, before: CaseView) -> Iterator[str]:
    """What was done to the case since it was read before: when, by whom, what."""
    for event in view.history[len(before.history) :]:
        yield words.told(view, event)


def meanwhile(view: CaseView, before: CaseView, action: str) -> list[Content]:
    """What was done to the case since it was read before, and whether the action can still be taken."""
    lines = [Content(one) for one in news(view, before)]
    if view.answer(action) is None:
        gone = _("The case is in “{state}” now, where this action is not taken. What you typed is kept.")
        lines.append(Content.styled(gone.format(state=text(view.state)), "bold $text-warning"))
    return lines
