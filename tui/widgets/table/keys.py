"""The keys of a table. Each has an id, by which a key table can describe or a user's file remap it."""

from textual.binding import Binding, BindingType


def _key(keys: str, action: str, name: str) -> Binding:
    return Binding(keys, action, show=False, id=f"table.{name}")


BINDINGS: list[BindingType] = [
    _key("up,k", "move(-1)", "up"),
    _key("down,j", "move(1)", "down"),
    _key("pageup", "page(-1)", "page-up"),
    _key("pagedown", "page(1)", "page-down"),
    _key("home,g", "first", "first"),
    _key("end,G", "last", "last"),
    _key("enter", "open", "open"),
    _key("space", "mark", "mark"),
    _key("shift+up", "extend(-1)", "mark-up"),
    _key("shift+down", "extend(1)", "mark-down"),
    _key("asterisk,ctrl+a", "mark_all", "mark-all"),
]

MARKING = frozenset({"mark", "extend", "mark_all"})
"""Actions of a table in which rows can be marked."""
