"""Joins a definition with the parts that it includes, so that what several pathways share stands once.

Everything stays where it was written: each key and value keeps its own file, line and column. An entry that stands in the
definition and in a part is one entry (`return`, with `from` of its own here and the rest there).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from workflow.definition.findings import Findings
from workflow.definition.model import Place
from workflow.definition.yaml import MAX_BYTES, Node, Scalar, Series, Table, parse
from workflow.language import N_

MOST_PARTS = 24
SECTIONS = ("parameters", "roles", "fields", "documents", "states", "actions", "on")
PART_KEYS = ("format", "part", "include", *SECTIONS, "duties")
#: lists in an entry that are joined, as are the columns of a group; of every other key the definition's own stands
_JOINED = frozenset({"from", "by", "asks", "may_ask", "documents", "only_if", "does"})

#: the path in `include` → the file's name in messages and its bytes; None where there is none
Finder = Callable[[str], tuple[str, bytes] | None]


@dataclass(slots=True)
class Joined:
    """A definition with its parts.

    Args:
        root: the one table of both.
        parts: path → text of every part, in the order in which they were met.
        heads: path → the table of every part, for what is checked of a part alone.
        whole: whether everything could be read.
    """

    root: Table
    parts: dict[str, str] = field(default_factory=dict)
    heads: dict[str, Table] = field(default_factory=dict)
    whole: bool = True


def folders(*around: Path) -> Finder:
    """Looks parts up in folders, the first that has one; nothing outside of them is ever read.

    Args:
        around: the folders, in order; those that do not exist are passed over.
    """

    def find(path: str) -> tuple[str, bytes] | None:
        for folder in around:
            file = folder / path
            try:
                inside = file.resolve().is_relative_to(folder.resolve())
                if inside and file.is_file():
                    with file.open("rb") as opened:
                        return str(file), opened.read(MAX_BYTES + 1)
            except (OSError, ValueError):
                continue
        return None

    return find


def kept(parts: Mapping[str, str]) -> Finder:
    """Parts that were kept with a published version."""
    return lambda path: (path, parts[path].encode()) if path in parts else None


def join(root: Table, find: Finder, findings: Findings) -> Joined:
    """Join a definition's table with the parts that its `include` names, and with those that these include.

    Args:
        root: the definition's own table; it is not changed.
        find: gives the parts.
        findings: takes what is wrong.
    """
    joined = Joined(Table(root.place, dict(root.entries)))
    tables = _Collector(find, findings, joined)
    tables.collect(root, "", ())
    for section in SECTIONS:
        merged = _section(section, root, tables.found, findings)
        if merged is not None:
            joined.root.entries[section] = merged
    duties = [table.entries["duties"] for table in (root, *tables.found) if "duties" in table.entries]
    if len(duties) > 1 and all(isinstance(node, Series) for _, node in duties):
        items = [item for _, node in duties if isinstance(node, Series) for item in node.items]
        joined.root.entries["duties"] = (duties[0][0], Series(duties[0][1].place, items))
    elif duties:
        joined.root.entries["duties"] = duties[0]
    return joined


class _Collector:
    """Reads the parts, each once, however often it is named."""

    def __init__(self, find: Finder, findings: Findings, joined: Joined) -> None:
        self.find, self.findings, self.joined = find, findings, joined
        self.found: list[Table] = []

    def collect(self, table: Table, folder: str, way: tuple[str, ...]) -> None:
        """Take the parts that one file includes; `way` are the parts that led to it."""
        entry = table.entries.get("include")
        node = entry[1] if entry else None
        for item in node.items if isinstance(node, Series) else [node] if node is not None else []:
            if not isinstance(item, Scalar) or not item.text.strip():
                self._error(item.place, N_("an include is the path of a file beside this one"), None)
                continue
            self._take(item, folder, way)

    def _take(self, item: Scalar, folder: str, way: tuple[str, ...]) -> None:
        path = _path(folder, item.text)
        if path is None:
            self._error(
                item.place,
                N_("“{path}” leads out of the definition's folder"),
                N_("put the part into the folder, as in parts/approval.yaml"),
                path=item.text,
            )
        elif path in way:
            self._error(
                item.place,
                N_("“{path}” includes itself: {way}"),
                None,
                path=path,
                way=" → ".join((*way, path)),
            )
        elif path in self.joined.parts:
            return
        elif len(self.joined.parts) >= MOST_PARTS:
            self._error(item.place, N_("more than {most} parts"), None, most=MOST_PARTS)
        else:
            self._read(item, path, way)

    def _read(self, item: Scalar, path: str, way: tuple[str, ...]) -> None:
        found = self.find(path)
        if found is None:
            self._error(
                item.place,
                N_("there is no part “{path}”"),
                N_("it is looked for beside this file"),
                path=path,
            )
            return
        name, content = found
        before = len(self.findings)
        text, node = parse(content, name, self.findings)
        self.joined.parts[path] = text
        if len(self.findings) > before:
            self.joined.whole = False
        if not isinstance(node, Table) or "part" not in node.entries:
            if len(self.findings) == before:
                self._error(
                    item.place,
                    N_("“{path}” is no part of a definition"),
                    N_("a part begins with `format: lantik/1` and `part: {{id: …, en: …}}`"),
                    path=path,
                )
            return
        self.joined.heads[path] = node
        self.collect(node, str(PurePosixPath(path).parent), (*way, path))
        self.found.append(node)

    def _error(self, place: Place, template: str, hint: str | None, **data: object) -> None:
        self.joined.whole = False
        self.findings.error("E115", place, template, hint, **data)


def _path(folder: str, words: str) -> str | None:
    """The path of a part from the definition's folder; None where it leads out, or is none of ours."""
    if "\\" in words or ":" in words or "\0" in words or words.startswith(("/", "~")) or len(words) > 200:
        return None
    steps: list[str] = []
    for step in (*PurePosixPath(folder).parts, *PurePosixPath(words).parts):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step != ".":
            steps.append(step)
    return "/".join(steps) or None


def _section(section: str, root: Table, parts: list[Table], findings: Findings) -> tuple[Scalar, Node] | None:
    """One section of all files as one: the definition's own entries first, then the parts', in order."""
    there = [table.entries[section] for table in (*parts, root) if section in table.entries]
    if not there:
        return None
    tables = [node for _, node in there if isinstance(node, Table)]
    if len(there) == 1 or len(tables) < len(there):
        return there[-1]  # what is no table is complained about by who reads it
    merged = Table(tables[-1].place)
    for table in tables:
        own = table is root.entries.get(section, (None, None))[1]
        for name, (key, value) in table.entries.items():
            known = merged.entries.get(name)
            if known is None:
                merged.entries[name] = (key, value)
            elif isinstance(known[1], Table) and isinstance(value, Table):
                merged.entries[name] = (
                    key if own else known[0],
                    _entry(known[1], value, own, name, findings),
                )
            else:
                merged.entries[name] = (key, value)
    own_first = tables[-1].entries if tables[-1] is root.entries.get(section, (None, None))[1] else {}
    merged.entries = {name: merged.entries[name] for name in dict.fromkeys((*own_first, *merged.entries))}
    return there[-1][0], merged


def _entry(before: Table, after: Table, own: bool, name: str, findings: Findings) -> Table:
    """Two writings of one entry as one; `own`: the later one is the definition's, which has the last word."""
    merged = Table(after.place if own else before.place, dict(before.entries))
    for key, (word, value) in after.entries.items():
        known = merged.entries.get(key)
        if known is None:
            merged.entries[key] = (word, value)
        elif key in _JOINED:
            merged.entries[key] = (word, _joined_list(known[1], value))
        elif key == "fields" and isinstance(known[1], Table) and isinstance(value, Table):
            merged.entries[key] = (word, _columns(known[1], value, own, findings))
        elif own:
            merged.entries[key] = (word, value)
        elif _said(known[1]) != _said(value):
            findings.error(
                "E116",
                word.place,
                N_("“{key}” of “{name}” is said otherwise in {file}, line {line}"),
                N_("say it in one part, or in the definition itself"),
                key=key,
                name=name,
                file=known[0].place.file,
                line=known[0].place.line,
            )
    return merged


def _columns(before: Table, after: Table, own: bool, findings: Findings) -> Table:
    """The columns of one group, joined by name as entries are."""
    merged = Table(after.place if own else before.place, dict(before.entries))
    for name, (word, value) in after.entries.items():
        known = merged.entries.get(name)
        if known is not None and isinstance(known[1], Table) and isinstance(value, Table):
            value = _entry(known[1], value, own, name, findings)
        merged.entries[name] = (word, value)
    return merged


def _joined_list(before: Node, after: Node) -> Node:
    first, second = (node.items if isinstance(node, Series) else [node] for node in (before, after))
    words = {item.text for item in first if isinstance(item, Scalar)}
    more = [item for item in second if not (isinstance(item, Scalar) and item.text in words)]
    return Series(after.place, [*first, *more])


def _said(node: Node) -> object:
    """What a node says, wherever it stands."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Series):
        return [_said(item) for item in node.items]
    if isinstance(node, Table):
        return {key: _said(value) for key, (_, value) in node.entries.items()}
    return None
