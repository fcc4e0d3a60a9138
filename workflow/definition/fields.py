"""Reads the fields of a definition: what actions may ask for, and the columns of groups."""

from __future__ import annotations

from typing import cast

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import FIELD_TYPES, Field, FieldType, Label, Place
from workflow.definition.parts import at, place_of, typed_rule
from workflow.definition.subject import BASE
from workflow.definition.values import blank
from workflow.definition.yaml import Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

#: what a value can be unique within, beside the fields: the year of the case, and whoever issues the value
SCOPES = ("year", "issuer")

_TAKEN = frozenset(name.removeprefix("case.") for name in BASE.facts if name.startswith("case."))


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


_FIELD = (
    "type",
    "label",
    "options",
    "unique",
    "shared_in",
    "fields",
    "help",
    "min",
    "max",
    "key",
    "personal",
    "unique_while",
)


def _field(form: Form, key: Scalar, table: Table, what: Words, inside: str | None) -> Field | None:
    known = _FIELD if inside is None else (*_FIELD, "computed")
    form.keys(table, what, known, ("type",), key.place)
    types = FIELD_TYPES if inside is None else tuple(one for one in FIELD_TYPES if one != "group")
    kind = form.word(at(table, "type"), of("type", what), types)
    label = form.label(at(table, "label"), key.place, what)
    columns = fields(form, at(table, "fields"), inside=key.text)
    one = Field(
        key.text,
        cast(FieldType, kind or "text"),
        label,
        _options(form, at(table, "options"), what),
        _unique(form, at(table, "unique"), what),
        form.name(at(table, "shared_in"), "batches", what),
        columns,
        form.label(at(table, "help"), key.place, of("help", what), required=False) or None,
        key.place,
        *_bounds(form, table, what),
        _key(form, at(table, "key"), columns, what),
        typed_rule(form, at(table, "computed"), of("computed", what), kind or "text", inside),
        form.flag(at(table, "personal"), of("personal", what)),
        form.all_known(at(table, "unique_while"), "states", of("unique_while", what), what),
    )
    if "unique_while" in table.entries and kind == "group":
        form.findings.error(
            "E113",
            place_of(table, "unique_while"),
            N_("“{key}” of {what} does not go together with “{other}”"),
            key="unique_while",
            other="type: group",
            what=what,
        )
    if kind is not None:
        _only_for(form, table, key.place, what, kind, "choice", "options")
        _only_for(form, table, key.place, what, kind, "group", "fields")
        for name, wanted in (("min", "number"), ("max", "number"), ("key", "group")):
            if name in table.entries:
                _only_for(form, table, key.place, what, kind, wanted, name)
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


def _bounds(form: Form, table: Table, what: Words) -> tuple[float | None, float | None]:
    """`min` and `max` of a number."""
    least, most = (form.number(at(table, name), of(name, what)) for name in ("min", "max"))
    if least is not None and most is not None and least > most:
        form.findings.error(
            "E113", place_of(table, "max"), N_("`max` of {what} lies below its `min`"), what=what
        )
    return least, most


def _key(form: Form, node: Node | None, columns: dict[str, Field], what: Words) -> str | None:
    """`key` of a group: the column by which a row is known."""
    words = form.text(node, of("key", what))
    if words is None or node is None:
        return None
    if words not in columns:
        form.findings.unknown(
            "E110", node.place, N_("{what} names a column that it does not have: “{word}”"), columns, words,
            what=what,
        )  # fmt: skip
        return None
    if columns[words].type == "group" or columns[words].computed:
        form.findings.error("E113", node.place, N_("the key of {what} is a column that is given"), what=what)
    return words


def _unique(form: Form, node: Node | None, what: Words) -> tuple[str, ...]:
    return form.all_known(node, "scopes", of("unique", what), what)
