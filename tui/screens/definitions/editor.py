"""The editor of a definition: text, what is to be said about it, its outline; check, save, publish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tui import keys
from tui.keys import Key
from tui.screens.base import Framed
from tui.widgets.header import Header
from tui.widgets.table import ListSource, VirtualTable
from workflow.language import N_, plural
from workflow.language import translate as _

from . import findings, trying
from .dialogs import Leave
from .publishing import Publishing
from .saving import Saving
from .source import Checked
from .yaml_area import YamlArea

if TYPE_CHECKING:
    from workflow import Diagnostic

PAUSE = 0.4
"""Seconds without a key before the text is checked."""


class EditorScreen(Saving):
    """One text: the file of a definition, a part or scenarios, or a published version to read.

    Args:
        source: the path of a file, a version, or a `Source`.
        changed: told when something was saved or published.
        place: line and column at which to begin.
    """

    CSS_PATH = "definitions.tcss"
    AUTO_FOCUS = "#text"
    HORIZONTAL_BREAKPOINTS = [*Framed.HORIZONTAL_BREAKPOINTS[:-1], (120, "-outlined"), (140, "-huge")]
    BINDINGS = keys.bind(
        Key("editor.check", "f5", "check", N_("Check"), priority=True),
        Key("editor.save", "f6", "save", N_("Save"), priority=True),
        Key("editor.publish", "f7", "publish", N_("Publish"), priority=True),
        Key("editor.next", "f8", "next", N_("Next finding"), priority=True),
        Key("editor.people", "f3", "people", N_("People"), priority=True, show=False),
        Key("editor.scenarios", "f4", "scenarios", N_("Scenarios"), priority=True),
        Key("editor.compare", "f10", "compare", N_("Compare"), priority=True),
        Key("editor.outline", "f9", "outline", N_("Outline"), priority=True),
        Key("editor.other", "tab,shift+tab", "other", N_("Text / findings"), show=False, label="Tab"),
        Key("editor.back", "escape", "back", N_("Back")),
    )

    def __init__(
        self, source: Any, changed: Callable[[], object], place: tuple[int, int] | None = None
    ) -> None:
        super().__init__(source, changed)
        self._place = place
        self._not_utf8 = False
        self._draft: Checked | None = None
        self._later: Timer | None = None
        self._found = ListSource["tuple[int, Diagnostic]"](
            key=lambda one: str(one[0]),
            cells=lambda one: findings.cells(self.source, one[1]),
            fields=["where", "says"],
        )

    # ── what stands there ───────────────────────────────────────────────────────────────────────────────────────────

    def trail(self) -> tuple[str, ...]:
        """Where this is."""
        return (_("Definitions"), self.source.name)

    def content(self) -> ComposeResult:
        """Text, findings below it, the outline beside it where there is room."""
        with Horizontal(id="above"):
            with Vertical(classes="panel", id="text-panel"):
                yield YamlArea(
                    "",
                    id="text",
                    show_line_numbers=True,
                    soft_wrap=False,
                    tab_behavior="focus",
                    compact=True,
                    read_only=True,
                )
            with VerticalScroll(classes="panel", id="outline"):
                yield Static(id="outlined")
        with Vertical(classes="panel", id="findings-panel"):
            yield VirtualTable(findings.columns(self.source), multi=False, id="findings")
            yield Static(id="finding", classes="quiet")

    @property
    def area(self) -> TextArea:
        """The text."""
        return self.query_one("#text", TextArea)

    @property
    def table(self) -> VirtualTable:
        """The findings."""
        return self.query_one("#findings", VirtualTable)

    @property
    def may_write(self) -> bool:
        """Whether this user may change it."""
        user = self.gateway.user
        return self.source.path is not None and user is not None and user.holds("admin")

    @property
    def content_now(self) -> bytes:
        """The text as it would be saved."""
        return self.area.text.encode()

    @property
    def dirty(self) -> bool:
        """Whether the text differs from what was read or saved."""
        return self._saved is not None and not self.area.read_only and self.content_now != self._saved

    @property
    def unsent(self) -> bool:
        """Changes that are not saved would be lost by quitting."""
        return self.is_mounted and self.dirty

    # ── reading and checking ────────────────────────────────────────────────────────────────────────────────────────

    def refresh_data(self) -> None:
        """Read the file once; later look again at what it would become, and leave the text alone."""
        if self._saved is not None:
            self.check_again()
        else:
            source = self.source
            self.load(lambda _session: source.read(), self._show_text)

    def _show_text(self, data: bytes) -> None:
        area = self.area
        try:
            said = data.decode()
        except UnicodeDecodeError:
            said = data.decode("latin-1")
            self.toast(_("{file} is not written in UTF-8; it can only be looked at.").format(file=self.source.name))
            self._not_utf8 = True
        area.load_text(said)
        area.read_only = not self.may_write or self._not_utf8
        # the text area may join lines in its own way: what it gives back now is what counts as unchanged
        self._saved = area.text.encode()
        area.move_cursor((0, 0))
        if self._place is not None:
            self._go(*self._place)
        self._say()
        self.check_again()

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
        self._say()
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
        self._say()

    @on(TextArea.SelectionChanged)
    def _say(self) -> None:
        panel, draft = self.query_one("#text-panel"), self._draft
        title = [self.source.name]
        if self.area.read_only and self._saved is not None:
            title.append(_("read only"))
        elif self.dirty:
            title.append("● " + _("not saved"))
        panel.border_title = Content(" · ".join(title))
        row, column = self.area.cursor_location
        panel.border_subtitle = Content(
            _("line {line}, column {column}").format(line=row + 1, column=column + 1)
        )
        below = self.query_one("#findings-panel")
        below.border_title = Content(_("Findings"))
        self.query_one("#outline").border_title = Content(_("Outline"))
        if draft is not None:
            errors = draft.errors
            warnings = len(draft.diagnostics) - errors
            said = [
                plural("{n} error", "{n} errors", errors).format(n=errors),
                plural("{n} warning", "{n} warnings", warnings).format(n=warnings),
            ]
            said += self._would_become(draft)
            below.border_subtitle = Content(" · ".join(said))

    def _would_become(self, draft: Checked) -> list[str]:
        """The version that it would be; of a part, how many definitions would change."""
        if self.source.SHARED:
            n, changed = len(draft.drafts), len(draft.changed)
            said = plural("included by {n} definition", "included by {n} definitions", n).format(n=n)
            return [said, plural("{n} would change", "{n} would change", changed).format(n=changed)]
        one = next(iter(draft.drafts.values()), None)
        if one is None or not one.definition:
            return []
        as_what = _("would be version {number}") if one.changed else _("is version {number}")
        return [as_what.format(number=one.number)]

    def reword(self) -> None:
        """Other words around the same text."""
        header = self.query_one(Header)
        header.trail = self.trail()
        header.refresh()
        self._say_size()
        self.check_again()
        self.refresh_bindings()

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
        self.app.push_screen(EditorScreen(other, self._other_changed, (place.line, place.column)))

    def _other_changed(self) -> None:
        """Another file was saved or published from: what is to be said of this one may be another now."""
        self.changed()
        self.check_again()

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
        places = [
            (one.place.line, one.place.column) for one in found if self.source.is_here(one.place.file)
        ]
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

    def action_other(self) -> None:
        """From the text to the findings, to the outline where it is shown, and round."""
        parts = [one for one in (self.area, self.table, self.query_one("#outline")) if one.display]
        here = next((place for place, one in enumerate(parts) if one.has_focus), -1)
        parts[(here + 1) % len(parts)].focus()

    def action_outline(self) -> None:
        """To the outline and back; where there is no room for it, it takes the place of the text."""
        outline = self.query_one("#outline")
        if outline.has_focus:
            self.remove_class("-outlining")
            self.area.focus()
            return
        if not outline.display:
            self.add_class("-outlining")
        outline.focus()

    # ── check, save, publish ────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What this user may not do is greyed."""
        if action in ("save", "publish") and (
            self._saved is None or not self.may_write or self.area.read_only
        ):
            return None
        if action == "publish" and not self.source.PUBLISHES:
            return False
        if action in ("compare", "people", "scenarios") and not self.source.PUBLISHES:
            return False
        if action == "outline" and (self._draft is None or not self._draft.outline):
            return None
        return True

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

    def action_save(self) -> None:
        """Save to the file."""
        self.save(lambda: self.toast(_("{file} is saved.").format(file=self.source.name)))

    def was_saved(self) -> None:
        """Say so above the text; scenarios are run as they are saved."""
        self._say()
        if not self.source.PUBLISHES:
            self.check_again()

    def action_publish(self) -> None:
        """Check, say what would change, then ask."""
        Publishing(self).begin()

    def action_compare(self) -> None:
        """What differs from the newest published version."""
        Publishing(self).compare()

    def action_people(self) -> None:
        """Whether the people of this store can complete it."""
        trying.people(self)

    def action_scenarios(self) -> None:
        """Run the scenarios beside it."""
        trying.scenarios(self)

    # ── leaving ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def action_back(self) -> None:
        """From findings and outline to the text; from there back, asking when something is not saved."""
        if not self.area.has_focus:
            self.remove_class("-outlining")
            self.area.focus()
            return
        if not self.dirty:
            self.dismiss()
            return

        def answered(answer: str | None) -> None:
            if answer == "discard":
                self.dismiss()
            elif answer == "save":
                self.save(self.dismiss)

        self.app.push_screen(Leave(self.source.name), answered)
