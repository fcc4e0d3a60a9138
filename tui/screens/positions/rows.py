"""How the tree looks in the table: columns, cells, and the rows that are shown now."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from textual.content import Content

from tui.widgets.table import Cell, Column
from workflow.language import translate
from workflow.language import translate as _

from .tree import ACTING, MARKS, STATES, Counts, Row, SeatRow, Tree, UnitRow

#: days that a seat has been empty, from which on its number is coloured
LONG, VERY_LONG = 90, 180
COLOURS = {"filled": "$text-success", "partly": "$text-warning", "vacant": "$text-error"}


def columns() -> list[Column]:
    """The columns, in the user's language."""
    return [
        Column("name", _("Unit, position"), weight=3, min_width=30, sortable=False),
        Column("state", _("Standing"), width=16, sortable=False),
        Column("level", _("Level"), width=12, sortable=False, priority=4),
        Column("need", _("Need"), width=6, align="right", sortable=False, priority=2),
        Column("filled", _("Filled"), width=6, align="right", sortable=False, priority=3),
        Column("vacant", _("Vacant"), width=6, align="right", sortable=False),
        Column("acting", _("Acting"), width=6, align="right", sortable=False, priority=5),
        Column("cases", _("Cases"), width=5, align="right", sortable=False, priority=1),
        Column("days", _("Days"), width=5, align="right", sortable=False, priority=6),
    ]


class TreeSource:
    """The rows of a tree that are shown now."""

    def __init__(self) -> None:
        self.tree = Tree()
        self._rows: Sequence[Row] = ()
        self._where: dict[str, int] = {}
        self._open: frozenset[str] = frozenset()
        self._generation = 0

    def show(self, tree: Tree, opened: frozenset[str], text: str, vacant_only: bool) -> None:
        """Show another part of it."""
        self.tree = tree
        self._rows = tree.shown(opened, text, vacant_only)
        self._where = {row.key: place for place, row in enumerate(self._rows)}
        self._open = frozenset(tree.parents[row.key] or "" for row in self._rows)
        self._generation += 1

    @property
    def count(self) -> int:
        """How many rows are shown."""
        return len(self._rows)

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a row."""
        return self._cells(self._rows[index])

    def key(self, index: int) -> str:
        """The name of a row."""
        return self._rows[index].key

    def index_of(self, key: str) -> int | None:
        """Where a row is shown."""
        return self._where.get(key)

    def version(self, index: int) -> Hashable:
        """Every new reading counts as a change."""
        return self._generation

    def get(self, key: str | None) -> Row | None:
        """A row that is shown, by name."""
        place = None if key is None else self._where.get(key)
        return None if place is None else self._rows[place]

    def first_seat(self) -> str | None:
        """The first position that is shown."""
        return next((row.key for row in self._rows if isinstance(row, SeatRow)), None)

    def is_open(self, key: str) -> bool:
        """Whether something below a row is shown."""
        return key in self._open

    def _cells(self, row: Row) -> Sequence[Cell]:
        indent = "  " * row.depth
        if isinstance(row, UnitRow):
            arrow = ("▾" if self.is_open(row.key) else "▸") if row.key in self.tree.inside else " "
            name = Content.assemble(f"{indent}{arrow} ", Content.styled(row.unit.name, "bold"))
            return [name, share(row.below), "", *numbers(row.below), days(row.longest)]
        position = row.seat.position
        return [
            f"{indent}  {position.name}",
            standing(row),
            position.level,
            *numbers(row.counts),
            days(row.days),
        ]


def standing(row: SeatRow) -> Content:
    """How a position stands, as a mark and in words."""
    stands = row.seat.standing
    said = Content.styled(f"{MARKS[stands.state]} {translate(STATES[stands.state])}", COLOURS[stands.state])
    return Content.assemble(said, Content.styled(f", {_(ACTING)}", "$text-accent")) if stands.acting else said


def share(counts: Counts) -> Content:
    """How much of a unit is filled."""
    if not counts.need:
        return Content("")
    percent = counts.filled * 100 // counts.need
    colour = "$text-success" if percent >= 90 else "$text-warning" if percent >= 75 else "$text-error"
    return Content.styled(_("{percent}% filled").format(percent=percent), colour)


def numbers(counts: Counts) -> list[Cell]:
    """Need, filled, vacant, acting, cases; nothing is an empty cell."""
    vacant: Cell = Content.styled(str(counts.vacant), "bold $text-error") if counts.vacant else ""
    return [str(counts.need), str(counts.filled), vacant, str(counts.acting or ""), str(counts.cases or "")]


def days(count: int | None) -> Cell:
    """For how long, coloured when it is long."""
    if count is None:
        return ""
    style = "$text-error" if count >= VERY_LONG else "$text-warning" if count >= LONG else ""
    return Content.styled(str(count), style) if style else str(count)
