"""A city drawn with few words: what an entry of a small made-up city may say, and the records that it stands for.

What is left out has a default under which no rule speaks against anybody. For tests of definitions, never for real people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from workflow.definition.scenario.city import Shape, Shapes
from workflow.definition.scenario.model import UNKNOWN, City, Entry
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.nip import make_nip
from workflow.registry.reference import Reference

Records = list[Unit | Position | Person | Holding]

_TABLES: Mapping[str, type] = {"units": Unit, "positions": Position, "people": Person, "holdings": Holding}
#: kind of record → the table in which the store keeps it
TABLE_OF: Mapping[type, str] = {kind: table for table, kind in _TABLES.items()}

_SINCE = date(2020, 1, 2)
_BORN = date(1990, 5, 17)
_RATED_YEARS = 5
_NO_UNIT = "CITY"


@cache
def shapes() -> Shapes:
    """What the entries of a sketched city may say: the facts of the registry, `born` for the birth date, and `post`.

    Example:
        >>> shapes()["people"]["healthy"], shapes()["people"]["sex"], shapes()["positions"]["need"]
        ('yes_no?', ('L', 'P'), 'whole')
    """
    found: dict[str, Mapping[str, Shape]] = {}
    for table, kind in _TABLES.items():
        hints = get_type_hints(kind)
        found[table] = {
            one.name: _shape(hints[one.name])
            for one in fields(kind)
            if one.name not in ("id", "case", "ended_by", "annulled")
        }
    found["people"] = {"born": "date", "post": "post", **found["people"]}
    return found


def _shape(hint: Any) -> Shape:
    """The shape of a value of a type of the registry."""
    kind = get_origin(hint) or hint
    if kind in (Union, UnionType):
        shape = _shape(next(one for one in get_args(hint) if one is not type(None)))
        return f"{shape}?" if isinstance(shape, str) else shape
    if kind is Literal:
        return tuple(str(one) for one in get_args(hint))
    if kind is tuple:
        return "texts"
    if isinstance(kind, type) and issubclass(kind, Mapping):
        return "words?"
    return {bool: "yes_no", int: "whole", float: "number", date: "date"}.get(kind, "text")


def records(city: City, reference: Reference, day: date) -> Records:
    """The records of a city.

    Args:
        city: what is written of it.
        reference: the reference tables, for what a position asks for.
        day: the scenario's first day; ratings are of the years before it.

    Example:
        >>> from workflow.definition.model import Place
        >>> from workflow.shipped import shipped_definitions
        >>> reference = Reference.load(shipped_definitions() / "reference")
        >>> ani = Entry("ani", Place(), {"post": {"position": "NURSE"}})
        >>> nurse = Entry("NURSE", Place(), {"function": "Perawat"})
        >>> found = records(City({"people": {"ani": ani}, "positions": {"NURSE": nurse}}), reference, date(2025, 11, 25))
        >>> [one.id for one in found], found[1].education, found[2].nip
        (['CITY', 'NURSE', 'ani', 'H-ani'], 'Profesi', '199005172015032001')
    """
    units = [_unit(one) for one in city.of("units").values()] or [Unit(_NO_UNIT, _NO_UNIT, "city")]
    positions = [_position(one, units[0].id, reference) for one in city.of("positions").values()]
    asked = _asked(positions, reference)
    people = [_person(one, asked, day, number) for number, one in enumerate(city.of("people").values(), 1)]
    holdings = [
        Holding(f"H-{entry.id}", entry.id, **_holding(post))
        for entry in city.of("people").values()
        if isinstance(post := entry.values.get("post"), Mapping)
    ]
    holdings += [
        Holding(f"H-{one.place.line}-{one.id}", one.values["person"], **_holding(one.values))
        for one in city.holdings
    ]
    return [*units, *positions, *people, *holdings]


def changes(
    city: City, known: Callable[[str, str], Mapping[str, Any] | None], reference: Reference, day: date
) -> Records:
    """The records of a change: what is written over what is there already; newcomers and holdings are added.

    Args:
        city: what is written.
        known: gives the document of a table by its id, or None.
        reference: the reference tables.
        day: from when a post is held that says nothing else.
    """
    new = {
        table: {one.id: one for one in city.of(table).values() if known(table, one.id) is None}
        for table in ("units", "positions", "people")
    }
    found = [one for one in records(City(new), reference, day) if one.id != _NO_UNIT]
    for table, newcomers in new.items():
        for entry in city.of(table).values():
            if entry.id in newcomers:
                continue
            before = _TABLES[table].from_doc(known(table, entry.id))  # type: ignore[attr-defined]
            given = _given(entry)
            if "born" in given:
                given["birth_date"] = given.pop("born")
            post = given.pop("post", None)
            if isinstance(given.get("ratings"), str):
                given["ratings"] = _ratings(given["ratings"], day)
            record = {one.name: getattr(before, one.name) for one in fields(before)} | given
            found.append(_TABLES[table](**record))
            if isinstance(post, Mapping):
                found.append(
                    Holding(f"H-{entry.id}-{day.isoformat()}", entry.id, **_holding({"since": day, **post}))
                )
    found += [
        Holding(
            f"H-{one.place.line}-{one.id}", one.values["person"], **_holding({"since": day, **one.values})
        )
        for one in city.holdings
    ]
    return found


def _given(entry: Entry) -> dict[str, Any]:
    """What an entry says; `unknown` as no value."""
    return {
        key: None if value == UNKNOWN else tuple(value) if isinstance(value, list) else value
        for key, value in entry.values.items()
    }


def _unit(entry: Entry) -> Unit:
    return Unit(**{"id": entry.id, "name": entry.id, "kind": "agency", **_given(entry)})


def _position(entry: Entry, unit: str, reference: Reference) -> Position:
    given: dict[str, Any] = {"level": "Ahli Pertama", "unit": unit, **_given(entry)}
    given.setdefault("kind", _kind(given["level"], reference))
    given.setdefault("name", " ".join((given.get("function") or entry.id, given["level"])))
    level = reference.levels.get(given["level"])
    if given["kind"] == "functional" and level is not None:
        given.setdefault("category", level.category)
        row = reference.functions.get((given.get("function") or "", given["category"] or ""))
        if row is not None:
            given.setdefault("education", row.education)
    return Position(id=entry.id, **given)


def _kind(level: str, reference: Reference) -> str:
    if level in reference.levels:
        return "functional"
    return "executive" if level.isdigit() else "structural" if level in reference.eselons else "functional"


def _asked(positions: Iterable[Position], reference: Reference) -> dict[str, Any]:
    """The education that the first functional position asks for."""
    for one in positions:
        row = reference.functions.get((one.function or "", one.category or ""))
        if row is not None:
            return {
                "education": one.education or row.education,
                "field_of_study": next(iter(row.fields), None),
            }
    return {"education": "S1"}


def _person(entry: Entry, asked: Mapping[str, Any], day: date, number: int) -> Person:
    given = _given(entry)
    born = given.pop("born", None) or given.pop("birth_date", None) or _BORN
    given.pop("birth_date", None)
    given.pop("post", None)
    ratings = given.pop("ratings", "Baik")
    facts: dict[str, Any] = {
        "name": entry.id.replace("-", " ").replace("_", " ").title(),
        "sex": "P",
        "religion": "Kristen",
        "rank": "III/a",
        "credit": 0.0,
        "experience_years": 5.0,
        "basic_training": True,
        "healthy": True,
        "under_discipline": False,
        "study_leave": False,
        **asked,
        **given,
    }
    facts.setdefault("nip", make_nip(born, (born.year + 25, 3), facts["sex"], number))
    kept = ratings if isinstance(ratings, Mapping) else _ratings(ratings, day) if ratings else {}
    return Person(id=entry.id, birth_date=born, ratings=kept, **facts)


def _ratings(word: str, day: date) -> dict[str, str]:
    return {str(year): word for year in range(day.year - _RATED_YEARS, day.year)}


def _holding(values: Mapping[str, Any]) -> dict[str, Any]:
    """A holding's own facts; the person stands apart."""
    return {
        "position": values["position"],
        "status": values.get("status", "definitif"),
        "since": values.get("since", _SINCE),
        "until": values.get("until"),
    }
