"""What is to be said of the editor's text: checked as one types, listed below it, each finding a way to its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tui.widgets.table import ListSource, VirtualTable
from workflow.language import plural
from workflow.language import translate as _

from . import findings
from .saving import Saving
from .source import Checked, Source

if TYPE_CHECKING:
    from workflow import Diagnostic

PAUSE = 0.4
"""Seconds without a key before the text is checked."""


class Checking(Saving):
    """A screen with a text (`#text`), its findings (`#findings`) and its outline (`#outlined`).

    Args:
        source: what is edited.
        changed: told when something was saved or published.
    """

    def __init__(self, source: Any, changed: Callable[[], object]) -> None:
        super().__init__(source, changed)
        self._draft: Checked | None = None
        self._later: Timer | None = None
        self._found = ListSource["tuple[int, Diagnostic]"](
            key=lambda one: str(one[0]),
            cells=lambda one: findings.cells(self.source, one[1]),
            fields=["where", "says"],
        )

    @property
    def area(self) -> TextArea:
        """The text."""
        return self.query_one("#text", TextArea)

    @property
    def table(self) -> VirtualTable:
        """The findings."""
        return self.query_one("#findings", VirtualTable)

    def say(self) -> None:
        """Word the frames: what is edited, how many findings."""

    def open_other(self, other: Source, place: tuple[int, int]) -> None:
        """Open another file at a place, on top of this one."""

    # ── checking ────────────────────────────────────────────────────────────────────────────────────────────────────

    def check_again(self) -> None:
        """Check the text as it stands now."""
        if self._later is not None:
            self._later.stop()
            self._later = None
        content, source = self.content_now, self.source
        self.load(lambda session: source.check(session, content), self.show_checked, group="check")

    def show_checked(self, draft: Checked) -> None:
        """Put what is to be said of the text beside it."""
        self._draft = draft
        self.show_findings(draft.diagnostics)
        self.table.empty = self._nothing_found(draft)
        outlined = self.query_one("#outlined", Static)
        outlined.update(
            Content(draft.outline or _("The outline comes back when the errors of form are mended."))
        )
        outlined.set_class(bool(draft.outline), "-drawn")
        self.say()
        self.refresh_bindings()

    def _nothing_found(self, draft: Checked) -> str:
        if self.source.SHARED and not draft.drafts:
            return _("No definition includes this part.")
        return _("✓ No errors, no warnings.")

    def show_findings(self, found: Sequence[Diagnostic]) -> None:
        """Put these into the list below the text."""
        self._found.replace(list(enumerate(found)))
        table = self.table
        table.columns = findings.columns(self.source, tuple(found))
        if table.source is self._found:
            table.refresh_rows()
        else:
            table.update_source(self._found)
        self._tell_of(table.cursor_key)  # another finding may stand in the same row: no cursor has moved

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._saved is None:
            return
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(PAUSE, self.check_again)
        self.say()

    def action_check(self) -> None:
        """Check now, and say the outcome."""
        content, source = self.content_now, self.source

        def told(draft: Checked) -> None:
            self.show_checked(draft)
            if draft.errors:
                said = plural(
                    "{n} error: nothing can be published yet.",
                    "{n} errors: nothing can be published yet.",
                    draft.errors,
                )
                self.toast(said.format(n=draft.errors))
            else:
                self.toast(_("✓ No errors."))

        self.load(lambda session: source.check(session, content), told, group="check")

    # ── findings ────────────────────────────────────────────────────────────────────────────────────────────────────

    @on(VirtualTable.RowSelected)
    def _jump(self, event: VirtualTable.RowSelected) -> None:
        found = self._found.get(event.key)
        if found is not None:
            self.jump(found[1])

    def jump(self, one: Diagnostic) -> None:
        """To the place of a finding; into another file where it stands in one."""
        place = one.place
        if self.source.is_here(place.file):
            self._go(place.line, place.column)
            return
        other = self.source.elsewhere(place.file)
        if other is None:
            self.toast(_("{file} is not there to be opened.").format(file=place.file))
            return
        self.open_other(other, (place.line, place.column))

    def _go(self, line: int, column: int) -> None:
        area = self.area
        row = max(0, min(line - 1, area.document.line_count - 1))
        area.move_cursor((row, max(0, min(column - 1, len(area.document.get_line(row))))), center=True)
        area.focus()

    def action_next(self) -> None:
        """To the next finding after the cursor, from the last to the first."""
        if self._draft is None or not self._draft.diagnostics:
            self.toast(_("✓ No errors, no warnings."))
            return
        row, column = self.area.cursor_location
        found = self._draft.diagnostics
        places = [(one.place.line, one.place.column) for one in found if self.source.is_here(one.place.file)]
        if not places:
            self.table.cursor_key = "0"
            self.table.focus()
            self.toast(_("It stands in another file: Enter opens that."))
            return
        after = [one for one in places if one > (row + 1, column + 1)]
        line, at = min(after) if after else min(places)
        self.table.cursor_key = str(places.index((line, at)))
        self._go(line, at)

    @on(VirtualTable.RowHighlighted)
    def _tell(self, event: VirtualTable.RowHighlighted) -> None:
        """The whole of a finding that its row has no room for."""
        self._tell_of(event.key)

    def _tell_of(self, key: str | None) -> None:
        found = self._found.get(key) if key is not None else None
        self.query_one("#finding", Static).update(findings.says(found[1]) if found is not None else "")
