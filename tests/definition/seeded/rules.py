"""Faults of rules: facts, functions, types, choices, answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.definition.seeded.sources import Fault, Good, Source, Spot
from workflow.definition.yaml import Scalar

RULES = (
    ("actions", "*", "only_if", "rule"),
    ("actions", "*", "only_if"),
    ("actions", "*", "rows", "only_if", "rule"),
    ("actions", "*", "marks", "where"),
    ("documents", "*", "needed_if"),
    ("opens_for",),
)
_FACT = re.compile(r"\b(?:case|nominee|position|params|row|city|actor)\.(\w+)\b(?!\()")
_CALL = re.compile(r"\b([a-z]\w+)\(")
_CHOSEN = re.compile(r'case\.(\w+) (?:==|!=|in \[)\s*"(\w+)"')
_NUMBER = re.compile(r"(?:<=|>=|<|>|==) (\d+)\b")


def rules_of(good: Good) -> Iterator[tuple[Source, Spot, str]]:
    """Every rule that is written on one line."""
    for pattern in RULES:
        for source, spot in good.spots(*pattern):
            if isinstance(spot.node, Scalar) and source.span(spot.node):
                yield source, spot, spot.node.text


def quoted(rule: str) -> str:
    return "'" + rule.replace("'", "''") + "'"


def _fault(kind: str, codes: tuple[str, ...], source: Source, spot: Spot, rule: str) -> Iterator[Fault]:
    text = source.put(spot.node, quoted(rule))
    if text is not None:
        yield Fault(kind, codes, {source.file: text}, (source.file, spot.node.place.line))


def misspelled_facts(good: Good) -> Iterator[Fault]:
    for source, spot, rule in rules_of(good):
        for found in _FACT.finditer(rule):
            wrong = f"{rule[: found.end()]}q{rule[found.end() :]}"
            yield from _fault("fact", ("E202",), source, spot, wrong)


def misspelled_functions(good: Good) -> Iterator[Fault]:
    for source, spot, rule in rules_of(good):
        for found in _CALL.finditer(rule):
            wrong = f"{rule[: found.end(1)]}q{rule[found.end(1) :]}"
            yield from _fault("function", ("E203",), source, spot, wrong)


def misspelled_options(good: Good) -> Iterator[Fault]:
    fields = good.definition.fields
    for source, spot, rule in rules_of(good):
        for found in _CHOSEN.finditer(rule):
            if found[1] in fields and fields[found[1]].type == "choice":
                wrong = f"{rule[: found.end(2)]}q{rule[found.end(2) :]}"
                yield from _fault("option", ("E206",), source, spot, wrong)


def numbers_in_quotes(good: Good) -> Iterator[Fault]:
    for source, spot, rule in rules_of(good):
        for found in _NUMBER.finditer(rule):
            wrong = f'{rule[: found.start(1)]}"{found[1]}"{rule[found.end(1) :]}'
            yield from _fault("type", ("E204",), source, spot, wrong)


def rules_that_are_none(good: Good) -> Iterator[Fault]:
    for source, spot, rule in rules_of(good):
        yield from _fault("syntax", ("E201",), source, spot, f"({rule}")
        yield from _fault("syntax", ("E201",), source, spot, f"{rule} &&")
        yield from _fault("has", ("E205",), source, spot, f"has(case.state) && ({rule})")
        yield from _fault("join", ("E204",), source, spot, f"({rule}) && 1 + 1")
        yield from _fault("answer", ("E207",), source, spot, f"({rule}) ? 1 : 2")
        yield from _fault("deep", ("E208",), source, spot, f"{'(' * 40}{rule}{')' * 40}")
        yield from _fault("long", ("E208",), source, spot, rule + f" || {rule}" * (2_100 // len(rule)))
        yield from _fault("never", ("E209",), source, spot, f'today < date("2030-02-30") && ({rule})')


def constant_rules(good: Good) -> Iterator[Fault]:
    for source, spot, rule in rules_of(good):
        yield from _fault("true", ("W201",), source, spot, f"({rule}) || 1 == 1")
        yield from _fault("false", ("W202",), source, spot, f"({rule}) && 1 == 2")
        yield from _fault("true", ("W201",), source, spot, f"case.id == case.id || ({rule})")


def wrong_worked_out_values(good: Good) -> Iterator[Fault]:
    fields = good.definition.fields
    for source, spot in good.spots("actions", "*"):
        action = good.definition.actions[str(spot.path[1])]
        for name in (*action.asks, *action.may_ask):
            if fields[name].type in ("date", "number") and not action.sets:
                wrong = "1 == 1" if fields[name].type == "date" else "today"
                if found := source.into(spot, f"sets: {{{name}: {wrong}}}"):
                    yield Fault("sets", ("E210",), {source.file: found[0]})
                break


KINDS = (
    misspelled_facts,
    misspelled_functions,
    misspelled_options,
    numbers_in_quotes,
    rules_that_are_none,
    constant_rules,
    wrong_worked_out_values,
)
