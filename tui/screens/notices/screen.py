"""The screen of the notices: a list, the whole sentence below it, the way to the case, marking as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.keys import Key
from tui.messages import CaseChosen
from tui.screens.filtered import FilteredScreen
from tui.widgets.table import VirtualTable
from tui.words import moment
from workflow.language import N_, plural
from workflow.language import translate as _

from . import rows

if TYPE_CHECKING:
    from workflow import Notice, Session


class NoticesScreen(FilteredScreen):
    """What I am told; Enter leads to the case and marks the notice as read."""

    CSS_PATH = "notices.tcss"
    AUTO_FOCUS = "#notices"
    BINDINGS = keys.bind(
        Key("notices.read", "m", "mark_read", N_("Mark as read")),
        Key("notices.all", "v", "all", N_("New / all")),
        Key("notices.find", "slash", "find", N_("Filter")),
        Key("notices.refresh", "r", "refresh", N_("Look again"), show=False),
        Key("notices.back", "escape,backspace", "back", N_("Back"), label="Esc"),
        Key("notices.leave-filter", "down", "list", N_("To the list"), show=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self._all = False

    def trail(self) -> tuple[str, ...]:
        """Where one is."""
        return (_("Notices"),)

    def content(self) -> ComposeResult:
        """The filter, the list, the sentence."""
        with Vertical(classes="panel", id="notices-panel"):
            yield Input(placeholder=_("words, case:jf-2025"), id="filter", compact=True)
            yield VirtualTable(rows.columns(), empty=_("Reading …"), id="notices")
            yield Static(id="sentence")

    # ── data ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def refresh_data(self) -> None:
        """Read the notices."""
        unread = not self._all

        def ask(session: Session) -> list[Notice]:
            return session.notices(unread=unread)

        self.load(ask, self.show, group="notices")

    def show(self, found: list[Notice]) -> None:
        """Put the rows in."""
        made, table = rows.source(found), self.table
        made.filter(self.query_one("#filter", Input).value)
        if self.source is not None and self.source.sorted_by is not None:
            made.sort(*self.source.sorted_by)
        table.update_source(made)
        table.refresh_rows()
        table.empty = (
            _("You are told nothing.") if self._all else _("Nothing new. Press v for what you have read.")
        )
        panel = self.query_one("#notices-panel")
        panel.border_title = Content(_("Notices: all") if self._all else _("Notices: new"))
        n = len(found)
        panel.border_subtitle = Content(plural("{n} notice", "{n} notices", n).format(n=n))
        self.filtered()
        self.refresh_bindings()
        self.lantik.settled()

    def filtered(self) -> None:
        """The whole sentence of the one under the cursor."""
        source, key = self.source, self.table.cursor_key
        one = source.get(key) if source is not None and key is not None else None
        said = Content("")
        if one is not None:
            where = " · ".join(part for part in (one.title, one.unit) if part)
            said = Content.assemble(
                Content.styled(f"{one.case}  {where}", "bold"),
                Content.styled(f"  {moment(one.at)} · {rows.standing(one)}", "$muted"),
                "\n",
                one.message,
            )
        self.query_one("#sentence", Static).update(said)

    def on_virtual_table_row_highlighted(self) -> None:
        """The sentence follows the cursor."""
        self.filtered()

    # ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def on_virtual_table_row_selected(self, event: VirtualTable.RowSelected) -> None:
        """To the case; who has been there has read it."""
        one = self.source.get(event.key) if self.source is not None else None
        if one is not None:
            if one.read is None:
                self.commit(lambda session: session.mark_read([one.id]))
            self.post_message(CaseChosen(one.case))

    def action_mark_read(self) -> None:
        """The marked ones, else the one under the cursor."""
        table = self.table
        ids = sorted(table.selected) or ([table.cursor_key] if table.cursor_key else [])
        if not ids:
            return

        def read(count: int) -> None:
            self.toast(
                plural("{n} notice marked as read", "{n} notices marked as read", count).format(n=count)
            )
            table.clear_selection()
            self.look()

        self.commit(lambda session: session.mark_read(ids), read)

    def action_all(self) -> None:
        """The new ones, or all."""
        self._all = not self._all
        self.table.clear_selection()
        self.refresh_data()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to mark, nothing to press; modes wait until one is back."""
        if action == "list":
            return isinstance(self.focused, Input)
        if action == "mark_read":
            return True if self.is_mounted and self.table.cursor_key else None
        return False if action == "mode" else super().check_action(action, parameters)
