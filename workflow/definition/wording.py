"""Words in the reader's language for what the parsers of YAML and of rules say in English, and for the names of types."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from workflow.language import N_, Phrase, Words, translate

_TYPE = re.compile(r"[A-Za-z.]+")
_TYPES = frozenset(
    [
        N_("string"),
        N_("int"),
        N_("double"),
        N_("bool"),
        N_("timestamp"),
        N_("duration"),
        N_("google.protobuf.Timestamp"),
        N_("google.protobuf.Duration"),
        N_("list"),
        N_("map"),
        N_("dyn"),
        N_("null"),
    ]
)
_THE_END = N_("the end")
_SAID = (
    # YAML
    N_("mapping values are not allowed here"),
    N_("mapping keys are not allowed here"),
    N_("sequence entries are not allowed here"),
    N_("could not find expected ':'"),
    N_("found character {found} that cannot start any token"),
    N_("found unknown escape character {found}"),
    N_("found unexpected end of stream"),
    N_("found unexpected document separator"),
    N_("expected <block end>, but found {found}"),
    N_("expected the node content, but found {found}"),
    N_("expected a comment or a line break, but found {found}"),
    N_("expected alphabetic or numeric character, but found {found}"),
    N_("expected ',' or ']', but got {found}"),
    N_("expected ',' or '}}', but got {found}"),
    N_("expected {wanted}, but found {found}"),
    # rules that are not well-formed
    N_("mismatched input {found} expecting {wanted}"),
    N_("mismatched input {found}"),
    N_("extraneous input {found} expecting {wanted}"),
    N_("extraneous input {found}"),
    N_("token recognition error at: {found}"),
    N_("no viable alternative at input {found}"),
    N_("missing {wanted} at {found}"),
    N_("reserved identifier: {found}"),
    # rules that cannot be worked out
    N_("the answer is {type}, not yes or no"),
    N_("divide by zero"),
    N_("modulus by zero"),
    N_("integer overflow"),
    N_("cannot convert {type} to {wanted_type}"),
    N_("Index error: index={index} size={size}"),
    N_("Key not found in map : {key}"),
    N_("No matching overloads found : {found}"),
)


class _Types(Phrase):
    """Names of types, with whatever stands around them."""

    def __str__(self) -> str:
        return _TYPE.sub(lambda word: translate(word[0]) if word[0] in _TYPES else word[0], self.message)


def type_words(types: str) -> Phrase:
    """Types as a vocabulary writes them, for a sentence.

    Example:
        >>> str(type_words("map(string, list(int))"))
        'map(string, list(int))'
    """
    return _Types(types)


def worded(said: str) -> Words:
    """What a parser or the rule language said, for a sentence; in English every word stays as it is.

    Example:
        >>> str(worded("mismatched input the end expecting ']'")), worded("something else")
        ("mismatched input the end expecting ']'", 'something else')
    """
    for template, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return Phrase(template, **{name: _value(name, one) for name, one in found.groupdict().items()})
    return said


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = []
    for template in _SAID:
        parts = (
            re.escape(plain) + (f"(?P<{name}>.+)" if name else "")
            for plain, name, _, _ in Formatter().parse(template)
        )
        made.append((template, re.compile("".join(parts), re.DOTALL)))
    return tuple(made)


def _value(name: str, value: str) -> Words:
    if name.endswith("type"):
        return type_words(value)
    return Phrase(_THE_END) if value == _THE_END else value
