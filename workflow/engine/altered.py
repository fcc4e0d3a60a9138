"""Frozen values made and changed without going through each of their fields: cases, acts and events have dozens.

What `dataclasses.replace` and a frozen `__init__` do field by field is a copy of one mapping here. It serves frozen data
classes without slots and without `__post_init__`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def altered(value: T, **changes: Any) -> T:
    """A copy of a frozen value, some of its fields changed.

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
    made: T = object.__new__(type(value))
    parts = vars(made)
    parts.update(vars(value))
    return _set(made, parts, changes)


def completed(made: T, **changes: Any) -> T:
    """A value that was made just now and that nobody else has seen, with some of its fields set; the same object."""
    return _set(made, vars(made), changes)


def made_of(kind: type[T], given: Mapping[str, Any]) -> T:
    """A value of a frozen data class; what is not given is as the class has it.

    Args:
        kind: the class.
        given: field → value; every field without a default.

    Raises:
        AttributeError: it has no such field.

    Example:
        >>> from workflow.engine.case import Act
        >>> made_of(Act, {"case": "C-1", "action": "ask"}) == Act("C-1", "ask")
        True
    """
    made: T = object.__new__(kind)
    parts = vars(made)
    defaults, fresh = _defaults(cast(Any, kind))
    parts.update(defaults)
    for name in fresh:
        parts[name] = {}
    return _set(made, parts, given)


def _set(made: T, parts: dict[str, Any], changes: Mapping[str, Any]) -> T:
    known = len(parts)
    parts.update(changes)
    if len(parts) != known:
        raise AttributeError(
            f"{type(made).__name__} has no {', '.join(changes.keys() - _defaults(cast(Any, type(made)))[0])}"
        )
    return made


@cache
def _defaults(kind: Any) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Each field with its default (None where it has none), in order; and those that begin as a mapping of their own."""
    every: Any = fields(kind)
    fresh = tuple(one.name for one in every if one.default_factory is dict)
    return {one.name: None if one.default is MISSING else one.default for one in every}, fresh
