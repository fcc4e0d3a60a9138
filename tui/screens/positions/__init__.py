"""The positions of the city: its tree, who sits where, what is vacant, and the case behind each vacancy."""

from .screen import PositionsScreen

__all__ = ["PositionsScreen"]
