"""Files that people hand in, and files that are not what they say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.errors import InputError
from workflow.exchange.cells import read_date, read_digits, read_number, read_text
from workflow.exchange.columns import Column, Layout
from workflow.exchange.findings import Bad
from workflow.exchange.headings import Table, read_table
from workflow.exchange.layouts import PEOPLE
from workflow.exchange.sheets import Book, Sheet, column_letter, read_book

TINY = Layout((Column("nip", "NIP"), Column("name", "Nama", ("nama pegawai",))), (("nip",), ("name",)))


def table(path: Path, layout: Layout = TINY) -> Table:
    return read_table(read_book(path), layout)


def rezipped(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            content = old.read(one)
            new.writestr(one.filename, change(content) if member in one.filename else content)
    path.write_bytes(out.getvalue())
    return path


# ── what is read ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_workbook_keeps_the_rows_and_columns_that_the_user_sees(sheet: Any) -> None:
    path = sheet([["DAFTAR PEGAWAI"], [], [None, "NIP", "Nama"], [None, "1", "Ana"]])
    row = table(path).rows[0]
    assert (row.sheet, row.number, row.columns["nip"]) == ("Data", 4, (1, "NIP"))


def test_every_sheet_with_the_head_is_read_and_the_others_are_named(sheet: Any) -> None:
    path = sheet(
        [["NIP", "Nama"], ["1", "Ana"]], "a.xlsx", Dinkes=[["Nama", "NIP"], ["Budi", "2"]], Catatan=[["hai"]]
    )
    found = table(path)
    assert [(row.sheet, row.cells["name"]) for row in found.rows] == [("Data", "Ana"), ("Dinkes", "Budi")]
    assert [note.data["sheet"] for note in found.notes] == ["Catatan"]


def test_a_hidden_sheet_is_left_alone_and_named(sheet: Any) -> None:
    import openpyxl

    path = sheet([["NIP", "Nama"], ["1", "Ana"]], "a.xlsx", Lama=[["NIP", "Nama"], ["2", "Budi"]])
    book = openpyxl.load_workbook(path)
    book["Lama"].sheet_state = "hidden"
    book.save(path)
    found = table(path)
    assert len(found.rows) == 1
    assert "Lama" in found.notes[0].message


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_files_are_read_in_the_usual_encodings_and_with_the_usual_signs(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"NIP{delimiter}Nama\r\n1{delimiter}André\r\n".encode(encoding))
    found = table(path)
    assert found.rows[0].cells == {"nip": "1", "name": "André"}
    assert [note.code for note in found.notes] == (["encoding"] if encoding == "cp1252" else [])


def test_the_line_that_tells_excel_the_delimiter_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=,\nNIP,Nama\n1,Ana; Budi\n")
    assert table(path).rows[0].cells["name"] == "Ana; Budi"
    assert table(path).rows[0].number == 3


def test_a_comma_too_many_costs_its_own_row_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('NIP,Nama\n1,Ana, S.Kep\n2,"Budi, S.H."\n')
    found = table(path)
    assert [row.cells["name"] for row in found.rows] == ["Budi, S.H."]
    assert [(fault.row, fault.code) for fault in found.faults] == [(2, "too_many_cells")]


def test_a_broken_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('NIP;Nama\n1;"Yan" Kore\n2;Budi\n3;"Ana\n')
    found = table(path)
    assert [row.cells["name"] for row in found.rows] == ["Budi"]
    assert [(fault.row, fault.code) for fault in found.faults] == [(2, "quotes"), (4, "quotes")]


def test_a_quote_that_swallows_the_rows_after_it_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('NIP;Nama;X\n1;"Ana;x\n2;Budi;x\n3;Cici";x\n4;Dedi;x\n')
    found = table(path)
    assert [row.cells["nip"] for row in found.rows] == ["4"]
    assert found.faults[0].code == "quotes"


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "a.xlsx", "is empty"),
        (b"\n \n", "a.csv", "is empty"),
        (b"%PDF-1.7 ...", "a.xlsx", "PDF"),
        (b"%PDF-1.7 ...", "a.csv", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xlsx", "password"),
        (b"PK\x03\x04 and then nothing", "a.xlsx", "damaged"),
        (b"<html><table><tr>", "a.xls", "web page"),
        (b"NIP;Nama\n1;Ana\n", "a.xlsx", "no Excel workbook"),
        (b"NIP;Nama\n1;\0\0\n", "a.csv", "neither a workbook nor text"),
        (b"NIP;Nama\n1;Ana\n", "a.docx", "read only when"),
        (b"\xff\xfeN", "a.csv", "damaged"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_told_in_words(
    tmp_path: Path, content: bytes, name: str, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=word) as caught:
        read_book(path)
    assert caught.value.hint


def test_a_folder_and_a_missing_file_are_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read_book(tmp_path)
    with pytest.raises(InputError, match="no file"):
        read_book(tmp_path / "none.xlsx")
    with pytest.raises(InputError):
        read_book("a\0b.xlsx")


def test_a_truncated_workbook_is_told_in_words(sheet: Any) -> None:
    path = sheet([["NIP", "Nama"], ["1", "Ana"]])
    path.write_bytes(path.read_bytes()[:-600])
    with pytest.raises(InputError, match="damaged"):
        read_book(path)


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(InputError, match="no Excel workbook"):
        read_book(path)


def test_a_zip_bomb_is_refused_before_it_is_parsed(sheet: Any) -> None:
    path = rezipped(sheet([["NIP", "Nama"]]), "sheet1", lambda content: content + b" " * 210_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputError, match="unpacks"):
        read_book(path)


def test_one_stray_cell_in_the_last_corner_does_not_eat_the_memory(sheet: Any) -> None:
    path = sheet([["NIP", "Nama"], ["1", "Ana"]])
    rezipped(path, "sheet1", lambda content: content.replace(b'r="B2"', b'r="XFD1048576"'))
    with pytest.raises(InputError, match="XFD"):
        read_book(path)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(InputError, match="larger than 20 MB"):
        read_book(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=400), head=st.sampled_from([b"", b"PK\x03\x04", b"NIP;Nama\n", b"\xff\xfe"])
)
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, content: bytes, head: bytes) -> None:
    for name in ("any.csv", "any.xlsx"):
        path = tmp_path / name
        path.write_bytes(head + content)
        with suppress(InputError):
            assert read_table(read_book(path), PEOPLE).rows is not None


# ── the head ────────────────────────────────────────────────────────────────────────────────────────────────────────


def found(*rows: list[Any], layout: Layout = PEOPLE) -> Table:
    return read_table(Book("f.xlsx", (Sheet("S", rows),)), layout)


def test_headings_are_understood_in_many_spellings() -> None:
    head = [
        "N.I.P.",
        "NAMA  LENGKAP",
        "Pangkat/Gol. Ruang",
        "agama",
        "Tempat/Tgl. Lahir",
        "L/P",
        "SKP 2024",
        "T.M.T. Jabatan",
    ]
    names = found([*head], ["x"] * 8).rows[0].cells
    assert set(names) == {"nip", "name", "rank", "religion", "birth", "sex", "rating:2024", "since"}
    assert found(["NIP (18 digit)", "Name", "Rank", "Religion"], ["x"] * 4).rows[0].has("nip")


def test_a_head_of_two_lines_with_merged_cells_is_understood() -> None:
    rows = (
        ["DAFTAR URUT KEPANGKATAN"],
        ["No", "NIP", "Nama", "Pangkat", None, "Agama", "SKP", None],
        [None, None, None, "Gol", "TMT", None, "2023", 2024.0],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, "19", "Ana", "III/a", "x", "Islam", "Baik", "Baik"],
    )
    table = found(*rows)
    assert [row.number for row in table.rows] == [5]
    assert set(table.rows[0].cells) == {
        "nip", "name", "rank", "rank_since", "religion", "rating:2023", "rating:2024",
    }  # fmt: skip


def test_columns_that_nobody_understands_are_named() -> None:
    assert found(["NIP", "Nama", "Gol", "Agama", "Hobi"], ["1", "a", "b", "c", "d"]).unused == ("Hobi",)


def test_a_missing_column_is_an_error_that_names_the_near_ones() -> None:
    with pytest.raises(InputError) as caught:
        found(["NIP", "Nama", "Gol", "Agamma"], ["1", "a", "b", "c"])
    assert "no column Agama" in caught.value.message
    assert "“Agamma”" in str(caught.value.hint)


def test_a_sheet_without_any_head_is_an_error_that_names_the_known_headings() -> None:
    with pytest.raises(InputError, match="no line of headings") as caught:
        found(["a", "b"], ["1", "2"])
    assert "NIP" in str(caught.value.hint)


def test_empty_lines_repeated_heads_and_asides_are_no_rows() -> None:
    head = ["NIP", "Nama", "Gol", "Agama", "Jabatan"]
    table = found(
        head, [], ["", " ", None], head, [None, None, None, None, "Kepala BKPSDM"], ["1", "a", "b", "c", "d"]
    )
    assert [row.number for row in table.rows] == [6]
    assert [(one.row, one.code) for one in table.warnings] == [(5, "passed_over")]


# ── single cells ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "cell",
    [
        "2025-11-25", "25/11/2025", "25-11-2025", "25.11.2025", "25 November 2025", "25 Nopember 2025", "25 Nov 2025",
        "Selasa, 25 November 2025", "November 25, 2025", "2025/11/25", "20251125", 45986, 45986.0, "45986",
        date(2025, 11, 25), "2025-11-25 00:00:00", " 25 / 11 / 2025 ", "25-Nov-2025",
    ],
)  # fmt: skip
def test_dates_are_read_in_the_notations_that_people_use(cell: Any) -> None:
    assert read_date(cell) == date(2025, 11, 25)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("30/02/2025", "date"), ("11/25/2025", "month"), ("25/11/25", "short_year"), ("kemarin", "date"), (1968, "date"),
     ("1968", "date"), (True, "date"), (1e300, "date"), (float("nan"), "date"), ("25/11/0025", "date"),
     ("\u0661/\u0661/\u0662\u0660\u0662\u0665", "date")],
)  # fmt: skip
def test_what_is_no_date_is_told(cell: Any, code: str) -> None:
    with pytest.raises(Bad) as caught:
        read_date(cell)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "cell", [1.96803151993031e17, 196803151993031004, "1,96803E+17", "1.96803151993031E+17"]
)
def test_a_nip_that_excel_made_a_number_of_says_what_to_do(cell: Any) -> None:
    with pytest.raises(Bad, match="as text") as caught:
        read_digits(cell)
    assert caught.value.code == "number_not_text"


def test_numbers_are_read_with_comma_and_point() -> None:
    assert [read_number(one) for one in ("112,5", "112.5", "1.250,75", 7, "0")] == [
        112.5,
        112.5,
        1250.75,
        7.0,
        0.0,
    ]
    with pytest.raises(Bad):
        read_number("banyak")


def test_signs_that_word_leaves_behind_do_not_count() -> None:
    assert read_text("Ana\u200b\u00a0Nalle\x96Kore") == "Ana Nalle–Kore"


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [column_letter(one) for one in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
