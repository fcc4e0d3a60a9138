"""Sheets of an office as rows of cells: an Excel workbook or a CSV file, whatever the file says that it is.

What is not what it should be ends in an `InputError` that says what to do; sizes are bounded before anything is parsed.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from workflow.errors import InputError
from workflow.exchange.findings import Fault, Note
from workflow.language import N_

Cell = str | int | float | bool | date | datetime | time | timedelta | None

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 300
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
_EXCEL_ENDINGS = (".xlsx", ".xlsm", ".xls")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows in order, the first being the user's row 1.

    Args:
        name: the sheet's name; of a CSV file, the file's.
        rows: the cells of each row.
        faults: rows that could not be taken apart; their cells are empty in `rows`.
        ragged: rows may be longer than the head by mistake (a CSV file with a comma too many).
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    faults: tuple[Fault, ...] = ()
    ragged: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of one file, and what there is to say about the file as a whole."""

    name: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = field(default=())


def read_book(path: str | Path) -> Book:
    r"""Read an Excel workbook (`.xlsx`) or a CSV file; what it is, its content says, not its name.

    Args:
        path: the file. A CSV file may be UTF-8 (with or without a mark), UTF-16 with a mark, or Windows-1252, and part
            its columns with `;`, `,` or tabs.

    Raises:
        InputError: it is no such file, too large, damaged, or has a password.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "pegawai.csv")
        ...     _ = file.write_text("NIP;Nama\n196803151993031004;Yuliana Nalle\n", encoding="utf-8")
        ...     read_book(file).sheets[0].rows[1]
        ['196803151993031004', 'Yuliana Nalle']
    """
    path = Path(path).expanduser()
    content = _content(path)
    if content.startswith(_ZIP):
        from workflow.exchange.workbook import read_workbook

        return read_workbook(path.name, content)
    _refuse_others(path, content)
    from workflow.exchange.delimited import read_delimited

    return read_delimited(path.name, content)


def column_letter(index: int) -> str:
    """The letter of a column as a spreadsheet shows it, the first being 0.

    Example:
        >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701), column_letter(702)
        ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _content(path: Path) -> bytes:
    shown = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise InputError(N_("{path} is no ordinary file."), N_("Name an .xlsx or .csv file."), path=shown)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            N_("There is no file {path}."), N_("Check the name and the folder."), path=shown
        ) from None
    except IsADirectoryError:
        raise InputError(
            N_("{path} is a folder."), N_("Name an .xlsx or .csv file in it."), path=shown
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(
            N_("{path} cannot be read: {why}."),
            N_("Check its permissions, and that no other program holds it."),
            path=shown,
            why=(error.strerror if isinstance(error, OSError) else None) or str(error),
        ) from None
    if len(content) > MAX_BYTES:
        raise InputError(
            N_("{path} is larger than {limit} MB."),
            N_("Take pictures and other sheets out, or split it into several files."),
            path=shown,
            limit=MAX_BYTES // 1024 // 1024,
        )
    if not content.strip(b"\0 \t\r\n"):
        raise InputError(
            N_("{path} is empty."), N_("Save it again from where it comes from, then try again."), path=shown
        )
    return content


def _refuse_others(path: Path, content: bytes) -> None:
    """Everything that is neither a workbook nor text has its own sentence."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    ending = path.suffix.lower()
    save = N_("Open it in Excel or LibreOffice and save it as .xlsx or .csv.")
    if content.startswith(_OLD_EXCEL):
        raise InputError(
            N_("{path} is an Excel file with a password, or one of the old kind (.xls)."),
            N_("Open it in Excel, take the password off, and save it as .xlsx."),
            path=path.name,
        )
    if head.startswith(b"%PDF"):
        raise InputError(
            N_("{path} is a PDF file, whatever its name says."),
            N_("Ask for the sheet that it was made from, as .xlsx or .csv."),
            path=path.name,
        )
    if head[:1] == b"<":
        raise InputError(N_("{path} is a web page or XML, not a sheet."), save, path=path.name)
    if content.startswith(_EMPTY_ZIP):
        raise InputError(N_("{path} is an empty archive, not a workbook."), save, path=path.name)
    if ending in _EXCEL_ENDINGS:
        raise InputError(
            N_("{path} is no Excel workbook, or a damaged one."),
            N_("Save it again from Excel as .xlsx; if it is plain text, let its name end in .csv."),
            path=path.name,
        )
    utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not utf16 and (b"\0" in content or _control_share(content) > 0.02):
        raise InputError(N_("{path} is neither a workbook nor text."), save, path=path.name)
    if ending not in _TEXT_ENDINGS:
        raise InputError(N_("{path} is read only when its name ends in .csv or .xlsx."), save, path=path.name)


def _control_share(content: bytes) -> float:
    """How much of the beginning consists of signs that no text has."""
    head = content[:4096]
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return odd / len(head)
