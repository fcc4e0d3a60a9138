"""Reads who must sign and who must not: the sign-off of an action, and the duties."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal, cast

from workflow.definition.findings import of
from workflow.definition.form import NUMBER_RULE, Form
from workflow.definition.model import All, AnyOf, Duty, InOrder, Quorum, Rule, Signer, SignOff
from workflow.definition.model import branches as branches_of
from workflow.definition.parts import at, rule
from workflow.definition.rules import VOTES
from workflow.definition.yaml import Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

#: what a branch of a sign-off may say; beside it `when`
_KINDS = ("all", "one_by_one", "any", "in_order", "quorum", "initial", "sign")
_EXPRESSION = re.compile(NUMBER_RULE)
_TREES: dict[str, type[All | AnyOf | InOrder]] = {"all": All, "any": AnyOf, "in_order": InOrder}


def tree(form: Form, node: Node, what: Words) -> SignOff | None:
    """A sign-off: a role, or one of all, any, in_order, quorum, initial, sign, under a rule (`when`) or not."""
    if isinstance(node, Scalar):
        role = form.name(node, "roles", of("signoff", what))
        return Signer(role, node.place) if role else None
    inside = of("signoff", what)
    table = form.table(node, inside)
    if table is None:
        return None
    form.keys(table, inside, (*_KINDS, "when"))
    said = [(kind, *entry) for kind, entry in table.entries.items() if kind != "when"]
    if len(said) != 1:
        form.findings.error(
            "E113",
            table.place,
            N_("{what} must say one of {kinds}"),
            what=inside,
            kinds=", ".join(_KINDS),
        )
        return None
    made = _branch(form, *said[0], what)
    when = rule(form, at(table, "when"), of("when", inside))
    if when is not None and isinstance(at(table, "when"), Table):
        form.wrong(
            table.entries["when"][1], N_("{what} must be a rule alone, not {found}"), what=of("when", inside)
        )
        return None
    return made if made is None or when is None else replace(made, when=when)


def _branch(form: Form, kind: str, key: Scalar, value: Node, what: Words) -> SignOff | None:
    """What a branch says, its rule left out; `kind` is what its key means, however it is spelled."""
    inside = of("signoff", what)
    if kind == "quorum":
        return _quorum(form, value, inside)
    if kind in ("initial", "sign"):
        role = form.name(value, "roles", of(kind, inside))
        return Signer(role, key.place, kind == "initial") if role else None
    if not isinstance(value, Series):
        form.wrong(value, N_("{key} in {what} must be a list, not {found}"), key=kind, what=inside)
        return None
    branches = [tree(form, item, what) for item in value.items]
    if value.items and None in branches:
        return None  # said already; half a tree would only bring wrong complaints
    found = tuple(one for one in branches if one is not None)
    if kind != "in_order" and (inner := next((one for one in found if _takes_turns(one)), None)) is not None:
        form.findings.error(
            "E113",
            inner.place,
            N_("“one_by_one” of {what} stands alone or in an `in_order`, not beside other branches"),
            what=inside,
        )
    return All(found, key.place, alone=True) if kind == "one_by_one" else _TREES[kind](found, key.place)


def _takes_turns(tree: SignOff) -> bool:
    return any(isinstance(one, All) and one.alone for one in branches_of(tree))


def _quorum(form: Form, node: Node, what: Words) -> Quorum | None:
    table = form.table(node, Phrase("{key} in {what}", key="quorum", what=what))
    if table is None:
        return None
    form.keys(
        table,
        Phrase("{key} in {what}", key="quorum", what=what),
        ("of", "at_least", "weights"),
        ("of", "at_least"),
    )
    roles = form.all_known(at(table, "of"), "roles", of("of", what), what)
    number = _least(form, at(table, "at_least"), Phrase("{key} in {what}", key="at_least", what=what))
    voters = at(table, "of")
    if isinstance(voters, Series) and not voters.items:
        form.findings.error("E107", table.place, N_("“{key}” of {what} is empty"), key="of", what=what)
    if not roles or number is None:
        return None
    weights = _weights(form, at(table, "weights"), roles, what)
    return Quorum(roles[0], number, table.place, roles[1:], weights)


def _least(form: Form, node: Node | None, what: Words) -> int | Literal["majority", "all"] | Rule | None:
    """How many votes: a number, `majority`, `all`, or an expression over `voters` and `abstained`."""
    if isinstance(node, Scalar) and node.text in ("majority", "all"):
        return cast(Literal["majority", "all"], node.text)
    if isinstance(node, Scalar) and _EXPRESSION.search(node.text):
        made = rule(form, node, what)
        return replace(made, gives="int", group=VOTES) if made is not None else None
    if isinstance(node, Scalar) and form.whole_number(node) is None:
        form.wrong(
            node,
            N_(
                "{what} must be a whole number, `majority`, `all`, or an expression over `voters`, not {found}"
            ),
            what=what,
        )
        return None
    return form.whole(node, what)


def _weights(form: Form, node: Node | None, roles: tuple[str, ...], what: Words) -> tuple[int, ...]:
    """How many votes a holder of each role has; one where nothing is said."""
    inside = Phrase("{key} in {what}", key="weights", what=what)
    table = form.table(node, inside) if node is not None else None
    if table is None:
        return ()
    form.keys(table, inside, roles)
    weights = {}
    for name, (_, value) in table.entries.items():
        weight = form.whole(value, Phrase("{key} in {what}", key=name, what=inside))
        if weight is not None and weight < 1:
            form.findings.error(
                "E307",
                value.place,
                N_("a weight in {what} must be 1 or more, not {weight}"),
                what=inside,
                weight=weight,
            )
        weights[name] = weight or 1
    return tuple(weights.get(role, 1) for role in roles)


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
