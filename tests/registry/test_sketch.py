"""A city drawn with few words: defaults against which no rule speaks, and changes on the way."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from workflow.definition.model import Place
from workflow.definition.scenario.model import City, Entry
from workflow.registry.model import Holding, Person, Position, Unit
from workflow.registry.nip import check_nip
from workflow.registry.reference import Reference
from workflow.registry.sketch import changes, records, shapes
from workflow.shipped import shipped_definitions

REFERENCE = Reference.load(shipped_definitions() / "reference")
DAY = date(2025, 11, 25)


def entry(id: str, **values: Any) -> Entry:
    return Entry(id, Place(), values)


def city(**tables: list[Entry]) -> City:
    holdings = tuple(tables.pop("holdings", ()))
    return City({name: {one.id: one for one in entries} for name, entries in tables.items()}, holdings)


def made(kind: type, of: City) -> list[Any]:
    return [one for one in records(of, REFERENCE, DAY) if isinstance(one, kind)]


def test_every_fact_of_the_registry_may_be_written() -> None:
    known = shapes()
    for table, kind in (("units", Unit), ("positions", Position), ("people", Person)):
        assert {one.name for one in fields(kind)} - {"id"} <= set(known[table]), table
    assert set(known["holdings"]) == {"person", "position", "status", "since", "until"}


def test_a_person_of_no_words_is_somebody_against_whom_nothing_speaks() -> None:
    (ani,) = made(Person, city(people=[entry("ani")]))
    assert (ani.name, ani.employment, ani.under_discipline, ani.healthy) == ("Ani", "PNS", False, True)
    assert ani.ratings == {str(year): "Baik" for year in range(2020, 2025)}
    assert check_nip(ani.nip, birth_date=ani.birth_date, sex=ani.sex, today=DAY) == []


def test_no_two_people_have_one_number() -> None:
    people = made(Person, city(people=[entry(f"p{n}") for n in range(50)]))
    assert len({one.nip for one in people}) == 50


@pytest.mark.parametrize(
    ("level", "kind", "category"),
    [
        ("Ahli Muda", "functional", "Keahlian"),
        ("Mahir", "functional", "Keterampilan"),
        ("IV.a", "structural", None),
        ("7", "executive", None),
    ],
)
def test_a_level_says_what_kind_of_position_it_is(level: str, kind: str, category: str | None) -> None:
    (post,) = made(Position, city(positions=[entry("P", level=level)]))
    assert (post.kind, post.category, post.unit) == (kind, category, "CITY")


def test_people_have_learned_what_the_first_functional_position_asks_for() -> None:
    drawn = city(
        positions=[entry("P", function="Perawat")], people=[entry("ani"), entry("eka", education="S1")]
    )
    assert [(one.education, one.field_of_study) for one in made(Person, drawn)] == [
        ("Profesi", "Keperawatan"),
        ("S1", "Keperawatan"),
    ]


def test_what_is_unknown_is_empty() -> None:
    (ani,) = made(Person, city(people=[entry("ani", credit="unknown", ratings="unknown")]))
    assert (ani.credit, ani.ratings) == (None, {})


def test_a_post_is_a_holding() -> None:
    drawn = city(
        positions=[entry("P")],
        people=[entry("ani", post={"position": "P"})],
        holdings=[entry("1", person="ani", position="P", status="plt", since=DAY)],
    )
    assert [(one.position, one.status, one.since) for one in made(Holding, drawn)] == [
        ("P", "definitif", date(2020, 1, 2)),
        ("P", "plt", DAY),
    ]


def test_a_change_keeps_what_it_does_not_name() -> None:
    before = {
        ("people", one.id): one.as_doc()
        for one in made(Person, city(people=[entry("ani", rank="III/c", name="Maria")]))
    }
    change = city(people=[entry("ani", healthy=False, ratings="Cukup"), entry("new")])
    found = changes(change, lambda table, name: before.get((table, name)), REFERENCE, DAY)
    people = {one.id: one for one in found if isinstance(one, Person)}
    assert (people["ani"].name, people["ani"].rank, people["ani"].healthy) == ("Maria", "III/c", False)
    assert set(people["ani"].ratings.values()) == {"Cukup"}
    assert people["new"].healthy is True
