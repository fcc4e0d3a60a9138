"""The form of an action, made from what the action asks for. It checks as one types and says who gets the case next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button, Static

from tui import keys
from tui.case_view import CaseView, read_case
from tui.keys import Key
from tui.screens.base import Framed
from tui.screens.dialogs import Confirm
from tui.words import moment
from workflow.errors import Conflict, InputError, LantikError, Refused
from workflow.language import N_, plural, text
from workflow.language import translate as _

from .draft import Draft
from .inputs import ChoicePart, MomentPart, PaperPart, Part, PickPart, TextAreaPart, part_for
from .words import reason_lines

if TYPE_CHECKING:
    from workflow import Preview, Session

VOTES = (("sign", N_("Sign")), ("refuse", N_("Refuse (with a reason)")), ("abstain", N_("Abstain")))


class ActionForm(Framed):
    """One action on one case, or on several that are alike. Ends with the ids of the cases that went through, or None.

    Args:
        views: the cases as they were when the form was opened.
        action: the action's name.
        vote: `withdraw` takes a signature back; None lets one choose in a sign-off.
    """

    CSS_PATH = "acting.tcss"
    BINDINGS = keys.bind(
        Key("form.send", "ctrl+enter,f10,ctrl+o", "send", N_("Send"), label="F10", priority=True),
        Key("form.reload", "f5", "reload", N_("Reload, keep the draft")),
        Key("form.back", "escape", "back", N_("Back, keep the draft")),
    )

    def __init__(self, views: Sequence[CaseView], action: str, vote: str | None = None) -> None:
        super().__init__()
        self.views = list(views)
        self.action = action
        self._vote = vote
        self._timer: Timer | None = None
        self._sending = False
        self._trouble: list[Content] = []
        self._key = (self.views[0].case.id if len(self.views) == 1 else "*", action, vote)
        self._restored = False
        self.draft = Draft(action, vote=vote)

    # ── what stands there ───────────────────────────────────────────────────────────────────────────────────────────

    @property
    def view(self) -> CaseView:
        """The case, or the first of several."""
        return self.views[0]

    @property
    def _withdraws(self) -> bool:
        return self._vote == "withdraw"

    def trail(self) -> tuple[str, ...]:
        """Which case, which action."""
        label = text(self.view.definition.actions[self.action].label)
        about = self.view.case.id if len(self.views) == 1 else _("{n} cases").format(n=len(self.views))
        return (about, label)

    def content(self) -> ComposeResult:
        """Head, what went wrong, the parts, who is next, the buttons."""
        kept = self.lantik.drafts.get(self._key)
        if kept is not None:
            self._restored = self._restored or not kept.blank
            self.draft = kept
        view, action = self.view, self.view.definition.actions[self.action]
        with Vertical(id="form"):
            yield Static(self._head(), id="form-head")
            yield Static(id="trouble")
            with VerticalScroll(id="parts", can_focus=False):
                yield from self._parts(view, action)
            yield Static(id="next")
            with Horizontal(id="form-buttons"):
                yield Static(id="form-note", classes="quiet")
                yield Button(Content(_("Cancel")), id="cancel", compact=True)
                yield Button(Content(self._send_label()), id="send", variant="primary", compact=True)

    def _head(self) -> Content:
        view = self.view
        label = text(view.definition.actions[self.action].label)
        if self._withdraws:
            label = _("Take back my signature of “{action}”").format(action=label)
        if len(self.views) > 1:
            return Content.assemble(
                Content.styled(label, "bold $text-accent"),
                "  ",
                _("on {n} cases, the same values for each").format(n=len(self.views)),
            )
        who = f" · {view.nominee.full_name}" if view.nominee is not None else ""
        return Content.assemble(
            Content.styled(label, "bold $text-accent"), "  ", f"{view.case.id} · {view.title}{who}"
        )

    def _send_label(self) -> str:
        if self._withdraws:
            return _("Take back (F10)")
        return (
            _("Sign (F10)")
            if self.view.definition.actions[self.action].signoff is not None
            else _("Send (F10)")
        )

    def _parts(self, view: CaseView, action: Any) -> ComposeResult:
        if not self._withdraws:
            if action.signoff is not None:
                votes = [(value, _(label)) for value, label in VOTES]
                yield ChoicePart("_vote", _("Your vote"), votes, True, "", self.draft.vote or "sign")
            yield from self._fields(view, action)
            targets = self._targets(view)
            if len(targets) > 1:
                options = [(one, text(view.definition.states[one].label)) for one in targets]
                yield ChoicePart("_to", _("Leads to"), options, True, "", self.draft.to)
        if action.reason is not None or action.signoff is not None:
            yield TextAreaPart("_reason", _("Reason"), action.reason == "required", "", self.draft.reason)
        if not self._withdraws:
            yield from self._papers(view)
            yield MomentPart(
                "_when",
                _("Took effect"),
                _("Empty: now. History marks what is entered later."),
                self.draft.when,
                self._zone(),
            )

    def _fields(self, view: CaseView, action: Any) -> ComposeResult:
        """What is asked; values that a returned case has already are there to be confirmed."""
        stands = view.case.fields if len(self.views) == 1 else {}
        for name in (*action.asks, *action.may_ask):
            field = view.definition.fields[name]
            raw = self.draft.raw.get(name, stands.get(name))
            yield part_for(field, name in action.asks, raw, view.names.get)

    def _papers(self, view: CaseView) -> ComposeResult:
        answer = view.answer(self.action)
        names = answer.documents if answer is not None else ()
        if names:
            yield Static(Content(_("Documents")), classes="section")
        for name in names:
            mark = self.draft.papers.get(
                name, view.case.documents.get(name) if len(self.views) == 1 else None
            )
            yield PaperPart(name, text(view.definition.documents[name].label), mark)

    def _targets(self, view: CaseView) -> Sequence[str]:
        answer = view.answer(self.action)
        return answer.targets if answer is not None else ()

    def _zone(self) -> Any:
        return self.gateway.now().tzinfo

    # ── coming in ───────────────────────────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        """Begin at the first part; read the lists that parts pick from."""
        if self._restored:
            self._note(_("Your draft is back."))
        self._enter()

    def _enter(self) -> None:
        fillers = self.query("#parts Input, #parts Select, #parts TextArea, #parts Switch, #parts Checkbox")
        (fillers.first() if fillers else self.query_one("#cancel")).focus()
        kinds = {self.view.definition.fields[part.field].type for part in self.query(PickPart)}
        for kind in kinds:
            self.load(partial(pickable, kind), partial(self._offer, kind), group=f"pick-{kind}")
        self._check_soon()

    def _offer(self, kind: str, rows: list[tuple[str, list[str]]]) -> None:
        for part in self.query(PickPart):
            if self.view.definition.fields[part.field].type == kind:
                part.offer(rows)

    def refresh_data(self) -> None:
        """Somebody wrote: is it this case?"""
        if len(self.views) == 1 and not self._sending:
            case, seen = self.view.case.id, self.view.case.revision
            self.load(
                lambda session: session.case(case).revision, lambda now: self._moved(now, seen), group="moved"
            )

    def _moved(self, now: int, seen: int) -> None:
        if now != seen:
            self._note(_("This case has changed meanwhile: F5 shows it and keeps what you typed."))

    def reword(self) -> None:
        """Other words around the same draft."""
        self._gather()
        self.lantik.drafts[self._key] = self.draft
        self.call_later(self._reworded)

    async def _reworded(self) -> None:
        await self.recompose()
        self._say_size()
        self._show_trouble()
        self._enter()

    # ── the draft ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def unsent(self) -> bool:
        """Whether there is a draft."""
        return self._touched(self._gather()) if self.is_mounted else not self.draft.blank

    def _gather(self) -> Draft:
        draft = self.draft
        draft.fields = {}
        for part in self.query(Part):
            if part.field == "_vote":
                draft.vote = None if part.raw == "sign" else part.raw
            elif part.field == "_to":
                draft.to = part.raw
            elif part.field == "_reason":
                draft.reason = part.raw
            elif part.field == "_when":
                draft.when, draft.at = part.raw, part.value
            else:
                draft.raw[part.field] = part.raw
                if (value := part.value) is not None:
                    draft.fields[part.field] = value
        for paper in self.query(PaperPart):
            draft.papers[paper.field] = paper.raw
        if draft.vote in ("refuse", "abstain") or self._withdraws:
            draft.fields = {}
        if self._withdraws:
            draft.vote = "withdraw"
        return draft

    def _touched(self, draft: Draft) -> bool:
        stands = self.view.case.fields if len(self.views) == 1 else {}
        return bool(
            draft.reason
            or draft.when
            or any(value not in (None, "", False, stands.get(name)) for name, value in draft.raw.items())
            or any(mark and not self.view.case.documents.get(name) for name, mark in draft.papers.items())
        )

    # ── checking as one types ───────────────────────────────────────────────────────────────────────────────────────

    def on_part_changed(self, event: Part.Changed) -> None:
        """Look what the engine would say, once the fingers rest."""
        event.stop()
        self._check_soon()

    def _check_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(0.15, self._check)

    def _check(self) -> None:
        if not self.is_attached or self._sending:
            return
        draft = self._gather()
        case, given = self.view.case.id, self._given(draft)

        def ask(session: Session) -> Preview | LantikError:
            try:
                return session.preview(case, self.action, **given)  # type: ignore[no-any-return]
            except InputError as error:
                return error

        self.load(ask, self._foresee, group="check")

    def _given(self, draft: Draft) -> dict[str, Any]:
        return {
            "fields": draft.fields,
            "documents": draft.documents,
            "reason": draft.reason or None,
            "to": draft.to,
            "vote": draft.vote,
            "at": draft.at,
        }

    def _foresee(self, found: Preview | LantikError) -> None:
        """What stands against it, what is missing, or who gets the case next."""
        lines: list[Content] = []
        if isinstance(found, LantikError):
            lines.append(Content.styled(str(found), "$text-warning"))
        elif found.case is not None:
            lines.append(self._then(found))
        else:
            self._mark_papers(found)
            for reason in found.reasons:
                lines += [Content.assemble(Content.styled("✗ ", "$text-error"), reason.message)]
                lines += list(reason_lines(reason))[1:]
            missing = [reason.message for reason in found.questions]
            if missing and len(missing) <= 3:
                lines += [Content.styled(f"· {one}", "$muted") for one in missing]
            elif missing:
                n = len(missing)
                more = plural(
                    "· {n} thing is still missing, first: {first}",
                    "· {n} things are still missing, first: {first}",
                    n,
                )
                lines.append(Content.styled(more.format(first=missing[0], n=n), "$muted"))
        self.query_one("#next", Static).update(Content("\n").join(lines))

    def _then(self, found: Preview) -> Content:
        assert found.case is not None
        definition, after = self.view.definition, found.case
        state = definition.states[after.state]
        parts = [
            Content.styled("→ ", "$text-success"),
            Content.styled(text(state.label), "bold $text-success"),
        ]
        if not found.fires:
            parts = [
                Content.styled(
                    _("Your mark is noted; the case stays in {state}.").format(state=text(state.label)),
                    "$text-success",
                )
            ]
        roles = list(dict.fromkeys(text(definition.roles[item.role].label) for item in after.work))
        if roles:
            parts.append(Content("  " + _("then it waits for {roles}").format(roles=", ".join(roles))))
        elif state.final:
            parts.append(Content("  " + _("the case ends there")))
        return Content.assemble(*parts)

    def _mark_papers(self, found: Preview) -> None:
        """Which documents this route wants."""
        wanted = {text(reason.data["document"]) for reason in found.questions if reason.code == "document"}
        for paper in self.query(PaperPart):
            label = text(self.view.definition.documents[paper.field].label)
            paper.need(label in wanted or bool(paper.raw))

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
        faults = [part for part in self.query(Part) if part.fault]
        if faults:
            faults[0].say(faults[0].fault)
            faults[0].query_one("Input").focus()
            return
        draft = self._gather()
        final = self._final(draft)
        if final is None:
            self._send()
            return
        count = len(self.views)
        question = _("{action}: {case} ends in “{state}”").format(
            action=text(self.view.definition.actions[self.action].label),
            case=self.view.case.id if count == 1 else _("{n} cases").format(n=count),
            state=text(final.label),
        )
        self.app.push_screen(
            Confirm(
                question,
                _("A case that has ended cannot be taken up again by hand."),
                _("Yes, do it"),
                danger=True,
            ),
            lambda yes: self._send() if yes else None,
        )

    def _final(self, draft: Draft) -> Any:
        """The final state to which this would lead, if it is one."""
        if draft.vote is not None:
            return None
        targets = self._targets(self.view)
        target = draft.to or (targets[0] if len(targets) == 1 else None)
        state = self.view.definition.states.get(target) if target else None
        return state if state is not None and state.final and state.phase != "filled" else None

    def _send(self) -> None:
        from .acting import send

        self._sending = True
        self._trouble = []
        self._show_trouble()
        self.query_one("#send", Button).disabled = True
        self._note(_("Sending …"))
        send(self, self.draft, self.views, self._went, self._failed)

    def _went(self, done: Any) -> None:
        from .acting import results

        self.lantik.drafts.pop(self._key, None)
        self._sending = False
        if len(self.views) > 1:
            told, went = results(self.views, done)
            self.draft = Draft(self.action)
            self.dismiss(went)
            self.app.push_screen(told)
            return
        state = text(self.view.definition.states[done.state].label)
        waits = list(dict.fromkeys(text(self.view.definition.roles[item.role].label) for item in done.work))
        said = f"{done.id} → {state}"
        self.lantik.say(
            said + ("\n" + _("Now it waits for {roles}.").format(roles=", ".join(waits)) if waits else "")
        )
        self.draft = Draft(self.action)
        self.dismiss(frozenset({done.id}))

    def _failed(self, error: LantikError) -> None:
        """What was typed stays; what stands against it is said above it."""
        self._sending = False
        self._note("")
        self.query_one("#send", Button).disabled = False
        if isinstance(error, Conflict):
            self._conflict(error)
            return
        if isinstance(error, Refused):
            lines = [Content.styled(_("Refused. What you typed is kept."), "bold $text-error")]
            for reason in error.reasons:
                lines += [
                    Content.assemble(Content.styled("✗ ", "$text-error"), reason.message),
                    *list(reason_lines(reason))[1:],
                ]
        else:
            lines = [Content.styled(error.message, "bold $text-error")]
            if error.hint:
                lines.append(Content(error.hint))
        self._trouble = lines
        self._show_trouble()

    def _conflict(self, error: Conflict) -> None:
        """Somebody was quicker: who and when, and how to go on with the same draft."""
        self._trouble = [
            Content.styled(
                _("{who} changed this case at {when}, after you had opened it.").format(
                    who=error.by, when=error.at
                ),
                "bold $text-warning",
            ),
            Content(_("Nothing was written. Press F5 to see the case as it is now; what you typed is kept.")),
        ]
        self._show_trouble()

    def _show_trouble(self) -> None:
        box = self.query_one("#trouble", Static)
        box.update(Content("\n").join(self._trouble))
        box.display = bool(self._trouble)

    def _note(self, said: str) -> None:
        self.query_one("#form-note", Static).update(Content(said))

    def action_reload(self) -> None:
        """Read the cases again and keep the draft."""
        self._gather()
        self.lantik.drafts[self._key] = self.draft
        cases = [view.case.id for view in self.views]
        before = self.view

        def then(views: list[CaseView]) -> None:
            self.views = views
            self.run_worker(self._reloaded(before), group="reload", exclusive=True)

        self.load(lambda session: [read_case(session, case) for case in cases], then, group="reload-read")

    async def _reloaded(self, before: CaseView) -> None:
        self._trouble = []
        for event in self.view.history[len(before.history) :]:
            label = self.view.definition.actions.get(event.action)
            self._trouble.append(
                Content(
                    _("{when}  {who}: {action}").format(
                        when=moment(event.at),
                        who=event.name or event.actor,
                        action=text(label.label) if label is not None else event.action,
                    )
                )
            )
        if self.view.answer(self.action) is None:
            self._trouble.append(
                Content.styled(
                    _(
                        "The case is in “{state}” now, where this action is not taken. What you typed is kept."
                    ).format(state=text(self.view.state)),
                    "bold $text-warning",
                )
            )
        await self.recompose()
        self._say_size()
        self._show_trouble()
        self._enter()

    def action_back(self) -> None:
        """Back to where one came from; what was typed is kept."""
        if self._sending:
            return
        draft = self._gather()
        if self._touched(draft):
            self.lantik.drafts[self._key] = draft
            self.lantik.say(_("Kept as a draft: it is there again when you open this action."))
        else:
            self.lantik.drafts.pop(self._key, None)
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Enter in a line goes on to the next part."""
        if (
            event.key == "enter"
            and self.focused is not None
            and self.focused.has_class("-textual-compact")
            and type(self.focused).__name__ == "Input"
        ):
            event.stop()
            self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Modes wait until the form is left."""
        return False if action == "mode" else super().check_action(action, parameters)


def pickable(kind: str, session: Session) -> list[tuple[str, list[str]]]:
    """The rows of a list to pick from: people, positions or units."""
    registry = session.workspace.registry
    if kind == "person":
        return [
            (
                one.id,
                [
                    one.full_name,
                    one.nip,
                    one.rank,
                    " ".join(filter(None, (one.education, one.field_of_study))),
                ],
            )
            for one in registry.people()
        ]
    if kind == "position":
        return [(one.id, [one.name, one.id]) for one in registry.positions()]
    return [(one.id, [one.name, one.id]) for one in registry.units()]
