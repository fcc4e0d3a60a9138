"""Trying a definition out before it is published: its scenarios, and whether the store's people can complete it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.screens.dialogs import Told
from workflow.language import plural
from workflow.language import translate as _

from . import findings

if TYPE_CHECKING:
    from workflow import Diagnostic, Session

    from .editor import EditorScreen


def meant(session: Session, screen: EditorScreen, content: bytes) -> dict[Path, Any]:
    """What the definitions would say of which this text is one, or that include it.

    Raises:
        DefinitionError: one has errors of form.
    """
    source = screen.source
    own, unsaved = source.unsaved(content)
    drafts = source.check(session, content).drafts
    return {path: session.definitions.would_be(path, own, unsaved) for path in drafts}


def people(screen: EditorScreen) -> None:
    """Put what is to be said about the people into the list of findings."""
    content = screen.content_now

    def ask(session: Session) -> list[Diagnostic]:
        found = meant(session, screen, content).values()
        told = [one for definition in found for one in session.definitions.people_for(definition)]
        return list({str(one): one for one in told}.values())

    def show(found: list[Diagnostic]) -> None:
        screen.show_findings(found)
        if found:
            screen.table.focus()
            n = len(found)
            said = plural("{n} finding about people.", "{n} findings about people.", n).format(n=n)
            screen.toast(said + " " + _("F5 shows the others again."))
        else:
            screen.toast(_("✓ The people of this store can complete it."))

    screen.load(ask, show, group="try")


def scenarios(screen: EditorScreen) -> None:
    """Run the scenarios and tell what came of each; what fails stands in the list of findings."""
    content = screen.content_now

    def ask(session: Session) -> list[Any]:
        found = meant(session, screen, content)
        return [session.definitions.trial(path, definition) for path, definition in found.items()]

    def show(trials: list[Any]) -> None:
        failed = [one for trial in trials for one in trial.diagnostics]
        outcomes = [one for trial in trials for one in trial.outcomes]
        if failed:
            screen.show_findings(failed)
            screen.table.focus()
        if not outcomes and not failed:
            screen.toast(_("No scenario is told beside it."))
            return
        passed = sum(one.passed for one in outcomes)
        title = plural("{n} scenario passed", "{n} scenarios passed", passed).format(n=passed)
        if len(outcomes) > passed:
            title += ", " + plural("{n} failed", "{n} failed", len(outcomes) - passed).format(
                n=len(outcomes) - passed
            )
        lines = [_outcome(one) for one in sorted(outcomes, key=lambda one: one.passed)]
        told = [
            Content.assemble("  ", findings.where(screen.source, one), "  ", findings.says(one))
            for one in failed
        ]
        screen.app.push_screen(Told(title, Content("\n").join([*told, *lines])))

    screen.load(ask, show, group="try")


def _outcome(one: Any) -> Content:
    mark = Content.styled("✓ ", "$text-success") if one.passed else Content.styled("✗ ", "$text-error")
    return Content.assemble(mark, one.name, Content.styled(f"  {Path(one.file).name}", "$muted"))
