"""The plain form of a definition: the same definition comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.definition.samples import APPROVAL, LEAVE
from workflow.definition.model import Definition
from workflow.definition.plain import from_plain, to_plain
from workflow.definition.reader import read
from workflow.registry.reference import Reference
from workflow.registry.vocabulary import position_subject
from workflow.shipped import shipped_definitions

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    one
    for folder in (shipped_definitions(), ROOT / "docs" / "examples")
    for one in sorted(folder.glob("*.yaml"))
    if one.name != "city.yaml" and not one.name.endswith(".scenario.yaml")
]


def _again(definition: Definition) -> Definition:
    plain = json.loads(json.dumps(to_plain(definition)))
    return from_plain(plain, source=definition.source, hash=definition.hash, parts=definition.parts)


@pytest.mark.parametrize("text", [LEAVE, APPROVAL], ids=["leave", "approval"])
def test_a_sample_comes_back_the_same(text: str) -> None:
    definition = read(text.encode()).definition
    assert definition is not None
    assert _again(definition) == definition


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_definition_of_ours_comes_back_the_same(file: Path) -> None:
    subjects = {"position": position_subject(Reference.load(shipped_definitions() / "reference"))}
    definition = read(file, subjects=subjects).definition
    assert definition is not None
    assert _again(definition) == definition


@pytest.mark.parametrize(
    "plain", [None, [], {"!": "Nothing"}, {"!": "Signer"}, {"!": "Signer", "role": "a"}, 5]
)
def test_what_is_no_definition_is_told(plain: object) -> None:
    with pytest.raises(ValueError, match="plain form"):
        from_plain(plain, source="", hash="")
