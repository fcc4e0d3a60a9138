"""The page of codes: every code with its meaning, a bad example that is told at its line, and a good one that is clean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from workflow.definition.check import check_file
from workflow.definition.codes import CODES
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.reader import read
from workflow.definition.staffing.diagnostics import diagnostics
from workflow.definition.staffing.report import staffing
from workflow.language import LANGUAGES
from workflow.workspace.scenarios.files import run_beside, run_file
from workflow.workspace.scenarios.sight import trial_city

PAGE = (Path(__file__).parents[2] / "docs" / "definitions" / "codes.md").read_text(encoding="utf-8")
#: takes a pathway of forty steps, which is made below
WITHOUT_EXAMPLE = {"W404"}
_BLOCK = re.compile(r"^```yaml (?P<kind>.*)\n(?P<text>(?:.*\n)*?)```$", re.MULTILINE)
_MARK = re.compile(r"# ([EW]\d{3})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced example: what stands behind ```yaml, and its text."""

    kind: tuple[str, ...]
    text: str

    @property
    def expected(self) -> set[str]:
        return {word for word in self.kind if word in CODES}


def _blocks(text: str) -> list[Block]:
    return [
        Block(tuple(one["kind"].split()), one["text"].replace("␇", "\a")) for one in _BLOCK.finditer(text)
    ]


def _sections() -> dict[str, str]:
    """The text below each code's heading."""
    _, *pieces = re.split(r"^### (\w+)\n", PAGE, flags=re.MULTILINE)
    texts = [re.split(r"^## ", text, flags=re.MULTILINE)[0] for text in pieces[1::2]]
    return dict(zip(pieces[::2], texts, strict=True))


SECTIONS = _sections()
BASE = next(one.text for one in _blocks(PAGE) if one.kind == ("base",))


def _pieces(text: str) -> Iterator[tuple[str, str | None, str]]:
    """The lines of a definition by section and entry: (`roles`, None, `roles:`), (`roles`, `clerk`, `  clerk: …`), …"""
    section = entry = None
    for line in text.splitlines(keepends=True):
        if top := re.match(r"(\w+):", line):
            section, entry = top[1], None
        elif name := re.match(r"  (\w+):|  -", line):
            entry = name[0].strip()
        assert section is not None, line
        yield section, entry, line


def changed(example: str) -> str:
    """The small definition with an example's entries in the place of its own, or beside them."""
    merged: dict[str, dict[str | None, str]] = {}
    for text in (BASE, example):
        fresh: set[tuple[str, str | None]] = set()
        for section, entry, line in _pieces(text):
            entries = merged.setdefault(section, {})
            if (section, entry) not in fresh:
                entries[entry] = ""
                fresh.add((section, entry))
            entries[entry] += line
    return "".join(line for entries in merged.values() for line in entries.values())


def marks(file: str, text: str) -> set[tuple[str, str, int]]:
    """The lines of which the comment says that a code is told there."""
    return {(code[1], file, text.count("\n", 0, code.start()) + 1) for code in _MARK.finditer(text)}


def said(block: Block, folder: Path) -> tuple[list[Diagnostic], set[tuple[str, str, int]]]:
    """What is found in an example, and what its comments say."""
    if "people" in block.kind:
        return people(block.text), set()
    if "scenario" in block.kind:
        return scenario(block.text, folder)
    text = changed(block.text)
    file = folder / "purchase.yaml"
    file.write_text(text, encoding="utf-8")
    expected = marks(file.name, text)
    for part in folder.glob("parts/*.yaml"):
        if part.name in block.text:
            expected |= marks(part.name, part.read_text(encoding="utf-8"))
    return check_file(file), expected


def people(text: str) -> list[Diagnostic]:
    definition = read(BASE.encode()).definition
    assert definition is not None
    users = {
        name: roles.strip(" []").split(", ")
        for name, roles in (line.split(":") for line in text.splitlines() if line)
    }
    return diagnostics(
        staffing(definition, lambda role, _: frozenset(one for one, held in users.items() if role in held))
    )


def scenario(text: str, folder: Path) -> tuple[list[Diagnostic], set[tuple[str, str, int]]]:
    file, beside = folder / "purchase.yaml", folder / "purchase.scenario.yaml"
    file.write_text(BASE, encoding="utf-8")
    whole = "format: lantik-scenario/1\n" + text
    beside.write_text(whole, encoding="utf-8")
    definition = read(file).definition
    assert definition is not None
    city = trial_city(folder, LANGUAGES)
    trial = run_beside(file, definition, city)
    if not trial.paths:
        trial = run_file(beside, city)
    return list(trial.diagnostics), marks(beside.name, whole)


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with the parts that the section of this code shows."""
    for block in _blocks(SECTIONS[request.getfixturevalue("code")]):
        if block.kind[0] == "part":
            part = tmp_path / block.kind[1]
            part.parent.mkdir(exist_ok=True)
            part.write_text(block.text, encoding="utf-8")
    return tmp_path


def _of(code: str, kind: str) -> Block:
    (found,) = (one for one in _blocks(SECTIONS[code]) if one.kind[0] == kind)
    return found


SHOWN = [code for code in CODES if code not in WITHOUT_EXAMPLE]


def test_the_small_definition_is_clean() -> None:
    assert check_file(BASE.encode()) == []


def test_every_code_stands_on_the_page_with_the_words_of_the_program() -> None:
    told = {code: text.strip().split("\n\n")[0].replace("\n", " ") for code, text in SECTIONS.items()}
    assert told == dict(CODES)
    assert list(told) == list(CODES)


def test_every_code_is_explained() -> None:
    assert [code for code, text in SECTIONS.items() if len(text.split("\n\n")) < 3] == []


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_example_has_the_fault_at_its_line_and_no_other(code: str, folder: Path) -> None:
    block = _of(code, "bad")
    found, expected = said(block, folder)
    assert {one.code for one in found} == block.expected
    assert code in block.expected
    places = {(one.code, Path(one.place.file).name, one.place.line) for one in found}
    assert expected <= places
    assert expected or code.startswith(("W4", "W5"))


@pytest.mark.parametrize("code", SHOWN)
def test_the_good_example_is_clean(code: str, folder: Path) -> None:
    found, _ = said(_of(code, "good"), folder)
    if "scenario" in _of(code, "good").kind and not code.startswith("W5"):
        found = [one for one in found if not one.code.startswith("W5")]
    assert [str(one) for one in found] == []


def test_forty_steps_for_forty_people_cannot_be_decided_in_time() -> None:
    label = "label: {id: a, en: a}"
    roles = "".join(f"  {one}: {{{label}}}\n" for one in ("clerk", "other"))
    states = "".join(f"  s{n}: {{phase: vacant, {label}}}\n" for n in range(40))
    actions = "".join(
        f"  a{n}: {{{label}, from: s{n}, to: s{n + 1}, by: {'clerk' if n else 'other'}}}\n" for n in range(40)
    )
    long = read(
        (
            f"format: lantik/1\nid: long\ntitle: {{id: a, en: a}}\nroles:\n{roles}initial: s0\nstates:\n{states}"
            f"  s40: {{phase: filled, {label}, final: true}}\nactions:\n{actions}"
            f"duties:\n  - different: [{', '.join(f'a{n}' for n in range(40))}]\n"
        ).encode()
    ).definition
    assert long is not None
    clerks = frozenset(f"p{n}" for n in range(39))
    others = frozenset(f"p{n}" for n in range(38)) | {"one more"}
    found = diagnostics(staffing(long, lambda role, _: clerks if role == "clerk" else others))
    assert {one.code for one in found} == WITHOUT_EXAMPLE
