"""A state diagram for the terminal: the main way as boxes from top to bottom, all else beside the box where it is done."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from workflow.definition.drawing.way import Band, Plan, deadline, plan, who, words
from workflow.definition.model import Action, Definition, State

START, FINAL, BACK, WITHIN, LEADS = "●", "◉", "↩", "↺", "→"
_INDENT, _NARROW, _WIDE = 2, 18, 32


def terminal(definition: Definition, lang: str, width: int = 100) -> str:
    """A state diagram in so many columns.

    Boxes stand one below the other by phase; between two stands what leads on and who does it. Beside a box stands what else
    may be done there: `→` leads elsewhere, `↩` back, `↺` stays. `●` is where a case begins, `◉` where it ends.

    Args:
        definition: what to draw.
        lang: the language of the labels.
        width: how many columns there are, at least 40.

    Example:
        >>> go = Action("go", {"en": "Go"}, ("a",), ("b",))
        >>> states = {one: State(one, "vacant", {"en": one.upper()}, final=one == "b") for one in "ab"}
        >>> print(terminal(Definition("x", {"en": "X"}, "a", states, {"go": go}, {}), "en", 40))
        X (x)
        <BLANKLINE>
        ── VACANT ──────────────────────────────
          ╭────────────────╮
          │ ● A            │
          ╰───────┬────────╯
                  │ Go
                  ▼
          ╭────────────────╮
          │ ◉ B            │
          ╰────────────────╯
    """
    return "\n".join(_Drawing(plan(definition), lang, max(width, 40)).lines())


class _Drawing:
    def __init__(self, drawn: Plan, lang: str, width: int) -> None:
        self.plan, self.lang, self.width = drawn, lang, width
        self.definition = drawn.definition
        wanted = max((_cells(self._head(one)) for one in self.definition.states.values()), default=0) + 4
        self.box = min(max(wanted, _NARROW), _WIDE, width - _INDENT - 20)
        self.stem = _INDENT + self.box // 2 - 1

    def lines(self) -> Iterator[str]:
        yield f"{words(self.definition.title, self.lang)} ({self.definition.id})"
        for band in self.plan.bands:
            yield from self._band(band)

    def _band(self, band: Band) -> Iterator[str]:
        first = band.main[0].name if band.main else None
        under_way = first is not None and first != self.plan.way[0]
        yield " " * self.stem + "│" if under_way else ""
        heading = f"── {words(band.label, self.lang).upper()} "
        yield heading + "─" * (self.width - _cells(heading))
        if under_way:
            yield " " * self.stem + "▼"
        for place, state in enumerate(band.main):
            onward = state.name != self.plan.way[-1]
            yield from self._state(state, onward)
            if onward:
                yield from self._step(state)
                if place < len(band.main) - 1:
                    yield " " * self.stem + "▼"
        passes = bool(band.main) and band.main[-1].name != self.plan.way[-1]
        yield from self._asides(band.aside, " " * self.stem + "│   " if passes else " " * _INDENT)

    def _asides(self, states: Sequence[State], margin: str) -> Iterator[str]:
        """States beside the way: those where nothing more is done stand in rows, the others below each other.

        The way passes on their left where it goes on.
        """
        quiet = [one for one in states if not self.plan.beside[one.name]]
        for state in states:
            if state not in quiet:
                yield margin.rstrip()
                yield from self._state(state, onward=False, margin=margin)
        many = max(1, (self.width - len(margin)) // (self.box + 1))
        for place in range(0, len(quiet), many):
            if "│" in margin:
                yield margin.rstrip()
            boxes = [self._state(one, onward=False, margin="") for one in quiet[place : place + many]]
            for parts in zip(*boxes, strict=True):
                yield margin + " ".join(parts)

    def _head(self, state: State) -> str:
        mark = START if state.name == self.definition.initial else FINAL if state.final else " "
        time = deadline(self.definition, state, self.lang)
        return f"{mark} {words(state.label, self.lang)}" + (f"  {time}" if time else "")

    def _state(self, state: State, onward: bool, margin: str = " " * _INDENT) -> Iterator[str]:
        inner = self.box - 4
        time = deadline(self.definition, state, self.lang)
        head = self._head(state)
        if _cells(head) > inner:
            kept = inner - (_cells(time) + 2 if time else 0)
            name = _cut(head.removesuffix(f"  {time}") if time else head, kept)
            head = name + " " * (inner - _cells(name) - _cells(time)) + time
        elif time:
            head = head.removesuffix(time)
            head += " " * (inner - _cells(head) - _cells(time)) + time
        beside = self._beside(state, self.width - len(margin) - self.box - 2)
        rows = max(1, len(beside) - 2)
        edge = self.box // 2 - 2
        below = "─" * edge + "┬" + "─" * (self.box - 3 - edge) if onward else "─" * (self.box - 2)
        drawn = [
            f"╭{'─' * (self.box - 2)}╮",
            f"│ {_padded(head, inner)} │",
            *(f"│{' ' * (self.box - 2)}│" for _ in range(rows - 1)),
            f"╰{below}╯",
        ]
        # a single line stands beside the label, more begin beside the upper edge
        notes = beside if len(beside) > rows else ["", *beside]
        for place, line in enumerate(drawn):
            note = notes[place] if place < len(notes) else ""
            yield (margin + line + (f"  {note}" if note else "")).rstrip()

    def _beside(self, state: State, room: int) -> list[str]:
        """What else may be done in a state, wrapped into the room beside its box."""
        parts = [self._aside(state, action) for action in self.plan.beside[state.name]]
        return _wrapped(parts, " · ", room)

    def _aside(self, state: State, action: Action) -> str:
        label = words(action.label, self.lang)
        if action.to_previous:
            return f"{label} {BACK}"
        if action.each or action.to == (state.name,):
            return f"{label} {WITHIN}"
        goals = [
            words(self.definition.states[one].label, self.lang) for one in action.to if one != state.name
        ]
        return f"{label} {BACK if self._back(state, action) else LEADS} {' | '.join(goals)}"

    def _back(self, state: State, action: Action) -> bool:
        order = {name: place for place, name in enumerate(self.plan.way)}
        here = order.get(state.name)
        return here is not None and all(order.get(one, len(order)) <= here for one in action.to)

    def _step(self, state: State) -> Iterator[str]:
        """What leads on from a state to the next one, and who does it."""
        room = self.width - self.stem - 2
        for action in self.plan.steps[state.name]:
            label = words(action.label, self.lang)
            people = who(self.definition, action, self.lang)
            said = f"({label})" if action.side else label
            for line in _wrapped(f"{said}: {people}".split() if people else said.split(), " ", room):
                yield f"{' ' * self.stem}│ {line}"


def _wrapped(parts: Sequence[str], joint: str, room: int) -> list[str]:
    """Parts on as few lines as they need; the joint ends a line that goes on."""
    lines: list[str] = []
    for part in parts:
        if _cells(part) > room and " " in part:
            first, *more = _wrapped(part.split(), " ", room - 2)
            lines += [first, *(f"  {one}" for one in more)]
            continue
        part = _cut(part, room)
        if lines and _cells(lines[-1]) + len(joint) + _cells(part) <= room:
            lines[-1] += joint + part
        else:
            lines.append(part)
    return lines


def _cells(text: str) -> int:
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def _cut(text: str, room: int) -> str:
    if _cells(text) <= room:
        return text
    kept = text
    while kept and _cells(kept) > room - 1:
        kept = kept[:-1]
    return kept + "…"


def _padded(text: str, room: int) -> str:
    return text + " " * (room - _cells(text))
