"""Which unit a text means, and units that a sheet brings along."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from workflow.exchange.columns import plain
from workflow.exchange.findings import Bad, shown
from workflow.language import N_
from workflow.registry.model import Unit

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KINDS = (
    ("sekretariat", "secretariat"), ("bagian ", "division"), ("bidang ", "division"), ("kecamatan ", "district"),
    ("kelurahan ", "village"), ("puskesmas ", "health_centre"), ("uptd puskesmas ", "health_centre"),
    ("rsud", "hospital"), ("rumah sakit", "hospital"), ("uptd sd", "primary_school"), ("sd ", "primary_school"),
    ("sdn ", "primary_school"), ("uptd smp", "secondary_school"), ("smp ", "secondary_school"),
    ("smpn ", "secondary_school"), ("upt", "technical"), ("dinas ", "agency"), ("badan ", "agency"),
    ("inspektorat", "agency"), ("satuan polisi", "agency"), ("kota ", "city"), ("pemerintah ", "city"),
    ("kabupaten ", "city"),
)  # fmt: skip


class Units:
    """Units by id, code and name; a name may stand for several (every agency has its “Sekretariat”)."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_id: dict[str, Unit] = {}
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._below: dict[str, set[str]] = defaultdict(set)
        for unit in units:
            self.add(unit)

    def add(self, unit: Unit) -> None:
        """Know one more unit, or a changed one."""
        self._by_id[unit.id] = unit
        for text in (unit.id, unit.code, unit.name):
            if text:
                self._ids[plain(text)].add(unit.id)
        if unit.parent:
            self._below[unit.parent].add(unit.id)

    @property
    def root(self) -> str | None:
        """The city itself, where the registry has it as the one unit with none above it."""
        roots = [unit.id for unit in self._by_id.values() if unit.parent is None and unit.kind == "city"]
        return roots[0] if len(roots) == 1 else None

    def named(self, text: str) -> set[str]:
        """The ids of the units that a text names; “Dinas Kesehatan Kota Kupang” is the city's Dinas Kesehatan.

        Example:
            >>> city = Unit("U-0", "Pemerintah Kota Kupang", "city")
            >>> units = Units([city, Unit("U-1", "Dinas Kesehatan", "agency", "U-0")])
            >>> units.named("DINAS KESEHATAN KOTA KUPANG")
            {'U-1'}
        """
        word = plain(text)
        found = self._ids.get(word)
        if not found:
            for root in [unit for unit in self._by_id.values() if unit.parent is None]:
                city = plain(root.name).removeprefix("pemerintah ")
                found = found or self._ids.get(word.removesuffix(f" {city}"))
        return set(found or ())

    def one(self, text: str, below: str | None = None) -> Unit | None:
        """The unit that a text names, or None when none does.

        Args:
            text: an id, a code or a name.
            below: only units under this one, where several have the name.

        Raises:
            Bad: several have the name.
        """
        found = self.named(text)
        if len(found) > 1 and below is not None:
            found = {one for one in found if self._by_id[one].parent == below} or found
        if len(found) > 1:
            raise Bad(
                "unit_ambiguous",
                N_("{count} units are called “{value}” ({units}); write the code of the one that is meant."),
                count=len(found),
                value=shown(text),
                units=", ".join(sorted(found)[:5]),
            )
        return self._by_id[found.pop()] if found else None

    def get(self, id: str) -> Unit:
        """A unit by id."""
        return self._by_id[id]

    def within(self, ids: Iterable[str]) -> set[str]:
        """These units and all below them."""
        found: set[str] = set()
        waiting = list(ids)
        while waiting:
            unit = waiting.pop()
            if unit not in found:
                found.add(unit)
                waiting += self._below.get(unit, ())
        return found

    def near(self, text: str) -> str:
        """Names like this one, in words; empty when there are none."""
        names = {plain(unit.name): unit.name for unit in self._by_id.values()}
        return ", ".join(f"“{names[one]}”" for one in get_close_matches(plain(text), names, n=3, cutoff=0.8))


def unit_kind(name: str) -> str:
    """The kind of unit that a name speaks of, `unit` when it is none of the usual ones.

    Example:
        >>> unit_kind("Dinas Sosial"), unit_kind("Kelurahan Solor"), unit_kind("Subbidang Mutasi")
        ('agency', 'village', 'unit')
    """
    word = f"{plain(name)} "
    return next((kind for start, kind in _KINDS if word.startswith(start)), "unit")


def fresh_id(prefix: str, text: str, taken: Mapping[str, object]) -> str:
    """An id made of words, with a running number where it is taken; the same sheet gives the same ids.

    Example:
        >>> fresh_id("UNIT", "Dinas Kesehatan", {}), fresh_id("UNIT", "Dinas Kesehatan", {"UNIT-DINAS-KESEHATAN": 1})
        ('UNIT-DINAS-KESEHATAN', 'UNIT-DINAS-KESEHATAN-2')
    """
    words = re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-").upper()[:50].strip("-")
    first = f"{prefix}-{words}" if words else f"{prefix}-1"
    number, found = 1, first
    while found in taken:
        number += 1
        found = f"{first}-{number}"
    return found


def checked_id(text: str) -> str:
    """A code that may serve as an id.

    Raises:
        Bad: it is too long or has other signs than letters, digits, `.`, `_`, `-`.
    """
    if not _ID.fullmatch(text):
        raise Bad(
            "id",
            N_("“{value}” cannot be a code: up to 64 letters, digits, dots, hyphens and underscores."),
            value=shown(text),
        )
    return text
