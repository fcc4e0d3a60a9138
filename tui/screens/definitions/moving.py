"""Moving running cases to the newest version of their definition, and back: a line a case before, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.keys import Key
from tui.messages import CaseChosen
from tui.screens.base import Framed
from tui.screens.dialogs import Confirm
from tui.widgets.table import Cell, Column, ListSource, VirtualTable
from workflow.language import N_, plural
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Moved, Session


class MovingScreen(Framed):
    """The running cases of one definition with what would become of each.

    Args:
        definition: its id.
        number: its newest version.
    """

    CSS_PATH = "definitions.tcss"
    AUTO_FOCUS = "#moving"
    BINDINGS = keys.bind(
        Key("moving.move", "m,f7", "move_cases", N_("Move"), label="m"),
        Key("moving.undo", "u", "undo", N_("Take the last move back")),
        Key("moving.refresh", "r", "refresh", N_("Look again"), show=False),
        Key("moving.back", "escape", "back", N_("Back")),
    )

    def __init__(self, definition: str, number: int) -> None:
        super().__init__()
        self._definition, self._number = definition, number
        self._undoing = False
        self._done = False
        self._cases: list[Moved] = []
        self._source = ListSource["Moved"](
            key=lambda one: one.case, cells=self._cells, fields=("case", "outcome", "says")
        )

    def trail(self) -> tuple[str, ...]:
        """Where this is."""
        return (_("Definitions"), self._definition, _("Running cases"))

    def content(self) -> ComposeResult:
        """A sentence, and the cases."""
        with Vertical(classes="panel", id="moving-panel"):
            yield Static(id="moving-says")
            yield VirtualTable(
                [
                    Column("case", _("Case"), width=18, sortable=False),
                    Column("outcome", _("Outcome"), width=12, sortable=False),
                    Column("says", _("What becomes of it"), weight=1, min_width=24, sortable=False),
                ],
                multi=False,
                id="moving",
                empty=_("One moment …"),
            )

    def _cells(self, one: Moved) -> list[Cell]:
        style = {"moved": "$text-success", "refused": "$text-error"}.get(one.outcome, "$muted")
        mark = {"moved": "→ ", "refused": "✗ "}.get(one.outcome, "· ")
        words = {"moved": _("moves"), "refused": _("refused"), "stays": _("stays")}
        return [
            one.case,
            Content.styled(mark + words[one.outcome], style),
            one.told(would=not self._done),
        ]

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def refresh_data(self) -> None:
        """What would become of each, unless the outcome of what was done stands there."""
        if not self._done:
            self._preview(False)

    def _preview(self, undoing: bool) -> None:
        self._done, self._undoing = False, undoing

        def ask(session: Session) -> Any:
            definitions = session.definitions
            if undoing:
                return definitions.undo_migration(self._definition, actor=session.id, dry_run=True)
            return definitions.migrate(self._definition, to=self._number, actor=session.id, dry_run=True)

        self.load(ask, self._show)

    def _show(self, found: list[Moved]) -> None:
        self._cases = found
        self._source.replace(found)
        table = self.query_one("#moving", VirtualTable)
        table.empty = (
            _("No case was moved that could go back.")
            if self._undoing
            else _("Every open case runs under version {number} already.").format(number=self._number)
        )
        if table.source is self._source:
            table.refresh_rows()
        else:
            table.update_source(self._source)
        count = sum(one.outcome == "moved" for one in found)
        self.query_one("#moving-says", Static).update(Content(self._sentence(count, len(found) - count)))
        self.query_one("#moving-panel").border_title = Content(
            f"{self._definition} → {_('version {number}').format(number=self._number)}"
        )
        self.refresh_bindings()

    def _sentence(self, count: int, others: int) -> str:
        if self._done and self._undoing:
            said = plural("{n} case went back.", "{n} cases went back.", count)
        elif self._done:
            said = plural("{n} case was moved.", "{n} cases were moved.", count)
        elif self._undoing:
            said = plural("{n} case would go back.", "{n} cases would go back.", count)
        else:
            said = plural("{n} case would move.", "{n} cases would move.", count)
        words = [said.format(n=count)]
        if others:
            words.append(plural("{n} stays as it is.", "{n} stay as they are.", others).format(n=others))
        return " ".join(words)

    # ── doing ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _moving(self) -> list[str]:
        return [one.case for one in self._cases if one.outcome == "moved"] if not self._done else []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to move, nothing to press."""
        if action == "move_cases":
            return True if self._moving else None
        return False if action == "mode" else super().check_action(action, parameters)

    def action_move_cases(self) -> None:
        """Ask, then do what the lines say."""
        cases, undoing = self._moving, self._undoing
        if not cases:
            return

        def do(session: Session) -> Any:
            definitions = session.definitions
            if undoing:
                return definitions.undo_migration(self._definition, actor=session.id, cases=cases)
            return definitions.migrate(self._definition, to=self._number, actor=session.id, cases=cases)

        def answered(yes: bool | None) -> None:
            if yes:
                self._done = True
                self.commit(do, self._show, self._failed)

        n = len(cases)
        if undoing:
            question = plural("Take back the move of {n} case?", "Take back the move of {n} cases?", n)
            detail = _("Each goes back to the version and state from which it came.")
        else:
            question = plural("Move {n} case?", "Move {n} cases?", n)
            detail = _("Each is moved by an entry of its own in the record, and can be taken back (u).")
        self.app.push_screen(Confirm(question.format(n=n), detail, _("Yes, do it")), answered)

    def _failed(self, error: object) -> None:
        self._done = False
        self.toast(error)

    def action_undo(self) -> None:
        """What would go back; pressed again, ask and do it."""
        if self._undoing and self._moving:
            self.action_move_cases()
        else:
            self._preview(True)

    def action_refresh(self) -> None:
        """What would move now."""
        self._preview(False)

    @on(VirtualTable.RowSelected)
    def _open(self, event: VirtualTable.RowSelected) -> None:
        self.post_message(CaseChosen(event.key))

    def action_back(self) -> None:
        """To the list."""
        self.dismiss()
