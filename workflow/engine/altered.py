"""A frozen value with some of its parts changed: what `dataclasses.replace` does, without its looking around each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")
_set = object.__setattr__


def altered(value: T, **changes: Any) -> T:
    """A copy of a frozen data class with slots and without `__post_init__`, some of its fields changed.

    Args:
        value: the instance.
        changes: field → new value.

    Raises:
        AttributeError: it has no such field.

    Example:
        >>> from workflow.engine.case import Act
        >>> altered(Act("C-1", "ask"), actor="anna").actor
        'anna'
    """
    kind: Any = type(value)
    setters, parts = _parts(kind)
    made: T = object.__new__(kind)
    for put, part in zip(setters, parts(value), strict=True):
        put(made, part)
    for name, part in changes.items():
        _set(made, name, part)
    return made


def completed(made: T, **changes: Any) -> T:
    """A value that was made just now and that nobody else has seen, with some of its fields set; the same object."""
    for name, part in changes.items():
        _set(made, name, part)
    return made


@cache
def _parts(
    kind: type[Any],
) -> tuple[tuple[Callable[[Any, Any], None], ...], Callable[[Any], tuple[Any, ...]]]:
    """What sets each field (past the freezing), and what reads all of them."""
    names = tuple(one.name for one in fields(kind))
    return tuple(getattr(kind, name).__set__ for name in names), attrgetter(*names)
