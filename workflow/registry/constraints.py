"""What other cases and the registry have against an act, across all definitions.

One active proposal a person, one open filling case a seat, one open acting case a post. What a case is for, its
definition says by what its actions do: who appoints fills a seat, who appoints an acting official leaves it vacant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from workflow.definition.model import Definition
from workflow.engine.case import Case
from workflow.errors import Reason
from workflow.language import N_
from workflow.registry.facts import Doc, Reader

Purpose = Literal["fills", "acts", "other"]
#: what the cases of a definition's version are for, by the definition's id and the version's number
Purposes = Callable[[str, int], Purpose]


def purpose(definition: Definition) -> Purpose:
    """What the cases of a definition are for: to fill a seat, to have somebody act, or neither.

    Example:
        >>> from workflow.definition.model import Definition
        >>> purpose(Definition("leave", {}, "a", {}, {}, {}))
        'other'
    """
    effects = {effect for action in definition.actions.values() for effect in action.does}
    if "appoint" in effects:
        return "fills"
    return "acts" if "appoint_acting" in effects else "other"


def against_effect(case: Case, effect: str) -> Sequence[Reason]:
    """A case that ended elsewhere than in a filled post (rejected, cancelled, annulled) puts nobody into a seat."""
    if case.phase != "closed" or effect not in ("reserve", "appoint", "appoint_acting"):
        return ()
    return (
        Reason(
            "case_over",
            N_(
                "A case that was rejected, cancelled or annulled appoints nobody: a new one has to be opened."
            ),
            rule=f"does: {effect}",
        ),
    )


def against_act(reader: Reader, case: Case, given: Mapping[str, Any], purposes: Purposes) -> Sequence[Reason]:
    """Reasons against giving a case these fields.

    A person is the nominee of one open filling case at most, whatever its definition: the proposal counts as active from
    the moment that it is made until the case ends or goes back to the start. Acting for a post is no such proposal, nor
    is being one of many candidates in a selection.
    """
    nominee = given.get("nominee")
    if not isinstance(nominee, str) or purposes(case.definition, case.version) != "fills":
        return ()
    return [
        Reason(
            "active_proposal",
            N_(
                "{person} is already the nominee of case {other} ({position}); {case} cannot name them as well."
            ),
            {
                "person": _name(reader, nominee),
                "other": other["id"],
                "position": _position(reader, other.get("subject", "")),
                "case": case.id,
            },
            rule="one active proposal per person",
        )
        for other in reader.find("cases", "fields.nominee", nominee)
        if other["id"] != case.id
        and not other.get("final")
        and other.get("phase") != "vacant"
        and _is_for(other, "fills", purposes)
    ]


def against_opening(reader: Reader, wanted: Purpose, subject: str, purposes: Purposes) -> Sequence[Reason]:
    """Reasons against opening one more case for a position.

    Args:
        reader: the registry and the cases.
        wanted: what the new case would be for.
        subject: the position's id.
        purposes: what the cases that there are are for.

    Returns:
        For a filling case: every open one, of any definition, stands for one seat. For an acting case: there is one
        already. Each refusal names the cases and their nominees.
    """
    position = reader.get("positions", subject)
    if position is None or wanted == "other":
        return ()
    there = [
        one
        for one in reader.find("cases", "subject", subject)
        if not one.get("final") and _is_for(one, wanted, purposes)
    ]
    if wanted == "acts":
        return _against_acting(reader, position, there)
    seats = position.get("need", 1) - seats_held(reader, subject)
    waiting = [one for one in there if not _took_its_seat(reader, one["id"])]
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
            {"position": position["name"], "cases": _told(reader, waiting)},
            rule="one open filling case a seat",
        ),
    )


def _against_acting(reader: Reader, position: Doc, there: Sequence[Doc]) -> Sequence[Reason]:
    if not there:
        return ()
    return (
        Reason(
            "acting_case_open",
            N_("{position} has an open acting case already: {cases}."),
            {"position": position["name"], "cases": _told(reader, there)},
            rule="one open acting case a post",
        ),
    )


def _is_for(case: Doc, wanted: Purpose, purposes: Purposes) -> bool:
    return purposes(case["definition"], case["version"]) == wanted


def _told(reader: Reader, cases: Sequence[Doc]) -> str:
    """The cases by id, each with its nominee where it has one."""
    told = []
    for one in cases:
        nominee = one.get("fields", {}).get("nominee")
        told.append(f"{one['id']} ({_name(reader, nominee)})" if nominee else one["id"])
    return ", ".join(told)


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
