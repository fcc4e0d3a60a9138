"""Definitions: the files, the published versions, and an editor that checks while one types."""

from .screen import DefinitionsScreen

__all__ = ["DefinitionsScreen"]
