"""The city's tree as rows: units with counts that roll up, their positions below them. Pure values, no screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from tui.widgets.table.query import haystack, matching, parse
from workflow.language import N_, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

#: the names that may stand before a colon in a filter, with those of the other language
FIELDS = ("name", "unit", "state", "level", "holder", "case", "kind")
ALIASES = {
    "position": "name", "jabatan": "name", "unit-kerja": "unit", "keadaan": "state", "jenjang": "level", "eselon": "level",
    "pejabat": "holder", "perkara": "case", "kasus": "case", "jenis": "kind",
}  # fmt: skip

STATES: Mapping[str, str] = {"filled": N_("filled"), "partly": N_("partly"), "vacant": N_("vacant")}
MARKS: Mapping[str, str] = {"filled": "●", "partly": "◐", "vacant": "○"}
ACTING = N_("acting")

_KINDS = {"structural": 0, "functional": 1, "executive": 2}


@dataclass(frozen=True, slots=True)
class Counts:
    """What rolls up: authorised seats, definitive holders, empty seats, acting officials, open cases."""

    need: int = 0
    filled: int = 0
    vacant: int = 0
    acting: int = 0
    cases: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.need + other.need,
            self.filled + other.filled,
            self.vacant + other.vacant,
            self.acting + other.acting,
            self.cases + other.cases,
        )


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a row; `below` counts everything in it and under it."""

    unit: Any
    depth: int
    below: Counts
    longest: int | None
    path: tuple[str, ...]

    @property
    def key(self) -> str:
        """The row's name."""
        return f"unit:{self.unit.id}"


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A position as a row; `days` is for how many days a seat of it is known to be empty."""

    seat: Any
    depth: int
    days: int | None
    counts: Counts
    path: tuple[str, ...]

    @property
    def key(self) -> str:
        """The row's name."""
        return f"seat:{self.seat.position.id}"

    @property
    def words(self) -> str:
        """Its standing in words."""
        standing = self.seat.standing
        said = translate(STATES[standing.state])
        return f"{said}, {translate(ACTING)}" if standing.acting else said


Row = UnitRow | SeatRow


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole city, in the order in which it is read: a unit, its own positions, the units below it.

    Args:
        rows: every row, parents before what is under them.
        parents: the row above each, by key.
        inside: rows that have something under them, by key.
    """

    rows: Sequence[Row] = ()
    parents: Mapping[str, str | None] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    hay: Sequence[str] = ()
    total: Counts = Counts()

    def opened_to(self, depth: int) -> frozenset[str]:
        """The rows to expand so that units are seen down to a depth."""
        return frozenset(one.key for one in self.rows if one.depth < depth and one.key in self.inside)

    def shown(self, opened: frozenset[str], text: str = "", vacant_only: bool = False) -> list[Row]:
        """The rows to show.

        Args:
            opened: the keys of expanded units; a filter opens what it finds by itself.
            text: a filter as typed.
            vacant_only: leave out positions without an empty seat, and units without any.
        """
        places = {name: place for place, name in enumerate(FIELDS)}
        places |= {alias: places[name] for alias, name in ALIASES.items()}
        terms = parse(text, places)
        rows = self.rows
        if terms:
            kept: set[str] = set()
            for index in matching(terms, self.hay, range(len(rows)), places):
                row = rows[index]
                if vacant_only and not _vacant(row):
                    continue
                key: str | None = row.key
                while key is not None and key not in kept:
                    kept.add(key)
                    key = self.parents[key]
            return [row for row in rows if row.key in kept]
        shown: list[Row] = []
        visible: set[str | None] = {None}
        for row in rows:
            if self.parents[row.key] not in visible or (vacant_only and not _vacant(row)):
                continue
            shown.append(row)
            if row.key in opened:
                visible.add(row.key)
        return shown


def _vacant(row: Row) -> bool:
    counts = row.below if isinstance(row, UnitRow) else row.counts
    return counts.vacant > 0


def build(units: Iterable[Any], seats: Iterable[Any], today: date) -> Tree:
    """Put units and positions together, with counts that roll up.

    A unit whose parent is not known stands at the top. Units that form a ring are shown at the top too, once each.

    Args:
        units: `session.registry.units()`.
        seats: `session.registry.seats()`.
        today: the store's day, to count days from.
    """
    known = {one.id: one for one in units}
    children: dict[str | None, list[str]] = defaultdict(list)
    for unit in known.values():
        children[unit.parent if unit.parent in known and unit.parent != unit.id else None].append(unit.id)
    of_unit: dict[str, list[Any]] = defaultdict(list)
    strays: list[Any] = []
    for seat in seats:
        (of_unit[seat.unit] if seat.unit in known else strays).append(seat)

    rows: list[Row] = []
    parents: dict[str, str | None] = {}
    seen: set[str] = set()

    def walk(id: str, depth: int, above: str | None, path: tuple[str, ...]) -> tuple[Counts, int | None]:
        seen.add(id)
        unit = known[id]
        place, path = len(rows), (*path, unit.name)
        rows.append(UnitRow(unit, depth, Counts(), None, path))
        key = rows[place].key
        parents[key] = above
        total, longest = Counts(), None
        for seat in sorted(of_unit[id], key=_order):
            row = _seat_row(seat, depth + 1, today, path)
            rows.append(row)
            parents[row.key] = key
            total, longest = total + row.counts, _longer(longest, row.days)
        for child in children[id]:
            if child not in seen:
                counts, days = walk(child, depth + 1, key, path)
                total, longest = total + counts, _longer(longest, days)
        rows[place] = UnitRow(unit, depth, total, longest, path)
        return total, longest

    total = Counts()
    for top in children[None]:
        total += walk(top, 0, None, ())[0]
    for top in known:
        if top not in seen:
            total += walk(top, 0, None, ())[0]
    for seat in strays:
        row = _seat_row(seat, 0, today, ())
        rows.append(row)
        parents[row.key] = None
        total += row.counts
    inside = frozenset(one for one in parents.values() if one is not None)
    return Tree(rows, parents, inside, [haystack(_said(row)) for row in rows], total)


def _seat_row(seat: Any, depth: int, today: date, path: tuple[str, ...]) -> SeatRow:
    stands = seat.standing
    days = max(0, (today - seat.vacant_since).days) if seat.vacant_since else None
    counts = Counts(
        stands.need, min(stands.holders, stands.need), stands.vacant, stands.acting, len(seat.cases)
    )
    return SeatRow(seat, depth, days, counts, path)


def _order(seat: Any) -> tuple[Any, ...]:
    """Structural posts from the highest down, then functions by name and level, then executive ones."""
    position = seat.position
    if position.kind == "structural":
        return 0, position.level, position.name
    return _KINDS.get(position.kind, 3), position.function or position.name, position.level, position.name


def _longer(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _said(row: Row) -> list[str]:
    """What a filter searches, in the order of `FIELDS`; states in both languages, so that either word finds them."""
    if isinstance(row, UnitRow):
        return [row.unit.name, " / ".join(row.path), "", "", "", "", row.unit.kind]
    position, standing = row.seat.position, row.seat.standing
    states = [standing.state, translate(STATES[standing.state])]
    if standing.vacant:
        # who looks for vacant seats wants those of partly filled positions too
        states += ["vacant", translate(STATES["vacant"])]
    if standing.acting:
        states += ["acting", "plt", translate(ACTING)]
    return [
        position.name,
        " / ".join(row.path),
        " ".join(states),
        position.level,
        " ".join(name for _, name in row.seat.holders),
        " ".join(case for case, _ in row.seat.cases),
        position.kind,
    ]
