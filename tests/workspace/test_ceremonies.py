"""Ceremonies: the day, the roll, who came, and what becomes of those who did not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workspace.office import City, nurses, person
from workflow import InputError, Refused, Workspace

TUESDAY = date(2025, 11, 25)


def decreed(city: City, *people: str) -> list[str]:
    return [city.walk(one, "NURSE-1", "pertama", until="decree") for one in people]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2025, 11, 30), "not_a_working_day"),
        (date(2025, 12, 25), "not_a_working_day"),
        (date(2025, 12, 26), "not_a_working_day"),
        (date(2025, 10, 31), "past"),
    ],
)
def test_a_ceremony_is_on_a_working_day_to_come(city: City, day: date, code: str) -> None:
    with pytest.raises(Refused) as caught:
        city.ws.ceremonies.create("Pelantikan", day, actor="protocol")
    assert [one.code for one in caught.value.reasons] == [code]


def test_a_weekend_is_refused_with_its_legal_basis(city: City) -> None:
    with pytest.raises(Refused) as caught:
        city.ws.ceremonies.create("Pelantikan", date(2025, 11, 30), actor="protocol")
    assert caught.value.reasons[0].basis == "Peraturan BKN 7/2017"


def test_only_who_may_schedule_plans_one(city: City) -> None:
    with pytest.raises(Refused) as caught:
        city.ws.ceremonies.create("Pelantikan", TUESDAY, actor="verifier")
    assert [one.code for one in caught.value.reasons] == ["role"]


def test_a_ceremony_has_a_title(city: City) -> None:
    with pytest.raises(InputError):
        city.ws.ceremonies.create("  ", TUESDAY, actor="protocol")


def test_ceremonies_are_numbered_by_year(city: City) -> None:
    days = (TUESDAY, TUESDAY, date(2026, 1, 5))
    ids = [city.ws.ceremonies.create("Pelantikan", day, actor="protocol").id for day in days]
    assert ids == ["UPC-2025-001", "UPC-2025-002", "UPC-2026-001"]


def test_an_unknown_ceremony_names_the_near_ones(city: City) -> None:
    city.ws.ceremonies.create("Pelantikan", TUESDAY, actor="protocol")
    with pytest.raises(InputError, match="UPC-2025-001"):
        city.ws.ceremonies.get("UPC-2025-01")


def test_who_is_put_on_the_roll_is_scheduled(city: City) -> None:
    cases = decreed(city, "P-NEW", "P-NEW-2")
    roll = city.ws.ceremonies.get(city.ceremony(*cases))
    assert [line.case for line in roll.lines] == cases
    assert {city.ws.case(case).state for case in cases} == {"scheduled"}


def test_who_is_on_the_roll_already_is_passed_over(city: City) -> None:
    (case,) = decreed(city, "P-NEW")
    made = city.ceremony(case, case)
    before = city.ws.case(case)
    assert city.ws.ceremonies.add(made, [case], actor="protocol").invited == 1
    assert city.ws.case(case) == before


def test_a_roll_takes_all_or_nobody(city: City) -> None:
    (case,) = decreed(city, "P-NEW")
    undecreed = city.walk("P-NEW-2", "NURSE-1", "pertama", until="grant")
    city.clock.set("2025-11-18T08:00")
    made = city.ws.ceremonies.create("Pelantikan", TUESDAY, actor="protocol").id
    with pytest.raises(Refused, match=undecreed):
        city.ws.ceremonies.add(made, [case, undecreed], actor="protocol")
    assert city.ws.case(case).state == "decreed"
    assert city.ws.ceremonies.get(made).invited == 0


def test_a_case_that_moves_to_another_ceremony_leaves_the_first_roll(city: City) -> None:
    (case,) = decreed(city, "P-NEW")
    first = city.ceremony(case)
    second = city.ceremony(case, day=date(2025, 12, 2))
    assert city.ws.ceremonies.get(first).invited == 0
    assert city.ws.ceremonies.get(second).invited == 1
    assert city.ws.case(case).fields["ceremony_date"] == "2025-12-02"


def test_an_absence_needs_a_reason(city: City) -> None:
    (case,) = decreed(city, "P-NEW")
    made = city.ceremony(case)
    for reason in (None, "", "  "):
        with pytest.raises(Refused) as caught:
            city.ws.ceremonies.attend(made, [case], "absent", reason=reason, actor="protocol")
        assert [one.code for one in caught.value.reasons] == ["reason"]


def test_attendance_is_present_or_absent(city: City) -> None:
    (case,) = decreed(city, "P-NEW")
    made = city.ceremony(case)
    with pytest.raises(InputError, match="late"):
        city.ws.ceremonies.attend(made, [case], "late", actor="protocol")  # type: ignore[arg-type]


def test_only_who_is_on_the_roll_attends(city: City) -> None:
    first, other = decreed(city, "P-NEW", "P-NEW-2")
    made = city.ceremony(first)
    with pytest.raises(InputError, match=other):
        city.ws.ceremonies.attend(made, [first, other], "present", actor="protocol")
    assert city.ws.ceremonies.get(made).unknown == 1


def test_attendance_may_be_corrected_until_it_is_held(city: City) -> None:
    (case,) = decreed(city, "P-NEW")
    made = city.ceremony(case)
    city.ws.ceremonies.attend(made, [case], "absent", reason="sakit", actor="protocol")
    line = city.ws.ceremonies.attend(made, [case], "present", actor="protocol").lines[0]
    assert (line.attendance, line.reason) == ("present", None)


def test_it_is_not_held_before_everybodys_attendance_is_known(city: City) -> None:
    made = city.ceremony(*decreed(city, "P-NEW", "P-NEW-2"))
    city.clock.set("2025-11-25T10:00")
    with pytest.raises(Refused) as caught:
        city.ws.ceremonies.hold(made, actor="protocol")
    assert [one.code for one in caught.value.reasons] == ["attendance"]


def test_an_empty_roll_is_not_held(city: City) -> None:
    made = city.ws.ceremonies.create("Pelantikan", TUESDAY, actor="protocol").id
    with pytest.raises(Refused) as caught:
        city.ws.ceremonies.hold(made, actor="protocol")
    assert [one.code for one in caught.value.reasons] == ["empty"]


def test_it_is_held_on_its_own_day_only(city: City) -> None:
    (case,) = decreed(city, "P-NEW")
    with pytest.raises(Refused) as caught:
        city.hold(city.ceremony(case), moment="2025-11-26T10:00")
    assert [one.basis for one in caught.value.reasons] == ["Peraturan BKN 7/2017"]


def test_a_ceremony_may_be_entered_the_day_after_as_of_its_day(city: City) -> None:
    (case,) = decreed(city, "P-NEW")
    made = city.ceremony(case)
    city.clock.set("2025-11-26T10:00")
    city.ws.ceremonies.attend(made, [case], "present", actor="protocol")
    city.ws.ceremonies.hold(made, actor="protocol", at=city.clock.at("2025-11-25T10:00"))
    assert city.ws.case(case).state == "inaugurated"


def test_a_held_ceremony_is_closed(city: City) -> None:
    first, other = decreed(city, "P-NEW", "P-NEW-2")
    made = city.ceremony(first)
    city.hold(made)
    for change in (
        lambda: city.ws.ceremonies.add(made, [other], actor="protocol"),
        lambda: city.ws.ceremonies.attend(made, [first], "present", actor="protocol"),
        lambda: city.ws.ceremonies.hold(made, actor="protocol"),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert [one.code for one in caught.value.reasons] == ["held"]


def test_the_absent_are_postponed_with_their_reason_and_may_be_called_again(city: City) -> None:
    present, absent = decreed(city, "P-NEW", "P-NEW-2")
    made = city.ceremony(present, absent)
    city.hold(made, absent)
    assert city.ws.history(absent)[-1].reason == "sakit"
    again = city.ws.ceremonies.create("Pelantikan susulan", date(2025, 12, 2), actor="protocol").id
    city.ws.ceremonies.add(again, [absent], actor="protocol")
    city.hold(again, moment="2025-12-02T10:00")
    assert city.ws.case(absent).state == "inaugurated"
    assert city.ws.ceremonies.get(made).lines[1].outcome == "postponed"


def test_the_new_day_is_never_after_the_thirty_working_days(city: City) -> None:
    (case, absent) = decreed(city, "P-NEW", "P-NEW-2")
    made = city.ceremony(case, absent, day=date(2025, 12, 30))
    city.hold(made, absent, moment="2025-12-30T10:00")
    assert city.ws.ceremonies.get(made).lines[1].new_date == date(2025, 12, 31)


def test_a_decree_of_eighty_with_seventy_seven_present(city: City) -> None:
    """The founding batch: decree of 17 November, ceremony on the 25th, three absent."""
    city.put(nurses("NURSE-80", "Ahli Pertama", 80), *(person(f"P-8{n:02}", "III/a") for n in range(80)))
    cases = [city.walk(f"P-8{n:02}", "NURSE-80", "pertama", until="decree") for n in range(80)]
    made = city.ceremony(*cases)
    city.hold(made, *cases[-3:])
    held = city.ws.ceremonies.get(made)
    states = [city.ws.case(case).state for case in cases]
    assert (held.invited, held.present, held.absent) == (80, 77, 3)
    assert (states.count("inaugurated"), states.count("scheduled")) == (77, 3)
    limit = city.ws.calendar.add_working(date(2025, 11, 17), 30)
    assert all(line.new_date and line.new_date <= limit for line in held.lines[-3:])
    city.clock.set("2025-12-01T08:00")
    assert city.ws.registry.seat("NURSE-80").standing.holders == 77
    assert city.ws.verify().ok


def test_the_demonstrations_eighty_are_ready_for_their_ceremony(demo_copy: Workspace) -> None:
    made = next(one for one in demo_copy.ceremonies.all() if one.held is None)
    cases = [line.case for line in made.lines]
    demo_copy.ceremonies.attend(made.id, cases[:77], "present", actor="upacara-01")
    demo_copy.ceremonies.attend(made.id, cases[77:], "absent", reason="sakit", actor="upacara-01")
    held = demo_copy.ceremonies.hold(made.id, actor="upacara-01")
    assert [sum(line.outcome == one for line in held.lines) for one in ("inaugurated", "postponed")] == [
        77,
        3,
    ]
    assert demo_copy.verify().ok
