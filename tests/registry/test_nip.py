"""NIP: the vectors of, and what holds for every number."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import InputError
from workflow.registry.nip import check_nip, duplicate_nips, format_nip, make_nip, parse_nip
from workflow.registry.pppk import check_pppk

GOOD = "196803151993031004"


def codes(text: str, **more: object) -> list[str]:
    return [fault.code for fault in check_nip(text, **more)]  # type: ignore[arg-type]


def test_a_good_number_says_birth_entry_sex_and_serial() -> None:
    nip = parse_nip(GOOD)
    assert (nip.birth_date, nip.cpns_since, nip.sex, nip.serial) == (date(1968, 3, 15), (1993, 3), "L", 4)
    assert check_nip(GOOD, birth_date=date(1968, 3, 15), sex="L", today=date(2025, 11, 25)) == []


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("196802301993031004", "birth_date", "1968-02-30"),
        ("196803151993033004", "sex_digit", "3"),
        ("196803151993131004", "entry_month", "13"),
        ("196803151993031000", "serial", "000"),
        ("196803151967031004", "entry_before_birth", "1967-03"),
        ("19680315199303100", "length", "17"),
        ("19680315199303100O", "not_digits", "O"),
        ("", "not_digits", "“”"),
        ("".join(chr(0xFF10 + int(one)) for one in GOOD), "not_digits", chr(0xFF11)),
    ],
)
def test_each_fault_is_an_error_that_names_the_wrong_part(text: str, code: str, says: str) -> None:
    fault = check_nip(text)[0]
    assert (fault.code, fault.severity) == (code, "error")
    assert says in fault.message
    with pytest.raises(InputError):
        parse_nip(text)


def test_all_faults_of_a_number_are_told_at_once() -> None:
    assert codes("196802301993133000") == ["birth_date", "entry_month", "sex_digit", "serial"]


def test_a_person_marked_female_does_not_fit_a_male_number() -> None:
    assert codes(GOOD, sex="P") == ["sex_mismatch"]


def test_a_birth_date_that_differs_from_the_file_is_an_error() -> None:
    assert codes(GOOD, birth_date=date(1968, 3, 16)) == ["birth_mismatch"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("196803151983031004", "age_at_entry"),
        ("196803152010031004", "age_at_entry"),
        ("200001012026011001", "entry_in_future"),
        ("195511241980011001", "age_today"),
    ],
)
def test_what_is_odd_but_possible_is_a_warning(text: str, code: str) -> None:
    faults = check_nip(text, today=date(2025, 11, 25))
    assert [(fault.code, fault.severity) for fault in faults] == [(code, "warning")]
    parse_nip(text)


def test_ages_of_18_and_40_at_entry_and_65_today_are_in_order() -> None:
    today = date(2025, 11, 25)
    for text in ("196803011986031004", "196803011986041004", "195911261999111001", "196002011980021001"):
        assert "age_today" not in codes(text, today=today)
    assert codes("196803011986031004", today=today) == []
    assert codes("196803152008121004", today=today) == []


def test_spaces_are_accepted_and_the_number_is_shown_in_groups() -> None:
    assert parse_nip(" 19860926 201505 1 001 ").digits == "198609262015051001"
    assert format_nip("198609262015051001") == "19860926 201505 1 001"
    assert format_nip("not a number") == "not a number"


def test_duplicates_are_found_whatever_their_spaces() -> None:
    assert duplicate_nips([GOOD, "19680315 199303 1 004", "198609262015051001"]) == [GOOD]


@given(
    st.dates(date(1950, 1, 1), date(2005, 12, 31)),
    st.integers(2006, 2030),
    st.integers(1, 12),
    st.sampled_from(["L", "P"]),
    st.integers(1, 999),
)
def test_what_is_written_is_read_back(born: date, year: int, month: int, sex: str, serial: int) -> None:
    digits = make_nip(born, (year, month), sex, serial)  # type: ignore[arg-type]
    nip = parse_nip(format_nip(digits))
    assert (nip.birth_date, nip.cpns_since, nip.sex, nip.serial, nip.digits) == (
        born,
        (year, month),
        sex,
        serial,
        digits,
    )


@given(st.text(max_size=40))
def test_no_text_makes_the_check_fall_over(text: str) -> None:
    for fault in [*check_nip(text, today=date(2025, 11, 25)), *check_pppk(text)]:
        assert fault.message


@given(st.text("0123456789", min_size=18, max_size=18))
def test_18_digits_are_either_read_or_refused_with_an_error(text: str) -> None:
    errors = [fault for fault in check_nip(text) if fault.severity == "error"]
    if errors:
        with pytest.raises(InputError):
            parse_nip(text)
    else:
        assert parse_nip(text).digits == text


def test_a_contract_number_may_have_any_contract_count_where_a_nip_has_a_month() -> None:
    assert check_pppk("199001152024211003", birth_date=date(1990, 1, 15), sex="L") == []
    assert [fault.code for fault in check_nip("199001152024211003")] == ["entry_month"]


def test_the_sex_digit_of_a_contract_number_only_warns() -> None:
    assert [(one.code, one.severity) for one in check_pppk("199001152024211003", sex="P")] == [
        ("sex_mismatch", "warning")
    ]
    assert [one.severity for one in check_pppk("199002302024211003")] == ["error"]
