"""The shipped functional pathway: four routes from vacant to filled, each guard with its legal basis, what news reported."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workspace.office import PATHWAY, City, nurses, papers, person
from workflow import Refused
from workflow.registry.model import Holding

ROUTES = (
    ("pertama", "P-NEW", "NURSE-1"),
    ("perpindahan", "P-TRANSFER", "NURSE-2"),
    ("penyesuaian", "P-ADJUST", "NURSE-1"),
    ("promosi", "P-PROMOTE", "NURSE-2"),
)


@pytest.mark.parametrize(("route", "person", "position"), ROUTES)
def test_each_route_leads_from_vacant_to_filled(city: City, route: str, person: str, position: str) -> None:
    case = city.inaugurated(person, position, route)
    done = city.finish(case)
    assert (done.state, done.phase, done.final) == ("filled", "filled", True)
    city.clock.set("2025-12-01T08:00")
    assert [one.position for one in city.ws.registry.holders_now(person)] == [position]
    assert city.ws.verify().ok


@pytest.mark.parametrize(("route", "person", "position"), ROUTES)
@pytest.mark.parametrize(
    "paper", ["diploma", "position_decree", "basic_training", "adjustment_recommendation"]
)
def test_a_nomination_without_a_paper_of_its_route_is_refused(
    city: City, route: str, person: str, position: str, paper: str
) -> None:
    held = papers(route)
    wanted = paper in held
    held.pop(paper, None)
    fields = {"nominee": person, "route": route, "tmt": "2025-12-01"}
    found = city.codes(city.vacant(position), "nominate", "head", fields=fields, documents=held)
    assert found == (["document"] if wanted else [])


# ── guards, each with its legal basis ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "route", "words", "basis"),
    [
        ({"under_discipline": True}, "pertama", "disciplinary", "Peraturan BKN 5/2019"),
        ({"study_leave": True}, "pertama", "study leave", "Peraturan BKN 5/2019"),
        ({"basic_training": False}, "pertama", "basic training", "PermenPANRB 1/2023"),
        ({"education": "SMA"}, "pertama", "education", "PermenPANRB 1/2023"),
        ({"field_of_study": "Kebidanan"}, "pertama", "education", "PermenPANRB 1/2023"),
        ({"rank": "II/d"}, "pertama", "rank", "PermenPANRB 1/2023"),
        ({"employment": "PPPK"}, "pertama", "PNS", "PP 11/2017"),
        ({"birth_date": date(1965, 11, 30)}, "pertama", "retires", "UU 20/2023 art. 55"),
        ({"ratings": {"2023": "Baik", "2024": "Cukup"}}, "penyesuaian", "ratings", "PermenPANRB 1/2023"),
        ({"experience_years": 1.9}, "perpindahan", "experience", "PermenPANRB 1/2023"),
        ({"healthy": False}, "perpindahan", "healthy", "PermenPANRB 1/2023"),
    ],
)  # fmt: skip
def test_a_guard_refuses_with_its_legal_basis(
    city: City, facts: dict[str, object], route: str, words: str, basis: str
) -> None:
    city.change("P-NEW", **facts)
    ((said, law),) = city.nominate_codes("P-NEW", route)
    assert words in said
    assert law == basis


def test_credit_below_the_next_level_refuses_a_promotion(city: City) -> None:
    city.change("P-PROMOTE", credit=99.9)
    ((said, law),) = city.nominate_codes("P-PROMOTE", "promosi", "NURSE-2")
    assert "credit" in said
    assert law == "Peraturan BKN 3/2023"


def test_a_promotion_skips_no_level(city: City) -> None:
    city.change("P-PROMOTE", rank="IV/a")
    found = city.nominate_codes("P-PROMOTE", "promosi", "NURSE-3")
    assert [law for _, law in found] == ["PermenPANRB 1/2023"]


@pytest.mark.parametrize(("tmt", "refused"), [("2026-01-01", False), ("2026-01-02", True)])
def test_the_age_limit_of_a_transfer_is_a_date(city: City, tmt: str, refused: bool) -> None:
    """To Ahli Madya until the 55th birthday: born 1 January 1971."""
    found = city.nominate_codes("P-OLD", "perpindahan", "NURSE-3", tmt)
    assert bool(found) == refused
    assert all("age limit" in said and law == "PermenPANRB 1/2023" for said, law in found)


def test_a_rating_that_is_not_known_cannot_tell(city: City) -> None:
    city.change("P-NEW", ratings={"2024": "Baik"})
    found = city.codes(
        city.vacant(), "nominate", "head",
        fields={"nominee": "P-NEW", "route": "penyesuaian", "tmt": "2025-12-01"}, documents=papers("penyesuaian"),
    )  # fmt: skip
    assert found == ["cannot_tell"]


def test_what_cannot_be_told_is_refused_on_the_second_try_too(city: City) -> None:
    """A returned case keeps its values: a rule about them that cannot tell must still hold it back."""
    case = city.walk("P-ADJUST", "NURSE-1", "penyesuaian", until="nominate")
    city.ws.act(case, "return", actor="verifier", reason="BTS", to="vacant")
    city.change("P-ADJUST", ratings={})
    assert city.codes(case, "nominate", "head") == ["cannot_tell"]


def test_without_a_vacant_seat_no_case_is_opened(city: City) -> None:
    city.put(Holding("H-MADYA", "P-OLD", "NURSE-3", "definitif", date(2022, 1, 3)))
    with pytest.raises(Refused) as caught:
        city.vacant("NURSE-3")
    assert [one.code for one in caught.value.reasons] == ["no_vacancy"]


def test_a_seat_that_was_filled_meanwhile_refuses_the_nomination(city: City) -> None:
    case = city.vacant("NURSE-3")
    city.put(Holding("H-MADYA", "P-OLD", "NURSE-3", "definitif", date(2022, 1, 3)))
    with pytest.raises(Refused) as caught:
        city.nominate(case, "P-TRANSFER", "perpindahan")
    assert ("The position has no vacant seat", "PP 11/2017") in [
        (one.message, one.basis) for one in caught.value.reasons
    ]


def test_one_open_case_a_seat(city: City) -> None:
    first = city.vacant("NURSE-3")
    with pytest.raises(Refused, match=first):
        city.vacant("NURSE-3")


def test_the_pathway_is_for_functional_positions_only(city: City) -> None:
    city.put(nurses("NURSE-9", "Ahli Pertama", 1))
    with pytest.raises(Refused) as caught:
        city.vacant("CHIEF")
    assert "opens_for" in [one.code for one in caught.value.reasons]


def test_another_agency_does_not_nominate_here(city: City) -> None:
    fields = {"nominee": "P-NEW", "route": "pertama", "tmt": "2025-12-01"}
    assert city.codes(city.vacant(), "nominate", "school", fields=fields, documents=papers("pertama")) == [
        "role"
    ]


# ── competency, committee ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_transfer_is_not_assessed_before_the_test_is_passed(city: City) -> None:
    case = city.walk("P-TRANSFER", "NURSE-2", "perpindahan", until="verify")
    minutes = {"minutes_number": "BA-1", "minutes_date": "2025-11-03"}
    assert city.codes(case, "assess", "division", fields=minutes) == ["cannot_tell"]
    city.record_test(case, "P-TRANSFER", "failed")
    assert city.codes(case, "assess", "division", fields=minutes) == ["rule"]
    city.record_test(case, "P-TRANSFER")
    assert city.codes(case, "assess", "division", fields=minutes) == []


def test_somebody_elses_certificate_does_not_serve(city: City) -> None:
    case = city.walk("P-TRANSFER", "NURSE-2", "perpindahan", until="verify")
    with pytest.raises(Refused, match="somebody else"):
        city.record_test(case, "P-PROMOTE")


def test_three_of_the_committee_must_sign_after_the_head_of_transfers(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="verify")
    assert city.codes(case, "assess", "member1") == ["turn", "missing", "missing"]
    assert city.assess(case, 2).state == "verified"
    assert city.ws.act(case, "assess", actor="member4").state == "assessed"


def test_nobody_is_endorsed_past_the_committee(city: City) -> None:
    """North Maluku 2023: 157 decrees annulled, as the committee had not reviewed them."""
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="verify")
    assert city.codes(case, "endorse", "secretary") == ["state"]
    assert city.codes(
        case, "decree", "mayor", fields={"decree_number": "1", "decree_date": "2025-11-03"}
    ) == ["state"]


def test_a_committee_that_can_no_longer_agree_rejects(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="verify")
    city.assess(case, 0)
    city.ws.act(case, "assess", actor="member1", vote="refuse", reason="no")
    assert city.ws.act(case, "assess", actor="member2", vote="refuse", reason="no").state == "rejected"


def test_who_proposed_does_not_verify_assess_endorse_or_decree(city: City) -> None:
    every = ["hr_officer", "hr_verifier", "hr_division_head", "committee", "pyb", "ppk"]
    city.ws.add_user("omni", name="Omni", roles=every, actor="admin")
    case = city.vacant()
    fields = {"nominee": "P-NEW", "route": "pertama", "tmt": "2025-12-01"}
    city.ws.act(case, "nominate", actor="omni", fields=fields, documents=papers("pertama"))
    assert city.codes(case, "verify", "omni") == ["duty"]
    city.ws.act(case, "verify", actor="verifier")
    minutes = {"minutes_number": "BA-1", "minutes_date": "2025-11-03"}
    assert city.codes(case, "assess", "omni", fields=minutes) == ["duty"]
    city.assess(case)
    assert city.codes(case, "endorse", "omni") == ["duty"]


def test_nobody_acts_on_their_own_appointment(city: City) -> None:
    city.ws.add_user("verifier9", name="Maria", roles=["hr_verifier"], person="P-NEW", actor="admin")
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="nominate")
    assert city.codes(case, "verify", "verifier9") == ["duty"]
    assert city.ws.inbox("verifier9").total == 0


# ── Pertek and decree ───────────────────────────────────────────────────────────────────────────────────────────────


def test_no_decree_before_the_pertek(city: City) -> None:
    """Donggala 2025: 31 appointed without one, their records blocked."""
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="request")
    assert city.codes(
        case, "decree", "mayor", fields={"decree_number": "1", "decree_date": "2025-11-03"}
    ) == ["state"]


def test_a_decree_dated_before_the_pertek_is_refused(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="grant")
    with pytest.raises(Refused) as caught:
        city.ws.act(case, "decree", actor="mayor", fields={"decree_number": "1", "decree_date": "2025-11-13"})
    assert [one.basis for one in caught.value.reasons] == ["Perpres 116/2022"]


def test_a_sanction_after_the_nomination_still_stops_the_decree(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="grant")
    city.change("P-NEW", under_discipline=True)
    found = city.codes(case, "decree", "mayor", fields={"decree_number": "1", "decree_date": "2025-11-14"})
    assert found == ["rule"]


def test_the_mayor_does_not_decree_the_highest_level(city: City) -> None:
    city.put(person("P-HIGH", "IV/d", date(1970, 1, 1)))
    case = city.walk("P-HIGH", "NURSE-4", "penyesuaian", until="grant")
    decree = {"decree_number": "1", "decree_date": "2025-11-14"}
    assert city.codes(case, "decree", "mayor", fields=decree) == ["rule"]
    assert city.ws.act(case, "record_presidential_decree", actor="officer", fields=decree).state == "decreed"


def test_a_partial_pertek_lets_six_on_and_sends_the_seventh_back(city: City) -> None:
    city.put(nurses("NURSE-7", "Ahli Pertama", 7), *(person(f"P-7{n}", "III/a") for n in range(7)))
    cases = [city.walk(f"P-7{n}", "NURSE-7", "pertama", until="endorse") for n in range(7)]
    request = {"request_number": "800/7", "request_date": "2025-11-03"}
    for case in cases:
        city.ws.act(case, "request_pertek", actor="officer", fields=request)
    city.clock.set("2025-11-14T08:00")
    letter = {"pertek_number": "PT-7", "pertek_date": "2025-11-14"}
    for case in cases[:6]:
        city.ws.act(case, "grant_pertek", actor="officer", fields=letter)
    seventh = city.ws.act(
        cases[6], "pertek_changed", actor="officer", fields=letter, reason="perubahan: jabatan", to="proposed"
    )
    decree = {"decree_number": "330.a/BKPPD", "decree_date": "2025-11-17"}
    city.clock.set("2025-11-17T08:00")
    states = [city.ws.act(case, "decree", actor="mayor", fields=decree).state for case in cases[:6]]
    assert states == ["decreed"] * 6
    assert (seventh.state, seventh.returned) == ("proposed", True)


def test_a_decree_number_is_shared_by_the_lines_of_one_decree_only(city: City) -> None:
    first = city.walk("P-NEW", "NURSE-1", "pertama", until="decree")
    second = city.walk("P-NEW-2", "NURSE-1", "pertama", until="grant")
    number = city.ws.case(first).fields["decree_number"]
    city.clock.set("2025-11-18T08:00")
    other_day = {"decree_number": number, "decree_date": "2025-11-18"}
    assert city.codes(second, "decree", "mayor", fields=other_day) == ["not_unique"]
    same = {"decree_number": number, "decree_date": "2025-11-17"}
    assert city.codes(second, "decree", "mayor", fields=same) == []


def test_who_was_rejected_is_never_appointed(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="verify")
    city.ws.act(case, "reject", actor="division", reason="withdrawn")
    every = [*city.ws.definitions.newest(PATHWAY).definition.actions]
    users = ("officer", "mayor", "protocol", "agency", "secretary")
    assert {code for name in every for user in users for code in _codes(city, case, name, user)} <= {"state"}
    assert city.ws.registry.holdings(person="P-NEW") == []


def _codes(city: City, case: str, action: str, user: str) -> list[str]:
    found = city.codes(case, action, user)
    assert found, f"{user} could {action} a rejected case"
    return found


# ── the 30 working days ─────────────────────────────────────────────────────────────────────────────────────────────


def test_thirty_working_days_from_the_decree(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="decree")
    assert city.ws.case(case).due == date(2025, 12, 31)


def test_thirty_working_days_from_the_founding_day(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="grant")
    city.clock.set("2025-11-25T08:00")
    decree = {"decree_number": "1", "decree_date": "2025-11-25"}
    assert city.ws.act(case, "decree", actor="mayor", fields=decree).due == date(2026, 1, 9)


@pytest.mark.parametrize(
    ("day", "refused"), [("2025-12-31", False), ("2026-01-02", True), ("2025-11-30", True)]
)
def test_a_ceremony_is_on_a_working_day_within_thirty(city: City, day: str, refused: bool) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="decree")
    found = city.codes(case, "schedule", "protocol", fields={"ceremony": "U-1", "ceremony_date": day})
    assert found == (["rule"] if refused else [])


def test_an_invitation_goes_out_a_working_day_ahead(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="decree")
    on_tuesday = {"ceremony": "U-1", "ceremony_date": "2025-11-25"}
    city.clock.set("2025-11-25T07:00")
    assert city.codes(case, "schedule", "protocol", fields=on_tuesday) == ["rule"]
    city.ws.act(case, "schedule", actor="protocol", fields=on_tuesday, at=city.clock.at("2025-11-24T16:00"))
    assert city.ws.case(case).state == "scheduled"


def test_on_the_day_itself_a_case_may_still_be_postponed_and_explain_says_so(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="decree")
    city.ceremony(case)
    city.clock.set("2025-11-25T07:30")
    answer = next(one for one in city.ws.explain(case, actor="protocol") if one.name == "postpone")
    assert answer.allowed
    assert (
        city.codes(case, "postpone", "protocol", fields={"ceremony_date": "2025-12-02"}, reason="sakit") == []
    )


# ── suspend and resume ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_suspended_case_goes_on_where_it_was(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="request")
    due = city.ws.case(case).due
    letter = {"pertek_number": "PT-1", "pertek_date": "2025-11-03"}
    city.ws.act(case, "pertek_suspended", actor="officer", fields=letter, reason="berkas")
    assert city.ws.case(case).due is None
    found = city.ws.act(case, "resume", actor="division", reason="lengkap")
    assert (found.state, found.due) == ("pertek_requested", due)
