"""Somebody or something of the registry, picked from a list that narrows as one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.widgets import Input

from tui.widgets.table import Column, ListSource, VirtualTable
from workflow.language import translate as _

from .part import Part

if TYPE_CHECKING:
    from workflow import Session

Row = tuple[str, list[str]]
"""An entry to pick: its id, and the texts of its columns."""


class PickPart(Part):
    """Somebody or something of the registry, found by typing; as quick with 100,000 as with ten.

    Args:
        columns: what the list shows.
        rows: asks for the list's rows in a thread: (id, texts).
    """

    ROWS = 6

    def __init__(
        self,
        name: str,
        label: str,
        columns: list[Column],
        known: Callable[[str], str | None],
        needed: bool = True,
        help: str = "",
        raw: Any = None,
    ) -> None:
        super().__init__(name, label, needed, help)
        self._columns, self._known = columns, known
        self._chosen: str | None = raw
        self._source: ListSource[Row] | None = None
        self._sought = ""

    def filler(self) -> ComposeResult:
        """A line for typing."""
        yield Input(placeholder=_("type a name or number"), compact=True, id=f"in-{self.field}")

    def compose(self) -> ComposeResult:
        """The line, the list below it while one searches."""
        yield from super().compose()
        table = VirtualTable(self._columns, multi=False, empty=_("Reading …"), classes="picker")
        table.can_focus = False
        yield table

    def on_mount(self) -> None:
        """Show who was chosen before."""
        self.query_one(VirtualTable).display = False
        if self._chosen:
            self._show_chosen()

    def offer(self, rows: list[Row]) -> None:
        """The rows have come."""
        fields = [column.key for column in self._columns]
        self._source = ListSource(rows, key=lambda row: row[0], cells=lambda row: row[1], fields=fields)
        table = self.query_one(VirtualTable)
        table.empty = _("Nobody fits.")
        table.update_source(self._source)
        self._filter(self.query_one(Input).value)
        if self._chosen:
            self._show_chosen()

    def _show_chosen(self) -> None:
        if self._chosen:
            name = self._named(self._chosen)
            with self.prevent(Input.Changed):
                self.query_one(Input).value = self._sought = name
            self.say("")

    def _named(self, id: str) -> str:
        row = self._source.get(id) if self._source is not None else None
        return row[1][0] if row is not None else self._known(id) or id

    @property
    def raw(self) -> Any:
        """The id of whom one chose."""
        return self._chosen

    @property
    def called(self) -> str:
        """The name of whom one chose."""
        return self._named(self._chosen) if self._chosen else ""

    @property
    def fault(self) -> str:
        """Something was typed and nobody chosen."""
        typed = self.query_one(Input).value.strip()
        return _("Pick a line with the arrow keys and Enter.") if typed and not self._chosen else ""

    def changed(self) -> None:
        """Say how to pick, calmly: one is still searching."""
        self.say(self.fault)
        self.query_one(".says").remove_class("bad")
        self.post_message(self.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types; what was chosen no longer is."""
        event.stop()
        if event.value == self.query_one(Input).value != self._sought:
            self._search(event.value)

    def _search(self, typed: str) -> None:
        self._chosen, self._sought = None, typed
        self._filter(typed)
        self.query_one(VirtualTable).display = bool(typed.strip())
        self.changed()

    def _filter(self, typed: str) -> None:
        if self._source is not None:
            self._source.filter(typed)
            table = self.query_one(VirtualTable)
            table.refresh_rows()
            words = typed.strip().casefold()
            best = (
                place
                for place in range(min(self._source.count, 500))
                if words in self._source.item(place)[1][0].casefold()
            )
            if words and (place := next(best, None)) is not None:
                table.cursor_key = self._source.key(place)

    def on_key(self, event: Any) -> None:
        """Arrows move in the list, Enter takes, while the line keeps the focus; what was typed before the key counts."""
        table, typed = self.query_one(VirtualTable), self.query_one(Input).value
        if event.key in ("enter", "down", "up") and typed != self._sought:
            self._search(typed)
        if event.key == "down" and not table.display and not self._chosen:
            table.display = True
            event.stop()
            return
        if not table.display:
            return
        if event.key in ("down", "up", "pagedown", "pageup"):
            event.stop()
            event.prevent_default()
            step = {"down": 1, "up": -1, "pagedown": self.ROWS, "pageup": -self.ROWS}[event.key]
            table.action_move(step)
        elif event.key == "enter" and table.cursor_key is not None:
            event.stop()
            event.prevent_default()
            self._take(table.cursor_key)
        elif event.key == "escape":
            event.stop()
            table.display = False

    def on_virtual_table_row_selected(self, event: VirtualTable.RowSelected) -> None:
        """A click on a line."""
        event.stop()
        self._take(event.key)

    def _take(self, id: str) -> None:
        self._chosen = id
        self.query_one(VirtualTable).display = False
        self._show_chosen()
        self.changed()


def picker_columns(kind: str) -> list[Column]:
    """What a list of people, positions or units shows."""
    if kind == "person":
        return [
            Column("name", _("Name"), min_width=18, weight=1.4, sortable=False),
            Column("nip", _("NIP"), width=18, sortable=False),
            Column("position", _("Position now"), min_width=14, sortable=False),
            Column("rank", _("Rank"), width=6, priority=1, sortable=False),
        ]
    return [
        Column("name", _("Name"), min_width=20, sortable=False),
        Column("id", _("Id"), min_width=10, weight=0.5, sortable=False),
    ]


def pickable(kind: str, session: Session) -> list[Row]:
    """The rows of a list to pick from: people with what they hold today, positions, or units."""
    registry = session.workspace.registry
    if kind == "position":
        return [(one.id, [one.name, one.id]) for one in registry.positions()]
    if kind == "unit":
        return [(one.id, [one.name, one.id]) for one in registry.units()]
    today = session.workspace.now().date()
    names = {one.id: one.name for one in registry.positions()}
    held: dict[str, str] = {}
    for one in registry.holdings():
        if one.holds_on(today) and (one.status == "definitif" or one.person not in held):
            held[one.person] = names.get(one.position, one.position)
    return [
        (one.id, [one.full_name, one.nip, held.get(one.id, "–"), one.rank])
        for one in sorted(registry.people(), key=lambda one: one.name)
    ]
