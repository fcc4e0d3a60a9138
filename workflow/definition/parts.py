"""Reads what a definition declares before its flow: parameters, roles, fields, documents, phases, rules."""

from __future__ import annotations

from typing import cast

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import (
    FIELD_TYPES,
    Document,
    Field,
    FieldType,
    Label,
    Parameter,
    Place,
    Role,
    Rule,
)
from workflow.definition.subject import BASE
from workflow.definition.values import blank, value
from workflow.definition.yaml import Broken, Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

#: what a value can be unique within, beside the fields: the year of the case, and whoever issues the value
SCOPES = ("year", "issuer")

_TAKEN = frozenset(name.removeprefix("case.") for name in BASE.facts if name.startswith("case."))


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
    """`roles`: name → `{label, scope}`."""
    read: dict[str, Role] = {}
    for key, body in form.named(node, "roles"):
        what = Phrase("role “{name}”", name=key.text)
        table = form.table(body, what)
        if table is None:
            continue
        form.keys(table, what, ("label", "scope"))
        scope = form.word(at(table, "scope"), of("scope", what), ("unit",))
        label = form.label(at(table, "label"), key.place, what)
        read[key.text] = Role(key.text, label, "unit" if scope else None, key.place)
    return read


def fields(form: Form, node: Node | None, inside: str | None = None) -> dict[str, Field]:
    """`fields`: name → `{type, label, options, unique, shared_in, fields, help}`; `inside`: of that group."""
    read: dict[str, Field] = {}
    for key, body in form.named(node, "fields", fact=True):
        what = Phrase("field “{name}”", name=key.text)
        if inside is None and key.text in _TAKEN:
            form.findings.error(
                "E111",
                key.place,
                N_("“{name}” is a fact of the engine (case.{name})"),
                N_("choose another name"),
                name=key.text,
            )
            continue
        table = form.table(body, what)
        if table is not None and (one := _field(form, key, table, what, inside)):
            read[key.text] = one
    return read


def _field(form: Form, key: Scalar, table: Table, what: Words, inside: str | None) -> Field | None:
    form.keys(
        table,
        what,
        ("type", "label", "options", "unique", "shared_in", "fields", "help"),
        ("type",),
        key.place,
    )
    types = FIELD_TYPES if inside is None else tuple(one for one in FIELD_TYPES if one != "group")
    kind = form.word(at(table, "type"), of("type", what), types)
    label = form.label(at(table, "label"), key.place, what)
    one = Field(
        key.text,
        cast(FieldType, kind or "text"),
        label,
        _options(form, at(table, "options"), what),
        _unique(form, at(table, "unique"), what),
        form.name(at(table, "shared_in"), "batches", what),
        fields(form, at(table, "fields"), inside=key.text),
        form.label(at(table, "help"), key.place, of("help", what), required=False) or None,
        key.place,
    )
    if kind is not None:
        _only_for(form, table, key.place, what, kind, "choice", "options")
        _only_for(form, table, key.place, what, kind, "group", "fields")
    if kind is None:
        form.gaps.untyped.add(f"case.{key.text}")
    return one


def _only_for(
    form: Form, table: Table, key_place: Place, what: Words, kind: str, wanted: str, key: str
) -> None:
    entry = table.entries.get(key)
    if entry is None and kind == wanted:
        form.findings.error("E107", key_place, N_("{what} lacks “{key}”"), key=key, what=what)
    elif entry is not None and kind != wanted:
        form.findings.error(
            "E113",
            entry[0].place,
            N_("“{key}” belongs to fields of type {wanted}, and {what} is of type {kind}"),
            key=key,
            wanted=wanted,
            kind=kind,
            what=what,
        )
    elif entry is not None and isinstance(entry[1], (Table, Series)) and not _size(entry[1]):
        form.findings.error("E107", entry[0].place, N_("“{key}” of {what} is empty"), key=key, what=what)


def _size(node: Table | Series) -> int:
    return len(node.entries) if isinstance(node, Table) else len(node.items)


def _options(form: Form, node: Node | None, what: Words) -> dict[str, Label]:
    if isinstance(node, Table):
        return {
            word: form.label(
                None if blank(words) else words,
                key.place,
                Phrase("option “{name}” of {what}", name=word, what=what),
            )
            for word, (key, words) in node.entries.items()
        }
    words = form.words(node, of("options", what))
    return {word.text: dict.fromkeys(form.languages, word.text) for word in words}


def _unique(form: Form, node: Node | None, what: Words) -> tuple[str, ...]:
    return form.all_known(node, "scopes", of("unique", what), what)


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


def rules(form: Form, node: Node | None, what: Words) -> tuple[Rule, ...]:
    """`only_if`: one rule or a list of them."""
    if node is None or isinstance(node, Broken):
        return ()
    items = node.items if isinstance(node, Series) else [node]
    return tuple(one for one in (rule(form, item, what) for item in items) if one is not None)


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
