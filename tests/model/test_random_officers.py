"""Random officers over random definitions and cities: whatever they do, what must hold holds after every step."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

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


@pytest.mark.long
def test_many_more_random_officers_break_nothing() -> None:
    long = settings(SHORT, max_examples=600, stateful_step_count=50, derandomize=False)
    run_state_machine_as_test(RandomOfficers, settings=long)
