"""Random officers over random definitions and cities: whatever they do, what must hold holds after every step."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.city import SmallCity
from tests.model.machine import RandomOfficers

SHORT = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_random_officers_break_nothing() -> None:
    run_state_machine_as_test(RandomOfficers, settings=SHORT)


def test_the_shipped_pathway_holds_in_a_small_city_whatever_its_officers_do() -> None:
    run_state_machine_as_test(SmallCity, settings=settings(SHORT, max_examples=4, stateful_step_count=14))


@pytest.mark.long
def test_the_shipped_pathway_holds_for_long() -> None:
    long = settings(SHORT, max_examples=150, stateful_step_count=40, derandomize=False)
    run_state_machine_as_test(SmallCity, settings=long)


@pytest.mark.long
def test_many_more_random_officers_break_nothing() -> None:
    long = settings(SHORT, max_examples=600, stateful_step_count=50, derandomize=False)
    run_state_machine_as_test(RandomOfficers, settings=long)
