"""The years that somebody has served: in posts of some kinds together, and in the present one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from workflow.definition.duration import add_months
from workflow.registry.facts import Doc, Reader, in_force
from workflow.registry.ladder import post_class
from workflow.registry.reference import Reference

_DAY = timedelta(days=1)


def years_held(
    reader: Reader, person: str, kinds: Collection[str], today: date, reference: Reference
) -> float:
    """How many years somebody has held definitive posts of some kinds, counted together up to a day.

    Times that overlap count once, an acting (Plt, Plh) or annulled holding does not count.

    Args:
        reader: the registry.
        person: the person's id.
        kinds: levels (`Ahli Muda`, `III.a`), classes (`Pengawas`, `Pelaksana`) or kinds (`structural`) of posts.
        today: the day up to which is counted.
        reference: the tables that give a level its class.

    Returns:
        Years; a part of a year as its days over the days of that year.

    Example:
        >>> from workflow.registry.memory import Memory
        >>> from workflow.shipped import shipped_definitions
        >>> docs = Memory(
        ...     positions=[{"id": "POS-1", "kind": "structural", "level": "IV.a"}],
        ...     holdings=[{"id": "H-1", "person": "P-1", "position": "POS-1", "status": "definitif", "since": "2022-03-01"}],
        ... )
        >>> reference = Reference.load(shipped_definitions() / "reference")
        >>> years_held(docs, "P-1", ["Pengawas", "Ahli Muda"], date(2025, 3, 1), reference)
        3.0

    Source:
        PP 11/2017 art. 54 asks for years as Pengawas or in a functional post of equal level.
    """
    spells = []
    for held in reader.find("holdings", "person", person):
        post = reader.get("positions", held["position"])
        if held["status"] == "definitif" and post is not None and _is_one(post, kinds, reference):
            until = date.fromisoformat(held["until"]) + _DAY if held.get("until") else today
            spells.append((date.fromisoformat(held["since"]), min(until, today)))
    total, reached = 0.0, date.min
    first: date | None = None
    for since, end in sorted(one for one in spells if one[0] < one[1]):
        if first is None or since > reached:
            total += _years(first, reached) if first is not None else 0.0
            first, reached = since, end
        reached = max(reached, end)
    return round(total + (_years(first, reached) if first is not None else 0.0), 4)


def years_in_post(reader: Reader, person: str, today: date) -> float | None:
    """How many years somebody has held the present definitive post; None without one."""
    held = in_force(reader, "person", person, today)
    return round(_years(date.fromisoformat(held[0]["since"]), today), 4) if held else None


def _is_one(post: Doc, kinds: Collection[str], reference: Reference) -> bool:
    return bool({post["kind"], post["level"], post_class(post, reference)} & set(kinds))


def _years(start: date, end: date) -> float:
    """Whole years, and what is left as a part of the year that it falls in."""
    whole = end.year - start.year
    if add_months(start, 12 * whole) > end:
        whole -= 1
    last, following = add_months(start, 12 * whole), add_months(start, 12 * (whole + 1))
    return whole + (end - last).days / (following - last).days
