"""Bytes → nodes that know their place: YAML 1.2 without anchors, tags and other surprises, bounded in size and depth.

The bytes are looked at before the parser sees them, and its events are taken one by one, so that a bomb ends early.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from workflow.definition.findings import Findings
from workflow.definition.lines import Lines
from workflow.definition.model import Place
from workflow.definition.wording import worded
from workflow.language import N_, Phrase

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000
_BEGINS_QUOTED = re.compile(r"""(?::|-)\s+("[^"]*"|'[^']*')\s*[^\s,}\]#]""")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Scalar:
    """One word, number or text. `plain`: written without quotes; `start`: where its text begins (behind a quote)."""

    text: str
    plain: bool
    place: Place
    start: Place


@dataclass(slots=True)
class Table:
    """Keys and values, in written order; of a key that stands twice only the first."""

    place: Place
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)


@dataclass(slots=True)
class Series:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Broken:
    """Something already complained about; nobody needs to complain again."""

    place: Place


Node = Scalar | Table | Series | Broken


class _Stop(Exception):
    """Nothing further can be read."""


def parse(content: bytes, file: str, findings: Findings) -> tuple[str, Node | None]:
    """Parse one YAML document.

    Args:
        content: the file's bytes.
        file: its name, for the places.
        findings: takes what is wrong.

    Returns:
        The text (empty when it is none) and the root node (None when there is none).

    Example:
        >>> text, root = parse(b"a: [1, 2]", "a.yaml", Findings())
        >>> root.entries["a"][1].items[1].place.column
        8
    """
    text = _decode(content, file, findings)
    if text is None:
        return "", None
    composer = _Composer(text, file, findings)
    try:
        return text, composer.compose()
    except _Stop:
        return text, composer.root


def _decode(content: bytes, file: str, findings: Findings) -> str | None:
    if len(content) > MAX_BYTES:
        findings.error(
            "E102",
            Place(file),
            N_("the file has {size} bytes; at most {most} are read"),
            size=len(content),
            most=MAX_BYTES,
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8", "replace")
        findings.error(
            "E101",
            Lines(before + "?", file).place(len(before)),
            N_("this is not UTF-8 text (byte {byte})"),
            N_("save the file as UTF-8"),
            byte=fault.start,
        )
        return None
    control = _CONTROL.search(text)
    if control:
        findings.error(
            "E101",
            Lines(text, file).place(control.start()),
            N_("a control character (U+{number}) stands here"),
            N_("delete it"),
            number=f"{ord(control[0]):04X}",
        )
        return None
    return text


class _Composer:
    """Puts the parser's events together into nodes."""

    def __init__(self, text: str, file: str, findings: Findings) -> None:
        self.text, self.file, self.findings = text, file, findings
        self.lines = Lines(text, file)
        self.root: Node | None = None
        self.stack: list[
            tuple[Node, Scalar | Broken | None]
        ] = []  # a container and the key that waits for its value
        self.count = 0

    def compose(self) -> Node | None:
        documents = 0
        try:
            for event in YAML(typ="safe", pure=True).parse(self.text):
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._refuse(
                            event, N_("a second document begins here"), N_("one file, one definition")
                        )
                        break
                    if event.version or event.tags:
                        line = _DIRECTIVE.search(self.text)
                        self.findings.error(
                            "E104",
                            self.lines.place(line.start() if line else 0),
                            N_("a YAML directive"),
                            N_("delete the line that begins with %"),
                        )
                else:
                    self._take(event)
        except MarkedYAMLError as fault:
            mark = fault.problem_mark or fault.context_mark
            self._malformed(fault.problem or fault.context or "", mark.index if mark else 0)
        except (
            YAMLError,
            RecursionError,
            ValueError,
            IndexError,
            TypeError,
            AttributeError,
            AssertionError,
        ) as fault:
            # the parser itself is not free of faults: whatever it trips over is a fault of the file
            self._malformed(str(fault), 0)
        return self.root

    def _take(self, event: Any) -> None:
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.stack.pop()
            return
        if not isinstance(event, (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent)):
            return
        self.count += 1
        if self.count > MAX_NODES:
            self._stop(event, N_("more than {most} entries"), most=MAX_NODES)
        node = self._node(event)
        self._place_in_parent(node)
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            if len(self.stack) >= MAX_DEPTH:
                self._stop(event, N_("nested deeper than {most}"), most=MAX_DEPTH)
            self.stack.append((node, None))

    def _node(self, event: Any) -> Node:
        place = self.lines.place(event.start_mark.index)
        if isinstance(event, AliasEvent):
            self._refuse(event, N_("an alias (*{name})"), N_("write the value out"), name=event.anchor)
            return Broken(place)
        if event.anchor:
            self._refuse(
                event,
                N_("an anchor (&{name})"),
                N_("write the value out wherever it is needed"),
                name=event.anchor,
            )
        if event.tag:
            self._refuse(
                event, N_("a tag ({name})"), N_("values are written without tags"), name=str(event.tag)
            )
        if isinstance(event, MappingStartEvent):
            return Table(place)
        if isinstance(event, SequenceStartEvent):
            return Series(place)
        control = _CONTROL.search(event.value)  # written as an escape: the bytes have none
        if control:
            self._control(place, control[0])
            return Broken(place)
        return Scalar(event.value, event.style is None, place, self._content(event))

    def _control(self, place: Place, found: str) -> None:
        self.findings.error(
            "E101",
            place,
            N_("a control character (U+{number}) stands here"),
            N_("delete it"),
            number=f"{ord(found):04X}",
        )

    def _content(self, event: Any) -> Place:
        """Where a scalar's own text begins: behind the quote, or below the header of a block."""
        at: int = event.start_mark.index
        if event.style in ("'", '"'):
            at = self.text.find(event.style, at) + 1
        elif event.style in ("|", ">"):
            at = self.text.find("\n", at) + 1 or at
            while at < event.end_mark.index and self.text[at] in " \n\r":
                at += 1
        return self.lines.place(at)

    def _place_in_parent(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent, key = self.stack[-1]
        if isinstance(parent, Series):
            parent.items.append(node)
        elif isinstance(parent, Table):
            if key is None:
                self.stack[-1] = (parent, self._key(parent, node))
                return
            if isinstance(key, Scalar):
                parent.entries[key.text] = (key, node)
            self.stack[-1] = (parent, None)

    def _key(self, table: Table, node: Node) -> Scalar | Broken:
        if not isinstance(node, Scalar):
            if not isinstance(node, Broken):
                self.findings.error("E108", node.place, N_("a key must be a word"))
            return Broken(node.place)
        if node.text == "<<" and node.plain:
            self.findings.error("E104", node.place, N_("a merge key (<<)"), N_("write the keys out"))
            return Broken(node.place)
        if node.text in table.entries:
            first = table.entries[node.text][0].place
            self.findings.error(
                "E105",
                node.place,
                N_("“{key}” stands twice; first on line {line}"),
                key=node.text,
                line=first.line,
            )
            return Broken(node.place)
        return node

    def _refuse(self, event: Any, template: str, hint: str, **data: Any) -> None:
        self.findings.error("E104", self.lines.place(event.start_mark.index), template, hint, **data)

    def _stop(self, event: Any, template: str, **data: Any) -> NoReturn:
        self.findings.error("E102", self.lines.place(event.start_mark.index), template, **data)
        raise _Stop

    def _malformed(self, problem: str, index: int) -> None:
        place = self.lines.place(min(index, len(self.text)))
        hint = N_("indent with spaces, not tabs") if "\\t" in problem else None
        if _BEGINS_QUOTED.search(self.lines.line(place.line)):
            hint = N_("a value that begins with a quotation mark is quoted as a whole: put it in '…'")
        self.findings.error(
            "E103",
            place,
            "{problem}",
            hint,
            problem=worded(problem) if problem else Phrase("this is not YAML"),
        )
        raise _Stop
