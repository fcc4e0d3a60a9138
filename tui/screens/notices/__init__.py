"""Notices: what one is told of cases, read and marked as read, each a way to its case."""

from .screen import NoticesScreen

__all__ = ["NoticesScreen"]
