"""Reads single values out of nodes, and says what is wrong with them: words, yes/no, labels, lists, names, keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.definition.findings import Findings
from workflow.definition.gaps import Gaps
from workflow.definition.model import Label, Place
from workflow.definition.values import INT, blank, found, plain
from workflow.definition.yaml import Broken, Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

_LANGUAGE = re.compile(r"[a-z]{2}\Z")
#: how names may be spelled; those that a rule says have no hyphen
NAME, FACT = r"[A-Za-z][A-Za-z0-9_-]{0,63}", r"[A-Za-z_][A-Za-z0-9_]{0,63}"
#: what tells an expression for a number of votes from a word that is none
NUMBER_RULE = r"\b(voters|abstained|params\.|case\.)"
_NAME, _FACT = re.compile(NAME + r"\Z"), re.compile(FACT + r"\Z")
_RESERVED = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "let",
        "loop",
        "namespace",
        "null",
        "package",
        "return",
        "true",
        "var",
        "void",
        "while",
    ]
)


class Form:
    """What all parts of the reader share: the findings, the languages, and the declared names.

    Args:
        languages: codes in which every label must stand.
        findings: takes what is wrong.
    """

    def __init__(self, languages: Iterable[str], findings: Findings) -> None:
        self.languages = tuple(languages)
        self.findings = findings
        self.declared: dict[str, tuple[str, ...]] = {}
        self.gaps = Gaps()

    # -- keys

    def table(self, node: Node, what: Words) -> Table | None:
        """A mapping, or None with a complaint; `what` names it in the sentence."""
        if isinstance(node, Table):
            return node
        self.wrong(node, N_("{what} must be keys with values, not {found}"), what=what)
        return None

    def keys(
        self,
        table: Table,
        what: Words,
        known: Iterable[str],
        required: Iterable[str] = (),
        where: Place | None = None,
    ) -> None:
        """Complain about keys that the format does not know, that are empty, or that are missing (at `where`)."""
        known, given = list(known), set[str]()
        for name, (key, value) in list(table.entries.items()):
            if name not in known:
                meant = self.findings.unknown(
                    "E106", key.place, N_("unknown key “{word}” in {what}"), known, name, what=what
                )
                del table.entries[name]
                if meant and meant not in table.entries:  # go on as if it had been spelled right
                    table.entries[meant] = (key, value)
            elif blank(value):
                self.findings.error(
                    "E107", key.place, N_("“{key}” in {what} has no value"), key=name, what=what
                )
                del table.entries[name]
                given.add(name)
            else:
                given.add(name)
        for name in required:
            if name not in given and name not in table.entries:
                self.findings.error(
                    "E107", where or table.place, N_("{what} lacks “{key}”"), key=name, what=what
                )

    def named(self, node: Node | None, what: Words, fact: bool = False) -> Iterator[tuple[Scalar, Node]]:
        """The entries of a mapping of declared names; `fact`: a rule must be able to say the name."""
        if node is None:
            return
        table = self.table(node, what)
        for key, value in table.entries.values() if table else ():
            pattern = _FACT if fact else _NAME
            if not pattern.match(key.text):
                self.findings.error(
                    "E111",
                    key.place,
                    N_("“{name}” cannot be a name in {what}"),
                    N_("letters, digits and _, the first a letter")
                    if fact
                    else N_("letters, digits, _ and -, the first a letter"),
                    name=key.text,
                    what=what,
                )
                if fact:
                    continue
            elif fact and key.text in _RESERVED:
                self.findings.error(
                    "E111",
                    key.place,
                    N_("“{name}” is a word of the rule language"),
                    N_("choose another name"),
                    name=key.text,
                )
                continue
            yield key, value

    # -- values

    def wrong(self, node: Node, template: str, hint: str | None = None, **data: Any) -> None:
        """Complain about a value of the wrong type, unless something was said about it already."""
        if not isinstance(node, Broken):
            self.findings.error("E108", node.place, template, hint, found=found(node), **data)

    def text(self, node: Node | None, what: Words) -> str | None:
        """A word or sentence; numbers are taken as written."""
        if node is None:
            return None
        if isinstance(node, Scalar) and not blank(node) and node.text.strip():
            return node.text
        self.wrong(node, N_("{what} must be text, not {found}"), what=what)
        return None

    def flag(self, node: Node | None, what: Words) -> bool:
        """True or false; absent is false."""
        if node is None:
            return False
        if isinstance(node, Scalar) and node.plain and node.text.lower() in ("true", "false"):
            return node.text.lower() == "true"
        self.wrong(node, N_("{what} must be true or false, not {found}"), what=what)
        return False

    def whole(self, node: Node | None, what: Words) -> int | None:
        """A whole number."""
        if node is None:
            return None
        if (number := self.whole_number(node)) is not None:
            return number
        self.wrong(node, N_("{what} must be a whole number, not {found}"), what=what)
        return None

    @staticmethod
    def whole_number(node: Node) -> int | None:
        """The whole number that stands there; None for anything else."""
        return int(node.text) if isinstance(node, Scalar) and node.plain and INT.match(node.text) else None

    def number(self, node: Node | None, what: Words) -> float | None:
        """A number, whole or decimal."""
        if node is None:
            return None
        given = plain(node.text) if isinstance(node, Scalar) and node.plain else None
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            return given
        self.wrong(node, N_("{what} must be a number, not {found}"), what=what)
        return None

    def word(self, node: Node | None, what: Words, words: Iterable[str]) -> str | None:
        """One of a few words."""
        value = self.text(node, what)
        if value is None or node is None or value in (words := tuple(words)):
            return value
        return self.findings.unknown(
            "E108", node.place, N_("{what} cannot be “{word}”"), words, value, what=what
        )

    def words(self, node: Node | None, what: Words) -> list[Scalar]:
        """One word or a list of words, each once."""
        if node is None:
            return []
        if isinstance(node, Scalar):
            return [node] if self.text(node, what) is not None else []
        if not isinstance(node, Series):
            self.wrong(node, N_("{what} must be a name or a list of names, not {found}"), what=what)
            return []
        seen: dict[str, Scalar] = {}
        for item in node.items:
            if self.text(item, Phrase("a name in “{what}”", what=what)) is None or not isinstance(
                item, Scalar
            ):
                continue
            if item.text in seen:
                self.findings.error(
                    "E112", item.place, N_("“{name}” stands twice in {what}"), name=item.text, what=what
                )
            else:
                seen[item.text] = item
        return list(seen.values())

    def label(self, node: Node | None, place: Place, what: Words, required: bool = True) -> Label:
        """A mapping of language to words, in every language; `place` is where a missing one is told."""
        if node is None:
            if required:
                self.findings.error(
                    "E109",
                    place,
                    N_("{what} has no label"),
                    N_("write {example}"),
                    what=what,
                    example="{" + ", ".join(f"{one}: …" for one in self.languages) + "}",
                )
            return {}
        if not isinstance(node, Table):
            self.wrong(
                node,
                N_("the words of {what} must stand under their languages, not as {found}"),
                N_("write {example}"),
                what=what,
                example="{" + ", ".join(f"{one}: …" for one in self.languages) + "}",
            )
            return {}
        words: dict[str, str] = {}
        for code, (key, value) in node.entries.items():
            if code not in self.languages and not _LANGUAGE.match(code):
                self.findings.unknown(
                    "E106",
                    key.place,
                    N_("unknown language “{word}” in the words of {what}"),
                    self.languages,
                    code,
                    what=what,
                )
            elif blank(value) or (isinstance(value, Scalar) and not value.text.strip()):
                continue
            elif (one := self.text(value, what)) is not None:
                words[code] = one
        missing = [one for one in self.languages if one not in words and not self._broken(node, one)]
        if missing:
            self.findings.error(
                "E109",
                node.place,
                N_("the words of {what} are missing in {languages}"),
                what=what,
                languages=", ".join(missing),
            )
        return words

    @staticmethod
    def _broken(node: Table, code: str) -> bool:
        at = node.entries.get(code)
        return at is not None and not isinstance(at[1], Scalar)

    # -- names

    def known(self, name: Scalar, kind: str, what: Words) -> str | None:
        """A declared name: the name, the one that was probably meant (after a complaint), or None.

        Args:
            name: the name as used.
            kind: the section that declares it (`roles`, `states`, …).
            what: who uses it, for the sentence.
        """
        names = self.declared.get(kind, ())
        if name.text in names:
            return name.text
        return self.findings.unknown("E110", name.place, _UNKNOWN[kind], names, name.text, what=what)

    def name(self, node: Node | None, kind: str, what: Words) -> str | None:
        """One declared name out of a node; a kind of which nothing is known is not checked."""
        if self.text(node, Phrase("a name in “{what}”", what=what)) is None or not isinstance(node, Scalar):
            return None
        return self.known(node, kind, what) if kind in self.declared else node.text

    def all_known(self, node: Node | None, kind: str, what: Words, where: Words) -> tuple[str, ...]:
        """Declared names out of a name or a list of names."""
        names = (self.known(name, kind, where) for name in self.words(node, what))
        return tuple(dict.fromkeys(name for name in names if name is not None))


_UNKNOWN: Mapping[str, str] = {
    "roles": N_("{what} names a role that is not declared: “{word}”"),
    "fields": N_("{what} names a field that is not declared: “{word}”"),
    "documents": N_("{what} names a document that is not declared: “{word}”"),
    "states": N_("{what} names a state that is not declared: “{word}”"),
    "actions": N_("{what} names an action that is not declared: “{word}”"),
    "phases": N_("{what} names a phase that does not exist: “{word}”"),
    "parameters": N_("{what} names a parameter that is not declared: “{word}”"),
    "effects": N_("{what} names an effect that does not exist: “{word}”"),
    "batches": N_("{what} names a batch that does not exist: “{word}”"),
    "watched": N_("{what} names neither a field nor a document: “{word}”"),
    "events": N_("{what} names an event that the definition does not hear of: “{word}”"),
    "scopes": N_("{what} must be unique within a field, not “{word}”"),
}
