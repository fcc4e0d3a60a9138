"""Drafts: what a user has typed for an act or a letter and not sent; no part of the record, and gone with their step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from workflow.access.directory import Directory
from workflow.engine.case import Case
from workflow.engine.given import whole
from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Reader, Transaction

#: what a draft may hold, as `Workspace.act` takes it; `typed`: what a form had in its lines, word for word
DRAFTED = ("fields", "documents", "reason", "to", "vote", "typed")

#: what a letter in the making may hold: its head as typed; of its cases: action, state and reason
LETTER_DRAFTED = ("number", "date", "issuer", "why", "scan", "answers")
#: of so many letters in the making the newest are kept
MOST_LETTERS = 20


def desk_of(reader: Reader, user: str) -> Mapping[str, Any]:
    """What a user keeps: their filters and drafts; raises InputError where there is no such user."""
    Directory(reader).user(user)
    return reader.get("meta", f"desk:{user}") or {"id": f"desk:{user}"}


def key_of(case: str, action: str) -> str:
    """By what a draft is known."""
    return f"{case} {action}"


def entered(case: Case) -> str:
    """Where a case stands, and since when: a draft is good for that step alone."""
    moment: datetime | None = case.entered or case.opened
    return f"{case.state} {moment.isoformat() if moment else ''}"


def stands(reader: Reader, draft: Mapping[str, Any]) -> bool:
    """Whether the case is still where it was when the draft was made."""
    doc = reader.get("cases", draft["case"])
    return doc is not None and not doc.get("final") and entered(Case.from_doc(doc)) == draft["entered"]


def letter_drafts(
    desk: Mapping[str, Any], cases: Sequence[str], corrects: str | None
) -> tuple[list[Any], list[Any]]:
    """The letters in the making that cover some of these cases, and all others; the newest last."""
    drafts = desk.get("letters", [])

    def covers(one: Mapping[str, Any]) -> bool:
        return one["corrects"] == corrects and not set(cases).isdisjoint(one["cases"])

    return [one for one in drafts if covers(one)], [one for one in drafts if not covers(one)]


def hold_letter(given: Mapping[str, Any]) -> None:
    """Refuse what no letter in the making holds.

    Raises:
        InputError: a key that it does not know, or a value that is no text; of `answers`, no mapping of case → texts.
    """
    for key, value in given.items():
        if key not in LETTER_DRAFTED:
            raise InputError(
                N_("A draft holds no “{key}”."),
                N_("Choose: {known}."),
                key=key,
                known=", ".join(LETTER_DRAFTED),
            )
        for one in _texts(value) if key == "answers" else [value]:
            if not isinstance(one, str):
                raise InputError(
                    N_("“{key}” of a draft is a text, not {value}."), key=key, value=repr(one)[:60]
                )
            whole(one)


def _texts(answers: Any) -> Iterator[Any]:
    """What the answers of a letter in the making say, piece by piece."""
    if not isinstance(answers, Mapping):
        yield [answers]
        return
    for case, answer in answers.items():
        yield case
        yield from answer if isinstance(answer, (list, tuple)) else [None]


def hand_on_drafts(tx: Transaction, case: Case, holders: Sequence[str], to: str, fresh: bool) -> None:
    """Give what was typed by those who had a case to the one who has it now; `fresh`: throw it away.

    Args:
        tx: in which it is reassigned.
        case: the case.
        holders: the accounts that had it.
        to: the account that has it now; what it has typed itself stays, unless it begins afresh.
        fresh: whether it begins afresh.
    """
    gone: dict[str, Any] = {}
    for user in dict.fromkeys((*holders, *((to,) if fresh else ()))):
        doc = tx.get("meta", f"desk:{user}")
        if doc is None or not (user != to or fresh):
            continue
        theirs = {key: one for key, one in doc.get("drafts", {}).items() if one["case"] == case.id}
        if theirs:
            gone |= theirs
            rest = {key: one for key, one in doc["drafts"].items() if key not in theirs}
            tx.put("meta", {**doc, "drafts": rest})
    if gone and not fresh:
        doc = tx.get("meta", f"desk:{to}") or {"id": f"desk:{to}"}
        tx.put("meta", {**doc, "drafts": {**gone, **doc.get("drafts", {})}})
