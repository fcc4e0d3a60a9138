"""What rules get to know about a position and a nominee, read from the store's documents as they are on one day.

An absent value stays absent: to a rule that is “cannot tell yet”, which is neither yes nor no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from workflow.definition.subject import midnight
from workflow.registry.ladder import post_class
from workflow.registry.reference import Reference
from workflow.registry.retirement import pension_start
from workflow.registry.term import Term

Doc = Mapping[str, Any]

_PERSON_WORDS = ("name", "nip", "sex", "religion", "rank", "employment", "education", "field_of_study")
_PERSON_DATES = ("birth_date", "rank_since")
_PERSON_NUMBERS = ("credit", "experience_years")
_PERSON_YES_NO = ("basic_training", "leadership_training", "healthy", "under_discipline", "study_leave")
_POSITION_WORDS = ("name", "kind", "level", "function", "category", "education", "unit")
_HELD_WORDS = ("kind", "level", "function", "unit")


class Reader(Protocol):
    """What the registry asks of a store: documents by id, by index, or all of a table."""

    def get(self, table: str, id: str) -> Doc | None:
        """One document, or None."""

    def find(self, table: str, index: str, value: Any) -> Sequence[Doc]:
        """The documents whose indexed value is `value`."""

    def count(self, table: str, index: str, value: Any) -> int:
        """How many there are."""

    def all(self, table: str) -> Iterator[Doc]:
        """Every document of a table."""


def in_force(
    reader: Reader, index: str, value: str, day: date, status: str | None = "definitif"
) -> list[Doc]:
    """The holdings of a person or of a position that are in force on a day, the newest first.

    Args:
        reader: the store.
        index: `person` or `position`.
        value: the id of that person or position.
        day: the day.
        status: only those of this status; None for all.

    Example:
        >>> from workflow.registry.memory import Memory
        >>> docs = Memory(holdings=[{"id": "H-1", "person": "P-1", "position": "POS-1", "status": "definitif",
        ...                          "since": "2020-01-01", "until": "2025-11-24"}])
        >>> len(in_force(docs, "person", "P-1", date(2025, 11, 24)))
        1
        >>> in_force(docs, "person", "P-1", date(2025, 11, 25))
        []
    """
    there = _in_force(reader, index, value, day, status)
    return _newest_first(there)


def _newest_first(holdings: Iterable[Doc]) -> list[Doc]:
    return sorted(holdings, key=lambda doc: (doc["since"], doc["id"]), reverse=True)


def _in_force(reader: Reader, index: str, value: str, day: date, status: str | None) -> list[Doc]:
    text = day.isoformat()
    return [
        doc
        for doc in reader.find("holdings", index, value)
        if doc["since"] <= text
        and (doc.get("until") is None or text <= doc["until"])
        and status in (None, doc["status"])
    ]


def position_facts(reader: Reader, position: str, today: date, reference: Reference) -> dict[str, Any]:
    """The values of `position` and `position.…` for rules.

    Args:
        reader: the store.
        position: the position's id: the subject of the case.
        today: the day on which seats are counted.
        reference: the reference tables; they give the retirement age where the position names none.

    Returns:
        Dotted names and values; nothing at all for a position that the registry does not know.

    Example:
        >>> from workflow.registry.memory import Memory
        >>> from workflow.shipped import shipped_definitions
        >>> docs = Memory(positions=[{"id": "POS-1", "name": "Perawat Ahli Muda", "kind": "functional", "unit": "U",
        ...                           "level": "Ahli Muda", "need": 2}])
        >>> reference = Reference.load(shipped_definitions() / "reference")
        >>> facts = position_facts(docs, "POS-1", date(2025, 11, 25), reference)
        >>> facts["position.vacant"], facts["position.level_order"], facts["position.retirement_age"]
        (2, 2, 58)
    """
    doc = reader.get("positions", position)
    if doc is None:
        return {}
    facts: dict[str, Any] = {"position": position}
    _copy(facts, "position", doc, _POSITION_WORDS)
    need = int(doc.get("need", 1))
    there = _in_force(reader, "position", position, today, None)
    holders = [one for one in there if one["status"] == "definitif"]
    acting = _newest_first(one for one in there if one["status"] != "definitif")
    facts |= {
        "position.need": need,
        "position.holders": len(holders),
        "position.vacant": max(need - len(holders), 0),
        "position.flags": list(doc.get("flags", ())),
        "position.level_class": post_class(doc, reference),
        "position.acting": len(acting),
    }
    age = retirement_age(doc, reference)
    if age is not None:
        facts["position.retirement_age"] = age
    _set(facts, "position.level_order", reference.level_order(doc["level"]))
    if need == 1 and holders:
        newest = _newest_first(holders)[0]
        facts["position.holder"] = newest["person"]
        facts["position.held_since"] = _moment(newest["since"])
        person = reader.get("people", newest["person"])
        if person is not None and age is not None:
            born = date.fromisoformat(person["birth_date"][:10])
            facts["position.holder_pension"] = midnight(pension_start(born, age))
    if acting:
        facts["position.acting_holder"] = acting[0]["person"]
        if acting[0].get("until"):
            facts["position.acting_until"] = _moment(acting[0]["until"])
    return facts


def city_facts(term: Term) -> dict[str, Any]:
    """The values of `city.…` for rules: the days of the mayor's term that the settings name.

    Example:
        >>> city_facts(Term(mayor_sworn_in=date(2025, 2, 20)))["city.mayor_sworn_in"].isoformat()
        '2025-02-20T00:00:00+00:00'
    """
    days = {
        "mayor_sworn_in": term.mayor_sworn_in,
        "election_determined_on": term.election_determined_on,
        "term_ends_on": term.term_ends_on,
    }
    return {f"city.{name}": midnight(day) for name, day in days.items() if day is not None}


def nominee_facts(reader: Reader, person: str, today: date, reference: Reference) -> dict[str, Any]:
    """The values of `nominee` and `nominee.…` for rules.

    Args:
        reader: the store.
        person: the person's id.
        today: the day on which their present post is looked up.
        reference: the reference tables.

    Returns:
        Dotted names and values; nothing at all for a person whom the registry does not know. `nominee.position`,
        `.kind`, `.level`, `.level_class`, `.function`, `.unit`, `.in_post_since` are those of the definitive post held on
        that day.
    """
    doc = reader.get("people", person)
    if doc is None:
        return {}
    facts: dict[str, Any] = {"nominee": person}
    _copy(facts, "nominee", doc, (*_PERSON_WORDS, *_PERSON_YES_NO, "talent_box"))
    for name in _PERSON_DATES:
        if doc.get(name) is not None:
            facts[f"nominee.{name}"] = _moment(doc[name])
    for name in _PERSON_NUMBERS:
        if doc.get(name) is not None:
            facts[f"nominee.{name}"] = float(doc[name])
    if doc.get("rank") in reference.ranks:
        facts["nominee.rank_order"] = reference.rank_order(doc["rank"])
    if doc.get("education") in reference.education:
        facts["nominee.education_order"] = reference.education_order(doc["education"])
    held = in_force(reader, "person", person, today)
    if held:
        facts["nominee.position"] = held[0]["position"]
        facts["nominee.in_post_since"] = _moment(held[0]["since"])
        post = reader.get("positions", held[0]["position"])
        if post is not None:
            _copy(facts, "nominee", post, _HELD_WORDS)
            facts["nominee.level_class"] = post_class(post, reference)
            _set(facts, "nominee.level_order", reference.level_order(post["level"]))
    return facts


def retirement_age(position: Doc, reference: Reference) -> int | None:
    """The retirement age (BUP, in years) of a position: its own, else that of the reference tables.

    Source:
        BUP belongs on the position or its reference row, not in code.
    """
    own = position.get("retirement_age")
    if own is not None:
        return int(own)
    return reference.retirement_age(
        position["kind"],
        position["level"],
        function=position.get("function"),
        category=position.get("category"),
    )


def _moment(text: str) -> datetime:
    return midnight(date.fromisoformat(text[:10]))


def _copy(facts: dict[str, Any], prefix: str, doc: Doc, names: Sequence[str]) -> None:
    for name in names:
        _set(facts, f"{prefix}.{name}", doc.get(name))


def _set(facts: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        facts[name] = value
