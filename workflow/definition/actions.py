"""Reads the actions of a definition: who may do what, from where to where."""

from __future__ import annotations

from typing import Literal, cast

from workflow.definition.form import Form
from workflow.definition.model import Action
from workflow.definition.parts import at, place_of, rules, texts
from workflow.definition.signatures import tree
from workflow.definition.yaml import Node, Scalar, Series, Table
from workflow.language import N_

_ACTION = (
    "label",
    "from",
    "to",
    "by",
    "signoff",
    "refused",
    "veto",
    "asks",
    "may_ask",
    "documents",
    "only_if",
    "does",
    "batch",
    "side",
    "reopens",
    "reason",
    "automatic",
    "external",
    "basis",
)


def actions(form: Form, node: Node | None) -> dict[str, Action]:
    """`actions`: name → what may be done, by whom, from where to where."""
    read: dict[str, Action] = {}
    for key, body in form.named(node, "actions"):
        what = f"action “{key.text}”"
        table = form.table(body, what)
        if table is None:
            form.gaps.graph = True
            continue
        form.keys(table, what, _ACTION, ("from", "to"), key.place)
        _together(form, table, what)
        read[key.text] = _action(form, key, table, what)
    return read


def _together(form: Form, table: Table, what: str) -> None:
    for key, other in (("veto", "signoff"), ("refused", "signoff")):
        if key in table.entries and other not in table.entries:
            form.findings.error(
                "E113",
                place_of(table, key),
                N_("“{key}” of {what} needs “{other}”"),
                key=key,
                other=other,
                what=what,
            )
    for key, other in (("by", "signoff"), ("by", "automatic"), ("signoff", "automatic")):
        if key in table.entries and other in table.entries:
            form.findings.error(
                "E113",
                place_of(table, key),
                N_("“{key}” of {what} does not go together with “{other}”"),
                N_("the leaves of the sign-off say who") if other == "signoff" else None,
                key=key,
                other=other,
                what=what,
            )


def _action(form: Form, key: Scalar, table: Table, what: str) -> Action:
    sources = form.all_known(at(table, "from"), "states", f"from of {what}", what)
    targets, previous = _target(form, at(table, "to"), what)
    if not sources or not (targets or previous):
        form.gaps.graph = True
    before = len(form.findings)
    by = form.all_known(at(table, "by"), "roles", f"by of {what}", what)
    signoff = at(table, "signoff")
    signatures = tree(form, signoff, what) if signoff is not None else None
    reopens = form.flag(at(table, "reopens"), f"reopens of {what}")
    if len(form.findings) > before:
        form.gaps.actions.add(key.text)
    asks = form.all_known(at(table, "asks"), "fields", f"asks of {what}", what)
    may_ask = form.all_known(at(table, "may_ask"), "fields", f"may_ask of {what}", what)
    for twice in set(asks) & set(may_ask):
        form.findings.error(
            "E112",
            place_of(table, "may_ask"),
            N_("“{name}” stands in asks and may_ask of {what}"),
            name=twice,
            what=what,
        )
    reason = form.word(at(table, "reason"), f"reason of {what}", ("required", "optional"))
    return Action(
        key.text,
        form.label(at(table, "label"), key.place, what),
        sources,
        targets,
        previous,
        by,
        signatures,
        form.name(at(table, "refused"), "actions", what),
        form.name(at(table, "veto"), "roles", what),
        asks,
        may_ask,
        form.all_known(at(table, "documents"), "documents", f"documents of {what}", what),
        rules(form, at(table, "only_if"), f"only_if of {what}"),
        _does(form, at(table, "does"), what),
        form.name(at(table, "batch"), "batches", what),
        form.flag(at(table, "side"), f"side of {what}"),
        reopens,
        cast(Literal["required", "optional"] | None, reason),
        form.flag(at(table, "automatic"), f"automatic of {what}"),
        form.label(at(table, "external"), key.place, f"external of {what}", required=False) or None,
        texts(form, at(table, "basis"), f"basis of {what}"),
        key.place,
    )


def _target(form: Form, node: Node | None, what: str) -> tuple[tuple[str, ...], bool]:
    if node is None:
        return (), False
    if isinstance(node, Table):
        form.keys(node, f"to of {what}", ("any_of",), ("any_of",))
        return form.all_known(at(node, "any_of"), "states", f"any_of of {what}", what), False
    if isinstance(node, Series):
        form.wrong(node, N_("to of {what} is one state, not {found}"), N_("write {{any_of: […]}}"), what=what)
        return form.all_known(node, "states", f"to of {what}", what), False
    if isinstance(node, Scalar) and node.text == "previous":
        return (), True
    return form.all_known(node, "states", f"to of {what}", what), False


def _does(form: Form, node: Node | None, what: str) -> tuple[str, ...]:
    if "effects" not in form.declared:
        return texts(form, node, f"does of {what}")
    return form.all_known(node, "effects", f"does of {what}", what)
