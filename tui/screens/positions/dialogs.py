"""Decisions about a position: under which definition a case is opened, and which of its cases is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from tui.screens.dialogs import Dialog
from tui.widgets.refusals import refusal
from tui.widgets.table import Column, ListSource, VirtualTable
from workflow.errors import LantikError
from workflow.language import text
from workflow.language import translate as _

from .preview import Behind

if TYPE_CHECKING:
    from tui.app import LantikApp


class OpenCase(Dialog[str]):
    """Open a case for a position, under a definition that is for such; a refusal says every reason.

    Args:
        position: the position.
        where: its unit, in words.
        versions: the newest version of each definition that may fit.
    """

    def __init__(self, position: Any, where: str, versions: Sequence[Any]) -> None:
        super().__init__()
        self._position, self._where, self._versions = position, where, versions

    def compose(self) -> ComposeResult:
        """The position, the definitions, the answers."""
        source = ListSource(
            self._versions,
            key=lambda one: str(one.id),
            cells=lambda one: [text(one.definition.title), _("version {number}").format(number=one.number)],
            fields=["title", "number"],
        )
        columns = [
            Column("title", _("Definition"), sortable=False),
            Column("number", "", width=12, sortable=False),
        ]
        with Vertical(classes="box"):
            yield Static(Content(_("Open a case for this position?")), classes="question")
            yield Static(Content.assemble(self._position.name, "\n", Content.styled(self._where, "$muted")))
            table = VirtualTable(
                columns,
                source,
                multi=False,
                id="which",
                empty=_("No definition for such a position is published."),
            )
            table.styles.height = min(8, max(2, len(self._versions) + 1))
            table.styles.margin = (1, 0)
            yield table
            with VerticalScroll(classes="detail", id="why", can_focus=False):
                yield Static(id="reasons")
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel")), id="no", compact=True)
                yield Button(
                    Content(_("Open a case")),
                    id="yes",
                    variant="primary",
                    compact=True,
                    disabled=not self._versions,
                )

    def on_mount(self) -> None:
        """Start on Cancel, or on the list where there is a choice."""
        self.query_one("#why").display = False
        self.query_one("#which" if len(self._versions) > 1 else "#no").focus()

    def on_virtual_table_row_selected(self) -> None:
        """Enter in the list goes on to the answers."""
        self.query_one("#yes").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Open, or leave it."""
        if event.button.id == "no":
            self.dismiss(None)
            return
        chosen = self.query_one(VirtualTable).cursor_key
        if chosen is not None:
            self.run_worker(self._open(chosen), exclusive=True)

    async def _open(self, definition: str) -> None:
        gateway = cast("LantikApp", self.app).gateway
        assert gateway is not None
        try:
            case = await gateway.write(
                lambda session: session.open_case(definition, subject=self._position.id)
            )
        except LantikError as error:
            self._say(error)
            return
        self.dismiss(case.id)

    def _say(self, error: LantikError) -> None:
        self.query_one("#reasons", Static).update(refusal(error))
        self.query_one("#why").display = True
        self.query_one("#no").focus()


class WhichCase(Dialog[str]):
    """Which of several open cases is to be opened."""

    def __init__(self, title: str, cases: Sequence[Behind]) -> None:
        super().__init__()
        self._title, self._cases = title, cases

    def compose(self) -> ComposeResult:
        """The cases of one position."""
        source = ListSource(
            self._cases,
            key=lambda one: one.case,
            cells=lambda one: [one.case, text(one.state), one.nominee or _("no nominee yet")],
            fields=["case", "state", "nominee"],
        )
        columns = [
            Column("case", _("Case"), width=14, sortable=False),
            Column("state", _("State"), sortable=False),
            Column("nominee", _("Nominee"), sortable=False),
        ]
        with Vertical(classes="box"):
            yield Static(Content(self._title), classes="question")
            table = VirtualTable(columns, source, multi=False)
            table.styles.height = min(14, len(self._cases) + 1)
            yield table

    def on_mount(self) -> None:
        """Choose at once."""
        self.query_one(VirtualTable).focus()

    def on_virtual_table_row_selected(self, event: VirtualTable.RowSelected) -> None:
        """This one."""
        self.dismiss(event.key)
