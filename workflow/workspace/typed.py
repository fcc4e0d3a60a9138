"""What a caller hands over is of the type that the signature names, or it is wrong input and says so.

Scripts give what they have: a None from a lookup, a number for an id. None of that may reach the record.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, wraps
from pathlib import Path
from types import UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from workflow.engine.given import whole
from workflow.errors import InputError
from workflow.language import N_, Phrase

_NOTHING = type(None)

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C")

_WORDS: Mapping[type, str] = {
    str: N_("a text"),
    bool: N_("True or False"),
    int: N_("a whole number"),
    Path: N_("a path"),
    datetime: N_("a moment in time with a zone"),
    date: N_("a date"),
    Mapping: N_("a mapping of names to values"),
    Sequence: N_("a list"),
    Iterable: N_("a list"),
    bytes: N_("the bytes of a file"),
}


def typed(verb: Callable[P, R]) -> Callable[P, R]:
    """Hold the arguments of a verb against its annotations before it runs.

    Example:
        >>> @typed
        ... def greet(name: str) -> str:
        ...     return f"Hello {name}"
        >>> greet(None)
        Traceback (most recent call last):
        workflow.errors.InputError: “name” is a text, and None is not.
    """
    names = tuple(inspect.signature(verb).parameters)

    @wraps(verb)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        hold(
            verb, {**dict(zip(names, args, strict=False)), **kwargs}
        )  # too many, or too few: the verb says it
        return verb(*args, **kwargs)

    return call


def typed_verbs(kind: type[C]) -> type[C]:
    """Hold the arguments of every public verb of a class, inherited ones too, against their annotations.

    Example:
        >>> @typed_verbs
        ... class Desk:
        ...     def greet(self, name: str) -> str:
        ...         return f"Hello {name}"
        >>> Desk().greet(7)
        Traceback (most recent call last):
        workflow.errors.InputError: “name” is a text, and 7 is not.
    """
    for name in dir(kind):
        verb = inspect.getattr_static(kind, name)
        if inspect.isfunction(verb) and not name.startswith("_") and not hasattr(verb, "__wrapped__"):
            setattr(kind, name, typed(verb))
    return kind


def hold(annotated: Callable[..., Any], values: Mapping[str, Any]) -> None:
    """Hold values against the annotations of a function or data class.

    Raises:
        InputError: one is of another type, or a text that cannot be written down.
    """
    kinds, usual = _kinds(annotated)
    for name, value in values.items():
        if type(value) in usual.get(name, ()):
            if type(value) is str:
                whole(value)
            continue
        wanted = kinds.get(name)
        if wanted is None:
            continue
        if not isinstance(value, wanted) or _only_looks(value, wanted):
            raise InputError(
                N_("“{field}” is {expected}, and {value} is not."),
                field=name,
                expected=_in_words(wanted),
                value=repr(value)[:60],
            )
        if isinstance(value, str) and Path not in wanted:  # a path may hold bytes that are no text
            whole(value)
        elif name in _texts(annotated) and isinstance(value, Sequence):
            _hold_texts(name, value)


def _in_words(wanted: tuple[type, ...]) -> Phrase:
    """What is wanted."""
    known = next((_WORDS[one] for one in wanted if one in _WORDS), None)
    if known is not None:
        return Phrase(known)
    return Phrase(N_("of the type {kind}"), kind=next(one.__name__ for one in wanted if _own(one)))


def _own(kind: type) -> bool:
    """Whether a class is one of Lantik's own, of which a value is, or is not."""
    return kind.__module__.startswith("workflow.") and not getattr(kind, "_is_protocol", False)


def _hold_texts(name: str, values: Sequence[Any]) -> None:
    """Hold the entries of a list of texts to be texts."""
    for one in values:
        if not isinstance(one, str):
            raise InputError(
                N_("“{field}” is {expected}, and {value} is not."),
                field=name,
                expected=Phrase(_WORDS[str]),
                value=repr(one)[:60],
            )
        whole(one)


def _only_looks(value: Any, wanted: tuple[type, ...]) -> bool:
    """A yes or no is a number to Python, a text is a list, and a moment is a date."""
    return (
        (isinstance(value, bool) and bool not in wanted)
        or (isinstance(value, (str, bytes)) and (Sequence in wanted or Iterable in wanted))
        or (isinstance(value, datetime) and date in wanted and datetime not in wanted)
    )


#: what usually comes where a signature has an abstract class
_USUAL: Mapping[type, tuple[type, ...]] = {Mapping: (dict,), Sequence: (list, tuple)}


@cache
def _kinds(
    annotated: Callable[..., Any],
) -> tuple[Mapping[str, tuple[type, ...]], Mapping[str, frozenset[type]]]:
    """The classes of each argument that is held; and those types of which a value needs no further look."""
    hints = get_type_hints(annotated)
    found = {name: _classes(hint) for name, hint in hints.items() if name != "return"}
    held = {
        name: classes for name, classes in found.items() if any(one in _WORDS or _own(one) for one in classes)
    }
    usual = {
        name: frozenset(kind for one in classes for kind in _USUAL.get(one, (one,)))
        for name, classes in held.items()
        if Path not in classes and name not in _texts(annotated)  # these are looked at more closely
    }
    return held, usual


@cache
def _texts(annotated: Callable[..., Any]) -> frozenset[str]:
    """The arguments that are lists of texts."""
    hints = get_type_hints(annotated)
    return frozenset(name for name, hint in hints.items() if Sequence[str] in (hint, *get_args(hint)))


def _classes(hint: Any) -> tuple[type, ...]:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return tuple(one for part in get_args(hint) for one in _classes(part))
    if origin is Literal:
        return tuple({type(one) for one in get_args(hint)})
    kind = origin or hint
    return (kind,) if isinstance(kind, type) else (object,)
