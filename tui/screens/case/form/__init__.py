"""The form of an action, made from what the action asks for. It checks as one types and says who gets the case next."""

from .screen import ActionForm

__all__ = ["ActionForm"]
