"""A filter that no case can fit is told, with the names that are near; one that just none fits today is an empty list."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.workspace.office import City, Office
from workflow import InputError


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ({"state": "snt"}, "sent"),
        ({"phase": "askin"}, "asking"),
        ({"definition": "permitt"}, "permit"),
        ({"state": "sent", "phase": "nowhere"}, "There are: "),
    ],
)
def test_a_word_that_nothing_can_have_is_refused_with_the_near_ones(
    office: Office, wanted: Mapping[str, str], near: str
) -> None:
    with pytest.raises(InputError) as told:
        office.ws.desk.check_filter(**wanted)
    assert near in (told.value.hint or "")


def test_what_exists_passes_though_no_case_is_like_that(office: Office) -> None:
    office.ws.desk.check_filter(state="sent", phase="asking", definition="permit")
    office.ws.desk.check_filter(phase="inauguration", unit="no units here")


def test_a_unit_is_found_by_what_people_call_it(city: City) -> None:
    (unit, *_) = city.ws.registry.units()
    city.ws.desk.check_filter(unit=unit.id)
    with pytest.raises(InputError) as told:
        city.ws.desk.check_filter(unit=unit.name)
    assert unit.id in (told.value.hint or "")


def test_a_kept_filter_names_what_there_is(office: Office) -> None:
    with pytest.raises(InputError, match="There is no phase"):
        office.ws.desk.save_filter("mine", {"phase": "askin"}, actor="admin")
