"""What rules may ask about people, posts and times: each function through a rule as a definition would write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from workflow.definition.model import Definition, Parameter
from workflow.definition.rules import RuleSet, Verdict
from workflow.registry.facts import city_facts, nominee_facts, position_facts
from workflow.registry.memory import Memory
from workflow.registry.reference import Reference
from workflow.registry.term import UNSET, Term
from workflow.registry.vocabulary import position_subject
from workflow.shipped import shipped_definitions

TODAY = date(2025, 11, 25)
KUPANG = Term(mayor_sworn_in=date(2025, 2, 20))
ELECTION = Term(election_determined_on=date(2024, 9, 22))


@dataclass
class Lookup:
    reader: Memory
    today: date
    term: Term


def person(id_: str, born: str, rank: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": id_.title(), "birth_date": born, "rank": rank, "employment": "PNS", **more}


def post(id_: str, kind: str, level: str, unit: str = "DINKES", **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": id_.title(), "kind": kind, "unit": unit, "level": level, "need": 1, **more}


def held(
    id_: str,
    who: str,
    where: str,
    since: str,
    until: str | None = None,
    status: str = "definitif",
    **more: Any,
) -> Any:
    doc = {"id": id_, "person": who, "position": where, "status": status, "since": since, **more}
    return doc | ({"until": until} if until else {})


@pytest.fixture(scope="module")
def city() -> Memory:
    units = [
        {"id": "KOTA", "name": "Kota"},
        {"id": "DINKES", "name": "Dinas Kesehatan", "parent": "KOTA"},
        {"id": "PKM", "name": "Puskesmas Alak", "parent": "DINKES"},
        {"id": "DISDIK", "name": "Dinas Pendidikan", "parent": "KOTA"},
    ]
    return Memory(
        units=units,
        people=[
            person(
                "chief",
                "1975-05-10",
                "IV/a",
                education="S1",
                leadership_training=True,
                talent_box=8,
                healthy=True,
            ),
            person(
                "section", "1985-01-01", "III/d", education="D3", under_discipline=False, experience_years=4
            ),
            person("nurse", "1971-01-01", "III/d", education="Profesi"),
            person("clerk", "1990-02-28", "III/a", education="SLTA"),
            person("teacher", "1980-01-01", "XI", employment="PPPK"),
        ],
        positions=[
            post("head", "structural", "II.b", flags=["sekda"]),
            post("bidang", "structural", "III.b"),
            post("seksi", "structural", "IV.a", unit="PKM"),
            post("perawat", "functional", "Ahli Muda", unit="PKM", need=3),
            post("operator", "executive", "Lain", unit="DISDIK"),
        ],
        holdings=[
            held("H-1", "chief", "seksi", "2017-03-01", "2020-02-29"),
            held("H-2", "chief", "bidang", "2020-03-01"),
            held("H-3", "section", "seksi", "2022-11-25"),
            held("H-4", "section", "perawat", "2019-11-25", "2021-11-24"),
            held("H-5", "section", "perawat", "2021-01-01", "2021-06-30"),  # at the same time as H-4
            held("H-6", "section", "bidang", "2021-12-01", "2021-11-30"),  # annulled
            held("H-7", "nurse", "perawat", "2015-01-01"),
            held("H-8", "clerk", "operator", "2024-02-29"),
            held("H-9", "chief", "head", "2025-10-01", "2025-12-31", "plt"),
            held("H-10", "nurse", "head", "2025-01-01", "2025-06-30", "plt", extended=1),
        ],
        candidacies=[
            {"id": "1", "case": "JPT-1", "person": "chief", "status": "registered", "open": True},
            {"id": "2", "case": "JPT-2", "person": "chief", "status": "eligible", "open": True},
            {"id": "3", "case": "JPT-3", "person": "chief", "status": "eligible", "open": False},
            {"id": "4", "case": "JPT-4", "person": "chief", "status": "withdrawn", "open": True},
        ],
    )


class Asking:
    def __init__(self, city: Memory) -> None:
        self.reference = Reference.load(shipped_definitions() / "reference")
        self.city = city
        acting = {
            "Ahli Utama": ["JPT Pratama", "Administrator", "Pengawas"], "Ahli Madya": ["Administrator", "Pengawas"],
            "Ahli Muda": ["Pengawas"], "Ahli Pertama": ["Pengawas"],
        }  # fmt: skip
        parameters = {
            "acting_levels": Parameter("acting_levels", acting),
            "classes": Parameter("classes", ["Pengawas", "Ahli Muda"]),
        }
        definition = Definition("x", {}, "a", {}, {}, {}, parameters=parameters, subject="position")
        self.rules = RuleSet(definition, position_subject(self.reference))

    def ask(
        self,
        rule: str,
        *,
        nominee: str = "chief",
        position: str = "head",
        term: Term = UNSET,
        on: date = TODAY,
    ) -> Verdict:
        facts = {
            "today": datetime(on.year, on.month, on.day, tzinfo=UTC),
            **position_facts(self.city, position, on, self.reference),
            **nominee_facts(self.city, nominee, on, self.reference),
            **city_facts(term),
        }
        return self.rules.step(facts, Lookup(self.city, on, term)).ask(rule)


@pytest.fixture(scope="module")
def asking(city: Memory) -> Asking:
    return Asking(city)


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        # age counts birthdays; the limit is a date
        ('age(nominee, date("2025-05-09")) == 49', True),
        ('age(nominee, date("2025-05-10")) == 50', True),
        ('age("clerk", today) == 35', True),
        # angka kredit
        ('credit("Ahli Pertama", "Sangat Baik", 6) == 9.375', True),
        ('credit("Ahli Pertama", "Baik", 12) == 12.5', True),
        ('credit("Ahli Pertama", "Baik", 12.0) * 8.0 >= credit_for_next("Ahli Pertama")', True),
        # levels and classes
        ('level_class("II.b") == "JPT Pratama" && level_class("III.a") == "Administrator"', True),
        ('level_class("IV.b") == "Pengawas" && level_class("V.a") == "Pengawas"', True),
        ('level_class("Ahli Muda") == "Ahli Muda" && level_class("Teknisi") == "Pelaksana"', True),
        ('eselon_order("II.a") > eselon_order("II.b") && eselon_order("Ahli Muda") == 0', True),
        ('class_order("JPT Pratama") - class_order("III.a") == 1', True),
        ('class_order("Ahli Utama") == 0 && class_order("Klerek") == 1', True),
        ('position.level_class == "JPT Pratama" && nominee.level_class == "Administrator"', True),
        ('post_class("clerk") == "Pelaksana" && post_level("nurse") == "Ahli Muda"', True),
        ('post_kind("section") == "structural" && post_unit("section") == "PKM"', True),
        # rank and diploma
        ('rank_in(nominee, "III/c", "IV/a") && !rank_in(nominee, "IV/b", "IV/e")', True),
        ('rank_in("teacher", "III/a", "IV/e")', False),
        ('rank_in("teacher", "IX", "XIII")', True),
        ('rank_fits(nominee, "III.b") && rank_fits(nominee, "III.a") && !rank_fits(nominee, "II.b")', True),
        ('rank_fits(nominee, "II.b", 1) && !rank_fits(nominee, "II.a", 1)', True),
        ('rank_fits("teacher", "IV.a")', False),
        ('education_at_least(nominee, "S1/D4") && education_at_least(nominee, "D4")', True),
        ('education_at_least("section", "S1/D4")', False),
        ('education_at_least("section", "D3")', True),
        # years
        ('years_held("section", ["Pengawas", "Ahli Muda"]) == 5.0', True),
        ('years_held("section", params.classes) == 5.0', True),
        ('years_held("section", ["Pengawas"]) == 3.0 && years_held("section", ["Ahli Muda"]) == 2.0', True),
        ('years_held("section", ["Administrator"]) == 0.0', True),
        ('years_held(nominee, ["Pengawas", "Administrator"]) > 8.7', True),
        ('years_held(nominee, ["JPT Pratama"]) == 0.0', True),  # acting does not count
        ('in_post_years("section") == 3.0 && in_post_years(nominee) < 5.75', True),
        ('years_held("clerk", ["Pelaksana"]) == in_post_years("clerk")', True),
        # acting
        ("acting_now(position) && position.acting == 1 && position.vacant == 1", True),
        ('position.acting_holder == "chief" && position.acting_until == date("2025-12-31")', True),
        ("acting_terms(nominee, position) == 1 && acting_months(nominee, position) == 3", True),
        ('acting_terms("nurse", position) == 2 && acting_months("nurse", position) == 6', True),
        ('acting_terms("clerk", position) == 0 && acting_posts(nominee) == 1 && acting_posts("nurse") == 0', True),
        # who may act: the same class or one above the own; a functional official by the table
        ("class_order(position.level) - class_order(nominee.level) in [0, 1]", True),
        ('nominee.kind == "functional" && position.level_class in params.acting_levels[nominee.level]', False),
        ('"Pengawas" in params.acting_levels[post_level("nurse")]', True),
        ('"Administrator" in params.acting_levels[post_level("nurse")]', False),
        ("same_agency(nominee, position)", True),
        ('same_agency("section", position) && !same_agency("clerk", position)', True),
        # candidacies in other open cases
        ('candidacies(nominee, "JPT-9", ["registered", "eligible"]) == 2', True),
        ('candidacies(nominee, "JPT-1", ["registered", "eligible"]) == 1', True),
        ('candidacies("clerk", "JPT-1", ["registered"]) == 0', True),
        # the file of somebody who is not the nominee
        ('employment("teacher") == "PPPK" && talent_box(nominee) in [7, 8, 9]', True),
        ("leadership_training(nominee) && healthy(nominee)", True),
        ('under_discipline("section") == false && experience_years("section") >= 4', True),
        ("nominee.talent_box == 8 && nominee.leadership_training", True),
    ],
)  # fmt: skip
def test_a_rule_is_answered(asking: Asking, rule: str, answer: bool) -> None:
    assert asking.ask(rule) == Verdict(answer)


@pytest.mark.parametrize(
    ("rule", "unknown"),
    [
        ('healthy("nurse")', "nominee.healthy"),
        ('post_class("teacher") == "Pengawas"', "nominee.position"),
        ('in_post_years("teacher") > 1.0', "nominee.in_post_since"),
        ('years_held("nobody", ["Pengawas"]) > 1.0', "nominee"),
        ('education_at_least("teacher", "S1")', "nominee.education"),
        ('same_agency(nominee, "nowhere")', "position"),
        ("city.mayor_sworn_in < today", "city.mayor_sworn_in"),
    ],
)
def test_what_nobody_has_entered_cannot_be_told(asking: Asking, rule: str, unknown: str) -> None:
    assert asking.ask(rule) == Verdict(None, unknown=unknown)


@pytest.mark.parametrize(
    ("day", "blocked"),
    [("2025-02-19", False), ("2025-02-20", True), ("2025-08-19", True), ("2025-08-20", True), ("2025-08-21", False)],
)  # fmt: skip
def test_the_first_six_months_of_a_term_are_closed_with_both_ends(
    asking: Asking, day: str, blocked: bool
) -> None:
    rule = f'new_term_ban(date("{day}"), 6)'
    assert asking.ask(rule, term=KUPANG) == Verdict(blocked)
    days = f'in_window(date("{day}"), city.mayor_sworn_in, add_months(city.mayor_sworn_in, 6))'
    assert asking.ask(days, term=KUPANG) == Verdict(blocked)


@pytest.mark.parametrize(
    ("day", "blocked"),
    [("2024-03-21", False), ("2024-03-22", True), ("2024-12-31", True), ("2025-02-19", True)],
)
def test_the_window_before_an_election_opens_six_months_before_the_candidates_are_determined(
    asking: Asking, day: str, blocked: bool
) -> None:
    assert asking.ask(f'election_ban(date("{day}"), 6)', term=ELECTION) == Verdict(blocked)


def test_it_closes_with_the_term_or_with_the_next_mayor_and_never_where_neither_is_known() -> None:
    determined, day = date(2024, 9, 22), date(2025, 2, 20)
    assert Term(election_determined_on=determined).election_ban(day, 6)
    assert Term(election_determined_on=determined, term_ends_on=day).election_ban(day, 6)
    assert not Term(election_determined_on=determined, term_ends_on=date(2025, 2, 19)).election_ban(day, 6)
    assert not Term(day, determined).election_ban(day, 6)
    assert Term(day, determined).election_ban(date(2025, 2, 19), 6)


def test_a_city_that_names_no_days_bans_nothing_and_the_rule_can_be_told(asking: Asking) -> None:
    assert asking.ask("election_ban(today, 6) || new_term_ban(today, 6)") == Verdict(False)


def test_the_holder_of_a_structural_post_is_a_fact_and_of_many_seats_there_is_none(asking: Asking) -> None:
    assert asking.ask('position.holder == "chief"', position="bidang") == Verdict(True)
    assert asking.ask('position.holder_pension == date("2033-06-01")', position="bidang") == Verdict(True)
    assert asking.ask('position.held_since == date("2020-03-01")', position="bidang") == Verdict(True)
    assert asking.ask('position.holder == "nurse"', position="perawat").unknown == "position.holder"
    assert asking.ask('position.holder == "chief"').unknown == "position.holder"


def test_an_age_limit_is_a_birthday_and_the_birthday_itself_is_allowed(asking: Asking) -> None:
    for day, answer in (("2026-01-01", True), ("2026-01-02", False)):
        assert asking.ask(f'date("{day}") <= birthday("nurse", 55)') == Verdict(answer)
