"""The line at the top: the program and city, the modes or the way to this screen, who, when, and in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content

from tui.widgets.clicks import ClickLine, Part, wide
from workflow.language import N_, language, plural
from workflow.language import translate as _

if TYPE_CHECKING:
    from tui.app import LantikApp

MODES = (
    ("inbox", N_("Inbox")),
    ("positions", N_("Positions")),
    ("ceremonies", N_("Ceremonies")),
    ("definitions", N_("Definitions")),
)
_MONTHS = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


def months() -> list[str]:
    """The short names of the months in the current language."""
    return _MONTHS[language()]


STEPS = (
    (True, True, 4, 2),
    (True, True, 3, 2),
    (False, True, 3, 2),
    (False, True, 2, 2),
    (False, True, 2, 1),
    (False, True, 1, 1),
    (False, True, 1, 0),
    (False, True, 0, 0),
    (False, True, 0, -1),
    (False, False, 1, 0),
    (False, False, 0, 0),
)
"""What is shown, from the widest to the narrowest: the city, the modes' names, how much of the user's name (4: all of it,
1: one word, 0: nothing), how much of the date (-1: the time alone, with as little round it as can be)."""


def called(name: str) -> tuple[str, str, str, str]:
    """A name as there is room for it: one word, with initials, without titles, with them.

    Example:
        >>> called("Kristina Veronika Mangngi, S.IP., M.Si.")[:3]
        ('Kristina', 'Kristina V. M.', 'Kristina Veronika Mangngi')
        >>> called("drg. Maria Tallo")[0]
        'Maria'
        >>> called("Wali Kota Kupang (peran demo)")[1]
        'Wali K. K.'
    """
    bare = name.partition(",")[0].partition("(")[0].strip()
    words = [word for word in bare.split() if not word.endswith(".")] or [name]
    initials = " ".join([words[0], *(f"{word[0]}." for word in words[1:])])
    return words[0], initials, bare or name, name


class Header(ClickLine):
    """One line, which leaves out what there is no room for (`STEPS`); the names of the modes stay longest.

    Args:
        trail: the way to a screen that stands on top of a mode, such as ("JF-2025-0001", "Verify"); else the modes.
    """

    DEFAULT_CSS = """
    Header { dock: top; height: 1; background: $panel; color: $foreground; }
    Header:ansi { background: ansi_default; }
    """

    def __init__(self, trail: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.trail = trail

    @property
    def _app(self) -> LantikApp:
        return cast("LantikApp", self.app)

    def render(self) -> Content:
        """The parts that fit."""
        left: list[Part] = []
        right: list[Part] = []
        room = 0
        for city, named, who, date in STEPS:
            left, right = self._left(city, named), self._right(who, date)
            room = self.size.width - wide(left) - wide(right)
            if room >= 1:
                break
        return self.laid([*left, (Content(" " * max(1, room)), None), *right])

    def _left(self, city: bool, named: bool) -> list[Part]:
        parts: list[Part] = [(Content.styled(" LANTIK ", "bold $accent"), None)]
        if city and self._app.gateway is not None:
            parts.append((Content.styled(f" {self._app.gateway.city} ", "$muted"), None))
        if self.trail:
            parts.append((Content.styled(" " + " / ".join(self.trail), "bold"), None))
        elif self._app.signed_in:
            for place, (mode, label) in enumerate(MODES, 1):
                parts += self._tab(place, mode, label, named)
        return parts

    def _tab(self, place: int, mode: str, label: str, named: bool) -> list[Part]:
        here = self._app.current_mode == mode
        words = f" {place} {_(label)}" if named or here else f" {place}"
        found = [Content.styled(words, "bold $text-accent" if here else "$muted")]
        if mode == "inbox":
            counts = self._app.counts
            found.append(Content.styled(f" {counts.waiting}", "bold"))
            if counts.late:
                found.append(Content.styled(f"·{counts.late}!", "bold $text-error"))
        return [(Content.assemble(*found, " "), f"app.mode('{mode}')")]

    def _right(self, who: int, date: int) -> list[Part]:
        gateway = self._app.gateway
        lang: Part = (Content.styled(f" {language().upper()} ", "$muted"), "app.language")
        if gateway is None:
            return [lang]
        now = gateway.now()
        year = f" {now.year}" if date > 1 else ""
        said = f"{now.day} {months()[now.month - 1]}{year} {now:%H:%M}" if date > 0 else f"{now:%H:%M}"
        tight = date < 0
        parts: list[Part] = [(Content.styled(said if tight else f"{said} ·", "$muted"), None), lang]
        if who and gateway.user is not None:
            name = called(gateway.user.name)[who - 1]
            parts.insert(0, (Content.assemble(Content.styled(name, "bold"), " · "), None))
        if new := self._app.counts.notices:
            words = plural("{n} notice (N)", "{n} notices (N)", new).format(n=new) if who > 1 else f"N {new}"
            words = f" N{new} " if tight else f" {words} "
            parts.insert(0, (Content.styled(words, "bold $text-warning"), "app.notices"))
        return parts
