"""Setting right what the registry has of a person: each value is read as its field's type says, and the NIP must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from workflow.errors import InputError
from workflow.language import N_
from workflow.registry.model import Person
from workflow.registry.nip import check_nip

_FIELDS = {one.name: str(one.type) for one in fields(Person) if one.name not in ("id", "ratings")}
_YES_NO = {"yes": True, "true": True, "ya": True, "no": False, "false": False, "tidak": False}


def set_right(person: Person, changes: Mapping[str, Any], today: date) -> Person:
    """The person with some values changed.

    Args:
        person: as the registry has them.
        changes: name → value, as text or of its type; None or an empty text takes away what may be absent.
        today: the day on which a NIP is judged.

    Raises:
        InputError: there is no such name, a value cannot be read, or the NIP says something else than the rest.

    Example:
        >>> ani = Person("P-1", "196803151993031004", "Ani", date(1968, 3, 15), "L", "Katolik", "III/c")
        >>> set_right(ani, {"name": "Anis Tallo", "credit": "150.5"}, date(2025, 11, 25)).credit
        150.5
    """
    read = {}
    for name, value in changes.items():
        if name not in _FIELDS:
            raise InputError(
                N_("A person has no “{name}” that could be set right."),
                N_("There are: {names}."),
                name=name,
                names=", ".join(_FIELDS),
            )
        read[name] = _read(name, value)
    made = replace(person, **read)
    faults = check_nip(made.nip, birth_date=made.birth_date, sex=made.sex, today=today)
    wrong = [one for one in faults if one.severity == "error"]
    if wrong and {"nip", "birth_date", "sex"} & read.keys():
        raise InputError(
            N_("That does not fit together: {fault}"),
            N_("Set right what belongs together in one go: -f nip=… -f birth_date=…"),
            fault=wrong[0].message,
        )
    return made


def _read(name: str, value: Any) -> Any:
    kind = _FIELDS[name]
    if value is None or (isinstance(value, str) and not value.strip()):
        if "None" in kind:
            return None
        raise InputError(N_("“{name}” cannot be empty."), name=name)
    if not isinstance(value, str):
        value = str(value).lower() if isinstance(value, bool) else str(value)
    words = value.strip()
    try:
        if "date" in kind:
            return date.fromisoformat(words)
        if "bool" in kind:
            return _YES_NO[words.lower()]
        if "int" in kind:
            return int(words)
        if "float" in kind:
            return float(words)
    except (ValueError, KeyError) as error:
        raise InputError(
            N_("“{value}” is no value for {name}."),
            N_("Dates are written 2025-11-25, numbers with a point, yes or no."),
            value=words,
            name=name,
        ) from error
    if name == "nip":
        return "".join(one for one in words if one.isdigit())
    if name in _WORDS and words not in _WORDS[name]:
        raise InputError(
            N_("“{value}” is no value for {name}."),
            N_("There are: {names}."),
            value=words,
            name=name,
            names=", ".join(_WORDS[name]),
        )
    return words


_WORDS = {"sex": ("L", "P"), "employment": ("PNS", "CPNS", "PPPK")}
