"""A state diagram as one self-contained SVG file: no script, no font and no style from elsewhere, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from workflow.definition.drawing.layout import BOX, LINE, Box, Lane, Layout, Note, Step, lay_out
from workflow.definition.drawing.way import plan
from workflow.definition.model import Definition

#: lanes take these colours in turn; each is dark enough to be read on white
_COLOURS = (
    "#b45309", "#0f766e", "#7c3aed", "#be123c", "#4d7c0f", "#0369a1", "#a21caf", "#854d0e", "#475569", "#15803d",
)  # fmt: skip
_STYLE = """\
text { font-family: "Noto Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif; font-size: 12px; fill: #1e293b; }
.title { font-size: 17px; font-weight: 600; }
.phase { font-size: 11px; font-weight: 600; letter-spacing: 1.2px; fill: #64748b; }
.strip { fill: #f8fafc; stroke: #e2e8f0; }
.state { fill: #ffffff; stroke: #334155; stroke-width: 1.3; }
.first { fill: #e0f2fe; stroke: #0369a1; }
.final { fill: #ecfdf5; stroke: #047857; }
.ring { fill: none; stroke: #047857; stroke-width: 0.8; }
.name { font-size: 13px; font-weight: 600; }
.quiet { font-size: 11px; fill: #64748b; }
.way { fill: none; stroke: #334155; stroke-width: 1.8; }
.tip { fill: #334155; }
.lane { fill: none; stroke-width: 1.3; }
.side { stroke-dasharray: 5 3; }
.behind { fill: #f8fafc; }
.lane-name { font-size: 10.5px; }"""


def svg(definition: Definition, lang: str) -> str:
    """A state diagram as an SVG file.

    The main way runs from top to bottom through a strip for each phase. What leads back runs on lines to its left, what
    leads elsewhere on lines to its right; a dot is where an action may be taken, an arrow where it leads. Dashed lines
    are actions beside the way.

    Args:
        definition: what to draw.
        lang: the language of the labels.

    Example:
        >>> from workflow.definition.model import State
        >>> small = Definition("x", {"en": "A < B"}, "a", {"a": State("a", "vacant", {"en": "A"}, final=True)}, {}, {})
        >>> "<title>A &lt; B</title>" in svg(small, "en")
        True
    """
    return "\n".join(_lines(lay_out(plan(definition), lang), definition, lang))


def _lines(found: Layout, definition: Definition, lang: str) -> Iterator[str]:
    width, height = f"{found.width:.0f}", f"{found.height:.0f}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" lang={quoteattr(lang)}>'
    )
    yield f"<title>{escape(found.title)}</title>"
    yield f"<style>\n{_STYLE}\n</style>"
    yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    yield f'<text class="title" x="28" y="38">{escape(found.title)}</text>'
    for strip in found.strips:
        yield (
            f'<rect class="strip" x="10" y="{strip.y:.1f}" width="{found.width - 20:.1f}" height="{strip.height:.1f}"'
            ' rx="8"/>'
        )
        place = f'x="{found.width - 24:.1f}" y="{strip.y + 19:.1f}"'
        yield f'<text class="phase" {place} text-anchor="end">{escape(strip.label.upper())}</text>'
    for step in found.steps:
        yield from _arrow(step)
    for number, lane in enumerate(found.lanes):
        yield from _lane(lane, _COLOURS[number % len(_COLOURS)])
    for box in found.boxes:
        yield from _box(box, definition.initial)
    for step in found.steps:
        yield from _said(step)
    for number, lane in enumerate(found.lanes):
        yield _name(lane, _COLOURS[number % len(_COLOURS)])
    yield "</svg>"


def _box(box: Box, initial: str) -> Iterator[str]:
    final, first = box.state.final, box.state.name == initial
    kind = " final" if final else " first" if first else ""
    yield (
        f'<rect class="state{kind}" x="{box.x:.1f}" y="{box.y:.1f}" width="{BOX}" height="{box.height:.1f}" rx="9"/>'
    )
    if final:
        yield (
            f'<rect class="ring" x="{box.x + 3:.1f}" y="{box.y + 3:.1f}" width="{BOX - 6}" height="{box.height - 6:.1f}"'
            ' rx="7"/>'
        )
    top = box.y + (box.height - LINE * len(box.lines)) / 2 + 11.5
    for place, note in enumerate(box.lines):
        kind = "quiet" if note.quiet else "name"
        yield (
            f'<text class="{kind}" x="{box.middle:.1f}" y="{top + LINE * place:.1f}" text-anchor="middle">'
            f"{_fitting(note)}</text>"
        )


def _fitting(note: Note) -> str:
    room = 36 if note.quiet else 28
    return escape(note.text if len(note.text) <= room else note.text[: room - 1] + "…")


def _arrow(step: Step) -> Iterator[str]:
    x, start, end = step.source.middle, step.source.bottom, step.target.y
    yield f'<path class="way" d="M{x:.1f} {start:.1f}V{end - 7:.1f}"/>'
    yield f'<path class="tip" d="M{x:.1f} {end:.1f}l-5 -9h10z"/>'


def _said(step: Step) -> Iterator[str]:
    top = step.source.bottom + 20
    for place, note in enumerate(step.lines):
        yield (
            f'<text class="{"quiet" if note.quiet else "said"}" x="{step.source.middle + 12:.1f}"'
            f' y="{top + LINE * place:.1f}">{escape(note.text)}</text>'
        )


def _lane(lane: Lane, colour: str) -> Iterator[str]:
    top, bottom = lane.span
    side = " side" if lane.action.side else ""
    paint = f'stroke="{colour}"'
    if bottom - top > 0.5:
        yield f'<path class="lane{side}" {paint} d="M{lane.x:.1f} {top:.1f}V{bottom:.1f}"/>'
    for port in lane.ports:
        box = port.box
        edge = box.x if lane.x < box.x else box.x + BOX
        inward = 1 if lane.x < edge else -1
        stop = edge - 7 * inward if port.goal else edge
        yield f'<path class="lane{side}" {paint} d="M{lane.x:.1f} {port.y:.1f}H{stop:.1f}"/>'
        if port.goal:
            yield f'<path fill="{colour}" d="M{edge:.1f} {port.y:.1f}l{-8 * inward} -4v8z"/>'
        else:
            yield f'<circle cx="{lane.x:.1f}" cy="{port.y:.1f}" r="2.6" fill="{colour}"/>'


def _name(lane: Lane, colour: str) -> str:
    """The name of a lane, written along it where it is longest between two stops."""
    heights = sorted(port.y for port in lane.ports)
    gaps = [(after - before, (before + after) / 2) for before, after in pairwise(heights)]
    gap, middle = max(gaps, default=(0.0, heights[0]))
    long = len(lane.label) * 5.7 + 8
    aside = 0 if long < gap else -9  # a name that is longer than its line stands beside it
    return (
        f'<g transform="translate({lane.x + aside:.1f} {middle:.1f}) rotate(-90)">'
        f'<rect class="behind" x="{-long / 2:.1f}" y="-7" width="{long:.1f}" height="14"/>'
        f'<text class="lane-name" style="fill:{colour}" y="3.5" text-anchor="middle">{escape(lane.label)}</text></g>'
    )
