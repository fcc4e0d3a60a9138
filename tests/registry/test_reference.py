"""The reference tables: what they say, retirement, credit, and what a bad row gets to hear."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from workflow.errors import InputError
from workflow.registry.credit import credit_earned, credit_for_next, ready_for_next
from workflow.registry.reference import Reference
from workflow.registry.retirement import birthday, pension_start, upcoming_vacancies
from workflow.shipped import shipped_definitions

SHIPPED = shipped_definitions() / "reference"
BORN = date(1968, 3, 15)


@pytest.fixture
def reference() -> Reference:
    return Reference.load(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "reference"))


def test_an_administrator_reaches_58_and_the_seat_is_vacant_from_the_next_month(reference: Reference) -> None:
    age = reference.retirement_age("structural", "III.a")
    assert age == 58
    assert (birthday(BORN, age), pension_start(BORN, age)) == (date(2026, 3, 15), date(2026, 4, 1))


def test_the_same_person_as_jpt_pratama_stays_until_60(reference: Reference) -> None:
    age = reference.retirement_age("structural", "II.b")
    assert age == 60
    assert (birthday(BORN, age), pension_start(BORN, age)) == (date(2028, 3, 15), date(2028, 4, 1))


@pytest.mark.parametrize(
    ("level", "function", "age"),
    [
        ("Terampil", "Perawat", 58),
        ("Ahli Muda", "Perawat", 58),
        ("Ahli Madya", "Perawat", 60),
        ("Ahli Utama", "Perawat", 65),
        ("Ahli Pertama", "Guru", 60),
        ("Ahli Muda", "Pengawas Sekolah", 60),
        ("Ahli Pertama", "Dokter", 60),
        ("Ahli Madya", "Dokter", 60),
    ],
)
def test_the_more_specific_row_gives_the_retirement_age(
    reference: Reference, level: str, function: str, age: int
) -> None:
    assert reference.retirement_age("functional", level, function=function) == age


def test_a_december_birthday_begins_the_pension_in_january() -> None:
    assert pension_start(date(1967, 12, 31), 58) == date(2026, 1, 1)


def test_a_leap_day_birthday_falls_on_the_28th() -> None:
    assert birthday(date(1972, 2, 29), 58) == date(2030, 2, 28)


def test_a_limit_of_55_years_is_kept_on_the_birthday_and_passed_the_day_after() -> None:
    limit = birthday(date(1971, 1, 1), 55)
    assert date(2026, 1, 1) <= limit < date(2026, 1, 2)
    assert birthday(date(1971, 1, 1), 55, 6) == date(2026, 7, 1)


def test_upcoming_vacancies_come_in_order_and_show_those_overdue() -> None:
    holders = [
        ("POS-2", "P-2", date(1968, 5, 1), 58),
        ("POS-1", "P-1", BORN, 58),
        ("POS-3", "P-3", date(1960, 1, 1), 58),
        ("POS-4", "P-4", date(1990, 1, 1), 58),
    ]
    assert [one.position for one in upcoming_vacancies(holders, date(2025, 11, 25), 12)] == [
        "POS-3",
        "POS-1",
        "POS-2",
    ]


def test_half_a_very_good_year_of_an_ahli_pertama_earns_9_375(reference: Reference) -> None:
    assert credit_earned(reference, "Ahli Pertama", "Sangat Baik", 6) == 9.375


def test_eight_good_years_make_an_ahli_pertama_ready_for_ahli_muda(reference: Reference) -> None:
    year = credit_earned(reference, "Ahli Pertama", "Baik", 12)
    assert (year, credit_for_next(reference, "Ahli Pertama")) == (12.5, 100)
    assert not ready_for_next(reference, "Ahli Pertama", 7 * year)
    assert ready_for_next(reference, "Ahli Pertama", 8 * year)


def test_the_top_of_a_category_has_no_next_level(reference: Reference) -> None:
    assert reference.next_level("Penyelia") is None
    assert reference.level_below("Pemula") is None
    assert credit_for_next(reference, "Ahli Utama") is None


def test_a_rating_covers_at_most_a_year_and_names_are_checked(reference: Reference) -> None:
    with pytest.raises(InputError, match="13"):
        credit_earned(reference, "Ahli Pertama", "Baik", 13)
    with pytest.raises(InputError, match="Bagus"):
        credit_earned(reference, "Ahli Pertama", "Bagus", 12)
    with pytest.raises(InputError, match="Ahli Media"):
        credit_earned(reference, "Ahli Media", "Baik", 12)


@pytest.mark.parametrize(
    ("rank", "level", "fits"),
    [
        ("IV/c", "II.a", True),
        ("IV/b", "II.a", False),
        ("III/c", "IV.a", True),
        ("IV/a", "Ahli Muda", False),
        ("X", "Ahli Pertama", True),
        ("XI", "Ahli Pertama", False),
        ("XI", "III.a", False),
        ("I/a", "Klerek", True),
    ],
)
def test_ranks_lie_within_the_range_of_a_level(
    reference: Reference, rank: str, level: str, fits: bool
) -> None:
    assert reference.rank_fits(rank, level) is fits


def test_a_d4_stands_for_an_s1_but_not_in_another_field(reference: Reference) -> None:
    post = {"needed": "S1", "function": "Statistisi", "category": "Keahlian"}
    assert reference.education_fits("D4", "Statistika", **post)
    assert not reference.education_fits("S1", "Hukum", **post)
    assert not reference.education_fits("D3", "Statistika", **post)


def test_every_row_of_every_table_has_a_source(reference: Reference) -> None:
    for table in (
        reference.ranks,
        reference.levels,
        reference.eselons,
        reference.functions,
        reference.executive,
    ):
        assert all(row.source for row in table.values())


def test_functions_of_the_central_government_are_marked(reference: Reference) -> None:
    central = {row.function for row in reference.functions.values() if not row.city_use}
    assert {"Penyuluh Perikanan", "Penyuluh Keluarga Berencana"} <= central


def test_an_edited_table_is_read_again(folder: Path) -> None:
    assert Reference.load(folder).retirement_age("executive", "Klerek") == 58
    path = folder / "retirement.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("executive,,,,,58", "executive,,,,,59"), encoding="utf-8"
    )
    assert Reference.load(folder).retirement_age("executive", "Klerek") == 59


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("retirement.csv", "structural,,,,,58,", "structural,,,,,old,", "retirement.csv:2: age: “old”"),
        ("levels.csv", "3.75", "3,75", "levels.csv:2: more cells than columns"),
        ("functions.csv", ",yes,", ",ja,", "city_use: “ja” is neither yes nor no"),
        ("levels.csv", "II/b,II/d", "II/b,II/x", "rank_max “II/x”"),
        ("ranks.csv", "rank,name", "rnak,name", "missing rank; unknown rnak"),
        ("ranks.csv", "I/a,Juru Muda,", "I/a,,", "name: empty"),
    ],
)
def test_a_bad_row_is_told_with_its_place(folder: Path, file: str, old: str, new: str, says: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Reference.load(folder)
    assert says in str(caught.value)


def test_a_missing_table_and_one_that_is_no_text_are_told(folder: Path) -> None:
    (folder / "ranks.csv").write_bytes(b"\xff\xfe\x00rank")
    with pytest.raises(InputError, match=r"ranks\.csv"):
        Reference.load(folder)
    (folder / "ranks.csv").unlink()
    with pytest.raises(InputError, match=r"ranks\.csv is missing"):
        Reference.load(folder)
