"""Moving a running case to another version of its definition, and back: what would happen to it, and the event of it.

Everything here is pure. A move takes no action, asks nobody and forgets nothing: it says under which names of the new
version the case goes on, which given signatures count on there, and which are asked for again. Nothing that was decided is
asked for twice, and a case whose history does not fit the new version stays where it is, with every reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from workflow.definition.model import Definition, Place, Quorum, Signer, Version
from workflow.definition.renaming import Renaming
from workflow.engine import asked, signoff
from workflow.engine.calendar import Calendar
from workflow.engine.case import Case, Decision, Event, Refusal, Signature
from workflow.engine.chain import sealed
from workflow.engine.deadline import due_date
from workflow.engine.facts import Actor
from workflow.engine.fitting import against_history
from workflow.engine.moved import MIGRATE, Carried, migration, move_entry, undo_entry
from workflow.engine.personal import new_seed, salt
from workflow.engine.replay import apply, fallen, replay
from workflow.errors import Reason
from workflow.language import N_


@dataclass(frozen=True, slots=True)
class Move:
    """A case that would move: where to, and what becomes of the signatures of its open sign-off."""

    case: Case
    old: Version
    new: Version
    target: str
    renaming: Renaming
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """A case whose last move would be undone: the event that is undone, and the case as it was before that."""

    case: Case
    undone: Event
    before: Case
    definition: Definition


@dataclass(frozen=True, slots=True)
class Stay:
    """A case that there is nothing to do for, and why."""

    reason: Reason


def plan_migration(
    case: Case, history: Sequence[Event], old: Version, new: Version, renaming: Renaming
) -> Move | Stay | Refusal:
    """What would happen to one case.

    Args:
        case: as it stands.
        history: every event of it, oldest first.
        old: the version that it runs under.
        new: the version to which it is to go.
        renaming: what became of the states and actions of `old`.

    Returns:
        `Move`; or `Stay` where there is nothing to do; or `Refusal` with every reason why it cannot go there.
    """
    if case.version == new.number:
        return Stay(
            Reason("same_version", N_("it runs under version {number} already"), {"number": new.number})
        )
    if case.final:
        return Stay(Reason("final", N_("it has ended in “{state}”"), {"state": _label(old, case.state)}))
    target = renaming.state(case.state)
    state = new.definition.states.get(target)
    if state is None:
        return Refusal((_gone(new, case.state, target),))
    if state.final:
        return Refusal(
            (
                Reason(
                    "final_state",
                    N_("“{state}” is a final state: a case is ended by an action, not by a move."),
                    {"state": state.label},
                    rule=target,
                ),
            )
        )
    reasons = list(_no_way_back(case, new, renaming, target))
    reasons += against_history(case, history, old.definition, new.definition, renaming, target)
    carried = carry(case, new.definition, renaming, target)
    reasons += _completed(case, new, renaming, carried)
    return Refusal(tuple(reasons)) if reasons else Move(case, old, new, target, renaming, carried)


def _gone(new: Version, state: str, target: str) -> Reason:
    return Reason(
        "state_gone",
        N_("Version {number} has no state “{state}”: say what became of it with --map {state}=NEW."),
        {"number": new.number, "state": target},
        rule=state,
    )


def _no_way_back(case: Case, new: Version, renaming: Renaming, target: str) -> Iterable[Reason]:
    """Against a case that rests, to go on in the state from which it came, where the new version does not have that."""
    if case.came_from and any(action.to_previous for action in new.definition.leaving(target)):
        before = case.came_from[-1]
        if renaming.state(before) not in new.definition.states:
            yield _gone(new, before, renaming.state(before))


def carry(case: Case, new: Definition, renaming: Renaming, target: str) -> tuple[Carried, ...]:
    """Each signature of the open sign-off with the place of the new tree in which it counts on, if there is one.

    A signature counts on where the tree of the same (or renamed) action gives its role a place that nobody has taken: its
    old place first, else the first free one as written.
    """
    action = new.actions.get((renaming.action(case.signing) or "") if case.signing else "")
    if action is None or action.signoff is None or target not in action.source:
        return tuple(Carried(one, None) for one in case.signatures)
    places = [(at, one) for at, one in asked.places(action.signoff) if isinstance(one, (Signer, Quorum))]
    room = {path: _MANY if isinstance(place, Quorum) else 1 for path, place in places}
    takes = {path: place.roles if isinstance(place, Quorum) else (place.role,) for path, place in places}
    kinds = {
        path: "initial" if isinstance(place, Signer) and place.initial else None for path, place in places
    }

    def fits(one: Signature, path: str) -> bool:
        return one.role in takes.get(path, ()) and kinds[path] == one.kind and bool(room[path])

    found: dict[int, str] = {}
    for number, one in enumerate(case.signatures):  # the old place first, for everybody
        if fits(one, one.leaf):
            found[number], room[one.leaf] = one.leaf, room[one.leaf] - 1
    for number, one in enumerate(case.signatures):
        free = [path for path in takes if fits(one, path)]
        if number not in found and free:
            found[number], room[free[0]] = free[0], room[free[0]] - 1
    return tuple(Carried(one, found.get(number)) for number, one in enumerate(case.signatures))


_MANY = 1_000_000


def _completed(case: Case, new: Version, renaming: Renaming, carried: Sequence[Carried]) -> Iterable[Reason]:
    """Against a move that would end a sign-off: the action would have to fire, and a move takes no action."""
    counting = tuple(replace(one.signature, leaf=one.leaf) for one in carried if one.leaf is not None)
    action = new.definition.actions.get((renaming.action(case.signing) or "") if case.signing else "")
    if not counting or action is None or action.signoff is None:
        return
    if signoff.status(action.signoff, counting, lambda quorum: _MANY) != "open":
        yield Reason(
            "signoff_complete",
            N_(
                "The signatures given so far would end the sign-off of “{action}” in version {number}, and a move takes no"
                " action: let it be signed to its end, or have a signature taken back, then move."
            ),
            {"action": action.label, "number": new.number},
            rule=action.name,
        )


def plan_undo(
    case: Case, history: Sequence[Event], definition_of: Callable[[str, int], Definition]
) -> Return | Stay | Refusal:
    """What undoing the last move of one case would do.

    Args:
        case: as it stands.
        history: every event of it, oldest first.
        definition_of: gives the definition of (id, version number).

    Returns:
        `Return`; or `Stay` where it has no move to undo; or `Refusal` where something has happened since, saying what.
    """
    since: list[Event] = []
    undone = 0
    for place in range(len(history) - 1, -1, -1):
        event = history[place]
        said = migration(event)
        if said is None:
            since.append(event)
        elif "undoes" in said:
            undone += 1
        elif undone:
            undone -= 1
        elif since:
            return Refusal((_happened(since[::-1], definition_of),))
        else:
            before = replay(history[:place], definition_of)
            return Return(case, event, before, definition_of(before.definition, before.version))
    return Stay(Reason("never_moved", N_("it has no move to undo")))


def _happened(since: Sequence[Event], definition_of: Callable[[str, int], Definition]) -> Reason:
    first = since[0]
    action = definition_of(first.definition, first.version).actions.get(first.action)
    return Reason(
        "acted_since",
        N_("Since its move it went on: {action} by {who} on {when} ({count} in all)."),
        {
            "action": action.label if action else first.action,
            "who": first.name or first.actor,
            "when": first.at,
            "count": len(since),
        },
    )


def migrate(
    plan: Move | Return,
    actor: Actor,
    calendar: Calendar,
    now: datetime,
    reason: str | None = None,
    ask: Callable[[Case, Event], Event] = lambda case, event: event,
) -> Decision:
    """The event of a move or of its undo, and the case as it leaves it.

    Args:
        plan: what `plan_migration` or `plan_undo` gave.
        actor: who moves it.
        calendar: whose working days count.
        now: the store's clock.
        reason: why, for the record.
        ask: adds to the event what the sign-offs of the state leave open (`asked.with_needs`).
    """
    case = plan.case
    at = max(now, case.changed) if case.changed else now
    if isinstance(plan, Move):
        definition, number, target = plan.new.definition, plan.new.number, plan.target
        due, left = _clock(plan, at.date(), calendar)
        entry = move_entry(case.version, plan.renaming, plan.carried)
        lost = [one.signature for one in plan.carried if one.leaf is None]
        fell = fallen(replace(case, signatures=tuple(lost)), actor.id)
    else:
        definition, number, target = plan.definition, plan.before.version, plan.before.state
        due, left = plan.before.due, plan.before.left
        entry, fell = undo_entry(case.version, plan.undone, plan.before), ()
    event = ask(
        case,
        Event(
            case=case.id,
            seq=case.seq + 1,
            action=MIGRATE,
            actor=actor.id,
            at=at,
            recorded=now,
            source=case.state,
            target=target,
            definition=case.definition,
            version=number,
            name=actor.name,
            reason=reason,
            followed=(entry, *fell),
            due=due,
            left=left,
        ),
    )
    salts = {"reason": salt(new_seed(), event.case, event.seq, "reason")} if event.reason else None
    event = sealed(event, case.hash, salts)
    return Decision((event,), replace(apply(case, event, definition), revision=case.revision + 1))


def _clock(plan: Move, day: date, calendar: Calendar) -> tuple[date | None, int | None]:
    """The deadline under the new version: as it was where both versions say the same, else worked out anew.

    It is counted from the day on which the case came into its state, whatever that was called then.
    """
    case, new = plan.case, plan.new.definition
    before, after = plan.old.definition.states[case.state], new.states[plan.target]
    if _deadline(plan.old.definition, case.state) == _deadline(new, plan.target):
        return case.due, case.left
    if after.clock == "stopped":
        return None, calendar.working_days_between(day, case.due) if case.due else case.left
    if before.clock == "stopped" and case.left is not None and after.within is not None:
        return calendar.add_working(day, case.left), None
    entered = case.entered.date() if case.entered else day
    return due_date(new, after.within, entered, case.fields, case.batches, calendar), None


def _deadline(definition: Definition, name: str) -> tuple[Any, ...]:
    """All that says when a state should be left, its place in the file left out."""
    state = definition.states[name]
    if state.within is None:
        return None, None, state.clock
    words = state.within.time.split()
    parameter = definition.parameters.get(words[0].removeprefix("params.")) if words else None
    return replace(state.within, place=Place()), parameter.value if parameter else None, state.clock


def _label(version: Version, state: str) -> Any:
    return version.definition.states[state].label
