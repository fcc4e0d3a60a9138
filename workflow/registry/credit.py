"""Angka kredit: the credit earned by performance in a functional post, and whether it suffices for the next jenjang."""

from __future__ import annotations

from workflow.errors import InputError
from workflow.language import N_
from workflow.registry.reference import Reference

MONTHS_A_YEAR = 12


def credit_earned(reference: Reference, level: str, predicate: str, months: float) -> float:
    """The credit for a time in a jenjang: predicate percentage × yearly coefficient × months / 12.

    Args:
        reference: the reference tables.
        level: the jenjang held.
        predicate: the predikat kinerja of that time.
        months: how long, in months, 0 to 12 (one rating covers a year at most).

    Raises:
        InputError: an unknown jenjang or predicate, or months out of range.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> reference = Reference.load(shipped_definitions() / "reference")
        >>> credit_earned(reference, "Ahli Pertama", "Sangat Baik", 6)
        9.375

    Source:
        Peraturan BKN 3/2023.
    """
    if not 0 <= months <= MONTHS_A_YEAR:
        raise InputError(
            N_("A rating covers 0 to 12 months, not {months}."),
            N_("Reckon each year by itself and add them up."),
            months=months,
        )
    reference.rating_order(predicate)
    percent = reference.ratings[predicate].percent
    return percent * reference.level(level).coefficient * months / (100 * MONTHS_A_YEAR)


def credit_for_next(reference: Reference, level: str) -> float | None:
    """The cumulative credit that a jenjang asks for before the next one; None where there is none above.

    Raises:
        InputError: it is no jenjang.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> credit_for_next(Reference.load(shipped_definitions() / "reference"), "Ahli Pertama")
        100.0

    Source:
        Peraturan BKN 3/2023.
    """
    return reference.level(level).credit_for_next


def ready_for_next(reference: Reference, level: str, credit: float) -> bool:
    """Whether a cumulative credit suffices for the next jenjang; never at the top of a category.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> reference = Reference.load(shipped_definitions() / "reference")
        >>> ready_for_next(reference, "Ahli Pertama", 100), ready_for_next(reference, "Penyelia", 500)
        (True, False)
    """
    needed = credit_for_next(reference, level)
    return needed is not None and credit >= needed
