"""What an action does to the registry (`does:`): appoint, release, reserve, open a vacancy; acting and annulment beside.

All are pure: each reads the registry as it stands before the action and says what changes; the store writes that in the
same commit as the case, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from workflow.errors import InputError
from workflow.language import N_
from workflow.registry.acting import (
    acting_between,
    acting_on,
    appoint_acting,
    end_acting,
    ended,
    extend_acting,
)
from workflow.registry.annulment import take_back
from workflow.registry.facts import Reader, in_force
from workflow.registry.outcome import Outcome, Want, no_nominee
from workflow.registry.seats import claim, position_of, reservation, unreserve

_DAY = timedelta(days=1)


def effect(
    name: str, *, case_id: str, fields: Mapping[str, Any], subject: str, reader: Reader, at: date
) -> Outcome:
    """Work out one effect of an action.

    Args:
        name: one of `EFFECTS`.
        case_id: the case that acts.
        fields: its fields; `nominee` is a person's id, `tmt` an ISO date (optional); for acting officials
            `acting_kind` (`plt` when left out, or `plh`), `acting_from`, `acting_until`.
        subject: the position's id.
        reader: the registry before the action.
        at: the day of the action.

    Raises:
        InputError: there is no effect of that name, or no such position.

    Example:
        >>> from workflow.registry.memory import Memory
        >>> docs = Memory(
        ...     positions=[{"id": "POS-1", "name": "Lurah Solor", "kind": "structural", "unit": "U", "level": "IV.a"}],
        ...     people=[{"id": "P-1", "name": "Yuliana Nalle"}],
        ... )
        >>> made = effect("appoint", case_id="C-1", fields={"nominee": "P-1"}, subject="POS-1", reader=docs,
        ...               at=date(2025, 11, 25))
        >>> made.changes[0][1]["since"], made.reasons
        ('2025-11-25', [])
    """
    work = EFFECTS.get(name)
    if work is None:
        raise InputError(
            N_("There is no effect “{name}”."), N_("Known are: {known}."), name=name, known=", ".join(EFFECTS)
        )
    return work(Want(case_id, fields, subject, reader, at))


def _appoint(want: Want) -> Outcome:
    """A definitive holding for the nominee: the case's reservation is used up, and who acts in a structural post stops."""
    nominee = want.nominee
    if nominee is None:
        return no_nominee()
    reasons = claim(want.reader, want.position, nominee, want.since, want.case)
    if reasons:
        return Outcome(reasons=reasons)
    holding = {
        "id": want.next_holding(),
        "person": nominee,
        "position": want.position,
        "status": "definitif",
        "since": want.since.isoformat(),
        "case": want.case,
    }
    fact = {
        "effect": "appoint",
        "holding": holding["id"],
        "person": nominee,
        "position": want.position,
        "since": holding["since"],
    }
    outcome = Outcome([fact], [("holdings", holding), *unreserve(want.reader, want.position, want.case)])
    if position_of(want.reader, want.position)["kind"] == "structural":
        for acting in acting_between(want.reader, want.position, want.since, None):
            over = ended(acting, want.since, want.case)
            outcome.followed.extend(over.followed)
            outcome.changes.extend(over.changes)
    return outcome


def _release(want: Want) -> Outcome:
    """The end, the day before, of the definitive holdings that the nominee leaves."""
    nominee = want.nominee
    if nominee is None:
        return no_nominee()
    outcome = Outcome()
    for held in in_force(want.reader, "person", nominee, want.since):
        if held.get("case") == want.case:
            continue
        until = want.since - _DAY
        ended = {**held, "until": until.isoformat(), "ended_by": want.case}
        if held.get("until"):
            ended["would_end"] = held["until"]
        outcome.changes.append(("holdings", ended))
        outcome.followed.append(
            {
                "effect": "release",
                "holding": held["id"],
                "person": nominee,
                "position": held["position"],
                "until": until.isoformat(),
                "vacant_from": want.since.isoformat(),
            }
        )
    return outcome


def _reserve(want: Want) -> Outcome:
    """One seat kept for this case, so that no two decrees can promise it."""
    nominee = want.nominee
    if nominee is None:
        return no_nominee()
    reasons = claim(want.reader, want.position, nominee, want.since, want.case)
    if reasons:
        return Outcome(reasons=reasons)
    fact = {"effect": "reserve", "position": want.position, "person": nominee}
    return Outcome([fact], [reservation(want.reader, want.position, want.case, nominee)])


def _open_vacancy(want: Want) -> Outcome:
    """A report that the seat is vacant (again); the standing itself is derived from need and holdings."""
    fact: dict[str, Any] = {"effect": "open_vacancy", "position": want.position, "from": want.at.isoformat()}
    acting = [one["person"] for one in acting_on(want.reader, "position", want.position, want.at)]
    return Outcome([fact | {"acting": acting} if acting else fact])


EFFECTS: Mapping[str, Callable[[Want], Outcome]] = {
    "appoint": _appoint,
    "release": _release,
    "reserve": _reserve,
    "open_vacancy": _open_vacancy,
    "take_back": take_back,
    "appoint_acting": appoint_acting,
    "extend_acting": extend_acting,
    "end_acting": end_acting,
}
