"""Checks what the rules of a definition say: level 2 of `lantik check`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from workflow.definition.cel import compile_errors, type_of
from workflow.definition.constant import constant_answer, constant_over_rows
from workflow.definition.findings import Findings, near
from workflow.definition.model import PEOPLE, Definition, Field, Place, Rule
from workflow.definition.rule_faults import RuleFaults, type_name
from workflow.definition.rules import MAX_RULE, RuleSet, rules_of
from workflow.definition.subject import COLUMN_FUNCTIONS
from workflow.definition.syntax import Node
from workflow.definition.wording import type_words, worded
from workflow.language import N_

_HAS = re.compile(r"\bhas\s*\(\s*([A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)\s*\)")
#: the types of an expression that names people
_NAMES_PEOPLE = ("STRING", "LIST<STRING>", "LIST<DYN>")
_QUOTED = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""")


def check_rules(
    definition: Definition, rules: RuleSet, findings: Findings
) -> tuple[frozenset[str], frozenset[str]]:
    """Note every fault of the rules.

    Args:
        definition: whose rules.
        rules: in which they compile.
        findings: takes the faults.

    Returns:
        The rules, as written, that have a fault, so that no other check can build on what they say; and those that are
        never met.
    """
    checker = _Checker(definition, rules, findings)
    for rule in rules_of(definition):
        checker.check(rule)
    for field in definition.fields.values():
        checker.check_order(field)
    for state in definition.states.values():
        if state.within and state.within.fact:
            checker.check_since(state.within.fact, state.within.place)
    return frozenset(checker.faulty - checker.never), frozenset(checker.never)


class _Checker:
    def __init__(self, definition: Definition, rules: RuleSet, findings: Findings) -> None:
        self.definition, self.rules, self.findings = definition, rules, findings
        self.faults = RuleFaults(definition, rules, findings)
        self.words = _words(definition)
        self.faulty: set[str] = set()
        self.never: set[str] = set()
        self.options, self.names = _filled_in(definition)

    def check(self, rule: Rule) -> None:
        """One rule."""
        before = len(self.findings)
        self._check(rule)
        if len(self.findings) > before:
            self.faulty.add(rule.source)

    def _check(self, rule: Rule) -> None:
        if len(rule.source) > MAX_RULE:
            self.faults.error(
                "E208",
                rule,
                0,
                N_("a rule of {size} characters; at most {most} are read"),
                size=len(rule.source),
                most=MAX_RULE,
            )
            return
        if self._has(rule):
            return
        try:
            compiled = self.rules.compiled(rule.source, rule.group)
        except (RuntimeError, ValueError) as fault:
            self.faults.refused(rule, compile_errors(fault))
            return
        answer = compiled.expression.return_type().name()
        if not self._fits(rule, answer):
            return
        before = len(self.findings)
        for node in compiled.tree.walk():
            self._wrong_word(rule, node)
            self._wrong_key(rule, node)
            self._wrong_column(rule, node)
        self._wrong_value(rule, compiled.tree)
        if len(self.findings) == before and rule.gives == PEOPLE:
            self._always_the_same(rule, compiled.tree)
        if len(self.findings) > before or id(rule) in self.names or rule.gives != "bool":
            return
        if rule.group:
            constant: bool | str | None = constant_over_rows(
                self.definition, self.rules, rule.source, rule.group
            )
        else:
            constant = constant_answer(self.definition, self.rules, rule.source)
        place = self.faults.places.place(rule, 0)
        if isinstance(constant, str):
            self.faults.error(
                "E209", rule, 0, N_("this rule can never be answered: {reason}"), reason=worded(constant)
            )
        elif constant is True:
            self.findings.warning("W201", place, N_("this rule is always true"), N_("delete it, or mend it"))
        elif constant is False:
            self.never.add(rule.source)
            self.findings.warning(
                "W202", place, N_("this rule is always false"), N_("nothing can ever meet it")
            )

    def _fits(self, rule: Rule, answer: str) -> bool:
        """Whether the answer is of the type that is wanted: yes or no, or that of the field which it fills in."""
        if (
            answer == "DYN"
            or (rule.gives != PEOPLE and answer == type_of(rule.gives).name())
            or (rule.gives, answer) == ("double", "INT")
        ):
            return True
        if rule.gives == PEOPLE and answer in _NAMES_PEOPLE:
            return True
        if rule.gives == "bool" and id(rule) not in self.names:
            self.faults.error(
                "E207",
                rule,
                0,
                N_("the answer of this rule is {type}, not yes or no"),
                type=type_name(answer),
            )
        else:
            self.faults.error(
                "E210",
                rule,
                0,
                N_("this expression gives {type}, and {wanted} is wanted here"),
                type=type_name(answer),
                wanted=type_words("string | list(string)" if rule.gives == PEOPLE else rule.gives),
            )
        return False

    def _always_the_same(self, rule: Rule, tree: Node) -> None:
        """People who are named by the definition itself: who leaves takes the pathway with them."""
        facts = {one.name for one in tree.walk() if one.kind == "name" and not one.name.startswith("params.")}
        if acting := sorted(one for one in facts if one.split(".")[0] == "actor"):
            self.faults.error(
                "E209",
                rule,
                max(0, rule.source.find(acting[0])),
                N_("“{name}” is nobody here: a case names its people while nobody acts"),
                N_("let a field or a place in the city name them"),
                name=acting[0],
            )
        asked = {one.name for one in self.rules.functions}
        if not facts and not any(one.kind == "call" and one.name in asked for one in tree.walk()):
            self.findings.warning(
                "W305",
                self.faults.places.place(rule, 0),
                N_("the people of this role are the same in every case"),
                N_("give a role to them, or let the case name them"),
            )

    def check_order(self, group: Field) -> None:
        """A computed column is worked out after those above it, so that it can build on no other."""
        waiting = [name for name, column in group.fields.items() if column.computed]
        while waiting:
            rule = group.fields[waiting[0]].computed
            assert rule is not None
            try:
                tree = self.rules.compiled(rule.source, rule.group).tree
            except (RuntimeError, ValueError):
                tree = Node("other")  # told already
            for node in tree.walk():
                if node.kind == "name" and node.name.removeprefix("row.") in waiting:
                    self.faulty.add(rule.source)
                    self.faults.error(
                        "E209",
                        rule,
                        max(0, rule.source.rfind(node.name, 0, node.offset + len(node.name))),
                        N_("“{name}” is not worked out yet when “{column}” is"),
                        N_("build on columns that stand above it"),
                        name=node.name,
                        column=waiting[0],
                    )
            del waiting[0]

    def check_since(self, name: str, place: Place) -> None:
        """What a deadline is counted from must be a date."""
        kind = self.rules.types.get(name)
        if kind is None:
            self.findings.unknown(
                "E202",
                place,
                N_("there is no fact “{word}”"),
                self._dates() if len(self._dates()) < 12 else self.rules.types,
                name,
            )
        elif kind not in ("timestamp", "dyn"):
            self.findings.error(
                "E204",
                place,
                N_("a deadline is counted since a date, and “{name}” is {type}"),
                name=name,
                type=type_name(kind),
            )

    def _dates(self) -> list[str]:
        return [
            name
            for name, kind in self.rules.types.items()
            if kind == "timestamp" and name.startswith("case.")
        ]

    # -- what the compiler does not see

    def _has(self, rule: Rule) -> bool:
        bare = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), rule.source)
        roots = {name.split(".")[0] for name in self.rules.types}
        refused = False
        for found in _HAS.finditer(bare):
            name = re.sub(r"\s", "", found[1])
            if name.split(".")[0] in roots:
                refused = True
                field = name.removeprefix("case.")
                self.faults.error(
                    "E205",
                    rule,
                    found.start(),
                    N_("has() does not work on facts"),
                    N_('write "{field}" in case.filled'),
                    field=field,
                )
        return refused

    def _wrong_word(self, rule: Rule, node: Node) -> None:
        """A choice beside a word that is none of its options."""
        if node.kind != "call" or len(node.parts) != 2:
            return
        left, right = node.parts
        if node.name in ("_==_", "_!=_"):
            for name, other in ((left, right), (right, left)):
                self._compare(rule, name, (other,))
        elif node.name == "@in" and right.kind == "list":
            self._compare(rule, left, right.parts)
        elif node.name == "@in" and right.name in ("case.filled", "case.documents"):
            self._compare(rule, right, (left,))

    def _options(self, rule: Rule, name: str) -> tuple[str, ...] | None:
        """The words that a fact can have as its value, where there are only certain ones."""
        if rule.group is not None and name.startswith("row."):
            column = self.definition.fields[rule.group].fields.get(name.removeprefix("row."))
            return tuple(column.options) if column is not None and column.options else None
        return self.words.get(name)

    def _wrong_value(self, rule: Rule, tree: Node) -> None:
        """A word that is filled into a choice and is none of its options."""
        options = self.options.get(id(rule))
        if options and tree.kind == "constant" and tree.value not in options:
            self.findings.unknown(
                "E206",
                self.faults.places.place(rule, 0),
                N_("“{word}” is none of the words of {name}"),
                options,
                str(tree.value),
                name=self.names[id(rule)],
            )

    def _wrong_column(self, rule: Rule, node: Node) -> None:
        """A column that a group does not have: in a function over its rows, or behind the name of one of them."""
        if node.kind == "call" and node.name in COLUMN_FUNCTIONS and len(node.parts) > 1:
            group, column = self._group(node.parts[0]), node.parts[1]
            if group is not None and column.kind == "constant" and column.value not in group.fields:
                self._no_column(rule, group, str(column.value), column.offset)
            elif group is not None and column.kind == "constant" and node.name == "count":
                self._counted(rule, group.fields[str(column.value)], node.parts[2])
        if node.kind == "loop" and node.parts and (group := self._group(node.parts[0])) is not None:
            read = {
                part for one in node.walk() if (one.kind, one.name) == ("call", "date") for part in one.parts
            }
            for inner in node.walk():
                of_row = inner.kind == "select" and (inner.parts[0].kind, inner.parts[0].name) == (
                    "name",
                    node.name,
                )
                if of_row and inner.name not in group.fields:
                    self._no_column(rule, group, inner.name, inner.offset)
                elif (
                    of_row
                    and group.fields[inner.name].type == "date"
                    and inner not in read
                    and not inner.tested
                ):
                    self.faults.error(
                        "E204",
                        rule,
                        inner.offset,
                        N_("a date inside of rows is text"),
                        N_("write date({row}.{column})"),
                        row=node.name,
                        column=inner.name,
                    )

    def _counted(self, rule: Rule, column: Field, word: Node) -> None:
        """A word that is counted and that no row can have."""
        if column.type == "choice" and word.kind == "constant" and word.value not in column.options:
            self.findings.unknown(
                "E206",
                self.faults.places.place(rule, word.offset),
                N_("“{word}” is none of the words of {name}"),
                column.options,
                str(word.value),
                name=column.name,
            )

    def _no_column(self, rule: Rule, group: Field, column: str, offset: int) -> None:
        self.findings.unknown(
            "E202",
            self.faults.places.place(rule, offset),
            N_("“{name}” has no column “{word}”"),
            group.fields,
            column,
            name=group.name,
        )

    def _group(self, node: Node) -> Field | None:
        """The group over whose rows something runs, through `filter` and the like too."""
        while node.kind == "loop" and node.parts:
            node = node.parts[0]
        if node.kind != "name" or not node.name.startswith("case."):
            return None
        field = self.definition.fields.get(node.name.removeprefix("case."))
        return field if field is not None and field.type == "group" else None

    def _compare(self, rule: Rule, name: Node, others: tuple[Node, ...]) -> None:
        words = self._options(rule, name.name) if name.kind == "name" else None
        for other in others if words is not None else ():
            if other.kind == "constant" and isinstance(other.value, str) and other.value not in (words or ()):
                self.findings.unknown(
                    "E206",
                    self.faults.places.place(rule, other.offset),
                    N_("“{word}” is none of the words of {name}"),
                    words or (),
                    other.value,
                    name=name.name,
                )

    def _wrong_key(self, rule: Rule, node: Node) -> None:
        """A written-out date that is none, and a key that a parameter does not have."""
        if node.kind != "call":
            return
        last = node.parts[-1] if node.parts else node
        if last.kind != "constant" or not isinstance(last.value, str):
            return
        if node.name == "date":
            try:
                date.fromisoformat(last.value)
            except ValueError:
                self.faults.error(
                    "E209",
                    rule,
                    last.offset,
                    N_("“{word}” is no date"),
                    N_("write it as 2025-11-25"),
                    word=last.value,
                )
        elif node.name == "_[_]" and node.parts[0].name.startswith("params."):
            parameter = self.definition.parameters.get(node.parts[0].name.removeprefix("params."))
            if parameter and isinstance(parameter.value, dict) and last.value not in parameter.value:
                meant = near(last.value, parameter.value)
                self.faults.error(
                    "E209",
                    rule,
                    last.offset,
                    N_("{name} has no “{word}”"),
                    N_("did you mean “{meant}”?") if meant else None,
                    name=node.parts[0].name,
                    word=last.value,
                    meant=meant,
                )


def _words(definition: Definition) -> dict[str, tuple[str, ...]]:
    """The facts that have only certain words as values."""
    words = {
        f"case.{one.name}": tuple(one.options) for one in definition.fields.values() if one.type == "choice"
    }
    return words | {
        "case.state": tuple(definition.states),
        "case.phase": tuple(definition.phases),
        "case.filled": tuple(definition.fields),
        "case.documents": tuple(definition.documents),
    }


def _filled_in(definition: Definition) -> tuple[dict[int, tuple[str, ...]], dict[int, str]]:
    """Of the expressions that fill in a value (by identity): the options where that is a choice, and its name."""
    options: dict[int, tuple[str, ...]] = {}
    names: dict[int, str] = {}

    def note(sets: Mapping[str, Rule], fields: Mapping[str, Field]) -> None:
        for name, rule in sets.items():
            names[id(rule)] = name
            if name in fields and fields[name].type == "choice":
                options[id(rule)] = tuple(fields[name].options)

    for action in definition.actions.values():
        note(action.sets, definition.fields)
        for rows in action.rows:
            note(rows.sets, definition.fields[rows.group].fields)
        for mark in action.marks:
            note(mark.sets, definition.fields[mark.group].fields)
    return options, names
