"""Parts of one line: texts, numbers, dates, moments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Input

from workflow.language import translate as _

from .part import Part


class TextPart(Part):
    """A line of text."""

    TYPE = "text"
    HINT = ""

    def __init__(self, name: str, label: str, needed: bool = True, help: str = "", raw: Any = None) -> None:
        super().__init__(name, label, needed, help)
        self._first = "" if raw is None else str(raw)

    def filler(self) -> ComposeResult:
        """An input."""
        yield Input(
            self._first, placeholder=_(self.HINT) if self.HINT else "", compact=True, id=f"in-{self.field}"
        )

    @property
    def raw(self) -> str:
        """As typed."""
        return self.query_one(Input).value.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check as one types."""
        event.stop()
        self.changed()


class NumberPart(TextPart):
    """A number; a comma is as good as a point.

    Args:
        least, most: bounds, both included.
    """

    def __init__(
        self,
        name: str,
        label: str,
        needed: bool = True,
        help: str = "",
        raw: Any = None,
        least: float | None = None,
        most: float | None = None,
    ) -> None:
        super().__init__(name, label, needed, help, f"{raw:.12g}" if isinstance(raw, (int, float)) else raw)
        self._least, self._most = least, most

    @property
    def value(self) -> Any:
        """A number."""
        typed = self.raw.replace(",", ".")
        if not typed or self.fault:
            return None
        return int(typed) if typed.lstrip("-").isdigit() else float(typed)

    @property
    def fault(self) -> str:
        """No number, or one out of bounds."""
        typed = self.raw.replace(",", ".")
        if not typed:
            return ""
        try:
            number = float(typed)
        except ValueError:
            return _("This is no number: write it as 12 or 12.5.")
        if self._least is not None and number < self._least:
            return _("At least {least}.").format(least=f"{self._least:g}")
        if self._most is not None and number > self._most:
            return _("At most {most}.").format(most=f"{self._most:g}")
        return ""


class DatePart(TextPart):
    """A date: 2025-11-25, 25-11-2025, 25/11/2025, or `today`."""

    def filler(self) -> ComposeResult:
        """An input."""
        yield Input(
            self._first, placeholder=_("2025-11-25 or 25-11-2025"), compact=True, id=f"in-{self.field}"
        )

    @property
    def value(self) -> Any:
        """ISO text."""
        found = read_date(self.raw)
        return found.isoformat() if found else None

    @property
    def fault(self) -> str:
        """No date."""
        return (
            _("This is no date: write it as 2025-11-25.") if self.raw and read_date(self.raw) is None else ""
        )


def read_date(typed: str) -> date | None:
    """A date as people write it, or None.

    Example:
        >>> read_date("25/11/2025"), read_date("2025-11-25") == read_date("25-11-2025"), read_date("31-02-2025")
        (datetime.date(2025, 11, 25), True, None)
    """
    parts = typed.strip().replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
    try:
        return date(year, month, day) if year > 999 else None
    except ValueError:
        return None


class MomentPart(DatePart):
    """When it took effect: empty is now; a date alone is its morning at 08:00; with a time behind it, that time."""

    def __init__(self, name: str, label: str, help: str, raw: str, zone: Any) -> None:
        super().__init__(name, label, False, help, raw)
        self._zone = zone

    def filler(self) -> ComposeResult:
        """An input."""
        yield Input(self._first, placeholder=_("now"), compact=True, id=f"in-{self.field}")

    @property
    def value(self) -> Any:
        """A datetime with the store's zone."""
        day, _space, clock = self.raw.partition(" ")
        found = read_date(day)
        if found is None:
            return None
        try:
            hour, minute = (int(part) for part in (clock.strip() or "08:00").replace(".", ":").split(":"))
            return datetime(found.year, found.month, found.day, hour, minute, tzinfo=self._zone)
        except ValueError:
            return None

    @property
    def fault(self) -> str:
        """No moment."""
        return (
            _("Write it as 2025-11-25 08:00, or leave it empty for now.")
            if self.raw and self.value is None
            else ""
        )
