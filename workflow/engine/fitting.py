"""Does the history of a case fit another version: what it did on its way, and what is demanded of who stands there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from workflow.definition.model import Definition, Duty, Place
from workflow.definition.renaming import Renaming
from workflow.engine.case import Case, Event
from workflow.engine.moved import migration, renamed_done
from workflow.errors import Reason
from workflow.language import N_


def taken(history: Iterable[Event]) -> frozenset[str]:
    """The actions on the way that led a case to where it stands, under the names of its present version.

    Going back to a state cuts off what was done after it, as `came_from` does; what an earlier round decided and a return
    took back no longer counts.

    Args:
        history: every event of the case, oldest first.
    """
    way: list[tuple[str | None, str]] = []
    before: dict[int, list[tuple[str | None, str]]] = {}
    for event in history:
        said = migration(event)
        if said is not None and "undoes" in said:
            way = before[said["undoes"]]
        elif said is not None:
            before[event.seq] = way
            renaming = Renaming.from_doc(said)
            way = [(renaming.action(action or "") or action, renaming.state(state)) for action, state in way]
        elif event.fired:
            way = _way(way, event)
    return frozenset(action for action, _ in way if action)


def _way(way: Sequence[tuple[str | None, str]], event: Event) -> list[tuple[str | None, str]]:
    """The way after an action: one longer, or cut off behind the state that it goes back to."""
    places = [place for place, (_, state) in enumerate(way) if state == event.target]
    if event.source != event.target and places:
        return list(way[: places[-1] + 1])
    return [*way, (event.action, event.target)]


def lacking(definition: Definition, target: str, done: frozenset[str]) -> tuple[str, ...]:
    """What a case never did that every way to a state demands: the actions of the way that lacks the fewest.

    Args:
        definition: the version whose ways count.
        target: the state.
        done: the actions that were taken.

    Returns:
        The missing actions in their order on that way; empty where some way is made of what was done.

    Example:
        >>> from workflow.definition.model import Action, State
        >>> states = {one: State(one, "vacant", {}) for one in "abc"}
        >>> ways = {"x": ("a", "b"), "y": ("b", "c"), "z": ("a", "c")}
        >>> actions = {name: Action(name, {}, (one,), (two,)) for name, (one, two) in ways.items()}
        >>> plan = Definition("p", {}, "a", states, actions, {})
        >>> lacking(plan, "b", frozenset("z")), lacking(plan, "c", frozenset("z"))
        (('x',), ())
    """
    best: dict[str, tuple[str, ...]] = {definition.initial: ()}
    waiting = deque([definition.initial])
    while waiting:
        state = waiting.popleft()
        for action in definition.leaving(state):
            if action.to_previous or len(action.to) != 1:  # these lead back to where a case has been
                continue
            missing = best[state] + (() if action.name in done else (action.name,))
            goal = action.to[0]
            if goal not in best or len(missing) < len(best[goal]):
                best[goal] = missing
                waiting.append(goal)
    return best.get(target, ())


def ahead(definition: Definition, state: str) -> frozenset[str]:
    """The actions that a case in a state still waits for, or may come to wait for, on its way to an end.

    Example:
        >>> from workflow.definition.model import Action, State
        >>> states = {one: State(one, "vacant", {}) for one in "abc"}
        >>> actions = {"x": Action("x", {}, ("a",), ("b",)), "y": Action("y", {}, ("b",), ("c",))}
        >>> sorted(ahead(Definition("p", {}, "a", states, actions, {}), "b"))
        ['y']
    """
    found: set[str] = set()
    seen, waiting = {state}, [state]
    while waiting:
        for action in definition.leaving(waiting.pop()):
            if action.side or action.each or action.automatic or action.reopens:
                continue
            found.add(action.name)
            goals = action.to if len(action.to) == 1 and not action.to_previous else ()
            waiting += [goal for goal in goals if goal not in seen]
            seen |= set(goals)
    return frozenset(found)


def against_history(
    case: Case, history: Iterable[Event], old: Definition, new: Definition, renaming: Renaming, target: str
) -> Iterator[Reason]:
    """Every reason why a history does not fit another version.

    Args:
        case: as it stands under `old`.
        history: its events.
        old: the version that it leaves.
        new: the version that it would come to.
        renaming: what became of the old names.
        target: the state of the new version in which it would land.
    """
    gone = list(_gone_from_duties(case, old, new, renaming))
    yield from gone
    yield from _other_types(case, old, new)
    done = frozenset(
        name for name in (renaming.action(action) for action in taken(history)) if name is not None
    )
    missing = lacking(new, target, done)
    if missing:
        yield Reason(
            "history",
            N_(
                "Every way to “{state}” in the new version goes through {actions}, which this case never did."
            ),
            {"state": new.states[target].label, "actions": [new.actions[one].label for one in missing]},
            rule=", ".join(missing),
        )
    known = frozenset(renaming.action(one) or one for one in ahead(old, case.state))
    for name in sorted((done & ahead(new, target)) - known):
        yield Reason(
            "twice",
            N_("“{action}” was done already, and from “{state}” on the new version would ask for it again."),
            {"action": new.actions[name].label, "state": new.states[target].label},
            rule=name,
        )
    if not gone:
        yield from _broken_duties(case, old, new, renaming)


def _gone_from_duties(case: Case, old: Definition, new: Definition, renaming: Renaming) -> Iterator[Reason]:
    named = {name: duty for duty in old.duties for name in duty.actions}
    for name, duty in named.items():
        if name in case.done and name not in renaming.actions and name not in new.actions:
            yield Reason(
                "duty_action",
                N_(
                    "“{action}” was taken, a duty names it, and the new version has no action “{name}”: say what became"
                    " of it with --map action:{name}=NEW, or action:{name}=- where it was dropped."
                ),
                {"action": old.actions[name].label, "name": name},
                rule=_written(duty),
            )


def _other_types(case: Case, old: Definition, new: Definition) -> Iterator[Reason]:
    """Fields with a value whose type, columns or key are others now: the value on record would be read wrongly."""
    for name in case.fields:
        before, after = old.fields.get(name), new.fields.get(name)
        if before is None or after is None:
            continue
        shared = before.fields.keys() & after.fields.keys()
        pairs = [(before, after), *((before.fields[one], after.fields[one]) for one in sorted(shared))]
        for one, other in pairs:
            if one.type != other.type:
                yield Reason(
                    "field_type",
                    N_(
                        "“{field}” holds a value of the type {before}; in the new version it is of the type {after}."
                    ),
                    {"field": one.label, "before": one.type, "after": other.type},
                    rule=one.name,
                )
        if before.key != after.key:
            yield Reason(
                "field_type",
                N_("The rows of “{field}” are known by {before}, in the new version by {after}."),
                {"field": before.label, "before": before.key or "-", "after": after.key or "-"},
                rule=name,
            )


def _broken_duties(case: Case, old: Definition, new: Definition, renaming: Renaming) -> Iterator[Reason]:
    """Duties that the old version did not have and that what was done has broken already."""
    done = renamed_done(case, renaming, new)
    known = {_plain(duty, renaming) for duty in old.duties}
    for duty in new.duties:
        if _plain(duty, Renaming()) in known:
            continue
        for first, second in _clashes(duty, done, case):
            yield Reason(
                "duty_history",
                N_("What was done already breaks a duty of the new version: {first}, {second}."),
                {"first": _label(new, first), "second": _label(new, second)},
                rule=_written(duty),
            )


def _written(duty: Duty) -> str:
    named = f"[{', '.join(duty.actions)}]" if duty.actions else duty.field
    return f"{duty.kind}: {named}"


def _plain(duty: Duty, renaming: Renaming) -> Duty:
    return replace(
        duty, actions=tuple(sorted(renaming.action(one) or one for one in duty.actions)), place=Place()
    )


def _clashes(duty: Duty, done: Mapping[str, Sequence[str]], case: Case) -> Iterator[tuple[str, str]]:
    """The pairs of actions (or of field and action) in which people do not fit a duty."""
    if duty.kind == "never":
        person = case.fields.get(duty.field or "")
        for action, people in done.items():
            if person in people:
                yield duty.field or "", action
        return
    taken_ones = [one for one in duty.actions if done.get(one)]
    for place, first in enumerate(taken_ones):
        for second in taken_ones[place + 1 :]:
            shared = bool(set(done[first]) & set(done[second]))
            if shared == (duty.kind == "different"):
                yield first, second


def _label(definition: Definition, name: str) -> Mapping[str, str] | str:
    action, field = definition.actions.get(name), definition.fields.get(name)
    return action.label if action else field.label if field else name
