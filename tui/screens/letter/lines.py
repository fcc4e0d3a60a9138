"""The lines of a letter in the making: which cases, which answers each may get, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tui.case_view import named
from workflow.language import text

if TYPE_CHECKING:
    from workflow import LetterAnswer, LetterLine, Session


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer with the state to which it leads, as one picks it."""

    action: str
    to: str
    label: str
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a letter, with its answers (the usual one first), and the one that was chosen, by its place."""

    case: str
    who: str
    title: str
    choices: tuple[Choice, ...]
    chosen: int = 0
    reason: str = ""
    revision: int | None = None

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        return self.choices[self.chosen]

    @property
    def lacks_reason(self) -> bool:
        """Whether the answer needs a reason that is not there."""
        return self.choice.needs_reason and not self.reason

    def answered(self, choice: Choice, reason: str) -> Line:
        """The line with another answer, where it may have that one."""
        wanted = [(one.action, one.to) for one in self.choices]
        if (choice.action, choice.to) not in wanted:
            return self
        return replace(self, chosen=wanted.index((choice.action, choice.to)), reason=reason)

    def written(self) -> LetterLine:
        """As `ws.letters` takes it."""
        from workflow import LetterLine

        return LetterLine(
            self.case, self.choice.action, self.reason or None, self.choice.to, {}, self.revision
        )


def choices_of(answers: Sequence[LetterAnswer]) -> tuple[Choice, ...]:
    """The answers as one picks them: the usual one first, one for each state to which it may lead."""
    return tuple(
        Choice(one.action, state, f"{text(one.label)} → {text(label)}", one.needs_reason)
        for one in sorted(answers, key=lambda one: one.side)
        for state, label in one.targets
    )


def read_lines(session: Session, cases: Sequence[str], corrects: str | None) -> list[Line]:
    """The lines of a letter over these cases; a correction begins with the answers of the letter whose place it takes."""
    letters = session.letters
    before = {one.case: one.action for one in letters.lines(corrects)} if corrects else {}
    found = []
    for id in cases:  # noqa: A001 - a case's id
        case = session.case(id)
        choices = choices_of(letters.answers(id, corrects))
        if not choices:
            continue
        nominee: Any = case.fields.get("nominee")
        who = named(session, "person", nominee) if isinstance(nominee, str) else None
        title = named(session, "position", case.subject) or case.subject
        chosen = next((n for n, one in enumerate(choices) if one.action == before.get(id)), 0)
        found.append(Line(id, who or "–", title, choices, chosen, revision=case.revision))
    return found
