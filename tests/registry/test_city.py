"""The demonstration city: the same for a seed, and everybody in it could really be there."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from workflow.errors import InputError
from workflow.registry.city import ROUTES, City, build_city, candidates, candidates_by_route
from workflow.registry.city.functional import GROUPS, group_of
from workflow.registry.ladder import level_class
from workflow.registry.model import Holding
from workflow.registry.nip import check_nip, duplicate_nips
from workflow.registry.reference import Reference
from workflow.registry.retirement import birthday, pension_start
from workflow.registry.vacancy import standing
from workflow.shipped import shipped_definitions

TODAY = date(2025, 11, 25)
OFFICIALS = ("Widodo", "Pelt", "Lega", "Francis")


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(shipped_definitions() / "reference")


@pytest.fixture(scope="module")
def city(reference: Reference) -> City:
    return build_city(25, reference=reference)


def in_post(city: City) -> dict[str, str]:
    return {
        one.person: one.position for one in city.holdings if one.status == "definitif" and one.holds_on(TODAY)
    }


def test_one_seed_makes_one_city_and_another_seed_another(city: City, reference: Reference) -> None:
    assert build_city(25, reference=reference) == city
    other = build_city(26, reference=reference)
    assert other.units == city.units
    assert [one.name for one in other.people[:20]] != [one.name for one in city.people[:20]]


def test_it_has_the_units_of_kupang(city: City) -> None:
    kinds = Counter(unit.kind for unit in city.units)
    assert (kinds["district"], kinds["village"], kinds["division"], kinds["health_centre"]) == (6, 51, 12, 11)
    ids = {unit.id for unit in city.units}
    assert len(ids) == len(city.units)
    assert all(unit.parent in ids for unit in city.units if unit.parent)
    assert all("(contoh)" in unit.name for unit in city.units if unit.kind.endswith("_school"))


def test_it_has_the_size_of_a_city(city: City) -> None:
    seats = Counter[str]()
    for position in city.positions:
        seats[position.kind] += position.need
    assert 1_100 <= seats["structural"] <= 1_300
    assert 3_800 <= seats["functional"] <= 4_200
    assert 4_800 <= len(city.people) <= 5_300


def test_nine_in_ten_seats_are_filled_and_some_vacant_ones_have_an_acting_official(city: City) -> None:
    kind = {one.id: one.kind for one in city.positions}
    filled = Counter(kind[position] for position in in_post(city).values())
    for name in ("structural", "functional"):
        need = sum(one.need for one in city.positions if one.kind == name)
        assert 0.88 <= filled[name] / need <= 0.92
    acting = [one for one in city.holdings if one.status == "plt"]
    assert len(acting) >= 20
    taken = set(in_post(city).values())
    assert all(one.holds_on(TODAY) and one.position not in taken for one in acting)


def test_seats_are_never_exceeded_and_nobody_sits_twice(city: City) -> None:
    by_position: dict[str, list[object]] = {}
    for one in city.holdings:
        by_position.setdefault(one.position, []).append(one)
    for position in city.positions:
        assert standing(position, by_position.get(position.id, ()), TODAY).holders <= position.need  # type: ignore[arg-type]
    definitive = [one.person for one in city.holdings if one.status == "definitif" and one.holds_on(TODAY)]
    assert len(definitive) == len(set(definitive))


def test_officials_have_come_by_lower_posts_and_nobody_sat_there_with_them(city: City) -> None:
    posts = {one.id: one for one in city.positions}
    before = [one for one in city.holdings if one.status == "definitif" and one.until is not None]
    assert len(before) >= 120
    by_position: dict[str, list[Holding]] = {}
    for one in city.holdings:
        if one.status == "definitif":
            by_position.setdefault(one.position, []).append(one)
    for one in before:
        assert posts[one.position].kind == "structural"
        assert [other for other in by_position[one.position] if other.holds_on(one.until or TODAY)] == [one]


def test_every_pathway_finds_what_it_is_about(city: City, reference: Reference) -> None:
    flags = Counter(flag for one in city.positions for flag in one.flags)
    assert set(flags) == {"sekda", "sekwan", "inspektur", "dukcapil", "leads_unit"}
    held = Counter(in_post(city).values())
    vacant = [one for one in city.positions if one.need > held[one.id]]
    assert sum(one.kind == "executive" for one in vacant) >= 20
    assert {one.level for one in vacant if one.kind == "executive"} == {"Klerek", "Operator", "Teknisi"}
    groups = Counter(level_class(reference, one.level) for one in vacant if one.kind == "structural")
    assert groups["JPT Pratama"] >= 2
    assert groups["Administrator"] >= 10
    assert groups["Pengawas"] >= 50
    ready = [one for one in city.people if (one.talent_box or 0) >= 7 and one.leadership_training]
    assert len(ready) >= 100
    assert {one.talent_box for one in city.people} == {None, *range(1, 10)}


def test_every_nip_is_valid_unique_and_agrees_with_the_file(city: City) -> None:
    assert duplicate_nips(person.nip for person in city.people) == []
    for person in city.people:
        assert check_nip(person.nip, birth_date=person.birth_date, sex=person.sex, today=TODAY) == [], person


def test_ids_and_names_are_given_once(city: City) -> None:
    for things in (city.people, city.positions, city.holdings):
        assert len({one.id for one in things}) == len(things)
    assert len({person.name for person in city.people}) == len(city.people)


def test_no_name_of_an_official_in_the_news_occurs(city: City) -> None:
    assert not [person.name for person in city.people if person.name.endswith(OFFICIALS)]


def test_everybody_fits_their_post_by_rank_and_diploma(city: City, reference: Reference) -> None:
    posts = {one.id: one for one in city.positions}
    people = {one.id: one for one in city.people}
    for person_id, position_id in in_post(city).items():
        person, post = people[person_id], posts[position_id]
        assert reference.rank_fits(person.rank, post.level), (person, post)
        assert reference.education_fits(
            person.education or "", person.field_of_study, needed=post.education or "SD",
            function=post.function, category=post.category,
        ), (person, post)  # fmt: skip


def test_nobody_is_past_retirement_and_a_handful_retires_within_a_year(city: City) -> None:
    posts = {one.id: one for one in city.positions}
    people = {one.id: one for one in city.people}
    soon = 0
    for person_id, position_id in in_post(city).items():
        age = posts[position_id].retirement_age
        assert age is not None
        assert birthday(people[person_id].birth_date, age) > TODAY
        soon += pension_start(people[person_id].birth_date, age) <= date(2026, 12, 1)
    assert 10 <= soon <= 250


def test_lives_run_in_order(city: City) -> None:
    people = {one.id: one for one in city.people}
    for held in city.holdings:
        person = people[held.person]
        entered = date(int(person.nip[8:12]), int(person.nip[12:14]), 1)
        assert person.birth_date < entered <= (person.rank_since or entered) <= TODAY
        assert entered < held.since <= TODAY


def test_faiths_are_those_of_the_region_and_each_has_an_oath(city: City, reference: Reference) -> None:
    faiths = Counter(person.religion for person in city.people)
    assert [name for name, _ in faiths.most_common()] == ["Kristen", "Katolik", "Islam", "Hindu", "Buddha"]
    assert set(faiths) <= set(reference.religions)


def test_no_function_of_the_central_government_is_used(city: City, reference: Reference) -> None:
    for position in city.positions:
        if position.kind == "functional":
            row = reference.functions[position.function or "", position.category or ""]
            assert row.city_use
            order = reference.level_order
            low, here, high = order(row.first_level), order(position.level), order(row.last_level)
            assert (low or 0) <= (here or 0) <= (high or 0), position


def test_ratings_cover_the_last_two_years_and_only_part_of_this_one(city: City, reference: Reference) -> None:
    years = Counter(year for person in city.people for year in person.ratings)
    assert years["2024"] > 4_800
    assert 0.25 * len(city.people) < years["2025"] < 0.6 * len(city.people)
    assert {word for person in city.people for word in person.ratings.values()} <= set(reference.ratings)


def test_the_founding_case_finds_its_nominees_on_every_route_and_in_every_group(city: City) -> None:
    function = {one.id: one.function or "" for one in city.positions}
    found = candidates_by_route(city)
    assert tuple(found) == ROUTES
    assert sum(len(pairs) for pairs in found.values()) >= 350
    for pairs in found.values():
        assert len(pairs) >= 40
        assert [group_of(function[position]) for _, position in pairs[: len(GROUPS)]] == list(GROUPS)


def test_candidates_can_be_nominated_side_by_side(city: City) -> None:
    pairs = [pair for found in candidates_by_route(city).values() for pair in found]
    assert len({person for person, _ in pairs}) == len(pairs)
    taken = Counter(in_post(city).values())
    wanted = Counter(position for _, position in pairs)
    need = {one.id: one.need for one in city.positions}
    assert all(wanted[position] <= need[position] - taken[position] for position in wanted)


@pytest.mark.parametrize("route", ROUTES)
def test_candidates_keep_the_guards_of_their_route(city: City, reference: Reference, route: str) -> None:
    posts = {one.id: one for one in city.positions}
    people = {one.id: one for one in city.people}
    held = in_post(city)
    for person_id, position_id in candidates(city, route):
        person, seat = people[person_id], posts[position_id]
        post = posts.get(held.get(person_id, ""))
        row = reference.functions[seat.function or "", seat.category or ""]
        assert (person.employment, person.healthy, person.under_discipline, person.study_leave) == (
            "PNS",
            True,
            False,
            False,
        )
        assert reference.education_fits(
            person.education or "",
            person.field_of_study,
            needed=row.education,
            function=seat.function,
            category=seat.category,
        )
        if route == "pertama":
            assert post is None
            assert person.basic_training
            assert seat.level == row.first_level
            continue
        assert post is not None
        assert all(person.ratings[year] in ("Baik", "Sangat Baik") for year in ("2023", "2024"))
        if route == "promosi":
            assert (post.function, post.category) == (seat.function, seat.category)
            assert reference.next_level(post.level) == seat.level
            assert (person.credit or 0) >= (reference.levels[post.level].credit_for_next or 0)
            continue
        assert post.kind != "functional"
        assert (person.experience_years or 0) >= 2
        assert reference.rank_fits(person.rank, seat.level)
        if route == "perpindahan":
            assert birthday(person.birth_date, 55 if seat.level == "Ahli Madya" else 53) >= TODAY


def test_an_unknown_route_is_told(city: City) -> None:
    with pytest.raises(InputError, match="promotion"):
        candidates(city, "promotion")
