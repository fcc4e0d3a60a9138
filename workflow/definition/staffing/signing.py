"""What a tree of signatures asks of people: every way in which it can succeed, as the places to be filled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice, product

from workflow.definition.model import AnyOf, Quorum, Signer, SignOff

#: so many ways of one tree are looked at
MOST_WAYS = 32


@dataclass(frozen=True, slots=True)
class Need:
    """`count` different holders of one of these roles."""

    roles: tuple[str, ...]
    count: int = 1


def ways_to_sign(
    tree: SignOff, signed: Mapping[str, Collection[str]] | None = None, path: str = "0"
) -> list[tuple[Need, ...]]:
    """Every way in which a tree can succeed, as what it still needs; the shortest first.

    Args:
        tree: the tree.
        signed: place of the tree (`0.1`) → the people whose signatures stand there.
        path: the place of `tree` itself.

    Example:
        >>> from workflow.definition.model import InOrder
        >>> tree = InOrder((AnyOf((Signer("head"), Signer("deputy"))), Quorum("board", 3)))
        >>> for way in ways_to_sign(tree):
        ...     print([(need.roles[0], need.count) for need in way])
        [('head', 1), ('board', 3)]
        [('deputy', 1), ('board', 3)]
        >>> ways_to_sign(tree, {"0.0.1": ["anna"], "0.1": ["budi", "citra"]})
        [(Need(roles=('board',), count=1),)]
    """
    given = signed or {}
    if isinstance(tree, (Signer, Quorum)):
        role, wanted = (tree.of, tree.at_least) if isinstance(tree, Quorum) else (tree.role, 1)
        left = wanted - len(given.get(path, ()))
        return [(Need((role,), left),)] if left > 0 else [()]
    branches = [ways_to_sign(one, given, f"{path}.{n}") for n, one in enumerate(tree.of)]
    if isinstance(tree, AnyOf):
        found = [way for branch in branches for way in branch]
    else:
        found = [sum(some, ()) for some in islice(product(*branches), MOST_WAYS)]
    found.sort(key=lambda way: sum(need.count for need in way))
    return [()] if found and not found[0] else found[:MOST_WAYS]
