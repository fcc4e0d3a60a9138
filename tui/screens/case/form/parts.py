"""Which parts a form has: the vote, what the action asks for, where it leads, the reason, the papers, the moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.case_view import CaseView
from workflow.language import N_, text
from workflow.language import translate as _

from ..draft import Draft
from ..inputs import (
    ChoicePart,
    Faults,
    MomentPart,
    PaperPart,
    Papers,
    Part,
    RowsPart,
    TextAreaPart,
    as_typed,
    part_for,
)
from ..rows import rows_of
from ..words import fault_lines, part_label

VOTES = (("sign", N_("Sign")), ("refuse", N_("Refuse (with a reason)")), ("abstain", N_("Abstain")))


def initials(views: Sequence[CaseView], action: str) -> bool:
    """Whether it is an initial and no signature that all these cases want from who asks."""
    answers = [one for view in views for one in view.answers if one.name == action]
    return bool(answers) and all(one.signs == "initial" for one in answers)


def parts(views: Sequence[CaseView], action: Any, draft: Draft, zone: tzinfo | None) -> Iterator[Widget]:
    """The parts of an action's form, filled with the draft, else with what stands on the case."""
    view = views[0]
    acts = draft.vote != "withdraw"
    if acts and len(views) == 1 and (standing := under_faults(view, action)):
        yield Static(Content("\n").join(standing), id="under-faults")
    if acts and action.signoff is not None:
        votes = [(value, _(label)) for value, label in VOTES]
        if initials(views, action.name):
            votes[0] = ("sign", _("Initial"))
        yield ChoicePart("_vote", _("Your vote"), votes, True, "", draft.vote or "sign")
    if acts:
        yield from _fields(view, action, draft, alone=len(views) == 1)
        targets = targets_of(view, action.name)
        if len(targets) > 1:
            options = [(one, text(view.definition.states[one].label)) for one in targets]
            yield ChoicePart("_to", _("Leads to"), options, True, "", draft.to)
    if action.reason is not None or action.signoff is not None:
        yield TextAreaPart("_reason", _("Reason"), action.reason == "required", "", draft.reason)
    if acts and action.faults is not None:
        yield _faults(views, action, draft)
    if acts:
        papers = _papers(view, action, draft, alone=len(views) == 1)
        if papers:
            yield Papers(papers)
        more = _("Empty: now. History marks what is entered later.")
        yield MomentPart("_when", _("Took effect"), more, draft.when, zone)


def _fields(view: CaseView, action: Any, draft: Draft, alone: bool) -> Iterator[Widget]:
    """What is asked; values that a returned case has already are there to be confirmed."""
    stands = view.case.fields if alone else {}
    kept = kept_parts(view, action) if alone else frozenset()
    for name in (*action.asks, *action.may_ask):
        if name in kept:
            continue
        raw = draft.raw.get(name, stands.get(name))
        yield part_for(view.definition.fields[name], name in action.asks, raw, view.names.get)
    for takes in action.rows:
        if takes.group in kept:
            continue
        before = rows_of(stands.get(takes.group))
        group = view.definition.fields[takes.group]
        yield RowsPart(group, takes, before, draft.raw.get(takes.group), view.names.get)


def _papers(view: CaseView, action: Any, draft: Draft, alone: bool) -> list[tuple[str, str, Any]]:
    answer = view.answer(action.name)
    there = dict(view.case.documents) if alone else {}
    kept = kept_parts(view, action) if alone else frozenset()
    for fault in view.case.faults if alone else ():
        if not fault.mended:
            there.pop(fault.part, None)  # what was there before does not mend it
    return [
        (name, text(view.definition.documents[name].label), draft.papers.get(name, there.get(name)))
        for name in (answer.documents if answer is not None else ())
        if name not in kept
    ]


def kept_parts(view: CaseView, action: Any) -> frozenset[str]:
    """The fields and documents that stay as they are, since the list of faults does not name them."""
    if not view.case.faults or action.faults is not None:
        return frozenset()
    named = {one.part for one in view.case.faults}
    nominees = {
        name for name, field in view.definition.fields.items() if field.type == "person" and name in named
    }
    papers = () if nominees else view.case.documents  # another person brings papers of their own
    return frozenset({*view.case.fields, *papers} - named)


def under_faults(view: CaseView, action: Any) -> list[Content]:
    """What was found wrong, above the form that is to mend it."""
    if not view.case.faults or action.faults is not None or not kept_parts(view, action):
        return []
    head = Content.styled(
        _("Sent back with a list of faults; everything else stays as it is:"), "$text-warning"
    )
    return [head, *fault_lines(view)]


def _faults(views: Sequence[CaseView], action: Any, draft: Draft) -> Faults:
    """The parts that can be named as faults, for wherever it may lead."""
    view = views[0]
    answer = view.answer(action.name)
    mends = dict(answer.mends) if answer is not None else {}
    names = dict.fromkeys(part for parts_there in mends.values() for part in parts_there)
    there = [{*one.case.fields, *one.case.documents} for one in views]
    lines = [
        (
            name,
            part_label(view, name),
            all(name in one for one in there),
            draft.faults.get(name, ("", "")),
        )
        for name in names
    ]
    return Faults(lines, mends, action.faults == "required")


def targets_of(view: CaseView, action: str) -> Sequence[str]:
    """Where an action may lead from the case's state."""
    answer = view.answer(action)
    return answer.targets if answer is not None else ()


def head(views: Sequence[CaseView], action: Any, withdraws: bool) -> Content:
    """What is done, to which case."""
    label = text(action.label)
    if withdraws:
        label = _("Take back my signature of “{action}”").format(action=label)
    said = Content.styled(label, "bold $text-accent")
    view = views[0]
    if len(views) > 1:
        return Content.assemble(said, "  ", _("on {n} cases, the same values for each").format(n=len(views)))
    who = f" · {view.nominee.full_name}" if view.nominee is not None else ""
    answer = view.answer(action.name)
    lent = Content("")
    if answer is not None and answer.for_whom and not withdraws:
        lent = Content.styled("  " + _("a.n. {name}").format(name=answer.for_whom), "bold $text-warning")
    return Content.assemble(said, lent, "  ", f"{view.case.id} · {view.title}{who}")


# ── what was typed ──────────────────────────────────────────────────────────────────────────────────────────────────────


def gather(
    draft: Draft,
    filled: Sequence[Part],
    papers: Sequence[PaperPart],
    withdraws: bool,
    faults: Faults | None = None,
) -> Draft:
    """Put what was typed into the draft."""
    draft.fields = {}
    for part in filled:
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
    if faults is not None:
        draft.faults = faults.marked
    draft.papers = {paper.field: paper.raw for paper in papers}
    if draft.vote is not None:  # only who signs fills in
        draft.fields = {}
    if withdraws:
        draft.vote = "withdraw"
    return draft


def touched(draft: Draft, views: Sequence[CaseView]) -> bool:
    """Whether something was typed that the case does not have."""
    alone = len(views) == 1
    fields = views[0].case.fields if alone else {}
    papers = views[0].case.documents if alone else {}
    return bool(
        draft.reason
        or draft.when
        or draft.faults
        or any(
            value not in (None, "", False, fields.get(name), as_typed(fields.get(name)))
            for name, value in draft.raw.items()
        )
        or any(mark and not papers.get(name) for name, mark in draft.papers.items())
    )
