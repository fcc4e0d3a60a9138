"""city.yaml: what it gives, and that every fault is told with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workflow.errors import DefinitionError, InputError
from workflow.registry.settings import load_city
from workflow.registry.term import Term
from workflow.shipped import shipped_definitions

SHIPPED = shipped_definitions() / "city.yaml"
TEXT = SHIPPED.read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load_city(text)
    return [str(one) for one in caught.value.diagnostics]


def test_the_shipped_settings_are_those_of_kupang() -> None:
    city = load_city(SHIPPED)
    assert (city.name, city.code, city.time_zone) == ("Kota Kupang", "53.71", "Asia/Makassar")
    assert city.mayor_sworn_in == date(2025, 2, 20)
    assert city.titles["secretary"] == {"id": "Sekretaris Daerah", "en": "City secretary"}
    assert (city.holidays, city.working_days, city.six_day_units) == ({}, frozenset(), ())


def test_the_days_of_an_election_are_read_and_may_be_left_out() -> None:
    assert load_city(SHIPPED).term == Term(mayor_sworn_in=date(2025, 2, 20))
    text = TEXT.replace("# election_determined_on", "election_determined_on").replace(
        "# term_ends_on", "term_ends_on"
    )
    assert load_city(text).term == Term(date(2025, 2, 20), date(2024, 9, 22), date(2025, 2, 19))
    assert any("E108 term_ends_on must be a date" in one for one in faults(TEXT + "term_ends_on: soon\n"))


def test_own_days_are_read() -> None:
    text = TEXT.replace("holidays: []", "holidays: [{date: 2026-04-25, name: Hari jadi}]")
    city = load_city(text.replace("working_days: []", "working_days: [2026-04-11]"))
    assert city.holidays == {date(2026, 4, 25): "Hari jadi"}
    assert city.working_days == {date(2026, 4, 11)}


def test_claims_have_a_time_and_heads_and_may_be_left_out() -> None:
    city = load_city(TEXT.replace("expire: 2 wd", "expire: 3 d"))
    assert str(city.claims_expire) == "3 d"
    assert city.claims_reassigned_by == ("hr_division_head", "hr_agency_head")
    silent = load_city(TEXT[: TEXT.index("claims:")])
    assert (str(silent.claims_expire), silent.claims_reassigned_by) == ("2 wd", ())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "Asia/Makassar ",
            "Asia/Makasar ",
            "6:12: error E108 there is no time zone “Asia/Makasar”, did you mean",
        ),
        ("2025-02-20", "2025-02-30", "error E108 mayor_sworn_in must be a date, not “2025-02-30”"),
        (
            "name: Kota Kupang",
            "nama: Kota Kupang",
            "3:1: error E106 unknown key “nama” in the city, did you mean “name”?",
        ),
        ("[id, en]", "[id, xx]", "error E108 a language cannot be “xx”"),
        (
            "holidays: []",
            "holidays: [{date: tomorrow, name: x}]",
            "error E108 date must be a date, not “tomorrow”",
        ),
        ("[12, 6, 3]", "[12, six]", "error E108 retirement_warnings must be a whole number"),
        ("{id: Wali Kota, en: Mayor}", "{id: Wali Kota}", "error E109 the words of mayor are missing in en"),
        ("lantik-city/1", "lantik-city/9", "error E108 format cannot be"),
        ("expire: 2 wd ", "expire: 0 wd ", "error E108 expire must be a time of 1 or more, not “0 wd”"),
        (
            "expire: 2 wd ",
            "expires: 2 wd ",
            "error E106 unknown key “expires” in claims, did you mean “expire”?",
        ),
    ],
)
def test_a_fault_is_told_with_line_and_column(old: str, new: str, says: str) -> None:
    assert old in TEXT
    assert any(says in one for one in faults(TEXT.replace(old, new, 1)))


@pytest.mark.parametrize("text", ["", "[", "just words", "name: [", "a: 1\na: 2", "\x00"])
def test_what_is_no_settings_at_all_is_told_too(text: str) -> None:
    assert faults(text)


def test_several_faults_are_told_in_one_run() -> None:
    assert len(faults(TEXT.replace("2025-02-20", "soon").replace("[12, 6, 3]", "[six]"))) == 2


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"city\.yaml"):
        load_city(tmp_path / "city.yaml")
