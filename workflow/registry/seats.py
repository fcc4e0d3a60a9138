"""The seats of a position: who sits there or has one promised, and whether one more person may come.

A promise (reservation) stands in the table `uniques`, one document a position: two who decide at once meet in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.errors import InputError, Reason
from workflow.language import N_
from workflow.registry.facts import Doc, Reader

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has a claim on the seats of a position: their ids, holders first, then those with a promise.

    `cases` are those by which they came, in the same order; empty where none is known.
    """

    need: int
    people: tuple[str, ...]
    cases: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether every seat is spoken for."""
        return len(self.people) >= self.need


def claimed(reader: Reader, position: str, since: date, case: str | None = None) -> Claim:
    """Who will sit on a position's seats, or has one promised, from a day on.

    Args:
        reader: the registry.
        position: the position's id.
        since: the first day that matters; a holding that ends before it does not count, one that begins later does.
        case: a case whose own claims do not count.

    Raises:
        InputError: there is no such position.
    """
    doc = position_of(reader, position)
    day = since.isoformat()
    holders = [
        held
        for held in reader.find("holdings", "position", position)
        if held["status"] == "definitif"
        and (held.get("until") is None or _lasts(held, day))
        and (case is None or held.get("case") != case)
    ]
    there = {held["person"] for held in holders}
    promised = [
        one for one in _reserved(reader, position) if one["case"] != case and one["person"] not in there
    ]
    all_of_them = [*holders, *promised]
    return Claim(
        int(doc.get("need", 1)),
        tuple(one["person"] for one in all_of_them),
        tuple(one.get("case") or "" for one in all_of_them),
    )


def names(reader: Reader, claim: Claim) -> list[str]:
    """The names of those who have a claim, in its order."""
    return [name_of(reader, person) for person in claim.people]


def _told(reader: Reader, claim: Claim) -> list[str]:
    """Those who have a claim by name, each with the case by which they came."""
    cases = claim.cases or ("",) * len(claim.people)
    pairs = zip(names(reader, claim), cases, strict=True)
    return [f"{name} ({case})" if case else name for name, case in pairs]


def claim(reader: Reader, position: str, nominee: str, since: date, case: str) -> list[Reason]:
    """Why a nominee may not come to a position, or nothing.

    Returns:
        `seat_taken` for a structural post that somebody else holds or has been promised, `need_exceeded` for a
        functional position whose seats are all spoken for, `holds_it_already` where the nominee is there. Each names
        both sides.

    Raises:
        InputError: there is no such position.

    Source:
        One definitive holder for a structural post; bezetting < kebutuhan for a functional one.
    """
    doc = position_of(reader, position)
    if _seats_to_spare(reader, doc, nominee, case):
        return []
    found = claimed(reader, position, since, case)
    data: dict[str, Any] = {"position": doc["name"], "nominee": name_of(reader, nominee)}
    if nominee in found.people:
        return [
            Reason(
                "holds_it_already", N_("{nominee} holds {position} already."), data, rule="one seat a person"
            )
        ]
    if not found.full:
        return []
    known = _told(reader, found)
    data["nominee"] = f"{data['nominee']} ({case})"
    data |= {
        "holder": ", ".join(known[:_SHOWN]) + (f" (+{len(known) - _SHOWN})" if len(known) > _SHOWN else "")
    }
    if doc["kind"] == "structural":
        return [
            Reason(
                "seat_taken",
                N_(
                    "{position} has a definitive holder, {holder}; {nominee} cannot be appointed to it as well."
                ),
                data,
                rule="one definitive holder of a structural post",
            )
        ]
    return [
        Reason(
            "need_exceeded",
            N_("{position} needs {need} and all seats are taken ({holder}); there is none for {nominee}."),
            data | {"need": found.need},
            rule="holders never above need",
        )
    ]


def _seats_to_spare(reader: Reader, position: Doc, nominee: str, case: str) -> bool:
    """Whether there are seats for all who ever had a claim, none of them the nominee: then nobody need be looked at.

    A thousand who come to one position in one commit would each look at all the others.
    """
    promised = [one["person"] for one in _reserved(reader, position["id"]) if one["case"] != case]
    there = reader.count("holdings", "position", position["id"])
    if there + len(promised) >= int(position.get("need", 1)) or nominee in promised:
        return False
    return all(one["position"] != position["id"] for one in reader.find("holdings", "person", nominee))


def reservation(reader: Reader, position: str, case: str, person: str) -> tuple[str, Doc]:
    """The document that promises one seat of a position to a person for a case, beside the promises there are."""
    others = [one for one in _reserved(reader, position) if one["case"] != case]
    return "uniques", {"id": _key(position), "seats": [*others, {"case": case, "person": person}]}


def unreserve(reader: Reader, position: str, case: str) -> list[tuple[str, Doc]]:
    """The document without the promise of a case; nothing when the case had none."""
    promised = _reserved(reader, position)
    others = [one for one in promised if one["case"] != case]
    return [("uniques", {"id": _key(position), "seats": others})] if len(others) < len(promised) else []


def _reserved(reader: Reader, position: str) -> list[Doc]:
    doc = reader.get("uniques", _key(position))
    return list(doc["seats"]) if doc else []


def _key(position: str) -> str:
    return f"seat:{position}"


def _lasts(holding: Doc, day: str) -> bool:
    """Whether a holding that has an end is in force on a day or after it."""
    until = holding["until"]
    return bool(until >= day and until >= holding["since"])


def position_of(reader: Reader, position: str) -> Doc:
    """The document of a position.

    Raises:
        InputError: there is no such position.
    """
    doc = reader.get("positions", position)
    if doc is None:
        raise InputError(
            N_("There is no position “{position}”."), N_("Look it up among the positions."), position=position
        )
    return doc


def name_of(reader: Reader, person: str) -> str:
    """The name of a person, or the id where nobody is known by it."""
    doc = reader.get("people", person)
    return str(doc["name"]) if doc else person
