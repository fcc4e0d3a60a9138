"""What a migration does to a case: the event that records it, read and applied.

The event of a move is an ordinary one (action `migrate`, from the old state to the new one, under the new version) whose
`followed` has one entry `{"migration": …}`. It says the version that the case came from, what was renamed, and for each
signature of the open sign-off the place in which it counts on, or none. The event of an undo says which event it undoes and
what it gives back, so that both can be replayed with nothing but the event at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow.definition.model import Definition
from workflow.definition.renaming import Renaming
from workflow.engine.case import Case, Event, Signature

#: the action of the event that moves a case to another version, or back
MIGRATE = "migrate"
_MARK = "migration"
#: what a migration changes of a case beside version, state and deadline
GIVEN_BACK = ("came_from", "done", "signing", "signatures", "steps", "escalated", "own", "stood", "letters")


@dataclass(frozen=True, slots=True)
class Carried:
    """A given signature and the place of the new tree in which it counts on; None: it is asked for again."""

    signature: Signature
    leaf: str | None


def migration(event: Event) -> Mapping[str, Any] | None:
    """What an event says of a migration; None for every other event."""
    if event.action != MIGRATE:
        return None
    for one in event.followed:
        found = one.get(_MARK)
        if isinstance(found, Mapping):
            return found
    return None


def move_entry(version: int, renaming: Renaming, carried: Iterable[Carried]) -> dict[str, Any]:
    """What the event of a move records: where from, what was renamed, which signatures count on."""
    signatures = [
        {
            "person": one.signature.person,
            "role": one.signature.role,
            "leaf": one.signature.leaf,
            "vote": one.signature.vote,
            **({"counts_in": one.leaf} if one.leaf is not None else {}),
        }
        for one in carried
    ]
    entry = {"from": version, **renaming.as_doc(), **({"signatures": signatures} if signatures else {})}
    return {_MARK: entry}


def undo_entry(version: int, undone: Event, before: Case) -> dict[str, Any]:
    """What the event of an undo records: where from, which event it undoes, and what it gives back."""
    doc = before.as_doc()
    back = {name: doc[name] for name in GIVEN_BACK if doc.get(name)}
    return {_MARK: {"from": version, "undoes": undone.seq, "gives_back": back}}


def moved(before: Case, event: Event, said: Mapping[str, Any], definition: Definition) -> dict[str, Any]:
    """What a migration changes of a case, beside what every event does.

    Args:
        before: the case under the version that it leaves.
        event: the move or the undo.
        said: what `migration(event)` gave.
        definition: the version that the case comes to.
    """
    clock = {"due": event.due, "left": event.left}
    if "gives_back" in said:
        given = Case.from_doc({**before.as_doc(), **_nothing(), **said["gives_back"]})
        return {**clock, **{name: getattr(given, name) for name in GIVEN_BACK}}
    renaming = Renaming.from_doc(said)
    signatures = _carried(before, said)
    state = definition.states[event.target]
    return {
        **clock,
        "came_from": way([*before.came_from, event.target], renaming, definition)[:-1],
        "done": renamed_done(before, renaming, definition),
        "letters": tuple(_renamed_letter(one, renaming, definition) for one in before.letters),
        "stood": {renaming.state(state): users for state, users in before.stood.items()},
        "own": {
            name: people
            for action, people in before.own.items()
            if (name := renaming.action(action)) is not None
        },
        "signing": renaming.action(before.signing) if before.signing and signatures else None,
        "signatures": signatures,
        "steps": min(before.steps, len(state.overdue)),
        "escalated": tuple(role for role in before.escalated if role in definition.roles),
    }


def _nothing() -> dict[str, Any]:
    return {
        "came_from": (),
        "done": {},
        "signing": None,
        "signatures": (),
        "steps": 0,
        "escalated": (),
        "own": {},
        "stood": {},
        "letters": (),
    }


def _renamed_letter(
    entry: Mapping[str, Any], renaming: Renaming, definition: Definition
) -> Mapping[str, Any]:
    """What a case remembers of a letter, its states and actions under their new names."""
    path = [name for one in entry["path"] if (name := renaming.state(one)) in definition.states]
    renamed = {"source": renaming.state(entry["source"]) or entry["source"], "path": path}
    actions = {
        name: renaming.action(entry[name]) or entry[name] for name in ("action", "went_on") if name in entry
    }
    return {**entry, **renamed, **actions}


def _carried(before: Case, said: Mapping[str, Any]) -> tuple[Signature, ...]:
    places = {(one["person"], one["leaf"]): one.get("counts_in") for one in said.get("signatures", ())}
    found = []
    for one in before.signatures:
        leaf = places.get((one.person, one.leaf))
        if leaf is not None:
            found.append(replace(one, leaf=leaf))
    return tuple(found)


def way(states: Iterable[str], renaming: Renaming, definition: Definition) -> tuple[str, ...]:
    """A way under its new names: states that are gone are left out, and states that became one are cut back to it.

    The last state is where the case stands, under its new name already.

    Example:
        >>> from workflow.definition.model import State
        >>> new = Definition("x", {}, "a", {one: State(one, "vacant", {}) for one in "abc"}, {}, {})
        >>> way(["a", "gone", "b1", "b2", "c"], Renaming({"b1": "b", "b2": "b"}), new)
        ('a', 'b', 'c')
    """
    *passed, here = states
    found: list[str] = []
    for name in [*(renaming.state(one) for one in passed), here]:
        if name in found:
            del found[found.index(name) + 1 :]
        elif name in definition.states:
            found.append(name)
    return tuple(found)


def renamed_done(case: Case, renaming: Renaming, definition: Definition) -> dict[str, tuple[str, ...]]:
    """Who did what, under the new names of the actions.

    What was dropped on purpose keeps its old name, unless the new version means something else by that.
    """
    done: dict[str, tuple[str, ...]] = {}
    for action, people in case.done.items():
        name = renaming.action(action)
        if name is None and action in definition.actions:
            continue
        done[name or action] = (*done.get(name or action, ()), *people)
    return done
