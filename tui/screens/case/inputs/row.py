"""One row of a group in a form: a new one with a line a column, a known one with its cells beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Checkbox, Input, Static

from tui.case_view import Declared
from workflow.language import text
from workflow.language import translate as _

from .cells import cell_for
from .papers import Mark
from .part import Part

Known = Callable[[str], str | None]
Asked = Sequence[tuple[Declared, bool]]
"""Columns, each with whether it must be given."""
MARK = "Mark"
_WIDTHS = {"number": 9, "date": 12, "yes_no": 10, "choice": 18, "text": 18}


class Taken(Message):
    """Something was typed in a row."""


def column_width(column: Declared) -> int:
    """How many cells a column of the grid has."""
    return _WIDTHS.get(column.type, 22)


def filled(row: Mapping[str, Any]) -> bool:
    """Whether something stands in a row."""
    return any(value not in (None, "") for value in row.values())


class RowLine(Vertical):
    """A row: its cells, and a line for what is wrong with it.

    Args:
        group: the group.
        columns: what is filled in.
        raw: what was typed before.
        known: id → name.
    """

    def __init__(
        self, group: Declared, columns: Asked, raw: Mapping[str, Any], known: Known, classes: str
    ) -> None:
        super().__init__(classes=classes)
        self.group, self._columns, self._first, self._known = group, columns, raw, known

    @property
    def cells(self) -> list[Part]:
        """The parts of its columns."""
        return [*self.query(Part)]

    @property
    def key(self) -> Any:
        """What the row is known by; None where it is not known yet, or the group has no key."""
        return None

    @property
    def called(self) -> str:
        """What the row is called."""
        return str(self.key or "")

    @property
    def raw(self) -> dict[str, Any]:
        """As typed, column by column; empty where nothing was."""
        return {one.field: one.raw for one in self.cells if one.raw not in (None, "")}

    @property
    def value(self) -> dict[str, Any]:
        """For the engine."""
        return {one.field: one.value for one in self.cells if one.value is not None}

    @property
    def fault(self) -> str:
        """What is wrong with it; empty when nothing is."""
        labels = {column.name: text(column.label) for column, _needed in self._columns}
        said = (f"{labels[one.field]}: {one.fault}" for one in self.cells if one.fault)
        return next(said, "")

    @property
    def own_fault(self) -> str:
        """What is wrong and does not stand beside a cell already."""
        return self.fault

    def say(self, fault: str) -> None:
        """Show what is wrong."""
        says = self.query_one(".row-says", Static)
        says.update(Content(fault))
        says.display = bool(fault)

    def on_mount(self) -> None:
        """No line without words."""
        self.say("")

    def go(self) -> None:
        """To the first cell that has something wrong, else to the first there is."""
        cells = self.cells
        place = next((one for one in cells if one.fault), cells[0] if cells else None)
        if place is not None:
            place.go()

    def on_part_changed(self, event: Part.Changed) -> None:
        """A cell was typed in."""
        event.stop()
        self.say(self.own_fault)
        self.post_message(Taken())


class NewRow(RowLine):
    """A row that is to come: a line for each column, and a button that takes it away."""

    def __init__(self, group: Declared, columns: Asked, raw: Mapping[str, Any], known: Known) -> None:
        super().__init__(group, columns, raw, known, "new-row")

    def compose(self) -> ComposeResult:
        """Its number with the button, then its columns."""
        with Horizontal(classes="row-head"):
            yield Static(classes="row-number quiet")
            yield Button(Content(_("Remove (F9)")), classes="away", compact=True)
        for column, needed in self._columns:
            yield cell_for(column, needed, self._first.get(column.name), self._known)
        yield Static(classes="row-says bad")

    def number(self, number: int) -> None:
        """Which one it is."""
        self.query_one(".row-number", Static).update(Content(_("Row {n}").format(n=number)))

    @property
    def key(self) -> Any:
        """As picked or typed."""
        return next((one.raw for one in self.cells if one.field == self.group.key), None)

    @property
    def called(self) -> str:
        """The name of whom was picked."""
        return next((one.called for one in self.cells if one.field == self.group.key), "")

    @property
    def fault(self) -> str:
        """Of a cell, or that it has no key."""
        return super().fault or self.own_fault

    @property
    def own_fault(self) -> str:
        """In a row with something in it the key is missing; each cell says itself what is wrong with it."""
        key = self.group.key
        if key is None or not filled(self.raw) or self.key:
            return ""
        return _("“{column}” is still missing.").format(column=text(self.group.fields[key].label))


class KnownRow(RowLine):
    """A row of the case: its name, and a cell for each column that may be given; a mark where there is none."""

    def __init__(
        self,
        group: Declared,
        columns: Asked,
        before: Mapping[str, Any],
        raw: Mapping[str, Any],
        known: Known,
    ) -> None:
        super().__init__(group, columns, raw, known, "known-row")
        self._before = before

    def compose(self) -> ComposeResult:
        """Name and cells on one line, what is wrong below."""
        with Horizontal(classes="row-cells"):
            if not self._columns:
                yield Mark(Content(self.called), bool(self._first), compact=True)
            else:
                name = Content(self.called).truncate(21, ellipsis=True)
                yield Static(name, classes="row-name")
            yield from self._cells()
        yield Static(classes="row-says bad")

    def _cells(self) -> Iterator[Part]:
        for column, needed in self._columns:
            part = cell_for(column, needed, self._first.get(column.name), self._known)
            part.styles.width = column_width(column) + 1
            part.now = shown_now(column, self._before.get(column.name), self._known)
            yield part

    def on_mount(self) -> None:
        """What stands in the row now is shown in its empty cells."""
        super().on_mount()
        for part in self.cells:
            for line in part.query(Input):
                line.placeholder = part.now

    @property
    def key(self) -> Any:
        """What the row is known by."""
        return self._before.get(self.group.key or "")

    @property
    def called(self) -> str:
        """The name of whom it is about."""
        return self._known(str(self.key)) or str(self.key)

    @property
    def raw(self) -> dict[str, Any]:
        """With the key, once something was typed or the row is marked."""
        found = super().raw
        marked = any(one.value for one in self.query(Checkbox))
        return {self.group.key or "": self.key, **found} if found or marked else {}

    @property
    def value(self) -> dict[str, Any]:
        """With the key."""
        return {self.group.key or "": self.key, **super().value}

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """The row is marked, or no longer."""
        event.stop()
        self.post_message(Taken())

    def go(self) -> None:
        """To its first cell, or its mark."""
        marks = self.query(Mark)
        if marks:
            marks.first().focus()
        else:
            super().go()


def shown_now(column: Declared, value: Any, known: Known) -> str:
    """What stands in a cell of the case, shown while nothing is typed."""
    if value is None:
        return ""
    if column.type == "choice":
        return str(text(column.options.get(value, value)))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float)):
        return f"{value:.10g}"
    return known(str(value)) or str(value)
