"""What holds for every test: examples are found without a time limit, since a loaded machine says nothing about the code."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.postgres import postgres, pytest_runtest_logreport, pytest_terminal_summary
from tests.reliability.report import told

__all__ = ["postgres", "pytest_runtest_logreport", "pytest_terminal_summary", "told"]

settings.register_profile("lantik", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("lantik"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "lantik")
