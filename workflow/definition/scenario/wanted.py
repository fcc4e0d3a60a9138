"""Reads what is expected: the keys of `then`, and the codes of a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import Field
from workflow.definition.parts import at
from workflow.definition.scenario import moments
from workflow.definition.scenario.model import NOTHING, Expectation, Name, Refusal, Then
from workflow.definition.scenario.written import Written
from workflow.definition.yaml import Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

_STANDING = ("need", "vacant", "holders", "acting", "state")
_STANDING_WORDS = ("filled", "partly", "vacant")
_STATUSES = ("definitif", "plt", "plh")


class Wanted:
    """Reads expectations of a definition's cases.

    Args:
        form: takes what is wrong; its declared names are those of the definition.
        fields: the definition's fields, by which values are read.
    """

    def __init__(self, form: Form, fields: Mapping[str, Field]) -> None:
        self.form, self.written = form, Written(form, fields)
        self._readers: Mapping[str, Callable[[Node, Words], Any]] = {
            "state": lambda node, what: self._known(node, "states", what),
            "phase": lambda node, what: self._known(node, "phases", what),
            "final": self._flag,
            "returned": self._flag,
            "due": self._due,
            "waits_for": self.names,
            "signed": self.names,
            "notified": self._roles,
            "escalated": self._roles,
            "fields": self.written.expected,
            "documents": self._documents,
            "faults": self._parts,
            "holdings": self._holdings,
            "standing": self._standings,
        }

    def then(self, node: Node | None, what: Words) -> Then:
        """`then`: the expectations, in written order."""
        table = self.form.table(node, what) if node is not None else None
        if table is None:
            return ()
        self.form.keys(table, what, self._readers)
        found = []
        for key, (scalar, value) in table.entries.items():
            reader = self._readers.get(key)
            wanted = reader(value, of(key, what)) if reader else None
            if wanted is not None:
                found.append(Expectation(key, wanted, scalar.place))
        return tuple(found)

    def refusal(self, node: Node | None, what: Words) -> Refusal | None:
        """A code, a list of codes, or codes with words that must occur in their reasons."""
        if node is None:
            return None
        if isinstance(node, Table):
            codes = {
                code: tuple(one.text for one in self.form.words(words, of(code, what)))
                for code, (_, words) in node.entries.items()
            }
        else:
            codes = {one.text: () for one in self.form.words(node, what)}
        if not codes and isinstance(node, (Table, Series)):
            self.form.findings.error(
                "E107", node.place, N_("“{key}” of {what} is empty"), key="refused", what=what
            )
        return Refusal(codes, node.place) if codes else None

    def names(self, node: Node, what: Words) -> tuple[Name, ...]:
        """Names, or none of them: `nobody`, `none`, `[]`."""
        if isinstance(node, Scalar) and node.plain and node.text in NOTHING:
            return ()
        return tuple(Name(one.text, one.place) for one in self.form.words(node, what))

    # -- one reader a kind of expectation

    def _known(self, node: Node, kind: str, what: Words) -> str | None:
        return self.form.name(node, kind, what)

    def _flag(self, node: Node, what: Words) -> bool | None:
        before = len(self.form.findings)
        flag = self.form.flag(node, what)
        return flag if len(self.form.findings) == before else None

    def _due(self, node: Node, what: Words) -> Any:
        if isinstance(node, Scalar) and node.plain and node.text in NOTHING:
            return NOTHING[0]
        when = moments.moment(self.form, node, what)
        return when.day if when else None

    def _parts(self, node: Node, what: Words) -> tuple[str, ...]:
        named = self.names(node, what)
        known = (
            self.form.known(Scalar(one.text, True, one.place, one.place), "watched", what) for one in named
        )
        return tuple(one for one in known if one is not None)

    def _roles(self, node: Node, what: Words) -> tuple[str, ...]:
        named = self.names(node, what)
        known = (
            self.form.known(Scalar(one.text, True, one.place, one.place), "roles", what) for one in named
        )
        return tuple(one for one in known if one is not None)

    def _documents(self, node: Node, what: Words) -> dict[str, bool] | None:
        table = self.form.table(node, what)
        if table is None:
            return None
        found: dict[str, bool] = {}
        for key, value in table.entries.values():
            name = self.form.known(key, "documents", what)
            if name is not None:
                found[name] = self.form.flag(value, of(name, what))
        return found

    def _holdings(self, node: Node, what: Words) -> dict[str, tuple[Name, dict[str, Name]]] | None:
        """Person → their posts, each with its status; the names keep their places."""
        table = self.form.table(node, what)
        if table is None:
            return None
        return {
            key.text: (Name(key.text, key.place), self._posts(value, of(key.text, what)))
            for key, value in table.entries.values()
        }

    def _posts(self, node: Node, what: Words) -> dict[str, Name]:
        found: dict[str, Name] = {}
        for item in node.items if isinstance(node, Series) else (node,):
            if isinstance(item, Table):
                for position, (key, status) in item.entries.items():
                    word = self.form.word(status, of(position, what), _STATUSES)
                    found[position] = Name(word or _STATUSES[0], key.place)
            elif isinstance(item, Scalar) and item.plain and item.text in NOTHING:
                continue
            elif isinstance(item, Scalar) and self.form.text(item, what):
                found[item.text] = Name(_STATUSES[0], item.place)
            else:
                self.form.wrong(
                    item,
                    N_("{what} must be a position, a list of positions, or none, not {found}"),
                    what=what,
                )
        return found

    def _standings(self, node: Node, what: Words) -> dict[str, tuple[Name, dict[str, Any]]] | None:
        table = self.form.table(node, what)
        if table is None:
            return None
        found: dict[str, tuple[Name, dict[str, Any]]] = {}
        for position, (key, value) in table.entries.items():
            inside = of(position, what)
            if not isinstance(value, Table):
                word = self.form.word(value, inside, _STANDING_WORDS)
                found[position] = (Name(position, key.place), {"state": word} if word else {})
                continue
            self.form.keys(value, inside, _STANDING)
            counts: dict[str, Any] = {
                one: self.form.whole(at(value, one), Phrase("{key} of {what}", key=one, what=inside))
                for one in _STANDING[:-1]
            }
            counts["state"] = self.form.word(at(value, "state"), of("state", inside), _STANDING_WORDS)
            found[position] = (
                Name(position, key.place),
                {one: count for one, count in counts.items() if count is not None},
            )
        return found
