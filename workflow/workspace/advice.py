"""`ws.advice`: asking somebody about a case, their answer, and what somebody is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.engine import advice
from workflow.engine.case import Case, Decision, Event, Refusal
from workflow.engine.replay import ADVISE, ASK
from workflow.errors import Refused
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.acting import load, write
from workflow.workspace.facts import StoreFacts
from workflow.workspace.typed import typed_verbs
from workflow.workspace.versions import Versions


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is asked about a case, or was.

    Args:
        case: the case.
        number: which event of it asked.
        by, by_name: who asked.
        to, to_name: who is asked.
        since: when.
        question: in their words.
        answer: what was said to it; None while nothing was.
        answered: when.
    """

    case: str
    number: int
    by: str
    by_name: str
    to: str
    to_name: str
    since: datetime
    question: str
    answer: str | None = None
    answered: datetime | None = None


@typed_verbs
class Advice:
    """Questions to people who have no vote.

    Args:
        transact, read: the store's.
        facts: makes the engine's facts from a reader.
        versions: makes the published versions from a reader.
        now: the store's clock.
    """

    def __init__(
        self,
        transact: Callable[[Callable[[Transaction], Any]], Any],
        read: Callable[[], Reader],
        facts: Callable[[Reader], StoreFacts],
        versions: Callable[[Reader], Versions],
        now: Callable[[Reader], datetime],
    ) -> None:
        self._transact, self._read, self._facts, self._versions, self._now = (
            transact,
            read,
            facts,
            versions,
            now,
        )

    def ask(self, case: str, *, to: str, question: str, actor: str) -> Case:
        """Ask somebody for advice on a case.

        Args:
            case: the case's id.
            to: the user whose advice is wanted; they need no role, and gain none.
            question: what is asked.
            actor: somebody for whom the case waits, or who has had a hand in it.

        Raises:
            Refused: the actor is none of them, the other was asked already, or there is no question.
            InputError: something is unknown, or an account is closed.
        """
        return self._write(
            case,
            ASK,
            lambda tx, found, now: advice.ask(
                self._versions(tx).get(found.definition, found.version), found, actor, to, question, self._facts(tx), now
            ),
        )  # fmt: skip

    def answer(self, case: str, answer: str, *, actor: str) -> Case:
        """Give the advice that one was asked for; it counts as no vote.

        Raises:
            Refused: nobody asked the actor, or there is no answer.
        """
        return self._write(
            case,
            ADVISE,
            lambda tx, found, now: advice.advise(
                self._versions(tx).get(found.definition, found.version), found, actor, answer, self._facts(tx), now
            ),
        )  # fmt: skip

    def waiting(self, *, actor: str) -> list[Question]:
        """What a user is asked and has not answered yet, the oldest first."""
        reader = self._read()
        found = [
            one
            for doc in reader.find("cases", "asked.to", actor)
            for one in questions(reader, str(doc["id"]))
            if one.to == actor and one.answer is None
        ]
        return sorted(found, key=lambda one: (one.since, one.case))

    def of_case(self, case: str) -> list[Question]:
        """Every question about a case with its answer, the oldest first."""
        reader = self._read()
        load(reader, case)
        return questions(reader, case)

    def _write(
        self, case: str, action: str, decide: Callable[[Transaction, Case, datetime], Decision | Refusal]
    ) -> Case:
        def think(tx: Transaction) -> Case:
            found, now = load(tx, case), self._now(tx)
            answer = decide(tx, found, max(now, found.changed or now))
            if isinstance(answer, Refusal):
                raise Refused(answer.reasons, found.id, action)
            return write(tx, self._versions(tx).get(found.definition, found.version).definition, answer)

        made: Case = self._transact(think)
        return made


def questions(reader: Reader, case: str) -> list[Question]:
    """The questions that the history of a case holds."""
    found: dict[int, Question] = {}
    for event in map(Event.from_doc, reader.history(case)):
        said = next((one for one in event.followed if "asked" in one or "advised" in one), {})
        if event.action == ASK and "asked" in said:
            found[said["asked"]] = Question(
                case, said["asked"], event.actor, event.name or event.actor, said["to"], said["name"], event.at,
                event.reason or "",
            )  # fmt: skip
        elif event.action == ADVISE and said.get("advised") in found:
            one = found[said["advised"]]
            found[one.number] = Question(
                case, one.number, one.by, one.by_name, one.to, one.to_name, one.since, one.question,
                event.reason, event.at,
            )  # fmt: skip
    return list(found.values())
