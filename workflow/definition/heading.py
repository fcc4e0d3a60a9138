"""Reads the head of a definition: format, id, subject, the template of case numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workflow.definition.form import Form
from workflow.definition.subject import Subject
from workflow.definition.yaml import Node
from workflow.language import N_

FORMAT = "lantik/1"
_TEMPLATE = re.compile(r"(?:[^\s{}]|\{year\}|\{month\}|\{n(?::0?[1-9])?\})+")
_LONGEST_NUMBER = 64


def check_format(form: Form, node: Node | None) -> None:
    """`format`: the one that this program reads."""
    words = form.text(node, "format")
    if words is not None and words != FORMAT and node is not None:
        form.findings.error(
            "E114",
            node.place,
            N_("the format “{word}” is not known"),
            N_("write {format}"),
            word=words,
            format=FORMAT,
        )


def subject(
    form: Form, node: Node | None, subjects: Mapping[str, Subject]
) -> tuple[str | None, Subject | None]:
    """`subject`: its name, and what it brings where that is known."""
    name = form.text(node, "subject")
    if name is None or node is None:
        return None, None
    if name in subjects:
        return name, subjects[name]
    meant = form.findings.unknown("E110", node.place, N_("the subject “{word}” is not known"), subjects, name)
    return (meant, subjects[meant]) if meant else (name, None)


def id_of(form: Form, node: Node | None) -> str:
    """`id`: what cases and commands call the definition."""
    words = form.text(node, "id")
    if words is None or node is None:
        return ""
    if not all(one.isascii() and (one.isalnum() or one in "-_.") for one in words) or len(words) > 100:
        form.findings.error(
            "E111",
            node.place,
            N_("“{name}” cannot be the id of a definition"),
            N_("letters, digits, -, _ and ."),
            name=words,
        )
    return words


def number(form: Form, node: Node | None) -> str | None:
    """`number`: the template of case numbers, as in `JF-{year}-{n:04}`."""
    words = form.text(node, "number")
    if words is None or node is None:
        return None
    fine = len(words) <= _LONGEST_NUMBER and words.isprintable() and _TEMPLATE.fullmatch(words) is not None
    if not (fine and re.search(r"\{n[:}]", words)):
        form.findings.error(
            "E108",
            node.place,
            N_("“{words}” is no template of case numbers"),
            N_("use {{n}}, {{year}}, {{month}}, as in JF-{{year}}-{{n:04}}"),
            words=words,
        )
        return None
    return words
