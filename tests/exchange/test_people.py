"""People from an office's sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow import Workspace
from workflow.errors import InputError, Refused
from workflow.exchange.headings import read_table
from workflow.exchange.importing import import_people, write_template
from workflow.exchange.layouts import PEOPLE
from workflow.exchange.people import read_people
from workflow.exchange.plan import ImportPlan, Known
from workflow.exchange.sheets import Book, Sheet
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.nip import make_nip
from workflow.registry.reference import Reference

TODAY = date(2025, 11, 25)
HEAD = ["NIP", "Nama", "Gol", "Agama"]
ANA = "199001152015032001"
BUDI = "196803151993031004"
CITY = (
    Unit("U-0", "Pemerintah Kota Kupang", "city"),
    Unit("U-1", "Dinas Kesehatan", "agency", "U-0"),
    Unit("U-2", "Puskesmas Sikumana", "health_centre", "U-1"),
    Unit("U-3", "Puskesmas Alak", "health_centre", "U-1"),
    Position("POS-1", "Kepala Dinas Kesehatan", "structural", "U-1", "II.b"),
    Position(
        "POS-2",
        "Perawat Ahli Muda Puskesmas Sikumana",
        "functional",
        "U-2",
        "Ahli Muda",
        1,
        "Perawat",
        "Keahlian",
    ),
    Position(
        "POS-3",
        "Perawat Ahli Muda Puskesmas Alak",
        "functional",
        "U-3",
        "Ahli Muda",
        2,
        "Perawat",
        "Keahlian",
    ),
)


@pytest.fixture
def read(reference: Reference) -> Any:
    def reading(head: list[str], *rows: list[Any], known: tuple[Any, ...] = ()) -> ImportPlan:
        table = read_table(Book("f.xlsx", (Sheet("S", [head, *rows]),)), PEOPLE)
        return read_people(table, reference, Known.of(known), today=TODAY)

    return reading


def codes(plan: ImportPlan) -> list[tuple[int, str | None, str]]:
    return [(one.row, one.column, one.code) for one in plan.faults]


def warned(plan: ImportPlan) -> list[str]:
    return [one.code for one in plan.warnings]


def person(plan: ImportPlan) -> Person:
    (found,) = [one for one in plan.records if isinstance(one, Person)]
    return found


def holdings(plan: ImportPlan) -> list[Holding]:
    return [one for one in plan.records if isinstance(one, Holding)]


# ── good rows ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_full_row_becomes_a_person(read: Any) -> None:
    head = ["NIP", "Nama", "Tempat/Tanggal lahir", "JK", "Agama", "Pangkat/Gol", "TMT pangkat", "Pendidikan", "Jurusan",
            "SKP 2023", "SKP 2024", "Angka Kredit", "Latsar", "Hukuman Disiplin"]  # fmt: skip
    row = ["19900115 201503 2 001", "dr. Ana Nalle, S.Ked", "Kupang, 15-01-1990", "Perempuan", "kristen protestan",
           "Penata / III.c", date(2023, 4, 1), "S-1 Kedokteran", "Kedokteran", "sangat baik", "Baik", "112,5", "ya",
           "tidak"]  # fmt: skip
    assert person(read(head, row)) == Person(
        f"P-{ANA}", ANA, "Ana Nalle", date(1990, 1, 15), "P", "Kristen", "III/c", "PNS", "dr.", "S.Ked", "Kupang", "S1",
        "Kedokteran", date(2023, 4, 1), {"2023": "Sangat Baik", "2024": "Baik"}, 112.5, None, True, None, False, None,
    )  # fmt: skip


def test_birth_date_and_sex_come_from_the_nip_when_the_sheet_has_none(read: Any) -> None:
    found = person(read(HEAD, [BUDI, "Budi", "IV/a", "Islam"]))
    assert (found.birth_date, found.sex) == (date(1968, 3, 15), "L")


def test_a_contract_employee_is_not_judged_by_the_rule_for_nips(read: Any) -> None:
    found = person(read(HEAD, ["199001152024211003", "Ana", "IX", "Islam"]))
    assert (found.employment, found.rank) == ("PPPK", "IX")


def test_the_name_of_the_rank_will_do(read: Any) -> None:
    assert (
        person(read(["NIP", "Nama", "Pangkat", "Agama"], [ANA, "Ana", "Penata Tk. I", "Islam"])).rank
        == "III/d"
    )


def test_a_pangkat_that_does_not_fit_the_golongan_is_a_warning(read: Any) -> None:
    plan = read(["NIP", "Nama", "Pangkat", "Gol", "Agama"], [ANA, "Ana", "Pembina", "III/c", "Islam"])
    assert (person(plan).rank, warned(plan)) == ("III/c", ["rank_name"])


# ── bad rows ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["196802301993031004", "Budi", "IV/a", "Islam"], "A", "birth_date"),
        (["196803151993033004", "Budi", "IV/a", "Islam"], "A", "sex_digit"),
        (["196803151993131004", "Budi", "IV/a", "Islam"], "A", "entry_month"),
        (["196803151960031004", "Budi", "IV/a", "Islam"], "A", "entry_before_birth"),
        (["196803151993031000", "Budi", "IV/a", "Islam"], "A", "serial"),
        (["19680315199303100", "Budi", "IV/a", "Islam"], "A", "length"),
        (["tidak ada", "Budi", "IV/a", "Islam"], "A", "not_digits"),
        ([1.96803151993031e17, "Budi", "IV/a", "Islam"], "A", "number_not_text"),
        ([None, "Budi", "IV/a", "Islam"], "A", "missing"),
        ([BUDI, None, "IV/a", "Islam"], "B", "missing"),
        ([BUDI, "Budi", "IV/f", "Islam"], "C", "rank"),
        ([BUDI, "Budi", None, "Islam"], "C", "missing"),
        ([BUDI, "Budi", "IV/a", "Islaam"], "D", "religion"),
        ([BUDI, "Budi", "IV/a", None], "D", "missing"),
    ],
)
def test_a_bad_cell_is_told_with_its_place(read: Any, row: list[Any], column: str, code: str) -> None:
    plan = read(HEAD, row)
    assert codes(plan) == [(2, column, code)]
    assert plan.faults[0].message
    assert (plan.bad, plan.new, plan.records) == (1, 0, ())


def test_what_disagrees_with_the_nip_is_a_fault(read: Any) -> None:
    plan = read([*HEAD, "Tgl Lahir", "JK"], [BUDI, "Budi", "IV/a", "Islam", "16/03/1968", "P"])
    assert [code for _, _, code in codes(plan)] == ["birth_mismatch", "sex_mismatch"]
    assert plan.bad == 1


def test_a_rating_that_is_no_predicate_and_a_date_that_is_none_are_both_told(read: Any) -> None:
    plan = read([*HEAD, "SKP 2024", "TMT Pangkat"], [BUDI, "Budi", "IV/a", "Islam", 86.5, "31/02/2020"])
    assert codes(plan) == [(2, "F", "date"), (2, "E", "rating")]


def test_a_rank_of_the_wrong_employment_is_a_fault(read: Any) -> None:
    plan = read([*HEAD, "Status"], [BUDI, "Budi", "IX", "Islam", "PNS"])
    assert codes(plan) == [(2, "C", "rank_employment")]


def test_an_unlikely_age_is_a_warning(read: Any) -> None:
    plan = read(HEAD, [make_nip(date(1950, 1, 1), (1995, 3), "L", 4), "Budi", "IV/a", "Islam"])
    assert (plan.new, warned(plan)) == (1, ["age_at_entry", "age_today"])


# ── the same person twice ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_second_row_with_a_nip_is_a_fault_that_names_the_first(read: Any) -> None:
    plan = read(HEAD, [BUDI, "Budi Kore", "IV/a", "Islam"], [BUDI, "Budi Kore", "IV/b", "Islam"])
    assert codes(plan) == [(3, "A", "duplicate")]
    assert (person(plan).rank, "S 2" in plan.faults[0].message) == ("IV/a", True)


def test_different_people_with_one_nip_both_stay_out(read: Any) -> None:
    plan = read(HEAD, [BUDI, "Budi Kore", "IV/a", "Islam"], [BUDI, "Ana Nalle", "IV/b", "Islam"])
    assert [(row, code) for row, _, code in codes(plan)] == [(2, "duplicate"), (3, "duplicate")]


def test_a_nip_that_the_registry_has_for_somebody_else_is_a_fault(read: Any) -> None:
    known = (Person("P-7", BUDI, "Markus Lay", date(1968, 3, 15), "L", "Kristen", "IV/a"),)
    plan = read(HEAD, [BUDI, "Budi Kore", "IV/a", "Islam"], known=known)
    assert codes(plan) == [(2, "A", "nip_of_another")]


def test_a_person_is_known_again_by_the_nip_and_keeps_what_the_sheet_leaves_out(read: Any) -> None:
    before = Person(
        "P-7",
        BUDI,
        "Budi Kore",
        date(1968, 3, 15),
        "L",
        "Kristen",
        "IV/a",
        ratings={"2023": "Baik"},
        credit=5.0,
    )
    plan = read([*HEAD, "SKP 2024"], [BUDI, "Budi Kore", "IV/b", "", "Baik"], known=(before,))
    found = person(plan)
    assert (plan.changed, found.id, found.rank, found.religion, found.credit) == (
        1,
        "P-7",
        "IV/b",
        "Kristen",
        5.0,
    )
    assert found.ratings == {"2023": "Baik", "2024": "Baik"}


def test_the_same_sheet_again_changes_nothing(read: Any) -> None:
    rows = [[BUDI, "Budi Kore", "IV/a", "Islam", "Kepala Dinas Kesehatan", "1/2/2024"]]
    head = [*HEAD, "Jabatan", "TMT Jabatan"]
    first = read(head, *rows, known=CITY)
    again = read(head, *rows, known=(*CITY, *first.records))
    assert (first.new, again.unchanged, again.records) == (1, 1, ())


# ── who sits where ──────────────────────────────────────────────────────────────────────────────────────────────────

POSTED = [*HEAD, "Jabatan", "Unit kerja", "TMT jabatan", "Status jabatan"]


@pytest.mark.parametrize(
    ("job", "unit", "position"),
    [
        ("KEPALA DINAS KESEHATAN", "Dinas Kesehatan Kota Kupang", "POS-1"),
        ("Perawat Ahli Muda", "Puskesmas Alak", "POS-3"),
        ("Perawat Ahli Muda pada Puskesmas Sikumana", None, "POS-2"),
        ("POS-2", None, "POS-2"),
        ("Kepala Dinas Kesehatan", None, "POS-1"),
    ],
)
def test_a_post_that_the_registry_knows_becomes_a_holding(
    read: Any, job: str, unit: str | None, position: str
) -> None:
    plan = read(POSTED, [BUDI, "Budi", "IV/a", "Islam", job, unit, "1 Februari 2024", None], known=CITY)
    (held,) = holdings(plan)
    assert (held.position, held.status, held.since) == (position, "definitif", date(2024, 2, 1))


def test_a_post_that_nobody_knows_leaves_the_person_in(read: Any) -> None:
    plan = read(
        POSTED, [BUDI, "Budi", "IV/a", "Islam", "Kepala Dinas Kesehatn", None, None, None], known=CITY
    )
    assert (plan.new, holdings(plan), warned(plan)) == (1, [], ["position_unknown"])
    assert "kepala dinas kesehatan" in plan.warnings[0].message


def test_a_post_that_is_in_several_units_is_not_guessed(read: Any) -> None:
    plan = read(
        POSTED,
        [BUDI, "Budi", "IV/a", "Islam", "Perawat Ahli Muda", "Dinas Kesehatan", None, None],
        known=CITY,
    )
    assert (holdings(plan), warned(plan)) == ([], ["position_ambiguous"])


def test_two_people_on_one_structural_post_is_a_fault_that_names_both(read: Any) -> None:
    plan = read(
        POSTED,
        [BUDI, "Budi Kore", "IV/b", "Islam", "Kepala Dinas Kesehatan", None, "2024-01-01", None],
        [ANA, "Ana Nalle", "IV/b", "Islam", "Kepala Dinas Kesehatan", None, "2025-01-01", None],
        known=CITY,
    )
    assert codes(plan) == [(3, "E", "seat_taken")]
    assert "Budi Kore" in plan.faults[0].message
    assert "Ana Nalle" in plan.faults[0].message


def test_an_acting_official_may_stand_beside_and_leaves_the_seat_vacant(read: Any) -> None:
    plan = read(
        POSTED,
        [BUDI, "Budi Kore", "IV/b", "Islam", "Perawat Ahli Muda", "Puskesmas Alak", "2024-01-01", None],
        [BUDI, "Budi Kore", "IV/b", "Islam", "Plt. Kepala Dinas Kesehatan", None, "2025-10-01", None],
        known=CITY,
    )
    assert plan.faults == ()
    assert [(one.position, one.status) for one in holdings(plan)] == [
        ("POS-3", "definitif"),
        ("POS-1", "plt"),
    ]


def test_a_sheet_does_not_move_people(read: Any) -> None:
    known = (
        *CITY,
        Person("P-7", BUDI, "Budi Kore", date(1968, 3, 15), "L", "Islam", "IV/a"),
        Holding("H-1", "P-7", "POS-3", "definitif", date(2020, 1, 1)),
    )
    plan = read(
        POSTED, [BUDI, "Budi Kore", "IV/a", "Islam", "Kepala Dinas Kesehatan", None, None, None], known=known
    )
    assert (holdings(plan), warned(plan), plan.unchanged) == ([], ["holds_another"], 1)


def test_more_holders_than_need_is_a_warning(read: Any) -> None:
    plan = read(
        POSTED,
        [BUDI, "Budi", "III/c", "Islam", "Perawat Ahli Muda", "Puskesmas Sikumana", "2024-01-01", None],
        [ANA, "Ana", "III/c", "Islam", "Perawat Ahli Muda", "Puskesmas Sikumana", "2024-01-01", None],
        known=CITY,
    )
    assert (len(holdings(plan)), warned(plan)) == (2, ["need_exceeded"])


# ── the whole way ───────────────────────────────────────────────────────────────────────────────────────────────────


def many(count: int) -> list[list[Any]]:
    return [
        [make_nip(date(1990, 1, 1 + n % 28), (2015, 3), "P", n // 28 + 1), f"Pegawai {n}", "III/c", "Islam"]
        for n in range(count)
    ]


@pytest.mark.parametrize("name", ["people.xlsx", "people.csv"])
def test_one_bad_row_among_two_hundred_and_fifty_keeps_no_other_out(
    ws: Workspace, sheet: Any, name: str
) -> None:
    rows = many(250)
    rows[99][0] = "196802301993031004"
    path = sheet([HEAD, *rows], name)
    before = ws.store.position()
    report = import_people(ws, path, "admin")
    assert (report.new, report.bad, len(ws.registry.people())) == (249, 1, 249)
    assert [(one.row, one.column, one.heading) for one in report.faults] == [(101, "A", "NIP")]
    assert ws.store.position() > before
    again = import_people(ws, path, "admin")
    assert (again.new, again.changed, again.unchanged, again.bad) == (0, 0, 249, 1)
    assert again.written == {}


def test_the_report_says_everything_as_json_and_in_lines(ws: Workspace, sheet: Any) -> None:
    path = sheet([[*HEAD, "Hobi"], *many(2), ["x", "Ana", "III/c", "Islam", "catur"]])
    report = import_people(ws, path, "admin")
    said = report.as_dict()
    assert (said["new"], said["bad"], said["unused"], said["written"]) == (2, 1, ["Hobi"], {"people": 2})
    assert said["faults"][0] | {"message": ""} == {
        "sheet": "Data", "row": 4, "column": "A", "heading": "NIP", "value": "x", "code": "not_digits", "message": "",
    }  # fmt: skip
    text = "\n".join(report.lines())
    assert "2 new, 0 changed, 0 unchanged, 1 bad" in text
    assert "Data, row 4, column A (NIP): “x” has other signs than digits." in text
    assert not report.ok


def test_who_does_not_keep_the_registry_imports_nothing(ws: Workspace, sheet: Any) -> None:
    ws.add_user("tamu", name="Tamu", actor="admin")
    with pytest.raises(Refused):
        import_people(ws, sheet([HEAD, *many(2)]), "tamu")
    assert ws.registry.people() == []


def test_the_template_can_be_imported_and_is_never_written_over(ws: Workspace, tmp_path: Any) -> None:
    write_template("people", tmp_path / "people.csv")
    assert import_people(ws, tmp_path / "people.csv", "admin").new == 1
    with pytest.raises(InputError, match="already"):
        write_template("people", tmp_path / "people.csv")
    with pytest.raises(InputError, match="no template"):
        write_template("cats", tmp_path / "cats.csv")
    with pytest.raises(InputError, match="cannot be written"):
        write_template("people", tmp_path / "none" / "people.csv")


@pytest.mark.parametrize(
    ("heads", "cells"),
    [(("Diklatpim", "Kotak talenta"), ("ya", "8")), (("Leadership training", "Talent box"), ("yes", 8))],
)
def test_course_and_talent_box_are_read_in_both_languages(read: Any, heads: Any, cells: Any) -> None:
    (person,) = read([*HEAD, *heads], [*many(1)[0], *cells]).records
    assert (person.leadership_training, person.talent_box) == (True, 8)


@pytest.mark.parametrize("box", ["0", "10", "tinggi"])
def test_a_talent_box_outside_of_the_grid_is_a_fault(read: Any, box: str) -> None:
    plan = read([*HEAD, "Kotak talenta"], [*many(1)[0], box])
    assert [one.heading for one in plan.faults] == ["Kotak talenta"]
    assert plan.records == ()


CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(),
    st.sampled_from([BUDI, ANA, "III/c", "Islam", "PNS", "Plt. Kepala Dinas Kesehatan", "{x}", "P", "Perawat"]),
)  # fmt: skip
EVERY = [column.heading for column in PEOPLE.columns if column.name != "rating"] + ["SKP 2023", "SKP 2024"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=len(EVERY), max_size=len(EVERY)), max_size=5))
def test_any_cells_end_in_people_or_in_faults(read: Any, rows: list[list[Any]]) -> None:
    plan = read(EVERY, *rows, known=CITY)
    assert plan.new + plan.changed + plan.unchanged + plan.bad <= len(rows)
    for one in (*plan.faults, *plan.warnings):
        assert str(one)
    again = read(EVERY, *rows, known=(*CITY, *plan.records))
    assert again.bad == plan.bad
    assert again.records == ()
