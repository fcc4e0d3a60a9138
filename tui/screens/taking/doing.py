"""Take up, let go, hand over: one case at once, many after a sheet where some would be refused; a result for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from tui.screens.base import Framed
from tui.screens.sheet import Line, Sheet, told
from workflow.errors import Conflict, InputError, LantikError, Refused
from workflow.language import plural
from workflow.language import translate as _

from .hand_over import Handing, HandOver
from .keyed import in_short

if TYPE_CHECKING:
    from workflow import Case, Session

Step = Literal["claim", "release", "reassign"]
Then = Callable[[frozenset[str]], object]


def take_up(screen: Framed, cases: Mapping[str, str], then: Then) -> None:
    """Take up what waits for one, so that nobody else does it at the same time.

    Args:
        screen: from where.
        cases: case → what it is about.
        then: told which went through.
    """
    n = len(cases)
    question = plural("Take up {n} case?", "Take up {n} cases?", n).format(n=n)
    _begin(screen, "claim", cases, question, then)


def let_go(screen: Framed, cases: Mapping[str, str], then: Then) -> None:
    """Let go of what one has taken up: it is offered to all again."""
    n = len(cases)
    question = plural("Let go of {n} case?", "Let go of {n} cases?", n).format(n=n)
    _begin(screen, "release", cases, question, then)


def hand_over(screen: Framed, cases: Mapping[str, str], then: Then) -> None:
    """Give what waits, or what somebody has taken up, to somebody else, with a reason; who may not is told so at once."""
    n = len(cases)

    def picked(handing: Handing | None) -> None:
        if handing is None:
            return
        question = plural("Hand over {n} case to {name}?", "Hand over {n} cases to {name}?", n)
        _begin(screen, "reassign", cases, question.format(n=n, name=handing.name), then, handing)

    def ask(session: Session) -> Refused | None:
        """Why this user may hand over none of them; whether they may is judged before to whom and why."""
        found = session.preview_claims("reassign", list(cases), to=session.id, reason="")
        against = [one for one in found if isinstance(one, Refused) and one.reasons[0].code == "role"]
        return against[0] if len(against) == len(found) else None

    def seen(against: Refused | None) -> None:
        if against is not None:
            screen.toast(against)
        else:
            screen.app.push_screen(HandOver(list(cases)), picked)

    screen.load(ask, seen, group="claims-preview")


def _begin(
    screen: Framed,
    step: Step,
    cases: Mapping[str, str],
    question: str,
    then: Then,
    handing: Handing | None = None,
) -> None:
    """One case: do it. Many: look first what would come of each; ask where some would be refused."""
    if len(cases) == 1:
        (case,) = cases

        def went(made: Case) -> None:
            screen.toast(f"{case}: {worded(step, made, screen)}")
            then(frozenset(cases))

        screen.commit(lambda session: _do(session, step, case, handing), went)
        return

    def ask(session: Session) -> Sequence[Case | LantikError]:
        found: Sequence[Case | LantikError] = session.preview_claims(
            step,
            list(cases),
            to=handing.to if handing else None,
            reason=handing.reason if handing else "",
        )
        return found

    def seen(found: Sequence[Case | LantikError]) -> None:
        lines = _lines(screen, step, cases, found)
        if not any(one.refused for one in lines):
            _write(screen, step, cases, lines, then, handing)
            return
        screen.app.push_screen(
            Sheet(question, lines),
            lambda yes: _write(screen, step, cases, lines, then, handing) if yes else None,
        )

    screen.load(ask, seen, group="claims-preview")


def _write(
    screen: Framed,
    step: Step,
    cases: Mapping[str, str],
    seen: Sequence[Line],
    then: Then,
    handing: Handing | None,
) -> None:
    """Each case in a commit of its own; those that were refused in the sheet are left as they are."""
    wanted = [one.case for one in seen if not one.refused]

    def write(session: Session) -> list[Case | LantikError]:
        results: list[Case | LantikError] = []
        for case in wanted:
            try:
                results.append(_do(session, step, case, handing))
            except (Refused, Conflict, InputError) as error:
                results.append(error)
        return results

    def wrote(results: list[Case | LantikError]) -> None:
        done = _lines(screen, step, {case: cases[case] for case in wanted}, results)
        report, went = told([*done, *(one for one in seen if one.refused)])
        screen.app.push_screen(report)
        then(went)

    screen.commit(write, wrote)


def _do(session: Session, step: Step, case: str, handing: Handing | None) -> Case:
    made: Case
    if step == "claim":
        made = session.claim(case)
    elif step == "release":
        made = session.release(case)
    else:
        assert handing is not None
        made = session.reassign(case, to=handing.to, reason=handing.reason)
    return made


def _lines(
    screen: Framed, step: Step, cases: Mapping[str, str], found: Sequence[Case | LantikError]
) -> list[Line]:
    return [
        Line(case, title, one if isinstance(one, LantikError) else worded(step, one, screen))
        for (case, title), one in zip(cases.items(), found, strict=True)
    ]


def worded(step: Step, case: Case, screen: Framed) -> str:
    """Who has a case now, and until when."""
    if step == "release":
        return _("offered to all again")
    newest = max(case.claims, key=lambda one: one.since)
    return in_short(newest, screen.gateway.session.id)
