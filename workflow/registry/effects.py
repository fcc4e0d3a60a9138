"""What an action does to the registry (`does:`): appoint, release, reserve, open a vacancy, take back. All pure.

Each effect reads the registry as it stands before the action and says what changes; the store writes that in the same
commit as the case, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from workflow.errors import InputError, Reason
from workflow.language import N_
from workflow.registry.facts import Doc, Reader, in_force
from workflow.registry.seats import claim, claimed, names, reservation, unreserve

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an effect comes to.

    Args:
        followed: facts for the event, as plain JSON.
        changes: (table, document) to be written.
        reasons: why it cannot be done; then nothing changes and nothing followed.
    """

    followed: list[dict[str, Any]] = field(default_factory=list)
    changes: list[tuple[str, Doc]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Want:
    """The arguments of every effect."""

    case: str
    fields: Mapping[str, Any]
    position: str
    reader: Reader
    at: date

    @property
    def nominee(self) -> str | None:
        return self.fields.get("nominee")

    @property
    def since(self) -> date:
        """The later of the planned TMT and the day of the action: nobody holds a post before being sworn in."""
        tmt = self.fields.get("tmt")
        if tmt is None:
            return self.at
        return max(date.fromisoformat(tmt[:10]) if isinstance(tmt, str) else tmt, self.at)


def effect(
    name: str, *, case_id: str, fields: Mapping[str, Any], subject: str, reader: Reader, at: date
) -> Outcome:
    """Work out one effect of an action.

    Args:
        name: `appoint`, `release`, `reserve`, `open_vacancy` or `take_back`.
        case_id: the case that acts.
        fields: its fields; `nominee` is a person's id, `tmt` an ISO date (optional).
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
    return work(_Want(case_id, fields, subject, reader, at))


def _appoint(want: _Want) -> Outcome:
    """A definitive holding for the nominee; the case's reservation has done its work."""
    nominee = want.nominee
    if nominee is None:
        return Outcome(reasons=[_no_nominee()])
    reasons = claim(want.reader, want.position, nominee, want.since, want.case)
    if reasons:
        return Outcome(reasons=reasons)
    made = len(want.reader.find("holdings", "case", want.case))
    holding = {
        "id": f"{want.case}-H{made + 1}",
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
    return Outcome([fact], [("holdings", holding), *unreserve(want.reader, want.position, want.case)])


def _release(want: _Want) -> Outcome:
    """The end, the day before, of the definitive holdings that the nominee leaves."""
    nominee = want.nominee
    if nominee is None:
        return Outcome(reasons=[_no_nominee()])
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


def _reserve(want: _Want) -> Outcome:
    """One seat kept for this case, so that no two decrees can promise it."""
    nominee = want.nominee
    if nominee is None:
        return Outcome(reasons=[_no_nominee()])
    reasons = claim(want.reader, want.position, nominee, want.since, want.case)
    if reasons:
        return Outcome(reasons=reasons)
    fact = {"effect": "reserve", "position": want.position, "person": nominee}
    return Outcome([fact], [reservation(want.reader, want.position, want.case, nominee)])


def _open_vacancy(want: _Want) -> Outcome:
    """A report that the seat is vacant (again); the standing itself is derived from need and holdings."""
    return Outcome([{"effect": "open_vacancy", "position": want.position, "from": want.at.isoformat()}])


def _take_back(want: _Want) -> Outcome:
    """Annulment: the holdings that this case made never were; what they ended goes on where the seat is free."""
    outcome = Outcome(changes=unreserve(want.reader, want.position, want.case))
    if outcome.changes:
        outcome.followed.append({"effect": "unreserve", "position": want.position})
    people = []
    for made in want.reader.find("holdings", "case", want.case):
        if _void(made):
            continue
        people.append(made["person"])
        before = date.fromisoformat(made["since"]) - _DAY
        outcome.changes.append(("holdings", {**made, "until": before.isoformat(), "ended_by": want.case}))
        outcome.followed.append(
            {
                "effect": "take_back",
                "holding": made["id"],
                "person": made["person"],
                "position": made["position"],
            }
        )
    for person in dict.fromkeys(people):
        for ended in want.reader.find("holdings", "person", person):
            if ended.get("ended_by") == want.case and ended.get("case") != want.case:
                _give_back(want, ended, outcome)
    return outcome


def _give_back(want: _Want, ended: Doc, outcome: Outcome) -> None:
    fact = {
        "effect": "give_back",
        "holding": ended["id"],
        "person": ended["person"],
        "position": ended["position"],
    }
    elsewhere = [
        held["position"]
        for held in in_force(want.reader, "person", ended["person"], want.at)
        if held.get("case") != want.case
    ]
    if elsewhere:
        outcome.followed.append(
            {**fact, "effect": "not_given_back", "because": "holds_another", "holds": elsewhere[0]}
        )
        return
    found = claimed(want.reader, ended["position"], date.fromisoformat(ended["until"]) + _DAY, want.case)
    if found.full:
        outcome.followed.append(
            {
                **fact,
                "effect": "not_given_back",
                "because": "taken",
                "taken_by": names(want.reader, found),
            }
        )
        return
    again = {name: value for name, value in ended.items() if name not in ("until", "ended_by", "would_end")}
    if ended.get("would_end"):
        again["until"] = ended["would_end"]
    outcome.changes.append(("holdings", again))
    outcome.followed.append(fact)


def _void(holding: Doc) -> bool:
    """Whether a holding was taken back: it ends before it begins."""
    until = holding.get("until")
    return until is not None and until < holding["since"]


def _no_nominee() -> Reason:
    return Reason("missing", N_("No nominee is named yet."), question=True)


EFFECTS: Mapping[str, Callable[[_Want], Outcome]] = {
    "appoint": _appoint,
    "release": _release,
    "reserve": _reserve,
    "open_vacancy": _open_vacancy,
    "take_back": _take_back,
}
