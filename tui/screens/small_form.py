"""A short form in a box: a few parts, what stands against it, and sending; what was typed is kept until it is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from tui import keys
from tui.keys import Key
from tui.screens.base import Framed
from tui.screens.case.inputs import Part, PickPart
from tui.screens.dialogs import Dialog
from tui.widgets.refusals import refusal
from workflow.errors import LantikError
from workflow.language import N_
from workflow.language import translate as _

if TYPE_CHECKING:
    from tui.app import LantikApp
    from workflow import Session

T = TypeVar("T")
Row = tuple[str, list[str]]
_HERE = Path(__file__).parent


class SmallForm(Dialog[T], Generic[T]):
    """Fill in, send; ends with what the write gave, or None. A subclass gives the parts and the write.

    `DRAFT` names the draft, so that what was typed is there again when the form is opened another time.
    """

    HORIZONTAL_BREAKPOINTS = Framed.HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = Framed.VERTICAL_BREAKPOINTS
    CSS_PATH = [_HERE / "case/acting.tcss", _HERE / "small_form.tcss"]
    BINDINGS = keys.bind(
        Key("small.send", "f10,ctrl+o", "send", N_("Send"), label="F10", priority=True),
        Key("small.back", "escape", "back", N_("Back")),
    )
    DRAFT = ""

    def __init__(self) -> None:
        super().__init__()
        self._sending = False

    # ── to be written by each form ──────────────────────────────────────────────────────────────────────────────────

    def heading(self) -> str:
        """What it is about."""
        return ""

    def about(self) -> str:
        """What follows from it, in a sentence."""
        return ""

    def yes(self) -> str:
        """The word on the button."""
        return _("Send (F10)")

    def parts(self, kept: dict[str, Any]) -> Sequence[Part]:
        """What is to be filled in; `kept` is what was typed before, by the names of the parts."""
        return ()

    def lists(self) -> dict[str, Callable[[Session], list[Row]]]:
        """What the parts pick from: the part's name, and how to ask for its rows."""
        return {}

    def write(self, given: dict[str, Any]) -> Callable[[Session], T]:
        """The write, with the values by the names of the parts."""
        raise NotImplementedError

    def problem(self, given: dict[str, Any]) -> tuple[str, str] | None:
        """What is wrong before anything is sent: the part's name and the sentence."""
        return None

    # ── the box ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def lantik(self) -> LantikApp:
        """The app."""
        return cast("LantikApp", self.app)

    def compose(self) -> ComposeResult:
        """Title, parts, what stands against it, buttons."""
        kept = self.lantik.drafts.get((self.DRAFT,), {})
        with Vertical(classes="box small-form"):
            yield Static(Content(self.heading()), classes="question")
            if about := self.about():
                yield Static(Content(about), classes="quiet about")
            with VerticalScroll(classes="parts", can_focus=False):
                yield from self.parts(kept)
            with VerticalScroll(classes="detail", id="why", can_focus=False):
                yield Static(id="reasons")
            with Horizontal(classes="answers"):
                yield Button(Content(_("Cancel")), id="no", compact=True)
                yield Button(Content(self.yes()), id="yes", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Begin at the first part, and read what the parts pick from."""
        self.query_one("#why").display = False
        for part in self.query(Part):
            part.go()
            break
        self.run_worker(self._read(), group="lists")

    async def _read(self) -> None:
        gateway = self.lantik.gateway
        assert gateway is not None
        for name, ask in self.lists().items():
            try:
                rows = await gateway.read(ask)
            except LantikError as error:
                self.say(error)
                return
            if self.is_attached:
                self.part(name, PickPart).offer(rows)

    P = TypeVar("P", bound=Part)

    def part(self, name: str, kind: type[P]) -> P:
        """One part."""
        return self.query_one(f"#field-{name}", kind)

    @property
    def given(self) -> dict[str, Any]:
        """The values."""
        return {part.field: part.value for part in self.query(Part)}

    def say(self, error: LantikError) -> None:
        """Why nothing was written; what was typed stays."""
        self.query_one("#reasons", Static).update(refusal(error))
        self.query_one("#why").display = True

    def on_part_changed(self, event: Part.Changed) -> None:
        """What stood against it may be mended."""
        event.stop()
        self.query_one("#why").display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next part."""
        event.stop()
        self.focus_next()

    # ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Send, or go back."""
        if event.button.id == "yes":
            self.action_send()
        else:
            self.action_back()

    def action_send(self) -> None:
        """Check what was typed, then write."""
        if self._sending:
            return
        for part in self.query(Part):
            missing = part._needed and not part.value
            fault = part.fault or (_("This is needed.") if missing else "")
            if fault:
                part.say(fault)
                part.go()
                return
        given = self.given
        if (wrong := self.problem(given)) is not None:
            self.query_one(f"#field-{wrong[0]}", Part).say(wrong[1])
            return
        self._sending = True
        self.lantik.run_worker(self._write(self.write(given)), group="writes")

    async def _write(self, do: Callable[[Session], T]) -> None:
        gateway = self.lantik.gateway
        assert gateway is not None
        try:
            made = await gateway.write(do)
        except LantikError as error:
            self._sending = False
            if self.is_attached:
                self.say(error)
            return
        self.lantik.drafts.pop((self.DRAFT,), None)
        if self.is_attached:
            self.dismiss(made)
        self.lantik.poll()

    def action_back(self) -> None:
        """Back; what was typed is kept for the next time."""
        raw = {part.field: part.raw for part in self.query(Part)}
        typed = {name: value for name, value in raw.items() if value not in (None, "", False)}
        if typed and typed != self.first():
            self.lantik.drafts[(self.DRAFT,)] = typed
            self.lantik.say(_("Kept as a draft: it is there again when you open this form."))
        else:
            self.lantik.drafts.pop((self.DRAFT,), None)
        self.dismiss(None)

    def first(self) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {}
