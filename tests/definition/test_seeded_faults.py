"""Faults sown into every good definition: each is found, with its code and at its line.

A default run takes some of each kind, always the same ones; `pytest -m long` takes all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from tests.definition.seeded import form, rules, shape
from tests.definition.seeded.sources import Fault, Good, caught, goods
from workflow.definition.codes import CODES

KINDS = (*form.KINDS, *rules.KINDS, *shape.KINDS)
Kind = Callable[[Good], Iterator[Fault]]


def sown(kind: Kind) -> list[tuple[Good, Fault]]:
    """Every fault of a kind; one in a part that several definitions share counts once."""
    found: dict[frozenset[tuple[str, str]], tuple[Good, Fault]] = {}
    for good in goods():
        for fault in kind(good):
            found.setdefault(frozenset((*fault.changed.items(), ("", str(fault)))), (good, fault))
    return list(found.values())


def missed(faults: list[tuple[Good, Fault]]) -> list[str]:
    return [f"{good.name}: {fault}" for good, fault in faults if not caught(good, fault)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_some_of_each_kind_are_found(kind: Kind) -> None:
    faults = sown(kind)
    assert len(faults) > 2
    assert missed(Random(kind.__name__).sample(faults, min(len(faults), 2))) == []


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_all_of_each_kind_are_found(kind: Kind, record_property: Callable[[str, object], None]) -> None:
    faults = sown(kind)
    record_property("seeded", len(faults))
    assert missed(faults) == []


def test_nothing_is_found_where_nothing_was_sown() -> None:
    for good in goods():
        assert good.read(Fault("none", (), {})).diagnostics == [], good.name
        assert not caught(good, Fault("none", ("E110",), {}))


def test_the_faults_are_of_nearly_every_code_that_a_definition_can_have() -> None:
    some = [good for good in goods() if good.name in ("pelaksana", "leave-request", "purchase")]
    codes = {code for kind in KINDS for good in some for fault in kind(good) for code in fault.codes}
    assert {code for code in CODES if code[1] in "123"} - codes == {"W303"}
