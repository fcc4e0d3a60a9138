"""What other cases and the registry have against an act: one active proposal a person, one open filling case a seat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.engine.case import Case
from workflow.errors import Reason
from workflow.language import N_
from workflow.registry.facts import Reader


def against_act(reader: Reader, case: Case, given: Mapping[str, Any]) -> Sequence[Reason]:
    """Reasons against giving a case these fields.

    A person is the nominee of one open case at most: the proposal counts as active from the moment that it is made until
    the case ends or goes back to the start.
    """
    nominee = given.get("nominee")
    if not isinstance(nominee, str):
        return ()
    return [
        Reason(
            "active_proposal",
            N_("{person} is already the nominee of case {other} ({position})."),
            {
                "person": _name(reader, nominee),
                "other": other["id"],
                "position": _position(reader, other.get("subject", "")),
            },
            rule="one active proposal per person",
        )
        for other in reader.find("cases", "fields.nominee", nominee)
        if other["id"] != case.id and not other.get("final") and other.get("phase") != "vacant"
    ]


def against_opening(reader: Reader, definition: str, subject: str) -> Sequence[Reason]:
    """Reasons against opening one more filling case for a position: every open case stands for one seat."""
    position = reader.get("positions", subject)
    if position is None:
        return ()
    open_cases = [
        one
        for one in reader.find("cases", "subject", subject)
        if not one.get("final") and one["definition"] == definition
    ]
    seats = position.get("need", 1) - seats_held(reader, subject)
    waiting = [one for one in open_cases if not _took_its_seat(reader, one["id"])]
    if len(waiting) < seats:
        return ()
    if not waiting:
        return (
            Reason(
                "no_vacancy",
                N_("{position} has no vacant seat: {need} needed, {need} held."),
                {"position": position["name"], "need": position.get("need", 1)},
                rule="vacancy = need - holders",
            ),
        )
    return (
        Reason(
            "case_open",
            N_("Every vacant seat of {position} has an open case already: {cases}."),
            {"position": position["name"], "cases": ", ".join(one["id"] for one in waiting)},
            rule="one open filling case a seat",
        ),
    )


def seats_held(reader: Reader, position: str) -> int:
    """How many definitive holders a position has that nobody has ended."""
    return sum(
        1
        for one in reader.find("holdings", "position", position)
        if one["status"] == "definitif" and not one.get("until")
    )


def _took_its_seat(reader: Reader, case: str) -> bool:
    return any(
        one["status"] == "definitif" and not one.get("until") for one in reader.find("holdings", "case", case)
    )


def _name(reader: Reader, person: str) -> str:
    doc = reader.get("people", person)
    return doc["name"] if doc else person


def _position(reader: Reader, position: str) -> str:
    doc = reader.get("positions", position)
    return doc["name"] if doc else position
