"""The cases that wait for a ceremony, to be put on a roll: marked many, scheduled in one commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tui import keys
from tui.keys import Key
from tui.messages import CaseChosen
from tui.screens.base import Framed
from tui.screens.dialogs import Confirm, Told
from tui.widgets.refusals import refusal
from tui.widgets.table import Column, ListSource, VirtualTable
from workflow.errors import LantikError
from workflow.language import N_, plural, text
from workflow.language import translate as _

from .dialogs import MANY
from .roll import Entry, candidates


class PickerScreen(Framed):
    """Decreed cases for a ceremony.

    Args:
        ceremony: for which one.
        added: told when cases were put on its roll.
    """

    CSS_PATH = "ceremonies.tcss"
    AUTO_FOCUS = "#candidates"
    BINDINGS = keys.bind(
        Key("pick.add", "enter,plus", "add", N_("Put on the roll"), priority=True, label="Enter"),
        Key("pick.open", "o", "open", N_("Open the case")),
        Key("pick.find", "slash", "find", N_("Filter")),
        Key("pick.back", "escape", "back", N_("Back")),
        Key("pick.leave-filter", "down", "list", N_("To the list"), show=False),
    )

    def __init__(self, ceremony: Any, added: Callable[[], object]) -> None:
        super().__init__()
        self._ceremony, self._added = ceremony, added
        self._source = ListSource[Entry](
            key=lambda one: one.case, cells=self._cells,
            fields=["name", "position", "unit", "state", "due", "case"],
            sort_keys={"due": lambda one: one.due},
        )  # fmt: skip
        self._busy = False

    def trail(self) -> tuple[str, ...]:
        """Where this is."""
        return (_("Ceremonies"), self._ceremony.id, _("Decreed cases"))

    def content(self) -> ComposeResult:
        """A filter and the list."""
        with Vertical(classes="panel", id="pick"):
            find = Input(placeholder=_("words, or unit:oebobo"), id="find", compact=True)
            find.display = False
            yield find
            yield VirtualTable(
                [
                    Column("name", _("Nominee"), weight=2, min_width=18),
                    Column("position", _("Position"), weight=2, min_width=14),
                    Column("unit", _("Unit"), weight=2, min_width=14, priority=1),
                    Column("state", _("State"), width=14, priority=3),
                    Column("due", _("Not after"), width=16),
                    Column("case", _("Case"), width=13, priority=2),
                ],
                id="candidates",
                empty=_("One moment …"),
            )  # fmt: skip

    @staticmethod
    def _cells(entry: Entry) -> list[str]:
        due = text(entry.due) if isinstance(entry.due, date) else ""
        return [entry.name, entry.position, entry.unit, text(entry.state), due, entry.case]

    @property
    def table(self) -> VirtualTable:
        """The list."""
        return self.query_one("#candidates", VirtualTable)

    async def _again(self) -> None:
        """The same place in other words."""
        key = self.table.cursor_key
        self._source.filter("")
        await super()._again()
        self.table.cursor_key = key
        self.table.focus()

    def refresh_data(self) -> None:
        """Look for cases that wait for a ceremony."""
        self.load(candidates, self._show)

    def _show(self, found: list[Entry]) -> None:
        self._source.replace(found)
        self.table.empty = _("No decreed case waits for a ceremony.\nEsc goes back.")
        if self.table.source is self._source:
            self.table.refresh_rows()
        else:
            self.table.update_source(self._source)
        self._say()

    @on(VirtualTable.SelectionChanged)
    def _say(self) -> None:
        panel, table = self.query_one("#pick"), self.table
        panel.border_title = Content(
            _("Decreed cases for {ceremony}, {day}").format(
                ceremony=self._ceremony.id, day=text(self._ceremony.date)
            )
        )
        said = _("{marked} marked of {count}").format(marked=len(table.selected), count=self._source.total)
        if hidden := table.hidden_selected:
            said = _("{said}, {hidden} hidden by the filter").format(said=said, hidden=hidden)
        panel.border_subtitle = Content(said)

    @on(VirtualTable.SortRequested)
    def _sort(self, event: VirtualTable.SortRequested) -> None:
        self._source.sort(event.column, event.reverse)
        self.table.show_sort(event.column, event.reverse)
        self.table.refresh_rows()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter belongs to the filter while it is typed in."""
        typing = isinstance(self.focused, Input)
        return typing if action == "list" else not (typing and action == "add")

    def action_add(self) -> None:
        """Put the marked cases, or the one under the cursor, on the roll."""
        chosen = sorted(self.table.selected) or [one for one in [self.table.cursor_key] if one]
        if not chosen or self._busy:
            return
        if len(chosen) <= MANY:
            self._add(chosen)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._add(chosen)

        detail = _("All of them are scheduled for {day} in one commit, or none.").format(
            day=text(self._ceremony.date)
        )
        question = plural("Put {count} case on the roll?", "Put {count} cases on the roll?", len(chosen))
        self.app.push_screen(
            Confirm(question.format(count=len(chosen)), detail, _("Put on the roll"), typed=str(len(chosen))),
            answered,
        )

    def _add(self, chosen: list[str]) -> None:
        self._busy = True
        number = self._ceremony.id
        self.commit(
            lambda session: session.ceremonies.add(number, chosen, actor=session.id),
            lambda _made: self._done(len(chosen)),
            self._refused,
        )

    def _done(self, count: int) -> None:
        self._busy = False
        said = plural("{count} case is on the roll.", "{count} cases are on the roll.", count)
        self.toast(said.format(count=count))
        self._added()
        self.dismiss()

    def _refused(self, error: LantikError) -> None:
        self._busy = False
        self.app.push_screen(Told(_("Nobody was put on the roll"), refusal(error)))

    def action_open(self) -> None:
        """Look at the case under the cursor."""
        if self.table.cursor_key:
            self.post_message(CaseChosen(self.table.cursor_key))

    def action_find(self) -> None:
        """Type a filter."""
        find = self.query_one("#find", Input)
        find.display = True
        find.focus()

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        self._source.filter(event.value)
        self.table.refresh_rows()
        self._say()

    @on(Input.Submitted, "#find")
    def action_list(self) -> None:
        """From the filter to the list."""
        find = self.query_one("#find", Input)
        find.display = bool(find.value)
        self.table.focus()

    def action_back(self) -> None:
        """Clear the filter first, then go back."""
        find = self.query_one("#find", Input)
        if find.value or self.focused is find:
            find.value = ""
            find.display = False
            self.table.focus()
        else:
            self.dismiss()
