"""Excel workbooks (`.xlsx`): looked over before they are parsed, then read by calamine.

A workbook is an archive of XML. A small one may unpack to gigabytes, and one stray cell in the last corner makes a parser
lay out seventeen thousand million cells: both are refused by name before calamine sees the file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from workflow.errors import InputError
from workflow.exchange.findings import Note
from workflow.exchange.sheets import MAX_COLUMNS, MAX_ROWS, Book, Sheet, column_letter
from workflow.language import N_

MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_CELLS = 6_000_000
MAX_TEXT = 1024 * 1024 * 1024
_CHUNK = 1024 * 1024
_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_AT = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d*)["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_SAVE_AGAIN = N_("Open it in Excel or LibreOffice, save it again as .xlsx, and try that.")


def read_workbook(name: str, content: bytes) -> Book:
    """Read every visible sheet of a workbook.

    Args:
        name: the file's name, for the report.
        content: its bytes.

    Raises:
        InputError: it is another kind of archive, damaged, has a password, or unpacks to too much.
    """
    _look_over(name, content)
    import python_calamine

    notes = []
    sheets = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for meta in book.sheets_metadata:
                if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                if meta.visible != python_calamine.SheetVisibleEnum.Visible:
                    notes.append(
                        Note(
                            "hidden",
                            N_("The sheet “{sheet}” is hidden and was not read."),
                            {"sheet": meta.name},
                        )
                    )
                    continue
                sheet: Any = book.get_sheet_by_name(meta.name)
                sheets.append(Sheet(meta.name, sheet.to_python(skip_empty_area=False)))
    except python_calamine.PasswordError:
        raise InputError(
            N_("{path} has a password."),
            N_("Take the password off in Excel and save it again."),
            path=name,
        ) from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(name, str(error)) from None
    except BaseException as error:
        if (
            type(error).__name__ != "PanicException"
        ):  # what the parser, written in Rust, raises on a fault of its own
            raise
        raise _damaged(name, str(error)) from None
    if not sheets:
        raise InputError(N_("{path} has no visible sheet."), _SAVE_AGAIN, path=name)
    return Book(name, tuple(sheets), tuple(notes))


def _damaged(name: str, why: str) -> InputError:
    return InputError(N_("{path} is damaged: {why}."), _SAVE_AGAIN, path=name, why=why.strip(" .") or "?")


def _look_over(name: str, content: bytes) -> None:
    """Unpack once, in pieces and without keeping them, and measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {one.filename for one in members}
            if "xl/workbook.xml" not in {one.lower().replace("\\", "/").lstrip("/") for one in names}:
                raise InputError(
                    N_("{path} is an archive, but no Excel workbook."),
                    N_("Save it as .xlsx; an .ods, .docx or .zip file cannot be imported."),
                    path=name,
                )
            if any(one.flag_bits & 1 for one in members):
                raise InputError(
                    N_("{path} has a password."),
                    N_("Take the password off in Excel and save it again."),
                    path=name,
                )
            left = MAX_UNPACKED
            if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > left:
                raise _too_much(name)
            longest = _longest_text(archive, members)
            for one in members:
                left -= _measure(name, archive, one, longest)
                if left < 0:
                    raise _too_much(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _damaged(name, str(error)) from None
    except (ValueError, OverflowError, LookupError, UnicodeError) as error:
        raise _damaged(name, str(error)) from None


def _too_much(name: str) -> InputError:
    return InputError(
        N_("{path} unpacks to more than {limit} MB."),
        N_("Copy the rows alone into a new workbook and import that."),
        path=name,
        limit=MAX_UNPACKED // 1024 // 1024,
    )


def _longest_text(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> int:
    """The length of the longest text that cells share, in bytes of XML."""
    longest = 0
    for one in members:
        if one.filename.lower().endswith("sharedstrings.xml"):
            held = 0
            with archive.open(one) as file:
                while chunk := file.read(_CHUNK):
                    first, *rest = chunk.split(b"</si>")
                    longest = max(longest, held + len(first), *map(len, rest))
                    held = len(rest[-1]) if rest else held + len(chunk)
    return longest


def _measure(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, longest: int) -> int:
    """Read one member through, and refuse it when its cells reach too far or share too much text."""
    size = row = column = shared = last_row = last_column = 0
    for chunk, new in _chunks(archive, member):
        size += new
        if size > MAX_UNPACKED:
            raise _too_much(name)
        if not member.filename.lower().endswith(".xml"):
            continue
        for kind, attributes in _CELL.findall(chunk):
            at = _AT.search(attributes)
            if kind == b"row":
                row, column = int(at[2] or 0) if at else row + 1, 0
                continue
            column = _index(at[1]) if at else column + 1
            if attributes.endswith(b"/"):
                continue  # a cell with a colour and nothing in it
            last_row = max(last_row, int(at[2] or 0) if at else row)
            last_column = max(last_column, column)
            shared += bool(_SHARED.search(attributes))
        if last_row > MAX_ROWS or last_column > MAX_COLUMNS or last_row * last_column > MAX_CELLS:
            raise InputError(
                N_("{path} has cells as far as row {row} and column {column}, more than can be read."),
                N_("Delete what lies far below or beside the table, or split the file."),
                path=name,
                row=last_row,
                column=column_letter(min(last_column, 20_000) - 1),
            )
        if shared * longest > MAX_TEXT:
            raise _too_much(name)
    return size


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """A member in pieces that end with a whole tag, each with the number of bytes that were read for it."""
    tail = b""
    with archive.open(member) as file:
        while new := file.read(_CHUNK):
            chunk = tail + new
            end = chunk.rfind(b">") + 1
            tail = chunk[end:] if len(chunk) - end < _CHUNK else b""
            yield chunk[:end] if end else chunk, len(new)


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:7]:
        number = number * 26 + letter - ord("A") + 1
    return number
