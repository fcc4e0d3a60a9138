"""Reads the actions of a definition: who may do what, from where to where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import Action, Field
from workflow.definition.parts import at, place_of, rules, texts
from workflow.definition.rows import marks, rows, sets
from workflow.definition.signatures import tree
from workflow.definition.yaml import Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

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
    "rows",
    "sets",
    "marks",
    "resets_on",
    "closes",
    "each",
    "distribute",
    "faults",
    "withdraws",
)


def actions(form: Form, node: Node | None, fields: Mapping[str, Field]) -> dict[str, Action]:
    """`actions`: name → what may be done, by whom, from where to where; `fields`: those that it may speak of."""
    read: dict[str, Action] = {}
    for key, body in form.named(node, "actions"):
        what = Phrase("action “{name}”", name=key.text)
        table = form.table(body, what)
        if table is None:
            form.gaps.graph = True
            continue
        form.keys(table, what, _ACTION, ("from",) if "each" in table.entries else ("from", "to"), key.place)
        _together(form, table, what)
        read[key.text] = _action(form, key, table, what, fields)
    return read


def _together(form: Form, table: Table, what: Words) -> None:
    for key, other in (("veto", "signoff"), ("refused", "signoff"), ("resets_on", "signoff")):
        if key in table.entries and other not in table.entries:
            form.findings.error(
                "E113",
                place_of(table, key),
                N_("“{key}” of {what} needs “{other}”"),
                key=key,
                other=other,
                what=what,
            )
    alone = ("to", "signoff", "side", "automatic", "batch", "closes", "does", "distribute")
    back = [(key, other) for key in ("faults", "withdraws") for other in ("signoff", "automatic", "each")]
    for key, other in (
        ("by", "signoff"),
        ("by", "automatic"),
        ("signoff", "automatic"),
        ("distribute", "automatic"),
        ("distribute", "side"),
        ("withdraws", "faults"),
        *back,
        *((one, "each") for one in alone),
    ):
        if key in table.entries and other in table.entries:
            form.findings.error(
                "E113",
                place_of(table, key),
                N_("“{key}” of {what} does not go together with “{other}”"),
                N_("the leaves of the sign-off say who") if (key, other) == ("by", "signoff") else None,
                key=key,
                other=other,
                what=what,
            )


def _action(form: Form, key: Scalar, table: Table, what: Words, fields: Mapping[str, Field]) -> Action:
    sources = form.all_known(at(table, "from"), "states", of("from", what), what)
    targets, previous = _target(form, at(table, "to"), what)
    each = form.flag(at(table, "each"), of("each", what))
    if not sources or not (targets or previous or each):
        form.gaps.graph = True
    before = len(form.findings)
    by = form.all_known(at(table, "by"), "roles", of("by", what), what)
    signoff = at(table, "signoff")
    signatures = tree(form, signoff, what) if signoff is not None else None
    reopens = form.flag(at(table, "reopens"), of("reopens", what))
    if len(form.findings) > before:
        form.gaps.actions.add(key.text)
    asks = form.all_known(at(table, "asks"), "fields", of("asks", what), what)
    may_ask = form.all_known(at(table, "may_ask"), "fields", of("may_ask", what), what)
    for twice in set(asks) & set(may_ask):
        form.findings.error(
            "E112",
            place_of(table, "may_ask"),
            N_("“{name}” stands in asks and may_ask of {what}"),
            name=twice,
            what=what,
        )
    reason = form.word(at(table, "reason"), of("reason", what), ("required", "optional"))
    faults = form.word(at(table, "faults"), of("faults", what), ("required", "optional"))
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
        form.all_known(at(table, "documents"), "documents", of("documents", what), what),
        rules(form, at(table, "only_if"), of("only_if", what)),
        _does(form, at(table, "does"), what),
        form.name(at(table, "batch"), "batches", what),
        form.flag(at(table, "side"), of("side", what)),
        reopens,
        cast(Literal["required", "optional"] | None, reason),
        form.flag(at(table, "automatic"), of("automatic", what)),
        form.label(at(table, "external"), key.place, of("external", what), required=False) or None,
        texts(form, at(table, "basis"), of("basis", what)),
        key.place,
        rows(form, at(table, "rows"), what, fields),
        sets(form, at(table, "sets"), what, fields),
        marks(form, at(table, "marks"), what, fields),
        form.all_known(at(table, "resets_on"), "watched", of("resets_on", what), what),
        cast(
            Literal["round_robin", "least_open"] | None,
            form.word(at(table, "distribute"), of("distribute", what), ("round_robin", "least_open")),
        ),
        form.name(at(table, "closes"), "actions", what),
        each,
        cast(Literal["required", "optional"] | None, faults),
        form.name(at(table, "withdraws"), "actions", what),
    )


def _target(form: Form, node: Node | None, what: Words) -> tuple[tuple[str, ...], bool]:
    if node is None:
        return (), False
    if isinstance(node, Table):
        form.keys(node, of("to", what), ("any_of",), ("any_of",))
        return form.all_known(at(node, "any_of"), "states", of("any_of", what), what), False
    if isinstance(node, Series):
        form.wrong(node, N_("to of {what} is one state, not {found}"), N_("write {{any_of: […]}}"), what=what)
        return form.all_known(node, "states", of("to", what), what), False
    if isinstance(node, Scalar) and node.text == "previous":
        return (), True
    return form.all_known(node, "states", of("to", what), what), False


def _does(form: Form, node: Node | None, what: Words) -> tuple[str, ...]:
    if "effects" not in form.declared:
        return texts(form, node, of("does", what))
    return form.all_known(node, "effects", of("does", what), what)
