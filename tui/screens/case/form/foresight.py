"""What would come of an act as it is typed so far: asked in a thread, worded for the line under the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.case_view import CaseView
from workflow.errors import InputError, Reason
from workflow.language import plural, text
from workflow.language import translate as _

from ..words import part_label, reason_lines

if TYPE_CHECKING:
    from workflow import Preview, Session

FEW = 3
"""More missing things than this are counted, not listed."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """What the engine says.

    Args:
        preview: what the act would do; None where the engine could not read it (`error`).
        needed: the documents that it asks for on the chosen route, given or not; None: not known.
        bad_files: document → why its file cannot be taken.
        withdraws: whether a signature is taken back.
    """

    preview: Preview | None
    error: InputError | None = None
    needed: frozenset[str] | None = None
    bad_files: Mapping[str, str] = field(default_factory=dict)
    withdraws: bool = False


def foresee(session: Session, view: CaseView, action: str, given: Mapping[str, Any]) -> Foresight:
    """Ask the engine, without doing anything."""
    bad: dict[str, str] = {}
    for name, mark in given["documents"].items():
        if isinstance(mark, str):
            try:
                session.look_at_file(mark)
            except InputError as error:
                bad[name] = error.message
    case = view.case.id
    try:
        found = session.preview(case, action, **given)
        needed = None
        if given["vote"] is None:
            bare = session.preview(case, action, **{**given, "documents": {}})
            needed = _needed(view, bare)
    except InputError as error:
        return Foresight(None, error, bad_files=bad)
    return Foresight(found, None, needed, bad, given["vote"] == "withdraw")


def _needed(view: CaseView, bare: Preview) -> frozenset[str] | None:
    """The documents that are missing where none is given; where the case has moved on, nothing can be said of them."""
    if any(reason.code == "state" for reason in bare.reasons):
        return None
    labels = [
        reason.data["document" if reason.code == "document" else "part"]
        for reason in bare.questions
        if reason.code in ("document", "fault")
    ]
    return frozenset(name for name, one in view.definition.documents.items() if one.label in labels)


def foreseen(view: CaseView, found: Foresight, names: Mapping[str, str]) -> list[Content]:
    """What stands against it, what is missing, or who gets the case next; `names` are those of rows."""
    if found.preview is None:
        return [Content.styled(str(found.error), "$text-warning")] if found.error is not None else []
    if found.preview.case is not None:
        return [*_untouched(view, found.preview), _then(view, found.preview, found.withdraws)]
    lines: list[Content] = []
    for reason in (naming(one, names) for one in found.preview.reasons):
        lines.append(Content.assemble(Content.styled("✗ ", "$text-error"), reason.message))
        lines += list(reason_lines(reason))[1:]
    return [*lines, *_missing([naming(reason, names).message for reason in found.preview.questions])]


def _missing(missing: Sequence[str]) -> list[Content]:
    if len(missing) <= FEW:
        return [Content.styled(f"· {one}", "$muted") for one in missing]
    n = len(missing)
    more = plural(
        "· {n} thing is still missing, first: {first}", "· {n} things are still missing, first: {first}", n
    )
    return [Content.styled(more.format(first=missing[0], n=n), "$muted")]


def _untouched(view: CaseView, found: Preview) -> Iterator[Content]:
    """The faults whose field would be sent as it was: nothing stands against that, but one should mean it."""
    assert found.case is not None
    if not found.fires:
        return
    before, after = view.case.fields, found.case.fields
    names = [one.part for one in view.case.faults if not one.mended and one.part in before]
    same = [part_label(view, name) for name in names if after.get(name) == before[name]]
    if same:
        said = _("Not changed: {parts}. To send it says that it is right as it stands.")
        yield Content.styled("! " + said.format(parts=", ".join(same)), "$text-warning")


def _then(view: CaseView, found: Preview, withdraws: bool) -> Content:
    assert found.case is not None
    definition, after = view.definition, found.case
    state = definition.states[after.state]
    if found.fires:
        parts = [
            Content.styled("→ ", "$text-success"),
            Content.styled(text(state.label), "bold $text-success"),
        ]
    else:
        stays = stays_in(text(state.label), withdraws)
        parts = [Content.styled(stays, "$text-success")]
    roles = roles_of(view, after)
    gap = "  " if found.fires else ", "
    if roles:
        parts.append(Content(gap + _("then it waits for {roles}").format(roles=", ".join(roles))))
    elif state.final:
        parts.append(Content(gap + _("the case ends there")))
    return Content.assemble(*parts)


def stays_in(state: str, withdraws: bool) -> str:
    """What a vote does that does not complete its sign-off."""
    said = (
        _("Your mark is taken back; the case stays in “{state}”")
        if withdraws
        else _("Your mark is noted; the case stays in “{state}”")
    )
    return said.format(state=state)


def naming(reason: Reason, names: Mapping[str, str]) -> Reason:
    """A reason that names a row by its name instead of its id."""
    row = reason.data.get("row")
    if not isinstance(row, str) or row not in names:
        return reason
    return replace(reason, data={**reason.data, "row": names[row]})


def roles_of(view: CaseView, case: Any) -> list[str]:
    """The roles for which a case waits, each once."""
    return list(dict.fromkeys(text(view.definition.roles[item.role].label) for item in case.work))
