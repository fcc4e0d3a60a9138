"""Positions from an office's sheet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow import Workspace
from workflow.errors import InputError
from workflow.exchange.headings import read_table
from workflow.exchange.importing import import_positions, write_template
from workflow.exchange.layouts import POSITIONS
from workflow.exchange.plan import ImportPlan, Known
from workflow.exchange.positions import read_positions
from workflow.exchange.sheets import Book, Sheet
from workflow.registry.model import Position, Unit
from workflow.registry.reference import Reference

HEAD = ["Nama Jabatan", "Kategori", "Jenjang", "Eselon", "Kebutuhan", "Unit Kerja"]
MAP = ["Nomor", "Tipe", "Nama Jabatan", "Kode", "Eselon", "Kebutuhan"]
CITY = (
    Unit("U-0", "Pemerintah Kota Kupang", "city"),
    Unit("U-1", "Dinas Kesehatan", "agency", "U-0"),
    Unit("U-2", "Puskesmas Oebobo", "health_centre", "U-1"),
)
NURSE = ["Perawat Ahli Muda", "Fungsional", "Ahli Muda", None, 3, "Puskesmas Oebobo"]


@pytest.fixture
def read(reference: Reference) -> Any:
    def reading(head: list[str], *rows: list[Any], known: tuple[Any, ...] = CITY) -> ImportPlan:
        table = read_table(Book("f.xlsx", (Sheet("S", [head, *rows]),)), POSITIONS)
        return read_positions(table, reference, Known.of(known))

    return reading


def codes(plan: ImportPlan) -> list[tuple[int, str | None, str]]:
    return [(one.row, one.column, one.code) for one in plan.faults]


def warned(plan: ImportPlan) -> list[str]:
    return [one.code for one in plan.warnings]


def positions(plan: ImportPlan) -> list[Position]:
    return [one for one in plan.records if isinstance(one, Position)]


def units(plan: ImportPlan) -> list[Unit]:
    return [one for one in plan.records if isinstance(one, Unit)]


# ── good rows ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_full_row_becomes_a_position(read: Any) -> None:
    head = ["Kode", *HEAD, "Pendidikan", "BUP", "Kelas jabatan", "Jalur khusus"]
    (found,) = positions(read(head, ["JF-1", *NURSE, "Ners", 58, 9, "dukcapil; Inspektur"]))
    assert found == Position(
        "JF-1", "Perawat Ahli Muda", "functional", "U-2", "Ahli Muda", 3, "Perawat", "Keahlian", "Profesi", 58, 9,
        ("dukcapil", "inspektur"),
    )  # fmt: skip


def test_each_kind_of_position_is_known_by_what_the_row_says(read: Any) -> None:
    plan = read(
        HEAD,
        ["Kepala Dinas", None, None, "II/b", None, "Dinas Kesehatan"],
        ["Perawat Ahli Pertama", None, None, None, 2, "Puskesmas Oebobo"],
        ["Penelaah Teknis Kebijakan", None, None, None, 4, "Dinas Kesehatan"],
        ["Juru Kunci", "Pelaksana", None, None, 1, "Dinas Kesehatan"],
    )
    assert plan.faults == ()
    assert [(one.kind, one.level, one.need) for one in positions(plan)] == [
        ("structural", "II.b", 1), ("functional", "Ahli Pertama", 2), ("executive", "Klerek", 4),
        ("executive", "Pelaksana", 1),
    ]  # fmt: skip


def test_english_headings_are_understood(read: Any) -> None:
    plan = read(
        ["Position", "Kind", "Level", "Seats", "Agency"],
        ["Nurse", "functional", "Ahli Muda", 2, "Dinas Kesehatan"],
    )
    assert [(one.name, one.level, one.need) for one in positions(plan)] == [
        ("Nurse Ahli Muda", "Ahli Muda", 2)
    ]


@pytest.mark.parametrize(
    ("old", "new", "category"),
    [
        ("Pelaksana Pemula", "Pemula", "Keterampilan"),
        ("Pelaksana", "Terampil", "Keterampilan"),
        ("Pelaksana Lanjutan", "Mahir", "Keterampilan"),
        ("Pertama", "Ahli Pertama", "Keahlian"),
        ("muda", "Ahli Muda", "Keahlian"),
        ("Jenjang MADYA", "Ahli Madya", "Keahlian"),
        ("Utama", "Ahli Utama", "Keahlian"),
    ],
)
def test_names_of_levels_from_before_2019_become_those_of_today(
    read: Any, old: str, new: str, category: str
) -> None:
    plan = read(HEAD, ["Perawat", "JF", old, None, 1, "Puskesmas Oebobo"])
    assert plan.faults == ()
    assert [(one.level, one.category, one.name) for one in positions(plan)] == [
        (new, category, f"Perawat {new}")
    ]


def test_an_old_level_at_the_end_of_the_name_is_no_part_of_the_function(read: Any) -> None:
    plan = read(HEAD, ["Perawat Pelaksana Lanjutan", "JF", "Pelaksana Lanjutan", None, 1, "Puskesmas Oebobo"])
    assert ([(one.function, one.level) for one in positions(plan)], warned(plan)) == (
        [("Perawat", "Mahir")],
        [],
    )


def test_a_ladder_that_the_tables_do_not_have_is_kept_and_told(read: Any) -> None:
    plan = read(HEAD, ["Dosen", "JF", "Lektor", None, 1, "Dinas Kesehatan"])
    assert positions(plan)[0].level == "Lektor"
    assert "own_ladder" in warned(plan)


# ── bad rows ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ([None, "Fungsional", "Ahli Muda", None, 1, "Puskesmas Oebobo"], "A", "missing"),
        (["Juru Entah", None, None, None, 1, "Puskesmas Oebobo"], "A", "kind_unknown"),
        (["Perawat", "Sakti", None, None, 1, "Puskesmas Oebobo"], "B", "kind"),
        (["Perawat", "Fungsional", None, None, 1, "Puskesmas Oebobo"], "C", "missing"),
        (["Perawat", "Fungsional", "Ahli Mudah", None, 1, "Puskesmas Oebobo"], "C", "level"),
        (["Perawat", "Keterampilan", "Ahli Muda", None, 1, "Puskesmas Oebobo"], "C", "level_category"),
        (["Kepala Dinas", "Struktural", None, "VII.c", 1, "Dinas Kesehatan"], "D", "eselon"),
        (["Kepala Dinas", "Struktural", None, None, 1, "Dinas Kesehatan"], "D", "missing"),
        (["Kepala Dinas", "Struktural", None, "II.b", 2, "Dinas Kesehatan"], "E", "one_seat"),
        (["Perawat", "JF", "Ahli Muda", None, -1, "Puskesmas Oebobo"], "E", "whole"),
        (["Perawat", "JF", "Ahli Muda", None, 2.5, "Puskesmas Oebobo"], "E", "whole"),
        (["Perawat", "JF", "Ahli Muda", None, "tiga", "Puskesmas Oebobo"], "E", "number"),
        (["Perawat", "JF", "Ahli Muda", None, 1, None], "F", "unit_missing"),
        (["A" * 301, "JF", "Ahli Muda", None, 1, "Puskesmas Oebobo"], "A", "too_long"),
    ],
)
def test_a_bad_cell_is_told_with_sheet_row_column_and_reason(
    read: Any, row: list[Any], column: str, code: str
) -> None:
    plan = read(HEAD, NURSE, row)
    assert codes(plan) == [(3, column, code)]
    assert str(plan.faults[0]).startswith(f"S, row 3, column {column} ({HEAD['ABCDEF'.index(column)]}): ")
    assert "{" not in plan.faults[0].message
    assert (plan.new, plan.bad, len(positions(plan))) == (1, 1, 1)


def test_a_level_of_the_other_category_names_both(read: Any) -> None:
    plan = read(HEAD, ["Perawat", "Keterampilan", "Ahli Muda", None, 1, "Puskesmas Oebobo"])
    assert plan.faults[0].message == "Ahli Muda is a level of Keahlian, not of Keterampilan."


def test_the_same_position_twice_is_a_fault_that_names_the_first_row(read: Any) -> None:
    plan = read(HEAD, NURSE, NURSE)
    assert codes(plan) == [(3, "A", "duplicate")]
    assert "row 2" in plan.faults[0].message


def test_the_same_code_twice_is_a_fault(read: Any) -> None:
    plan = read(["Kode", *HEAD], ["X-1", *NURSE], ["X-1", "Bidan Ahli Muda", *NURSE[1:]])
    assert codes(plan) == [(3, "A", "duplicate")]


def test_a_need_that_is_not_given_is_one_seat_and_is_told(read: Any) -> None:
    plan = read(HEAD, [*NURSE[:4], None, NURSE[5]])
    assert (positions(plan)[0].need, warned(plan)) == (1, ["need_unknown"])


# ── units ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_unit_that_nobody_knows_is_made_below_the_city_and_told_with_the_ones_that_come_near(
    read: Any,
) -> None:
    plan = read(HEAD, [*NURSE[:5], "Puskesmas Oebob"])
    assert [(one.id, one.kind, one.parent) for one in units(plan)] == [
        ("UNIT-PUSKESMAS-OEBOB", "health_centre", "U-0")
    ]
    assert positions(plan)[0].unit == "UNIT-PUSKESMAS-OEBOB"
    assert warned(plan) == ["unit_new"]
    assert "“Puskesmas Oebobo”" in plan.warnings[0].message


def test_a_bad_row_makes_no_unit(read: Any) -> None:
    plan = read(HEAD, ["Perawat", "JF", "Ahli Mudah", None, 1, "Puskesmas Baru"])
    assert (plan.records, plan.warnings, plan.bad) == ((), (), 1)


def test_a_unit_name_that_two_units_have_is_not_guessed(read: Any) -> None:
    twice = (*CITY, Unit("U-9", "Puskesmas Oebobo", "health_centre", "U-0"))
    plan = read(HEAD, NURSE, known=twice)
    assert codes(plan) == [(2, "F", "unit_ambiguous")]
    assert "U-2, U-9" in plan.faults[0].message
    head = [*HEAD, "Unit induk"]
    assert positions(read(head, [*NURSE, "Dinas Kesehatan"], known=twice))[0].unit == "U-2"


# ── the hierarchy of a peta jabatan ─────────────────────────────────────────────────────────────────────────────────


def test_the_numbers_of_a_peta_jabatan_say_which_unit_is_above(read: Any) -> None:
    plan = read(
        MAP,
        ["1.1.1", "Jabatan", "Perawat Ahli Muda", None, None, 3],
        ["1", "Unit", "Dinas Sosial", "D-1", None, None],
        ["1.1", "Unit", "Bidang Rehabilitasi", "B-1", None, None],
        ["1.2", "Jabatan", "Kepala Dinas Sosial", None, "II.b", None],
        ["1.10.", "Jabatan", "Penelaah Teknis Kebijakan", None, None, 2],
    )
    assert plan.faults == ()
    assert [(one.id, one.parent) for one in units(plan)] == [("D-1", "U-0"), ("B-1", "D-1")]
    assert {one.name: one.unit for one in positions(plan)} == {
        "Perawat Ahli Muda": "B-1", "Kepala Dinas Sosial": "D-1", "Penelaah Teknis Kebijakan": "D-1",
    }  # fmt: skip
    assert plan.new == 5


@pytest.mark.parametrize("number", ["1..2", "a.b", "1,2", "-1", "1.2.x", "1/2", "1." + "9" * 7])
def test_what_is_no_number_of_the_hierarchy_is_told(read: Any, number: str) -> None:
    plan = read(
        [*MAP, "Unit kerja"], [number, "Jabatan", "Perawat Ahli Muda", None, None, 3, "Puskesmas Oebobo"]
    )
    assert codes(plan) == [(2, "A", "place")]


def test_a_number_that_stands_twice_says_what_excel_does_to_it(read: Any) -> None:
    plan = read(
        MAP,
        ["1", "Unit", "Dinas Sosial", None, None, None],
        ["1.1", "Jabatan", "Perawat Ahli Muda", None, None, 3],
        [1.1, "Jabatan", "Perawat Ahli Madya", None, None, 3],
    )
    assert codes(plan) == [(4, "A", "place_twice")]
    assert "row 3" in plan.faults[0].message
    assert "1.10" in plan.faults[0].message


def test_the_posts_of_a_unit_row_that_is_bad_stay_out_and_say_why(read: Any) -> None:
    plan = read(
        MAP,
        ["1", "Unit", None, None, None, None],
        ["1.1", "Jabatan", "Perawat Ahli Muda", None, None, 3],
        ["2", "Unit", "Dinas Sosial", None, None, None],
        ["2.1", "Jabatan", "Perawat Ahli Muda", None, None, 3],
    )
    assert [(row, code) for row, _, code in codes(plan)] == [(2, "missing"), (3, "unit_bad")]
    assert (plan.new, plan.bad) == (2, 2)


# ── the whole way ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["formasi.xlsx", "formasi.csv"])
def test_the_same_file_again_changes_nothing(ws: Workspace, sheet: Any, name: str) -> None:
    rows = [
        ["Kepala Dinas Kesehatan", "Struktural", "", "II.b", "1", "Dinas Kesehatan"],
        ["Perawat", "JF", "Muda", "", "3", "Puskesmas Oebobo"],
        ["Perawat", "JF", "Muda", "", "2", "Puskesmas Alak"],
        ["Kepala Seksi", "Struktural", "", "IV.a", "1", "Dinas Kesehatan"],
        ["Kepala Seksi", "Struktural", "", "IV.a", "1", "Dinas Kesehatan"],
    ]
    path = sheet([HEAD, *rows], name)
    first = import_positions(ws, path, "admin")
    assert (first.new, first.bad, first.written) == (5, 0, {"units": 3, "positions": 5})
    before = ws.registry.positions(), ws.registry.units()
    again = import_positions(ws, path, "admin")
    assert (again.new, again.changed, again.unchanged, again.written) == (0, 0, 5, {})
    assert (ws.registry.positions(), ws.registry.units()) == before


def test_a_changed_need_changes_that_position_alone_and_an_empty_cell_takes_nothing_away(read: Any) -> None:
    head = ["Kode", *HEAD, "Kelas jabatan"]
    first = read(head, ["A", *NURSE, 9], ["B", "Bidan Ahli Muda", *NURSE[1:], 9])
    again = read(
        head,
        ["A", *NURSE[:4], 5, NURSE[5], None],
        ["B", "Bidan Ahli Muda", *NURSE[1:], 9],
        known=(*CITY, *first.records),
    )
    assert (again.changed, again.unchanged) == (1, 1)
    assert [(one.id, one.need, one.job_class) for one in positions(again)] == [("A", 5, 9)]


@pytest.mark.parametrize("name", ["formasi.xlsx", "formasi.csv"])
def test_one_bad_row_among_two_hundred_and_twenty_keeps_no_other_out(
    ws: Workspace, sheet: Any, name: str
) -> None:
    rows = [["Perawat", "JF", "Ahli Muda", "", "2", f"Puskesmas {n}"] for n in range(220)]
    rows[150][2] = "Ahli Mudah"
    report = import_positions(ws, sheet([HEAD, *rows], name), "admin")
    assert (report.new, report.bad, len(ws.registry.positions())) == (219, 1, 219)
    (fault,) = report.faults
    assert (fault.sheet, fault.row, fault.column, fault.heading, fault.value) == (
        "Data" if name.endswith("xlsx") else name, 152, "C", "Jenjang", "Ahli Mudah",
    )  # fmt: skip


def test_a_workbook_may_have_several_sheets_and_each_bad_row_names_its_own(ws: Workspace, sheet: Any) -> None:
    bad = ["Perawat", "JF", "Ahli Mudah", "", 1, "Puskesmas Alak"]
    path = sheet([HEAD, NURSE], Kedua=[HEAD, bad], Catatan=[["bukan tabel"]])
    report = import_positions(ws, path, "admin")
    assert (report.new, [(one.sheet, one.row) for one in report.faults]) == (1, [("Kedua", 2)])
    assert [note.code for note in report.notes] == ["sheet"]


def test_a_file_without_the_columns_writes_nothing(ws: Workspace, sheet: Any) -> None:
    at = ws.store.position()
    with pytest.raises(InputError, match="no column"):
        import_positions(ws, sheet([["Nama Jabatan", "Jenjang"], ["Perawat", "Ahli Muda"]]), "admin")
    assert ws.store.position() == at


def test_the_template_can_be_imported(ws: Workspace, tmp_path: Any) -> None:
    write_template("positions", tmp_path / "p.csv")
    report = import_positions(ws, tmp_path / "p.csv", "admin")
    assert (report.new, report.bad, report.unused) == (1, 0, ())


CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(), st.text("0123456789.", max_size=6),
    st.sampled_from(["Unit", "1", "1.1", "Perawat Ahli Muda", "JF", "Struktural", "Pelaksana", "Muda", "II.b", "Keahlian",
                     "Puskesmas Oebobo", "Dinas Kesehatan", "U-1", "U-2", "{x}", "x" * 301]),
)  # fmt: skip
EVERY = [column.heading for column in POSITIONS.columns]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=len(EVERY), max_size=len(EVERY)), max_size=5))
def test_any_cells_end_in_positions_or_in_faults(read: Any, rows: list[list[Any]]) -> None:
    plan = read(EVERY, *rows)
    assert plan.new + plan.changed + plan.unchanged + plan.bad <= len(rows)
    for one in (*plan.faults, *plan.warnings):
        assert str(one)
    for made in plan.records:
        assert type(made).from_doc(made.as_doc()) == made
