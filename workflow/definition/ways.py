"""The bare graph of a definition: where actions lead, whatever their rules say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflow.definition.model import Definition


def ways_of(definition: Definition) -> dict[str, set[str]]:
    """The bare graph: each state with those to which an action leads, whatever its rules say.

    Example:
        >>> from workflow.definition.model import Action, Definition, State
        >>> states = {name: State(name, "vacant", {}) for name in ("a", "b")}
        >>> ways_of(Definition("x", {}, "a", states, {"go": Action("go", {}, ("a",), ("b",))}, {}))
        {'a': {'b'}, 'b': set()}
    """
    found: dict[str, set[str]] = {name: set() for name in definition.states}
    for action in definition.actions.values():
        for source in action.source:
            found.setdefault(source, set()).update(action.to)
    for action in definition.actions.values():  # back to wherever a case may have come from
        for source in action.source if action.to_previous else ():
            found[source] |= {name for name, ways in found.items() if source in ways}
    return found


def onward(definition: Definition) -> dict[str, set[str]]:
    """The bare graph without the ways that lead back only to where a case has been, and so open no state."""
    found: dict[str, set[str]] = {}
    for action in definition.actions.values():
        if len(action.to) == 1:  # a choice of several goes back
            for source in action.source:
                found.setdefault(source, set()).update(action.to)
    return found


def closure(begin: Iterable[str], ways: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be reached.

    Example:
        >>> sorted(closure(["a"], {"a": ["b"], "c": ["a"]}))
        ['a', 'b']
    """
    seen, todo = set(begin), list(begin)
    while todo:
        for name in ways.get(todo.pop(), ()):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen
