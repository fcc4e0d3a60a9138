"""The editor of a definition: text, what is to be said about it, its outline; check, save, publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from tui import keys
from tui.keys import Key
from tui.screens.base import Framed
from tui.widgets.header import Header
from tui.widgets.table import VirtualTable
from workflow.language import N_, plural
from workflow.language import translate as _

from . import findings, trying
from .checking import Checking
from .dialogs import Leave
from .publishing import Publishing
from .source import Checked, Source
from .yaml_area import YamlArea


class EditorScreen(Checking):
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
            self.toast(
                _("{file} is not written in UTF-8; it can only be looked at.").format(file=self.source.name)
            )
            self._not_utf8 = True
        area.load_text(said)
        area.read_only = not self.may_write or self._not_utf8
        # the text area may join lines in its own way: what it gives back now is what counts as unchanged
        self._saved = area.text.encode()
        area.move_cursor((0, 0))
        if self._place is not None:
            self._go(*self._place)
        self.say()
        self.check_again()

    @on(TextArea.SelectionChanged)
    def _moved(self) -> None:
        self.say()

    def say(self) -> None:
        """Word the frames: what is edited, where the cursor stands, how many findings."""
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

    def open_other(self, other: Source, place: tuple[int, int]) -> None:
        """Open another file at a place, on top of this one."""
        self.app.push_screen(EditorScreen(other, self._other_changed, place))

    def _other_changed(self) -> None:
        """Another file was saved or published from: what is to be said of this one may be another now."""
        self.changed()
        self.check_again()

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

    def action_save(self) -> None:
        """Save to the file."""
        self.save(lambda: self.toast(_("{file} is saved.").format(file=self.source.name)))

    def was_saved(self) -> None:
        """Say so above the text; scenarios are run as they are saved."""
        self.say()
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
