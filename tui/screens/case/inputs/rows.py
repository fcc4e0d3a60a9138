"""Rows of a group: new ones as small forms below each other, known ones as a grid with one input a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Select, Static, TextArea

from tui.case_view import Declared
from workflow.language import text
from workflow.language import translate as _

from .part import Part
from .pick import PickPart, Row
from .row import MARK, KnownRow, NewRow, RowLine, Taken, column_width, filled

Known = Callable[[str], str | None]


class RowsPart(Part):
    """What an action takes for the rows of a group; only rows in which something was typed are sent.

    Args:
        group: the group.
        takes: the columns that are asked for; None: the group as a whole, with all of its columns.
        before: the rows of the case.
        raw: what was typed before, a mapping a row; the key of a known row names it.
        known: id → name.
    """

    def __init__(
        self,
        group: Declared,
        takes: Declared,
        before: Sequence[Mapping[str, Any]],
        raw: Any,
        known: Known,
        needed: bool = True,
    ) -> None:
        super().__init__(group.name, text(group.label), needed, text(group.help) if group.help else "")
        self.add_class("rows")
        self.group, self._known = group, known
        self._offered: dict[str, list[Row]] = {}
        self.adds = takes is None or takes.adds
        typed = [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, (list, tuple)) else []
        if takes is None:
            columns = [one for one in group.fields.values() if one.computed is None]
            self._new_columns, self._columns = [(one, False) for one in columns], []
            self._first_new, self._first_known = typed, []
            return
        asked = [(group.fields[name], name in takes.asks) for name in (*takes.asks, *takes.may_ask)]
        self._columns = asked
        key = group.key or ""
        self._new_columns = [(group.fields[key], True), *asked]
        names = [row.get(key) for row in before]
        self._first_known = [
            (row, next((one for one in typed if one.get(key) == row.get(key)), {})) for row in before
        ]
        self._first_new = [row for row in typed if row.get(key) not in names]
        if self.adds and not asked:
            self._first_known = []  # nothing is asked of those who are on the list already

    # ── what stands there ───────────────────────────────────────────────────────────────────────────────────────────

    def compose(self) -> ComposeResult:
        """The label, new rows with the way to another one, then the known ones under their columns."""
        mark = Content.styled(" *", "$text-accent") if self._needed else Content("")
        yield Static(Content.assemble(Content.styled(self._label, "bold"), mark), classes="rows-label")
        yield Static(classes="says")
        if self.adds:
            with Vertical(classes="new-rows"):
                for row in self._first_new or [{}]:
                    yield self._new(row)
            yield Button(Content(_("Another row (F4)")), classes="another", compact=True)
        if self._first_known:
            with Vertical(classes="known-rows"):
                yield Horizontal(*self._headings(), classes="headings")
                for before, typed in self._first_known:
                    yield KnownRow(self.group, self._columns, before, typed, self._known)
        elif not self.adds:
            yield Static(Content.styled(_("There is no row yet."), "$muted"))

    def _new(self, raw: Mapping[str, Any]) -> NewRow:
        return NewRow(self.group, self._new_columns, raw, self._known)

    def _headings(self) -> Iterable[Static]:
        key = self.group.fields[self.group.key or ""]
        yield Static(Content(text(key.label)), classes="row-name quiet")
        for column, needed in self._columns:
            label = text(column.label) + (" *" if needed else "")
            width = column_width(column)
            heading = Static(Content(label).truncate(width, ellipsis=True), classes="heading quiet")
            heading.styles.width = width + 1
            yield heading

    def on_mount(self) -> None:
        """Number the rows."""
        super().on_mount()
        self._number()

    @property
    def lines(self) -> list[RowLine]:
        """Every row, new ones first."""
        return [*self.query(RowLine)]

    # ── lists to pick from ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def kinds(self) -> set[str]:
        """What has to be read for picking: people, positions, units."""
        columns = self._new_columns if self.adds else self._columns
        return {one.type for one, _needed in columns if one.type in ("person", "position", "unit")}

    def offer(self, kind: str, rows: list[Row]) -> None:
        """The rows to pick from have come."""
        self._offered[kind] = rows
        for line in self.lines:
            self._offer_to(line)

    def _offer_to(self, line: RowLine) -> None:
        for part in line.query(PickPart):
            rows = self._offered.get(self.group.fields[part.field].type)
            if rows is not None:
                part.offer(rows)

    @property
    def names(self) -> dict[str, str]:
        """Key of a row → how it is called on the screen."""
        return {str(line.key): line.called for line in self.lines if line.key}

    # ── what was typed ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def raw(self) -> Any:
        """As typed, a mapping a row, only rows with something in them; None for nothing."""
        return [row for line in self.lines if filled(row := line.raw)] or None

    @property
    def value(self) -> Any:
        """The rows for the engine."""
        return [line.value for line in self.lines if filled(line.raw)] or None

    @property
    def fault(self) -> str:
        """What is wrong in the first row that has something wrong."""
        return next((said for line in self.lines if (said := line.fault)), "")

    def go(self) -> None:
        """To the first row that has something wrong, else to the first there is."""
        wrong = next((line for line in self.lines if line.fault), None)
        for line in self.lines:
            line.say(line.own_fault)
        place = wrong or next(iter(self.lines), None)
        if place is not None:
            place.go()

    def say_of(self, key: str, fault: str) -> None:
        """Show what is wrong with one row."""
        for line in self.lines:
            if str(line.key) == key:
                line.say(fault)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say in full which cell of the grid one is in; its heading may be cut short."""
        inside = list(event.widget.ancestors)
        line = next((one for one in inside if isinstance(one, KnownRow)), None)
        cell = next((one for one in inside if isinstance(one, Part) and one.has_class("cell")), None)
        if line is not None and cell is not None:
            self._help = f"{line.called} · {text(self.group.fields[cell.field].label)}"
            self.say("")

    def on_taken(self, event: Taken) -> None:
        """Something was typed in a row."""
        event.stop()
        self.say("")
        self.post_message(self.Changed())

    # ── rows come and go ────────────────────────────────────────────────────────────────────────────────────────────

    async def another(self) -> None:
        """A new row, empty, with the cursor in it."""
        if not self.adds:
            return
        line = self._new({})
        await self.query_one(".new-rows").mount(line)
        self._offer_to(line)
        self._number()
        line.go()

    async def take_away(self, line: RowLine) -> None:
        """A new row goes; the last one is emptied."""
        if not isinstance(line, NewRow):
            return
        alone = len(self.query(NewRow)) == 1
        await line.remove()
        if alone:
            await self.another()
        else:
            self._number()
            self.query(NewRow).last().go()
        self.post_message(self.Changed())

    def _number(self) -> None:
        for number, line in enumerate(self.query(NewRow), 1):
            line.number(number)

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Another row; this row goes."""
        event.stop()
        if event.button.has_class("another"):
            await self.another()
        else:
            line = next((one for one in event.button.ancestors if isinstance(one, RowLine)), None)
            if line is not None:
                await self.take_away(line)

    def on_key(self, event: events.Key) -> None:
        """Up and down in the grid: the same column of the row beside."""
        here = self.screen.focused
        line = next((one for one in self.query(KnownRow) if one.has_focus_within), None)
        if event.key not in ("up", "down") or line is None or isinstance(here, (Select, TextArea)):
            return
        rows = [*self.query(KnownRow)]
        place = rows.index(line) + (1 if event.key == "down" else -1)
        inside: list[Widget] = [*line.query(f"Input, Select, {MARK}")]
        if 0 <= place < len(rows) and here in inside and not self._picking(here):
            event.stop()
            event.prevent_default()
            [*rows[place].query(f"Input, Select, {MARK}")][inside.index(here)].focus()

    @staticmethod
    def _picking(here: Widget | None) -> bool:
        return isinstance(here, Input) and any(isinstance(one, PickPart) for one in here.ancestors)


def as_typed(value: Any) -> Any:
    """The rows of a case as they would stand in the form, to tell what was typed from what was there."""
    if not isinstance(value, (list, tuple)):
        return value
    rows = [
        {name: plain(cell) for name, cell in row.items() if cell is not None}
        for row in value
        if isinstance(row, Mapping)
    ]
    return rows or None


def plain(cell: Any) -> Any:
    """A cell as it is typed: a yes or no as a word, a number as digits."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:.12g}" if isinstance(cell, (int, float)) else cell
