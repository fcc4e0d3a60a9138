"""Reads what a scalar means: YAML 1.2's words, numbers, yes/no, and dates."""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Any

from workflow.definition.yaml import Broken, Node, Scalar, Series, Table
from workflow.language import Phrase, Words

INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


def blank(node: Node | None) -> bool:
    """Whether a key has no value: `label:` and nothing behind it."""
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null", "Null", "NULL")


def value(node: Node) -> Any:
    """Any value as Python has it: number, date, text, yes/no, list, mapping. None for an empty one."""
    if isinstance(node, Series):
        return [value(item) for item in node.items]
    if isinstance(node, Table):
        return {name: value(one) for name, (_, one) in node.entries.items()}
    if isinstance(node, Broken) or blank(node):
        return None
    if not node.plain:
        return node.text
    return plain(node.text)


def plain(text: str) -> Any:
    """An unquoted word as YAML 1.2 understands it, and a date as a date.

    Example:
        >>> [plain(one) for one in ("15", "2.5", "true", "no", "2025-11-25")]
        [15, 2.5, True, 'no', datetime.date(2025, 11, 25)]
    """
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if INT.match(text):
        return int(text)
    if _FLOAT.match(text) and isfinite(number := float(text)):
        return number
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def found(node: Node) -> Words:
    """What a node is, for a sentence."""
    if isinstance(node, Scalar):
        return Phrase("nothing") if blank(node) else f"“{node.text[:60]}”"
    return Phrase("a list") if isinstance(node, Series) else Phrase("keys with values")
