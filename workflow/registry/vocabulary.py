"""What rules may say with `subject: position`: the facts of position and nominee with their types, and the functions.

The values of the facts come from `workflow.registry.facts`; the functions look up what they are asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from workflow.definition.subject import Function, Subject, Unknown, Vocabulary, midnight
from workflow.registry import retirement
from workflow.registry.effects import EFFECTS
from workflow.registry.facts import Doc, Reader, in_force
from workflow.registry.reference import Reference

BATCHES = frozenset({"decree", "ceremony"})

FACTS: Mapping[str, str] = {
    "position": "string",
    "position.name": "string",
    "position.kind": "string",
    "position.level": "string",
    "position.function": "string",
    "position.category": "string",
    "position.education": "string",
    "position.unit": "string",
    "position.level_order": "int",
    "position.need": "int",
    "position.holders": "int",
    "position.vacant": "int",
    "position.retirement_age": "int",
    "position.flags": "list(string)",
    "nominee": "string",
    "nominee.name": "string",
    "nominee.nip": "string",
    "nominee.sex": "string",
    "nominee.religion": "string",
    "nominee.rank": "string",
    "nominee.employment": "string",
    "nominee.education": "string",
    "nominee.field_of_study": "string",
    "nominee.position": "string",
    "nominee.kind": "string",
    "nominee.level": "string",
    "nominee.function": "string",
    "nominee.unit": "string",
    "nominee.birth_date": "timestamp",
    "nominee.rank_since": "timestamp",
    "nominee.in_post_since": "timestamp",
    "nominee.rank_order": "int",
    "nominee.education_order": "int",
    "nominee.level_order": "int",
    "nominee.credit": "double",
    "nominee.experience_years": "double",
    "nominee.basic_training": "bool",
    "nominee.healthy": "bool",
    "nominee.under_discipline": "bool",
    "nominee.study_leave": "bool",
}


class RegistryLookup(Protocol):
    """What the functions are handed by the one who runs the rules."""

    @property
    def reader(self) -> Reader:
        """The registry's documents."""

    @property
    def today(self) -> date | datetime:
        """The day on which the rule is judged."""


def position_subject(reference: Reference) -> Subject:
    """The subject `position`: facts, functions, effects and batches.

    Args:
        reference: the reference tables that the functions look into.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> subject = position_subject(Reference.load(shipped_definitions() / "reference"))
        >>> subject.vocabulary.facts["nominee.credit"], sorted(subject.effects)[0]
        ('double', 'appoint')
    """
    vocabulary = Vocabulary(FACTS, _functions(reference))
    return Subject("position", vocabulary, frozenset(EFFECTS), BATCHES)


def _functions(reference: Reference) -> tuple[Function, ...]:
    def rated_at_least(lookup: RegistryLookup, person: str, predicate: str, years: int) -> bool:
        least = reference.rating_order(predicate)
        ratings = _person(lookup, person).get("ratings") or {}
        last = lookup.today.year - 1
        wanted = [str(year) for year in range(last, last - years, -1)]
        given = {
            year: reference.ratings[ratings[year]]
            for year in wanted
            if ratings.get(year) in reference.ratings
        }
        if any(rating.order < least for rating in given.values()):
            return False
        for year in wanted:
            if year not in given:
                raise Unknown(f"nominee.ratings.{year}")
        return True

    def rank_fits(lookup: RegistryLookup, person: str, level: str) -> bool:
        return reference.rank_fits(_given(lookup, person, "rank", reference.ranks), level)

    def rank_fits_below(lookup: RegistryLookup, person: str, level: str, steps: int) -> bool:
        return reference.rank_fits(_given(lookup, person, "rank", reference.ranks), level, steps)

    def education_fits(lookup: RegistryLookup, person: str, position: str) -> bool:
        post = lookup.reader.get("positions", position)
        if post is None:
            raise Unknown("position")
        function, category = post.get("function"), post.get("category")
        row = reference.functions.get((function or "", category or ""))
        needed = post.get("education") or (row.education if row else None)
        if needed is None:
            return True
        return reference.education_fits(
            _given(lookup, person, "education", reference.education),
            _person(lookup, person).get("field_of_study"),
            needed=needed,
            function=function,
            category=category,
        )

    def credit_for_next(_lookup: RegistryLookup, level: str) -> float:
        row = reference.levels.get(level)  # the class of an executive post has no next level either
        return float("inf") if row is None or row.credit_for_next is None else row.credit_for_next

    def next_level(_lookup: RegistryLookup, level: str) -> str:
        return (reference.next_level(level) if level in reference.levels else None) or ""

    def level_order(_lookup: RegistryLookup, level: str) -> int:
        return reference.level_order(level) or 0

    def order(of: Callable[[str], int]) -> Callable[..., int]:
        return lambda _lookup, name: of(name)

    return (
        Function("birthday", ("string", "int"), "timestamp", _birthday),
        Function("birthday", ("string", "int", "int"), "timestamp", _birthday),
        Function("pension", ("string", "int"), "timestamp", _pension),
        Function("holds_position", ("string",), "bool", _holds_position),
        Function("rated_at_least", ("string", "string", "int"), "bool", rated_at_least),
        Function("rank_order", ("string",), "int", order(reference.rank_order)),
        Function("education_order", ("string",), "int", order(reference.education_order)),
        Function("level_order", ("string",), "int", level_order),
        Function("rank_fits", ("string", "string"), "bool", rank_fits),
        Function("rank_fits", ("string", "string", "int"), "bool", rank_fits_below),
        Function("education_fits", ("string", "string"), "bool", education_fits),
        Function("credit_for_next", ("string",), "double", credit_for_next),
        Function("next_level", ("string",), "string", next_level),
    )


def _birthday(lookup: RegistryLookup, person: str, years: int, months: int = 0) -> datetime:
    return midnight(retirement.birthday(_born(lookup, person), years, months))


def _pension(lookup: RegistryLookup, person: str, years: int) -> datetime:
    return midnight(retirement.pension_start(_born(lookup, person), years))


def _holds_position(lookup: RegistryLookup, person: str) -> bool:
    today = lookup.today
    day = today.date() if isinstance(today, datetime) else today
    return bool(in_force(lookup.reader, "person", person, day))


def _born(lookup: RegistryLookup, person: str) -> date:
    return date.fromisoformat(_given(lookup, person, "birth_date")[:10])


def _given(lookup: RegistryLookup, person: str, name: str, known: Mapping[str, object] | None = None) -> str:
    """What the file says; a word that no table knows says nothing."""
    value: Any = _person(lookup, person).get(name)
    if value is None or (known is not None and value not in known):
        raise Unknown(f"nominee.{name}")
    return str(value)


def _person(lookup: RegistryLookup, person: str) -> Doc:
    doc = lookup.reader.get("people", person)
    if doc is None:
        raise Unknown("nominee")
    return doc
