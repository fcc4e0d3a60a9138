"""Faults sown into every good definition: each is found, with its code and at its line.

A default run takes two of each kind, always the same ones; `pytest -m long` takes up to a hundred of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from tests.definition.seeded import form, rules, shape
from tests.definition.seeded.sources import Fault, Good, caught, goods
from workflow.definition.codes import CODES

KINDS = (*form.KINDS, *rules.KINDS, *shape.KINDS)
#: of the twelve thousand places where they can be sown; more of a kind say nothing new
MOST_OF_A_KIND = 100
Kind = Callable[[Good], Iterator[Fault]]


def sown(kind: Kind) -> list[tuple[list[Good], Fault]]:
    """Every fault of a kind with the definitions that have it: one in a part that several share counts once."""
    found: dict[frozenset[tuple[str, str]], tuple[list[Good], Fault]] = {}
    for good in goods():
        for fault in kind(good):
            found.setdefault(frozenset((*fault.changed.items(), ("", str(fault)))), ([], fault))[0].append(
                good
            )
    return list(found.values())


def some(faults: list[tuple[list[Good], Fault]], most: int) -> list[tuple[list[Good], Fault]]:
    """So many of them, always the same, spread over all files."""
    return Random(1).sample(faults, min(len(faults), most))


def missed(faults: list[tuple[list[Good], Fault]]) -> list[str]:
    """Those that the check of none of their definitions finds: what a part says may be said otherwise in one of them."""
    return [str(fault) for several, fault in faults if not any(caught(good, fault) for good in several)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_some_of_each_kind_are_found(kind: Kind) -> None:
    faults = sown(kind)
    assert len(faults) > 2
    assert missed(some(faults, 2)) == []


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_many_of_each_kind_are_found(kind: Kind, record_property: Callable[[str, object], None]) -> None:
    faults = sown(kind)
    faults = some(faults, MOST_OF_A_KIND)
    record_property("seeded", len(faults))
    assert missed(faults) == []


def test_nothing_is_found_where_nothing_was_sown() -> None:
    for good in goods():
        assert good.read(Fault("none", (), {})).diagnostics == [], good.name
        assert not caught(good, Fault("none", ("E110",), {}))


def test_the_faults_are_of_nearly_every_code_that_a_definition_can_have() -> None:
    three = [good for good in goods() if good.name in ("pelaksana", "leave-request", "purchase")]
    codes = {code for kind in KINDS for good in three for fault in kind(good) for code in fault.codes}
    tried_elsewhere = {"E317", "W303", "W304", "W305", "W306"}
    assert {code for code in CODES if code[1] in "123"} - codes == tried_elsewhere
