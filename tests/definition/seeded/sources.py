"""Good definitions with their parts, as texts whose every node is known by its path and can be changed in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from workflow.definition.check import check
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.findings import Findings
from workflow.definition.include import kept
from workflow.definition.model import Definition, Place
from workflow.definition.reader import Reading, read
from workflow.definition.subject import Subject
from workflow.definition.yaml import Node, Scalar, Series, Table, parse
from workflow.registry.reference import Reference
from workflow.registry.vocabulary import position_subject

ROOT = Path(__file__).parents[3]
FOLDERS = (ROOT / "definitions", ROOT / "docs" / "examples")
_CLOSES = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake.

    Args:
        kind: what was done, in a word.
        codes: any of these is the right answer.
        changed: the texts that are different now, by file.
        place: the file and line at which it should be told; None: anywhere.
    """

    kind: str
    codes: tuple[str, ...]
    changed: Mapping[str, str]
    place: tuple[str, int] | None = None

    def __str__(self) -> str:
        where = ":".join(map(str, self.place)) if self.place else "+".join(self.changed)
        return f"{self.kind} {'|'.join(self.codes)} {where}"


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with its way from the root: names of keys, numbers of list entries."""

    path: tuple[str | int, ...]
    key: Scalar | None
    node: Node
    parent: Node | None

    def at(self, *pattern: str) -> bool:
        """Whether the path looks so; `*` stands for any one step, and a list entry may stand in the place of its list."""
        path = tuple(step for step in self.path if isinstance(step, str))
        return len(path) == len(pattern) and all(
            want in ("*", step) for want, step in zip(pattern, path, strict=True)
        )


@dataclass(frozen=True)
class Source:
    """One file of a definition."""

    file: str
    text: str
    spots: tuple[Spot, ...] = field(repr=False)

    def offset(self, place: Place) -> int:
        lines = self.text.split("\n")
        return sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1

    def span(self, node: Node) -> tuple[int, int] | None:
        """Where a scalar or a bracket begins and ends; None for what is written over several lines."""
        begin = self.offset(node.place)
        first = self.text[begin]
        if isinstance(node, Scalar):
            if node.plain:
                end = begin + len(node.text)
                return (begin, end) if self.text[begin:end] == node.text else None
            found = re.compile(r"'(?:[^'\n]|'')*'" if first == "'" else r'"(?:[^"\\\n]|\\.)*"').match(
                self.text, begin
            )
            return found.span() if found else None
        if first not in _CLOSES:
            return None
        depth, at, quote = 0, begin, ""
        while at < len(self.text):
            sign = self.text[at]
            if quote:
                quote = "" if sign == quote else quote
            elif sign in "\"'" and self.text[at - 1] in " [{,:":
                quote = sign
            elif sign in "[{":
                depth += 1
            elif sign in "]}":
                depth -= 1
                if not depth:
                    return begin, at + 1
            at += 1
        return None

    def flow(self, node: Node) -> bool:
        """Whether a table or list is written in brackets."""
        return self.text[self.offset(node.place)] in _CLOSES

    def put(self, node: Node, new: str) -> str | None:
        """The text with a node written otherwise."""
        span = self.span(node)
        return self.text[: span[0]] + new + self.text[span[1] :] if span else None

    def without(self, spot: Spot) -> str | None:
        """The text without a key and its value."""
        assert spot.key is not None
        assert isinstance(spot.parent, Table)
        begin = self.offset(spot.key.place)
        if self.flow(spot.parent):
            span = self.span(spot.node)
            if span is None:
                return None
            rest = self.text[span[1] :]
            after = re.match(r",\s*", rest)
            if after:
                return self.text[:begin] + rest[after.end() :]
            return re.sub(r",?\s*$", "", self.text[:begin]) + rest
        lines = self.text.splitlines(keepends=True)
        first = spot.key.place.line - 1
        indent = spot.key.place.column - 1
        if lines[first][:indent].strip():
            return None
        last = first + 1
        while last < len(lines) and (
            not lines[last].strip() or len(lines[last]) - len(lines[last].lstrip()) > indent
        ):
            last += 1
        if (
            lines[first].rstrip().endswith(":")
            and len(lines) > last
            and lines[last].lstrip().startswith("- ")
        ):
            return None
        return "".join(lines[:first] + lines[last:])

    def into(self, spot: Spot, entry: str) -> tuple[str, int] | None:
        """The text with one more `key: value` at the beginning of a table, and its line."""
        node = spot.node
        if not isinstance(node, Table) or not node.entries:
            return None
        begin = self.offset(node.place)
        if self.flow(node):
            text = f"{self.text[: begin + 1]}{entry}, {self.text[begin + 1 :]}"
            return text, node.place.line
        first, _ = next(iter(node.entries.values()))
        begin, indent = self.offset(first.place), first.place.column - 1
        return f"{self.text[:begin]}{entry}\n{' ' * indent}{self.text[begin:]}", first.place.line


def line_of(text: str, words: str) -> int:
    """The line on which some words first stand."""
    return text.count("\n", 0, text.index(words)) + 1


@dataclass(frozen=True)
class Good:
    """A good definition: its file, its parts, and what was read."""

    name: str
    file: str
    sources: Mapping[str, Source] = field(repr=False)
    definition: Definition = field(repr=False)

    @property
    def main(self) -> Source:
        return self.sources[self.file]

    def spots(self, *pattern: str) -> Iterator[tuple[Source, Spot]]:
        """Every node of such a path, in the definition and in its parts."""
        for source in self.sources.values():
            for spot in source.spots:
                if spot.at(*pattern):
                    yield source, spot

    def times(self, path: tuple[str | int, ...]) -> int:
        """In how many of the files something stands."""
        return sum(1 for source in self.sources.values() for spot in source.spots if spot.path == path)

    def read(self, fault: Fault) -> Reading:
        """What is read of it with a fault."""
        texts = {name: source.text for name, source in self.sources.items()} | dict(fault.changed)
        return read(texts[self.file].encode(), file=self.file, subjects=subjects(), find=kept(texts))


@cache
def subjects() -> Mapping[str, Subject]:
    return {"position": position_subject(Reference.load(ROOT / "definitions" / "reference"))}


def _spots(file: str, text: str) -> Iterator[Spot]:
    _, root = parse(text.encode(), file, Findings())
    assert root is not None

    def walk(spot: Spot) -> Iterator[Spot]:
        yield spot
        if isinstance(spot.node, Table):
            for name, (key, node) in spot.node.entries.items():
                yield from walk(Spot((*spot.path, name), key, node, spot.node))
        elif isinstance(spot.node, Series):
            for number, node in enumerate(spot.node.items):
                yield from walk(Spot((*spot.path, number), None, node, spot.node))

    yield from walk(Spot((), None, root, None))


@cache
def _source(folder: Path, file: str) -> Source:
    text = (folder / file).read_text(encoding="utf-8")
    return Source(file, text, tuple(_spots(file, text)))


@cache
def goods() -> tuple[Good, ...]:
    """Every definition that is shipped or shown."""
    found = []
    for folder in FOLDERS:
        for path in sorted(folder.glob("*.yaml")):
            if path.name.endswith(".scenario.yaml") or path.name == "city.yaml":
                continue
            definition = read(path, subjects=subjects()).definition
            assert definition is not None, path
            sources = {file: _source(folder, file) for file in (path.name, *definition.parts)}
            found.append(Good(path.stem, path.name, sources, definition))
    return tuple(found)


def caught(good: Good, fault: Fault) -> bool:
    """Whether the check finds a fault, with its code and at its line."""
    reading = good.read(fault)
    if _found(fault, reading.diagnostics):  # all of these are said by the check too
        return True
    return _found(fault, check(reading, subjects()))


def _found(fault: Fault, said: Sequence[Diagnostic]) -> bool:
    return any(
        one.code in fault.codes and fault.place in (None, (one.place.file, one.place.line)) for one in said
    )
