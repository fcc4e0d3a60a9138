"""What went wrong in other cities and regencies, as the press told it: here each is refused, and the refusal says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.workspace.office import City, Clock, copied, pathway, person
from tests.workspace.test_posts import PATHWAYS, assigned, decreed, extend, post
from workflow import LetterLine, Refused, Workspace
from workflow.exchange.importing import import_people
from workflow.registry.model import Holding
from workflow.registry.nip import make_nip
from workflow.shipped import shipped_definitions


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with every pathway of posts published; made once, copied for each test."""
    found = pathway(tmp_path_factory.mktemp("news"))
    for one in PATHWAYS:
        found.ws.definitions.publish(shipped_definitions() / f"{one}.yaml", "admin", scenarios=False)
    found.put(
        post("DIVISION", "Kepala Bidang Pelayanan", "III.b"),
        post("DIVISION-2", "Kepala Bidang Promosi", "III.b"),
        person("P-DIVISION", "III/d", date(1980, 1, 1)),
        person("P-OTHER", "III/d", date(1981, 1, 1)),
        Holding("H-DIVISION", "P-DIVISION", "DIVISION-2", "definitif", date(2020, 1, 2)),
    )
    found.ws.close()
    return found.path


@pytest.fixture
def city(made: Path, tmp_path: Path) -> City:
    clock, path = Clock("2025-11-03T08:00"), copied(made, tmp_path)
    return City(Workspace.open(path, clock=clock), clock, path)


def test_nobody_is_sworn_into_a_post_that_is_occupied(city: City) -> None:
    """Kabupaten Kupang, 30 December 2025: sworn into posts that the published list showed as occupied."""
    case = decreed(city, "P-TRANSFER", "DIVISION")
    ceremony = city.ceremony(case)
    city.put(Holding("H-OTHER", "P-OTHER", "DIVISION", "definitif", date(2025, 11, 19)))
    with pytest.raises(Refused) as caught:
        city.hold(ceremony)
    told = [one for one in caught.value.reasons if one.code == "seat_taken"]
    assert told, [one.code for one in caught.value.reasons]
    assert all("Maria P-OTHER" in one.message and "Maria P-TRANSFER" in one.message for one in told)
    assert [one.person for one in city.ws.registry.holdings(position="DIVISION")] == ["P-OTHER"]
    assert city.ws.case(case).state == "scheduled"


def test_no_decree_differs_from_the_list_of_the_pertek(city: City) -> None:
    """Kapuas Hulu, 23 January 2026: an error in the list, and BKN asked to revise its Pertek."""
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="request")
    city.clock.set("2025-11-14T08:00")
    for number, says, about in (
        ("1299/B-AK/2025", {"nominee": "P-NEW-2"}, {}),
        ("1300/B-AK/2025", {}, {"corrects": "1299/B-AK/2025", "reason": "Nama tertukar pada lampiran"}),
    ):
        line = LetterLine(case, "grant", says=says)
        city.ws.letters.record(number, "2025-11-14", [line], actor="officer", **about)
        found = city.codes(
            case, "decree", "mayor", fields={"decree_number": "1", "decree_date": "2025-11-14"}
        )
        assert found == (["letter_list"] if says else [])
    assert city.ws.case(case).state == "decreed"


def test_no_decree_comes_before_the_pertek(city: City) -> None:
    """Donggala, March 2025: 31 appointed without one; BKN asked to revoke the decrees or block the records."""
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="request")
    fields = {"decree_number": "1", "decree_date": "2025-11-03"}
    assert city.codes(case, "decree", "mayor", fields=fields) == ["state"]


def test_nobody_is_endorsed_past_the_committee(city: City) -> None:
    """North Maluku, 2023: the decree of 157 annulled, as the committee had not reviewed them properly."""
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="verify")
    assert city.codes(case, "endorse", "secretary") == ["state"]
    city.assess(case, 2)
    assert city.codes(case, "endorse", "secretary") == ["state"], "two of the three whom it takes"


@pytest.mark.parametrize(("day", "banned"), [("2025-11-24", False), ("2025-11-25", True)])
def test_the_first_day_of_the_election_window_is_banned_already(city: City, day: str, banned: bool) -> None:
    """Pasaman Barat, 22 March 2024: 51 inaugurations undone, as the day was the first of the window."""
    case = decreed(city, "P-TRANSFER", "DIVISION")
    ceremony = city.ceremony(case, day=date.fromisoformat(day))
    settings = replace(
        city.ws.city.settings, election_determined_on=date(2026, 5, 25), term_ends_on=date(2027, 2, 20)
    )
    city.ws.city.__dict__["settings"] = settings
    if banned:
        with pytest.raises(Refused) as caught:
            city.hold(ceremony, moment=f"{day}T10:00")
        assert "UU 10/2016" in str([one.basis for one in caught.value.reasons])
        assert city.ws.registry.holdings(position="DIVISION") == []
    else:
        city.hold(ceremony, moment=f"{day}T10:00")
        assert city.ws.case(case).state == "inaugurated"


def test_the_mayor_does_not_decree_a_post_of_civil_registration(city: City) -> None:
    """Bombana: a head of civil registration sworn in without the minister's decree, declared invalid."""
    city.put(replace(post("REGISTRY", "Kepala Bidang Pendaftaran Penduduk", "III.b"), flags=("dukcapil",)))
    with pytest.raises(Refused) as caught:
        decreed(city, "P-TRANSFER", "REGISTRY")
    assert {one.basis for one in caught.value.reasons} == {"Permendagri 76/2015"}


def test_nobody_acts_in_a_post_for_longer_than_six_months(city: City) -> None:
    """Subulussalam 2026, Malang 2025: acting officials kept beyond six months."""
    case = assigned(city)
    city.clock.set("2025-12-15T08:00")
    assert extend(city, case) == []
    assert extend(city, case) == ["rule"]
    city.clock.set("2026-04-01T00:05")
    city.ws.tick()
    assert (city.ws.case(case).state, city.ws.registry.seat("DIVISION").standing.acting) == ("ended", 0)


def test_one_bad_row_does_not_hold_up_the_good_ones_however_many(city: City, tmp_path: Path) -> None:
    """2022: an upload of at most 200 rows, of which one bad row rejected the whole file."""
    born = date(1990, 5, 17)
    rows = [
        f"{make_nip(born, (2016, 1 + n // 999), 'P', 1 + n % 999)};Perawat {n};III/a;Katolik"
        for n in range(300)
    ]
    rows[123] = "12345;Siapa;III/z;Katolik"
    sheet = tmp_path / "pegawai.csv"
    sheet.write_text("\n".join(["NIP;Nama;Gol;Agama", *rows]), encoding="utf-8")
    report = import_people(city.ws, sheet, "admin")
    assert (report.new, report.bad) == (299, 1)
    assert {fault.row for fault in report.faults} == {125}, "the heading is row 1"
    assert len({one.nip for one in city.ws.registry.people()}) >= 299
