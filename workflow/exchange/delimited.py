"""CSV files: which encoding, which sign parts the columns, and rows whose quotes are broken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from workflow.errors import InputError
from workflow.exchange.findings import Fault, Note, shown
from workflow.exchange.sheets import MAX_COLUMNS, MAX_ROWS, Book, Sheet, is_blank
from workflow.language import N_, Counted

_DELIMITERS = ";\t,"
_LOOKED_AT = 30
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_delimited(name: str, content: bytes) -> Book:
    r"""Take a CSV file apart.

    Args:
        name: the file's name, for the report.
        content: its bytes.

    Returns:
        A book of one sheet. A file that is not UTF-8 is read as Windows-1252, and a note says so; a row whose quotes
        are broken is a fault of its own and leaves the others alone.

    Raises:
        InputError: too many rows or columns, or a cell of a megabyte.

    Example:
        >>> book = read_delimited("pegawai.csv", "NIP,Nama\n1,Andr\u00e9\n".encode("cp1252"))
        >>> book.sheets[0].rows[1], book.notes[0].code
        (['1', 'André'], 'encoding')
    """
    text, notes = _decode(name, content)
    lines = list(
        io.StringIO(text, newline="")
    )  # not splitlines: that parts at signs that end no line of a CSV file
    declared = None
    if lines and lines[0].strip().lower() in ("sep=;", "sep=,", "sep=\t", "sep="):
        declared = lines[0].strip("\r\n")[4:5] or None
        lines[0] = "\n"
    delimiter = declared or _delimiter(lines)
    faults: list[Fault] = []
    try:
        rows = list(_bounded(name, csv.reader(lines, delimiter=delimiter, strict=True)))
    except csv.Error:
        rows, faults = _line_by_line(name, lines, delimiter)
    several = max(2, max(map(len, rows), default=0) // 2)
    for number, row in enumerate(rows, 1):
        swallowed = next((cell for cell in row if _swallows(cell, delimiter, several)), None)
        if swallowed is not None:
            faults.append(
                Fault(
                    name,
                    number,
                    None,
                    shown(swallowed),
                    "quotes",
                    N_("A quote that is opened here swallows what follows: {lines}."),
                    {"lines": Counted("{n} line", "{n} lines", swallowed.count("\n"))},
                )
            )
            rows[number - 1] = []
    return Book(name, (Sheet(name, rows, tuple(faults), ragged=True),), notes)


def _decode(name: str, content: bytes) -> tuple[str, tuple[Note, ...]]:
    encoding = _UTF16.get(content[:2], "utf-8-sig")
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError:
        pass
    if encoding == "utf-16":
        raise InputError(
            N_("{path} is damaged: it begins as UTF-16 text and does not go on so."),
            N_("Save it again as CSV UTF-8."),
            path=name,
        )
    note = Note(
        "encoding",
        N_("{path} is not UTF-8; it was read as Windows-1252. Check names with accents."),
        {"path": name},
    )
    return content.decode("cp1252", errors="replace"), (note,)


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that parts the most columns in one of the first lines."""

    def columns(delimiter: str) -> int:
        reader = csv.reader(lines[:_LOOKED_AT], delimiter=delimiter)
        best = 0
        try:
            for row in reader:
                best = max(best, sum(not is_blank(cell) for cell in row))
        except csv.Error:
            pass
        return best

    return max(_DELIMITERS, key=columns)


def _swallows(cell: str, delimiter: str, several: int) -> bool:
    """Whether a cell holds whole rows: an address on two lines does not, a quote that nobody closed does."""
    return any(line.count(delimiter) >= several for line in cell.splitlines()[1:])


def _bounded(name: str, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise InputError(
                N_("{path} has more than {rows} rows or {columns} columns."),
                N_("Split it into several files."),
                path=name,
                rows=MAX_ROWS,
                columns=MAX_COLUMNS,
            )
        yield row


def _line_by_line(name: str, lines: Sequence[str], delimiter: str) -> tuple[list[list[str]], list[Fault]]:
    """Each line by itself: a broken quote costs its own line and no other."""
    rows: list[list[str]] = []
    faults = []
    for number, line in enumerate(lines, 1):
        try:
            rows += list(_bounded(name, csv.reader([line], delimiter=delimiter, strict=True))) or [[]]
        except csv.Error:
            rows.append([])
            faults.append(
                Fault(
                    name,
                    number,
                    None,
                    shown(line),
                    "quotes",
                    N_("The quotes in this line do not match."),
                )
            )
    if len(rows) > MAX_ROWS:
        list(_bounded(name, iter(rows)))
    return rows, faults
