"""Reads who must sign and who must not: the sign-off of an action, and the duties."""

from __future__ import annotations

from typing import Literal, cast

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import All, AnyOf, Duty, InOrder, Quorum, Signer, SignOff
from workflow.definition.parts import at
from workflow.definition.yaml import Node, Scalar, Series
from workflow.language import N_, Phrase, Words

_TREES: dict[str, type[All | AnyOf | InOrder]] = {"all": All, "any": AnyOf, "in_order": InOrder}


def tree(form: Form, node: Node, what: Words) -> SignOff | None:
    """A sign-off: a role, or one of all, any, in_order, quorum."""
    if isinstance(node, Scalar):
        role = form.name(node, "roles", of("signoff", what))
        return Signer(role, node.place) if role else None
    inside = of("signoff", what)
    table = form.table(node, inside)
    if table is None:
        return None
    form.keys(table, inside, (*_TREES, "quorum"))
    if len(table.entries) != 1:
        form.findings.error(
            "E113", table.place, N_("{what} must say one of all, any, in_order, quorum"), what=inside
        )
        return None
    ((kind, (key, value)),) = table.entries.items()
    if kind == "quorum":
        return _quorum(form, value, inside)
    if not isinstance(value, Series):
        form.wrong(value, N_("{key} in {what} must be a list, not {found}"), key=kind, what=inside)
        return None
    branches = [tree(form, item, what) for item in value.items]
    if value.items and None in branches:
        return None  # said already; half a tree would only bring wrong complaints
    made: SignOff = _TREES[kind](tuple(one for one in branches if one is not None), key.place)
    return made


def _quorum(form: Form, node: Node, what: Words) -> Quorum | None:
    table = form.table(node, Phrase("{key} in {what}", key="quorum", what=what))
    if table is None:
        return None
    form.keys(
        table, Phrase("{key} in {what}", key="quorum", what=what), ("of", "at_least"), ("of", "at_least")
    )
    role = form.name(at(table, "of"), "roles", what)
    number = form.whole(at(table, "at_least"), Phrase("{key} in {what}", key="at_least", what=what))
    return Quorum(role, number, table.place) if role and number is not None else None


def duties(form: Form, node: Node | None) -> tuple[Duty, ...]:
    """`duties`: a list of `different: [actions]`, `same: [actions]`, `never: field` (and `in: [actions]`)."""
    if node is None:
        return ()
    if not isinstance(node, Series):
        form.wrong(node, N_("duties must be a list, not {found}"))
        return ()
    read = []
    duty = Phrase("duty")
    for item in node.items:
        table = form.table(item, duty)
        if table is None:
            continue
        form.keys(table, duty, ("different", "same", "never", "in"))
        kinds = [kind for kind in table.entries if kind != "in"]
        if len(kinds) != 1 or ("in" in table.entries and kinds != ["never"]):
            form.findings.error("E113", table.place, N_("a duty must say one of different, same, never"))
            continue
        ((kind, (key, value)),) = ((one, table.entries[one]) for one in kinds)
        if kind == "never":
            name = form.name(value, "fields", duty)
            within = at(table, "in")
            named = form.all_known(within, "actions", of("in", duty), duty) if within is not None else ()
            read.append(Duty("never", named, name, key.place))
        else:
            before = len(form.findings)
            names = form.all_known(value, "actions", of(kind, duty), duty)
            if len(names) >= 2 or len(form.findings) == before:
                read.append(Duty(cast(Literal["different", "same"], kind), names, None, key.place))
    return tuple(read)
