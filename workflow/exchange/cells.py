"""What single cells say: a text, a date in any usual notation, a number, yes or no. What they do not say is a `Bad`."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, timedelta

from workflow.exchange.findings import Bad, shown
from workflow.exchange.sheets import Cell
from workflow.language import N_

LONGEST_TEXT = 300
#: bytes of Windows-1252 that went through a program that took them for Latin-1: dashes, quotes, dots
_WINDOWS = {
    code: bytes([code]).decode("cp1252", errors="ignore")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_EXCEL_DAY_0 = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MONTHS = (
    "januari january jan", "februari february feb pebruari", "maret march mar", "april apr", "mei may", "juni june jun",
    "juli july jul", "agustus august agu aug agt ags", "september sep sept", "oktober october okt oct",
    "november nov nopember nop", "desember december des dec",
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SCIENTIFIC = re.compile(r"^\d([.,]\d+)?[eE]\+?\d+$")
_YES = frozenset(
    ["ya", "y", "yes", "true", "benar", "ada", "v", "x", "✓", "✔", "1", "sudah", "lulus", "sehat", "pernah"]
)
_NO = frozenset(
    ["tidak", "t", "no", "n", "false", "salah", "-", "0", "belum", "tidak ada", "nihil", "tidak pernah"]
)


def read_text(cell: Cell) -> str:
    r"""A cell as one line of text; a whole number without the “.0” that Excel gives it.

    Raises:
        Bad: the text is too long, or has signs that cannot be shown.

    Example:
        >>> read_text(" Kepala\u00a0 Dinas\n"), read_text(3.0)
        ('Kepala Dinas', '3')
    """
    if isinstance(cell, float) and math.isfinite(cell) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, datetime | date):
        cell = cell.isoformat()[:10]
    # characters of formatting that Word and the web leave behind mean nothing in a name
    text = str("" if cell is None else cell).translate(_WINDOWS)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = " ".join(text.split()).removeprefix("'")
    if len(text) > LONGEST_TEXT:
        raise Bad(
            "too_long",
            N_("The text has {count} signs; {most} is the most."),
            count=len(text),
            most=LONGEST_TEXT,
        )
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in text) or "\ufffd" in text:
        raise Bad("signs", N_("The text has signs that cannot be read; type it again."))
    return text


def read_date(cell: Cell) -> date:
    """A date: a date cell, Excel's number of a day, or text with year, month and day in a usual order.

    Raises:
        Bad: it is no date, or the year has two digits only.

    Example:
        >>> [read_date(one).isoformat() for one in ("2025-11-25", "25/11/2025", "25 November 2025", 45986.0)]
        ['2025-11-25', '2025-11-25', '2025-11-25', '2025-11-25']
    """
    if isinstance(cell, datetime):
        return _within(cell.date(), cell)
    if isinstance(cell, date):
        return _within(cell, cell)
    if isinstance(cell, bool) or cell is None:
        raise _no_date(cell)
    if isinstance(cell, int | float):
        return _serial(float(cell), cell)
    text = read_text(str(cell))
    if re.fullmatch(r"[0-9]{4,5}([.,]0+)?", text):
        return _serial(float(text.replace(",", ".")), cell)
    if re.fullmatch(r"[0-9]{8}", text):
        return _day(text[:4], text[4:6], text[6:], cell)
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", "", text)
    text = re.sub(r"^[A-Za-z']+, *", "", text)  # “Selasa, 25 November 2025”
    parts = [part for part in re.split(r"[\s./,\-–]+", text) if part]
    if len(parts) != 3:
        raise _no_date(cell)
    day, month, year = parts
    if re.fullmatch(r"[0-9]{4}", day):
        day, year = year, day
    elif day.casefold() in _MONTH_OF:
        day, month = month, day
    if re.fullmatch(r"[0-9]{2}", year) and re.fullmatch(r"[0-9]{1,2}", day):
        raise Bad("short_year", N_("“{value}”: write the year with four digits."), value=shown(cell))
    return _day(year, str(_MONTH_OF.get(month.casefold(), month)), day, cell)


def read_number(cell: Cell) -> float:
    """A number; a comma is the decimal sign, as Indonesians write it, where no point stands too.

    Raises:
        Bad: it is none.

    Example:
        >>> read_number("112,5"), read_number("1.250,75"), read_number(100)
        (112.5, 1250.75, 100.0)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = float(cell)
    else:
        text = read_text(cell).replace(" ", "")
        if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", text):
            text = text.replace(".", "")
        try:
            number = (
                float(text.replace(",", "."))
                if re.fullmatch(r"-?[0-9]{1,12}([.,][0-9]+)?", text)
                else math.nan
            )
        except ValueError:
            number = math.nan
    if not math.isfinite(number):
        raise Bad("number", N_("“{value}” is no number."), value=shown(cell))
    return number


def read_whole(cell: Cell, least: int, most: int) -> int:
    """A whole number within bounds (both allowed).

    Raises:
        Bad: it is none, or lies outside.
    """
    number = read_number(cell)
    if not number.is_integer() or not least <= number <= most:
        raise Bad(
            "whole",
            N_("“{value}” is no whole number from {least} to {most}."),
            value=shown(cell),
            least=least,
            most=most,
        )
    return int(number)


def read_yes_no(cell: Cell) -> bool:
    """Yes or no, in the usual words and marks.

    Raises:
        Bad: it is neither.

    Example:
        >>> read_yes_no("Ya"), read_yes_no("tidak"), read_yes_no(True)
        (True, False, True)
    """
    if isinstance(cell, bool):
        return cell
    word = read_text(cell).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Bad("yes_no", N_("“{value}” is neither yes nor no (ya / tidak)."), value=shown(cell))


def read_digits(cell: Cell) -> str:
    """A long number that must have been kept as text, such as a NIP: its digits, or whatever stands there.

    Raises:
        Bad: Excel has kept it as a number, and so lost its last digits.

    Example:
        >>> read_digits("19680315 199303 1 004"), read_digits("'196803151993031004")
        ('196803151993031004', '196803151993031004')
        >>> read_digits(1.96803151993031e+17)
        Traceback (most recent call last):
        workflow.exchange.findings.Bad: The number was kept as a number, not as text, and has lost its last digits...
    """
    number = isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15
    if number or (isinstance(cell, str) and _SCIENTIFIC.match(cell.strip())):
        raise Bad(
            "number_not_text",
            N_(
                "The number was kept as a number, not as text, and has lost its last digits. "
                "Format the column as text in Excel, and type or paste the numbers again."
            ),
        )
    return re.sub(r"[\s.\-]+", "", re.sub(r"^nip\.?:? *", "", read_text(cell), flags=re.IGNORECASE))


def _serial(number: float, cell: Cell) -> date:
    if not math.isfinite(number) or not 1 <= number < 80_000:
        raise _no_date(cell)
    found = _EXCEL_DAY_0 + timedelta(days=int(number))
    if found.year < 1920:  # a year alone, such as 1968, is no day of the year 1905
        raise _no_date(cell)
    return _within(found, cell)


def _day(year: str, month: str, day: str, cell: Cell) -> date:
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in (year, month, day)):
        raise _no_date(cell)
    if int(month) > 12 >= int(day):
        raise Bad(
            "month",
            N_("“{value}”: there is no month {month}; write day, month, year."),
            value=shown(cell),
            month=month,
        )
    try:
        return _within(date(int(year), int(month), int(day)), cell)
    except ValueError:
        raise _no_date(cell) from None


def _within(found: date, cell: Cell) -> date:
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise _no_date(cell)
    return found


def _no_date(cell: Cell) -> Bad:
    return Bad(
        "date",
        N_("“{value}” is no date of the calendar; write it as 25/11/2025 or 2025-11-25."),
        value=shown(cell),
    )
