"""Notices: what somebody is told of a case, written in the commit of the event that they come from.

A notice is addressed to an account, to a person, or to a role in a unit; whom a role means is judged when it is read, so
that who leaves is told no more and who comes, or stands in, is told too. What waits for somebody is told only to people
who can act now, and only while the case stays as it was: once for each stay in a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow.definition.model import Definition, Label
from workflow.engine.case import Case, Claim, Decision, Event, personal
from workflow.engine.claiming import EXPIRE
from workflow.engine.claims import said_of_claims
from workflow.engine.facts import SYSTEM, Actor, Mandate
from workflow.engine.faults import part_label
from workflow.engine.letters import ways_out
from workflow.engine.replay import said_of_return
from workflow.engine.work import holds
from workflow.errors import sentence
from workflow.language import N_, Phrase
from workflow.store.protocol import Doc

#: what is told → its sentence
SENTENCES: Mapping[str, str] = {
    "reminder": N_("“{state}” is due on {due}."),
    "overdue": N_("“{state}” was due on {due}."),
    "escalated": N_("“{state}” was due on {due}; now you may act too."),
    "fell": N_("Your signature no longer counts: {by} took “{action}”."),
    "claim_over": N_("You have it no longer: your time was over on {until}. It is offered to all again."),
    "claim_taken": N_("You have it no longer: {by} took “{action}”."),
    "reassigned": N_("{by} gave it to you: {reason}"),
    "letter_differs": N_("A corrected letter gives another answer: send the case back or end it ({reason})."),
    "happened": N_("“{trigger}”: the case is in “{state}”."),
    "asked": N_("{by} asks for your advice: {reason}"),
    "advised": N_("{by} gave the advice that you asked for: {reason}"),
    "returned": N_("{by} sent it back to “{state}”: {reason}"),
}
#: why somebody lost what they had taken up, where it was no action of the definition
LOST: Mapping[str, str] = {
    "reassign": N_("You have it no longer: {by} gave it to somebody else ({reason})."),
    "claim_lapsed": N_("You have it no longer: it does not wait for you any more."),
    "reoffer": N_("You have it no longer: it does not wait for you any more."),
    "overdue": N_("You have it no longer: the deadline passed, and others may act too."),
    "answered": N_("You have it no longer: it is offered to all again."),
    "migrate": N_("You have it no longer: {by} moved the case to another version."),
}
#: why a signature no longer counts, where it was no action of the definition
FELL: Mapping[str, str] = {
    "migrate": N_(
        "Your signature no longer counts: {by} moved the case to another version, where it is asked anew."
    ),
}
#: what is told of a return that brings a list of faults
LISTED = N_("{by} sent it back to “{state}”: {reason}. To be mended: {faults}.")
#: what is told only while the case stays where it was
_PASSING = ("letter_differs", "reminder", "overdue", "escalated", "reassigned", "returned")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that somebody is told of a case.

    Args:
        id: the notice's own.
        case: the case.
        what: one of `SENTENCES`.
        at: when it came about.
        message_data: what its sentence names.
        title, unit: what the case is about, and its unit's name.
        read: when this user marked it as read, or None.
        past: whether the case has moved on since, so that there is nothing to do about it.
    """

    id: str
    case: str
    what: str
    at: datetime
    message_data: Mapping[str, Any]
    title: str
    unit: str
    read: datetime | None
    past: bool

    @property
    def message(self) -> str:
        """The sentence, in the reader's language."""
        other = {"claim_taken": LOST, "fell": FELL}.get(self.what, {}).get(str(self.message_data.get("step")))
        if self.message_data.get("faults"):
            other = LISTED
        return sentence(other or SENTENCES[self.what], self.message_data)


def may_tell(before: Doc, answer: Decision) -> bool:
    """Whether a decision can have notices at all: most have none, and are not looked at any closer."""
    return bool(before.get("claims")) or any(
        event.followed or event.target in before.get("came_from", ()) for event in answer.events
    )


def notices_of(before: Case, answer: Decision, definition: Definition) -> list[dict[str, Any]]:
    """The notices that follow from a decision about a case.

    Args:
        before: the case as it was.
        answer: what was decided.
        definition: the version of the case, as it is afterwards.
    """
    found = []
    for event in answer.events:
        for number, (what, to, more) in enumerate(_told(before, event, answer.case, definition)):
            found.append(
                {
                    "id": f"{event.case}#{event.seq}.{number}",
                    "case": event.case,
                    "what": what,
                    "at": event.at.isoformat(),
                    "to": sorted(to),
                    "by": event.name or event.actor,
                    "action": event.action,
                    "state": event.target,
                    **({"entered": answer.case.entered.isoformat()} if answer.case.entered else {}),
                    **({"reason": event.reason} if event.reason else {}),
                    **more,
                }
            )
    return [one for one in found if one["to"]]


Told = tuple[str, Iterable[str], Mapping[str, Any]]


def _told(before: Case, event: Event, after: Case, definition: Definition) -> Iterator[Told]:
    for said in event.followed:
        if "on" in said:
            for role in dict.fromkeys(said[one] for one in ("tell", "escalate") if one in said):
                label = dict(definition.on[said["on"]].label)
                yield (
                    "happened",
                    _to(definition, role, after),
                    _scope(definition, role, after) | {"trigger": label},
                )
            continue
        due = {"due": said["due"]} if "due" in said else {}
        if said.get("remind"):
            yield (
                "reminder",
                _to(definition, said["remind"], after),
                _scope(definition, said["remind"], after) | due,
            )
        elif "remind" in said:
            yield "reminder", _workers(after), {**due, "work": True}
        if "notify" in said:
            yield (
                "overdue",
                _to(definition, said["notify"], after),
                _scope(definition, said["notify"], after) | due,
            )
        if "escalate" in said:
            yield (
                "escalated",
                _to(definition, said["escalate"], after),
                _scope(definition, said["escalate"], after) | due,
            )
        if "fell" in said:
            yield "fell", [f"user:{user}" for user in said["fell"] if user != event.actor], {}
        if said.get("differs"):
            for role in dict.fromkeys(one for way in ways_out(definition, after, said) for one in way.by):
                yield "letter_differs", [f"role:{role}"], _scope(definition, role, after)
        if said.get("reassigned") not in (None, event.actor):
            yield "reassigned", [f"user:{said['reassigned']}"], {}
        if "asked" in said:
            yield "asked", [f"user:{said['to']}"], {}
        if "advised" in said:
            yield "advised", [f"user:{said['to']}"], {}
    for claim in _lost(before, event, after):
        over = event.action == EXPIRE or claim.until < event.at.date().isoformat()
        yield "claim_over" if over else "claim_taken", [f"user:{claim.actor}"], {"until": claim.until}
    action = definition.actions.get(event.action)  # none for a move to another version
    back = action is not None and (not action.to_previous or said_of_return(event) is not None)
    if event.fired and event.target in before.came_from and back:
        theirs = {
            f"person:{person}"
            for step in definition.leaving(event.target)
            for person in before.done.get(step.name, ())
            if person not in event.people
        }
        parts = [part_label(definition, one["part"]) for one in event.faults]
        yield "returned", theirs, {"faults": parts} if parts else {}


def _lost(before: Case, event: Event, after: Case) -> Iterator[Claim]:
    """The claims that an event took from others than its actor, each person once."""
    said = said_of_claims(event)
    if event.vote is not None and not event.fired:
        return
    left = after.claims if said is None else said
    kept, seen = {(one.action, one.role, one.person) for one in left}, set[str]()
    for claim in before.claims:
        own = event.actor == claim.actor or not set(claim.people).isdisjoint(event.people)
        if (claim.action, claim.role, claim.person) not in kept and not own and claim.actor not in seen:
            seen.add(claim.actor)
            yield claim


def _to(definition: Definition, role: str, case: Case) -> list[str]:
    """Whom a role means: those who hold it when they read, or those whom the case names."""
    if definition.roles[role].who is None:
        return [f"role:{role}"]
    return [f"person:{person}" for person in case.named.get(role, ())]


def _scope(definition: Definition, role: str, case: Case) -> dict[str, Any]:
    """The unit in which the role is meant, where it is one of a unit."""
    return {"unit": case.unit} if definition.roles[role].scope == "unit" and case.unit else {}


def _workers(case: Case) -> set[str]:
    """Those whom a case waits for; where somebody has taken it up, they alone."""
    claimed = {f"user:{one.actor}" for one in case.claims}
    return claimed or {
        f"person:{one.person}" if one.person is not None else f"role:{one.role}" for one in case.work
    }


def meant(
    doc: Doc,
    actor: Actor,
    mandates: Sequence[Mandate],
    above: Callable[[str | None], Any],
    waits: Callable[[str], bool],
) -> bool:
    """Whether a notice is for somebody.

    Args:
        doc: the notice.
        actor: who reads.
        mandates: for whom they stand in.
        above: the unit and all that it belongs to.
        waits: whether a case waits for them now.
    """
    if f"user:{actor.id}" in doc["to"] or f"person:{actor.person}" in doc["to"]:
        return True
    roles = [one.removeprefix("role:") for one in doc["to"] if one.startswith("role:")]
    bearers = [(actor, None), *((one.principal, one.role) for one in mandates)]
    theirs = any(
        only in (None, role) and holds(who, role, doc.get("unit"), above)
        for who, only in bearers
        for role in roles
    )
    return theirs and (not doc.get("work") or waits(doc["case"]))


def keys_of(actor: Actor, mandates: Iterable[Mandate]) -> list[str]:
    """What notices for somebody may be addressed to."""
    roles = {role for role, _ in actor.roles if role != personal(actor.person)}
    for one in mandates:
        roles.update(role for role, _ in one.principal.roles if one.role in (None, role))
    return [f"user:{actor.id}", f"person:{actor.person}", *(f"role:{role}" for role in sorted(roles))]


def is_past(doc: Doc, case: Doc | None) -> bool:
    """Whether the case has moved on, so that there is nothing to do about a notice any more."""
    if case is None:
        return True
    stays = (case["state"], case.get("entered")) == (doc["state"], doc.get("entered"))
    return doc["what"] in _PASSING and not stays


def notice(
    doc: Doc, user: str, title: str, unit: str, state: Label, action: Label | str | Phrase, past: bool
) -> Notice:
    """A notice as a user reads it."""
    read = doc.get("read", {}).get(user)
    data: dict[str, Any] = {
        "by": doc["by"] if doc["by"] != SYSTEM else Phrase(N_("the clock")),
        "step": doc["action"],
        "state": state,
        "action": action,
        "reason": doc.get("reason") or "-",
    }
    data |= {"trigger": doc["trigger"]} if "trigger" in doc else {}
    if doc.get("faults"):
        data["faults"] = doc["faults"]
    data |= {name: date.fromisoformat(doc[name]) for name in ("due", "until") if name in doc}
    at = datetime.fromisoformat(doc["at"])
    since = datetime.fromisoformat(read) if read else None
    return Notice(doc["id"], doc["case"], doc["what"], at, data, title, unit, since, past)
