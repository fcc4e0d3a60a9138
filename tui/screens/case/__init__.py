"""A case: where it stands, who is in it, what happened, what may be done."""

from .screen import CaseScreen

__all__ = ["CaseScreen"]
