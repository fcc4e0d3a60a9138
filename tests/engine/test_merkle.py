"""The Merkle tree against another project's published vectors, and against itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engine.merkle import Tree, extends, includes, leaf_hash

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("merkle_vectors.json").read_text())
LEAVES = [leaf_hash(bytes.fromhex(one)) for one in VECTORS["leaves"]]


def hexed(hashes: list[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in hashes]


def test_roots_are_those_of_the_reference_tree() -> None:
    tree = Tree(LEAVES)
    assert [tree.root(size).hex() for size in range(9)] == VECTORS["roots"]


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda one: one[0])
def test_inclusion_proofs_are_judged_as_published(vector: list[Any]) -> None:
    _, index, size, leaf, root, proof, good = vector
    assert includes(bytes.fromhex(leaf), index, size, hexed(proof), bytes.fromhex(root)) is good


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=lambda one: one[0])
def test_consistency_proofs_are_judged_as_published(vector: list[Any]) -> None:
    _, old, size, old_root, root, proof, good = vector
    assert extends(old, size, bytes.fromhex(old_root), bytes.fromhex(root), hexed(proof)) is good


def test_published_good_proofs_are_the_ones_made_here() -> None:
    tree = Tree(LEAVES)
    for name, index, size, _, _, proof, good in VECTORS["inclusion"]:
        if good and size > 1:
            assert tree.inclusion(index, size) == hexed(proof), name
    for name, old, size, _, _, proof, good in VECTORS["consistency"]:
        if good and size > 1:
            assert tree.consistency(old, size) == hexed(proof), name


@given(st.integers(1, 70), st.data())
def test_every_proof_holds_for_its_leaf_and_size_and_for_no_other(size: int, data: st.DataObject) -> None:
    tree = Tree(leaf_hash(b"%d" % n) for n in range(70))
    index = data.draw(st.integers(0, size - 1))
    proof, root, leaf = tree.inclusion(index, size), tree.root(size), leaf_hash(b"%d" % index)
    assert includes(leaf, index, size, proof, root)
    assert not includes(leaf, index, size, [*proof, root], root)
    assert not includes(leaf_hash(b"x"), index, size, proof, root)
    if proof:
        assert not includes(leaf, index, size, proof[:-1], root)
        assert not includes(leaf, index, size, proof[1:], root)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index)) if size > 1 else 1
    assert not includes(leaf, other, size, proof, root)
    old = data.draw(st.integers(1, size))
    shown = tree.consistency(old, size)
    assert extends(old, size, tree.root(old), root, shown)
    assert not extends(old, size, tree.root(old), root, [*shown, root])
    if shown:
        assert not extends(old, size, tree.root(old), root, shown[:-1])
    if old < size:
        assert not extends(old, size, leaf_hash(b"x"), root, shown)
