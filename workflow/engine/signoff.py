"""The tree of signatures that an action needs: whose turn it is, when it succeeds, when it no longer can.

Every function is pure. A place in the tree is written as numbers from the root (`0.1`); a signature names the place that
it fills. A person counts once in a tree, whatever roles and accounts they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workflow.definition.model import AnyOf, InOrder, Quorum, Signer, SignOff
from workflow.engine.case import Signature

Status = Literal["open", "done", "failed"]
#: role → how many different people could still give a vote there
Reach = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place that takes signatures."""

    path: str
    role: str
    status: Status
    given: tuple[Signature, ...] = ()
    needed: int = 1


def status(tree: SignOff, signatures: Sequence[Signature], reach: Reach, path: str = "0") -> Status:
    """Whether a tree is still open, done, or can no longer succeed.

    In `all` and `in_order` one refusal ends it, in `any` all must refuse; in a quorum a refusal is a vote, and it ends when
    the number can no longer be reached.

    Example:
        >>> from workflow.definition.model import All
        >>> two = All((Signer("head"), Signer("legal")))
        >>> status(two, [Signature("0.0", "head", "P1", "u1", "")], lambda role: 5)
        'open'
    """
    if isinstance(tree, (Signer, Quorum)):
        return _leaf(tree, signatures, reach, path).status
    branches = [status(branch, signatures, reach, f"{path}.{i}") for i, branch in enumerate(tree.of)]
    if isinstance(tree, AnyOf):
        return "done" if "done" in branches else "open" if "open" in branches else "failed"
    return "failed" if "failed" in branches else "open" if "open" in branches else "done"


def _leaf(tree: Signer | Quorum, signatures: Sequence[Signature], reach: Reach, path: str) -> Leaf:
    given = tuple(one for one in signatures if one.leaf == path)
    signed = sum(one.vote == "sign" for one in given)
    if isinstance(tree, Signer):
        refused = any(one.vote == "refuse" for one in given)
        return Leaf(path, tree.role, "failed" if refused else "done" if signed else "open", given)
    against = len(given) - signed
    out_of_reach = against > 0 and signed + reach(tree.of) < tree.at_least
    state: Status = "done" if signed >= tree.at_least else "failed" if out_of_reach else "open"
    return Leaf(path, tree.of, state, given, tree.at_least)


def leaves(tree: SignOff, signatures: Sequence[Signature], reach: Reach, path: str = "0") -> Iterator[Leaf]:
    """Every place of the tree with what was given there, in written order."""
    if isinstance(tree, (Signer, Quorum)):
        yield _leaf(tree, signatures, reach, path)
        return
    for i, branch in enumerate(tree.of):
        yield from leaves(branch, signatures, reach, f"{path}.{i}")


def turn(tree: SignOff, signatures: Sequence[Signature], reach: Reach, path: str = "0") -> Iterator[Leaf]:
    """The places that may be signed now.

    Example:
        >>> [leaf.role for leaf in turn(InOrder((Signer("head"), Quorum("committee", 3))), [], lambda role: 5)]
        ['head']
    """
    if status(tree, signatures, reach, path) != "open":
        return
    if isinstance(tree, (Signer, Quorum)):
        yield _leaf(tree, signatures, reach, path)
        return
    for i, branch in enumerate(tree.of):
        yield from turn(branch, signatures, reach, f"{path}.{i}")
        if isinstance(tree, InOrder) and status(branch, signatures, reach, f"{path}.{i}") != "done":
            return
