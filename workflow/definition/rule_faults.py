"""Words what the rule compiler says against a rule, with the names that were probably meant."""

from __future__ import annotations

import re

from workflow.definition.cel import CompileError
from workflow.definition.findings import Findings
from workflow.definition.model import Definition, Rule
from workflow.definition.rule_places import PlacesOf, offset_of
from workflow.definition.rules import TOO_DEAR, RuleSet
from workflow.definition.subject import Function
from workflow.definition.wording import type_words, worded
from workflow.language import N_, Phrase

_STANDARD = (
    "all",
    "exists",
    "exists_one",
    "filter",
    "map",
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "int",
    "double",
    "string",
    "timestamp",
    "duration",
    "getFullYear",
    "getMonth",
    "getDate",
    "getDayOfWeek",
    "getDayOfYear",
)
_UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']+)' applied to '\((.*)\)'")
_SELECT = re.compile(r"expression of type '(.+)' cannot be the operand of a select operation")
_OPERATOR = re.compile(r"[_@]*([^_@]+(?:_of)?)_*")
_INSTEAD = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "AND": "&&",
    "OR": "||",
    "NOT": "!",
    "=": "==",
    "<>": "!=",
    "&": "&&",
}


class RuleFaults:
    """Takes the faults of the rules of one definition.

    Args:
        definition: whose rules.
        rules: in which they compile.
        findings: takes the faults.
    """

    def __init__(self, definition: Definition, rules: RuleSet, findings: Findings) -> None:
        self.rules, self.findings = rules, findings
        self.places = PlacesOf(definition)

    def error(
        self, code: str, rule: Rule, offset: int, template: str, hint: str | None = None, **data: object
    ) -> None:
        """Note a fault at a character of a rule."""
        self.findings.error(code, self.places.place(rule, offset), template, hint, **data)

    def refused(self, rule: Rule, errors: list[CompileError]) -> None:
        """Note what the compiler says against a rule."""
        for error in errors:
            offset = offset_of(rule.source, error.line, error.column)
            if found := _UNDECLARED.search(error.message):
                self._undeclared(rule, offset, found[1])
            elif found := _SELECT.search(error.message):
                if found[1] != "*error*":
                    self._not_a_part(rule, offset, found[1])
            elif found := _OVERLOAD.search(error.message):
                if "*error*" not in found[2]:
                    self._operands(rule, offset, found[1], found[2])
            elif "recursion" in error.message:
                self.error("E208", rule, 0, N_("the rule is nested too deep"), N_("make several rules of it"))
                return
            elif error.message == TOO_DEAR:
                self.error(
                    "E208",
                    rule,
                    0,
                    N_("the rule reads all rows again and again inside of loops"),
                    N_("ask `top`, `rank`, `count` and `sum` outside of them, or make several rules of it"),
                )
            elif "Syntax error" in error.message:
                self._syntax(rule, offset, error.message)
                return
            elif "'*error*'" not in error.message:  # what follows from a fault that is told
                self.error("E204", rule, offset, "{problem}", problem=worded(error.message))

    def _undeclared(self, rule: Rule, offset: int, name: str) -> None:
        source = rule.source
        start = source.rfind(name, 0, offset + len(name))
        start = offset if start < 0 else start
        place = self.places.place(rule, start)
        if not source[start + len(name) :].lstrip().startswith("("):
            known = self.rules.types_of(rule.group)
            self.findings.unknown("E202", place, N_("there is no fact “{word}”"), known, name)
            return
        overloads = [one for one in self.rules.functions if one.name == name]
        if overloads:
            takes = _signatures(overloads)
            self.findings.error(
                "E203",
                place,
                N_("“{name}” is called with other arguments than it takes"),
                N_("it takes {takes}"),
                name=name,
                takes=takes,
            )
        else:
            known_functions = dict.fromkeys([*(one.name for one in self.rules.functions), *_STANDARD])
            self.findings.unknown("E203", place, N_("there is no function “{word}”"), known_functions, name)

    def _not_a_part(self, rule: Rule, offset: int, kind: str) -> None:
        """`nominee.levle`, where `nominee` is a fact of its own."""
        around = [
            found
            for found in re.finditer(r"[A-Za-z_]\w*(\s*\.\s*[A-Za-z_]\w*)*", rule.source)
            if found.start() <= offset < found.end()
        ]
        name = re.sub(r"\s", "", around[0][0]) if around else ""
        if name and kind.startswith("list("):
            self.error(
                "E204",
                rule,
                around[0].start(),
                N_("“{name}” asks a list for one value"),
                N_("ask its rows: {list}.exists(row, row.{part} …)"),
                name=name,
                list=name.rpartition(".")[0],
                part=name.rpartition(".")[2],
            )
        elif name:
            place = self.places.place(rule, around[0].start())
            self.findings.unknown("E202", place, N_("there is no fact “{word}”"), self.rules.types, name)
        else:
            self.error("E204", rule, offset, N_("a value of type {type} has no parts"), type=type_name(kind))

    def _operands(self, rule: Rule, offset: int, operator: str, types: str) -> None:
        shown = {"_[_]": "[ ]", "_?_:_": "? :", "-_": "-", "!_": "!"}.get(operator)
        if shown is None:
            found = _OPERATOR.fullmatch(operator)
            shown = found[1] if found and operator.startswith(("_", "@")) else operator
        hint = None
        overloads = [one for one in self.rules.functions if one.name == operator]
        if overloads:
            hint = N_("it takes {takes}")
        elif {"int", "double"} <= set(types.split(", ")):
            hint = N_("write a whole number as 1.0 to reckon with a number field")
        takes = _signatures(overloads)
        self.error(
            "E204",
            rule,
            offset,
            N_("“{operator}” does not go with ({types})"),
            hint,
            operator=shown,
            types=type_words(types),
            takes=takes,
        )

    def _syntax(self, rule: Rule, offset: int, message: str) -> None:
        found = re.search(r"\A(and|or|not|AND|OR|NOT|=|<>|&)(?![\w=&])", rule.source[offset:])
        if found:
            self.error(
                "E201",
                rule,
                offset,
                N_("“{word}” is not part of the rule language"),
                N_("write {instead}"),
                word=found[1],
                instead=_INSTEAD[found[1]],
            )
            return
        problem = message.removeprefix("Syntax error: ")
        problem = (
            re.sub(r" expecting \{.*\}", "", problem)
            .replace("'<EOF>'", "the end")
            .replace("<EOF>", "the end")
        )
        self.error(
            "E201", rule, offset, N_("the rule is not well-formed: {problem}"), problem=worded(problem)
        )


def _signatures(overloads: list[Function]) -> str:
    return " / ".join(f"{one.name}({type_words(', '.join(one.parameters))})" for one in overloads)


def type_name(name: str) -> Phrase:
    """A type of the engine as `Vocabulary` writes it, for a sentence."""
    return type_words(name.lower().replace("<", "(").replace(">", ")"))
