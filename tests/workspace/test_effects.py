"""What a decree does to the city: appoint, release, reserve, take back, and that no seat is given twice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workspace.office import City, papers, person
from workflow import Refused
from workflow.registry.model import Holding


def test_an_inauguration_appoints(city: City) -> None:
    case = city.inaugurated("P-NEW", "NURSE-1", "pertama")
    (held,) = city.ws.registry.holdings(person="P-NEW")
    assert (held.position, held.status, held.case) == ("NURSE-1", "definitif", case)


def test_nobody_holds_a_post_before_the_planned_day(city: City) -> None:
    city.inaugurated("P-NEW", "NURSE-1", "pertama")
    (held,) = city.ws.registry.holdings(person="P-NEW")
    assert held.since == date(2025, 12, 1)


def test_nobody_holds_a_post_before_being_sworn_in(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="decree", tmt="2025-11-01")
    city.hold(city.ceremony(case))
    assert city.ws.registry.holdings(person="P-NEW")[0].since == date(2025, 11, 25)


def test_who_comes_leaves_the_post_held_before_and_that_seat_is_vacant(city: City) -> None:
    """The cascade: each appointment opens the next vacancy."""
    city.inaugurated("P-TRANSFER", "NURSE-2", "perpindahan")
    left = next(one for one in city.ws.registry.holdings(person="P-TRANSFER") if one.position == "CHIEF")
    assert left.until == date(2025, 11, 30)
    city.clock.set("2025-12-01T08:00")
    assert city.ws.registry.seat("CHIEF").standing.vacant == 1
    assert [one.position for one in city.ws.registry.holders_now("P-TRANSFER")] == ["NURSE-2"]


def test_a_promotion_opens_a_seat_below_that_may_be_filled(city: City) -> None:
    before = city.ws.registry.seat("NURSE-1").standing.vacant
    city.inaugurated("P-PROMOTE", "NURSE-2", "promosi")
    city.clock.set("2025-12-01T08:00")
    assert city.ws.registry.seat("NURSE-1").standing.vacant == before + 1
    assert [city.vacant("NURSE-1") for _ in range(before + 1)]


def test_the_event_tells_what_followed(city: City) -> None:
    case = city.inaugurated("P-TRANSFER", "NURSE-2", "perpindahan")
    event = next(one for one in city.ws.history(case) if one.action == "inaugurate")
    assert [one["effect"] for one in event.followed if "effect" in one] == ["appoint", "release"]


def test_one_person_is_the_nominee_of_one_open_case(city: City) -> None:
    first = city.walk("P-NEW", "NURSE-1", "pertama", until="nominate")
    with pytest.raises(Refused) as caught:
        city.nominate(city.vacant(), "P-NEW", "pertama")
    assert [one.code for one in caught.value.reasons] == ["active_proposal"]
    assert first in caught.value.message


def test_a_case_sent_back_to_the_start_frees_its_nominee(city: City) -> None:
    first = city.walk("P-NEW", "NURSE-1", "pertama", until="nominate")
    city.ws.act(first, "return", actor="verifier", reason="BTS", to="vacant")
    assert city.nominate(city.vacant(), "P-NEW", "pertama").state == "proposed"


def test_a_nominee_who_went_elsewhere_meanwhile_is_not_proposed_again_by_standing_values(city: City) -> None:
    first = city.walk("P-NEW", "NURSE-1", "pertama", until="nominate")
    city.ws.act(first, "return", actor="verifier", reason="BTS", to="vacant")
    city.nominate(city.vacant(), "P-NEW", "pertama")
    assert city.codes(first, "nominate", "head") == ["active_proposal"]
    assert city.codes(first, "cancel", "agency", reason="no longer") == []


def test_another_nominee_does_not_inherit_the_papers(city: City) -> None:
    first = city.walk("P-NEW", "NURSE-1", "pertama", until="nominate")
    city.ws.act(first, "return", actor="verifier", reason="BTS", to="vacant")
    found = city.codes(first, "nominate", "head", fields={"nominee": "P-NEW-2"})
    assert set(found) == {"document"}
    assert (
        city.codes(first, "nominate", "head", fields={"nominee": "P-NEW-2"}, documents=papers("pertama"))
        == []
    )


def test_need_is_never_exceeded(city: City) -> None:
    """NURSE-3 has one seat; who holds it comes while the decree for another is being written."""
    case = city.walk("P-OLD", "NURSE-3", "perpindahan", until="grant", tmt="2025-12-01")
    city.put(
        person("P-RIVAL", "IV/a"), Holding("H-RIVAL", "P-RIVAL", "NURSE-3", "definitif", date(2025, 11, 1))
    )
    city.clock.set("2025-11-17T08:00")
    with pytest.raises(Refused) as caught:
        city.ws.act(case, "decree", actor="mayor", fields={"decree_number": "1", "decree_date": "2025-11-17"})
    assert [one.code for one in caught.value.reasons] == ["need_exceeded"]
    assert "P-RIVAL" in caught.value.message
    assert "P-OLD" in caught.value.message


def test_a_decree_keeps_a_seat_for_its_nominee(city: City) -> None:
    city.walk("P-OLD", "NURSE-3", "perpindahan", until="decree")
    assert city.ws.registry.holdings(person="P-OLD") == []
    reserved = city.ws.store.read().get("uniques", "seat:NURSE-3")
    assert reserved is not None
    assert [one["person"] for one in reserved["seats"]] == ["P-OLD"]


def test_who_sits_there_already_is_not_appointed_again(city: City) -> None:
    """Kab. Kupang 2025: people sworn into posts that the published list showed as occupied."""
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="grant")
    city.put(Holding("H-NEW", "P-NEW", "NURSE-1", "definitif", date(2025, 11, 1)))
    found = city.codes(case, "decree", "mayor", fields={"decree_number": "1", "decree_date": "2025-11-14"})
    assert found == ["holds_it_already"]


ANNULMENT = {"annulment_number": "9/2025", "annulment_date": "2025-12-03"}


def test_annulling_gives_back_what_the_appointment_took(city: City) -> None:
    case = city.inaugurated("P-TRANSFER", "NURSE-2", "perpindahan")
    city.clock.set("2025-12-03T08:00")
    city.ws.act(case, "annul", actor="mayor", reason="no Pertek", fields=ANNULMENT)
    assert [one.position for one in city.ws.registry.holders_now("P-TRANSFER")] == ["CHIEF"]
    assert city.ws.registry.seat("NURSE-2").standing.vacant == 2
    assert city.ws.case(case).state == "annulled"


def test_annulling_says_so_where_somebody_else_sits_by_then(city: City) -> None:
    case = city.inaugurated("P-TRANSFER", "NURSE-2", "perpindahan")
    city.put(Holding("H-NEXT", "P-NEW", "CHIEF", "definitif", date(2025, 12, 1)))
    city.clock.set("2025-12-03T08:00")
    city.ws.act(case, "annul", actor="mayor", reason="no Pertek", fields=ANNULMENT)
    followed = city.ws.history(case)[-1].followed
    assert ("not_given_back", "taken") in [(one["effect"], one.get("because")) for one in followed]
    assert city.ws.registry.holders_now("P-TRANSFER") == []


def test_annulling_a_decree_before_its_ceremony_frees_the_seat(city: City) -> None:
    case = city.walk("P-OLD", "NURSE-3", "perpindahan", until="decree")
    fields = {"annulment_number": "9/2025", "annulment_date": "2025-11-17"}
    city.ws.act(case, "annul", actor="mayor", reason="error", fields=fields)
    reserved = city.ws.store.read().get("uniques", "seat:NURSE-3")
    assert not reserved or not reserved["seats"]
    assert city.vacant("NURSE-3")


def test_a_filled_case_may_still_be_annulled(city: City) -> None:
    case = city.inaugurated("P-NEW", "NURSE-1", "pertama")
    city.clock.set("2025-12-03T08:00")
    city.finish(case)
    city.ws.act(case, "annul", actor="mayor", reason="no Pertek", fields=ANNULMENT)
    assert city.ws.registry.holders_now("P-NEW") == []
    assert city.ws.verify().ok


def test_a_refused_batch_changes_nothing_in_the_registry(city: City) -> None:
    first = city.walk("P-NEW", "NURSE-1", "pertama", until="decree")
    second = city.walk("P-NEW-2", "NURSE-1", "pertama", until="decree")
    made = city.ceremony(first, second)
    city.put(Holding("H-NEW", "P-NEW-2", "NURSE-1", "definitif", date(2025, 11, 1)))
    with pytest.raises(Refused, match=second):
        city.hold(made)
    assert city.ws.registry.holdings(person="P-NEW") == []
    assert city.ws.case(first).state == "scheduled"
