"""Finds a team for a problem, or that there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from workflow.definition.staffing.graph import Graph, crowded, graph, kernel
from workflow.definition.staffing.problem import Problem, Team
from workflow.definition.staffing.sweep import Sweep


class Solver:
    """One problem, asked again and again with other people away.

    Attributes:
        nodes: who may take each of the steps that stand for themselves, or are joined by a rule.
        moves: what all answers so far have cost, in moves of `Sweep`.

    Example:
        >>> from workflow.definition.staffing.problem import Rule, Step
        >>> both = frozenset({"anna", "budi"})
        >>> two = Problem((Step("ask", both), Step("grant", both)), (Rule("different", frozenset({(0, 1)})),))
        >>> Solver(two).team(), Solver(two).team(frozenset({"anna"}))
        ((('anna',), ('budi',)), None)
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.moves = 0
        self._graph = found = graph(problem, problem.rules, range(len(problem.steps)))
        self.nodes = found.people

    def team(self, absent: frozenset[str] = frozenset()) -> Team | None:
        """A team without those who are away, or None.

        Raises:
            TooHard: it cannot be decided in time.
        """
        found = self._graph
        people = found.available(absent)
        parts, aside = kernel(found, people)
        if any(crowded(found, part, people) for part in parts):
            return None
        chosen: list[Collection[str]] = [()] * len(found.needs)
        for part in parts:
            nodes = sorted(part)
            swept = sweep(found, nodes, people)
            self.moves += swept.moves
            team = swept.team()
            if team is None:
                return None
            for node, who in zip(nodes, team, strict=True):
                chosen[node] = who
        for node in reversed(aside):
            taken = {person for other in found.apart[node] for person in chosen[other]}
            chosen[node] = sorted(people[node] - taken)[: found.needs[node]]
        by_step = {step: tuple(sorted(chosen[n])) for n, steps in enumerate(found.steps) for step in steps}
        return tuple(by_step[step] for step in range(len(self.problem.steps)))


def sweep(found: Graph, nodes: Sequence[int], people: Sequence[frozenset[str]], whole: bool = False) -> Sweep:
    """Sweep one part of a graph."""
    place = {node: n for n, node in enumerate(nodes)}
    return Sweep(
        [found.needs[node] for node in nodes],
        [sum(1 << place[other] for other in found.apart[node] if other in place) for node in nodes],
        [people[node] for node in nodes],
        whole,
    )
