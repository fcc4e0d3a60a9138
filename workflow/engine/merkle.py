"""The Merkle tree over the record's events: one hash for all of them, and short proofs of what it covers.

Source: RFC 9162, section 2.1: a leaf is hashed with 0x00 before it, two nodes with 0x01 before them, and n leaves are
split at the largest power of two below n.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\1" + left + right).digest()


class Tree:
    """A tree over hashes of leaves, which answers for each of its earlier sizes too.

    Args:
        leaves: the leaves' hashes, in order.

    Example:
        >>> tree = Tree(leaf_hash(name) for name in (b"a", b"b", b"c"))
        >>> tree.size, tree.root(2) == node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
        (3, True)
        >>> includes(leaf_hash(b"b"), 1, 3, tree.inclusion(1), tree.root())
        True
        >>> extends(2, 3, tree.root(2), tree.root(), tree.consistency(2))
        True
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = list(leaves)
        self.size = len(level)
        self._levels = [level]  # of each height, the subtrees that are whole
        while len(level) > 1:
            level = [node_hash(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
            self._levels.append(level)

    def root(self, size: int | None = None) -> bytes:
        """The hash of all leaves, or of the first `size`."""
        size = self._sized(size)
        return self._over(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The hashes that lead from the leaf at `index` (from 0) to the root of the first `size` leaves.

        Raises:
            ValueError: there is no such leaf in a tree of that size.
        """
        size = self._sized(size)
        if not 0 <= index < size:
            raise ValueError(f"no leaf {index} among {size}")
        path = []
        begin, end = 0, size
        while end - begin > 1:
            middle = begin + _split(end - begin)
            if index < middle:
                path.append(self._over(middle, end))
                end = middle
            else:
                path.append(self._over(begin, middle))
                begin = middle
        return path[::-1]

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The hashes that show that the first `size` leaves begin with the first `old`.

        Raises:
            ValueError: `old` is none of 1 … `size`.
        """
        size = self._sized(size)
        if not 0 < old <= size:
            raise ValueError(f"no tree of {old} leaves before one of {size}")
        path = []
        begin, end, whole = (
            0,
            size,
            True,
        )  # whether the old tree begins where this subtree does, and is known as a root
        while old < end:
            middle = begin + _split(end - begin)
            if old <= middle:
                path.append(self._over(middle, end))
                end = middle
            else:
                path.append(self._over(begin, middle))
                begin, whole = middle, False
        if not whole:
            path.append(self._over(begin, end))
        return path[::-1]

    def _sized(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {size}")
        return size

    def _over(self, begin: int, end: int) -> bytes:
        width = end - begin
        if width & (width - 1) == 0:  # subtrees of the split begin at a multiple of their width
            height = width.bit_length() - 1
            return self._levels[height][begin >> height]
        middle = begin + _split(width)
        return node_hash(self._over(begin, middle), self._over(middle, end))


def _split(width: int) -> int:
    """The largest power of two below a width of at least 2."""
    return 1 << ((width - 1).bit_length() - 1)


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from a leaf's hash to the root of `size` leaves: used up whole, and no hash too few."""
    if not 0 <= index < size or not _hashes(leaf, root, *proof):
        return False
    at, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(other, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, other)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def extends(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of `size` leaves begins with the tree of `old` leaves."""
    if old == size:
        return old > 0 and not proof and old_root == root
    if not 0 < old < size or not _hashes(old_root, root, *proof):
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(other, before), node_hash(other, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, other)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _hashes(*values: bytes) -> bool:
    return all(len(one) == sha256().digest_size for one in values)
