"""Rules that always answer the same over the declared values of their facts: options, yes and no, numbers, words."""

from __future__ import annotations

import pytest

from tests.definition.samples import changed
from workflow.definition.check import check_file

RULE = "case.days <= params.longest"


def codes(rule: str) -> list[str]:
    return [one.code for one in check_file(changed(RULE, f"'{rule}'").encode(), file="x.yaml")]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("case.days < 5 || case.days >= 5", "W201"),
        ("case.days > 5 && case.days < 3", "W202"),
        ("case.days > 5 && case.days == 5", "W202"),
        ('case.days > 5 || case.kind == "sick" || (case.days <= 5 && case.kind != "sick")', "W201"),
        ('case.kind in ["sick", "annual"] || case.days > 3', "W201"),
        ('case.letter_no == "a" && case.letter_no == "b"', "W202"),
        ('case.letter_no != "a" || case.letter_no != "b"', "W201"),
        ("case.from_day > today && case.from_day <= today", "W202"),
        ("case.days > params.longest || case.days <= params.longest", "W201"),
        ("working_day(case.from_day) || !working_day(case.from_day)", "W201"),
        ("case.days > 3 ? case.days > 4 || case.days <= 4 : true", "W201"),
        ('case.kind == "sick" && case.days < params.limits["sick"] && case.kind == "annual"', "W202"),
    ],
)
def test_a_rule_that_no_value_can_sway_is_told(rule: str, code: str) -> None:
    found = [one for one in codes(rule) if one != "W304"]  # what hangs on a rule that is never met
    assert found == [code]


@pytest.mark.parametrize(
    "rule",
    [
        "case.days < 5 || case.days > 5",
        "case.days >= 5 && case.days <= 5",
        "case.days < params.longest || case.days > 12",
        'case.letter_no != "a" && case.letter_no != "b"',
        'case.letter_no != ""',
        "case.days * 2.0 > 10.0 || case.days * 2.0 < 10.0",
        "case.from_day > today || case.from_day < today",
        "working_day(case.from_day) || !working_day(today)",
        'case.stays.exists(one, one.town == "x") || case.days > 3',
    ],
)
def test_a_rule_that_some_value_sways_is_not(rule: str) -> None:
    assert codes(rule) == []
