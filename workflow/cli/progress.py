"""A progress bar on standard error, for a person who watches; silent where nobody does."""

from __future__ import annotations

import sys

from workflow.language import N_, _

_CELLS = 30
#: what the making of a demonstration says of itself
_STEPS = (N_("registry"), N_("cases"))


class Progress:
    """Draws how far something has come; call it with how much is done, of how much, and what is being done."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = ""

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Draw it, when it looks different from before."""
        share = min(done / total, 1.0) if total else 1.0
        full = round(share * _CELLS)
        line = f"[{'#' * full}{'-' * (_CELLS - full)}] {share:4.0%}  {_(what)}"
        if self._shown and line != self._last:
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()
            self._last = line

    def end(self) -> None:
        """Take the bar away."""
        if self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._last = ""
