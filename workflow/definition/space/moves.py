"""The ways in which a case can move: who or what fires an action, what it fills in, and where it may lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workflow.definition.model import Action, AnyOf, Definition, FieldType, Quorum, Signer, SignOff

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_QUOTED = re.compile(r"""(["'])([^"'\\]*)\1""")

#: by people; by an overdue step or something that happens; by a sign-off that failed; a signature that is not the last
How = Literal["act", "overdue", "refused", "sign"]


@dataclass(frozen=True, slots=True)
class Move:
    """One way to move a case.

    Args:
        action: what fires (or is signed).
        how: who or what moves it.
        asks: facts that are filled in anew.
        may_ask: facts that may be.
        sets: facts that are worked out when it fires; a fact with None gets any value.
    """

    action: Action
    how: How
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    sets: Mapping[str, Any] | None = None

    @property
    def assigned(self) -> frozenset[str]:
        """The facts that have a new value for certain."""
        return frozenset(self.asks) | frozenset(self.sets or {})

    @property
    def guarded(self) -> bool:
        """Whether the rules of the action are asked."""
        return self.how != "refused"

    @property
    def fires(self) -> bool:
        """Whether the action takes place."""
        return self.how != "sign"


def moves(definition: Definition, state: str) -> Iterator[Move]:
    """Every move out of (or within) a state, as written."""
    actions = definition.actions
    by_itself = {one.refused for one in actions.values()}
    by_itself |= {step.act for one in definition.states.values() for step in one.overdue}
    by_itself |= {one.act for one in definition.on.values()}
    for action in definition.leaving(state):
        by_people = not action.automatic and (action.by or action.signoff)
        if by_people or action.name not in by_itself:  # nobody's action is told as such, and not once more
            asks = _facts(definition, (*action.asks, *action.groups))
            may_ask = _facts(definition, action.may_ask)
            if action.signoff and may_stay_open(action.signoff):
                yield Move(action, "sign", asks, may_ask)
            yield Move(action, "act", asks, may_ask, _sets(definition, action))
            refused = actions.get(action.refused or "") if action.signoff else None
            if refused is not None and state in refused.source:
                yield Move(refused, "refused", sets=_sets(definition, refused))
    for step in definition.states[state].overdue:
        late = actions.get(step.act or "")
        if late is not None and state in late.source and not late.signoff:
            yield Move(late, "overdue", sets=_sets(definition, late))
    for trigger in definition.on.values():
        answer = actions.get(trigger.act or "") if state in trigger.source else None
        if answer is not None and state in answer.source and not answer.signoff:
            yield Move(answer, "overdue", sets=_sets(definition, answer))


def may_stay_open(tree: SignOff) -> bool:
    """Whether one signature may not be enough.

    Example:
        >>> may_stay_open(AnyOf((Signer("a"), Signer("b")))), may_stay_open(Quorum("board", 2))
        (False, True)
    """
    if isinstance(tree, Signer):
        return False
    if isinstance(tree, Quorum):
        return not isinstance(tree.at_least, int) or tree.at_least > min(map(tree.weight, tree.roles))
    inside = any(may_stay_open(one) for one in tree.of)
    return inside or (not isinstance(tree, AnyOf) and len(tree.of) > 1)


def targets(action: Action, state: str, visited: tuple[str, ...]) -> tuple[str, ...]:
    """Where an action may lead, as the engine has it: a choice of several goes back only to where the case has been."""
    if action.each:
        return (state,)
    if action.to_previous:
        return visited[-1:]
    if len(action.to) < 2:
        return action.to
    return tuple(one for one in action.to if one in visited and one != state)


def arrival(
    definition: Definition,
    action: Action,
    source: str,
    target: str,
    path: tuple[str, ...],
    returned: bool,
) -> tuple[tuple[str, ...], bool]:
    """The way that a case has behind it, and whether it was sent back, after an action; as `engine.replay` has it."""
    if target in path:
        here = definition.states[source]
        resumed = action.to_previous and (here.clock == "stopped" or here.final)
        return path[: path.index(target)], returned or not resumed
    if source != target:
        return (*path, source), returned and definition.states[target].clock == "stopped"
    return path, returned


def _facts(definition: Definition, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"case.{name}" for name in names if name in definition.fields)


def _sets(definition: Definition, action: Action) -> dict[str, Any]:
    """What is filled in by itself: the constant where one is written, None for what has to be worked out."""
    return {
        f"case.{name}": _written(definition.fields[name].type, rule.source.strip())
        for name, rule in action.sets.items()
        if name in definition.fields
    }


def _written(kind: FieldType, source: str) -> Any:
    if kind == "yes_no":
        return {"true": True, "false": False}.get(source)
    if kind == "number":
        return float(source) if _NUMBER.fullmatch(source) else None
    quoted = _QUOTED.fullmatch(source)
    return quoted[2] if quoted else None
