"""Acting officials (Plt, Plh): a holding with an end that leaves the seat vacant and the own post kept.

A Plt stands in for a post that is empty, a Plh for a holder who is away. Terms are counted in months; an extension moves
the end of the same holding and is remembered on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from workflow.definition.duration import add_months
from workflow.errors import Reason
from workflow.language import N_
from workflow.registry.facts import Doc, Reader, in_force
from workflow.registry.outcome import Outcome, Want, missing, no_nominee, void
from workflow.registry.seats import name_of, position_of

PLT, PLH = "plt", "plh"
_DAY = timedelta(days=1)


def acting_on(reader: Reader, index: str, value: str, day: date) -> list[Doc]:
    """The acting holdings of a person or of a position (`index`) that are in force on a day, the newest first."""
    return [one for one in in_force(reader, index, value, day, None) if one["status"] in (PLT, PLH)]


def acting_terms(reader: Reader, person: str, position: str) -> int:
    """How many Plt terms somebody has had in a post; an extension is one more term.

    Source:
        SE BKN 1/SE/I/2021: one term and one extension, then another person.
    """
    return sum(1 + int(one.get("extended", 0)) for one in _terms(reader, person, position))


def acting_months(reader: Reader, person: str, position: str, today: date) -> int:
    """How many months the Plt terms of somebody in a post last in all, a begun month counting as one.

    Args:
        reader: the registry.
        person: the person's id.
        position: the position's id.
        today: the day up to which a term without an end is counted.

    Example:
        >>> from workflow.registry.memory import Memory
        >>> docs = Memory(holdings=[{"id": "H-1", "person": "P-1", "position": "POS-1", "status": "plt",
        ...                          "since": "2025-10-01", "until": "2025-12-31"}])
        >>> acting_months(docs, "P-1", "POS-1", date(2025, 11, 25)), acting_terms(docs, "P-1", "POS-1")
        (3, 1)
    """
    return sum(_months(one, today) for one in _terms(reader, person, position))


def appoint_acting(want: Want) -> Outcome:
    """An acting holding (`acting_kind`: plt or plh) from `acting_from` until `acting_until`; the seat stays vacant."""
    nominee = want.nominee
    if nominee is None:
        return no_nominee()
    until = want.day("acting_until")
    if until is None:
        return missing(N_("It is not said yet until when somebody acts."))
    since = want.day("acting_from") or want.at
    reasons = [
        *_ends_too_early(since, until),
        *_holds_it(want, nominee, since),
        *_somebody_acts(want, nominee, since, until),
    ]
    if reasons:
        return Outcome(reasons=reasons)
    holding = {
        "id": want.next_holding(),
        "person": nominee,
        "position": want.position,
        "status": want.fields.get("acting_kind") or PLT,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "case": want.case,
    }
    fact = {"effect": "appoint_acting", **_fact(holding), "since": holding["since"]}
    return Outcome([fact], [("holdings", holding)])


def extend_acting(want: Want) -> Outcome:
    """A later end (`acting_until`) of the acting holding that the case made."""
    held = _made(want)
    if held is None or held.get("ended_by"):
        return Outcome(reasons=[_nobody_acts(want)])
    until = want.day("acting_until")
    if until is None:
        return missing(N_("It is not said yet until when somebody acts."))
    before = date.fromisoformat(held["until"])
    if until <= before:
        reason = Reason(
            "not_longer",
            N_("{name} acts until {before} already; {until} is no extension."),
            {"name": name_of(want.reader, held["person"]), "before": before, "until": until},
            rule="an extension ends later",
        )
        return Outcome(reasons=[reason])
    reasons = _somebody_acts(want, held["person"], before + _DAY, until)
    if reasons:
        return Outcome(reasons=reasons)
    longer = {**held, "until": until.isoformat(), "extended": int(held.get("extended", 0)) + 1}
    return Outcome(
        [{"effect": "extend_acting", **_fact(longer), "was": held["until"]}], [("holdings", longer)]
    )


def end_acting(want: Want) -> Outcome:
    """The end, the day before, of the acting holding that the case made; one that is over stays as it is."""
    held = _made(want)
    if held is None:
        return Outcome(reasons=[_nobody_acts(want)])
    return ended(held, want.at, want.case)


def ended(held: Doc, from_day: date, case: str) -> Outcome:
    """What it comes to when an acting holding is over from a day on."""
    last = (from_day - _DAY).isoformat()
    until = held.get("until")
    if until is not None and until <= last:
        return Outcome([{"effect": "end_acting", **_fact(held), "over": True}])
    doc = {**held, "until": last, "ended_by": case}
    if until is not None:
        doc["would_end"] = until
    return Outcome([{"effect": "end_acting", **_fact(doc)}], [("holdings", doc)])


def acting_between(reader: Reader, position: str, since: date, until: date | None) -> list[Doc]:
    """The acting holdings of a position that are in force on any day of a time (without `until`: ever after)."""
    first, last = since.isoformat(), until.isoformat() if until else "9999"
    return [
        one
        for one in reader.find("holdings", "position", position)
        if one["status"] in (PLT, PLH)
        and not void(one)
        and one["since"] <= last
        and (one.get("until") is None or one["until"] >= first)
    ]


def _terms(reader: Reader, person: str, position: str) -> Iterable[Doc]:
    for one in reader.find("holdings", "person", person):
        if one["position"] == position and one["status"] == PLT and not void(one):
            yield one


def _months(held: Doc, today: date) -> int:
    since = date.fromisoformat(held["since"])
    end = (date.fromisoformat(held["until"]) if held.get("until") else max(today, since)) + _DAY
    months = (end.year - since.year) * 12 + end.month - since.month
    while add_months(since, months) < end:
        months += 1
    while months and add_months(since, months - 1) >= end:
        months -= 1
    return months


def _made(want: Want) -> Doc | None:
    """The newest acting holding that the case made and nobody took back."""
    made = [
        one
        for one in want.reader.find("holdings", "case", want.case)
        if one["status"] in (PLT, PLH) and not void(one)
    ]
    return max(made, key=lambda one: (one["since"], one["id"])) if made else None


def _fact(held: Doc) -> dict[str, Any]:
    return {
        "holding": held["id"],
        "person": held["person"],
        "position": held["position"],
        "status": held["status"],
        "until": held.get("until"),
    }


def _ends_too_early(since: date, until: date) -> list[Reason]:
    if until >= since:
        return []
    return [
        Reason(
            "ends_before_it_begins",
            N_("The acting term would end on {until}, before it begins on {since}."),
            {"since": since, "until": until},
            rule="a term ends after it begins",
        )
    ]


def _holds_it(want: Want, nominee: str, since: date) -> list[Reason]:
    held = in_force(want.reader, "position", want.position, since)
    if all(one["person"] != nominee for one in held):
        return []
    data = {
        "nominee": name_of(want.reader, nominee),
        "position": position_of(want.reader, want.position)["name"],
    }
    return [
        Reason("holds_it_already", N_("{nominee} holds {position} already."), data, rule="one seat a person")
    ]


def _somebody_acts(want: Want, nominee: str, since: date, until: date) -> list[Reason]:
    return [
        Reason(
            "acting_already",
            N_(
                "{holder} acts for {position} from {since} to {until}; {nominee} cannot act there at the same time."
            ),
            {
                "holder": name_of(want.reader, one["person"]),
                "position": position_of(want.reader, want.position)["name"],
                "since": date.fromisoformat(one["since"]),
                "until": date.fromisoformat(one["until"]) if one.get("until") else "…",
                "nominee": name_of(want.reader, nominee),
            },
            rule="one acting official a post",
        )
        for one in acting_between(want.reader, want.position, since, until)
    ]


def _nobody_acts(want: Want) -> Reason:
    return Reason(
        "nobody_acts",
        N_("Nobody acts for {position} by this case."),
        {"position": position_of(want.reader, want.position)["name"]},
        rule="what was not begun cannot be extended or ended",
    )
