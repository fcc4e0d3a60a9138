"""The tree of signatures that an action needs: whose turn it is, when it succeeds, when it no longer can.

Every function is pure. A place in the tree is written as numbers from the root (`0.1`); a signature names the place that
it fills. A person counts once in a tree, whatever roles and accounts they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from workflow.definition.model import AnyOf, InOrder, Quorum, Signer, SignOff
from workflow.engine.case import Signature

Status = Literal["open", "done", "failed"]
#: quorum → how many votes different people could still give there
Reach = Callable[[Quorum], int]
#: place → how many votes it takes, where that follows from the voters; 0: not asked; `OUT_OF_REACH`: a lost quorum
Needs = Mapping[str, int]
_AS_WRITTEN: Needs = {}
#: a majority that nobody has counted yet
UNCOUNTED = 1_000_000
#: what stands at a quorum that the people who are left can no longer reach
OUT_OF_REACH = -1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place that takes signatures (of `kind` initial: initials). `signed` of the `needed` votes are given.

    `counts` is true of a quorum.
    """

    path: str
    roles: tuple[str, ...]
    status: Status
    given: tuple[Signature, ...] = ()
    needed: int = 1
    signed: int = 0
    kind: Literal["initial"] | None = None
    counts: bool = False

    @property
    def role(self) -> str:
        """The role that stands first."""
        return self.roles[0]


def status(
    tree: SignOff,
    signatures: Sequence[Signature],
    reach: Reach,
    needs: Needs = _AS_WRITTEN,
    path: str = "0",
) -> Status:
    """Whether a tree is still open, done, or can no longer succeed.

    In `all` and `in_order` one refusal ends it, in `any` all must refuse; in a quorum a refusal is a vote, and it ends when
    the number can no longer be reached. A branch that is not asked counts nowhere; a tree in which nobody is asked stays
    open, with no turn for anybody.

    Example:
        >>> from workflow.definition.model import All
        >>> two = All((Signer("head"), Signer("legal")))
        >>> signed = [Signature("0.0", "head", "P1", "u1", "")]
        >>> status(two, signed, lambda quorum: 5), status(two, signed, lambda quorum: 5, {"0.1": 0})
        ('open', 'done')
    """
    if isinstance(tree, (Signer, Quorum)):
        return "open" if needs.get(path) == 0 else _leaf(tree, signatures, reach, needs, path).status
    found = [status(one, signatures, reach, needs, at) for one, at in _asked(tree, needs, path)]
    if isinstance(tree, AnyOf):
        return "done" if "done" in found else "open" if "open" in found or not found else "failed"
    return "failed" if "failed" in found else "open" if "open" in found or not found else "done"


def is_asked(tree: SignOff, needs: Needs, path: str = "0") -> bool:
    """Whether anybody is asked for anything in a tree.

    Example:
        >>> is_asked(AnyOf((Signer("head"), Signer("legal"))), {"0.0": 0, "0.1": 0})
        False
    """
    if needs.get(path) == 0:
        return False
    return isinstance(tree, (Signer, Quorum)) or any(True for _ in _asked(tree, needs, path))


def _asked(tree: SignOff, needs: Needs, path: str) -> Iterator[tuple[SignOff, str]]:
    """The branches right below that are asked, each with its place."""
    if isinstance(tree, (Signer, Quorum)) or needs.get(path) == 0:
        return
    for number, branch in enumerate(tree.of):
        if is_asked(branch, needs, f"{path}.{number}"):
            yield branch, f"{path}.{number}"


def _leaf(
    tree: Signer | Quorum, signatures: Sequence[Signature], reach: Reach, needs: Needs, path: str
) -> Leaf:
    given = tuple(one for one in signatures if one.leaf == path)
    if isinstance(tree, Signer):
        signed = sum(one.vote == "sign" for one in given)
        refused = any(one.vote == "refuse" for one in given)
        kind: Literal["initial"] | None = "initial" if tree.initial else None
        state: Status = "failed" if refused else "done" if signed else "open"
        return Leaf(path, (tree.role,), state, given, 1, signed, kind)
    lost = needs.get(path) == OUT_OF_REACH
    counted = UNCOUNTED if lost else needs.get(path, UNCOUNTED)
    needed = tree.at_least if isinstance(tree.at_least, int) else counted
    signed = sum(tree.weight(one.role) for one in given if one.vote == "sign")
    against = any(one.vote != "sign" for one in given)
    out_of_reach = lost or (against and signed + reach(tree) < needed)
    state = "done" if signed >= needed else "failed" if out_of_reach else "open"
    return Leaf(path, tree.roles, state, given, needed, signed, counts=True)


def leaves(
    tree: SignOff,
    signatures: Sequence[Signature],
    reach: Reach,
    needs: Needs = _AS_WRITTEN,
    path: str = "0",
) -> Iterator[Leaf]:
    """Every place of the tree that is asked, with what was given there, in written order."""
    if isinstance(tree, (Signer, Quorum)):
        if needs.get(path) != 0:
            yield _leaf(tree, signatures, reach, needs, path)
        return
    for branch, at in _asked(tree, needs, path):
        yield from leaves(branch, signatures, reach, needs, at)


def turn(
    tree: SignOff,
    signatures: Sequence[Signature],
    reach: Reach,
    needs: Needs = _AS_WRITTEN,
    path: str = "0",
) -> Iterator[Leaf]:
    """The places that may be signed now.

    Example:
        >>> [leaf.role for leaf in turn(InOrder((Signer("head"), Quorum("committee", 3))), [], lambda quorum: 5)]
        ['head']
    """
    if status(tree, signatures, reach, needs, path) != "open":
        return
    if isinstance(tree, (Signer, Quorum)):
        if needs.get(path) != 0:
            yield _leaf(tree, signatures, reach, needs, path)
        return
    for branch, at in _asked(tree, needs, path):
        yield from turn(branch, signatures, reach, needs, at)
        if isinstance(tree, InOrder) and status(branch, signatures, reach, needs, at) != "done":
            return


def distance(
    tree: SignOff,
    signatures: Sequence[Signature],
    reach: Reach,
    needs: Needs = _AS_WRITTEN,
    path: str = "0",
) -> float:
    """How many more people must sign at the least until the tree is done; endless when it cannot be.

    Example:
        >>> either = AnyOf((Quorum("board", 2), Signer("boss")))
        >>> distance(either, [], lambda quorum: 5), distance(Quorum("board", 2), [], lambda quorum: 5)
        (1, 2)
    """
    if isinstance(tree, (Signer, Quorum)):
        leaf = _leaf(tree, signatures, reach, needs, path)
        if leaf.status != "open":
            return 0 if leaf.status == "done" else inf
        most = max(map(tree.weight, tree.roles)) if isinstance(tree, Quorum) else 1
        return -(-(leaf.needed - leaf.signed) // most)
    found = [distance(one, signatures, reach, needs, at) for one, at in _asked(tree, needs, path)]
    return (min if isinstance(tree, AnyOf) else sum)(found) if found else inf
