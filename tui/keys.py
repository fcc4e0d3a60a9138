"""The one key table: every key of the terminal with an id and what it does. Footer and help screen read it.

A screen declares its keys with `bind`, which enters them here and gives what Textual wants:

    BINDINGS = keys.bind(
        Key("inbox.act", "a", "act", N_("Act")),
        Key("inbox.sort", "s", "sort", N_("Sort"), show=False),
    )
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from workflow.language import N_


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Args:
        id: `screen.word`, unique; a config file may remap it.
        keys: as Textual names them, several separated by commas.
        action: the action's name.
        says: what it does, in English, marked with `N_`.
        show: whether the footer shows it.
        label: how the footer and the help print the key, where Textual's own name is no good.
        priority: whether it is taken before the focused widget sees it.
    """

    id: str
    keys: str
    action: str
    says: str
    show: bool = True
    label: str | None = None
    priority: bool = False

    @property
    def shown(self) -> str:
        """The key as people write it."""
        return self.label or " ".join(_written(one) for one in self.keys.split(","))


_NAMES = {
    "question_mark": "?", "slash": "/", "asterisk": "*", "space": "Space", "enter": "Enter", "escape": "Esc", "up": "↑",
    "down": "↓", "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End",
    "tab": "Tab", "plus": "+", "minus": "-",
}  # fmt: skip

_TABLE: dict[str, Key] = {}


def _written(key: str) -> str:
    *held, last = key.strip().split("+")
    name = _NAMES.get(last, last.upper() if last.startswith("f") and last[1:].isdigit() else last)
    return "+".join([*(one.capitalize() for one in held), name])


def bind(*keys: Key) -> list[BindingType]:
    """Enter keys into the table, and give them as Textual's bindings."""
    for key in keys:
        _TABLE[key.id] = key
    return [
        Binding(one.keys, one.action, one.says, show=one.show, id=one.id, priority=one.priority)
        for one in keys
    ]


def find(id: str | None) -> Key | None:
    """A key of the table, or None for a binding that is not in it."""
    return _TABLE.get(id) if id else None


APP = bind(
    Key("app.inbox", "1", "mode('inbox')", N_("Inbox"), show=False),
    Key("app.positions", "2", "mode('positions')", N_("Positions"), show=False),
    Key("app.ceremonies", "3", "mode('ceremonies')", N_("Ceremonies"), show=False),
    Key("app.definitions", "4", "mode('definitions')", N_("Definitions"), show=False),
    Key("app.notices", "N", "notices", N_("Notices"), show=False),
    Key("app.standing-in", "D", "standing_in", N_("Absences and standing in"), show=False),
    Key("app.help", "question_mark,f1", "help", N_("Help"), label="?"),
    Key("app.palette", "ctrl+p", "command_palette", N_("Commands"), show=False),
    Key("app.language", "f2", "language", N_("Bahasa / English"), show=False),
    Key("app.quit", "q,ctrl+q", "leave", N_("Quit"), label="q"),
)

LIST = (
    Key("table.up", "up,k", "move(-1)", N_("Up"), show=False),
    Key("table.down", "down,j", "move(1)", N_("Down"), show=False),
    Key("table.page-up", "pageup", "page(-1)", N_("A page up"), show=False),
    Key("table.page-down", "pagedown", "page(1)", N_("A page down"), show=False),
    Key("table.first", "home,g", "first", N_("First row"), show=False),
    Key("table.last", "end,G", "last", N_("Last row"), show=False),
    Key("table.open", "enter", "open", N_("Open")),
    Key("table.mark", "space", "mark", N_("Mark")),
    Key("table.mark-up", "shift+up", "extend(-1)", N_("Mark upwards"), show=False),
    Key("table.mark-down", "shift+down", "extend(1)", N_("Mark downwards"), show=False),
    Key(
        "table.mark-all", "asterisk,ctrl+a", "mark_all", N_("Mark all that are shown"), label="*", show=False
    ),
)
"""What the keys of a `VirtualTable` are called; it binds them itself."""
_TABLE.update((one.id, one) for one in LIST)
