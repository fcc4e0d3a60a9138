"""What time it is for a store: the system's clock, or a demonstration's that began at a stored moment and runs on.

Everything that a store says of time is in the city's zone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflow.engine.facts import SYSTEM
from workflow.engine.journal import note
from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Reader, Store, Transaction

#: Kupang keeps WITA; used where the machine has no time zone data
WITA = timezone(timedelta(hours=8), "WITA")


def zone(name: str) -> tzinfo:
    """A time zone by name; WITA where the machine does not know it.

    Example:
        >>> datetime(2025, 11, 25, tzinfo=zone("Asia/Makassar")).utcoffset() == timedelta(hours=8)
        True
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return WITA


class Clock:
    """The store's clock.

    Args:
        store: where a demonstration's clock is kept (`meta/clock`).
        tz: the city's zone.
        given: a clock from outside (tests); wins over both others.
    """

    def __init__(self, store: Store, tz: tzinfo, given: Callable[[], datetime] | None = None) -> None:
        self._store, self.tz, self._given = store, tz, given

    def now(self, reader: Reader | None = None) -> datetime:
        """The current moment, in the city's zone."""
        if self._given is not None:
            moment = self._given()
            if moment.tzinfo is None:
                raise InputError(
                    N_("The clock that was given tells no time zone."), N_("Return a datetime with tzinfo.")
                )
            return moment.astimezone(self.tz)
        real = datetime.now(UTC)
        doc = (reader or self._store.read()).get("meta", "clock")
        if doc is not None:
            real = datetime.fromisoformat(doc["story"]) + (real - datetime.fromisoformat(doc["real"]))
        return real.astimezone(self.tz)

    @property
    def is_story(self) -> bool:
        """Whether this is a demonstration's clock."""
        return self._given is None and self._store.read().get("meta", "clock") is not None

    def set(self, moment: datetime) -> datetime:
        """Let a demonstration's clock run on from a moment; it never goes back.

        Raises:
            InputError: the moment lies before the current one, or the store is no demonstration.
        """

        def think(tx: Transaction) -> datetime:
            now = self.now(tx)
            if moment < now:
                raise InputError(
                    N_("The clock stands at {now} and moves forward only."),
                    N_("Name a later moment."),
                    now=now,
                )
            tx.put(
                "meta", {"id": "clock", "story": moment.isoformat(), "real": datetime.now(UTC).isoformat()}
            )
            note(tx, "clock", "move", SYSTEM, now, {"to": moment.isoformat()})
            return moment.astimezone(self.tz)

        if not self.is_story:
            raise InputError(
                N_("Only a demonstration's clock can be moved; this store keeps the system's time."),
                N_("`lantik demo` makes a demonstration."),
            )
        return self._store.transact(think)
