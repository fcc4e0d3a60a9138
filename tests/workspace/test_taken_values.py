"""A value that one case alone may have cannot be come by along another way: its date, its issuer, or what fills it in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.patterns.bureau import ACTIONS, ROLES, Bureau, bureau, written

NUMBER = {"no": "type: text, unique: [issuer, year]", "no_date": "type: date", "issuer": "type: text"}
SENDING = "from: draft, to: sent, by: clerk, asks: [no, no_date, issuer]"
CORRECTING = "from: sent, to: sent, by: clerk, side: true, may_ask: [no_date, issuer]"


@pytest.fixture
def numbered(tmp_path: Path) -> Bureau:
    actions = {**ACTIONS, "send": SENDING, "correct": CORRECTING}
    return bureau(tmp_path, written(ROLES, actions, fields=NUMBER))


def letter(office: Bureau, day: str, issuer: str = "BKN") -> str:
    """A letter that was sent under the number 1."""
    return office.sent(no="1", no_date=day, issuer=issuer)


@pytest.mark.parametrize("fields", [{"no_date": "2025-03-03"}, {"issuer": "bkn"}])
def test_a_number_is_not_taken_twice_by_changing_its_year_or_issuer(
    numbered: Bureau, fields: dict[str, Any]
) -> None:
    letter(numbered, "2025-01-02")
    other = (
        letter(numbered, "2024-01-02") if "no_date" in fields else letter(numbered, "2025-01-02", "MENPAN")
    )
    assert numbered.codes(other, "correct", "cora", fields=fields) == ["not_unique"]
    assert numbered.ws.verify().ok


def test_a_number_may_get_another_date_of_its_own_year(numbered: Bureau) -> None:
    first = letter(numbered, "2025-01-02")
    assert numbered.codes(first, "correct", "cora", fields={"no_date": "2025-09-03"}) == []


@pytest.mark.parametrize(
    ("says", "code"), [("unique: [year]", "not_unique"), ("unique_while: [sent]", "held_elsewhere")]
)
def test_what_an_action_fills_in_by_itself_is_not_taken_twice(tmp_path: Path, says: str, code: str) -> None:
    actions = {**ACTIONS, "send": "from: draft, to: sent, by: clerk, sets: {no: '\"X\"'}"}
    office = bureau(tmp_path, written(ROLES, actions, fields={"no": f"type: text, {says}"}))
    office.sent()
    second = office.ws.open_case("letter", "another", actor="cora").id
    assert office.codes(second, "send", "cora") == [code]
    assert office.ws.case(second).state == "draft"


def test_five_and_five_point_zero_are_one_number(tmp_path: Path) -> None:
    actions = {**ACTIONS, "send": "from: draft, to: sent, by: clerk, asks: no"}
    office = bureau(tmp_path, written(ROLES, actions, fields={"no": "type: number, unique_while: [sent]"}))
    office.sent(no=5)
    second = office.ws.open_case("letter", "another", actor="cora").id
    assert office.codes(second, "send", "cora", fields={"no": 5.0}) == ["held_elsewhere"]
