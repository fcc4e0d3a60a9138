"""Checks a definition's file: form, rules and shape (levels 1 to 3), all in one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from workflow.definition.diagnostic import Diagnostic
from workflow.definition.findings import Findings
from workflow.definition.going_back import check_going_back
from workflow.definition.reader import Reading, read
from workflow.definition.rule_check import check_rules
from workflow.definition.rules import RuleSet
from workflow.definition.shape import check_shape
from workflow.definition.space.level import check_space
from workflow.definition.subject import Subject
from workflow.language import LANGUAGES


def check_file(
    source: str | Path | bytes,
    *,
    file: str | None = None,
    languages: Sequence[str] = LANGUAGES,
    subjects: Mapping[str, Subject] | None = None,
) -> list[Diagnostic]:
    """Everything that is wrong with a definition's file.

    Args:
        source: the path of a file, or its bytes.
        file: its name in the diagnostics; the path where left out.
        languages: codes of the languages in which every label must stand.
        subjects: what `subject: NAME` may name.

    Returns:
        The findings in the file's order; none when it is clean.

    Example:
        >>> [one.code for one in check_file(b"format: lantik/2", file="x.yaml")][:2]
        ['E107', 'E107']
    """
    return check(read(source, file=file, languages=languages, subjects=subjects), subjects or {})


def check(reading: Reading, subjects: Mapping[str, Subject] | None = None) -> list[Diagnostic]:
    """The findings of a reading's form, together with those of its rules and its shape.

    A file whose form has errors is checked on as far as it could be understood.

    Args:
        reading: what `read` gave.
        subjects: the same as for `read`.

    Example:
        >>> check(read(b""))[0].message
        'the file is empty'
    """
    draft = reading.draft
    if draft is None:
        return reading.diagnostics
    findings = Findings()
    findings.add(reading.diagnostics)
    known, misread = subjects or {}, _misread(findings)
    rules, unsure, never = None, frozenset[str](), frozenset[str]()
    if draft.subject is None or draft.subject in known:
        rules = RuleSet(draft, known.get(draft.subject or ""), reading.gaps.untyped)
        unsure, never = check_rules(draft, rules, findings)
    check_shape(draft, findings, reading.keys.get("states"), reading.gaps)
    check_going_back(draft, findings, reading.gaps)
    if rules is not None and not misread:
        check_space(draft, rules, findings, unsure, never, reading.gaps)
    return findings.sorted()


def _misread(findings: Findings) -> bool:
    """Whether the form has a fault after which it is not known what the file means to say."""
    return any(one.severity == "error" and one.code != "E109" for one in findings.sorted())
