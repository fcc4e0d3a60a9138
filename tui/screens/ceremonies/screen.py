"""The list of ceremonies, planned and held."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tui import keys
from tui.keys import Key
from tui.screens.base import ModeScreen
from tui.widgets.table import Cell, Column, ListSource, VirtualTable
from workflow.language import N_, text
from workflow.language import translate as _

from .dialogs import NewCeremony
from .roll_screen import RollScreen

if TYPE_CHECKING:
    from workflow import Session


class CeremoniesScreen(ModeScreen):
    """Every ceremony, the latest day first."""

    MODE = "ceremonies"
    CSS_PATH = "ceremonies.tcss"
    AUTO_FOCUS = "#ceremonies"
    BINDINGS = keys.bind(
        Key("ceremonies.create", "c", "create", N_("Plan a ceremony")),
        Key("ceremonies.back", "escape", "stay", N_("Stay here"), show=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self._today = date.min
        self._calendar: Any = None
        self._source = ListSource[Any](
            key=lambda one: one.id, cells=self._cells,
            fields=["date", "title", "place", "invited", "present", "absent", "state", "id"],
            sort_keys={
                "date": lambda one: one.date, "invited": lambda one: one.invited, "present": lambda one: one.present,
                "absent": lambda one: one.absent,
            },
        )  # fmt: skip

    def content(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="panel", id="list"):
            yield VirtualTable(
                [
                    Column("date", _("Day"), width=17),
                    Column("title", _("Title"), weight=3, min_width=18),
                    Column("place", _("Place"), weight=2, min_width=10, priority=3),
                    Column("invited", _("Invited"), width=8, align="right"),
                    Column("present", _("Present"), width=8, align="right", priority=1),
                    Column("absent", _("Absent"), width=11, align="right", priority=2),
                    Column("state", _("State"), width=16),
                    Column("id", _("Number"), width=12, priority=4),
                ],
                multi=False,
                id="ceremonies",
                empty=_("One moment …"),
            )  # fmt: skip

    @property
    def table(self) -> VirtualTable:
        """The list."""
        return self.query_one("#ceremonies", VirtualTable)

    def _cells(self, one: Any) -> list[Cell]:
        return [
            text(one.date),
            one.title,
            one.place,
            str(one.invited),
            str(one.present) if one.present else "",
            str(one.absent) if one.absent else "",
            self._state(one),
            one.id,
        ]

    def _state(self, one: Any) -> Content:
        """Held, today, planned, or a day that went by; with a mark."""
        if one.held:
            return Content.styled("★ " + _("held"), "$text-success")
        if one.date == self._today:
            return Content.styled("● " + _("today"), "bold $text-accent")
        if one.date < self._today:
            return Content.styled("! " + _("not held"), "$text-error")
        return Content.styled("○ " + _("planned"), "$muted")

    async def _again(self) -> None:
        """The same place in other words."""
        key = self.table.cursor_key
        await super()._again()
        self.table.cursor_key = key
        self.table.focus()

    def refresh_data(self) -> None:
        """Read the list."""

        def ask(session: Session) -> tuple[list[Any], date, Any]:
            return session.ceremonies.all(), session.now().date(), session.calendar

        self.load(ask, self._show)

    def _show(self, found: tuple[list[Any], date, Any]) -> None:
        ceremonies, self._today, self._calendar = found
        self._source.replace(ceremonies)
        self.table.empty = _("No ceremony is planned.\nc plans one.")
        if self.table.source is self._source:
            self.table.refresh_rows()
        else:
            self.table.update_source(self._source)
        held = sum(1 for one in ceremonies if one.held)
        panel = self.query_one("#list")
        panel.border_title = Content(_("Ceremonies"))
        panel.border_subtitle = Content(
            _("{planned} planned · {held} held").format(planned=len(ceremonies) - held, held=held)
        )
        self.refresh_bindings()

    @on(VirtualTable.SortRequested)
    def _sort(self, event: VirtualTable.SortRequested) -> None:
        if event.column in ("date", "title", "place", "invited", "present", "absent", "id"):
            self._source.sort(event.column, event.reverse)
            self.table.show_sort(event.column, event.reverse)
            self.table.refresh_rows()

    @on(VirtualTable.RowSelected)
    def _open(self, event: VirtualTable.RowSelected) -> None:
        found = self._source.get(event.key)
        if found is not None:
            self.app.push_screen(RollScreen(found.id, found.title))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A ceremony is planned once the calendar is there."""
        return None if action == "create" and self._calendar is None else True

    def action_create(self) -> None:
        """Plan a ceremony, and open its roll."""

        def made(id: str | None) -> None:
            if id is not None:
                self.lantik.poll()
                self.app.push_screen(RollScreen(id, ""))

        self.app.push_screen(NewCeremony(self._today, self._calendar), made)

    def action_stay(self) -> None:
        """Esc never leaves the program."""
