"""The list of definitions: files that may be published, and what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tui import keys
from tui.keys import Key
from tui.screens.base import ModeScreen
from tui.widgets.table import Cell, Column, ListSource, VirtualTable
from workflow.language import N_, plural, text
from workflow.language import translate as _

from .editor import EditorScreen
from .moving import MovingScreen
from .reading import File, Published, files, versions

if TYPE_CHECKING:
    from workflow import Session


class DefinitionsScreen(ModeScreen):
    """Files above, published versions below; an admin edits and publishes, everybody else reads."""

    MODE = "definitions"
    CSS_PATH = "definitions.tcss"
    AUTO_FOCUS = "#files"
    BINDINGS = keys.bind(
        Key("definitions.other", "tab,shift+tab", "other", N_("Files / versions"), label="Tab"),
        Key("definitions.move", "m", "move_cases", N_("Move running cases")),
        Key("definitions.back", "escape", "stay", N_("Stay here"), show=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self._files = ListSource[File](key=lambda one: str(one.path), cells=_file_cells, fields=_FILE_FIELDS)
        self._versions = ListSource[Published](
            key=lambda one: one.key, cells=_version_cells, fields=_VERSION_FIELDS
        )

    def content(self) -> ComposeResult:
        """Two lists."""
        with Vertical(classes="panel", id="files-panel"):
            yield VirtualTable(
                [
                    Column("file", _("File"), weight=2, min_width=20, sortable=False),
                    Column("state", _("State"), weight=2, min_width=24, sortable=False),
                    Column("checks", _("Checks"), width=21, sortable=False),
                    Column("running", _("Open cases"), width=10, align="right", sortable=False, priority=1),
                ],
                multi=False,
                id="files",
                empty=_("One moment …"),
            )
        with Vertical(classes="panel", id="versions-panel"):
            yield VirtualTable(
                [
                    Column("definition", _("Definition"), weight=2, min_width=20, sortable=False),
                    Column("number", _("Version"), width=8, align="right", sortable=False),
                    Column("hash", _("Hash"), width=10, sortable=False, priority=2),
                    Column("at", _("Published"), width=23, sortable=False),
                    Column("by", _("By"), weight=1, min_width=10, sortable=False, priority=1),
                    Column("running", _("Open cases"), width=10, align="right", sortable=False),
                ],
                multi=False,
                id="versions",
                empty=_("One moment …"),
            )

    def refresh_data(self) -> None:
        """Read files and versions."""

        def ask(session: Session) -> tuple[list[File], list[Published]]:
            return files(session), versions(session)

        self.load(ask, self._show)

    def _show(self, found: tuple[list[File], list[Published]]) -> None:
        self._files.replace(found[0])
        self._versions.replace(found[1])
        tables = (("#files", self._files), ("#versions", self._versions))
        for name, source in tables:
            table = self.query_one(name, VirtualTable)
            if table.source is source:
                table.refresh_rows()
            else:
                table.update_source(source)
        self.query_one("#files", VirtualTable).empty = _("There is no definition file.")
        self.query_one("#versions", VirtualTable).empty = _("Nothing is published yet.")
        panel = self.query_one("#files-panel")
        panel.border_title = Content(_("Files"))
        folder = found[0][0].path.parent if found[0] else None
        own = all(one.editable for one in found[0])
        where = _("{folder} (comes with Lantik)") if not own else "{folder}"
        panel.border_subtitle = Content(where.format(folder=folder) if folder else "")
        self.query_one("#versions-panel").border_title = Content(_("Published versions"))
        panel.styles.height = min(len(found[0]) + 3, 14)

    async def _again(self) -> None:
        """The same place in other words."""
        await super()._again()
        self.query_one("#files").focus()

    @on(VirtualTable.RowSelected, "#files")
    def _edit(self, event: VirtualTable.RowSelected) -> None:
        found = self._files.get(event.key)
        if found is not None and (found.draft is not None or found.included is not None):
            self.app.push_screen(EditorScreen(found.path, self.refresh_data))
        elif found is not None:
            self.toast(found.problem)

    @on(VirtualTable.RowSelected, "#versions")
    def _read(self, event: VirtualTable.RowSelected) -> None:
        found = self._versions.get(event.key)
        if found is not None:
            self.app.push_screen(EditorScreen(found.version, self.refresh_data))

    def action_move_cases(self) -> None:
        """What would become of the running cases of the definition under the cursor."""
        named = self._under_the_cursor()
        if named is None:
            self.toast(_("Choose a definition that is published."))
        else:
            self.app.push_screen(MovingScreen(*named))

    def _under_the_cursor(self) -> tuple[str, int] | None:
        """The definition of the list that has the focus, with its newest version."""
        if self.query_one("#files").has_focus:
            key = self.query_one("#files", VirtualTable).cursor_key
            file = self._files.get(key) if key is not None else None
            name = file.draft.definition if file is not None and file.draft is not None else None
        else:
            key = self.query_one("#versions", VirtualTable).cursor_key
            version = self._versions.get(key) if key is not None else None
            name = version.version.id if version is not None else None
        numbers = [
            one.version.number
            for one in map(self._versions.item, range(self._versions.count))
            if one.version.id == name
        ]
        return (name, max(numbers)) if name is not None and numbers else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only an admin moves cases."""
        if action == "move_cases":
            user = self.gateway.user
            return True if user is not None and user.holds("admin") else None
        return super().check_action(action, parameters)

    def action_other(self) -> None:
        """Between the two lists."""
        here = self.query_one("#files").has_focus
        self.query_one("#versions" if here else "#files").focus()

    def action_stay(self) -> None:
        """Esc never leaves the program."""


_FILE_FIELDS = ("file", "state", "checks", "running")
_VERSION_FIELDS = ("definition", "number", "hash", "at", "by", "running")


def _file_cells(one: File) -> list[Cell]:
    draft = one.draft
    if one.included is not None:
        n = len(one.included)
        said = plural("part, included by {n}", "part, included by {n}", n).format(n=n)
        return [f"parts/{one.path.name}", Content.styled(f"  {said}", "$muted"), "", ""]
    if draft is None:
        return [one.path.name, one.problem, "", ""]
    if draft.definition is None:
        state = Content.styled("! " + _("cannot be read yet"), "$text-error")
    elif not draft.changed:
        state = Content.styled(
            "● " + _("published as version {number}").format(number=draft.number), "$text-success"
        )
    elif draft.number > 1:
        state = Content.styled(
            "◐ " + _("changed since version {number}").format(number=draft.number - 1), "$text-warning"
        )
    else:
        state = Content.styled("○ " + _("not published"), "$muted")
    if one.proposed:
        said = "◐ " + _("changed, proposed by {who}").format(who=one.proposed)
        state = Content.styled(said, "$text-warning")
    return [one.path.name, state, checks(draft), str(one.running or "")]


def checks(draft: object) -> Content:
    """How many errors and warnings, in words."""
    errors = int(getattr(draft, "errors", 0))
    warnings = len(getattr(draft, "diagnostics", ())) - errors
    if not errors and not warnings:
        return Content.styled("✓ " + _("no errors"), "$text-success")
    parts: list[Content] = []
    if errors:
        parts.append(
            Content.styled("✗ " + plural("{n} error", "{n} errors", errors).format(n=errors), "$text-error")
        )
    if warnings:
        said = plural("{n} warning", "{n} warnings", warnings).format(n=warnings)
        parts.append(Content.styled("! " + said, "$text-warning"))
    return Content("  ").join(parts)


def _version_cells(one: Published) -> list[Cell]:
    name = Content.assemble(
        text(one.version.definition.title), Content.styled(f"  {one.version.id}", "$muted")
    )
    number = str(one.version.number)
    return [
        name,
        Content.styled(f"● {number}", "$text-success") if one.newest else number,
        one.version.hash[:8],
        text(one.at) if one.at else "",
        one.by,
        str(one.running or ""),
    ]
