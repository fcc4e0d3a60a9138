"""What became, or would become, of each case of a letter, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.content import Content

from workflow.errors import LantikError, Refused
from workflow.language import N_, text
from workflow.language import translate as _

from .lines import Line

if TYPE_CHECKING:
    from workflow import Case, Workspace

Answered = list[tuple[str, Any]]


def refused(result: object) -> bool:
    """Whether a case stays as it was; one that was done before does not count."""
    return isinstance(result, LantikError) and not (isinstance(result, Refused) and result.already)


def told(found: Answered, lines: Mapping[str, Line], workspace: Workspace) -> Content:
    """A line a case, with what stands against it."""
    said = []
    for case, result in found:
        line = lines.get(case)
        head = Content.assemble(Content.styled(case, "bold"), f"  {line.who if line else ''}")
        no = refused(result)
        mark = Content.styled("✗ ", "$text-error") if no else Content.styled("✓ ", "$text-success")
        if isinstance(result, LantikError):
            said.append(Content.assemble(mark, head, Content.styled(f"\n    {result.message}", "$muted")))
        else:
            said.append(Content.assemble(mark, head, _state(result, workspace)))
    return Content("\n").join(said)


def _state(case: Case, workspace: Workspace) -> Content:
    definition = workspace.definitions.get(case.definition, case.version).definition
    said = Content.styled(f"  → {text(definition.states[case.state].label)}", "$text-accent")
    entry = case.letters[-1] if case.letters else {}
    words = outcome_words(entry.get("outcome"))
    return Content.assemble(said, Content.styled(f"  {words}", "$text-warning")) if words else said


def outcome_words(outcome: str | None) -> str:
    """What a corrected letter did to a case, in few words."""
    words = {
        "follows": N_("follows the letter"),
        "stands": N_("what was decided stands"),
        "differs": N_("has gone on by another answer: send it back or end it"),
        "lapsed": N_("rests on this letter no more"),
    }
    return _(words[outcome]) if outcome in words else ""
