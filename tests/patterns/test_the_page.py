"""`docs/patterns.md` and the tests say the same: every pattern is listed, and each must and should is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.patterns import test_control_flow, test_exceptions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "patterns.md"
WORDS = {"M": "must", "S": "should", "-": "no"}

#: number → how much it is needed: M must, S should, - no
CONTROL_FLOW = dict(enumerate("MMMMMSS-SM-SMMSMSSMMS--SMMS-MM-M-MMSS-SS--M", 1))
EXCEPTIONS: Mapping[str, str] = {
    "trigger: deadline": "M",
    "trigger: unavailability": "M",
    "trigger: external": "M",
    "trigger: violation": "M",
    "trigger: failure": "S",
    "item: continue": "M",
    "item: reoffer": "M",
    "item: reallocate": "M",
    "item: force_complete": "M",
    "item: restart": "S",
    "item: force_fail": "S",
    "case: continue": "M",
    "case: remove": "M",
    "case: remove all cases": "-",
    "recovery: none": "M",
    "recovery: compensate": "S",
    "recovery: roll back": "-",
}


def section(page: str, title: str) -> str:
    """What stands under a heading of the page."""
    return page.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(page: str, title: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    lines = [line for line in section(page, title).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[1:]]


def test_the_lists_are_as_long_as_they_should_be() -> None:
    found = list(CONTROL_FLOW.values())
    assert [found.count(one) for one in "MS-"] == [19, 14, 10]


def against_the_page(page: str) -> list[str]:
    """What the page lacks or says otherwise."""
    wrong = []
    flow = [(row[0], row[2], row[3]) for row in rows(page, "Control flow")]
    wanted = [(str(number), WORDS[how]) for number, how in CONTROL_FLOW.items()]
    if [(number, how) for number, how, _ in flow] != wanted:
        wrong.append("control flow: numbers and words")
    kinds = [tuple(row[:2]) for row in rows(page, "Exceptions")]
    if kinds != [(kind, WORDS[how]) for kind, how in EXCEPTIONS.items()]:
        wrong.append("exceptions: kinds and words")
    wrong += [f"{number}: no way or reason" for number, _, said in flow if len(said) < 10]
    wrong += [f"{row[0]}: no way or reason" for row in rows(page, "Exceptions") if len(row[2]) < 10]
    return wrong


def not_shown(control_flow: set[str], exceptions: set[str]) -> list[str]:
    """The musts and shoulds of which no test bears the number or the word, given the names of the tests."""
    missing = [
        str(number)
        for number, how in CONTROL_FLOW.items()
        if how != "-" and not any(name.startswith(f"test_{number:02}_") for name in control_flow)
    ]
    for kind, how in EXCEPTIONS.items():
        group, word = kind.split(": ")
        prefix = f"test_{group}_{word}_" if group in ("case", "recovery") else f"test_{word}_"
        if how != "-" and not any(name.startswith(prefix) for name in exceptions):
            missing.append(kind)
    return missing


def named_tests(module: object) -> set[str]:
    """The names of the tests of a module."""
    return {name for name in vars(module) if name.startswith("test_")}


def test_the_page_lists_every_pattern_with_how_much_it_is_needed_and_how_it_is_said() -> None:
    assert against_the_page(PAGE.read_text(encoding="utf-8")) == []


def test_every_must_and_should_has_a_test_of_its_number() -> None:
    assert not_shown(named_tests(test_control_flow), named_tests(test_exceptions)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"\| 17 \|.*\n", ""),
        (r"\| 17 \| (.*?) \| should", r"| 17 | \1 | must"),
        (r"(\| 17 \| .*? \| should \|).*\n", r"\1 |\n"),
        (r"\| item: reoffer .*\n", ""),
    ],
)
def test_a_page_that_leaves_something_out_is_noticed(before: str, after: str) -> None:
    page, count = re.subn(before, after, PAGE.read_text(encoding="utf-8"), count=1)
    assert count == 1
    assert against_the_page(page) != []


def test_a_pattern_without_a_test_is_noticed() -> None:
    flow, exceptions = named_tests(test_control_flow), named_tests(test_exceptions)
    assert not_shown({name for name in flow if "_39_" not in name}, exceptions) == ["39"]
    assert not_shown(flow, {name for name in exceptions if "reoffer" not in name}) == ["item: reoffer"]
