"""Reading what was given with an act: known names, right types, as plain JSON values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

import orjson

from workflow.definition.model import Action, Definition, Field
from workflow.engine.case import Act, Case
from workflow.engine.facts import Facts
from workflow.engine.rows import merged
from workflow.errors import InputError
from workflow.language import N_, Phrase

YES, NO = frozenset({"yes", "ya", "true", "y", "1"}), frozenset({"no", "tidak", "false", "t", "n", "0"})
LONGEST_TEXT = 10_000
LONGEST_DOCUMENTS = 100_000
MOST_ROWS = 1_000


def read_given(definition: Definition, action: Action, act: Act, facts: Facts, case: Case) -> dict[str, Any]:
    """The fields of an act as JSON values; of a group of which it takes single rows, all rows as they are afterwards.

    Raises:
        InputError: a name that the definition or the action does not have, a value of the wrong type, an unknown person.
    """
    known(act.documents, definition.documents, N_("document"), definition)
    _plain(act)
    known(act.fields, definition.fields, N_("field"), definition)
    for name in act.fields:
        if name not in action.asks and name not in action.may_ask and name not in action.groups:
            raise InputError(
                N_("“{action}” does not ask for “{field}”."),
                N_("It asks for: {asked}."),
                action=action.label,
                field=name,
                asked=", ".join((*action.asks, *action.groups, *action.may_ask)) or "-",
            )
    given = _read(definition, act.fields, facts)
    for rows in action.rows:
        if rows.group in given:
            group = definition.fields[rows.group]
            given[rows.group] = merged(group, rows, case.fields.get(rows.group) or (), given[rows.group])
    return given


def _plain(act: Act) -> None:
    """Documents and reason must be what a record can hold."""
    reason: object = act.reason
    if reason is not None and not (isinstance(reason, str) and len(reason) <= LONGEST_TEXT):
        raise InputError(N_("A reason is a text of at most 10,000 characters."), N_("Write it shorter."))
    if act.reason:
        whole(act.reason)
    if not act.documents:
        return
    try:
        size = len(orjson.dumps(dict(act.documents)))
    except (orjson.JSONEncodeError, TypeError):
        size = LONGEST_DOCUMENTS + 1
    if size > LONGEST_DOCUMENTS:
        raise InputError(
            N_("What is noted of a document is text, numbers, yes or no, at most 100,000 characters in all."),
            N_("Attach the file itself: `--attach NAME=FILE`."),
        )


def known(given: Iterable[str], declared: Mapping[str, Any], kind: str, definition: Definition) -> None:
    """Refuse names that the definition does not declare, naming the near ones."""
    for name in given:
        if name not in declared:
            near = get_close_matches(str(name), declared, n=3)
            raise InputError(
                N_("“{definition}” has no {kind} “{name}”."),
                N_("Did you mean: {near}?") if near else N_("There are: {known}.") if declared else None,
                definition=definition.id,
                kind=Phrase(kind),
                name=name,
                near=", ".join(near),
                known=", ".join(declared),
            )


def read_fields(definition: Definition, given: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """Values as JSON, each by its field's type; None and blank text are left out (nothing was given)."""
    known(given, definition.fields, N_("field"), definition)
    return _read(definition, given, facts)


def _read(definition: Definition, given: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    return {
        name: read_value(definition.fields[name], value, facts)
        for name, value in given.items()
        if value is not None and not (isinstance(value, str) and not value.strip())
    }


def read_value(field: Field, value: Any, facts: Facts) -> Any:
    """One value as JSON.

    Raises:
        InputError: it is not of the field's type; the message names the field, the value and what is expected.
    """
    if isinstance(value, str):
        whole(value)
    return _READERS[field.type](field, value, facts)


def whole(text: str) -> str:
    """The text, which must be one that every store can write down.

    Broken bytes of a terminal come in as halves of characters, and no database keeps a zero inside of a text.

    Raises:
        InputError: it has such characters.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        readable = False
    else:
        readable = "\0" not in text
    if not readable:
        raise InputError(
            N_("{text} has characters that cannot be read."),
            N_("Write it again; the terminal should speak UTF-8."),
            text=ascii(text)[:60],
        )
    return text


def _wrong(field: Field, value: Any, expected: str, hint: str | None = None, **data: Any) -> InputError:
    return InputError(
        N_("“{field}” is {expected}, and {value} is not."),
        hint,
        field=field.label,
        expected=Phrase(expected, **data),
        value=repr(value)[:60],
        **data,
    )


def _text(field: Field, value: Any, facts: Facts) -> str:
    if not isinstance(value, str):
        raise _wrong(field, value, N_("a text"))
    if len(value) > LONGEST_TEXT:
        raise _wrong(field, value, N_("a text of at most 10,000 characters"))
    return value.strip()


def _number(field: Field, value: Any, facts: Facts) -> float | int:
    if isinstance(value, str):
        try:
            value = float(value) if not value.strip().lstrip("-").isdigit() else int(value)
        except ValueError:
            raise _wrong(field, value, N_("a number"), N_("Write it as 12 or 12.5.")) from None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or abs(value) > 1e15:
        raise _wrong(field, value, N_("a number"), N_("Write it as 12 or 12.5."))
    if field.least is not None and value < field.least:
        raise _wrong(field, value, N_("a number of at least {least}"), least=field.least)
    if field.most is not None and value > field.most:
        raise _wrong(field, value, N_("a number of at most {most}"), most=field.most)
    return value


def _date(field: Field, value: Any, facts: Facts) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _wrong(field, value, N_("a date"), N_("Write it as 2025-11-25.")) from None


def _yes_no(field: Field, value: Any, facts: Facts) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else None
    if word in YES or word in NO:
        return word in YES
    raise _wrong(field, value, N_("a yes or no"), N_("Write yes or no."))


def _choice(field: Field, value: Any, facts: Facts) -> str:
    word = str(value)
    if word in field.options:
        return word
    raise _wrong(
        field, value, N_("one of its options"), N_("Choose: {options}."), options=", ".join(field.options)
    )


def _reference(field: Field, value: Any, facts: Facts) -> str:
    if not isinstance(value, str):
        raise _wrong(field, value, N_("the id of an entry"))
    named = value.strip()
    found = facts.exists(field.type, named)
    if found is True:
        return named
    near = ", ".join(found) if isinstance(found, (list, tuple)) else ""
    raise InputError(
        N_("“{field}”: there is no {kind} “{value}”."),
        N_("Did you mean: {near}?") if near else None,
        field=field.label,
        kind=Phrase(_KINDS[field.type]),
        value=named,
        near=near,
    )


def _group(field: Field, value: Any, facts: Facts) -> list[dict[str, Any]]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(row, Mapping) for row in value):
        raise _wrong(field, value, N_("a list of rows"))
    rows = []
    for row in value:
        for name in row:
            if name not in field.fields or field.fields[name].computed is not None:
                raise _wrong(
                    field,
                    name,
                    N_("a list of rows with the declared columns"),
                    N_("Its columns: {columns}."),
                    columns=", ".join(one.name for one in field.fields.values() if one.computed is None),
                )
        rows.append(
            {
                name: read_value(field.fields[name], given, facts)
                for name, given in row.items()
                if given is not None and not (isinstance(given, str) and not given.strip())
            }
        )
    if len(rows) > MOST_ROWS:
        raise _wrong(field, f"{len(rows)} rows", N_("a list of at most 1,000 rows"))
    return rows


_KINDS = {"person": N_("person"), "position": N_("position"), "unit": N_("unit")}
_READERS: Mapping[str, Callable[[Field, Any, Facts], Any]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "person": _reference,
    "position": _reference,
    "unit": _reference,
    "group": _group,
}
