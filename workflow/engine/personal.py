"""Personal values of an event: its hash covers each through a salted digest alone, so that one can be taken out later.

    {"seq": 3, …, "fields": {"remark": "…"}, "reason": "…",
     "personal": {"fields.remark": ["<digest>", "<salt>"], "reason": ["<digest>", "<salt>"]}, "hash": "…"}

A digest is the SHA-256 of salt, colon and the value as canonical JSON. The event's hash is over the event without these
values and salts, their digests in `personal`. An erased value is gone from its place and its entry is `["<digest>"]`: the
hash is what it was, and without the salt nobody can find the value by trying.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import orjson

from workflow.definition.model import Definition

SALT = 32
_SORTED = orjson.OPT_SORT_KEYS


def new_seed() -> bytes:
    """What the salts of one commit are made from; it is never kept."""
    return os.urandom(SALT)


def salt(seed: bytes, case: str, seq: int, path: str) -> str:
    """The salt of one value: hexadecimal digits that nobody can tell without the seed."""
    return sha256(b"%b%b:%d:%b" % (seed, case.encode(), seq, path.encode())).hexdigest()[:SALT]


def value_digest(salt: str, value: Any) -> str:
    """The digest that stands for a value.

    Example:
        >>> value_digest("00" * 16, "ill") == value_digest("00" * 16, "ill"), len(value_digest("01" * 16, 7))
        (True, 64)
    """
    return sha256(b"%b:%b" % (salt.encode(), orjson.dumps(value, option=_SORTED))).hexdigest()


class Marked:
    """Which values of a definition are personal: fields and columns with `personal: true`.

    Args:
        definition: the definition.

    Example:
        >>> from workflow.definition.model import Field
        >>> remark = Field("remark", "text", {}, personal=True)
        >>> marked = Marked(Definition("leave", {}, "draft", {}, {}, {}, fields={"remark": remark}))
        >>> list(marked.paths({"remark": "ill", "days": 3}))
        ['fields.remark']
    """

    __slots__ = ("columns", "fields")

    def __init__(self, definition: Definition) -> None:
        self.fields = frozenset(name for name, one in definition.fields.items() if one.personal)
        self.columns = {
            name: columns
            for name, one in definition.fields.items()
            if not one.personal
            and (columns := tuple(column for column, of in one.fields.items() if of.personal))
        }

    def __bool__(self) -> bool:
        return bool(self.fields or self.columns)

    def add(self, other: Marked) -> None:
        """Take in what another version marks."""
        self.fields |= other.fields
        for name, columns in other.columns.items():
            self.columns[name] = tuple(dict.fromkeys((*self.columns.get(name, ()), *columns)))

    def paths(self, given: Mapping[str, Any]) -> Iterator[str]:
        """Where the personal values of an event's fields are."""
        for name in given:
            if name in self.fields:
                yield f"fields.{name}"
            elif name in self.columns and isinstance(given[name], (list, tuple)):
                for number, row in enumerate(given[name]):
                    yield from (f"fields.{name}.{number}.{one}" for one in self.columns[name] if one in row)


def free_text(reason: str | None, faults: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where the free text of an event is, which may name people: its reason, the notes of its list of faults.

    Example:
        >>> free_text("too old", [{"part": "remark", "kind": "BTL"}, {"part": "card", "kind": "BTS", "note": "not hers"}])
        ['reason', 'faults.1.note']
    """
    paths = ["reason"] if reason else []
    return paths + [f"faults.{number}.note" for number, one in enumerate(faults) if one.get("note")]


def take(doc: Mapping[str, Any], path: str) -> tuple[dict[str, Any], Any]:
    """A copy of a document without the value at a path, and the value.

    Raises:
        KeyError: there is none.

    Example:
        >>> take({"fields": {"remark": "ill", "days": 3}}, "fields.remark")
        ({'fields': {'days': 3}}, 'ill')
        >>> take({"fields": {"rows": [{"name": "Ani", "total": 7}]}}, "fields.rows.0.name")
        ({'fields': {'rows': [{'total': 7}]}}, 'Ani')
    """
    made = dict(doc)
    inner: Any = made
    *parents, last = path.split(".")
    for name in parents:
        key: Any = int(name) if isinstance(inner, list) else name
        try:
            there = inner[key]
        except IndexError:
            raise KeyError(path) from None
        inner[key] = list(there) if isinstance(there, (list, tuple)) else dict(there)
        inner = inner[key]
    value = inner.pop(last)
    if parents and made.get(parents[0]) == {}:
        del made[parents[0]]
    return made, value


def hidden(doc: Mapping[str, Any], salts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """An event as its hash covers it, and the entries of `personal` for the event itself.

    Args:
        doc: the event's document, without `personal`.
        salts: path → salt of each personal value in it.
    """
    entries = {}
    covered = dict(doc)
    for path, grain in salts.items():
        covered, value = take(covered, path)
        entries[path] = [value_digest(grain, value), grain]
    covered["personal"] = {path: entry[0] for path, entry in entries.items()}
    return covered, entries


def covered(doc: Mapping[str, Any]) -> dict[str, Any]:
    """An event's document as its hash covers it. A value that is not the one of its digest makes it another."""
    made, digests = dict(doc), {}
    for path, entry in doc["personal"].items():
        digests[path] = entry[0]
        if len(entry) > 1:
            try:
                made, value = take(made, path)
                same = value_digest(entry[1], value) == entry[0]
            except (KeyError, ValueError, TypeError, AttributeError):
                same = False
            if not same:
                digests[path] = ""
    made["personal"] = digests
    return made


def without(doc: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """An event's document with some personal values erased; what is not there or erased already stays so.

    Example:
        >>> without({"reason": "ill", "personal": {"reason": ["d", "s"]}}, ["reason"])
        {'personal': {'reason': ['d']}}
        >>> without({"reason": "ill", "seq": 1}, ["reason"])
        {'seq': 1}
    """
    made = dict(doc)
    entries = dict(made.get("personal", {}))
    for path in paths:
        try:
            made, _ = take(made, path)
        except (KeyError, ValueError, TypeError, AttributeError):
            continue
        if path in entries:
            entries[path] = entries[path][:1]
    if entries:
        made["personal"] = entries
    return made


def erased_paths(doc: Mapping[str, Any]) -> list[str]:
    """Which values of an event were erased, by what stands in it."""
    return [path for path, entry in (doc.get("personal") or {}).items() if len(entry) < 2]
