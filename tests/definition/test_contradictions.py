"""Duties that contradict one another are told by `check`, and are no error: the file can still be tried out."""

from __future__ import annotations

import pytest

from tests.patterns.bureau import ACTIONS, ROLES, written
from workflow.definition.check import check_file


@pytest.mark.parametrize(
    ("duties", "codes"),
    [
        ("[{same: [send, check]}, {different: [send, check]}]", ["W306"]),
        ("[{same: [send, check]}, {different: [check, sign, send]}]", ["W306"]),
        ("[{same: [send, check]}, {different: [check, sign]}]", []),
        ("[{same: [send, check]}]", []),
    ],
)
def test_the_same_and_different_people_for_two_actions_is_told(duties: str, codes: list[str]) -> None:
    source = written(ROLES, ACTIONS, more=f"duties: {duties}\n")
    found = check_file(source.encode(), file="letter.yaml")
    assert [one.code for one in found] == codes
    assert all(one.severity == "warning" for one in found)
