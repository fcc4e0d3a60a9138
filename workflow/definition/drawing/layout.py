"""Where the boxes and lines of a drawn definition go, in pixels: the main way as a column, what lies beside it on lanes.

What leads back runs on lanes left of the column, what leads elsewhere on lanes to its right, one lane for each action and
its goal: a line down the page that every state in which the action may be taken joins, as stops join a line on a map of an
underground railway. So a “cancel” of ten states is one line with ten dots, not ten arrows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from workflow.definition.drawing.way import Plan, deadline, who, words
from workflow.definition.model import Action, Definition, State

BOX, GAP, LANE, MARGIN, LINE = 216, 26, 18, 28, 15
_PAD, _HEAD, _LETTER = 12, 30, 6.4


@dataclass(frozen=True, slots=True)
class Note:
    """A line of text: what it says, and whether it is said quietly."""

    text: str
    quiet: bool = False


@dataclass(slots=True)
class Box:
    """A state as a box; `left` and `right` are the heights at which lanes join it, from above."""

    state: State
    lines: tuple[Note, ...]
    x: float = 0
    y: float = 0
    height: float = 0
    left: list[Port] = field(default_factory=list)
    right: list[Port] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The middle of it, across."""
        return self.x + BOX / 2

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def place_ports(self) -> None:
        """Spread the ports of each side along its edge, in their order."""
        for side in (self.left, self.right):
            for place, port in enumerate(side, 1):
                port.y = self.y + self.height * place / (len(side) + 1)


@dataclass(slots=True)
class Port:
    """Where a lane joins a box; `goal`: the lane leads into it."""

    box: Box
    goal: bool
    y: float = 0


@dataclass(slots=True)
class Lane:
    """A line down the page for one action and its goals; `back` lies left of the column."""

    action: Action
    label: str
    back: bool
    ports: list[Port]
    x: float = 0

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it runs."""
        heights = [port.y for port in self.ports]
        return min(heights), max(heights)


@dataclass(frozen=True, slots=True)
class Step:
    """An arrow of the main way, from one box to the next, with what is written beside it."""

    source: Box
    target: Box
    lines: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A phase: a strip across the page."""

    label: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that is drawn, in its place."""

    width: float
    height: float
    title: str
    strips: tuple[Strip, ...]
    boxes: tuple[Box, ...]
    steps: tuple[Step, ...]
    lanes: tuple[Lane, ...]


def lay_out(plan: Plan, lang: str) -> Layout:
    """Find a place for everything.

    Args:
        plan: what to draw.
        lang: the language of the labels.
    """
    definition = plan.definition
    boxes = {
        state.name: Box(state, tuple(_inside(plan, state, lang))) for state in definition.states.values()
    }
    lanes = list(_lanes(plan, boxes, lang))
    steps = {name: tuple(_beside(definition, plan.steps[name], lang)) for name in plan.way[:-1]}
    for box in boxes.values():
        ports = max(len(box.left), len(box.right))
        box.height = max(2 * _PAD + LINE * len(box.lines), 13 * (ports + 1), 44)

    backs = [one for one in lanes if one.back]
    others = [one for one in lanes if not one.back]
    column = MARGIN + LANE * len(backs) + (LANE if backs else 0)
    written = max((len(note.text) for notes in steps.values() for note in notes), default=0)
    right = column + max(BOX + 20, BOX / 2 + 26 + written * _LETTER)
    aside = right + LANE * len(others) + 26
    strips, y = [], MARGIN + 34.0
    for band in plan.bands:
        start, y = y, y + _HEAD
        below = y
        for state in band.main:
            box = boxes[state.name]
            box.x, box.y = column, y
            y = (
                box.bottom
                + GAP
                + LINE * len(steps.get(state.name, ()))
                + (0 if state.name in steps else -GAP)
            )
        for state in band.aside:
            box = boxes[state.name]
            box.x, box.y = aside, below
            below = box.bottom + 14
        y = max(y, below) + 10
        strips.append(Strip(words(band.label, lang), start, y - start))
        y += 4
    for box in boxes.values():
        box.place_ports()
    _spread(backs, column - LANE, -LANE)
    _spread(others, right, LANE)
    has_aside = any(band.aside for band in plan.bands)
    width = (aside + BOX if has_aside else right + LANE * len(others)) + MARGIN
    return Layout(
        width,
        y + MARGIN - 10,
        words(definition.title, lang),
        tuple(strips),
        tuple(boxes.values()),
        tuple(Step(boxes[one], boxes[other], steps[one]) for one, other in pairwise(plan.way)),
        tuple(lanes),
    )


def _inside(plan: Plan, state: State, lang: str) -> Iterator[Note]:
    """What a box says: the label, the deadline, what is done without leaving it, and ways back to wherever it came from."""
    yield Note(words(state.label, lang))
    time = deadline(plan.definition, state, lang)
    if time:
        yield Note(time, quiet=True)
    for action in plan.beside[state.name]:
        label = words(action.label, lang)
        if action.to_previous:
            yield Note(f"↩ {label}", quiet=True)
        elif action.each or action.to == (state.name,):
            yield Note(f"↺ {label}", quiet=True)


def _beside(definition: Definition, actions: Iterable[Action], lang: str) -> Iterator[Note]:
    """What is written beside an arrow: each action, and below it who takes it."""
    for action in actions:
        label = words(action.label, lang)
        yield Note(f"({label})" if action.side else label)
        people = who(definition, action, lang)
        if people:
            yield Note(people, quiet=True)


def _lanes(plan: Plan, boxes: Mapping[str, Box], lang: str) -> Iterator[Lane]:
    """A lane for each action that does not lead on; it joins every state from which it leads, and every goal."""
    order = {name: place for place, name in enumerate(plan.way)}
    for action in plan.definition.actions.values():
        sources = [name for name in action.source if action in plan.beside[name]]
        goals = [name for name in action.to if [name] != sources]
        sources = [name for name in sources if action.to != (name,)]
        if not sources or not goals:
            continue
        back = all(
            order.get(goal, len(order)) < order.get(one, -1) or goal == one or len(goals) > 1
            for one in sources
            for goal in goals
        ) and all(goal in order for goal in goals)
        ports = [Port(boxes[name], goal=False) for name in sources]
        ports += [Port(boxes[name], goal=True) for name in goals]
        for port in ports:
            beside_the_way = port.box.state.name not in order
            (port.box.left if back or beside_the_way else port.box.right).append(port)
        yield Lane(action, words(action.label, lang), back, ports)


def _spread(lanes: list[Lane], start: float, step: float) -> None:
    """Give each lane its place across: the shortest nearest to the column, so that fewer lines cross."""

    def length(lane: Lane) -> float:
        top, bottom = lane.span
        return bottom - top

    for place, lane in enumerate(sorted(lanes, key=length)):
        lane.x = start + step * place
