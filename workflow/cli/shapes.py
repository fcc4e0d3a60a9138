"""The JSON shapes of the command line. Scripts outside use them: names are added, never changed (docs/command-line.md)."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from workflow.language import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflow import (
        Absence,
        Answer,
        Case,
        CaseClock,
        Common,
        Delegation,
        Event,
        InboxItem,
        Notice,
        Page,
        Report,
        Signing,
        TimeToFill,
        User,
        Version,
    )
    from workflow.ceremony.model import Ceremony
    from workflow.workspace.advice import Question
    from workflow.workspace.batches import Batch
    from workflow.workspace.decrees import DecreeLine
    from workflow.workspace.letters import Letter, Told
    from workflow.workspace.migrating import Moved
    from workflow.workspace.proposing import Proposal
    from workflow.workspace.review import Ability, Right, Stranded
    from workflow.workspace.tasks import Task

_CASE = (
    "id", "definition", "version", "subject", "unit", "state", "phase", "revision", "fields", "documents",
    "opened", "entered", "changed", "due", "final", "returned", "signing",
)  # fmt: skip
_EVENT = (
    "case", "seq", "at", "recorded", "actor", "name", "on_behalf_of", "role", "action", "source", "target", "fields",
    "documents", "reason", "vote", "kind", "fired", "signed", "definition", "version", "due", "followed", "before", "hash",
    "principal", "mandate", "named", "faults",
)  # fmt: skip


def page(found: Page[Any], shape: Any) -> dict[str, Any]:
    """A page of a list."""
    return {"items": [shape(one) for one in found], "next": found.next, "total": found.total}


def case(found: Case) -> dict[str, Any]:
    """A case."""
    doc: dict[str, Any] = {name: getattr(found, name) for name in _CASE}
    doc["work"] = [_slots(item) for item in found.work]
    doc["signatures"] = [_slots(one) for one in found.signatures]
    doc["claims"] = [_slots(one) for one in found.claims]
    doc["letters"] = [dict(one) for one in found.letters]
    doc["batches"] = dict(found.batches)
    doc["named"] = dict(found.named)
    doc["pending"] = list(found.pending)
    doc["returns"] = found.returns or 0
    doc["asked"] = [_slots(one) for one in found.asked]
    doc["faults"] = [_slots(one) for one in found.faults]
    return doc


def event(found: Event) -> dict[str, Any]:
    """One entry of the record."""
    return {name: getattr(found, name) for name in _EVENT}


def answer(found: Answer) -> dict[str, Any]:
    """What `explain` says of one action."""
    return {
        "name": found.name,
        "label": text(found.label),
        "allowed": found.allowed,
        "reasons": [reason.as_dict() for reason in found.reasons],
        "questions": [reason.as_dict() for reason in found.questions],
        "asks": found.asks,
        "may_ask": found.may_ask,
        "rows": [
            {"group": one.group, "adds": one.adds, "asks": one.asks, "may_ask": one.may_ask}
            for one in found.rows
        ],
        "documents": found.documents,
        "targets": found.targets,
        "side": found.side,
        "needs_reason": found.needs_reason,
        "signoff": found.signoff,
        "signs": found.signs,
        "for_whom": found.for_whom,
        "batch": found.batch,
        "faults": found.faults,
    }


def inbox_item(found: InboxItem) -> dict[str, Any]:
    """A case that waits for somebody."""
    return {
        "id": found.case,
        "definition": found.definition,
        "state": found.state,
        "state_label": text(found.state_label),
        "phase": found.phase,
        "subject": found.subject,
        "title": found.title,
        "unit": found.unit,
        "nominee": found.who,
        "actions": [
            {"name": name, "label": text(label)}
            for name, label in zip(found.actions, found.labels, strict=True)
        ],
        "due": found.due,
        "overdue": found.overdue,
        "working_days_left": found.waiting,
        "returned": found.returned,
        "revision": found.revision,
        "for_whom": found.for_whom,
        "in_post": found.in_post,
        "claim": _slots(found.claim) if found.claim else None,
    }


def notice(found: Notice) -> dict[str, Any]:
    """What a user is told of a case."""
    return {
        "id": found.id,
        "case": found.case,
        "what": found.what,
        "at": found.at,
        "message": found.message,
        "title": found.title,
        "unit": found.unit,
        "read": found.read,
        "past": found.past,
    }


def question(found: Question) -> dict[str, Any]:
    """What somebody is asked, or was."""
    return _slots(found)


def task(found: Task) -> dict[str, Any]:
    """Work that waits, and who has it."""
    words = {name: text(getattr(found, name)) for name in ("state", "label", "role")}
    return {**_slots(found), **words, "claim": _slots(found.claim) if found.claim else None}


def clock(found: CaseClock) -> dict[str, Any]:
    """Where the time of a case went, in working days."""
    return {
        "own": found.own,
        "outside": found.outside,
        "stopped": found.stopped,
        "stays": [
            {
                "state": one.state,
                "label": text(one.label),
                "since": one.since,
                "until": one.until,
                "days": one.days,
                "kind": one.kind,
                "waits_for": text(one.waits_for) if one.waits_for else None,
            }
            for one in found.stays
        ],
    }


def time_to_fill(found: TimeToFill | None) -> dict[str, Any] | None:
    """How long it takes to fill the seat, and from which day that counts."""
    return _slots(found) if found is not None else None


def common(found: Common) -> dict[str, Any]:
    """An action that is open in every one of some cases."""
    return {
        "name": found.name,
        "label": text(found.label),
        "asks": found.asks,
        "documents": found.documents,
        "needs_reason": found.needs_reason,
        "targets": found.targets,
    }


def signing(found: Signing) -> dict[str, Any]:
    """A place of a sign-off."""
    return {
        "role": found.role,
        "label": text(found.label),
        "status": found.status,
        "needed": found.needed,
        "signed": found.names,
        "refused": found.refused,
        "kind": found.kind,
        "votes": found.votes,
    }


def version(found: Version) -> dict[str, Any]:
    """A published version."""
    return {
        "definition": found.id,
        "title": text(found.definition.title),
        "version": found.number,
        "hash": found.hash,
        "published_at": found.published_at,
        "published_by": found.published_by,
    }


def proposal(found: Proposal) -> dict[str, Any]:
    """A content that waits for a second administrator."""
    return _slots(found)


def moved(found: Moved, dry_run: bool) -> dict[str, Any]:
    """What a migration did with a case, or would do."""
    return {
        "case": found.case,
        "outcome": found.outcome,
        "from": {"version": found.before, "state": found.source, "label": text(found.source_label)},
        "to": {"version": found.after, "state": found.target, "label": text(found.target_label)},
        "reasons": [reason.as_dict() for reason in found.reasons],
        "signatures": [
            {"name": one.name, "role": one.role, "label": text(one.label), "counts": one.counts}
            for one in found.signatures
        ],
        "dry_run": dry_run,
        "sentence": found.told(would=dry_run),
    }


def grant(role: str, unit: str | None) -> dict[str, str | None]:
    """A role with the unit that it is held in; null: in all of the city."""
    return {"role": role, "unit": unit}


def user(found: User) -> dict[str, Any]:
    """A user."""
    return {
        "id": found.id,
        "name": found.name,
        "roles": [grant(role, unit) for role, unit in found.roles],
        "person": found.person,
        "active": found.active,
        "posts": [{"role": grant(role, unit), "position": position} for role, unit, position in found.posts],
    }


def delegation(found: Delegation, in_force: bool) -> dict[str, Any]:
    """A delegation."""
    return {**_slots(found), "in_force": in_force}


def absence(found: Absence, stand_in: str | None, in_force: bool) -> dict[str, Any]:
    """An absence, with who acts for the absent now."""
    return {**_slots(found), "in_force": in_force, "stands_in": stand_in if in_force else None}


def right(found: Right) -> dict[str, Any]:
    """A role that somebody may use."""
    return _slots(found)


def ability(found: Ability) -> dict[str, Any]:
    """An action that somebody may take by their rights."""
    return {**_slots(found), "label": text(found.label)}


def stranded(found: Stranded) -> dict[str, Any]:
    """Work that nobody can take."""
    return {**_slots(found), "label": text(found.label), "roles": [text(one) for one in found.roles]}


def ceremony(found: Ceremony) -> dict[str, Any]:
    """A ceremony with its roll."""
    return {
        "id": found.id,
        "title": found.title,
        "date": found.date,
        "place": found.place,
        "held": found.held,
        "held_by": found.held_by,
        "invited": found.invited,
        "present": found.present,
        "absent": found.absent,
        "unknown": found.unknown,
        "lines": [_slots(line) for line in found.lines],
    }


def letter(found: Letter) -> dict[str, Any]:
    """A letter from outside."""
    return {**_slots(found), "issuer": text(found.issuer)}


def letter_line(found: Told) -> dict[str, Any]:
    """What a letter says of a case."""
    return {**_slots(found), "label": text(found.label), "ways": [text(one) for one in found.ways]}


def batch(found: Batch) -> dict[str, Any]:
    """A decree."""
    return _slots(found)


def decree_line(found: DecreeLine) -> dict[str, Any]:
    """A line of a decree's annex."""
    told = [letter_line(one) for one in found.letters]
    return {**_slots(found), "state": text(found.state), "letters": told}


def report(found: Report) -> dict[str, Any]:
    """What `verify` found."""
    return {
        "ok": found.ok,
        "faults": [_slots(fault) for fault in found.faults],
        "notes": found.notes,
        "cases": found.cases,
        "events": found.events,
    }


def role(name: str, label: Mapping[str, str], holders: list[dict[str, Any]]) -> dict[str, Any]:
    """A role with who holds it."""
    return {"role": name, "label": text(label), "holders": holders}


def _slots(value: Any) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value)}
