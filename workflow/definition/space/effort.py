"""How much a look at the state space may cost, counted and not timed, so that a file has the same findings everywhere."""

from __future__ import annotations

#: a second or two; the largest pathway that is shipped takes a tenth of it
MOST_EFFORT = 3_000_000


class TooMuch(Exception):
    """The effort is spent."""


class Effort:
    """Counts what was done, in steps of well under a microsecond.

    Args:
        most: how much may be spent.

    Example:
        >>> effort = Effort(10)
        >>> effort.spend(7)
        >>> effort.left
        3
    """

    __slots__ = ("left",)

    def __init__(self, most: int = MOST_EFFORT) -> None:
        self.left = most

    def spend(self, steps: int = 1) -> None:
        """Count some steps.

        Raises:
            TooMuch: more than there was.
        """
        self.left -= steps
        if self.left < 0:
            raise TooMuch
