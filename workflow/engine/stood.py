"""Whose signatures carried a case out of the states behind it, so that they can be told when a return makes them void.

An event that ends a sign-off with its action says whose signatures stood (`stood`); the case keeps them by the state that
was left, until it goes back past that state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.engine.case import Case, Event


def users_of(case: Case, *more: str) -> tuple[str, ...]:
    """The accounts whose signatures stand in the open sign-off of a case, and `more`, each once."""
    given = (one.actor for one in case.signatures if one.vote == "sign")
    return tuple(dict.fromkeys((*given, *more)))


def undone(case: Case, target: str) -> Iterator[str]:
    """The accounts whose signatures no longer carry a case that goes back to `target`."""
    for state in _behind(case, target):
        yield from case.stood.get(state, ())


def stood_after(before: Case, event: Event, back: bool) -> Mapping[str, tuple[str, ...]]:
    """What is kept after an event that fired; `back`: whether it sent the case back."""
    stood = before.stood
    if back and stood:
        gone = set(_behind(before, event.target))
        stood = {state: users for state, users in stood.items() if state not in gone}
    if event.stood and event.source is not None and event.source != event.target:
        stood = {**stood, event.source: tuple(event.stood)}
    return stood


def _behind(case: Case, target: str) -> tuple[str, ...]:
    """The states that a case comes to again, or may come to, when it goes back to `target`."""
    way = (*case.came_from, case.state)
    return way[way.index(target) :] if target in way else ()
