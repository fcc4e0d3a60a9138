"""Many cases at once: what is common to them, and what would become of each before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from workflow.engine.case import Act, Case, Event
from workflow.errors import Conflict, InputError, LantikError, Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.reading import Reading
from workflow.workspace.views import Answer

Result = Case | LantikError
T = TypeVar("T")


def already_done(reader: Reader, act: Act, error: LantikError) -> LantikError:
    """A refusal told as `already` where the case's last step was this very action, or this signature stands already."""
    if not isinstance(error, Refused) or len(error.reasons) != 1 or act.vote is not None:
        return error
    code = error.reasons[0].code
    if code not in ("state", "already_signed"):
        return error
    steps = (
        event
        for event in map(Event.from_doc, reversed(reader.history(act.case)))
        if (event.fired if code == "state" else event.vote == "sign" and event.actor == act.actor)
    )
    last = next(steps, None)
    if last is None or last.action != act.action:
        return error
    reason = Reason(
        "already_done",
        N_("Done already: {by} took “{action}” at {at}."),
        {
            "by": last.name or last.actor,
            "action": error.reasons[0].data.get("action", act.action),
            "at": last.at,
        },
    )
    return Refused([reason], act.case, act.action, already=True)


class _Enough(Exception):
    """Ends a transaction that is not to be written."""


def preview(
    transact: Callable[[Callable[[Transaction], Any]], Any],
    act_in: Callable[[Transaction, Act], Case],
    acts: Sequence[Act],
) -> list[Result]:
    """What each act would come to, one after the other, with nothing written: all is tried in a commit that is given up."""

    def do(tx: Transaction, act: Act) -> Case:
        try:
            return act_in(tx, act)
        except (Refused, Conflict, InputError) as error:
            raise already_done(tx, act, error) from None

    return trial(transact, do, acts)


def trial(
    transact: Callable[[Callable[[Transaction], Any]], Any],
    do: Callable[[Transaction, T], Case],
    things: Sequence[T],
) -> list[Result]:
    """What doing something would come to for each of some things, one after the other, in a commit that is given up."""
    found: list[Result] = []

    def think(tx: Transaction) -> None:
        found.clear()
        for one in things:
            try:
                found.append(do(tx, one))
            except (Refused, Conflict, InputError) as error:
                found.append(error)
        raise _Enough

    with suppress(_Enough):
        transact(think)
    return found


@dataclass(frozen=True, slots=True)
class Common:
    """An action that is open to somebody in every one of some cases.

    `answers` has, case by case, what each would still ask for.
    """

    name: str
    label: Any
    answers: dict[str, Answer] = field(default_factory=dict)

    def _all(self, part: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for answer in self.answers.values() for one in getattr(answer, part)))

    @property
    def asks(self) -> tuple[str, ...]:
        """What any of them asks for."""
        return self._all("asks")

    @property
    def documents(self) -> tuple[str, ...]:
        """The papers that any of them asks for."""
        return self._all("documents")

    @property
    def needs_reason(self) -> bool:
        """Whether any of them wants a reason."""
        return any(answer.needs_reason for answer in self.answers.values())

    @property
    def targets(self) -> tuple[str, ...]:
        """Where it leads in all of them."""
        every = [answer.targets for answer in self.answers.values()]
        return tuple(one for one in every[0] if all(one in other for other in every)) if every else ()


def common_actions(reading: Reading, cases: Iterable[Case], actor: str) -> list[Common]:
    """The actions that somebody may take in every one of these cases, in the order of the first.

    An action that leads to one of several states is common only where one of them is.
    """
    found: dict[str, Common] | None = None
    for case in cases:
        open_here = {one.name: one for one in reading.explain(case, actor) if one.allowed}
        if found is None:
            found = {name: Common(name, one.label, {case.id: one}) for name, one in open_here.items()}
            continue
        found = {
            name: Common(name, one.label, {**one.answers, case.id: open_here[name]})
            for name, one in found.items()
            if name in open_here
        }
        if not found:
            return []
    return [one for one in (found or {}).values() if one.targets]
