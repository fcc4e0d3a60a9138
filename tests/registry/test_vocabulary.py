"""What rules get to know: facts with the types that the vocabulary promises, functions, and “cannot tell yet”."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from workflow.definition.subject import Unknown
from workflow.registry.city import build_city
from workflow.registry.facts import city_facts, nominee_facts, position_facts
from workflow.registry.memory import Memory
from workflow.registry.reference import Reference
from workflow.registry.term import UNSET, Term
from workflow.registry.vocabulary import FACTS, position_subject
from workflow.shipped import shipped_definitions

TODAY = date(2025, 11, 25)
TYPES: dict[str, type] = {
    "string": str, "int": int, "double": float, "bool": bool, "timestamp": datetime, "list(string)": list,
}  # fmt: skip
NURSE = {
    "id": "P-1", "nip": "199501012020012001", "name": "Ester Nalle", "birth_date": "1995-01-01", "sex": "P",
    "religion": "Kristen", "rank": "III/b", "employment": "PNS", "education": "Profesi", "field_of_study": "Keperawatan",
    "ratings": {"2023": "Baik", "2024": "Sangat Baik"}, "credit": 100,
}  # fmt: skip
FIRST = {
    "id": "POS-1", "name": "Perawat Ahli Pertama Puskesmas Alak", "kind": "functional", "unit": "U-1",
    "level": "Ahli Pertama", "need": 3, "function": "Perawat", "category": "Keahlian", "education": "Profesi",
}  # fmt: skip
SECOND = {**FIRST, "id": "POS-2", "level": "Ahli Muda", "need": 1}


@dataclass
class Lookup:
    reader: Memory
    today: date | datetime
    term: Term = UNSET


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(shipped_definitions() / "reference")


@pytest.fixture
def docs() -> Memory:
    held = {"id": "H-1", "person": "P-1", "position": "POS-1", "status": "definitif", "since": "2020-01-01"}
    return Memory(people=[NURSE], positions=[FIRST, SECOND], holdings=[held])


def call(reference: Reference, docs: Memory, name: str, *args: Any, today: date | datetime = TODAY) -> Any:
    functions = position_subject(reference).vocabulary.functions
    one = next(one for one in functions if one.name == name and len(one.parameters) == len(args))
    return one.impl(Lookup(docs, today), *args)


def test_every_fact_of_the_city_has_the_type_that_rules_expect(reference: Reference) -> None:
    city = build_city(25, reference=reference)
    docs = Memory(
        people=[one.as_doc() for one in city.people],
        positions=[one.as_doc() for one in city.positions],
        holdings=[one.as_doc() for one in city.holdings],
    )
    seen: set[str] = set()
    for person in city.people[::7]:
        facts = nominee_facts(docs, person.id, TODAY, reference)
        seen |= set(facts)
        assert all(type(value) is TYPES[FACTS[name]] for name, value in facts.items())
    for position in city.positions[::7]:
        facts = position_facts(docs, position.id, TODAY, reference)
        seen |= set(facts)
        assert all(type(value) is TYPES[FACTS[name]] for name, value in facts.items())
    term = Term(date(2025, 2, 20), date(2029, 9, 22), date(2030, 2, 19))
    assert all(type(value) is TYPES[FACTS[name]] for name, value in city_facts(term).items())
    assert seen | set(city_facts(term)) == set(FACTS)
    assert city_facts(UNSET) == {}


def test_a_position_counts_its_seats_and_takes_its_retirement_age_from_the_tables(
    reference: Reference, docs: Memory
) -> None:
    facts = position_facts(docs, "POS-1", TODAY, reference)
    assert (facts["position.need"], facts["position.holders"], facts["position.vacant"]) == (3, 1, 2)
    assert (facts["position.retirement_age"], facts["position.flags"]) == (58, [])


def test_what_nobody_has_entered_is_absent_and_not_false(reference: Reference, docs: Memory) -> None:
    facts = nominee_facts(docs, "P-1", TODAY, reference)
    assert "nominee.healthy" not in facts
    assert "nominee.experience_years" not in facts
    assert facts["nominee.in_post_since"] == datetime(2020, 1, 1, tzinfo=UTC)
    assert (
        nominee_facts(docs, "P-9", TODAY, reference) == position_facts(docs, "POS-9", TODAY, reference) == {}
    )


def test_a_person_without_a_post_has_no_facts_of_a_post(reference: Reference, docs: Memory) -> None:
    before = nominee_facts(docs, "P-1", date(2019, 12, 31), reference)
    assert "nominee.position" not in before
    assert "nominee.unit" not in before


def test_birthdays_and_pensions_are_midnights(reference: Reference, docs: Memory) -> None:
    assert call(reference, docs, "birthday", "P-1", 53) == datetime(2048, 1, 1, tzinfo=UTC)
    assert call(reference, docs, "birthday", "P-1", 55, 6) == datetime(2050, 7, 1, tzinfo=UTC)
    assert call(reference, docs, "pension", "P-1", 58) == datetime(2053, 2, 1, tzinfo=UTC)


def test_ratings_are_those_of_the_last_complete_years(reference: Reference, docs: Memory) -> None:
    assert call(reference, docs, "rated_at_least", "P-1", "Baik", 2) is True
    assert call(reference, docs, "rated_at_least", "P-1", "Sangat Baik", 2) is False
    assert call(reference, docs, "rated_at_least", "P-1", "Sangat Baik", 1) is True


def test_a_missing_rating_cannot_be_told_but_a_bad_one_decides(reference: Reference, docs: Memory) -> None:
    with pytest.raises(Unknown, match=r"nominee\.ratings\.2022"):
        call(reference, docs, "rated_at_least", "P-1", "Baik", 3)
    assert call(reference, docs, "rated_at_least", "P-1", "Sangat Baik", 3) is False


def test_rank_education_and_credit_are_compared_with_the_tables(reference: Reference, docs: Memory) -> None:
    assert call(reference, docs, "rank_fits", "P-1", "Ahli Pertama") is True
    assert call(reference, docs, "rank_fits", "P-1", "Ahli Muda") is False
    assert call(reference, docs, "rank_fits", "P-1", "Ahli Muda", 1) is True
    assert call(reference, docs, "education_fits", "P-1", "POS-2") is True
    assert call(reference, docs, "credit_for_next", "Ahli Pertama") == 100
    assert call(reference, docs, "credit_for_next", "Ahli Utama") == float("inf")
    assert call(reference, docs, "next_level", "Ahli Pertama") == "Ahli Muda"
    assert call(reference, docs, "next_level", "Penyelia") == ""
    assert call(reference, docs, "rank_order", "III/c") > call(reference, docs, "rank_order", "III/b")
    assert call(reference, docs, "education_order", "S1") == call(reference, docs, "education_order", "D4")


def test_today_may_be_a_date_or_a_moment(reference: Reference, docs: Memory) -> None:
    assert (
        call(reference, docs, "holds_position", "P-1", today=datetime(2025, 11, 25, 7, 30, tzinfo=UTC))
        is True
    )
    assert call(reference, docs, "holds_position", "P-1", today=date(2019, 1, 1)) is False


def test_an_unknown_person_cannot_be_told(reference: Reference, docs: Memory) -> None:
    with pytest.raises(Unknown, match="nominee"):
        call(reference, docs, "birthday", "P-9", 53)


def test_a_post_without_levels_has_no_next_one(reference: Reference, docs: Memory) -> None:
    assert call(reference, docs, "next_level", "Klerek") == ""
    assert call(reference, docs, "credit_for_next", "Klerek") == float("inf")
    assert call(reference, docs, "level_order", "Klerek") == 0


def test_a_word_that_no_table_knows_says_nothing(reference: Reference, docs: Memory) -> None:
    docs.put("people", {**NURSE, "rank": "III/e", "education": "Kursus", "ratings": {"2024": "Bagus"}})
    for name, arguments in (("rank_fits", ("P-1", "Ahli Muda")), ("education_fits", ("P-1", "POS-2"))):
        with pytest.raises(Unknown):
            call(reference, docs, name, *arguments)
    with pytest.raises(Unknown, match=r"ratings\.2024"):
        call(reference, docs, "rated_at_least", "P-1", "Baik", 1)
