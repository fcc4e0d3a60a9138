"""Reads what happens in a scenario: cases that are opened, actions, the clock, questions, changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import Field
from workflow.definition.parts import at
from workflow.definition.scenario import moments
from workflow.definition.scenario.city import Shapes, city
from workflow.definition.scenario.model import (
    MAX_CASES,
    MAX_STEPS,
    NOTHING,
    Doing,
    Explaining,
    Happened,
    Kind,
    Name,
    Opening,
    Step,
    What,
    When,
)
from workflow.definition.scenario.wanted import Wanted
from workflow.definition.scenario.written import Written
from workflow.definition.values import blank
from workflow.definition.yaml import Broken, Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

_KINDS: tuple[Kind, ...] = ("do", "open", "tick", "explain", "change", "happened")
_COMMON = ("case", "on", "after", "then")
_DOING = (
    "by",
    "with",
    "documents",
    "without",
    "reason",
    "to",
    "vote",
    "on_behalf_of",
    "at",
    "refused",
    "faults",
)
_HAPPENED = ("about", "by", "reason", "refused")
_OPENING = ("subject", "by", "with", "as", "at", "refused")
_VOTES = ("refuse", "abstain", "withdraw")
#: how many people one step may name
_MOST_ACTORS = 20


class Steps:
    """Reads the steps of a definition's scenarios.

    Args:
        form: takes what is wrong; its declared names are those of the definition.
        fields: the definition's fields.
        shapes: what the entries of a city may say.
    """

    def __init__(self, form: Form, fields: Mapping[str, Field], shapes: Shapes) -> None:
        self.form, self.shapes = form, shapes
        self.wanted, self.written = Wanted(form, fields), Written(form, fields)

    def all(self, node: Node | None, what: Words) -> tuple[Step, ...]:
        """`steps`: a list."""
        if node is None:
            return ()
        if not isinstance(node, Series):
            self.form.wrong(node, N_("{what} must be a list, not {found}"), what=what)
            return ()
        if len(node.items) > MAX_STEPS:
            self.form.findings.error(
                "E506",
                node.place,
                N_("{what} has {count} steps; at most {most} are taken"),
                N_("Let a second scenario continue this one."),
                what=what,
                count=len(node.items),
                most=MAX_STEPS,
            )
            return ()
        found = (
            self._step(item, Phrase("step {number} of {what}", number=number, what=what))
            for number, item in enumerate(node.items, 1)
        )
        return tuple(one for one in found if one is not None)

    def openings(self, node: Node | None, what: Words) -> tuple[Opening, ...]:
        """`open` of a scenario: one case, or a list."""
        if node is None:
            return ()
        nodes = node.items if isinstance(node, Series) else [node]
        if len(nodes) > MAX_CASES:
            self.form.findings.error(
                "E506",
                node.place,
                N_("{what} opens {count} cases; at most {most} are opened"),
                what=what,
                count=len(nodes),
                most=MAX_CASES,
            )
            return ()
        return tuple(one for one in (self.opening(item, what) for item in nodes) if one is not None)

    def opening(self, node: Node, what: Words) -> Opening | None:
        """A subject alone, or `{subject, by, with, as, at, refused}`."""
        if not isinstance(node, Table):
            subject = self._word(node, of("open", what))
            return Opening(node.place, subject) if subject else None
        self.form.keys(node, of("open", what), _OPENING)
        return Opening(
            node.place,
            self._word(at(node, "subject"), of("subject", what)),
            self._word(at(node, "by"), of("by", what)),
            self.written.given(at(node, "with"), of("with", what)),
            self._word(at(node, "as"), of("as", what)),
            moments.moment(self.form, at(node, "at"), of("at", what)),
            self.wanted.refusal(at(node, "refused"), of("refused", what)),
        )

    def _step(self, node: Node, what: Words) -> Step | None:
        table = self.form.table(node, what)
        if table is None:
            return None
        kinds = [one for one in _KINDS if one in table.entries]
        kind = kinds[0] if kinds else "then"
        own = _DOING if kind == "do" or not kinds else _HAPPENED if kind == "happened" else ()
        keys = (*_KINDS, *_COMMON, *own)
        before = len(self.form.findings)
        self.form.keys(table, what, keys)
        if len(kinds) > 1:
            self.form.findings.error(
                "E113",
                table.entries[kinds[1]][0].place if kinds[1] in table.entries else table.place,
                N_("{what} says both “{one}” and “{other}”"),
                N_("write them as two steps"),
                what=what,
                one=kinds[0],
                other=kinds[1],
            )
        if (
            not kinds
            and not any(one in table.entries for one in _COMMON)
            and len(self.form.findings) == before
        ):
            self.form.findings.error(
                "E107",
                table.place,
                N_("{what} says nothing that happens"),
                N_("known: {names}"),
                what=what,
                names=", ".join((*_KINDS, "then")),
            )
        if not kinds and (stray := next((one for one in _DOING if one in table.entries), None)):
            self.form.findings.error(
                "E113",
                table.entries[stray][0].place,
                N_("“{key}” of {what} belongs to “do”"),
                key=stray,
                what=what,
            )
        return Step(
            kind,
            table.place,
            self._what(kind, table, what),
            self._when(table, what),
            self._word(at(table, "case"), of("case", what)),
            self.wanted.then(at(table, "then"), of("then", what)),
        )

    def _what(self, kind: Kind, table: Table, what: Words) -> What | None:
        node = at(table, kind)
        if node is None or kind == "then":
            return None
        readers: Mapping[str, Callable[[Node], What | None]] = {
            "happened": lambda node: self._happened(node, table, what),
            "do": lambda node: self._doing(node, table, what),
            "open": lambda node: self.opening(node, what),
            "tick": lambda node: moments.either(self.form, node, of("tick", what)),
            "explain": lambda node: self._explaining(node, what),
            "change": lambda node: city(self.form, node, self.shapes, of("change", what)),
        }
        return readers[kind](node)

    def _when(self, table: Table, what: Words) -> When | None:
        on = moments.moment(self.form, at(table, "on"), of("on", what))
        after = moments.length(self.form, at(table, "after"), of("after", what))
        if on is not None and after is not None:
            self.form.findings.error(
                "E113",
                after.place,
                N_("{what} says both “{one}” and “{other}”"),
                N_("delete one of them"),
                what=what,
                one="on",
                other="after",
            )
        return on or after

    def _happened(self, node: Node, table: Table, what: Words) -> Happened | None:
        name = self.form.name(node, "events", what)
        if name is None:
            return None
        return Happened(
            Name(name, node.place),
            self._word(at(table, "about"), of("about", what)),
            self._word(at(table, "by"), of("by", what)),
            self.form.text(at(table, "reason"), of("reason", what)),
            self.wanted.refusal(at(table, "refused"), of("refused", what)),
        )

    def _doing(self, node: Node, table: Table, what: Words) -> Doing | None:
        action = self.form.name(node, "actions", what)
        if action is None:
            return None
        by = self.wanted.names(actors, of("by", what)) if (actors := at(table, "by")) is not None else ()
        if len(by) > _MOST_ACTORS:
            self.form.findings.error(
                "E506",
                by[0].place,
                N_("{what} names {count} actors; at most {most} act in one step"),
                what=what,
                count=len(by),
                most=_MOST_ACTORS,
            )
            by = by[:_MOST_ACTORS]
        reason = at(table, "reason")
        none = isinstance(reason, Scalar) and reason.plain and reason.text in NOTHING
        return Doing(
            Name(action, node.place),
            by,
            self.written.given(at(table, "with"), of("with", what)),
            self._documents(at(table, "documents"), of("documents", what)),
            self.form.all_known(at(table, "without"), "documents", of("without", what), what),
            None if none else self.form.text(reason, of("reason", what)),
            none,
            self.form.name(at(table, "to"), "states", of("to", what)),
            self.form.word(at(table, "vote"), of("vote", what), _VOTES),
            self._word(at(table, "on_behalf_of"), of("on_behalf_of", what)),
            moments.moment(self.form, at(table, "at"), of("at", what)),
            self.wanted.refusal(at(table, "refused"), of("refused", what)),
            tuple(self._faults(at(table, "faults"), of("faults", what))),
        )

    def _faults(self, node: Node | None, what: Words) -> Iterator[Mapping[str, str]]:
        """`faults`: field or document → its kind, with a note behind a colon: `{diploma: "BTS: page 2", tmt: BTL}`."""
        table = self.form.table(node, what) if node is not None else None
        for key, value in table.entries.values() if table else ():
            part = self.form.known(key, "watched", what)
            said = self.form.text(value, of(key.text, what))
            if part is not None and said is not None:
                kind, _, note = said.partition(":")
                yield {"part": part, "kind": kind.strip(), "note": note.strip()}

    def _documents(self, node: Node | None, what: Words) -> tuple[str, ...] | None:
        if node is None or (isinstance(node, Scalar) and node.plain and node.text == "all"):
            return None
        if isinstance(node, Scalar) and node.plain and node.text in NOTHING:
            return ()
        return self.form.all_known(node, "documents", what, what)

    def _explaining(self, node: Node, what: Words) -> Explaining | None:
        inside = of("explain", what)
        table = self.form.table(node, inside)
        if table is None:
            return None
        self.form.keys(table, inside, ("by", "allowed", "refused"), ("by",))
        by = self._word(at(table, "by"), of("by", inside))
        allowed = [
            Name(known, one.place)
            for one in self.form.words(at(table, "allowed"), of("allowed", inside))
            if (known := self.form.known(one, "actions", inside)) is not None
        ]
        refused = []
        answers = at(table, "refused")
        inner = self.form.table(answers, of("refused", inside)) if answers is not None else None
        for key, value in inner.entries.values() if inner else ():
            action = self.form.known(key, "actions", inside)
            codes = self.wanted.refusal(value, of(key.text, inside))
            if action is not None and codes is not None:
                refused.append((Name(action, key.place), codes))
        return Explaining(table.place, by, tuple(allowed), tuple(refused)) if by else None

    def _word(self, node: Node | None, what: Words) -> Name | None:
        if node is None or isinstance(node, Broken):
            return None
        if isinstance(node, Scalar) and not blank(node) and node.text.strip():
            return Name(node.text, node.place)
        self.form.wrong(node, N_("{what} must be text, not {found}"), what=what)
        return None
