"""The roll of one ceremony: attendance on the left, what counts and what stands in the way on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.keys import Key
from tui.messages import CaseChosen
from tui.screens.base import Framed
from tui.screens.dialogs import Confirm, Told
from tui.widgets.keybar import KeyBar
from tui.widgets.refusals import refusal
from tui.widgets.table import Cell, Column, ListSource, VirtualTable
from workflow.errors import LantikError
from workflow.language import N_, plural, text
from workflow.language import translate as _

from .dialogs import HoldCeremony, Holding, WhyAbsent
from .picker import PickerScreen
from .roll import MARKS, Group, Line, Roll, Row, gather, targets
from .summary import summary

COLOURS = {
    "present": "$text-success", "inaugurated": "$text-success", "absent": "$text-error", "postponed": "$text-warning",
    None: "$muted",
}  # fmt: skip
OPEN = frozenset({"present", "absent", "all_present", "add", "hold"})
"""Actions of a ceremony that has not been held."""


class RollScreen(Framed):
    """Who is invited, who came.

    Args:
        ceremony: its id.
        title: its title, for the header.
    """

    CSS_PATH = "ceremonies.tcss"
    AUTO_FOCUS = "#lines"
    BINDINGS = keys.bind(
        Key("roll.present", "p", "present", N_("Present")),
        Key("roll.absent", "t", "absent", N_("Absent")),
        Key("roll.hold", "h", "hold", N_("Hold")),
        Key("roll.all", "A", "all_present", N_("All the rest present"), label="A"),
        Key("roll.add", "plus", "add", N_("Add cases")),
        Key("roll.find", "slash", "find", N_("Filter")),
        Key("roll.info", "i", "info", N_("Counts and checks"), show=False),
        Key("roll.back", "escape", "back", N_("Back"), show=False),
        Key("roll.leave-filter", "down", "list", N_("To the list"), show=False),
    )

    def __init__(self, ceremony: str, title: str) -> None:
        super().__init__()
        self._ceremony, self._title = ceremony, title
        self._roll: Roll | None = None
        self._holding = False
        self._source = ListSource[Row](
            key=lambda row: row.key, cells=_cells, fields=["name", "position", "status", "case"],
            aliases={"nama": "name", "jabatan": "position", "hadir": "status", "perkara": "case", "kasus": "case"},
            search=_said,
        )  # fmt: skip

    def trail(self) -> tuple[str, ...]:
        """Where this is."""
        return (_("Ceremonies"), f"{self._ceremony} {self._title}")

    def content(self) -> ComposeResult:
        """The roll and, where there is room, the counter."""
        with Horizontal():
            with Vertical(classes="panel", id="roll"):
                find = Input(placeholder=_("words, or status:absent"), id="find", compact=True)
                find.display = False
                yield find
                yield VirtualTable(_columns(), id="lines", empty=_("One moment …"))
            with VerticalScroll(classes="panel", id="side", can_focus=False):
                yield Static(id="summary")

    @property
    def table(self) -> VirtualTable:
        """The roll."""
        return self.query_one("#lines", VirtualTable)

    # ── what there is to see ────────────────────────────────────────────────────────────────────────────────────────

    async def _again(self) -> None:
        """The same place in other words."""
        key = self.table.cursor_key
        self._source.filter("")
        await super()._again()
        self.table.cursor_key = key
        self.table.focus()

    def refresh_data(self) -> None:
        """Read the ceremony and everybody on it."""
        self.load(lambda session: gather(session, self._ceremony), self.show_roll)

    def show_roll(self, roll: Roll) -> None:
        """Show what was read; cursor and marks stay."""
        self._roll = roll
        self._source.replace(roll.rows())
        table = self.table
        table.empty = (
            _("Nobody fits the filter.\nEsc clears it.")
            if roll.ceremony.lines
            else _("Nobody is on the roll yet.\n+ adds decreed cases.")
        )
        if table.source is self._source:
            table.refresh_rows()
        else:
            table.update_source(self._source)
            if self._source.count > 1:
                table.cursor_key = self._source.key(1)
        self.query_one("#summary", Static).update(summary(roll))
        self._say()
        self.refresh_bindings()

    @on(VirtualTable.SelectionChanged)
    def _say(self) -> None:
        roll, panel = self._roll, self.query_one("#roll")
        if roll is None:
            return
        ceremony = roll.ceremony
        title = [ceremony.title, text(ceremony.date)]
        title += [_("held")] if ceremony.held else []
        panel.border_title = Content(" · ".join(title))
        said = [_("{present} / {invited} present").format(present=ceremony.present, invited=ceremony.invited)]
        if ceremony.absent:
            said.append(_("{count} absent").format(count=ceremony.absent))
        if ceremony.unknown:
            said.append(_("{count} not recorded").format(count=ceremony.unknown))
        if marked := len(targets(roll.rows(), self.table.selected, None)):
            said.append(_("{count} marked").format(count=marked))
        if hidden := self.table.hidden_selected:
            said.append(_("{count} of them hidden").format(count=hidden))
        if against := roll.against():
            said.append(
                plural("! {count} check", "! {count} checks", len(against)).format(count=len(against))
            )
        panel.border_subtitle = Content(" · ".join(said))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A held ceremony is there to be read."""
        if action == "list":
            return isinstance(self.focused, Input)
        if action in OPEN:
            roll = self._roll
            if roll is None or roll.ceremony.held or self._holding:
                return None
            if action == "all_present" and not roll.ceremony.unknown:
                return None
            if action != "add" and not roll.ceremony.lines:
                return None
        return True

    # ── attendance ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _chosen(self) -> list[str]:
        """The cases that a key is for."""
        roll, table = self._roll, self.table
        return targets(roll.rows(), table.selected, table.cursor_key) if roll else []

    def _record(self, cases: Sequence[str], attendance: str, reason: str | None = None) -> None:
        many = bool(self.table.selected) or len(cases) != 1

        def done(ceremony: Any) -> None:
            if self._roll is None or not self.is_attached:
                return
            self.table.clear_selection()
            self.show_roll(self._roll.with_ceremony(ceremony))

        self.commit(
            lambda session: session.ceremonies.attend(
                self._ceremony, cases, attendance, reason=reason, actor=session.id
            ),
            done,
            self._refused,
        )
        if not many:
            self.table.action_move(1)

    def action_present(self) -> None:
        """They came."""
        if chosen := self._chosen():
            self._record(chosen, "present")

    def action_absent(self) -> None:
        """They did not come; asks why."""
        chosen = self._chosen()
        if not chosen or self._roll is None:
            return

        def told(reason: str | None) -> None:
            if reason:
                self._record(chosen, "absent", reason)

        entries = self._roll.entries
        self.app.push_screen(WhyAbsent([entries[one].name for one in chosen if one in entries]), told)

    def action_all_present(self) -> None:
        """Everybody of whom it is not recorded came."""
        if self._roll is None:
            return
        unknown = [line.key for line in self._roll.lines() if line.attendance is None]

        def answered(yes: bool | None) -> None:
            if yes:
                self._record(unknown, "present")

        question = plural(
            "Record {count} person as present?", "Record {count} people as present?", len(unknown)
        )
        detail = _("All of whom it is not recorded yet. It can be corrected until the ceremony is held.")
        self.app.push_screen(Confirm(question.format(count=len(unknown)), detail, _("Present")), answered)

    def _refused(self, error: LantikError) -> None:
        self.app.push_screen(Told(_("Nothing was recorded"), refusal(error)))

    # ── holding ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def action_hold(self) -> None:
        """Show what would be committed, and ask."""
        roll = self._roll
        if roll is None:
            return
        if roll.ceremony.unknown:
            self.app.push_screen(
                Told(_("The ceremony cannot be held yet"), "\n".join(f"! {one}" for one in roll.against()))
            )
            return
        self.app.push_screen(HoldCeremony(roll), self._hold)

    def _hold(self, decision: Holding | None) -> None:
        if decision is None:
            return
        self._busy(True)
        self.commit(
            lambda session: session.ceremonies.hold(
                self._ceremony, postpone_to=decision.postpone_to, actor=session.id
            ),
            self._held,
            self._not_held,
        )

    def _busy(self, holding: bool) -> None:
        """While it is being held nothing else is done to it."""
        self._holding = holding
        self.query_one(KeyBar).note(_("holding …") if holding else "")
        self.refresh_bindings()

    def _held(self, ceremony: Any) -> None:
        self._busy(False)
        self.table.clear_selection()
        if self._roll is not None:
            self.show_roll(self._roll.with_ceremony(ceremony))
        said = plural("{count} person was inaugurated", "{count} people were inaugurated", ceremony.present)
        told = [said.format(count=ceremony.present)]
        if ceremony.absent:
            told.append(
                plural("{count} postponed", "{count} postponed", ceremony.absent).format(
                    count=ceremony.absent
                )
            )
        self.toast(", ".join(told) + ".")

    def _not_held(self, error: LantikError) -> None:
        self._busy(False)
        self.app.push_screen(Told(_("The ceremony was not held; nothing was written"), refusal(error)))

    # ── the rest ────────────────────────────────────────────────────────────────────────────────────────────────────

    def action_add(self) -> None:
        """Put decreed cases on the roll."""
        if self._roll is not None:
            self.app.push_screen(PickerScreen(self._roll.ceremony, self.refresh_data))

    def action_info(self) -> None:
        """Counts and checks, where there is no room for them."""
        if self._roll is not None:
            self.app.push_screen(Told(self._roll.ceremony.title, summary(self._roll)))

    @on(VirtualTable.RowSelected)
    def _open(self, event: VirtualTable.RowSelected) -> None:
        if not event.key.startswith("group:"):
            self.post_message(CaseChosen(event.key))

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


def _columns() -> list[Column]:
    return [
        Column("name", _("Nominee"), weight=3, min_width=20, sortable=False),
        Column("status", _("Attendance"), weight=3, min_width=20, sortable=False),
        Column("position", _("Position"), weight=2, min_width=14, sortable=False, priority=1),
        Column("case", _("Case"), width=13, sortable=False, priority=2),
    ]


def _cells(row: Row) -> list[Cell]:
    if isinstance(row, Group):
        head = Content.styled(row.religion, "bold $text-accent")
        return [head, Content.styled(f"{row.came} / {len(row.lines)}", "$muted"), "", ""]
    colour = COLOURS.get(row.status, "")
    status = Content.styled(f"{MARKS.get(row.status, '?')} {row.words}", colour)
    place = f"{row.entry.position}, {row.entry.unit}" if row.entry.unit else row.entry.position
    return [f"  {row.entry.name}", status, place, row.entry.case]


def _said(row: Row) -> list[str]:
    """What a filter searches, in the order of the fields."""
    if isinstance(row, Group):
        return [row.religion, "", "", ""]
    line: Line = row
    status = f"{line.status or 'unknown'} {line.words}"
    return [
        f"{line.entry.name} {line.entry.religion}",
        f"{line.entry.position} {line.entry.unit}",
        status,
        line.key,
    ]
