"""What tests of several packages share."""

from __future__ import annotations

from tests.postgres import postgres, pytest_runtest_logreport, pytest_terminal_summary

__all__ = ["postgres", "pytest_runtest_logreport", "pytest_terminal_summary"]
