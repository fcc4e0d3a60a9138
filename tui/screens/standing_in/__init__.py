"""Absences and standing in: who is away, who acts for whom, by what; entered, looked at, ended."""

from .screen import StandingInScreen

__all__ = ["StandingInScreen"]
