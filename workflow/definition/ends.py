"""Which of a definition's final states is its success, and which only ends a case that failed."""

from __future__ import annotations

from collections.abc import Callable

from workflow.definition.model import Action, Definition

#: the phase of a case that has come to what it was opened for, where a definition has no phases of its own
FILLED = "filled"
CLOSED = "closed"


def success_ends(definition: Definition) -> frozenset[str]:
    """The final states that a case is opened for.

    These are the ones of the phase `filled`, where there are such. Otherwise those are left out, one kind after the other
    and as long as any is left: what only a `side` action leads to, what a failed sign-off (`refused`) leads to, what only
    a deadline leads to by itself, the phase `closed`, and what is reached only by actions that must give a reason.

    Example:
        >>> from workflow.definition.model import State
        >>> ends = {name: State(name, "decided", {}, final=True) for name in ("granted", "declined")}
        >>> states = {"asked": State("asked", "asked", {}), **ends}
        >>> grant = Action("grant", {}, ("asked",), ("granted",), by=("head",))
        >>> decline = Action("decline", {}, ("asked",), ("declined",), by=("head",), side=True)
        >>> leave = Definition("leave", {}, "asked", states, {"grant": grant, "decline": decline}, {})
        >>> sorted(success_ends(leave))
        ['granted']
    """
    finals = {state.name for state in definition.states.values() if state.final}
    filled = {name for name in finals if definition.states[name].phase == FILLED}
    if filled:
        return frozenset(filled)
    refusals = {one.refused for one in definition.actions.values() if one.refused}
    for keep in (
        _led_to(definition, lambda one: not one.side),
        _led_to(definition, lambda one: one.name not in refusals and not one.side),
        _led_to(definition, lambda one: not one.automatic and not one.side),
        {name for name in finals if definition.states[name].phase != CLOSED},
        _led_to(definition, lambda one: one.reason != "required" and not one.side),
    ):
        finals = finals & keep or finals
    return frozenset(finals)


def _led_to(definition: Definition, by: Callable[[Action], bool]) -> set[str]:
    return {
        target
        for action in definition.actions.values()
        if by(action)
        for target in action.to
        if set(action.source) - {target}
    }
