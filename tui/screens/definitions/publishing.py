"""Publishing from the editor: what would change in words, the question, and what is done where the engine refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.screens.dialogs import Confirm, Told
from tui.widgets.refusals import refusal
from workflow.errors import DefinitionError, InputError, LantikError, Refused
from workflow.language import N_, plural
from workflow.language import translate as _

from .renaming import BecameOf
from .source import Checked

if TYPE_CHECKING:
    from workflow import Diagnostic, Difference, Session, Version

    from .editor import EditorScreen

FEW = 8
"""More differences than these are counted in the question; F10 shows all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One definition that would be published.

    Args:
        path: its file.
        draft: what it would become.
        definition: what it says.
        differences: from the newest version; none where nothing is published yet.
        faults: where its scenarios say otherwise.
    """

    path: Path
    draft: Any
    definition: Any
    differences: Sequence[Difference] = ()
    faults: Sequence[Diagnostic] = ()


class Publishing:
    """One wish to publish, from the check to the result.

    Args:
        screen: the editor.
    """

    def __init__(self, screen: EditorScreen) -> None:
        self._screen = screen
        self._content = screen.content_now
        self._plans: list[Plan] = []

    def _read(self, session: Session, tried: bool) -> tuple[Checked, list[Plan]]:
        """The text checked, and what would be published."""
        source = self._screen.source
        checked = source.check(session, self._content)
        if checked.errors:
            return checked, []
        own, unsaved = source.unsaved(self._content)
        definitions, plans = session.definitions, []
        for path, draft in checked.changed.items():
            definition = definitions.would_be(path, own, unsaved)
            found = definitions.compare(definition.id, definition) if draft.number > 1 else []
            faults: list[Diagnostic] = []
            if tried:
                trial = definitions.trial(path, definition)
                faults = [one for one in trial.diagnostics if one.severity == "error"]
            plans.append(Plan(path, draft, definition, found, faults))
        return checked, plans

    # ── comparing ───────────────────────────────────────────────────────────────────────────────────────────────────

    def compare(self) -> None:
        """Show every difference."""
        screen = self._screen

        def show(found: tuple[Checked, list[Plan]]) -> None:
            checked, plans = found
            if checked.errors:
                screen.toast(_("It has errors: it can be compared once they are mended."))
            elif not plans:
                self._nothing(checked)
            else:
                title = _("What would change")
                lines = [line for plan in plans for line in _told(plan, every=True)]
                screen.app.push_screen(Told(title, Content("\n").join(lines)))

        screen.load(lambda session: self._read(session, tried=False), show, group="publish")

    def _nothing(self, checked: Checked) -> None:
        numbers = [one.number for one in checked.drafts.values()]
        if len(numbers) == 1:
            said = _("Nothing has changed since version {number}.").format(number=numbers[0])
        else:
            said = _("No definition has changed since its newest version.")
        self._screen.toast(said)

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """Check, run the scenarios, then ask."""
        self._screen.load(lambda session: self._read(session, tried=True), self._ask, group="publish")

    def _ask(self, found: tuple[Checked, list[Plan]]) -> None:
        screen = self._screen
        checked, self._plans = found
        screen.show_checked(checked)
        if checked.errors:
            screen.toast(
                InputError(
                    N_("It has errors: nothing was published."), N_("Mend the findings below the text first.")
                )
            )
            screen.table.focus()
            return
        if not self._plans:
            self._nothing(checked)
            return
        if faults := [one for plan in self._plans for one in plan.faults]:
            self._told_otherwise(faults)
            return

        def answered(yes: bool | None) -> None:
            if yes and screen.dirty:
                screen.save(self._publish)
            elif yes:
                self._publish()

        screen.app.push_screen(Confirm(self._question(), self._detail(checked), _("Publish")), answered)

    def _told_otherwise(self, faults: Sequence[Diagnostic]) -> None:
        """A scenario says otherwise: it stands among the findings, to be jumped to."""
        self._screen.show_findings(faults)
        self._screen.table.focus()
        n = len(faults)
        said = plural(
            "Its scenarios expect something else in {n} place: nothing was published.",
            "Its scenarios expect something else in {n} places: nothing was published.",
            n,
        ).format(n=n)
        hint = _("Enter goes there. Where the change is meant, write it into the scenario.")
        self._screen.toast(f"{said}\n{hint}")

    def _question(self) -> str:
        if len(self._plans) > 1:
            return _("Publish {n} definitions?").format(n=len(self._plans))
        draft = self._plans[0].draft
        return _("Publish version {number} of {definition}?").format(
            number=draft.number, definition=draft.definition
        )

    def _detail(self, checked: Checked) -> Content:
        lines: list[Content | str] = [line for plan in self._plans for line in _told(plan)]
        if self._screen.dirty:
            lines.append(_("{file} is saved first.").format(file=self._screen.source.name))
        if warnings := len(checked.diagnostics):
            lines.append(plural("It has {n} warning.", "It has {n} warnings.", warnings).format(n=warnings))
        running = sum(plan.draft.running for plan in self._plans)
        if running:
            said = plural(
                "{n} open case stays on the version under which it was opened.",
                "{n} open cases stay on the version under which they were opened.",
                running,
            )
            lines.append(said.format(n=running))
        else:
            lines.append(_("No open case runs under an earlier version."))
        if len(self._plans) == 1:
            number = self._plans[0].draft.number
            lines.append(_("Cases opened from now on run under version {number}.").format(number=number))
        else:
            lines.append(_("Cases opened from now on run under the new versions."))
        return Content("\n").join(Content(one) if isinstance(one, str) else one for one in lines)

    # ── doing ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _publish(self, map: Mapping[str, str] | None = None) -> None:
        plans = self._plans
        own, _unsaved = self._screen.source.unsaved(self._content)

        def do(session: Session) -> list[Version | LantikError]:
            done: list[Version | LantikError] = []
            for plan in plans:
                try:
                    done.append(session.definitions.publish(plan.path, session.id, own, map))
                except LantikError as error:
                    done.append(error)
            return done

        self._screen.commit(do, self._done, self._screen.told)

    def _done(self, done: Sequence[Version | LantikError]) -> None:
        screen = self._screen
        if any(not isinstance(one, LantikError) for one in done):
            screen.changed()
        screen.check_again()
        if len(done) > 1:
            lines = [_result(plan, one) for plan, one in zip(self._plans, done, strict=True)]
            screen.app.push_screen(Told(_("What was published"), Content("\n").join(lines)))
        elif isinstance(done[0], LantikError):
            self._refused(done[0])
        else:
            version = done[0]
            screen.toast(
                _("Version {number} of {definition} is published.").format(
                    number=version.number, definition=version.id
                )
            )

    def _refused(self, error: LantikError) -> None:
        codes = {reason.code for reason in error.reasons} if isinstance(error, Refused) else set()
        if isinstance(error, DefinitionError):
            self._screen.toast(error)
        elif isinstance(error, Refused) and codes == {"strands"}:
            states = self._plans[0].definition.states
            options = [(name, one.label) for name, one in states.items()]

            def named(map: Mapping[str, str] | None) -> None:
                if map:
                    self._publish(map)

            self._screen.app.push_screen(BecameOf(error.reasons, options), named)
        elif isinstance(error, Refused) and codes == {"second_admin"}:
            self._ask_to_propose(error)
        else:
            self._screen.told(error)

    def _ask_to_propose(self, error: LantikError) -> None:
        """Where two administrators publish: propose the content, for the other one to publish."""
        screen, plan = self._screen, self._plans[0]
        own, _unsaved = screen.source.unsaved(self._content)

        def answered(yes: bool | None) -> None:
            if yes:
                screen.commit(
                    lambda session: session.definitions.propose(plan.path, session.id, own),
                    lambda _done: screen.toast(
                        _("Proposed: another administrator may publish exactly this content now.")
                    ),
                    screen.told,
                )

        question = _("Propose it to another administrator?")
        screen.app.push_screen(Confirm(question, refusal(error), _("Propose")), answered)


def _told(plan: Plan, every: bool = False) -> list[Content]:
    """A definition, and what would change in it."""
    head = f"{plan.draft.definition} → {_('version {number}').format(number=plan.draft.number)}"
    said = [Content.styled(head, "bold $text-accent")]
    if plan.draft.number == 1:
        return [*said, Content("  " + _("Nothing is published of it yet."))]
    shown = plan.differences if every else plan.differences[:FEW]
    said += [Content(f"  · {one.sentence}") for one in shown]
    if not plan.differences:
        said.append(Content("  " + _("It says the same in other words or with other comments.")))
    if more := len(plan.differences) - len(shown):
        said.append(Content("  " + plural("and {n} more", "and {n} more", more).format(n=more)))
    return said


def _result(plan: Plan, done: Version | LantikError) -> Content:
    """A line of the report."""
    if isinstance(done, LantikError):
        open_it = _("Open {file} to publish it.").format(file=plan.path.name)
        head = Content.styled(f"✗ {plan.draft.definition}", "$text-error")
        return Content.assemble(head, "\n    ", done.message, "\n    ", Content.styled(open_it, "$muted"))
    said = _("version {number}").format(number=done.number)
    return Content.assemble(Content.styled("✓ ", "$text-success"), f"{done.id}  {said}")
