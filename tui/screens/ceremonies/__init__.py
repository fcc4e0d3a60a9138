"""Ceremonies: the list, the roll with attendance, and the one decision that inaugurates."""

from .screen import CeremoniesScreen

__all__ = ["CeremoniesScreen"]
