"""The screen of absences and standing in: in whose place I may act, who is away, who acts; entering and ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.keys import Key
from tui.screens.dialogs import Confirm, Told
from tui.screens.filtered import FilteredScreen
from tui.widgets.hang import pairs
from tui.widgets.table import VirtualTable
from workflow.language import N_, plural, text
from workflow.language import translate as _

from . import rows
from .entries import Entry, Seen, read
from .forms import AbsenceForm, DelegationForm, Entered

if TYPE_CHECKING:
    from workflow import Session


class StandingInScreen(FilteredScreen):
    """My absences and delegations, and those that let me act; an administrator sees and enters everybody's."""

    CSS_PATH = "standing_in.tcss"
    AUTO_FOCUS = "#entries"
    BINDINGS = keys.bind(
        Key("standing.absence", "a", "absence", N_("Absence")),
        Key("standing.delegate", "d", "delegate", N_("Delegate")),
        Key("standing.end", "x", "end", N_("End")),
        Key("standing.everybody", "v", "everybody", N_("Mine / everybody's")),
        Key("standing.find", "slash", "find", N_("Filter"), show=False),
        Key("standing.refresh", "r", "refresh", N_("Look again"), show=False),
        Key("standing.back", "escape,backspace", "back", N_("Back"), label="Esc"),
        Key("standing.leave-filter", "down", "list", N_("To the list"), show=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self._seen: Seen | None = None
        self._everybody = False
        self._asked = False

    def trail(self) -> tuple[str, ...]:
        """Where one is."""
        return (_("Absences and standing in"),)

    def content(self) -> ComposeResult:
        """In whose place, and the list."""
        yield Static(id="places")
        with Vertical(classes="panel", id="entries-panel"):
            yield Input(placeholder=_("words, state:force"), id="filter", compact=True)
            yield VirtualTable(rows.columns(), empty=_("Reading …"), multi=False, id="entries")

    @property
    def entry(self) -> Entry | None:
        """The one under the cursor."""
        key = self.table.cursor_key
        return self.source.get(key) if self.source is not None and key is not None else None

    # ── data ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def refresh_data(self) -> None:
        """Read them."""
        self.load(read, self.show, group="standing-in")

    def show(self, seen: Seen) -> None:
        """Put the rows in; an administrator begins with everybody's."""
        self._seen = seen
        if not self._asked:
            self._everybody = self._asked = seen.admin
        shown = [one for one in seen.entries if self._everybody or one.mine]
        made, table = rows.source(shown), self.table
        made.filter(self.query_one("#filter", Input).value)
        table.update_source(made)
        table.refresh_rows()
        table.empty = _("Nothing is entered. Press a for an absence, d to let somebody stand in for you.")
        panel = self.query_one("#entries-panel")
        panel.border_title = Content(_("Everybody's") if self._everybody else _("Mine, and for me"))
        n = sum(one.standing == "now" for one in shown)
        panel.border_subtitle = Content(plural("{n} in force", "{n} in force", n).format(n=n))
        self.query_one("#places", Static).update(self._places(seen))
        self.refresh_bindings()
        self.lantik.settled()

    def _places(self, seen: Seen) -> Content:
        if not seen.places:
            return Content.styled(_("You act in nobody else's place now."), "$muted")
        lines = []
        for one in seen.places:
            roles = ", ".join(one.roles)
            lines.append(
                Content.assemble(
                    Content.styled(_("You may act in the place of:") + " ", "$muted"),
                    Content.styled(one.name, "bold $text-warning"),
                    Content.styled(f"  {roles} · {one.by}", "$muted"),
                )
            )
        return Content("\n").join(lines)

    # ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def action_absence(self) -> None:
        """Enter that one is away."""
        if (seen := self._seen) is not None:
            whose: dict[str, str] | None = None if seen.admin else {}
            form = AbsenceForm(self.gateway.session.id, self.gateway.now().date(), whose)
            self.app.push_screen(form, self._entered)

    def action_delegate(self) -> None:
        """Let somebody stand in."""
        seen = self._seen
        if seen is None:
            return
        me, today = self.gateway.session.id, self.gateway.now().date()

        def ask(session: Session) -> tuple[dict[str, str], dict[str, str]]:
            labels = session.access.roles()
            roles = (
                labels
                if seen.admin or seen.onward
                else dict.fromkeys(role for role, _u in session.user.roles)
            )
            titles = {one.id: text(one.definition.title) for one in session.definitions.all()}
            return {role: text(labels.get(role, role)) for role in roles}, titles

        def show(found: tuple[dict[str, str], dict[str, str]]) -> None:
            whose = None if seen.admin else seen.onward
            self.app.push_screen(DelegationForm(me, today, whose, *found), self._entered)

        self.load(ask, show, group="delegate")

    def _entered(self, entered: Entered | None) -> None:
        if entered is None:
            return
        self.toast(entered.said)
        if entered.warning:
            self.app.push_screen(Told(_("Entered. Please see to this:"), entered.warning))

    def action_end(self) -> None:
        """Ask, then end what is under the cursor, at once."""
        one = self.entry
        if one is None or not one.may_end:
            return
        absence = one.kind == "absence"
        question = _("Cancel absence {id}?") if absence else _("Revoke delegation {id}?")
        detail = _("{name} acts for {who} no longer from this moment on. What was done stands.").format(
            name=", ".join(one.to) or _("nobody"), who=one.who
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.commit(do, lambda _ended: self.toast(_("{id} has ended.").format(id=one.id)))

        def do(session: Session) -> object:
            if absence:
                return session.access.cancel_absence(one.id)
            return session.access.revoke_delegation(one.id)

        self.app.push_screen(Confirm(question.format(id=one.id), detail, _("Yes, end it")), answered)

    def on_virtual_table_row_selected(self) -> None:
        """All that is known of it."""
        one = self.entry
        if one is None:
            return
        facts = [
            (_("For"), one.who),
            (_("Stand-in"), rows.who_acts(one)),
            (_("From"), one.since or "–"),
            (_("Until"), one.until or "–"),
            (_("How far"), one.reach),
            (_("State"), one.state),
            (_("Reason"), one.reason),
        ]
        self.app.push_screen(
            Told(f"{rows.kind(one).capitalize()} {one.id}", Content("\n").join(pairs(facts, 60)))
        )

    def action_everybody(self) -> None:
        """Mine, or everybody's."""
        self._everybody, self._asked = not self._everybody, True
        if self._seen is not None:
            self.show(self._seen)

    def on_virtual_table_row_highlighted(self) -> None:
        """What may be ended depends on the row."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing is greyed; modes wait until one is back."""
        if action == "list":
            return isinstance(self.focused, Input)
        if action == "end":
            return True if self.is_mounted and self.entry is not None and self.entry.may_end else None
        if action == "everybody":
            return True if self._seen is not None and self._seen.admin else None
        return False if action == "mode" else super().check_action(action, parameters)
