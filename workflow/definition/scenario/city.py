"""Reads the small world of a scenario file: units, positions, people, holdings, users, delegations, the mayor's term.

What an entry may say is handed in (`Shapes`), since this package knows no registry.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import Place
from workflow.definition.parts import at, place_of
from workflow.definition.scenario import moments
from workflow.definition.scenario.model import MAX_ENTRIES, UNKNOWN, City, Entry
from workflow.definition.values import plain
from workflow.definition.yaml import Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

#: what a value of an entry is: `text`, `whole`, `number`, `date`, `yes_no`, `texts`, `words` (a mapping, or one word),
#: `post`, or the words of which it must be one; with `?` behind it may be unknown
Shape = str | tuple[str, ...]
#: table → key → what stands there
Shapes = Mapping[str, Mapping[str, Shape]]

TABLES = ("units", "positions", "people", "users")
LISTS = ("holdings", "delegations")
KEYS = ("units", "positions", "people", "holdings", "users", "delegations", "term")

_USER: Mapping[str, Shape] = {"roles": "roles", "name": "text", "person": "text"}
_DELEGATION: Mapping[str, Shape] = {
    "principal": "text",
    "to": "text",
    "role": "text",
    "since": "date",
    "until": "date",
    "reason": "text",
    "unit": "text",
    "definition": "text",
}
#: days of the mayor's term, as `city.yaml` names them
_TERM: Mapping[str, Shape] = dict.fromkeys(
    ("mayor_sworn_in", "election_determined_on", "term_ends_on"), "date"
)
#: keys that an entry of a list must have
_REQUIRED = {"holdings": ("person", "position"), "delegations": ("principal", "to")}


def city(form: Form, node: Node | None, shapes: Shapes, what: Words, extra: tuple[str, ...] = ()) -> City:
    """A city.

    Args:
        form: takes what is wrong; its declared `roles` are those of the definition.
        node: the mapping, or None.
        shapes: what the registry's entries may say.
        what: its name, for sentences.
        extra: keys that may stand beside (of a city's own file).
    """
    table = form.table(node, what) if node is not None else None
    if table is None:
        return City()
    form.keys(table, what, (*extra, *KEYS), extra)
    known: Shapes = {**shapes, "users": _USER, "delegations": _DELEGATION}
    tables = {name: _table(form, at(table, name), name, known.get(name, {})) for name in TABLES}
    holdings, delegations = (_list(form, at(table, name), name, known.get(name, {})) for name in LISTS)
    node = at(table, "term")
    term = form.table(node, "term") if node is not None else None
    days = _entry(form, term, "term", term.place, Phrase("the term"), _TERM) if term is not None else None
    found = City(tables, holdings, delegations, days)
    if found.size > MAX_ENTRIES:
        form.findings.error(
            "E506",
            table.place,
            N_("{what} has {count} entries; at most {most} are made for a scenario"),
            what=what,
            count=found.size,
            most=MAX_ENTRIES,
        )
        return City()
    return found


def _table(form: Form, node: Node | None, name: str, shape: Mapping[str, Shape]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    table = form.table(node, name) if node is not None else None
    for key, body in table.entries.values() if table else ():
        what = Phrase("“{name}” of {what}", name=key.text, what=name)
        if not key.text.strip() or not key.text.isprintable() or len(key.text) > 100:
            form.findings.error(
                "E111",
                key.place,
                N_("“{name}” cannot be a name in {what}"),
                N_("at most 100 signs, all of which can be seen"),
                name=key.text,
                what=name,
            )
            continue
        if name == "users" and not isinstance(body, Table):
            roles = _roles(form, body, of("roles", what))
            found[key.text] = Entry(key.text, key.place, {"roles": roles}, {"roles": body.place})
            continue
        inner = form.table(body, what)
        if inner is not None:
            found[key.text] = _entry(form, inner, key.text, key.place, what, shape)
    return found


def _list(form: Form, node: Node | None, name: str, shape: Mapping[str, Shape]) -> tuple[Entry, ...]:
    if node is None:
        return ()
    if not isinstance(node, Series):
        form.wrong(node, N_("{what} must be a list, not {found}"), what=name)
        return ()
    found = []
    for number, item in enumerate(node.items, 1):
        what = Phrase("entry {number} of {what}", number=number, what=name)
        table = form.table(item, what)
        if table is not None:
            found.append(_entry(form, table, str(number), table.place, what, shape, _REQUIRED[name]))
    return tuple(found)


def _entry(
    form: Form,
    table: Table,
    id: str,
    place: Place,
    what: Words,
    shape: Mapping[str, Shape],
    required: tuple[str, ...] = (),
) -> Entry:
    form.keys(table, what, shape, required, place)
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for key, (_, node) in table.entries.items():
        value = _value(form, node, shape[key], of(key, what)) if key in shape else None
        if value is not None:
            values[key], places[key] = value, node.place
    return Entry(id, place, values, places)


def _value(form: Form, node: Node, shape: Shape, what: Words) -> Any:
    """A value by its shape; None when it cannot be read, which has been told."""
    if isinstance(shape, tuple):
        return form.word(node, what, shape)
    if shape.endswith("?") and isinstance(node, Scalar) and node.plain and node.text == UNKNOWN:
        return UNKNOWN
    match shape.removesuffix("?"):
        case "whole":
            return form.whole(node, what)
        case "number":
            number = plain(node.text) if isinstance(node, Scalar) else None
            if isinstance(number, (int, float)) and not isinstance(number, bool):
                return float(number)
            form.wrong(node, N_("{what} must be a number, not {found}"), what=what)
            return None
        case "yes_no":
            return form.flag(node, what)
        case "date":
            return _date(form, node, what)
        case "texts":
            return [one.text for one in form.words(node, what)]
        case "roles":
            return _roles(form, node, what)
        case "words":
            return _words(form, node, what)
        case "post":
            return _post(form, node, what)
    return form.text(node, what)


def _date(form: Form, node: Node, what: Words) -> date | None:
    when = moments.moment(form, node, what)
    return when.day if when else None


def _words(form: Form, node: Node, what: Words) -> Any:
    if not isinstance(node, Table):
        return form.text(node, what)
    return {key: form.text(value, of(key, what)) for key, (_, value) in node.entries.items()}


def _roles(form: Form, node: Node, what: Words) -> list[tuple[str, str | None, Place]]:
    """Roles, each with the unit in which it is held (`opd_head@HEALTH`) and its place."""
    found = []
    for word in form.words(node, what):
        role, _, unit = word.text.strip().partition("@")
        named = Scalar(role, word.plain, word.place, word.start)
        known = form.known(named, "roles", what) if "roles" in form.declared else role
        if known is not None:
            found.append((known, unit or None, word.place))
    return found


def _post(form: Form, node: Node, what: Words) -> dict[str, Any] | None:
    """The post that somebody holds: a position, or `{position, status, since, until}`."""
    if not isinstance(node, Table):
        position = form.text(node, what)
        return {"position": position} if position else None
    form.keys(node, what, ("position", "status", "since", "until"), ("position",))
    found: dict[str, Any] = {}
    for key in ("position", "status"):
        found[key] = form.text(at(node, key), of(key, what))
    for key in ("since", "until"):
        inner = at(node, key)
        found[key] = _date(form, inner, of(key, what)) if inner is not None else None
    found["place"] = place_of(node, "position")
    return {key: value for key, value in found.items() if value is not None}
