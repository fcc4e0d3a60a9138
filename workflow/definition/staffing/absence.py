"""Who must not be away: the smallest sets of people without whom there is no team.

Whoever is in no team that was found may stay away at no cost; so only the members of the found teams are tried, a team of
15 therefore at most 15 times for one person away and 225 times for two, however many people there are.
"""

from __future__ import annotations

from collections.abc import Callable

from workflow.definition.staffing.problem import Team, members

#: people who are away → a team of the others, or None
Find = Callable[[frozenset[str]], Team | None]


def breaking(find: Find, most: int) -> tuple[frozenset[str], ...]:
    """Every set of at most `most` people whose absence leaves no team, while that of fewer of them would.

    Args:
        find: gives a team of those who are there.
        most: how many may be away at once.

    Returns:
        The sets, the smallest first; none at all where there is no team to begin with.

    Example:
        >>> from workflow.definition.staffing.problem import Problem, Step
        >>> from workflow.definition.staffing.solver import Solver
        >>> two = Problem((Step("ask", frozenset({"anna", "budi"})), Step("grant", frozenset({"citra"}))))
        >>> [sorted(one) for one in breaking(Solver(two).team, 2)]
        [['citra'], ['anna', 'budi']]
    """
    nobody: frozenset[str] = frozenset()
    first = find(nobody)
    found: list[frozenset[str]] = []
    level: dict[frozenset[str], Team] = {nobody: first} if first is not None else {}
    for _ in range(most):
        further: dict[frozenset[str], Team] = {}
        tried: set[frozenset[str]] = set()
        for away, team in level.items():
            for person in members(team):
                more = away | {person}
                if more in tried or any(one <= more for one in found):
                    continue
                tried.add(more)
                without = find(more)
                if without is None:
                    found.append(more)
                else:
                    further[more] = without
        level = further
    return tuple(sorted(found, key=lambda one: (len(one), sorted(one))))
