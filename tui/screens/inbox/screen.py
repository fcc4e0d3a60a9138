"""The inbox's screen: the list, its filter, the preview, and acting on one or on many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from tui import keys
from tui.case_view import CaseView, read_case
from tui.keys import Key
from tui.messages import CaseChosen
from tui.screens.base import ModeScreen
from tui.screens.taking import KEYS, Takes
from tui.widgets.keybar import KeyBar
from tui.widgets.table import ListSource, VirtualTable
from workflow.language import N_, plural
from workflow.language import translate as _

from . import rows, views
from .preview import Preview

if TYPE_CHECKING:
    from workflow import InboxItem, Session

ALL = 1_000_000


class InboxScreen(Takes, ModeScreen):
    """What waits for me."""

    MODE = "inbox"
    CSS_PATH = "inbox.tcss"
    BINDINGS = keys.bind(
        Key("inbox.act", "a", "act", N_("Act")),
        Key("inbox.letter", "o", "letter", N_("A letter from outside"), show=False),
        *KEYS,
        Key("inbox.find", "slash", "find", N_("Filter")),
        Key("inbox.view", "v", "view", N_("Views")),
        Key("inbox.sort", "s", "sort", N_("Sort"), show=False),
        Key("inbox.refresh", "r", "refresh", N_("Look again"), show=False),
        Key("inbox.back", "escape", "clear", N_("Clear filter and marks"), show=False),
        Key("inbox.leave-filter", "down", "list", N_("To the list"), show=False),
    )
    AUTO_FOCUS = "#inbox"

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, InboxItem] | None = None
        self._view = views.WAITING
        self._extra = rows.NONE
        self._fresh: set[str] = set()
        self._later: Timer | None = None
        self._shown: CaseView | None = None

    # ── what stands there ───────────────────────────────────────────────────────────────────────────────────────────

    def content(self) -> ComposeResult:
        """The list with its filter, and the preview."""
        with Horizontal():
            with Vertical(classes="panel", id="list-panel"):
                yield Input(placeholder=_("words, unit:oebobo, !returned"), id="filter", compact=True)
                yield VirtualTable(rows.columns(), empty=_("Reading …"), id="inbox")
                yield Static(id="marked", classes="quiet")
            yield Preview(classes="panel", id="preview")

    def on_mount(self) -> None:
        """The filter is there when it is wanted."""
        self._word_frame()

    def _word_frame(self) -> None:
        self.query_one("#list-panel").border_title = Content(self._view.worded)

    @property
    def table(self) -> VirtualTable:
        """The list."""
        return self.query_one("#inbox", VirtualTable)

    @property
    def source(self) -> ListSource[InboxItem] | None:
        """Its rows."""
        source = self.table.source
        return source if isinstance(source, ListSource) else None

    # ── data ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def refresh_data(self) -> None:
        """Read the inbox."""
        view = self._view

        def ask(session: Session) -> list[InboxItem]:
            return view.keep(session.inbox(limit=ALL, claimed=view.claimed).items)

        self.load(ask, self.show, group="inbox")

    def show(self, found: list[InboxItem]) -> None:
        """Put the rows in; what was not there before is new."""
        items = {item.case: item for item in found}
        if self._items is not None:
            self._fresh = (self._fresh | (items.keys() - self._items.keys())) & items.keys()
        self._items = items
        source, table = self.source, self.table
        self._extra = rows.extra(found)
        fresh = rows.source(found, self._fresh, self.gateway.session.id, self._extra)
        fresh.filter(self.query_one("#filter", Input).value)
        if source is not None and source.sorted_by is not None and source.sorted_by[0] in self._extra.fields:
            fresh.sort(*source.sorted_by)
        table.columns = rows.columns(self._extra)
        table.update_source(fresh)
        table.refresh_rows()
        self._say()
        self._preview_soon()
        self.lantik.settled()

    def _say(self) -> None:
        source, table = self.source, self.table
        if source is None:
            return
        if source.total == 0:
            table.empty = _(self._view.empty)
        elif source.count == 0:
            table.empty = _("Nothing fits the filter. Press Esc to see all {n}.").format(n=source.total)
        late = sum(item.overdue for item in self._items.values()) if self._items else 0
        parts = [plural("{n} case", "{n} cases", source.total).format(n=source.total)]
        if source.count != source.total:
            parts.insert(0, _("{n} shown").format(n=source.count))
        if late:
            parts.append(plural("{n} late", "{n} late", late).format(n=late))
        self.query_one("#list-panel").border_subtitle = Content(" · ".join(parts))
        marks = len(table.selected)
        said = ""
        if marks:
            said = plural("{n} selected", "{n} selected", marks).format(n=marks)
            if hidden := table.hidden_selected:
                said += " " + plural(
                    "({n} hidden by the filter)", "({n} hidden by the filter)", hidden
                ).format(n=hidden)
        marked = self.query_one("#marked", Static)
        marked.update(Content(said))
        marked.display = bool(marks)
        note = (
            plural("{n} new", "{n} new", len(self._fresh)).format(n=len(self._fresh)) if self._fresh else ""
        )
        self.query_one(KeyBar).note(Content.styled(note, "bold $text-accent"))

    def reword(self) -> None:
        """Other words, the same rows, cursor, marks and filter."""
        self.table.columns = rows.columns(self._extra)
        self.query_one("#filter", Input).placeholder = _("words, unit:oebobo, !returned")
        self._word_frame()
        self._say_size()
        if self.source is not None:
            self.source.replace(list(self._items.values()) if self._items else [])
        self.table.refresh_rows()
        self._say()
        if self._shown is not None:
            self._tell()
        self.refresh(layout=True)

    # ── preview ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def on_virtual_table_row_highlighted(self, event: VirtualTable.RowHighlighted) -> None:
        """The preview follows the cursor; a row one stood on is no longer new."""
        if event.key in self._fresh and self.table.has_focus:
            self._fresh.discard(event.key)
            self.table.refresh_rows()
            self._say()
        self._preview_soon()

    def _preview_soon(self) -> None:
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(0.06, self._preview)

    def _preview(self) -> None:
        key = self.table.cursor_key
        if not self.query_one(Preview).display or not self.is_attached:
            return
        if key is None:
            self._show_case(None)
        else:
            case = key
            self.load(lambda session: read_case(session, case), self._show_case, group="preview")

    def _show_case(self, view: CaseView | None) -> None:
        if view is None or view.case.id == self.table.cursor_key:
            self._shown = view
            self._tell()

    def _tell(self) -> None:
        item = self._items.get(self._shown.case.id) if self._items and self._shown else None
        self.query_one(Preview).show(self._shown, item)

    def on_resize(self) -> None:
        """The preview may have come into sight."""
        self.call_after_refresh(self._preview_soon)

    # ── filter and marks ────────────────────────────────────────────────────────────────────────────────────────────

    def action_find(self) -> None:
        """Type to filter."""
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    def action_list(self) -> None:
        """From the filter to the list."""
        self.table.focus()

    def action_clear(self) -> None:
        """Take the filter away, then the marks, then go back to all that waits."""
        box = self.query_one("#filter", Input)
        if box.value or box.has_focus:
            box.value = ""
        elif self.table.selected:
            self.table.clear_selection()
        elif self._view is not views.WAITING:
            self._show_view(views.WAITING)
        box.display = False
        self.table.focus()

    def action_view(self) -> None:
        """The next view: mine, nobody's, somebody else's, in somebody's place; then all that waits again."""
        self._show_view(views.after(self._view))

    def _show_view(self, view: views.View) -> None:
        self._view, self._items = view, None
        self._fresh.clear()
        self.table.clear_selection()
        self._word_frame()
        self.refresh_data()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`Down` leads out of the filter only when one is in it."""
        if action == "list":
            return isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        if self.source is not None and event.input.id == "filter":
            self.source.filter(event.value)
            self.table.refresh_rows()
            self._say()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter, which the filter keeps for itself, leads to the list too."""
        if event.input.id == "filter":
            self.action_list()

    def on_virtual_table_selection_changed(self) -> None:
        """How many are marked is always in sight."""
        self._say()

    def action_sort(self) -> None:
        """By deadline, position, nominee, unit; then by deadline again."""
        if self.source is None:
            return
        orders = [None, "position", "who", "unit", "state", "case"]
        present = self.source.sorted_by[0] if self.source.sorted_by else None
        self._sort(orders[(orders.index(present) + 1) % len(orders)] if present in orders else None, False)

    def _sort(self, field: str | None, reverse: bool) -> None:
        if self.source is not None:
            self.source.sort(field, reverse)
            self.table.show_sort(field, reverse)
            self.table.refresh_rows()

    def on_virtual_table_sort_requested(self, event: VirtualTable.SortRequested) -> None:
        """A heading was clicked."""
        self._sort(event.column, event.reverse)

    def action_refresh(self) -> None:
        """Look again; nothing is new any more."""
        self._fresh.clear()
        self.look()

    # ── opening and acting ──────────────────────────────────────────────────────────────────────────────────────────

    def on_virtual_table_row_selected(self, event: VirtualTable.RowSelected) -> None:
        """Open the case."""
        self.post_message(CaseChosen(event.key))

    async def action_act(self) -> None:
        """Act on the marked cases, or on the one under the cursor."""
        from tui.screens.case.many import act_on

        chosen = self.cases_chosen()
        if chosen:
            await act_on(self, list(chosen), self.cases_done)

    def action_letter(self) -> None:
        """Record one letter for the marked cases, or for the one under the cursor."""
        from tui.screens.letter import LetterScreen

        chosen = sorted(self.table.selected) or ([self.table.cursor_key] if self.table.cursor_key else [])
        if chosen:
            self.app.push_screen(LetterScreen(chosen, self.cases_done))

    def cases_chosen(self) -> dict[str, str]:
        """The marked cases, else the one under the cursor, each with what it is about."""
        items, table = self._items or {}, self.table
        marked = sorted(table.selected) or ([table.cursor_key] if table.cursor_key else [])
        return {case: items[case].title for case in marked if case in items}

    def cases_done(self, done: frozenset[str]) -> None:
        """What went through is no longer marked; what was refused stays marked."""
        self.table.selected = self.table.selected - done
        self.look()
