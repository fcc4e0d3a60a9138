"""The page of the language has every fact, function and effect that there is, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from workflow.definition.subject import BASE
from workflow.registry.effects import EFFECTS
from workflow.registry.reference import Reference
from workflow.registry.vocabulary import FACTS, position_subject
from workflow.shipped import shipped_definitions

PAGE = (Path(__file__).parents[2] / "docs" / "definitions" / "language.md").read_text(encoding="utf-8")
#: `case.decree.*` are those of any batch; `case.FIELD` and the like stand for names of a definition
_OF_A_DEFINITION = re.compile(r"(case|params|row)\.[A-Z]+|case\.decree\..*")


def section(title: str) -> str:
    return re.split(rf"^#+ {title}\n", PAGE, flags=re.MULTILINE)[1].split("\n#", 1)[0]


def cells(title: str) -> list[str]:
    """The first cell of each row of the tables of a section."""
    rows = (line for line in section(title).splitlines() if line.startswith("| `"))
    return [re.split(r"(?<!\\) \| ", line.removeprefix("| "))[0] for line in rows]


def test_every_fact_stands_there_and_no_other() -> None:
    told = set()
    for cell in cells("Facts"):
        root = ""
        for name in re.findall(r"`([^`]+)`", cell):
            root = name.rpartition(".")[0] or root
            told.add(root + name if name.startswith(".") else name)
            root = root if name.startswith(".") else name.rpartition(".")[0]
    told = {name for name in told if not _OF_A_DEFINITION.fullmatch(name)}
    assert told == set(BASE.facts) | set(FACTS)


def test_every_function_stands_there_with_what_it_takes_and_no_other() -> None:
    subject = position_subject(Reference.load(shipped_definitions() / "reference"))
    known = {(one.name, len(one.parameters)) for one in (*BASE.functions, *subject.vocabulary.functions)}
    told = set()
    for call in re.findall(r"`(\w+)\(([^`]*)\)`", "".join(cells("Functions"))):
        arguments = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "x", call[1])
        told.add((call[0], len(arguments.split(",")) if arguments else 0))
    assert told == known


def test_every_effect_stands_there_and_no_other() -> None:
    told = [cell.strip("`") for cell in cells("Effects") if cell != "`does`"]
    assert sorted(told) == sorted(EFFECTS)
