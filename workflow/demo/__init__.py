"""The demonstration: Kota Kupang on the morning of Tuesday 25 November 2025, 80 nominees ready and a backlog behind them.

Everything in it went through the engine: each case was opened, nominated, verified, signed and decreed by the users whose
work that is, on working days of the weeks before, with the clock set to each moment in turn.
"""

from workflow.demo.make import make_demo

__all__ = ["make_demo"]
