"""Values that say the same: what keeps them apart where a value may stand only once."""

from __future__ import annotations


def said(value: object) -> str:
    """A value as it counts where it must be unique: capitals and blanks around it make no difference, nor does 5.0 for 5.

    Example:
        >>> said(" 1/BKN "), said(5.0), said(5), said(5.5)
        ('1/bkn', '5', '5', '5.5')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().casefold()
