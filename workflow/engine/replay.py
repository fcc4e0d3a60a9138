"""`apply` makes an event so; replay folds it over a history and needs no facts of the past.

What follows from the definition alone (phase, final, work items) is worked out here from the case's version and never
copied into the event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from workflow.definition.model import Definition
from workflow.engine.altered import altered, completed
from workflow.engine.case import Asked, Case, Event, Signature
from workflow.engine.claims import after_act, left_to_the_named, said_of_claims, said_of_heirs
from workflow.engine.closing import closed
from workflow.engine.faults import listed, mended_by
from workflow.engine.known_as import known, said_of_person
from workflow.engine.letters import CORRECT, remembered
from workflow.engine.listed import struck_off
from workflow.engine.moved import migration, moved
from workflow.engine.remind import said_of_reminder
from workflow.engine.stood import stood_after
from workflow.engine.trigger_events import said_of_triggers, still_pending
from workflow.engine.withdrawing import own_after
from workflow.engine.work import work_of

#: what `followed` says of a sign-off that ended with nothing to follow: it begins anew
VOID = "void"
#: the actions of the events that ask somebody for advice, and that give it
ASK, ADVISE = "ask_advice", "advise"
#: the action of the event that names the people of a case anew, since people have changed
REOFFER = "reoffer"
#: the action of the event that counts an open sign-off anew, since the people have changed
RECOUNT = "recount"
_RETURNS = "returns"


def apply(case: Case | None, event: Event, definition: Definition) -> Case:
    """The case as an event leaves it.

    Args:
        case: as it was before; None for the event that opens it.
        event: what happened.
        definition: the version that the event names.
    """
    before = case or Case(
        event.case,
        event.definition,
        event.version,
        event.subject or "",
        event.target,
        "",
        unit=event.unit,
        opened=event.at,
    )
    state = definition.states[event.target]
    changes: dict[str, Any] = {
        "version": event.version,
        "state": event.target,
        "phase": state.phase,
        "final": state.final,
        "seq": event.seq,
        "hash": event.hash,
        "changed": event.at,
        "fields": {**before.fields, **event.fields},
        "documents": {**kept_documents(before, event.fields, definition), **event.documents},
        "batches": _batches(before, event),
        "letters": remembered(before, event),
    }
    if event.people:
        changes["done"] = _done(before, event)
    if (said := migration(event)) is not None:
        changes |= moved(before, event, said, definition) | {"claims": (), "reminded": (), "answered": ()}
    elif event.action == CORRECT:
        changes |= _corrected(before, event, definition)
    elif event.fired:
        changes |= _arrival(before, event, definition)
        changes["own"] = own_after(before, event, definition)
    elif (happened := said_of_triggers(before, event)) is not None:
        changes |= happened
    elif (claims := said_of_claims(event)) is not None:
        changes["claims"] = claims
        if heirs := said_of_heirs(event):
            changes["heirs"] = {**before.heirs, **heirs}
    elif (number := said_of_reminder(event)) is not None:
        changes["reminded"] = (*before.reminded, number)
    elif (whose := said_of_person(event)) is not None:
        changes |= known(before, *whose)
    elif event.vote:
        changes |= {"signing": event.action, "signatures": _signatures(before, event, definition)}
        changes["claims"] = after_act(before, event)
        changes |= {"own": own_after(before, event, definition), "faults": mended_by(before.faults, event)}
    elif event.action == RECOUNT:
        changes |= {"signing": None, "signatures": ()} if _ended(event) else {}
    elif event.action == REOFFER:
        pass  # `named` says it
    elif event.action in (ASK, ADVISE):
        changes["asked"] = _asked(before, event)
    else:
        changes |= {"steps": before.steps + 1, "escalated": (*before.escalated, *_escalated(event))}
        # an escalation ends what was taken up, or it would hold off the new role
        changes["claims"] = () if _escalated(event) else before.claims
    if before.pending and (event.fired or event.vote):
        changes["pending"] = still_pending(before, event, definition)
    anew = event.source != event.target or event.version != before.version
    changes["needs"] = event.needs if anew else {**before.needs, **event.needs}
    if anew or event.named:
        named = {role: tuple(people) for role, people in event.named.items()}
        changes["named"] = named if anew else {**before.named, **named}
    if state.final and before.asked:
        changes["asked"] = ()
    after = altered(before, **changes)
    work = work_of(definition, after)
    if after.claims and any(item.person is not None for item in work):
        return completed(after, work=work, claims=left_to_the_named(after.claims, work))
    return completed(after, work=work)


def _arrival(before: Case, event: Event, definition: Definition) -> dict[str, Any]:
    """What coming into a state (or acting within it) does to way, deadline and sign-off."""
    stays = event.source == event.target
    path, returned = before.came_from, before.returned
    resumed = False
    if event.target in path:
        path = path[: path.index(event.target)]
        resumed = definition.actions[event.action].to_previous and said_of_return(event) is None
        returned = returned or not resumed
    elif event.source is not None and not stays:
        path = (*path, event.source)
        returned = returned and definition.states[event.target].clock == "stopped"
    back = event.target in before.came_from and not resumed
    faults = listed(event) if back else mended_by(before.faults, event) if stays or returned else ()
    changes: dict[str, Any] = {
        "came_from": path,
        "returned": returned,
        "due": event.due,
        "left": event.left,
        "faults": faults,
        "stood": stood_after(before, event, back),
    }
    if not stays:
        changes |= {
            "entered": event.at,
            "steps": 0,
            "escalated": (),
            "claims": (),
            "reminded": (),
            "answered": (),
        }
    else:
        changes["claims"] = after_act(before, event)
    void = makes_void(before, event.action, event.fields, event.documents, definition)
    if not stays or before.signing == event.action or void:
        changes |= {"signing": None, "signatures": ()}
    elif gone := struck_off(before, event):
        changes["signatures"] = tuple(one for one in before.signatures if one not in gone)
    action = definition.actions.get(event.action)
    if before.taken or (action is not None and action.each):
        changes["taken"] = _taken(before, event, definition)
    if (number := said_of_return(event)) is not None:
        changes["returns"] = number
    if stays and (vote := closed(before, event)) is not None:
        changes |= {"signing": vote[0], "signatures": vote[1]}
    return changes


def _corrected(before: Case, event: Event, definition: Definition) -> dict[str, Any]:
    """What a corrected letter changes: values alone, or the answer is taken back and the case stands where it waited."""
    back = next((one for one in event.followed if "took_back" in one), None)
    if back is None:
        fell = stands_on(before, event.fields, definition)
        return {"signing": None, "signatures": ()} if fell else {}
    return {
        "came_from": tuple(back["path"]), "returned": False, "due": event.due, "left": event.left, "entered": event.at,
        "steps": 0, "escalated": (), "claims": (), "reminded": (), "answered": (), "signing": None, "signatures": (),
    }  # fmt: skip


def stands_on(case: Case, given: Mapping[str, Any], definition: Definition) -> bool:
    """Whether open signatures were given on values that a corrected letter changes: they fall as by the signed action."""
    signed = definition.actions.get(case.signing or "")
    asked = (*signed.asks, *signed.may_ask) if signed is not None else ()
    return any(
        name in asked and case.fields.get(name) != value for name, value in given.items()
    ) or makes_void(case, CORRECT, given, {}, definition)


def _taken(before: Case, event: Event, definition: Definition) -> dict[str, tuple[str, ...]]:
    """Who has taken what each takes once; where the case is not any more where it is open, it is asked for anew."""
    actions = definition.actions
    taken = {
        name: people
        for name, people in before.taken.items()
        if name in actions and event.target in actions[name].source
    }
    if actions[event.action].each and event.people:
        taken[event.action] = (*taken.get(event.action, ()), event.people[-1])
    return taken


def return_entry(case: Case) -> dict[str, Any]:
    """What the event of a return records: how often the case was sent back, this time included."""
    return {_RETURNS: (case.returns or 0) + 1}


def said_of_return(event: Event) -> int | None:
    """How often a case was sent back, as the event of a return says; None for every other event."""
    return next((one[_RETURNS] for one in event.followed if _RETURNS in one), None)


def kept_documents(case: Case, given: Mapping[str, Any], definition: Definition) -> Mapping[str, Any]:
    """The papers that stay on file with new values: they belong to a person, so that another person puts them aside."""
    if not case.documents:
        return case.documents
    changed = any(
        definition.fields[name].type == "person" and case.fields.get(name, value) != value
        for name, value in given.items()
    )
    return {} if changed else case.documents


def _asked(before: Case, event: Event) -> tuple[Asked, ...]:
    """Whose advice is still waited for."""
    said = event.followed[0]
    if event.action == ADVISE:
        return tuple(one for one in before.asked if one.number != said["advised"])
    since = event.at.isoformat()
    return (*before.asked, Asked(said["asked"], said["to"], said["name"], event.actor, since))


def _done(before: Case, event: Event) -> dict[str, tuple[str, ...]]:
    done = {action: tuple(people) for action, people in before.done.items()}
    people = done.get(event.action, ())
    if event.vote != "withdraw":
        done[event.action] = (*people, *event.people)
        return done
    left = list(people[::-1])
    for one in event.people:  # once for each: a signature of an earlier round stays
        if one in left:
            left.remove(one)
    done.pop(event.action, None)
    return done | ({event.action: tuple(left[::-1])} if left else {})


def _signatures(before: Case, event: Event, definition: Definition) -> tuple[Signature, ...]:
    if event.vote == "withdraw":
        return tuple(one for one in before.signatures if one.person not in event.people)
    if _ended(event):
        return ()
    void = makes_void(before, event.action, event.fields, event.documents, definition)
    standing = () if void else before.signatures
    if before.signing != event.action:
        standing = ()
    principal = event.people[-1]
    return (
        *standing,
        Signature(
            event.leaf or "0",
            event.role or "",
            principal,
            event.actor,
            event.at.isoformat(),
            event.vote if event.vote in ("refuse", "abstain") else "sign",  # type: ignore[arg-type]
            event.people[0] if len(event.people) > 1 else None,
            "initial" if event.kind == "initial" else None,
        ),
    )


def fallen(case: Case, but: str, more: Iterable[str] = ()) -> tuple[dict[str, Any], ...]:
    """What an event says of the signatures that fall with it: whose they were (and `more`), without who acts."""
    users = [one for one in (*(one.actor for one in case.signatures), *more) if one != but]
    return ({"fell": list(dict.fromkeys(users))},) if users else ()


def drops(case: Case, action: str, definition: Definition) -> bool:
    """Whether signatures fall when an action leads away: it is neither the one that they are for, nor what ends that."""
    signed = definition.actions.get(case.signing or "")
    return signed is not None and action not in (signed.name, signed.refused)


def _ended(event: Event) -> bool:
    return any(one.get("sign_off") == VOID for one in event.followed)


def makes_void(
    case: Case, action: str, given: Mapping[str, Any], documents: Mapping[str, Any], definition: Definition
) -> bool:
    """Whether an act changes what the open signatures stand under, which makes them void.

    That is every value that the signed action takes itself, and what its `resets_on` names, whoever changes it.
    """
    signed = definition.actions.get(case.signing or "")
    if signed is None:
        return False
    if signed.name == action and any(
        name in case.fields and case.fields[name] != value for name, value in given.items()
    ):
        return True
    watched = signed.resets_on
    if any(name in watched and case.fields.get(name) != value for name, value in given.items()):
        return True
    papers = {**kept_documents(case, given, definition), **documents}
    return any(case.documents.get(one) != papers.get(one) for one in watched if one in definition.documents)


def _batches(before: Case, event: Event) -> Mapping[str, Any]:
    if not event.followed:
        return before.batches
    batches = dict(before.batches)
    for one in event.followed:
        if "batch" in one:
            batches[one["batch"]] = {key: value for key, value in one.items() if key != "batch"}
    return batches


def _escalated(event: Event) -> tuple[str, ...]:
    return tuple(one["escalate"] for one in event.followed if "escalate" in one)


def replay(events: Iterable[Event], definition_of: Callable[[str, int], Definition]) -> Case:
    """The case that a history leads to.

    Args:
        events: all events of one case, oldest first; at least one.
        definition_of: gives the definition of (id, version number).
    """
    case: Case | None = None
    for event in events:
        case = apply(case, event, definition_of(event.definition, event.version))
    if case is None:
        raise ValueError("a history has at least one event")
    return case
