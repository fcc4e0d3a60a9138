"""What rules get to know about a position and a nominee, read from the store's documents as they are on one day.

An absent value stays absent: to a rule that is “cannot tell yet”, which is neither yes nor no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from workflow.definition.subject import midnight
from workflow.registry.reference import Reference

Doc = Mapping[str, Any]

_PERSON_WORDS = ("name", "nip", "sex", "religion", "rank", "employment", "education", "field_of_study")
_PERSON_DATES = ("birth_date", "rank_since")
_PERSON_NUMBERS = ("credit", "experience_years")
_PERSON_YES_NO = ("basic_training", "healthy", "under_discipline", "study_leave")
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
    return sorted(there, key=lambda doc: (doc["since"], doc["id"]), reverse=True)


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
    holders = len(_in_force(reader, "position", position, today, "definitif"))
    facts |= {
        "position.need": need,
        "position.holders": holders,
        "position.vacant": max(need - holders, 0),
        "position.flags": list(doc.get("flags", ())),
    }
    age = retirement_age(doc, reference)
    if age is not None:
        facts["position.retirement_age"] = age
    _set(facts, "position.level_order", reference.level_order(doc["level"]))
    return facts


def nominee_facts(reader: Reader, person: str, today: date, reference: Reference) -> dict[str, Any]:
    """The values of `nominee` and `nominee.…` for rules.

    Args:
        reader: the store.
        person: the person's id.
        today: the day on which their present post is looked up.
        reference: the reference tables.

    Returns:
        Dotted names and values; nothing at all for a person whom the registry does not know. `nominee.position`,
        `.kind`, `.level`, `.function`, `.unit`, `.in_post_since` are those of the definitive post held on that day.
    """
    doc = reader.get("people", person)
    if doc is None:
        return {}
    facts: dict[str, Any] = {"nominee": person}
    _copy(facts, "nominee", doc, (*_PERSON_WORDS, *_PERSON_YES_NO))
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
