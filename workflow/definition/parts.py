"""Reads what a definition declares before its flow: parameters, roles, documents, phases; and rules, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import (
    PEOPLE,
    RULE_TYPES,
    Document,
    FieldType,
    Label,
    Parameter,
    Place,
    Role,
    Rule,
)
from workflow.definition.values import value
from workflow.definition.yaml import Broken, Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words


def parameters(form: Form, node: Node | None) -> dict[str, Parameter]:
    """`parameters`: name → `{value, basis, note}`."""
    read: dict[str, Parameter] = {}
    for key, body in form.named(node, "parameters", fact=True):
        what = Phrase("parameter “{name}”", name=key.text)
        table = form.table(body, what)
        if table is None:
            continue
        form.keys(table, what, ("value", "basis", "note"), ("value",), key.place)
        given, basis, note = (at(table, one) for one in ("value", "basis", "note"))
        if given is not None:
            read[key.text] = Parameter(
                key.text,
                value(given),
                form.text(basis, of("basis", what)),
                form.text(note, of("note", what)),
                key.place,
            )
    return read


def roles(form: Form, node: Node | None) -> dict[str, Role]:
    """`roles`: name → `{label, scope}`, or `{label, who}`."""
    read: dict[str, Role] = {}
    for key, body in form.named(node, "roles"):
        what = Phrase("role “{name}”", name=key.text)
        table = form.table(body, what)
        if table is None:
            continue
        form.keys(table, what, ("label", "scope", "who"))
        scope = form.word(at(table, "scope"), of("scope", what), ("unit",))
        label = form.label(at(table, "label"), key.place, what)
        who = _people(form, at(table, "who"), of("who", what))
        if who is not None and scope:
            form.findings.error(
                "E113",
                place_of(table, "scope"),
                N_("{what} says `scope` and `who`: whom a case names needs no unit"),
                N_("delete one of them"),
                what=what,
            )
        read[key.text] = Role(key.text, label, "unit" if scope else None, key.place, who)
    return read


def _people(form: Form, node: Node | None, what: Words) -> Rule | None:
    """`who`: an expression that names a person, or a list of them."""
    if isinstance(node, Table):
        form.wrong(node, N_("{what} must be an expression, not {found}"), what=what)
        return None
    found = rule(form, node, what)
    return replace(found, gives=PEOPLE) if found is not None else None


def documents(form: Form, node: Node | None) -> dict[str, Document]:
    """`documents`: name → `{label, needed_if}`."""
    read: dict[str, Document] = {}
    for key, body in form.named(node, "documents"):
        what = Phrase("document “{name}”", name=key.text)
        table = form.table(body, what)
        if table is None:
            continue
        form.keys(table, what, ("label", "needed_if"))
        label = form.label(at(table, "label"), key.place, what)
        read[key.text] = Document(
            key.text, label, rule(form, at(table, "needed_if"), of("needed_if", what)), key.place
        )
    return read


def phases(form: Form, node: Node | None) -> dict[str, Label]:
    """`phases`: name → label, in order."""
    return {
        key.text: form.label(body, key.place, Phrase("phase “{name}”", name=key.text))
        for key, body in form.named(node, "phases")
    }


def rule(form: Form, node: Node | None, what: Words) -> Rule | None:
    """A rule: its text alone, or `{rule, else, basis}`."""
    if node is None:
        return None
    if not isinstance(node, Table):
        source = form.text(node, what)
        return (
            Rule(source.strip(), place=node.start)
            if source is not None and isinstance(node, Scalar)
            else None
        )
    form.keys(node, what, ("rule", "else", "basis"), ("rule",))
    text = at(node, "rule")
    otherwise = form.label(at(node, "else"), node.place, of("else", what), required=False)
    basis = form.text(at(node, "basis"), of("basis", what))
    source = form.text(text, what)
    if source is None or not isinstance(text, Scalar):
        return None
    return Rule(source.strip(), otherwise or None, basis, text.start)


def rules(form: Form, node: Node | None, what: Words, group: str | None = None) -> tuple[Rule, ...]:
    """`only_if`: one rule or a list of them; `group`: each over one row of it."""
    if node is None or isinstance(node, Broken):
        return ()
    items = node.items if isinstance(node, Series) else [node]
    read = (rule(form, item, what) for item in items)
    return tuple(replace(one, group=group) for one in read if one is not None)


def typed_rule(
    form: Form, node: Node | None, what: Words, kind: str, group: str | None, options: Iterable[str] = ()
) -> Rule | None:
    """An expression that gives a field's value; of a choice, an option's name may stand as it is."""
    one = rule(form, node, what) if not isinstance(node, Table) else None
    if isinstance(node, Table):
        form.wrong(node, N_("{what} must be an expression, not {found}"), what=what)
    if one is None:
        return None
    source = f'"{one.source}"' if one.source in options else one.source
    return replace(one, source=source, gives=RULE_TYPES[cast(FieldType, kind)], group=group)


def texts(form: Form, node: Node | None, what: Words) -> tuple[str, ...]:
    """One sentence or a list of them (`basis`)."""
    return tuple(word.text for word in form.words(node, what))


def at(table: Table, key: str) -> Node | None:
    """The value of a key, or None."""
    entry = table.entries.get(key)
    return entry[1] if entry else None


def place_of(table: Table, key: str) -> Place:
    """Where a key of a mapping stands; the mapping itself where it is missing."""
    entry = table.entries.get(key)
    return entry[0].place if entry else table.place
