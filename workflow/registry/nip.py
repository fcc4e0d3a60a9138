"""NIP, the 18-digit number of a civil servant: reading it, checking it against the person's file, showing it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from workflow.definition.duration import add_months
from workflow.errors import InputError, sentence
from workflow.language import N_, Counted
from workflow.registry.model import Sex

Severity = Literal["error", "warning"]

LENGTH = 18
SEX_DIGITS: Mapping[str, Sex] = {"1": "L", "2": "P"}
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")

#: Age at entry (in years, both ends allowed) and age today outside of which a number deserves a second look.
YOUNGEST_ENTRY, OLDEST_ENTRY, OLDEST_TODAY = 18, 40, 65


@dataclass(frozen=True, slots=True)
class Nip:
    """What a NIP says.

    Args:
        birth_date: positions 1-8.
        cpns_since: year and month in which the person became a candidate (TMT CPNS), positions 9-14.
        sex: position 15, `L` (1) or `P` (2).
        serial: positions 16-18, 1 to 999.
        digits: the number itself, 18 digits without spaces.
    """

    birth_date: date
    cpns_since: tuple[int, int]
    sex: Sex
    serial: int
    digits: str


@dataclass(frozen=True, slots=True)
class NipFault:
    """One thing wrong with a number (`error`), or one worth a second look (`warning`).

    Example:
        >>> check_nip("196802301993031004")[0].message
        'The birth date in the NIP (1968-02-30) is not a date of the calendar.'
    """

    code: str
    severity: Severity
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the current language."""
        return sentence(self.template, self.data)


def parse_nip(text: str) -> Nip:
    """Read a NIP; spaces anywhere in it are accepted.

    Args:
        text: 18 digits, as `196803151993031004` or `19680315 199303 1 004`.

    Raises:
        InputError: the number has a fault of its own (the first one is told; `check_nip` tells all).

    Example:
        >>> nip = parse_nip("19680315 199303 1 004")
        >>> nip.birth_date.isoformat(), nip.cpns_since, nip.sex, nip.serial
        ('1968-03-15', (1993, 3), 'L', 4)

    Source:
        Perka BKN 22/2007 and 43/2007.
    """
    nip, faults = _read(text)
    if nip is None:
        first = faults[0]
        raise InputError(
            first.template,
            N_(
                "A NIP has 18 digits: birth date, year and month of entry, sex, serial; as in 19680315 199303 1 004."
            ),
            **first.data,
        )
    return nip


def check_nip(
    text: str, *, birth_date: date | None = None, sex: str | None = None, today: date | None = None
) -> list[NipFault]:
    """Everything that is wrong with a NIP, or that deserves a second look; an empty list when nothing is.

    Args:
        text: the number as typed.
        birth_date: the birth date in the person's file, to be compared.
        sex: the sex in the person's file, `L` or `P`, to be compared.
        today: the day on which ages are judged; without it, what depends on it is not judged.

    Returns:
        The errors first, then the warnings.

    Example:
        >>> [fault.code for fault in check_nip("196803151993031004", sex="P")]
        ['sex_mismatch']
        >>> check_nip("196803151993031004", birth_date=date(1968, 3, 15), sex="L", today=date(2025, 11, 25))
        []

    Source:
        Perka BKN 22/2007 and 43/2007; a file that disagrees is returned by BKN as BTS.
    """
    nip, faults = _read(text)
    if nip is None:
        return faults
    if birth_date is not None and birth_date != nip.birth_date:
        faults.append(
            error(
                "birth_mismatch",
                N_("The NIP says born on {nip}, the file says {file}."),
                nip=nip.birth_date,
                file=birth_date,
            )
        )
    if sex is not None and sex != nip.sex:
        faults.append(
            error("sex_mismatch", N_("The NIP says sex {nip}, the file says {file}."), nip=nip.sex, file=sex)
        )
    entry = date(*nip.cpns_since, 1)
    age = _age(nip.birth_date, entry)
    if not YOUNGEST_ENTRY <= age <= OLDEST_ENTRY:
        faults.append(
            warning(
                "age_at_entry",
                N_("The NIP says that the person entered service at the age of {age}."),
                age=age,
            )
        )
    if today is not None and entry > today:
        faults.append(
            warning(
                "entry_in_future",
                N_("The NIP says that the person enters service in {month}, which is yet to come."),
                month=f"{entry:%Y-%m}",
            )
        )
    if today is not None and _age(nip.birth_date, today) > OLDEST_TODAY:
        faults.append(
            warning(
                "age_today",
                N_("The NIP says that the person is {age} years old today."),
                age=_age(nip.birth_date, today),
            )
        )
    return faults


def format_nip(text: str) -> str:
    """A NIP grouped as people write it; anything that has not 18 digits comes back as it is.

    Example:
        >>> format_nip("198609262015051001")
        '19860926 201505 1 001'
    """
    digits = only_digits(text)
    if len(digits) != LENGTH:
        return text
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def make_nip(birth_date: date, cpns_since: tuple[int, int], sex: Sex, serial: int) -> str:
    """The 18 digits for these parts: the way back of `parse_nip`.

    Example:
        >>> make_nip(date(1968, 3, 15), (1993, 3), "L", 4)
        '196803151993031004'
    """
    year, month = cpns_since
    return f"{birth_date:%Y%m%d}{year:04d}{month:02d}{'1' if sex == 'L' else '2'}{serial:03d}"


def duplicate_nips(numbers: Iterable[str]) -> list[str]:
    """The numbers that occur more than once (spaces do not count), each once, in order of their second sight.

    Example:
        >>> duplicate_nips(["196803151993031004", "19680315 199303 1 004", "198609262015051001"])
        ['196803151993031004']
    """
    seen: dict[str, int] = {}
    for number in numbers:
        digits = only_digits(number)
        seen[digits] = seen.get(digits, 0) + 1
    return [digits for digits, times in seen.items() if times > 1]


def _read(text: str) -> tuple[Nip | None, list[NipFault]]:
    digits = only_digits(text)
    faults = form_faults(digits)
    if faults:
        return None, faults
    born = real_date(digits[:8])
    if born is None:
        faults.append(bad_birth(digits))
    year, month = int(digits[8:12]), int(digits[12:14])
    if not 1 <= month <= 12 or year < 1:
        faults.append(
            error(
                "entry_month",
                N_("The month of entry in the NIP is {month}; it must be 01 to 12."),
                month=digits[12:14],
            )
        )
    elif born is not None and (year, month) < (born.year, born.month):
        faults.append(
            error(
                "entry_before_birth",
                N_("The NIP says entry into service in {month}, before the birth date."),
                month=f"{year:04d}-{month:02d}",
            )
        )
    sex = SEX_DIGITS.get(digits[14])
    if sex is None:
        faults.append(
            error(
                "sex_digit",
                N_("Digit 15 of the NIP is {digit}; it must be 1 (male) or 2 (female)."),
                digit=digits[14],
            )
        )
    if digits[15:] == "000":
        faults.append(error("serial", N_("The serial number of the NIP is 000; it must be 001 to 999.")))
    if faults or born is None or sex is None:
        return None, faults
    return Nip(born, (year, month), sex, int(digits[15:]), digits), []


def form_faults(digits: str) -> list[NipFault]:
    """Other signs than digits, or not 18 of them."""
    if not (digits.isascii() and digits.isdigit()):
        return [error("not_digits", N_("“{text}” has other signs than digits."), text=digits[:40])]
    if len(digits) != LENGTH:
        return [
            error(
                "length",
                N_("The number has {digits} instead of 18."),
                digits=Counted("{n} digit", "{n} digits", len(digits)),
            )
        ]
    return []


def only_digits(text: str) -> str:
    """A number without its spaces."""
    return _SPACES.sub("", text)


def real_date(digits: str) -> date | None:
    """YYYYMMDD as a date, or None when the calendar has no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _age(born: date, day: date) -> int:
    """Whole years; a birthday on 29 February falls on the 28th in other years."""
    years = day.year - born.year
    return years if day >= add_months(born, 12 * years) else years - 1


def bad_birth(digits: str) -> NipFault:
    """The fault of a number whose birth date the calendar has not."""
    shown = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    return error(
        "birth_date", N_("The birth date in the NIP ({shown}) is not a date of the calendar."), shown=shown
    )


def error(code: str, template: str, **data: Any) -> NipFault:
    """A fault that makes the number unusable."""
    return NipFault(code, "error", template, data)


def warning(code: str, template: str, **data: Any) -> NipFault:
    """A finding that deserves a second look."""
    return NipFault(code, "warning", template, data)
