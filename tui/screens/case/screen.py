"""The case's screen: four panes and the way to its actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.case_view import CaseView, read_case
from tui.keys import Key
from tui.palette import CaseActions
from tui.screens.taking import KEYS, Takes, held, in_short
from tui.widgets.hang import hung, pairs
from tui.widgets.header import Header
from workflow.language import N_, plural, text
from workflow.language import translate as _

from . import rows as groups
from . import words
from .signing import signing_lines

if TYPE_CHECKING:
    from workflow import InboxItem

PANES = (
    ("summary", N_("1 Summary")),
    ("fields", N_("2 Fields and documents")),
    ("history", N_("3 History")),
    ("needed", N_("4 Signatures and actions")),
)


class Pane(VerticalScroll, can_focus=True):
    """One of the four: a text that scrolls."""

    BINDINGS = keys.bind(
        Key("pane.up", "k", "scroll_up", N_("Up"), show=False),
        Key("pane.down", "j", "scroll_down", N_("Down"), show=False),
    )

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    @property
    def room(self) -> int:
        """How many cells a line has."""
        return max(20, self.scrollable_content_region.width - (0 if self.show_vertical_scrollbar else 1))

    def show(self, lines: list[Content]) -> None:
        """Put another text in; what is too long goes on below, under its own beginning."""
        self.query_one(Static).update(Content("\n").join(hung(lines, self.room)))


class CaseScreen(Takes):
    """One case, on top of the screen from which it was opened.

    Args:
        case: its id.
    """

    CSS_PATH = "case.tcss"
    BINDINGS = keys.bind(
        Key("case.act", "a", "act", N_("Act")),
        Key("case.return", "x", "send_back", N_("Return or reject")),
        Key("case.take-back", "u", "take_back", N_("Take back")),
        Key("case.letter", "o", "letter", N_("Correct a letter"), show=False),
        Key("case.needed", "w", "needed", N_("What is needed")),
        *KEYS,
        Key("case.pane-1", "1", "pane('summary')", N_("Summary"), show=False),
        Key("case.pane-2", "2", "pane('fields')", N_("Fields and documents"), show=False),
        Key("case.pane-3", "3", "pane('history')", N_("History"), show=False),
        Key("case.pane-4", "4", "pane('needed')", N_("Signatures and actions"), show=False),
        Key("case.refresh", "r", "refresh", N_("Look again"), show=False),
        Key("case.next", "n", "next", N_("Next task"), show=False),
        Key("case.back", "escape,backspace", "back", N_("Back"), label="Esc"),
    )

    COMMANDS: ClassVar[set[Any]] = {CaseActions}

    def __init__(self, case: str) -> None:
        super().__init__()
        self.case = case
        self.view: CaseView | None = None

    def trail(self) -> tuple[str, ...]:
        """From where, and which case."""
        return (self.case,)

    def content(self) -> ComposeResult:
        """Title, timeline, four panes."""
        with Vertical(id="case-head"):
            yield Static(id="case-title")
            yield Static(id="case-timeline")
            yield Static(id="case-due")
        with Horizontal(id="case-panes"):
            with Vertical(id="case-left"):
                yield Pane(id="summary", classes="panel")
                yield Pane(id="fields", classes="panel")
            with Vertical(id="case-right"):
                yield Pane(id="needed", classes="panel")
                yield Pane(id="history", classes="panel")

    def on_mount(self) -> None:
        """Word the frames; begin at what is needed."""
        self._word_frames()
        self.query_one("#needed").focus()

    def _word_frames(self) -> None:
        for name, title in PANES:
            self.query_one(f"#{name}").border_title = Content(_(title))

    # ── data ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def refresh_data(self) -> None:
        """Read the case."""
        case = self.case
        self.load(lambda session: read_case(session, case), self.show)

    def show(self, view: CaseView) -> None:
        """Put the texts in."""
        self.view = view
        width = self.query_one("#case-timeline").size.width or 78
        returned = (
            Content.styled("  " + _("returned"), "bold $text-warning") if view.case.returned else Content("")
        )
        self.query_one("#case-title", Static).update(
            Content.assemble(
                Content.styled(view.title, "bold"),
                f" · {view.unit}" if view.unit else "",
                Content.styled(f" · {view.nominee.full_name}", "$muted") if view.nominee is not None else "",
            )
        )
        self.query_one("#case-due", Static).update(
            Content.assemble(
                Content.styled(text(view.state), "bold $text-accent"),
                returned,
                "   ",
                words.due_line(view),
                *(
                    Content.styled(f"   {in_short(one, view.user)}", "$text-accent")
                    for one in view.claims[:1]
                ),
            )
        )
        self.query_one("#case-timeline", Static).update(words.timeline(view, width))
        self.query_one("#summary", Pane).show(self._summary(view))
        self.query_one("#fields", Pane).show(self._fields(view))
        self.query_one("#history", Pane).show(list(words.history_lines(view)))
        self.query_one("#needed", Pane).show(self._needed(view))
        self.refresh_bindings()
        self.lantik.settled()

    def _summary(self, view: CaseView) -> list[Content]:
        lines = [*pairs(words.facts(view), self.query_one("#summary", Pane).room), Content("")]
        if not view.case.final:
            lines += [
                words.due_line(view),
                Content.assemble(Content.styled(_("Waits for") + "  ", "$muted"), words.waiting_line(view)),
                *(Content.styled(held(one, view.user), "$text-accent") for one in view.claims),
            ]
        return lines

    def _fields(self, view: CaseView) -> list[Content]:
        rows = [
            (text(view.definition.fields[name].label), text(view.value(name)))
            for name in view.case.fields
            if name in view.definition.fields and not isinstance(view.case.fields[name], (list, tuple))
        ]
        room = self.query_one("#fields", Pane).room
        tables = list(groups.tables(view, room))
        lines = pairs(rows, room)
        found = words.fault_lines(view)
        if found:
            mended = sum(one.mended for one in view.case.faults)
            said = _("List of faults: {mended} of {n} mended").format(mended=mended, n=len(found))
            lines = [Content.styled(said, "bold $text-warning"), *found, Content(""), *lines]
        if not rows and not tables and not found:
            lines = [Content.styled(_("Nothing has been filled in yet."), "$muted")]
        lines += tables
        letters = words.letter_lines(view)
        lines += [Content(""), *letters] if letters else []
        if view.case.documents:
            count = len(view.case.documents)
            lines += [
                Content(""),
                Content.styled(plural("{n} document", "{n} documents", count).format(n=count), "$muted"),
            ]
        for name, mark in view.case.documents.items():
            document = view.definition.documents.get(name)
            label = text(document.label) if document is not None else name
            file = Content.styled(f"  {words.mark(mark)}", "$muted")
            lines.append(Content.assemble(Content.styled("✓ ", "$text-success"), label, file))
        return lines

    def _needed(self, view: CaseView) -> list[Content]:
        signed = signing_lines(view)
        return [*signed, *([Content("")] if signed else []), *words.action_lines(view)]

    def reword(self) -> None:
        """Other words in the same panes."""
        self._word_frames()
        self._say_size()
        if self.view is not None:
            self.show(self.view)
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """The timeline fits the width."""
        if self.view is not None:
            self.call_after_refresh(self.show, self.view)

    # ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def action_back(self) -> None:
        """To the screen below."""
        self.dismiss(None)

    def action_refresh(self) -> None:
        """Look again."""
        self.look()

    def action_next(self) -> None:
        """The most urgent other case that waits for the user, in the place of this one."""
        case = self.case

        def go(found: InboxItem | None) -> None:
            if found is None:
                self.toast(_("Nothing more waits for you."))
                return
            self.case, self.view = found.case, None
            header = self.query_one(Header)
            header.trail = self.trail()
            header.refresh()
            self.query_one("#needed").focus()
            self.look()

        self.load(lambda session: session.desk.next_task(after=case), go, group="next")

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        self.query_one(f"#{name}").focus()

    def action_act(self) -> None:
        """The menu of actions."""
        from .acting import choose

        if self.view is not None:
            choose(self, self.view)

    def action_needed(self) -> None:
        """The way that is left to its end."""
        from .needed import NeededScreen

        self.app.push_screen(NeededScreen(self.case))

    def action_send_back(self) -> None:
        """The menu, with only the ways back and out."""
        from .acting import choose

        if self.view is not None:
            choose(self, self.view, side=True)

    def action_letter(self) -> None:
        """A letter that takes the place of the newest one of this case, for all the cases on which that one stands."""
        from tui.screens.letter import LetterScreen

        told = self.view.letters if self.view is not None else ()
        newest = next((letter for letter, one in told if one.newest), None)
        if newest is None:
            self.toast(_("No letter stands on this case."))
        else:
            self.app.push_screen(
                LetterScreen(newest.cases, lambda _done: self.look(), newest.id, newest.number)
            )

    def cases_chosen(self) -> dict[str, str]:
        """This one."""
        return {self.case: self.view.title} if self.view is not None else {}

    def cases_done(self, done: frozenset[str]) -> None:
        """Look again."""
        self.look()

    def action_take_back(self) -> None:
        """Take one's signature back."""
        from .acting import begin

        if self.view is not None and self.view.signed and self.view.case.signing:
            begin(self, self.view, self.view.case.signing, vote="withdraw")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing are greyed."""
        view = self.view
        if action == "take_back":
            return True if view is not None and view.signed else None
        if action == "send_back":
            return (
                True if view is not None and any(one.side and one.allowed for one in view.answers) else None
            )
        if action == "act":
            return True if view is not None and (view.answers or view.recordable) else None
        if action == "take_up":
            return True if view is not None and words.may_take(view) else None
        if action == "let_go":
            return True if view is not None and view.held_by_me else None
        if action == "hand_over":
            return True if view is not None and view.case.work else None
        if action == "mode":
            return False
        return super().check_action(action, parameters)
