"""The 18-digit number of a contract employee (NI PPPK), checked leniently: its split is only partly known."""

from __future__ import annotations

from datetime import date

from workflow.language import N_
from workflow.registry.nip import (
    SEX_DIGITS,
    NipFault,
    bad_birth,
    error,
    form_faults,
    only_digits,
    real_date,
    warning,
)


def check_pppk(text: str, *, birth_date: date | None = None, sex: str | None = None) -> list[NipFault]:
    """What is wrong with the number of a contract employee (NI PPPK).

       Checked are the 18 digits and the birth date; a sex digit (taken to be position 15) that is not 1 or 2, or that
       disagrees with the file, is a warning only. Positions 13-14 count contracts and are no month.

    Args:
           text: the number as typed; spaces are accepted.
           birth_date: the birth date in the person's file.
           sex: the sex in the person's file, `L` or `P`.

    Example:
           >>> check_pppk("199001152024211003", birth_date=date(1990, 1, 15))
           []

       Source:
    (exact lengths of the middle part are general knowledge).
    """
    digits = only_digits(text)
    faults = form_faults(digits)
    if faults:
        return faults
    born = real_date(digits[:8])
    if born is None:
        return [bad_birth(digits)]
    if birth_date is not None and birth_date != born:
        faults.append(
            error(
                "birth_mismatch",
                N_("The number says born on {nip}, the file says {file}."),
                nip=born,
                file=birth_date,
            )
        )
    said = SEX_DIGITS.get(digits[14])
    if said is None or (sex is not None and sex != said):
        faults.append(
            warning(
                "sex_mismatch",
                N_("The sex digit of the number is {digit}, the file says {file}."),
                digit=digits[14],
                file=sex or "?",
            )
        )
    return faults
