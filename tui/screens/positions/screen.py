"""The screen of positions: the tree on the left, what the cursor stands on at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.keys import Key
from tui.messages import CaseChosen
from tui.screens.base import ModeScreen
from tui.screens.dialogs import Told
from tui.widgets.table import VirtualTable
from workflow.language import N_
from workflow.language import translate as _

from .dialogs import OpenCase, WhichCase
from .preview import Behind, about, behind
from .rows import TreeSource, columns
from .tree import Row, SeatRow, Tree, UnitRow, build

if TYPE_CHECKING:
    from workflow import Session

PAUSE = 0.12
"""Seconds that the cursor rests on a position before its cases are looked up."""


class PositionsScreen(ModeScreen):
    """The city's tree."""

    MODE = "positions"
    CSS_PATH = "positions.tcss"
    AUTO_FOCUS = "#positions"
    BINDINGS = keys.bind(
        Key("positions.open", "o", "open", N_("Open the case")),
        Key("positions.new", "n", "new", N_("New case")),
        Key("positions.vacant", "v", "vacant", N_("Vacant only")),
        Key("positions.find", "slash", "find", N_("Filter")),
        Key("positions.expand", "right", "expand", N_("Expand"), show=False),
        Key("positions.collapse", "left", "collapse", N_("Collapse"), show=False),
        Key("positions.back", "escape", "back", N_("Clear the filter"), show=False),
        Key("positions.leave-filter", "down", "list", N_("To the list"), show=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self._source = TreeSource()
        self._tree = Tree()
        self._opened: frozenset[str] | None = None
        self._text = ""
        self._vacant_only = False
        self._behind: tuple[str, list[Behind]] | None = None

    # ── what there is to see ────────────────────────────────────────────────────────────────────────────────────────

    def content(self) -> ComposeResult:
        """The tree and, where there is room, the preview."""
        with Horizontal():
            with Vertical(classes="panel", id="tree"):
                find = Input(
                    self._text, placeholder=_("words, or state:vacant unit:oebobo"), id="find", compact=True
                )
                find.display = False
                yield find
                yield VirtualTable(columns(), multi=False, id="positions", empty=_("One moment …"))
            with VerticalScroll(classes="panel", id="beside", can_focus=False):
                yield Static(id="about")

    @property
    def table(self) -> VirtualTable:
        """The tree."""
        return self.query_one("#positions", VirtualTable)

    @property
    def row(self) -> Row | None:
        """What the cursor stands on."""
        return self._source.get(self.table.cursor_key)

    def refresh_data(self) -> None:
        """Read units and seats, and put the tree together, in a thread."""

        def ask(session: Session) -> Tree:
            return build(session.registry.units(), session.registry.seats(), session.now().date())

        self.load(ask, self.show_tree)

    async def _again(self) -> None:
        """The same place in other words."""
        key = self.table.cursor_key
        await super()._again()
        self.query_one("#find").display = bool(self._text)
        self.table.cursor_key = key
        self.table.focus()

    def show_tree(self, tree: Tree) -> None:
        """Show what was read; cursor and expanded units stay."""
        self._tree, self._behind = tree, None
        if self._opened is None:
            self._opened = tree.opened_to(1)
        self.table.empty = _(
            "The registry has no positions yet.\nBring them in: lantik import positions FILE.xlsx"
        )
        self._show()
        self.lantik.settled()

    def _show(self) -> None:
        self._source.show(self._tree, self._opened or frozenset(), self._text, self._vacant_only)
        table = self.table
        if self._tree.rows and not self._source.count:
            table.empty = _("No position fits the filter.\nEsc clears it.")
        if table.source is self._source:
            table.refresh_rows()
        else:
            table.update_source(self._source)
        self._say_what_is_shown()
        self._preview()
        self.refresh_bindings()

    def _say_what_is_shown(self) -> None:
        panel, total = self.query_one("#tree"), self._tree.total
        chips = [_("Positions")]
        chips += [f"/ {self._text}"] if self._text else []
        chips += [_("vacant only")] if self._vacant_only else []
        panel.border_title = Content(" · ".join(chips))
        panel.border_subtitle = Content(
            _(
                "need {need} · filled {filled} · vacant {vacant} · acting {acting} · open cases {cases}"
            ).format(
                need=total.need,
                filled=total.filled,
                vacant=total.vacant,
                acting=total.acting,
                cases=total.cases,
            )
        )

    # ── the preview ─────────────────────────────────────────────────────────────────────────────────────────────────

    @on(VirtualTable.RowHighlighted, "#positions")
    def _moved(self) -> None:
        self._preview()
        self.refresh_bindings()

    def _preview(self) -> None:
        row = self.row
        panel = self.query_one("#about", Static)
        if row is None:
            panel.update("")
            return
        known = self._behind[1] if self._behind and self._behind[0] == row.key else None
        panel.update(about(row, known))
        if isinstance(row, SeatRow) and row.seat.cases and known is None:
            self.set_timer(PAUSE, lambda: self._look_behind(row))

    def _look_behind(self, row: SeatRow) -> None:
        if self.row is row:
            self.load(
                lambda session: behind(session, row), lambda found: self._found(row, found), group="preview"
            )

    def _found(self, row: SeatRow, found: Sequence[Behind]) -> None:
        if self.row is row:
            self._behind = (row.key, list(found))
            self.query_one("#about", Static).update(about(row, found))

    # ── opening and closing ─────────────────────────────────────────────────────────────────────────────────────────

    @on(VirtualTable.RowSelected, "#positions")
    def _enter(self) -> None:
        row = self.row
        if isinstance(row, UnitRow):
            self._toggle(row)
        else:
            self.action_open()

    def _toggle(self, row: UnitRow) -> None:
        if not self._text:
            self._opened = (self._opened or frozenset()) ^ {row.key}
            self._show()

    def action_expand(self) -> None:
        """Open a unit; go to what is in it when it is open."""
        row, table = self.row, self.table
        if not isinstance(row, UnitRow) or row.key not in self._tree.inside:
            return
        if self._source.is_open(row.key):
            table.action_move(1)
        else:
            self._toggle(row)

    def action_collapse(self) -> None:
        """Close a unit; go to the unit above when there is nothing to close."""
        row = self.row
        if row is None:
            return
        if isinstance(row, UnitRow) and self._source.is_open(row.key) and not self._text:
            self._toggle(row)
        elif (above := self._tree.parents.get(row.key)) is not None:
            self.table.cursor_key = above

    def action_open(self) -> None:
        """Open the case behind a position; with several, ask which; with none, tell about the position."""
        row = self.row
        if not isinstance(row, SeatRow):
            return
        cases = row.seat.cases
        if len(cases) == 1:
            self.post_message(CaseChosen(cases[0][0]))
        elif cases:
            self.load(
                lambda session: behind(session, row), lambda found: self._choose(row, found), group="open"
            )
        elif self.query_one("#beside").display:
            self.toast(
                _("There is no open case here.") + (" " + _("n opens one.") if row.counts.vacant else "")
            )
        else:
            self.app.push_screen(Told(row.seat.position.name, about(row, ())))

    def _choose(self, row: SeatRow, found: Sequence[Behind]) -> None:
        def chosen(case: str | None) -> None:
            if case is not None:
                self.post_message(CaseChosen(case))

        self.app.push_screen(WhichCase(row.seat.position.name, found), chosen)

    # ── a new case ──────────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing here are greyed."""
        if action == "list":
            return isinstance(self.focused, Input)
        if action in ("new", "open"):
            if not self.is_mounted or not self.query("#positions"):
                return None
            row = self.row
            if not isinstance(row, SeatRow):
                return None
            return True if action == "open" or row.counts.vacant else None
        return True

    def action_new(self) -> None:
        """Open a case for the vacant seat under the cursor."""
        row = self.row
        if isinstance(row, SeatRow):
            position = row.seat.position.id
            self.load(
                lambda session: session.definitions.opening_for(position),
                lambda versions: self._ask(row, versions),
                group="open",
            )

    def _ask(self, row: SeatRow, versions: Sequence[object]) -> None:
        def opened(case: str | None) -> None:
            if case is not None:
                self.toast(_("Case {case} is open.").format(case=case))
                self.post_message(CaseChosen(case))

        where = " / ".join(row.path[1:] or row.path)
        self.app.push_screen(OpenCase(row.seat.position, where, versions), opened)

    # ── the filter ──────────────────────────────────────────────────────────────────────────────────────────────────

    def action_find(self) -> None:
        """Type a filter."""
        find = self.query_one("#find", Input)
        find.display = True
        find.focus()

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._text:
            self._text = event.value
            self._show()
            if self._text and (first := self._source.first_seat()) is not None:
                self.table.cursor_key = first

    @on(Input.Submitted, "#find")
    def action_list(self) -> None:
        """From the filter to the tree."""
        self.query_one("#find").display = bool(self._text)
        self.table.focus()

    def action_back(self) -> None:
        """Clear the filter; Esc never leaves the program."""
        find = self.query_one("#find", Input)
        find.value = ""
        find.display = False
        self.table.focus()
        if self._text or self._vacant_only:
            self._text, self._vacant_only = "", False
            self._show()

    def action_vacant(self) -> None:
        """Show only what is vacant, or everything again."""
        self._vacant_only = not self._vacant_only
        self._show()
