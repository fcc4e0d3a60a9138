"""What the other pathways need of the city: who leads a unit, vacant executive seats, courses, talent, earlier posts.

All of it is drawn from a chance of its own, so that the people and posts of a seed stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from workflow.definition.duration import add_months
from workflow.registry.city.career import TODAY
from workflow.registry.ladder import post_class
from workflow.registry.model import Holding, Person, Position
from workflow.registry.reference import Reference

_CHANCE = 1_000_003
_VACANT_EXECUTIVE = 0.16
#: the share of those in posts of a class who have passed its leadership course; made up
_TRAINED = {"JPT Pratama": 0.96, "Administrator": 0.85, "Pengawas": 0.7}
#: how often each box of the nine-box grid, 1 to 9, is given; made up
_BOXES = (1, 1, 2, 4, 8, 8, 8, 6, 5)
#: the class that leads to a class, and the years that somebody has stayed there
_BEFORE = {"JPT Pratama": ("Administrator", 5, 9), "Administrator": ("Pengawas", 3, 8)}
#: a health centre's head is a doctor with that extra duty
_LEADER = ("Dokter", "Ahli Madya")


def particulars(
    seed: int,
    reference: Reference,
    positions: Mapping[str, Position],
    people: Mapping[str, Person],
    holdings: Sequence[Holding],
) -> tuple[dict[str, Position], dict[str, Person], list[Holding]]:
    """The city with its particulars.

    Args:
        seed: the city's seed.
        reference: the reference tables.
        positions: by id.
        people: by id.
        holdings: who holds what.

    Returns:
        Positions and people by id, in the same order; the holdings, and behind them the earlier ones.
    """
    random = Random(seed + _CHANCE)
    posts = {id_: _position(random, one) for id_, one in positions.items()}
    own = {one.person: one for one in holdings if one.status == "definitif"}
    classes = {id_: post_class(one.as_doc(), reference) for id_, one in posts.items()}
    files = {
        id_: _person(random, one, classes[own[id_].position] if id_ in own else None)
        for id_, one in people.items()
    }
    earlier = list(_earlier(random, classes, own, files, len(holdings)))
    return posts, files, [*holdings, *earlier]


def _position(random: Random, position: Position) -> Position:
    if position.kind == "executive" and random.random() < _VACANT_EXECUTIVE:
        return replace(position, need=position.need + 1)
    if position.need == 1 and (position.function, position.level) == _LEADER and "-PKM-" in position.unit:
        return replace(position, flags=(*position.flags, "leads_unit"))
    return position


def _person(random: Random, person: Person, held: str | None) -> Person:
    if held not in _TRAINED:
        return person
    (box,) = random.choices(range(1, 10), _BOXES)
    return replace(person, leadership_training=random.random() < _TRAINED[held], talent_box=box)


def _earlier(
    random: Random,
    classes: Mapping[str, str],
    own: Mapping[str, Holding],
    people: Mapping[str, Person],
    made: int,
) -> Iterator[Holding]:
    """A post of the class below that somebody held until the present one, where its present holder came later."""
    since = {one.position: one.since for one in own.values()}
    free: dict[str, list[str]] = {below: [] for below, _, _ in _BEFORE.values()}
    for position, found in classes.items():
        if found in free:
            free[found].append(position)
    for posts in free.values():
        random.shuffle(posts)
    for person, held in own.items():
        below, least, most = _BEFORE.get(classes[held.position], ("", 0, 0))
        begun = (
            add_months(held.since, -12 * random.randint(least, most) - random.randint(0, 11))
            if below
            else None
        )
        if begun is None or begun <= _entered(people[person]):
            continue
        post = next((one for one in free[below] if since.get(one, TODAY) >= held.since), None)
        if post is None:
            continue
        free[below].remove(post)
        made += 1
        yield Holding(f"H-{made:05d}", person, post, "definitif", begun, held.since - timedelta(1))


def _entered(person: Person) -> date:
    return add_months(date(int(person.nip[8:12]), int(person.nip[12:14]), 1), 12)
