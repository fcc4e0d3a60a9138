"""What a tree of signatures asks of people: every way in which it can succeed, as the places to be filled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice, product

from workflow.definition.model import AnyOf, Quorum, Signer, SignOff

#: so many ways of one tree are looked at
MOST_WAYS = 32
_TRIED = 10_000


@dataclass(frozen=True, slots=True)
class Need:
    """`count` different holders of one of these roles; a `majority` of them is counted once they are known."""

    roles: tuple[str, ...]
    count: int = 1
    majority: bool = False


def ways_to_sign(
    tree: SignOff,
    signed: Mapping[str, Collection[str]] | None = None,
    path: str = "0",
    needs: Mapping[str, int] | None = None,
) -> list[tuple[Need, ...]]:
    """Every way in which a tree can succeed, as what it still needs; the shortest first.

    Args:
        tree: the tree.
        signed: place of the tree (`0.1`) → the people whose signatures stand there, each once for every vote that they have.
        path: the place of `tree` itself.
        needs: of a running case: place → how many a majority is, 0 for a branch that is not asked, -1 for a quorum that
            can no longer be reached. Without it every branch counts as asked.

    Example:
        >>> from workflow.definition.model import InOrder
        >>> tree = InOrder((AnyOf((Signer("head"), Signer("deputy"))), Quorum("board", 3)))
        >>> for way in ways_to_sign(tree):
        ...     print([(need.roles[0], need.count) for need in way])
        [('head', 1), ('board', 3)]
        [('deputy', 1), ('board', 3)]
        >>> ways_to_sign(tree, {"0.0.1": ["anna"], "0.1": ["budi", "citra"]})
        [(Need(roles=('board',), count=1, majority=False),)]
    """
    given, known = signed or {}, needs or {}
    if known.get(path) == -1:
        return []
    if isinstance(tree, Signer):
        return [()] if given.get(path) or known.get(path) == 0 else [(Need((tree.role,)),)]
    if isinstance(tree, Quorum):
        return [()] if known.get(path) == 0 else _quorum(tree, len(given.get(path, ())), known.get(path))
    places = [(one, f"{path}.{n}") for n, one in enumerate(tree.of) if known.get(f"{path}.{n}") != 0]
    branches = [ways_to_sign(one, given, at, known) for one, at in places]
    if known.get(path) == 0 or not branches:
        return [()]
    if isinstance(tree, AnyOf):
        found = [way for branch in branches for way in branch]
    else:
        found = [sum(some, ()) for some in islice(product(*branches), MOST_WAYS)]
    found.sort(key=lambda way: sum(need.count for need in way))
    return [()] if found and not found[0] else found[:MOST_WAYS]


def _quorum(tree: Quorum, signed: int, counted: int | None) -> list[tuple[Need, ...]]:
    """Every way to gather the votes that are left, without one that could be spared.

    Of a majority that is not counted yet, people are counted and not their votes; of a number that is worked out, one.
    """
    if tree.at_least == "majority" and counted is None:
        return [(Need(tree.roles, 1, majority=True),)]
    wanted = tree.at_least if isinstance(tree.at_least, int) else counted or 1
    left = wanted - signed
    if left <= 0:
        return [()]
    weights = [tree.weight(role) for role in tree.roles]
    if len(set(weights)) == 1:
        return [(Need(tree.roles, -(-left // weights[0])),)]
    most = [range(-(-left // weight) + 1) for weight in weights]
    found = []
    for counts in islice(product(*most), _TRIED):
        votes = sum(count * weight for count, weight in zip(counts, weights, strict=True))
        spare = min(weight for count, weight in zip(counts, weights, strict=True) if count) if votes else 0
        if left <= votes < left + spare:
            found.append(
                tuple(Need((role,), count) for role, count in zip(tree.roles, counts, strict=True) if count)
            )
    found.sort(key=lambda way: sum(need.count for need in way))
    return found[:MOST_WAYS]
