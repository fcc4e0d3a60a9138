"""The form's screen: its parts, checking as one types, sending, and keeping the draft through whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button, Input, Static

from tui import keys
from tui.case_view import CaseView, read_case
from tui.keys import Key
from tui.screens import sheet
from tui.screens.base import Framed
from tui.screens.dialogs import Confirm
from tui.screens.sheet import Line, Sheet
from workflow.errors import Conflict, LantikError
from workflow.language import N_, text
from workflow.language import translate as _

from ..draft import Draft
from ..inputs import Faults, PaperPart, Papers, Part, PickPart, RowsPart, pickable
from ..inputs.row import RowLine
from . import parts, told
from .foresight import Foresight, foresee, foreseen
from .keeping import Keeper, given, restored

if TYPE_CHECKING:
    from workflow import Session

FILLERS = "#parts Input, #parts Select, #parts TextArea, #parts Switch, #parts Checkbox"
SIDE = ("_vote", "_reason", "_when", "_to")
"""Parts that are no fields of the case."""


class ActionForm(Framed):
    """One action on one case, or on several that are alike. Ends with the ids of the cases that went through, or None.

    Args:
        views: the cases as they were when the form was opened.
        action: the action's name.
        vote: `withdraw` takes a signature back; None lets one choose in a sign-off.
    """

    CSS_PATH = "../acting.tcss"
    BINDINGS = keys.bind(
        Key("form.send", "ctrl+enter,f10,ctrl+o", "send", N_("Send"), label="F10", priority=True),
        Key("form.back", "escape", "back", N_("Back")),
        Key("form.papers", "f8", "papers", N_("All on file"), priority=True),
        Key("form.row", "f4", "row", N_("Another row"), priority=True),
        Key("form.row-away", "f9", "row_away", N_("Remove row"), priority=True),
        Key("form.reload", "f5", "reload", N_("Look again")),
    )

    def __init__(self, views: Sequence[CaseView], action: str, vote: str | None = None) -> None:
        super().__init__()
        self.views = list(views)
        self.action = action
        self._withdraws = vote == "withdraw"
        self._timer: Timer | None = None
        self._sending = False
        self._trouble: list[Content] = []
        self._key = (self.views[0].case.id if len(self.views) == 1 else "*", action, vote)
        self._restored = False
        self._refused: list[Line] = []
        alone = len(self.views) == 1 and vote is None
        kept = self.view.drafts.get(action) if alone else None
        self._keeper = Keeper(self, self.view.case.id, action, kept) if alone else None
        self.draft = Draft(action, vote=vote, kept=alone)

    # ── what stands there ───────────────────────────────────────────────────────────────────────────────────────────

    @property
    def view(self) -> CaseView:
        """The case, or the first of several."""
        return self.views[0]

    @property
    def _declared(self) -> Any:
        return self.view.definition.actions[self.action]

    def trail(self) -> tuple[str, ...]:
        """Which case, which action."""
        about = self.view.case.id if len(self.views) == 1 else _("{n} cases").format(n=len(self.views))
        return (about, text(self._declared.label))

    def content(self) -> ComposeResult:
        """Head, what went wrong, the parts, who is next, the buttons."""
        kept = self.lantik.drafts.get(self._key)
        if kept is None and self._keeper is not None and self._keeper.kept:
            kept = restored(self.action, self._keeper.kept)
        if kept is not None:
            self._restored = self._restored or not kept.blank
            self.draft = kept
        with Vertical(id="form"):
            yield Static(parts.head(self.views, self._declared, self._withdraws), id="form-head")
            yield Static(id="trouble")
            with VerticalScroll(id="parts", can_focus=False):
                yield from parts.parts(self.views, self._declared, self.draft, self.gateway.now().tzinfo)
            yield Static(id="next")
            with Horizontal(id="form-buttons"):
                yield Static(id="form-note", classes="quiet")
                yield Button(Content(_("Cancel")), id="cancel", compact=True)
                yield Button(Content(self._send_label()), id="send", variant="primary", compact=True)

    def _send_label(self) -> str:
        if self._withdraws:
            return _("Take back (F10)")
        if parts.initials(self.views, self.action):
            return _("Initial (F10)")
        return _("Sign (F10)") if self._declared.signoff is not None else _("Send (F10)")

    def on_mount(self) -> None:
        """Begin at the first part; read the lists that parts pick from."""
        if self._restored:
            self._note(_("Your draft is back."))
        self._enter()

    def _enter(self) -> None:
        self._lead()
        fillers = self.query(FILLERS)
        (fillers.first() if fillers else self.query_one("#cancel")).focus()
        kinds = {self.view.definition.fields[part.field].type for part in self._picks}
        for rows in self.query(RowsPart):
            kinds |= rows.kinds
        for kind in kinds:
            self.load(partial(pickable, kind), partial(self._offer, kind), group=f"pick-{kind}")
        self._check_soon()

    def _offer(self, kind: str, rows: list[tuple[str, list[str]]]) -> None:
        for part in self._picks:
            if self.view.definition.fields[part.field].type == kind:
                part.offer(rows)
        for group in self.query(RowsPart):
            group.offer(kind, rows)

    @property
    def _parts(self) -> list[Part]:
        """The parts of the form itself, without the cells of rows."""
        return [part for part in self.query(Part) if not part.has_class("cell")]

    @property
    def _picks(self) -> list[PickPart]:
        return [part for part in self._parts if isinstance(part, PickPart)]

    @property
    def _names(self) -> dict[str, str]:
        """Id → name, of those on the case and of those picked in rows."""
        names = dict(self.view.names)
        for rows in self.query(RowsPart):
            names.update(rows.names)
        return names

    def _space(self) -> None:
        """A blank line between the parts where there is room for it."""
        box = self.query_one("#parts", VerticalScroll)
        gaps = sum(bool(part.display) for part in self._parts)
        bottom = max((child.virtual_region.bottom for child in box.children if child.display), default=0)
        high = bottom - (gaps if box.has_class("roomy") else 0)
        box.set_class(high + gaps <= box.size.height, "roomy")

    def on_resize(self) -> None:
        """More room, or less."""
        self.call_after_refresh(self._space)

    # ── others, other words ─────────────────────────────────────────────────────────────────────────────────────────

    def refresh_data(self) -> None:
        """Somebody wrote: is it this case? Then who, when, and what."""
        if len(self.views) != 1 or self._sending:
            return
        view = self.view

        def ask(session: Session) -> CaseView | None:
            case = view.case.id
            return read_case(session, case) if session.case(case).revision != view.case.revision else None

        self.load(ask, lambda now: self._moved(now, view) if now is not None else None, group="moved")

    def _moved(self, now: CaseView, seen: CaseView) -> None:
        news = [*told.news(now, seen)]
        if self._sending or self._trouble or not news:
            return  # what is said there says more
        keeps = _("What you typed is kept. Press F5 to see the case as it is now.")
        self._trouble = [Content.styled(one, "bold $text-warning") for one in news] + [Content(keeps)]
        self._show_trouble()

    def reword(self) -> None:
        """Other words around the same draft."""
        self.lantik.drafts[self._key] = self._gather()
        self.call_later(self._compose_again)

    async def _compose_again(self) -> None:
        await self.recompose()
        self._say_size()
        self._show_trouble()
        self._enter()

    # ── the draft ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def unsent(self) -> bool:
        """Whether there is a draft."""
        return self._touched() if self.is_mounted else not self.draft.blank

    @property
    def at_risk(self) -> bool:
        """Whether there is a draft that is not kept."""
        if self._keeper is None or not self.is_mounted:
            return self.unsent
        return self._kept_now() != self._keeper.kept

    def _touched(self) -> bool:
        return parts.touched(self._gather(), self.views)

    def _kept_now(self) -> dict[str, Any]:
        """What the user's desk is to have of it."""
        return given(self.draft) if self._touched() else {}

    def _gather(self) -> Draft:
        faults = next(iter(self.query(Faults)), None)
        return parts.gather(self.draft, self._parts, [*self.query(PaperPart)], self._withdraws, faults)

    # ── checking as one types ───────────────────────────────────────────────────────────────────────────────────────

    def on_part_changed(self, event: Part.Changed) -> None:
        """Look what the engine would say, once the fingers rest."""
        event.stop()
        for papers in self.query(Papers):
            papers.count()
        self._lead()
        self._check_soon()
        if self._keeper is not None:
            self._keeper.soon(self._kept_now)

    def _lead(self) -> None:
        """The list of faults has what can be mended where the case goes back to."""
        target = next((part.raw for part in self._parts if part.field == "_to"), None)
        for faults in self.query(Faults):
            faults.lead_to(target)

    def _check_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(0.15, self._check)

    def _check(self) -> None:
        if not self.is_attached or self._sending:
            return
        draft = self._gather()
        for part in self._parts:
            part.display = draft.vote is None or part.field in SIDE
        view, action, given = self.view, self.action, draft.given()
        self.load(lambda session: foresee(session, view, action, given), self._foreseen, group="check")

    def _foreseen(self, found: Foresight) -> None:
        for papers in self.query(Papers):
            papers.display = self.draft.vote is None
            if found.needed is not None:
                papers.need(found.needed)
        for paper in self.query(PaperPart):
            paper.say(found.bad_files.get(paper.field, ""))
        self.query_one("#next", Static).update(Content("\n").join(foreseen(self.view, found, self._names)))
        self.call_after_refresh(self._space)

    def action_papers(self) -> None:
        """Every document that is needed is on file."""
        for papers in self.query(Papers):
            papers.mark_all()

    # ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Send, or go back."""
        if event.button.id == "send":
            self.action_send()
        else:
            self.action_back()

    def action_send(self) -> None:
        """Check what was typed, ask before what cannot be undone, then write."""
        if self._sending:
            return
        faults = [part for part in self._parts if part.display and part.fault]
        if faults:
            faults[0].say(faults[0].fault)
            faults[0].go()
            return
        final = self._final(self._gather())
        if final is None:
            self._send()
            return
        question = _("{action}: {case} ends in “{state}”").format(
            action=text(self._declared.label),
            case=self.view.case.id if len(self.views) == 1 else _("{n} cases").format(n=len(self.views)),
            state=text(final.label),
        )
        detail = _("A case that has ended cannot be taken up again by hand.")
        self.app.push_screen(
            Confirm(question, detail, _("Yes, do it"), danger=True), lambda yes: self._send() if yes else None
        )

    def _final(self, draft: Draft) -> Any:
        """The final state to which this would lead, if it is one."""
        if draft.vote is not None:
            return None
        targets = parts.targets_of(self.view, self.action)
        target = draft.to or (targets[0] if len(targets) == 1 else None)
        state = self.view.definition.states.get(target) if target else None
        return state if state is not None and state.final and state.phase != "filled" else None

    def _send(self) -> None:
        self._busy(True)
        self._trouble = []
        self._show_trouble()
        if len(self.views) == 1:
            self._write(self.views)
            return
        from ..many import look_first

        self._note(_("Looking what would become of each …"))
        look_first(self, self.draft, self.views, self._looked, self._failed)

    def _looked(self, lines: list[Line]) -> None:
        """Where some would be refused, ask; where all would be, nothing is written and what was typed stays."""
        wrong = [one.outcome for one in lines if isinstance(one.outcome, LantikError)]
        if len(wrong) == len(lines):
            self._failed(wrong[0])
            self.app.push_screen(sheet.told(lines)[0])
        elif wrong:
            question = _("{action} on {n} cases?").format(
                action=text(self._declared.label), n=len(self.views)
            )
            self.app.push_screen(Sheet(question, lines), lambda yes: self._answered(yes, lines))
        else:
            self._write(self.views)

    def _answered(self, yes: bool | None, lines: list[Line]) -> None:
        if yes:
            fine = {one.case for one in lines if not one.refused}
            self._refused = [one for one in lines if one.refused]
            self._write([view for view in self.views if view.case.id in fine])
        else:
            self._busy(False)
            self._note("")

    def _write(self, views: Sequence[CaseView]) -> None:
        from ..acting import send

        self._note(_("Sending …"))
        send(self, self.draft, views, partial(self._went, views), self._failed)

    def _busy(self, sending: bool) -> None:
        self._sending = sending
        self.query_one("#send", Button).disabled = sending

    def _went(self, views: Sequence[CaseView], done: Any) -> None:
        if len(self.views) == 1:
            self._leave()
            self.lantik.say(told.done(self.view, done, self.draft.action, self._withdraws))
            self.dismiss(frozenset({done.id}))
            return
        from ..many import lines

        answers = done if len(views) > 1 else [done]
        report, went = sheet.told([*lines(views, answers), *self._refused])
        if went:
            self._leave()
            self.dismiss(went)
        else:
            self._failed(next(one for one in answers if isinstance(one, LantikError)))
        self.app.push_screen(report)

    def _leave(self) -> None:
        """It is sent: there is nothing to keep."""
        if self._keeper is not None:
            self._keeper.now({})
        self.lantik.drafts.pop(self._key, None)
        self._sending = False
        self.draft = Draft(self.action)

    def _failed(self, error: LantikError) -> None:
        """What was typed stays; what stands against it is said above it, and beside the parts that it is about."""
        self._busy(False)
        self._note("")
        self._trouble = told.failure(error, self._names)
        self._show_trouble()
        if not isinstance(error, Conflict):
            self._show_faults(error)

    def _show_faults(self, error: LantikError) -> None:
        wrong = dict(told.faults(self.view, error))
        found = [part for part in self._parts if part.field in wrong]
        for part in found:
            part.say(wrong[part.field])
        for key, said in told.row_faults(error):
            for rows in self.query(RowsPart):
                rows.say_of(key, said)
        if found:
            found[0].go()

    def _show_trouble(self) -> None:
        box = self.query_one("#trouble", Static)
        box.update(Content("\n").join(self._trouble))
        box.display = bool(self._trouble)

    def _note(self, said: str) -> None:
        self.query_one("#form-note", Static).update(Content(said))

    # ── other keys ──────────────────────────────────────────────────────────────────────────────────────────────────

    def action_reload(self) -> None:
        """Read the cases again and keep the draft."""
        self.lantik.drafts[self._key] = self._gather()
        cases = [view.case.id for view in self.views]
        before = self.view

        def then(views: list[CaseView]) -> None:
            self.views = views
            self._trouble = told.meanwhile(self.view, before, self.action)
            self.run_worker(self._compose_again(), group="reload", exclusive=True)

        self.load(lambda session: [read_case(session, case) for case in cases], then, group="reload-read")

    def action_back(self) -> None:
        """Back to where one came from; what was typed is kept."""
        if self._sending:
            return
        if self._keeper is not None:
            self._keeper.now(self._kept_now())
        draft = self._gather()
        if parts.touched(draft, self.views):
            self.lantik.drafts[self._key] = draft
            self.lantik.say(_("Kept as a draft: it is there again when you open this action."))
        else:
            self.lantik.drafts.pop(self._key, None)
        self.dismiss(None)

    async def action_row(self) -> None:
        """Another row: of the group in which one types, else of the first that takes new ones."""
        groups = [one for one in self.query(RowsPart) if one.adds]
        here = [one for one in groups if one.has_focus_within]
        for rows in (here or groups)[:1]:
            await rows.another()

    async def action_row_away(self) -> None:
        """The new row in which one types goes."""
        for line in self.query(RowLine):
            if line.has_focus_within:
                rows = next(one for one in line.ancestors if isinstance(one, RowsPart))
                await rows.take_away(line)

    def on_key(self, event: events.Key) -> None:
        """Enter in a line goes on to the next part."""
        if event.key == "enter" and type(self.focused) is Input:
            event.stop()
            self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Modes wait until the form is left; the key for documents is there where documents are."""
        if action == "papers":
            return any(papers.display for papers in self.query(Papers))
        if action in ("row", "row_away"):
            return any(rows.adds and rows.display for rows in self.query(RowsPart))
        return False if action == "mode" else super().check_action(action, parameters)
