"""The inbox: what waits for me, the most urgent first."""

from .screen import InboxScreen

__all__ = ["InboxScreen"]
