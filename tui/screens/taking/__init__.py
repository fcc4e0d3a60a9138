"""Taking up what waits, letting it go, handing it over: on one case or on all that are marked."""

from .keyed import KEYS, Takes, held, holder, in_short

__all__ = ["KEYS", "Takes", "held", "holder", "in_short"]
