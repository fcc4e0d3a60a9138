"""For how long something is tried again: a server that is there gets longer than one that went away."""

from __future__ import annotations

import time

from workflow.store.sql.trouble import is_cut, is_lost


class Tries:
    """The patience with one piece of work, from now on.

    Args:
        patience: seconds as long as the server answers, be it with a clash or by cutting the connection.
        wait: seconds for which a server that takes no connection is waited for, from when it was first missed.

    Example:
        >>> Tries(30, 10).more(ValueError()), Tries(-1, 10).more(ValueError())
        (True, False)
    """

    def __init__(self, patience: float, wait: float) -> None:
        self._until, self._wait = time.monotonic() + patience, wait
        self._back: float | None = None

    def more(self, error: BaseException) -> bool:
        """Whether to try again after this error."""
        now = time.monotonic()
        if is_lost(error) and not is_cut(error):
            self._back = self._back or now + self._wait
            return now < self._back
        self._back = None
        return now < self._until
