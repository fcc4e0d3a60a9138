"""The values of a fact, cut into bands that no rule of the definition tells apart."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

#: stands for a value of which no rule asks more than whether it is there
GIVEN: Final = "\ufdd0given"
#: stands for every word that no rule names
OTHER: Final = "\ufdd0other"


@dataclass(frozen=True, slots=True)
class Band:
    """Values that no rule tells apart.

    Args:
        value: one of them, as rules see it.
        low: of numbers: the lower end (None: none), which belongs to the band where `low_in` says so.
        high: of numbers: the upper end, likewise.
        words: of words: all of them (none: every word that no rule names).
    """

    value: Any
    low: float | None = None
    high: float | None = None
    low_in: bool = False
    high_in: bool = False
    words: tuple[str, ...] = ()


Domain = tuple[Band, ...]

YES_NO: Domain = (Band(True), Band(False))
ANYTHING: Domain = (Band(GIVEN),)


def number_bands(
    cuts: Iterable[float], least: float | None = None, most: float | None = None, whole: bool = False
) -> Domain:
    """The numbers from `least` to `most`, cut at the numbers that rules compare them with.

    Args:
        cuts: the numbers that rules name.
        least: the smallest value that there is; None for no end.
        most: the largest.
        whole: only whole numbers.

    Example:
        >>> [(one.low, one.high, one.value) for one in number_bands([50], least=0)]
        [(0, 50, 25.0), (50, 50, 50), (50, None, 51.0)]
    """
    bands: list[Band] = []
    low, low_in = least, least is not None
    for cut in sorted({one for one in cuts if not _outside(one, least, most)}):
        if low is None or low < cut:
            bands += _piece(Band(None, low, cut, low_in, False), whole)
        if not whole or float(cut).is_integer():
            bands.append(Band(cut, cut, cut, True, True))
        low, low_in = cut, False
    if low is None or most is None or low < most or (low_in and low == most):
        bands += _piece(Band(None, low, most, low_in, most is not None), whole)
    return tuple(bands)


def _outside(number: float, least: float | None, most: float | None) -> bool:
    return (least is not None and number < least) or (most is not None and number > most)


def _piece(band: Band, whole: bool) -> list[Band]:
    """A stretch with a value out of it; none when no value lies in it."""
    low, high = band.low, band.high
    if low is None and high is None:
        value = 0.0
    elif low is None or high is None:
        value = float(high) - 1 if high is not None else float(low or 0) + 1
    else:
        value = (float(low) + float(high)) / 2
    tried = [value, *(float(end) for end in (low, high) if end is not None)]
    if whole:
        tried += [math.floor(value), math.ceil(value)]
    for one in tried:
        above = low is None or one > low or (band.low_in and one == low)
        below = high is None or one < high or (band.high_in and one == high)
        if above and below and (not whole or float(one).is_integer()):
            return [Band(one, low, high, band.low_in, band.high_in)]
    return []


def option_bands(options: Collection[str], named: Collection[str]) -> Domain:
    """The options of a choice: those that rules name one by one, all others together.

    Example:
        >>> [one.words for one in option_bands(["a", "b", "c"], {"b"})]
        [('b',), ('a', 'c')]
    """
    alone = [Band(one, words=(one,)) for one in options if one in named]
    rest = tuple(one for one in options if one not in named)
    return (*alone, *([Band(rest[0], words=rest)] if rest else []))


def word_bands(named: Iterable[str]) -> Domain:
    """The words that rules name, and every other one.

    Example:
        >>> [one.words for one in word_bands({"Ahli Utama"})]
        [('Ahli Utama',), ()]
    """
    return (*(Band(one, words=(one,)) for one in sorted(named)), Band(OTHER))


def values(domain: Domain) -> tuple[Any, ...]:
    """One value of each band."""
    return tuple(one.value for one in domain)


def band_of(domain: Domain, value: Any) -> Band:
    """The band that a value stands for."""
    return next(one for one in domain if one.value == value and type(one.value) is type(value))


def within(domain: Domain, value: Any) -> Band:
    """The band in which a value lies; the last one for a value that belongs to none.

    Example:
        >>> within(number_bands([50]), 60.0).low
        50
    """
    for one in domain:
        if isinstance(value, float):
            above = one.low is None or value > one.low or (one.low_in and value == one.low)
            below = one.high is None or value < one.high or (one.high_in and value == one.high)
            if above and below:
                return one
        elif value == one.value or value in one.words:
            return one
    return domain[-1]


def plain_number(value: Any) -> bool:
    """Whether a constant is a number (yes and no are none)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def plain(value: Any) -> bool:
    """Whether a constant is a word, a number, or yes or no; or a list or table of such."""
    if isinstance(value, (list, tuple)):
        return all(map(plain, value))
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and plain(one) for key, one in value.items())
    return isinstance(value, (str, bool, int, float))
