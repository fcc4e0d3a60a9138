"""A sign-off as a tree: initials and signatures told apart, quorums counted, whose turn it is, what fell and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.case_view import CaseView
from tui.words import moment
from workflow.language import N_, plural, text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Branch, Fallen, SignOffMark, SignOffView

_MARKS = {
    "done": ("✓", "$text-success"),
    "failed": ("✗", "$text-error"),
    "turn": ("●", "bold $text-accent"),
    "later": ("○", "$muted"),
    "not_asked": ("–", "$faint"),
}
_GROUPS = {
    "in_order": N_("in this order"),
    "all": N_("all of these"),
    "one_by_one": N_("all of these, one at a time"),
    "any": N_("one of these"),
}
_MEASURES = {"majority": N_("(majority)"), "all": N_("(all)"), "rule": N_("(by rule)")}
_KINDS = {"initial": N_("initial"), "signature": N_("signature")}
STEP = 2
"""Cells that a branch is set in below the one above it."""


def signing_lines(view: CaseView) -> list[Content]:
    """Every sign-off of the case's state, one after the other; nothing where the state has none."""
    found: list[Content] = []
    for number, one in enumerate(view.sign_offs):
        found += [*([Content("")] if number else []), *_sign_off(view, one)]
    fallen = view.sign_offs[0].fallen if view.sign_offs else ()
    return [*found, *(_fallen(one) for one in fallen)]


def _sign_off(view: CaseView, one: SignOffView) -> Iterator[Content]:
    label, tree = text(one.label), one.tree
    if tree.branches:
        yield Content.assemble(
            Content.styled(label, "bold"), Content.styled(f": {_(_GROUPS[tree.way])}", "$muted")
        )
        for number, branch in enumerate(tree.branches, 1):
            yield from _branch(view, branch, number if tree.way == "in_order" else 0, 0, tree)
    else:
        yield Content.styled(label, "bold")
        yield from _branch(view, tree, 0, 0, None)
    if one.veto is not None:
        then = f" → {text(one.refused)}" if one.refused is not None else ""
        said = _("Veto: {role} may end it alone").format(role=text(one.veto))
        yield Content.styled(f"  {said}{then}", "$muted")
    elif one.refused is not None:
        said = _("If it cannot succeed any more: {action}").format(action=text(one.refused))
        yield Content.styled(f"  {said}", "$muted")


def _branch(view: CaseView, one: Branch, number: int, depth: int, above: Branch | None) -> Iterator[Content]:
    indent = " " * (STEP * depth)
    mark, style = _MARKS[one.standing]
    order = f"{number}. " if number else ""
    head: list[str | Content] = [indent, Content.styled(f"{mark} ", style)]
    if one.standing == "not_asked":
        yield Content.assemble(
            *head, Content.styled(f"{order}{_called(one)}: {_why_not(view, one)}", "$faint")
        )
        return
    if one.branches:
        yield Content.assemble(*head, order, Content.styled(_(_GROUPS[one.way]), "$muted"))
        for place, branch in enumerate(one.branches, 1):
            yield from _branch(view, branch, place if one.way == "in_order" else 0, depth + 1, one)
        return
    said = [*head, order, Content.styled(_called(one), "bold" if one.standing != "later" else "")]
    if one.way == "quorum":
        yield Content.assemble(*said, "  ", Content.styled(_count(one), style or "$muted"))
        for mark_ in one.marks:
            yield Content.assemble(indent, " " * STEP, _given(view, mark_, with_mark=True))
        return
    kind = Content.styled(f"  {_(_KINDS[one.way])}: ", "$muted")
    if one.marks:
        for mark_ in one.marks:
            yield Content.assemble(*said, kind, _given(view, mark_))
    else:
        yield Content.assemble(*said, kind, Content.styled(_awaited(one, above), style))


def _called(one: Branch) -> str:
    """Who is asked: the roles, or what the branch holds."""
    if one.branches:
        return _(_GROUPS[one.way])
    return " / ".join(text(role) for role in one.roles)


def _awaited(one: Branch, above: Branch | None) -> str:
    if one.standing == "turn":
        return _("awaited now")
    return _("not needed any more") if above is not None and above.standing == "done" else _("not yet")


def _count(one: Branch) -> str:
    """`2 of 5 signatures, 3 needed: a majority`; of weighted votes too."""
    said = (
        plural("{n} of {total} vote, {needed} needed", "{n} of {total} votes, {needed} needed", one.total)
        if one.weights
        else plural(
            "{n} of {total} signature, {needed} needed",
            "{n} of {total} signatures, {needed} needed",
            one.total,
        )
    )
    words = said.format(n=one.votes, total=one.total, needed=one.needed or "?")
    if one.measure in _MEASURES:
        words += " " + _(_MEASURES[one.measure])
    heavy = [
        _("{role} counts {n}").format(role=text(role), n=weight)
        for role, weight in zip(one.roles, one.weights, strict=False)
        if weight != 1
    ]
    return "; ".join([words, *heavy])


def _given(view: CaseView, mark: SignOffMark, with_mark: bool = False) -> Content:
    """Who gave it, for whom, when; a refusal in words too."""
    name = _("you") if mark.user == view.user else mark.name
    who = _("{name} on behalf of (a.n.) {principal}").format(name=name, principal=mark.for_whom)
    who = who if mark.for_whom else name
    words = {"refuse": _("refused"), "abstain": _("abstained")}.get(mark.vote, "")
    bad = mark.vote != "sign"
    return Content.assemble(
        Content.styled("✗ " if bad else "✓ ", "$text-error" if bad else "$text-success") if with_mark else "",
        who,
        Content.styled(f" {words}", "$text-error") if words else "",
        Content.styled(" · " + _("{n} votes").format(n=mark.votes), "$muted") if mark.votes > 1 else "",
        Content.styled(f" · {moment(mark.at)}", "$muted"),
    )


def _why_not(view: CaseView, one: Branch) -> str:
    """Why a branch is not asked: its rule, in the words of the screen, and what the case says."""
    if one.when is None:
        return _("not asked here")
    fields = view.definition.fields
    named = dict.fromkeys(name for name in re.findall(r"\bcase\.(\w+)", one.when) if name in fields)
    now = [f"{text(fields[name].label)}: {_value(view.value(name))}" for name in named]
    said = _("not asked; it is where {rule}").format(rule=_rule(view, one.when))
    return f"{said} ({', '.join(now)})" if now else said


def _rule(view: CaseView, rule: str) -> str:
    """A rule with the labels of fields and the values of parameters in the place of their names."""
    fields, parameters = view.definition.fields, view.definition.parameters

    def label(found: re.Match[str]) -> str:
        name = found[1]
        return f"“{text(fields[name].label)}”" if name in fields else found[0]

    def value(found: re.Match[str]) -> str:
        known = parameters.get(found[1])
        plain = known is not None and isinstance(known.value, (int, float, str))
        return _value(known.value) if plain and known is not None else found[0]

    return re.sub(r"\bparams\.(\w+)", value, re.sub(r"\bcase\.(\w+)", label, rule))


def _value(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:,}".replace(",", "\u202f")
    return str(text(value))


def _fallen(one: Fallen) -> Content:
    names, when = ", ".join(one.names), moment(one.at)
    if one.ended:
        said = _("No longer count: {names}. The sign-off could not succeed any more and began anew ({when}).")
    elif one.by is None:
        said = _("No longer count: {names} ({when}).")
    elif one.changed:
        said = _("No longer count: {names}. {by} changed {what} ({when}).")
    else:
        said = _("No longer count: {names}. {by} took “{action}” ({when}).")
    what = ", ".join(f"“{text(label)}”" for label in one.changed)
    words = said.format(names=names, by=one.by, what=what, action=text(one.action), when=when)
    return Content.assemble(Content.styled("✗ ", "$text-warning"), Content.styled(words, "$text-warning"))
