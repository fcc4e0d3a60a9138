"""The JSON Schema for editors says what the reader says: the same keys everywhere, the same files good and bad."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.definition.samples import APPROVAL, LEAVE
from workflow.definition import actions, fields, include, reader, rows, signatures, states
from workflow.definition.check import check_file
from workflow.definition.findings import Findings
from workflow.definition.reader import read
from workflow.definition.schema import schema
from workflow.definition.values import value
from workflow.definition.yaml import parse
from workflow.registry.reference import Reference
from workflow.registry.vocabulary import position_subject
from workflow.shipped import shipped_definitions

ROOT = Path(__file__).resolve().parents[2]
FILE = shipped_definitions() / "schema" / "lantik-1.schema.json"
DEFS: Mapping[str, Any] = schema()["$defs"]
VALIDATOR = Draft202012Validator(schema())
OURS = [
    one
    for folder in (shipped_definitions(), shipped_definitions() / "parts", ROOT / "docs" / "examples")
    for one in sorted(folder.glob("*.yaml"))
    if one.name != "city.yaml" and not one.name.endswith(".scenario.yaml")
]


def faults(text: str) -> list[str]:
    """What the schema says against a file."""
    _, root = parse(text.encode(), "x.yaml", Findings())
    assert root is not None
    plain = json.loads(json.dumps(value(root), default=str))
    return [error.message for error in VALIDATOR.iter_errors(plain)]


def test_the_file_for_editors_is_the_one_that_the_program_makes() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == schema(), "run: make schema"
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("definition", reader._KEYS),
        ("part", include.PART_KEYS),
        ("field", fields._FIELD),
        ("column", (*fields._FIELD, "computed")),
        ("state", states._STATE),
        ("action", actions._ACTION),
        ("rows", rows._ROWS),
        ("mark", rows._MARK),
    ],
)
def test_it_knows_the_keys_that_the_reader_knows(name: str, known: tuple[str, ...]) -> None:
    assert set(DEFS[name]["properties"]) == set(known)


def test_it_knows_the_trees_of_a_sign_off() -> None:
    assert set(DEFS["signoff"]["oneOf"][1]["properties"]) == {*signatures._KINDS, "when"}


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_our_own_files_are_good(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("format: lantik/1", "format: lantik/2"),
        ("    from: draft", "    form: draft"),
        ("within: 5 wd", "within: soon"),
        ("asks: [applicant", "asks: [[applicant]"),
        ("    phase: deciding", "    phaze: deciding"),
        ("final: true", "final: perhaps"),
        ("at_least: 2", "at_least: two"),
        ("type: number", "type: numbr"),
        ("{id: Ajukan, en: Ask}", "{id: Ajukan}"),
        ("scope: unit", "scope: city"),
        ('number: "CT-{year}-{n:04}"', "number: CT"),
        ("{notify: head}", "{notify: head, act: lapse}"),
    ],
)
def test_what_the_reader_refuses_for_its_form_the_schema_refuses_too(before: str, after: str) -> None:
    assert before in LEAVE
    text = LEAVE.replace(before, after, 1)
    assert any(one.severity == "error" for one in check_file(text.encode()))
    assert faults(text)


@pytest.mark.parametrize("text", [LEAVE, APPROVAL], ids=["leave", "approval"])
def test_what_the_reader_takes_the_schema_takes_too(text: str) -> None:
    assert read(text.encode()).definition is not None
    assert faults(text) == []


def test_the_reader_takes_our_own_files() -> None:
    subjects = {"position": position_subject(Reference.load(shipped_definitions() / "reference"))}
    definitions = [one for one in OURS if one.parent.name != "parts"]
    assert [one.name for one in definitions if read(one, subjects=subjects).definition is None] == []
