"""Taking back (annulment): what a case made never was, what it ended goes on where nothing stands against it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from workflow.registry.acting import acting_between
from workflow.registry.facts import Doc, in_force
from workflow.registry.outcome import Outcome, Want, void
from workflow.registry.seats import claimed, name_of, names, unreserve

_DAY = timedelta(days=1)


def take_back(want: Want) -> Outcome:
    """Annulment: the holdings that this case made never were; what they ended goes on where the seat is free."""
    outcome = Outcome(changes=unreserve(want.reader, want.position, want.case))
    if outcome.changes:
        outcome.followed.append({"effect": "unreserve", "position": want.position})
    people = []
    for made in want.reader.find("holdings", "case", want.case):
        if void(made):
            continue
        people.append(made["person"])
        before = date.fromisoformat(made["since"]) - _DAY
        gone = {"until": before.isoformat(), "ended_by": want.case, "annulled": want.at.isoformat()}
        outcome.changes.append(("holdings", {**made, **gone}))
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
            if ended["status"] == "definitif" and _ended_by(want, ended):
                _give_back(want, ended, outcome)
    for ended in want.reader.find("holdings", "position", want.position):
        if ended["status"] != "definitif" and _ended_by(want, ended):
            _let_act_again(want, ended, outcome)
    return outcome


def _ended_by(want: Want, held: Doc) -> bool:
    return held.get("ended_by") == want.case and held.get("case") != want.case


def _let_act_again(want: Want, ended: Doc, outcome: Outcome) -> None:
    """An acting official whom the appointment relieved acts on, unless somebody else does by now."""
    again = _as_before(ended)
    until = date.fromisoformat(again["until"]) if again.get("until") else None
    over = date.fromisoformat(ended["until"]) + _DAY
    others = acting_between(want.reader, ended["position"], over, until)
    if others:
        act = [name_of(want.reader, one["person"]) for one in others]
        outcome.followed.append(
            {**_fact(ended), "effect": "not_given_back", "because": "taken", "taken_by": act}
        )
        return
    outcome.changes.append(("holdings", again))
    outcome.followed.append({**_fact(ended), "status": ended["status"]})


def _give_back(want: Want, ended: Doc, outcome: Outcome) -> None:
    fact = _fact(ended)
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
    outcome.changes.append(("holdings", _as_before(ended)))
    outcome.followed.append(fact)


def _as_before(ended: Doc) -> dict[str, Any]:
    """The holding as it was before it was ended."""
    again = {name: value for name, value in ended.items() if name not in ("until", "ended_by", "would_end")}
    if ended.get("would_end"):
        again["until"] = ended["would_end"]
    return again


def _fact(ended: Doc) -> dict[str, Any]:
    return {
        "effect": "give_back",
        "holding": ended["id"],
        "person": ended["person"],
        "position": ended["position"],
    }
