"""The problem of staffing: steps, each with the people who may take it, and rules about who takes two of them.

Source: Wang and Li, Satisfiability and resiliency in workflow authorization systems, ACM TISSEC 13(4), 2010.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: two steps by their places in a problem, the smaller first
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that people must do.

    Args:
        action: which action it belongs to.
        people: who may do it: persons, not accounts.
        needs: how many different ones it takes (a quorum), at least 1.
        roles: the roles in which they may.
    """

    action: str
    people: frozenset[str]
    needs: int = 1
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty, as far as it concerns the steps of a problem.

    Args:
        name: as the definition writes it.
        apart: pairs of steps that no one person takes both of.
        together: steps that one person takes.
        barred: step → people who may not take it, for what they did before.
        only: step → the people to whom it is left.
        number: which duty of the definition it is, from 0.
    """

    name: str
    apart: frozenset[Pair] = frozenset()
    together: tuple[int, ...] = ()
    barred: Mapping[int, frozenset[str]] = field(default_factory=dict)
    only: Mapping[int, frozenset[str]] = field(default_factory=dict)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Steps that all must be taken, under rules. `tied` are pairs of one sign-off, in which a person counts once."""

    steps: tuple[Step, ...]
    rules: tuple[Rule, ...] = ()
    tied: frozenset[Pair] = frozenset()

    @property
    def people(self) -> frozenset[str]:
        """Everybody who may take a step of it."""
        return frozenset().union(*(step.people for step in self.steps))


#: for each step of a problem, in its order, who takes it
Team = tuple[tuple[str, ...], ...]


def members(team: Team) -> tuple[str, ...]:
    """Everybody of a team, each once, in a fixed order.

    Example:
        >>> members((("anna",), ("budi", "citra"), ("anna",)))
        ('anna', 'budi', 'citra')
    """
    return tuple(sorted({person for people in team for person in people}))


class TooHard(Exception):
    """A problem with too many steps that contend for too few people to be decided in time.

    Example:
        >>> TooHard(40).steps
        40
    """

    def __init__(self, steps: int) -> None:
        self.steps = steps
        super().__init__(steps)
