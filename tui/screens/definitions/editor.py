"""The editor of a definition: text, what is to be said about it, its outline; check, save, publish."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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
from tui.screens.dialogs import Confirm, Told
from tui.widgets.header import Header
from tui.widgets.refusals import refusal
from tui.widgets.table import Cell, Column, ListSource, VirtualTable
from workflow.errors import DefinitionError, InputError, LantikError
from workflow.language import N_, plural
from workflow.language import translate as _

from .dialogs import Leave
from .yaml_area import YamlArea

if TYPE_CHECKING:
    from workflow import Diagnostic, Session

PAUSE = 0.4
"""Seconds without a key before the text is checked."""


class EditorScreen(Framed):
    """One definition: a file, or a published version to read.

    Args:
        source: the path of a file, or a version.
        changed: told when something was saved or published.
    """

    CSS_PATH = "definitions.tcss"
    AUTO_FOCUS = "#text"
    HORIZONTAL_BREAKPOINTS = [*Framed.HORIZONTAL_BREAKPOINTS[:-1], (120, "-outlined"), (140, "-huge")]
    BINDINGS = keys.bind(
        Key("editor.check", "f5", "check", N_("Check"), priority=True),
        Key("editor.save", "f6", "save", N_("Save"), priority=True),
        Key("editor.publish", "f7", "publish", N_("Publish"), priority=True),
        Key("editor.next", "f8", "next", N_("Next finding"), priority=True),
        Key("editor.outline", "f9", "outline", N_("Outline"), priority=True),
        Key("editor.other", "tab,shift+tab", "other", N_("Text / findings"), show=False, label="Tab"),
        Key("editor.back", "escape", "back", N_("Back")),
    )

    def __init__(self, source: Any, changed: Callable[[], object]) -> None:
        super().__init__()
        self._path = Path(source) if isinstance(source, (str, Path)) else None
        self._version: Any = None if self._path is not None else source
        self._not_utf8 = False
        self._changed = changed
        self._saved: bytes | None = None
        self._draft: Any = None
        self._later: Timer | None = None
        self._source = ListSource["tuple[int, Diagnostic]"](
            key=lambda one: str(one[0]), cells=_cells, fields=["where", "says"]
        )

    # ── what stands there ───────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _file(self) -> str:
        """What it is called."""
        return self._path.name if self._path else f"{self._version.id} {self._version.number}"

    def trail(self) -> tuple[str, ...]:
        """Where this is."""
        return (_("Definitions"), self._file)

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
            yield VirtualTable(_columns(), multi=False, id="findings")
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
        return self._path is not None and user is not None and user.holds("admin")

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
            self._check()
        elif self._path is not None:
            path = self._path
            self.load(lambda _session: _read(path), self._show_text)
        else:
            self._show_text(self._version.definition.source.encode())

    def _show_text(self, data: bytes) -> None:
        area = self.area
        try:
            said = data.decode()
        except UnicodeDecodeError:
            said = data.decode("latin-1")
            self.toast(_("{file} is not written in UTF-8; it can only be looked at.").format(file=self._file))
            self._not_utf8 = True
        area.load_text(said)
        area.read_only = not self.may_write or self._not_utf8
        # the text area may join lines in its own way: what it gives back now is what counts as unchanged
        self._saved = area.text.encode()
        area.move_cursor((0, 0))
        self._say()
        self._check()

    def _check(self) -> None:
        if self._later is not None:
            self._later.stop()
            self._later = None
        content = self.content_now
        name = self._path or f"{self._version.id}.yaml"

        def ask(session: Session) -> Any:
            return session.definitions.draft(name, content)

        self.load(ask, self._show_draft, group="check")

    def _show_draft(self, draft: Any) -> None:
        self._draft = draft
        self._source.replace(list(enumerate(draft.diagnostics)))
        table = self.table
        table.empty = _("✓ No errors, no warnings.")
        if table.source is self._source:
            table.refresh_rows()
        else:
            table.update_source(self._source)
        outlined = self.query_one("#outlined", Static)
        outlined.update(
            Content(draft.outline or _("The outline comes back when the errors of form are mended."))
        )
        outlined.set_class(bool(draft.outline), "-drawn")
        self._say()
        self.refresh_bindings()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._saved is None:
            return
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(PAUSE, self._check)
        self._say()

    @on(TextArea.SelectionChanged)
    def _say(self) -> None:
        panel, draft = self.query_one("#text-panel"), self._draft
        title = [self._file]
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
            if draft.definition and self._path is not None:
                as_what = _("would be version {number}") if draft.changed else _("is version {number}")
                said.append(as_what.format(number=draft.number))
            below.border_subtitle = Content(" · ".join(said))

    def reword(self) -> None:
        """Other words around the same text."""
        self.table.columns = _columns()
        header = self.query_one(Header)
        header.trail = self.trail()
        header.refresh()
        self._say_size()
        self._check()
        self.refresh_bindings()

    # ── findings ────────────────────────────────────────────────────────────────────────────────────────────────────

    @on(VirtualTable.RowSelected)
    def _jump(self, event: VirtualTable.RowSelected) -> None:
        found = self._source.get(event.key)
        if found is not None:
            self._go(found[1].place.line, found[1].place.column)

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
        places = [(one.place.line, one.place.column) for one in self._draft.diagnostics]
        after = [one for one in places if one > (row + 1, column + 1)]
        line, at = min(after) if after else min(places)
        self.table.cursor_key = str(places.index((line, at)))
        self._go(line, at)

    @on(VirtualTable.RowHighlighted)
    def _tell(self, event: VirtualTable.RowHighlighted) -> None:
        """The whole of a finding that its row has no room for."""
        found = self._source.get(event.key) if event.key is not None else None
        self.query_one("#finding", Static).update(_says(found[1]) if found is not None else "")

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
        if action == "outline" and (self._draft is None or not self._draft.outline):
            return None
        return True

    def action_check(self) -> None:
        """Check now, and say the outcome."""
        content = self.content_now
        name = self._path or f"{self._version.id}.yaml"

        def told(draft: Any) -> None:
            self._show_draft(draft)
            if draft.errors:
                said = plural(
                    "{n} error: nothing can be published yet.",
                    "{n} errors: nothing can be published yet.",
                    draft.errors,
                )
                self.toast(said.format(n=draft.errors))
            else:
                self.toast(_("✓ No errors."))

        self.load(lambda session: session.definitions.draft(name, content), told, group="check")

    def action_save(self) -> None:
        """Save to the file."""
        self._save(lambda: self.toast(_("{file} is saved.").format(file=self._file)))

    def _save(self, then: Callable[[], object], overwrite: bool = False) -> None:
        """Save the text; a file that comes with Lantik is copied first, one that changed meanwhile asks first."""
        path, content, before = self._path, self.content_now, self._saved
        if path is None or before is None:
            return

        def do(session: Session) -> str:
            if not session.definitions.editable(path):
                return "copy"
            if not overwrite and _normal(_read(path)) not in (_normal(before), _normal(content)):
                return "changed"
            session.definitions.save(path, content, actor=session.id)
            return "saved"

        def done(outcome: str) -> None:
            if outcome == "copy":
                self._ask_for_copy(then)
            elif outcome == "changed":
                self._ask_to_overwrite(then)
            else:
                self._saved = content
                self._say()
                self._changed()
                then()

        self.commit(do, done, self._told)

    def _ask_for_copy(self, then: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.commit(
                    lambda session: session.definitions.copy_beside(actor=session.id), copied, self._told
                )

        def copied(folder: Path) -> None:
            assert self._path is not None
            self._path = folder / self._path.name
            self._save(then, overwrite=True)

        detail = _(
            "{file} comes with Lantik and is not written to. A copy of all definitions beside the store is yours to change;\n"
            "this store uses the copy from then on."
        ).format(file=self._file)
        self.app.push_screen(
            Confirm(_("Copy the definitions beside the store?"), detail, _("Copy and save")), answered
        )

    def _ask_to_overwrite(self, then: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._save(then, overwrite=True)

        detail = _("Somebody changed it after you opened it. Saving now would lose what they wrote.")
        question = _("{file} is another one now. Overwrite it?").format(file=self._file)
        self.app.push_screen(Confirm(question, detail, _("Overwrite"), danger=True), answered)

    def action_publish(self) -> None:
        """Check, then ask with the version's number and what stays as it is."""
        path, content = self._path, self.content_now

        def ask(session: Session) -> Any:
            return session.definitions.draft(path, content)

        self.load(ask, self._ask_to_publish, group="check")

    def _ask_to_publish(self, draft: Any) -> None:
        self._show_draft(draft)
        if draft.errors:
            self.toast(
                InputError(
                    N_("It has errors: nothing was published."), N_("Mend the findings below the text first.")
                )
            )
            self.table.focus()
            return
        if not draft.changed:
            self.toast(_("Nothing has changed since version {number}.").format(number=draft.number))
            return
        lines = []
        if self.dirty:
            lines.append(_("{file} is saved first.").format(file=self._file))
        if warnings := len(draft.diagnostics):
            lines.append(plural("It has {n} warning.", "It has {n} warnings.", warnings).format(n=warnings))
        if draft.running:
            said = plural(
                "{n} open case stays on the version under which it was opened.",
                "{n} open cases stay on the version under which they were opened.",
                draft.running,
            )
            lines.append(said.format(n=draft.running))
        else:
            lines.append(_("No open case runs under an earlier version."))
        lines.append(_("Cases opened from now on run under version {number}.").format(number=draft.number))

        def answered(yes: bool | None) -> None:
            if yes and self.dirty:
                self._save(self._publish)
            elif yes:
                self._publish()

        question = _("Publish version {number} of {definition}?").format(
            number=draft.number, definition=draft.definition
        )
        self.app.push_screen(Confirm(question, "\n".join(lines), _("Publish")), answered)

    def _publish(self) -> None:
        path, content = self._path, self.content_now
        assert path is not None

        def done(version: Any) -> None:
            self.toast(
                _("Version {number} of {definition} is published.").format(
                    number=version.number, definition=version.id
                )
            )
            self._changed()
            self._check()

        self.commit(lambda session: session.definitions.publish(path, session.id, content), done, self._told)

    def _told(self, error: LantikError) -> None:
        if isinstance(error, DefinitionError):
            self._check()
            self.toast(error)
        else:
            self.app.push_screen(Told(_("It was not done"), refusal(error)))

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
                self._save(self.dismiss)

        self.app.push_screen(Leave(self._file), answered)


def _read(path: Path) -> bytes:
    """The bytes of the file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            N_("{path} cannot be read: {why}."),
            N_("Check the path and its permissions."),
            path=str(path),
            why=error.strerror or str(error),
        ) from None


def _normal(data: bytes) -> bytes:
    """Without regard to how lines end."""
    return data.replace(b"\r\n", b"\n")


def _columns() -> list[Column]:
    return [
        Column("where", _("Place"), width=9, sortable=False),
        Column("severity", _("Kind"), width=12, sortable=False),
        Column("says", _("What, and what to do"), weight=1, min_width=20, sortable=False),
    ]


def _cells(found: tuple[int, Diagnostic]) -> list[Cell]:
    one = found[1]
    kind = (
        Content.styled(f"✗ {_('error')}", "$text-error")
        if one.severity == "error"
        else Content.styled(f"! {_('warning')}", "$text-warning")
    )
    return [f"{one.place.line}:{one.place.column}", kind, _says(one)]


def _says(one: Diagnostic) -> Content:
    """A finding in one sentence, with its code."""
    says = f"{one.message}, {one.hint}" if one.hint else one.message
    return Content.assemble(says, Content.styled(f"  {one.code}", "$muted"))
