"""The three-valued logic of rules: yes, no, and “cannot tell”; and a fourth answer for what is not settled yet.

As in CEL, `&&` and `||` still answer where one side is enough; everything else fails with what it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final


class _Failure:
    """The answer of a rule that cannot be told, because a fact has no value."""


@dataclass(frozen=True, slots=True)
class Need:
    """The answer hangs on a fact or an atom that nothing has settled yet."""

    name: str


FAILS: Final = _Failure()
_ABSENT: Final = object()
#: fact or atom → its value (None: not filled in)
Values = dict[str, Any]
Formula = Callable[[Values], Any]


def constant(value: Any) -> Formula:
    """The same answer always."""
    return lambda known: value


def lookup(fact: str) -> Formula:
    """The value of a fact; it fails where there is none."""
    need = Need(fact)

    def look(known: Values) -> Any:
        value = known.get(fact, _ABSENT)
        return need if value is _ABSENT else FAILS if value is None else value

    return look


def is_filled(fact: str) -> Formula:
    """Whether a fact has a value."""
    need = Need("?filled " + fact)

    def filled(known: Values) -> Any:
        value = known.get(fact, _ABSENT)
        return known.get(need.name, need) if value is _ABSENT else value is not None

    return filled


def undecided(name: str, facts: tuple[str, ...]) -> Formula:
    """What nothing here can work out; it fails where one of these facts has no value."""
    need = Need(name)

    def atom(known: Values) -> Any:
        for fact in facts:
            if known.get(fact, _ABSENT) is None:
                return FAILS
        return known.get(name, need)

    return atom


def opposite(formula: Formula) -> Formula:
    """Yes where the other says no."""

    def negated(known: Values) -> Any:
        answer = formula(known)
        return (not answer) if isinstance(answer, bool) else answer

    return negated


def both(formulas: Iterable[Formula]) -> Formula:
    """All of them hold."""
    return _decided(tuple(formulas), False)


def either(formulas: Iterable[Formula]) -> Formula:
    """One of them holds."""
    return _decided(tuple(formulas), True)


def _decided(formulas: tuple[Formula, ...], decides: bool) -> Formula:
    def decided(known: Values) -> Any:
        rest: Any = not decides
        for one in formulas:
            answer = one(known)
            if answer is decides:
                return decides
            if isinstance(answer, Need):
                rest = rest if isinstance(rest, Need) else answer
            elif answer is FAILS and not isinstance(rest, Need):
                rest = FAILS
        return rest

    return decided


def choice(parts: list[Formula]) -> Formula:
    """The second where the first holds, else the third."""
    condition, yes, no = parts

    def choose(known: Values) -> Any:
        answer = condition(known)
        if not isinstance(answer, bool):
            return answer
        return yes(known) if answer else no(known)

    return choose


def strict(left: Formula, right: Formula, operation: Callable[[Any, Any], Any]) -> Formula:
    """An operation on two values; it fails with either of them."""

    def operate(known: Values) -> Any:
        one, other = left(known), right(known)
        for answer in (one, other):
            if answer is FAILS:
                return FAILS
        for answer in (one, other):
            if isinstance(answer, Need):
                return answer
        return operation(one, other)

    return operate


#: how values compare, by the operator's name in the syntax tree
OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "_==_": lambda one, other: bool(one == other),
    "_<_": lambda one, other: bool(one < other),
    "_<=_": lambda one, other: bool(one <= other),
    "_>_": lambda one, other: bool(one > other),
    "_>=_": lambda one, other: bool(one >= other),
}
