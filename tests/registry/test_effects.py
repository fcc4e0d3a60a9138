"""What actions do to the registry: seats, reservations, the cascade, and taking back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workflow.errors import InputError
from workflow.registry.effects import Outcome, effect
from workflow.registry.facts import in_force
from workflow.registry.memory import Memory
from workflow.registry.model import Holding, Position
from workflow.registry.vacancy import standing, who

DAY = date(2025, 11, 25)
LURAH = Position("POS-1", "Lurah Solor", "structural", "U-1", "IV.a")
SECTION = Position("POS-2", "Kepala Seksi Kelurahan Solor", "structural", "U-1", "IV.b")
NURSES = Position("POS-3", "Perawat Ahli Muda Puskesmas Oebobo", "functional", "U-2", "Ahli Muda", need=2)


def held(id_: str, person: str, position: Position, since: str = "2020-01-01", **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "person": person,
        "position": position.id,
        "status": "definitif",
        "since": since,
        **more,
    }


@pytest.fixture
def city() -> Memory:
    people = {"P-1": "Yuliana Nalle", "P-2": "Markus Ndun", "P-3": "Siti Betan", "P-4": "Obed Riwu"}
    return Memory(
        positions=[one.as_doc() for one in (LURAH, SECTION, NURSES)],
        people=[{"id": id_, "name": name} for id_, name in people.items()],
    )


def do(
    city: Memory,
    name: str,
    nominee: str | None,
    position: Position,
    case: str = "C-1",
    at: date = DAY,
    **fields: Any,
) -> Outcome:
    """Work an effect out and, when nothing speaks against it, write it."""
    given = {"nominee": nominee, **fields} if nominee else fields
    outcome = effect(name, case_id=case, fields=given, subject=position.id, reader=city, at=at)
    for table, doc in outcome.changes:
        city.put(table, doc)
    return outcome


def holders(city: Memory, position: Position, day: date = DAY) -> list[str]:
    return [doc["person"] for doc in in_force(city, "position", position.id, day)]


def test_an_appointment_begins_on_the_day_of_the_ceremony(city: Memory) -> None:
    outcome = do(city, "appoint", "P-1", LURAH)
    assert outcome.followed[0]["since"] == "2025-11-25"
    assert holders(city, LURAH) == ["P-1"]
    assert holders(city, LURAH, date(2025, 11, 24)) == []


def test_a_later_effective_date_is_kept_and_an_earlier_one_waits_for_the_ceremony(city: Memory) -> None:
    assert do(city, "appoint", "P-1", LURAH, tmt="2025-12-01").followed[0]["since"] == "2025-12-01"
    assert (
        do(city, "appoint", "P-2", SECTION, case="C-2", tmt="2025-11-01").followed[0]["since"] == "2025-11-25"
    )


def test_a_structural_post_takes_one_definitive_holder_and_the_refusal_names_both(city: Memory) -> None:
    city.put("holdings", held("H-1", "P-2", LURAH))
    outcome = do(city, "appoint", "P-1", LURAH)
    assert [reason.code for reason in outcome.reasons] == ["seat_taken"]
    assert "Markus Ndun" in outcome.reasons[0].message
    assert "Yuliana Nalle" in outcome.reasons[0].message
    assert outcome.changes == outcome.followed == []


def test_an_acting_official_does_not_take_the_seat(city: Memory) -> None:
    city.put("holdings", held("H-1", "P-2", LURAH) | {"status": "plt"})
    assert do(city, "appoint", "P-1", LURAH).reasons == []


def test_a_seat_whose_holder_retires_before_is_free_on_that_day_and_not_earlier(city: Memory) -> None:
    city.put("holdings", held("H-1", "P-2", LURAH, until="2025-11-30"))
    assert do(city, "appoint", "P-1", LURAH).reasons[0].code == "seat_taken"
    assert do(city, "appoint", "P-1", LURAH, tmt="2025-12-01").reasons == []


def test_functional_holders_never_exceed_the_need(city: Memory) -> None:
    assert do(city, "appoint", "P-1", NURSES, case="C-1").reasons == []
    assert do(city, "appoint", "P-2", NURSES, case="C-2").reasons == []
    third = do(city, "appoint", "P-3", NURSES, case="C-3")
    assert [reason.code for reason in third.reasons] == ["need_exceeded"]
    for name in ("Yuliana Nalle", "Markus Ndun", "Siti Betan"):
        assert name in third.reasons[0].message


def test_nobody_takes_two_seats_of_one_position(city: Memory) -> None:
    do(city, "appoint", "P-1", NURSES, case="C-1")
    assert do(city, "appoint", "P-1", NURSES, case="C-2").reasons[0].code == "holds_it_already"


def test_two_decrees_cannot_promise_one_seat(city: Memory) -> None:
    assert do(city, "reserve", "P-1", LURAH, case="C-1").reasons == []
    second = do(city, "reserve", "P-2", LURAH, case="C-2")
    assert second.reasons[0].code == "seat_taken"
    assert "Yuliana Nalle" in second.reasons[0].message
    assert do(city, "appoint", "P-2", LURAH, case="C-2").reasons[0].code == "seat_taken"
    assert do(city, "appoint", "P-1", LURAH, case="C-1").reasons == []
    assert city.get("uniques", "seat:POS-1") == {"id": "seat:POS-1", "seats": []}


def test_reserving_twice_for_one_case_keeps_one_seat(city: Memory) -> None:
    do(city, "reserve", "P-1", NURSES, case="C-1")
    assert do(city, "reserve", "P-1", NURSES, case="C-1").reasons == []
    assert do(city, "reserve", "P-2", NURSES, case="C-2").reasons == []
    assert do(city, "reserve", "P-3", NURSES, case="C-3").reasons[0].code == "need_exceeded"


def test_a_cancelled_decree_lets_its_seat_go(city: Memory) -> None:
    do(city, "reserve", "P-1", LURAH, case="C-1")
    assert do(city, "take_back", "P-1", LURAH, case="C-1").followed == [
        {"effect": "unreserve", "position": "POS-1"}
    ]
    assert do(city, "reserve", "P-2", LURAH, case="C-2").reasons == []


def test_release_ends_the_old_post_the_day_before_whether_it_comes_first_or_last(city: Memory) -> None:
    city.put("holdings", held("H-1", "P-1", SECTION))
    do(city, "appoint", "P-1", LURAH)
    outcome = do(city, "release", "P-1", LURAH)
    assert outcome.followed == [
        {
            "effect": "release", "holding": "H-1", "person": "P-1", "position": "POS-2",
            "until": "2025-11-24", "vacant_from": "2025-11-25",
        }
    ]  # fmt: skip
    assert (holders(city, SECTION), holders(city, LURAH)) == ([], ["P-1"])


def test_release_leaves_an_acting_post_alone_and_does_nothing_where_nothing_is_held(city: Memory) -> None:
    city.put("holdings", held("H-1", "P-1", SECTION) | {"status": "plt"})
    assert do(city, "release", "P-1", LURAH) == Outcome()


def annulled(city: Memory) -> Outcome:
    return do(city, "take_back", "P-1", LURAH, at=date(2025, 12, 10))


def promote(city: Memory) -> None:
    city.put("holdings", held("H-1", "P-1", SECTION))
    do(city, "appoint", "P-1", LURAH)
    do(city, "release", "P-1", LURAH)


def test_taking_back_gives_the_old_post_back(city: Memory) -> None:
    promote(city)
    assert [one["effect"] for one in annulled(city).followed] == ["take_back", "give_back"]
    assert holders(city, LURAH) == []
    assert city.get("holdings", "H-1") == held("H-1", "P-1", SECTION)


def test_taking_back_says_so_where_somebody_else_sits_there_by_then(city: Memory) -> None:
    promote(city)
    do(city, "appoint", "P-2", SECTION, case="C-2", at=date(2025, 12, 1))
    fact = annulled(city).followed[1]
    assert (fact["effect"], fact["because"], fact["taken_by"]) == ("not_given_back", "taken", ["Markus Ndun"])
    assert holders(city, SECTION, date(2025, 12, 11)) == ["P-2"]


def test_taking_back_gives_nothing_to_somebody_who_has_moved_on(city: Memory) -> None:
    promote(city)
    do(city, "appoint", "P-1", NURSES, case="C-2", at=date(2025, 12, 1))
    do(city, "release", "P-1", NURSES, case="C-2", at=date(2025, 12, 1))
    assert annulled(city).followed[1]["because"] == "holds_another"
    assert holders(city, SECTION, date(2025, 12, 11)) == []
    assert holders(city, NURSES, date(2025, 12, 11)) == ["P-1"]


def test_a_case_that_appoints_again_after_being_annulled_makes_a_new_holding(city: Memory) -> None:
    promote(city)
    annulled(city)
    again = do(city, "appoint", "P-2", LURAH, at=date(2025, 12, 12))
    assert again.followed[0]["holding"] == "C-1-H2"
    assert holders(city, LURAH, date(2025, 12, 12)) == ["P-2"]


def test_opening_a_vacancy_changes_nothing_and_reports(city: Memory) -> None:
    outcome = do(city, "open_vacancy", "P-1", LURAH)
    assert outcome.changes == []
    assert outcome.followed == [{"effect": "open_vacancy", "position": "POS-1", "from": "2025-11-25"}]


@pytest.mark.parametrize("name", ["appoint", "release", "reserve"])
def test_without_a_nominee_it_is_a_question_and_no_crash(city: Memory, name: str) -> None:
    assert [(one.code, one.question) for one in do(city, name, None, LURAH).reasons] == [("missing", True)]


def test_unknown_effects_and_positions_are_told(city: Memory) -> None:
    with pytest.raises(InputError, match="promote"):
        effect("promote", case_id="C", fields={}, subject="POS-1", reader=city, at=DAY)
    with pytest.raises(InputError, match="POS-9"):
        effect("appoint", case_id="C", fields={"nominee": "P-1"}, subject="POS-9", reader=city, at=DAY)


def test_standing_is_derived_from_need_and_holdings() -> None:
    first = Holding("H-1", "P-1", NURSES.id, "definitif", date(2020, 1, 1))
    second = Holding("H-2", "P-2", NURSES.id, "definitif", date(2025, 12, 1))
    acting = Holding("H-3", "P-3", NURSES.id, "plt", date(2025, 11, 1))
    today = standing(NURSES, [first, second, acting], DAY)
    assert (today.state, today.holders, today.acting, today.vacant) == ("partly", 1, 1, 1)
    assert standing(NURSES, [first, second], date(2025, 12, 1)).state == "filled"
    assert standing(NURSES, [acting], DAY).state == "vacant"
    assert [one.person for one in who(NURSES, [acting, first, second], DAY)] == ["P-1", "P-3"]
