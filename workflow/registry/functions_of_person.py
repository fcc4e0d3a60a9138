"""The functions of rules about one person: age, rank, diploma, ratings, years served, acting terms, candidacies.

Each takes a person's id first: the nominee, or `row.person` of a list of candidates. What the file does not say cannot
be told yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from workflow.definition.subject import Function, Unknown, midnight, years_between
from workflow.registry import retirement
from workflow.registry.acting import acting_months, acting_on, acting_terms
from workflow.registry.facts import in_force
from workflow.registry.ladder import post_class
from workflow.registry.lookup import (
    RegistryLookup,
    born,
    person_doc,
    position_doc,
    present_post,
    today,
    value_of,
)
from workflow.registry.reference import Reference
from workflow.registry.service import years_held, years_in_post

#: what a person's file says, each as a function of the same name
_OF_FILE = {
    "employment": "string",
    "experience_years": "double",
    "basic_training": "bool",
    "leadership_training": "bool",
    "healthy": "bool",
    "under_discipline": "bool",
    "study_leave": "bool",
    "talent_box": "int",
}
#: what the present post's file says, each as a function `post_NAME`
_OF_POST = ("kind", "level", "function", "unit")

_PERSON = ("string",)
_TWO = ("string", "string")


def functions_of_person(reference: Reference) -> tuple[Function, ...]:
    """The functions about one person.

    Args:
        reference: the reference tables that they look into.
    """

    def of(function: Callable[..., Any]) -> Callable[..., Any]:
        return partial(function, reference)

    return (
        Function("birthday", ("string", "int"), "timestamp", _birthday),
        Function("birthday", ("string", "int", "int"), "timestamp", _birthday),
        Function("pension", ("string", "int"), "timestamp", _pension),
        Function("age", ("string", "timestamp"), "int", _age),
        Function("rated_at_least", ("string", "string", "int"), "bool", of(_rated_at_least)),
        Function("rank_fits", _TWO, "bool", of(_rank_fits)),
        Function("rank_fits", ("string", "string", "int"), "bool", of(_rank_fits)),
        Function("rank_in", ("string", "string", "string"), "bool", of(_rank_in)),
        Function("education_fits", _TWO, "bool", of(_education_fits)),
        Function("education_at_least", _TWO, "bool", of(_education_at_least)),
        Function("holds_position", _PERSON, "bool", _holds_position),
        Function("in_post_years", _PERSON, "double", _in_post_years),
        Function("years_held", ("string", "list(string)"), "double", of(_years_held)),
        Function("post_class", _PERSON, "string", of(_post_class)),
        *(Function(f"post_{name}", _PERSON, "string", partial(_of_post, name)) for name in _OF_POST),
        *(Function(name, _PERSON, kind, partial(_of_file, name)) for name, kind in _OF_FILE.items()),
        Function("same_agency", _TWO, "bool", _same_agency),
        Function("acting_terms", _TWO, "int", _acting_terms),
        Function("acting_months", _TWO, "int", _acting_months),
        Function("acting_posts", _PERSON, "int", _acting_posts),
        Function("candidacies", ("string", "string", "list(string)"), "int", _candidacies),
    )


def _birthday(lookup: RegistryLookup, person: str, years: int, months: int = 0) -> datetime:
    return midnight(retirement.birthday(born(lookup, person), years, months))


def _pension(lookup: RegistryLookup, person: str, years: int) -> datetime:
    return midnight(retirement.pension_start(born(lookup, person), years))


def _age(lookup: RegistryLookup, person: str, day: datetime) -> int:
    return years_between(born(lookup, person), day.date())


def _rated_at_least(
    reference: Reference, lookup: RegistryLookup, person: str, predicate: str, years: int
) -> bool:
    least = reference.rating_order(predicate)
    ratings = person_doc(lookup, person).get("ratings") or {}
    last = lookup.today.year - 1
    wanted = [str(year) for year in range(last, last - years, -1)]
    given = {
        year: reference.ratings[ratings[year]] for year in wanted if ratings.get(year) in reference.ratings
    }
    if any(rating.order < least for rating in given.values()):
        return False
    for year in wanted:
        if year not in given:
            raise Unknown(f"nominee.ratings.{year}")
    return True


def _rank_fits(
    reference: Reference, lookup: RegistryLookup, person: str, level: str, steps_below: int = 0
) -> bool:
    return reference.rank_fits(value_of(lookup, person, "rank", reference.ranks), level, steps_below)


def _rank_in(reference: Reference, lookup: RegistryLookup, person: str, lowest: str, highest: str) -> bool:
    """PNS and PPPK ranks are two scales: a rank of the other one lies outside."""
    rank = reference.ranks[value_of(lookup, person, "rank", reference.ranks)]
    low, high = reference.rank_order(lowest), reference.rank_order(highest)
    return rank.employment == reference.ranks[lowest].employment and low <= rank.order <= high


def _education_fits(reference: Reference, lookup: RegistryLookup, person: str, position: str) -> bool:
    post = position_doc(lookup, position)
    function, category = post.get("function"), post.get("category")
    row = reference.functions.get((function or "", category or ""))
    needed = post.get("education") or (row.education if row else None)
    if needed is None:
        return True
    return reference.education_fits(
        value_of(lookup, person, "education", reference.education),
        person_doc(lookup, person).get("field_of_study"),
        needed=needed,
        function=function,
        category=category,
    )


def _education_at_least(reference: Reference, lookup: RegistryLookup, person: str, least: str) -> bool:
    """`least` names a diploma, or several that are equal as the law writes them: S1/D4."""
    held = value_of(lookup, person, "education", reference.education)
    return reference.education_order(held) >= min(map(reference.education_order, least.split("/")))


def _holds_position(lookup: RegistryLookup, person: str) -> bool:
    return bool(in_force(lookup.reader, "person", person, today(lookup)))


def _in_post_years(lookup: RegistryLookup, person: str) -> float:
    years = years_in_post(lookup.reader, person, today(lookup))
    if years is None:
        raise Unknown("nominee.in_post_since")
    return years


def _years_held(reference: Reference, lookup: RegistryLookup, person: str, kinds: Sequence[str]) -> float:
    person_doc(lookup, person)
    return years_held(lookup.reader, person, list(kinds), today(lookup), reference)


def _post_class(reference: Reference, lookup: RegistryLookup, person: str) -> str:
    return post_class(present_post(lookup, person), reference)


def _of_post(name: str, lookup: RegistryLookup, person: str) -> str:
    value = present_post(lookup, person).get(name)
    if value is None:
        raise Unknown(f"nominee.{name}")
    return str(value)


def _of_file(name: str, lookup: RegistryLookup, person: str) -> Any:
    value = value_of(lookup, person, name)
    return float(value) if _OF_FILE[name] == "double" else value


def _same_agency(lookup: RegistryLookup, person: str, position: str) -> bool:
    own = present_post(lookup, person)["unit"]
    return _agency(lookup, own) == _agency(lookup, position_doc(lookup, position)["unit"])


def _agency(lookup: RegistryLookup, unit: str) -> str:
    """The part of the city (perangkat daerah) that a unit belongs to: the one right under the city itself."""
    chain = [unit]
    while (doc := lookup.reader.get("units", chain[-1])) is not None:
        above = doc.get("parent")
        if above is None or above in chain:
            break
        chain.append(above)
    return chain[-2] if len(chain) > 1 else chain[0]


def _acting_terms(lookup: RegistryLookup, person: str, position: str) -> int:
    return acting_terms(lookup.reader, person, position)


def _acting_months(lookup: RegistryLookup, person: str, position: str) -> int:
    return acting_months(lookup.reader, person, position, today(lookup))


def _acting_posts(lookup: RegistryLookup, person: str) -> int:
    return len(acting_on(lookup.reader, "person", person, today(lookup)))


def _candidacies(lookup: RegistryLookup, person: str, case: str, statuses: Sequence[str]) -> int:
    return sum(
        1
        for one in lookup.reader.find("candidacies", "person", person)
        if one.get("open") and one["case"] != case and one.get("status") in statuses
    )
