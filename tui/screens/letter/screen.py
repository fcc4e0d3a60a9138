"""The letter's screen: number, date and scan once, a list of the cases with the answer of each, a preview, the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button, Input, Static

from tui import keys
from tui.keys import Key
from tui.screens.base import Framed
from tui.screens.case.inputs import DatePart, Part, TextPart
from tui.screens.dialogs import Confirm, Told
from tui.widgets.table import Column, ListSource, VirtualTable
from workflow.errors import LantikError
from workflow.language import N_, plural
from workflow.language import translate as _

from . import draft
from .dialogs import PickAnswer
from .lines import Choice, Line, read_lines
from .told import Answered, refused, told

if TYPE_CHECKING:
    from workflow import Session

Done = Callable[[frozenset[str]], object]


class LetterScreen(Framed):
    """One letter for some cases, or one that takes the place of an earlier one.

    Args:
        cases: the cases that it covers.
        then: told which of them went through.
        corrects: the letter whose place it takes, by its id; `number` is that one's.
    """

    CSS_PATH = "letter.tcss"
    BINDINGS = keys.bind(
        Key("letter.send", "ctrl+enter,f10,ctrl+o", "send", N_("Record"), label="F10", priority=True),
        Key("letter.answer", "enter", "answer", N_("Answer"), label="Enter"),
        Key("letter.lines", "f4", "lines", N_("To the list"), priority=True),
        Key("letter.back", "escape", "back", N_("Back")),
    )

    def __init__(
        self, cases: Sequence[str], then: Done, corrects: str | None = None, number: str = ""
    ) -> None:
        super().__init__()
        self._number = number
        self._cases, self._then, self._corrects = list(cases), then, corrects
        self._lines: dict[str, Line] = {}
        self._first: dict[str, Line] = {}
        self._typed: dict[str, str] = {}
        self._kept: dict[str, Any] = {}
        self._again_with: dict[str, Any] | None = None
        self._quiet: Timer | None = None
        self._sending = False
        self._source = ListSource[Line](
            key=lambda one: one.case, cells=_cells, fields=["case", "who", "position", "answer", "reason"]
        )

    def trail(self) -> tuple[str, ...]:
        """Where this is."""
        return (_("Letter"), plural("{n} case", "{n} cases", len(self._cases)).format(n=len(self._cases)))

    def content(self) -> ComposeResult:
        """Head, what is typed once, the list, the buttons."""
        said = _(
            "One letter for all of these; Enter on a line (or on all that are marked) changes its answer."
        )
        if self._corrects:
            said = _("Takes the place of letter {number}; both stay on record.").format(number=self._number)
        with Vertical(id="letter"):
            yield Static(Content(said), id="letter-head")
            with Vertical(id="letter-parts"):
                typed = self._typed
                yield TextPart("number", _("Number"), raw=typed.get("number"))
                yield DatePart("date", _("Date"), raw=typed.get("date"))
                if self._corrects:
                    yield TextPart("why", _("Why it was corrected"), raw=typed.get("why"))
                more = _("empty: whom the definition names")
                yield TextPart("issuer", _("From"), False, more, typed.get("issuer"))
                scan = _("path of a scan; empty: on paper")
                yield TextPart("scan", _("Scan"), False, scan, typed.get("scan"))
            yield VirtualTable(_columns(), id="letter-lines", empty=_("One moment …"))
            with Horizontal(id="letter-buttons"):
                yield Static(id="letter-note")
                yield Button(Content(_("Cancel")), id="cancel", compact=True)
                yield Button(Content(_("Record (F10)")), id="send", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Begin with the number."""
        self.query_one("#field-number", TextPart).go()

    @property
    def table(self) -> VirtualTable:
        """The cases."""
        return self.query_one("#letter-lines", VirtualTable)

    def refresh_data(self) -> None:
        """Read the cases once; what was chosen stays."""
        if not self._lines:
            cases, corrects = self._cases, self._corrects

            def ask(session: Session) -> tuple[list[Line], Any]:
                kept = session.desk.letter_draft(cases, corrects=corrects)
                return read_lines(session, cases, corrects), kept

            self.load(ask, self._begin)
        else:
            self._show(list(self._lines.values()))

    def _begin(self, found: tuple[list[Line], Any]) -> None:
        """The cases as they stand, with what was chosen before: in other words, or when it was left unsent."""
        lines, kept = found
        self._first = {one.case: one for one in lines}
        if self._again_with is not None:
            lines = draft.restored(lines, self._again_with)
        elif kept and not any(self._gathered().values()):
            self._kept = dict(kept)
            lines = draft.restored(lines, kept)
            for part in self.query(TextPart):
                part.query_one(Input).value = kept.get(part.field, "")
            self.toast(_("Your draft is back."))
        self._show(lines)

    def _show(self, lines: list[Line]) -> None:
        self._lines = {one.case: one for one in lines}
        self._source.replace(lines)
        self.table.empty = _("No case here takes a letter.")
        if self.table.source is self._source:
            self.table.refresh_rows()
        else:
            self.table.update_source(self._source)
        self._say()
        self.lantik.settled()

    def _say(self) -> None:
        counts: dict[str, int] = {}
        for one in self._lines.values():
            counts[one.choice.label] = counts.get(one.choice.label, 0) + 1
        self._note(" · ".join(f"{count} {label}" for label, count in counts.items()))

    def _note(self, said: str) -> None:
        self.query_one("#letter-note", Static).update(Content(said))

    async def _again(self) -> None:
        """The same in other words."""
        self._typed, self._again_with = self._gathered(), self._given()
        self._lines = {}
        await super()._again()
        self.query_one("#field-number", TextPart).go()

    def _gathered(self) -> dict[str, str]:
        return {part.field: str(part.raw or "") for part in self.query(Part)}

    @property
    def unsent(self) -> bool:
        """Whether something was typed or chosen that is neither recorded nor kept yet."""
        return self.is_mounted and bool(self._first) and self._given() != self._kept

    # ── the draft ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _given(self) -> dict[str, Any]:
        return draft.given(self._gathered(), self._lines, self._first)

    def on_part_changed(self) -> None:
        """What is typed is kept a moment after the last key."""
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(draft.QUIET, self._keep)

    def _keep(self) -> None:
        """Keep what is typed and chosen, where that is something else than what is kept already."""
        if self._sending or not self.unsent:
            return
        self._kept = given = self._given()
        cases, corrects = self._cases, self._corrects
        self.commit(lambda session: session.desk.keep_letter_draft(cases, given, corrects=corrects))

    # ── answers ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def action_lines(self) -> None:
        """To the list."""
        self.table.focus()

    @on(VirtualTable.RowSelected)
    def action_answer(self) -> None:
        """Pick the answer of the marked lines, or of the one under the cursor."""
        key = self.table.cursor_key
        chosen = [one for one in self._lines if one in self.table.selected] or [key or ""]
        lines = [self._lines[one] for one in chosen if one in self._lines]
        if not lines:
            return
        about = (
            f"{lines[0].case} · {lines[0].who}" if len(lines) == 1 else _("{n} cases").format(n=len(lines))
        )

        def picked(answer: tuple[Choice, str] | None) -> None:
            if answer is not None:
                for one in lines:
                    self._lines[one.case] = one.answered(*answer)
                self.table.clear_selection()
                self._show(list(self._lines.values()))
                self.on_part_changed()

        self.app.push_screen(PickAnswer(about, lines[0].choices, lines[0].reason), picked)

    def on_input_submitted(self) -> None:
        """Enter goes on to the next part."""
        self.focus_next()

    # ── recording ───────────────────────────────────────────────────────────────────────────────────────────────────

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Record it, or go back."""
        if event.button.id == "send":
            self.action_send()
        else:
            self.action_back()

    def _missing(self) -> bool:
        """Say what is missing or wrong, and put the cursor there."""
        for part in self.query(Part):
            needed = part.field in ("number", "date", "why")
            fault = part.fault or (_("This is still missing.") if needed and not part.raw else "")
            if fault:
                part.say(fault)
                part.go()
                return True
        lacking = [one.case for one in self._lines.values() if one.lacks_reason]
        if lacking:
            self.table.cursor_key = lacking[0]
            self.table.focus()
            self._note(_("{case} needs a reason: Enter.").format(case=lacking[0]))
        return bool(lacking)

    def action_send(self) -> None:
        """Look what would become of each case, then ask, then write."""
        if self._sending or not self._lines or self._missing():
            return
        about, number, day, lines, scan = self._about()

        def ask(session: Session) -> Answered:
            if scan:
                session.look_at_file(Path(scan).expanduser())
            found: Answered = session.letters.preview(number, day, lines, actor=session.id, **about)
            return found

        self._note(_("One moment …"))
        self.load(ask, self._previewed, group="preview")

    def _about(self) -> tuple[dict[str, Any], str, date, list[Any], str]:
        typed = self._gathered()
        lines = [one.written() for one in self._lines.values()]
        about = {
            "issuer": typed.get("issuer") or None,
            "corrects": self._corrects,
            "reason": typed.get("why") or None,
        }
        day = date.fromisoformat(str(self.query_one("#field-date", DatePart).value))
        return about, typed["number"], day, lines, typed.get("scan", "")

    def _previewed(self, found: Answered) -> None:
        self._say()
        good = sum(not refused(result) for _case, result in found)
        question = plural("Record the letter for {n} case?", "Record the letter for {n} cases?", good)
        if not good:
            self.app.push_screen(
                Told(_("Nothing would go through"), told(found, self._lines, self.gateway.workspace))
            )
            return
        self.app.push_screen(
            Confirm(question.format(n=good), told(found, self._lines, self.gateway.workspace), _("Record")),
            lambda yes: self._record() if yes else None,
        )

    def _record(self) -> None:
        about, number, day, lines, scan = self._about()
        cases, corrects = self._cases, self._corrects
        self._sending = True

        def write(session: Session) -> Answered:
            mark = session.attach(Path(scan).expanduser()) if scan else None
            done: Answered = session.letters.record(number, day, lines, actor=session.id, scan=mark, **about)
            if not all(refused(result) for _case, result in done):
                session.desk.keep_letter_draft(cases, {}, corrects=corrects)
            return done

        self.commit(write, self._recorded, self._failed)

    def _failed(self, error: LantikError) -> None:
        self._sending = False
        self.toast(error)

    def _recorded(self, found: Answered) -> None:
        self._sending = False
        went = frozenset(case for case, result in found if not refused(result))
        no = len(found) - len(went)
        title = plural("{n} recorded", "{n} recorded", len(went)).format(n=len(went))
        if no:
            title += ", " + plural("{n} refused", "{n} refused", no).format(n=no)
        report = Told(title, told(found, self._lines, self.gateway.workspace))
        if went:
            self.dismiss()
            self._then(went)
        self.app.push_screen(report)

    def action_back(self) -> None:
        """Back; what was typed stays as a draft."""
        if self._sending:
            return
        self._keep()
        if self._kept:
            self.toast(_("Kept as a draft: it is there again when you open the letter of these cases."))
        self.dismiss()


def _columns() -> list[Column]:
    return [
        Column("case", _("Case"), width=13),
        Column("who", _("Nominee"), min_width=14, weight=1.2),
        Column("position", _("Position"), min_width=14, weight=1.2, priority=2),
        Column("answer", _("Answer"), min_width=20, weight=1.6),
        Column("reason", _("Reason"), min_width=12, weight=1.2, priority=1),
    ]


def _cells(line: Line) -> list[str]:
    return [
        line.case,
        line.who,
        line.title,
        line.choice.label,
        line.reason or ("…" if line.lacks_reason else ""),
    ]
