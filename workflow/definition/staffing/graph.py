"""Steps joined by what binds them, as a graph: a node is what one person (or one quorum) takes, an edge keeps two apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from workflow.definition.staffing.problem import Pair, Problem, Rule


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by number: `steps` that each stands for, how many people it `needs`, who may, and its neighbours."""

    steps: tuple[tuple[int, ...], ...]
    needs: tuple[int, ...]
    people: tuple[frozenset[str], ...]
    apart: tuple[frozenset[int], ...]

    def available(self, absent: frozenset[str]) -> Sequence[frozenset[str]]:
        """Who may take each node while some are away."""
        return [one - absent for one in self.people] if absent else self.people


def graph(problem: Problem, rules: Sequence[Rule], kept: Collection[int]) -> Graph:
    """The graph of some steps of a problem under some of its rules.

    A node that contradicts itself (two steps for one person that one person may not both take) has nobody who may take it.
    """
    leader = {step: step for step in kept}
    alone: set[int] = set()
    for rule in rules:
        group = [step for step in rule.together if step in leader]
        alone.update(group)
        for step in group[1:]:
            old, new = leader[step], leader[group[0]]
            leader = {one: new if of == old else of for one, of in leader.items()}
    nodes = {one: n for n, one in enumerate(dict.fromkeys(leader[step] for step in sorted(leader)))}
    node = {step: nodes[leader[step]] for step in leader}
    steps = [tuple(step for step in sorted(leader) if node[step] == n) for n in range(len(nodes))]
    apart: list[set[int]] = [set() for _ in nodes]
    broken: set[int] = set()
    for first, second in _pairs(problem, rules):
        if first in node and second in node:
            one, other = node[first], node[second]
            if one == other:
                broken.add(one)
            else:
                apart[one].add(other)
                apart[other].add(one)
    needs = [max(problem.steps[step].needs for step in group) for group in steps]
    broken |= {node[step] for step in alone if problem.steps[step].needs > 1}
    people = [
        _people(problem, rules, group) if n not in broken else frozenset() for n, group in enumerate(steps)
    ]
    return Graph(tuple(steps), tuple(needs), tuple(people), tuple(map(frozenset, apart)))


def _pairs(problem: Problem, rules: Sequence[Rule]) -> Iterator[Pair]:
    yield from problem.tied
    for rule in rules:
        yield from rule.apart


def _people(problem: Problem, rules: Sequence[Rule], steps: tuple[int, ...]) -> frozenset[str]:
    people = problem.steps[steps[0]].people
    for step in steps:
        people &= problem.steps[step].people
        for rule in rules:
            if step in rule.only:
                people &= rule.only[step]
            people -= rule.barred.get(step, frozenset())
    return people


def kernel(found: Graph, people: Sequence[frozenset[str]]) -> tuple[list[frozenset[int]], list[int]]:
    """What of a graph is hard: the parts that hang together, and the nodes set aside, in the order of setting aside.

    A node with more people than it and all its neighbours can use gets somebody whatever the others do.
    """
    left = set(range(len(found.needs)))
    aside: list[int] = []
    todo = sorted(left)
    while todo:
        one = todo.pop()
        if one not in left:
            continue
        around = found.apart[one] & left
        if len(people[one]) >= found.needs[one] + sum(found.needs[other] for other in around):
            left.discard(one)
            aside.append(one)
            todo.extend(sorted(around))
    parts: list[frozenset[int]] = []
    while left:
        part, edge = set(), [min(left)]
        while edge:
            one = edge.pop()
            if one not in part:
                part.add(one)
                edge.extend(found.apart[one] & left)
        left -= part
        parts.append(frozenset(part))
    return parts, aside


def crowded(found: Graph, part: Collection[int], people: Sequence[frozenset[str]]) -> bool:
    """Whether nodes that are all apart from each other share too few people (Hall): seen at once, without a search.

    The nodes are gathered greedily; that none are found means nothing.
    """
    clique: list[int] = []
    wanted, there = 0, frozenset[str]()
    for node in sorted(part, key=lambda one: (len(people[one]), -len(found.apart[one]), one)):
        if found.apart[node].issuperset(clique):
            clique.append(node)
            wanted += found.needs[node]
            there |= people[node]
            if len(there) < wanted:
                return True
    return False
