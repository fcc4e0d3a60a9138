"""One letter from outside for many cases: its number and date once, and an answer for each."""

from .screen import LetterScreen

__all__ = ["LetterScreen"]
