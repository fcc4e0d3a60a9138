"""A letter in the making is kept on its writer's desk, one for a case, until it is thrown away or somebody is erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.workspace.office import Office
from workflow import InputError

BEGUN = {"number": "12/B", "answers": {"A": ["refuse", "closed", "no vacancy"]}}


def test_a_letter_in_the_making_is_found_by_any_of_its_cases(office: Office) -> None:
    desk = office.ws.desk
    desk.keep_letter_draft(["A", "B"], BEGUN, actor="clerk")
    assert desk.letter_draft(["B", "C"], actor="clerk") == BEGUN
    assert desk.letter_draft(["C"], actor="clerk") is None
    assert desk.letter_draft(["A"], actor="clerk", corrects="L-1") is None, "a correction has its own"
    assert desk.letter_draft(["A"], actor="head") is None, "it is nobody else's business"
    assert office.again().desk.letter_draft(["A"], actor="clerk") == BEGUN


def test_a_newer_one_takes_the_place_of_what_covers_its_cases(office: Office) -> None:
    desk = office.ws.desk
    desk.keep_letter_draft(["A", "B"], BEGUN, actor="clerk")
    desk.keep_letter_draft(["B", "C"], {"number": "13/B"}, actor="clerk")
    assert desk.letter_draft(["A"], actor="clerk") is None
    assert desk.letter_draft(["B"], actor="clerk") == {"number": "13/B"}
    desk.keep_letter_draft(["C"], {}, actor="clerk")
    assert desk.letter_draft(["B"], actor="clerk") is None
    assert office.ws.verify().ok


@pytest.mark.parametrize(
    "given", [{"colour": "red"}, {"number": 7}, {"answers": "yes"}, {"answers": {"A": None}}]
)
def test_a_draft_holds_texts_alone(office: Office, given: Mapping[str, Any]) -> None:
    before = office.ws.store.position()
    with pytest.raises(InputError):
        office.ws.desk.keep_letter_draft(["A"], given, actor="clerk")
    assert office.ws.store.position() == before
