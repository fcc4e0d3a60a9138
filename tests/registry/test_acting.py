"""Acting officials: they leave the seat vacant, keep their own post, never sit two at a time, and have a last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.definition.duration import term_end
from workflow.registry.acting import acting_months, acting_on, acting_terms
from workflow.registry.effects import Outcome, effect
from workflow.registry.facts import in_force
from workflow.registry.memory import Memory

OCTOBER, DECEMBER, MARCH = date(2025, 10, 1), date(2025, 12, 31), date(2026, 3, 31)
NAMES = {"P-1": "Yuliana Nalle", "P-2": "Markus Ndun", "P-3": "Siti Betan"}


def make_city() -> Memory:
    post = {"name": "Lurah Solor", "kind": "structural", "unit": "U-1", "level": "IV.a"}
    held = {"id": "H-1", "person": "P-1", "position": "OWN", "status": "definitif", "since": "2020-01-01"}
    return Memory(
        positions=[{"id": "LURAH", **post}, {"id": "OWN", **post, "name": "Kepala Seksi"}],
        people=[{"id": id_, "name": name} for id_, name in NAMES.items()],
        holdings=[held],
    )


@pytest.fixture
def city() -> Memory:
    return make_city()


def do(
    city: Memory, name: str, person: str = "P-1", case: str = "PLT-1", at: date = OCTOBER, **fields: Any
) -> Outcome:
    outcome = effect(
        name, case_id=case, fields={"nominee": person, **fields}, subject="LURAH", reader=city, at=at
    )
    for table, doc in outcome.changes:
        city.put(table, doc)
    return outcome


def begin(city: Memory, person: str = "P-1", case: str = "PLT-1", **more: Any) -> Outcome:
    return do(
        city, "appoint_acting", person, case, **{"acting_from": OCTOBER, "acting_until": DECEMBER, **more}
    )


def acts(city: Memory, day: date) -> list[str]:
    return [one["person"] for one in acting_on(city, "position", "LURAH", day)]


def test_a_first_term_ends_on_31_december_and_its_extension_on_31_march(city: Memory) -> None:
    assert (term_end(OCTOBER, 3), term_end(OCTOBER, 6)) == (DECEMBER, MARCH)
    begun = begin(city, acting_until=term_end(OCTOBER, 3))
    assert begun.followed == [
        {
            "effect": "appoint_acting", "holding": "PLT-1-H1", "person": "P-1", "position": "LURAH", "status": "plt",
            "since": "2025-10-01", "until": "2025-12-31",
        }
    ]  # fmt: skip
    assert (acts(city, DECEMBER), acts(city, date(2026, 1, 1))) == (["P-1"], [])
    longer = do(city, "extend_acting", at=DECEMBER, acting_until=term_end(OCTOBER, 6))
    assert (longer.followed[0]["until"], longer.followed[0]["was"]) == ("2026-03-31", "2025-12-31")
    assert (acts(city, MARCH), acts(city, date(2026, 4, 1))) == (["P-1"], [])
    assert acting_terms(city, "P-1", "LURAH") == 2
    assert acting_months(city, "P-1", "LURAH", DECEMBER) == 6


def test_the_own_post_is_kept_and_the_seat_stays_vacant(city: Memory) -> None:
    begin(city)
    assert [one["position"] for one in in_force(city, "person", "P-1", OCTOBER)] == ["OWN"]
    assert in_force(city, "position", "LURAH", OCTOBER) == []
    assert do(city, "open_vacancy").followed == [
        {"effect": "open_vacancy", "position": "LURAH", "from": "2025-10-01", "acting": ["P-1"]}
    ]


def test_a_plh_is_told_apart_and_is_no_term_of_a_plt(city: Memory) -> None:
    assert begin(city, acting_kind="plh").followed[0]["status"] == "plh"
    assert acting_terms(city, "P-1", "LURAH") == 0


def test_two_do_not_act_at_a_time_and_the_refusal_names_both(city: Memory) -> None:
    begin(city)
    second = begin(city, "P-2", "PLT-2", acting_from=DECEMBER, acting_until=MARCH)
    assert [one.code for one in second.reasons] == ["acting_already"]
    assert "Yuliana Nalle" in second.reasons[0].message
    assert "Markus Ndun" in second.reasons[0].message
    assert begin(city, "P-2", "PLT-2", acting_from=date(2026, 1, 1), acting_until=MARCH).reasons == []
    assert do(city, "extend_acting", acting_until=MARCH).reasons[0].code == "acting_already"


def test_what_makes_no_sense_is_refused(city: Memory) -> None:
    assert begin(city, acting_until=OCTOBER - timedelta(1)).reasons[0].code == "ends_before_it_begins"
    assert [(one.code, one.question) for one in begin(city, acting_until=None).reasons] == [("missing", True)]
    city.put(
        "holdings",
        {"id": "H-2", "person": "P-3", "position": "LURAH", "status": "definitif", "since": "2020-01-01"},
    )
    assert begin(city, "P-3").reasons[0].code == "holds_it_already"
    for name in ("extend_acting", "end_acting"):
        assert do(city, name, acting_until=MARCH).reasons[0].code == "nobody_acts"


def test_an_extension_must_be_longer(city: Memory) -> None:
    begin(city)
    assert do(city, "extend_acting", acting_until=DECEMBER).reasons[0].code == "not_longer"


def test_ending_makes_room_on_that_day_and_what_is_over_stays_as_it_was(city: Memory) -> None:
    begin(city)
    day = date(2025, 11, 15)
    assert do(city, "end_acting", at=day).followed[0]["until"] == "2025-11-14"
    assert acts(city, day) == []
    assert begin(city, "P-2", "PLT-2", acting_from=day).reasons == []
    assert do(city, "end_acting", at=date(2026, 2, 1)).followed[0] | {"over": True} == {
        "effect": "end_acting", "holding": "PLT-1-H1", "person": "P-1", "position": "LURAH", "status": "plt",
        "until": "2025-11-14", "over": True,
    }  # fmt: skip
    assert do(city, "extend_acting", acting_until=MARCH).reasons[0].code == "nobody_acts"


def test_a_definitive_holder_relieves_who_acts_and_annulment_brings_them_back(city: Memory) -> None:
    begin(city)
    day = date(2025, 11, 25)
    made = do(city, "appoint", "P-2", "ADM-1", at=day)
    assert [one["effect"] for one in made.followed] == ["appoint", "end_acting"]
    assert acts(city, day) == []
    taken = do(city, "take_back", "P-2", "ADM-1", at=date(2025, 12, 1))
    assert [one["effect"] for one in taken.followed] == ["take_back", "give_back"]
    assert acts(city, DECEMBER) == ["P-1"]
    assert in_force(city, "position", "LURAH", day) == []


def test_annulment_does_not_bring_back_who_was_followed_by_another(city: Memory) -> None:
    begin(city)
    do(city, "appoint", "P-2", "ADM-1", at=date(2025, 11, 25))
    begin(city, "P-3", "PLH-1", acting_from=date(2025, 12, 1), acting_kind="plh")
    fact = do(city, "take_back", "P-2", "ADM-1", at=date(2025, 12, 2)).followed[1]
    assert (fact["effect"], fact["because"], fact["taken_by"]) == ("not_given_back", "taken", ["Siti Betan"])
    assert acts(city, DECEMBER) == ["P-3"]


def test_an_acting_case_can_be_taken_back_whole(city: Memory) -> None:
    begin(city)
    assert [one["effect"] for one in do(city, "take_back").followed] == ["take_back"]
    assert acts(city, OCTOBER) == []
    assert acting_terms(city, "P-1", "LURAH") == 0


STEPS = st.tuples(
    st.sampled_from(["appoint_acting", "extend_acting", "end_acting", "take_back"]),
    st.sampled_from(sorted(NAMES)),
    st.integers(1, 3),
    st.integers(0, 300),
    st.integers(-5, 200),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, max_size=8))
def test_acting_never_changes_a_vacancy_and_nobody_acts_beside_another(steps: list[Any]) -> None:
    city = make_city()
    for name, person, case, after, days in steps:
        at = OCTOBER + timedelta(after)
        do(city, name, person, f"PLT-{case}", at, acting_from=at, acting_until=at + timedelta(days))
    for day in (OCTOBER + timedelta(7 * n) for n in range(80)):
        assert in_force(city, "position", "LURAH", day) == []
        assert [one["position"] for one in in_force(city, "person", "P-1", day)] == ["OWN"]
        assert len(acts(city, day)) <= 1


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 120), st.integers(0, 60), st.sampled_from(sorted(NAMES)), st.booleans())
def test_taking_an_appointment_back_restores_every_holding(
    after: int, later: int, person: str, extended: bool
) -> None:
    city = make_city()
    begin(city)
    if extended:
        do(city, "extend_acting", acting_until=MARCH)
    before = {one["id"]: one for one in city.all("holdings")}
    day = OCTOBER + timedelta(after)
    for name in ("appoint", "release"):
        do(city, name, person, "ADM-1", day)
    do(city, "take_back", person, "ADM-1", day + timedelta(later))
    assert {one["id"]: one for one in city.all("holdings") if one.get("case") != "ADM-1"} == before
    assert in_force(city, "position", "LURAH", day) == []
