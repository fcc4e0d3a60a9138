"""Reads a definition: file → `Definition`, with every mistake of its form at its line and column, all in one run.

What the rules say and whether the flow holds together is told by `workflow.definition.check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workflow.definition.actions import actions
from workflow.definition.content import content_hash
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.fields import SCOPES, fields
from workflow.definition.findings import Findings
from workflow.definition.form import Form
from workflow.definition.gaps import Gaps
from workflow.definition.heading import check_format, id_of, number, subject
from workflow.definition.include import PART_KEYS, Finder, Joined, folders, join
from workflow.definition.model import PHASES, Action, Definition, Place, State, Trigger
from workflow.definition.parts import at, documents, parameters, phases, place_of, roles, rule, texts
from workflow.definition.signatures import duties
from workflow.definition.states import states
from workflow.definition.subject import Subject
from workflow.definition.triggers import triggers
from workflow.definition.yaml import MAX_BYTES, Node, Scalar, Table, parse
from workflow.language import LANGUAGES, N_, Phrase
from workflow.shipped import shipped_definitions

_KEYS = (
    "format",
    "id",
    "title",
    "include",
    "basis",
    "subject",
    "opens_for",
    "phases",
    "number",
    "parameters",
    "roles",
    "fields",
    "documents",
    "initial",
    "states",
    "actions",
    "on",
    "duties",
)
_BATCH = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_REQUIRED = ("format", "id", "title", "initial", "states", "actions")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one file.

    Args:
        definition: the definition, or None when its form has an error.
        diagnostics: what is wrong with its form, in the file's order.
        draft: as much of the definition as could be understood, for further checks of a file with errors.
        keys: where the sections of the file begin.
        gaps: what of the draft could not be understood.
    """

    definition: Definition | None
    diagnostics: list[Diagnostic]
    draft: Definition | None = None
    keys: Mapping[str, Place] = field(default_factory=dict)
    gaps: Gaps = field(default_factory=Gaps)


def content_of(source: str | Path | bytes) -> bytes:
    """The bytes of a file, no more than tells that it is too big; bytes are given back as they are.

    Raises:
        OSError: it cannot be read.
    """
    if isinstance(source, bytes):
        return source
    with Path(source).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def read(
    source: str | Path | bytes,
    *,
    file: str | None = None,
    languages: Sequence[str] = LANGUAGES,
    subjects: Mapping[str, Subject] | None = None,
    find: Finder | None = None,
) -> Reading:
    r"""Read a definition; whatever the bytes are, the answer is a reading and never a traceback.

    Args:
        source: the path of a file, or its bytes.
        file: its name in the diagnostics; the path where left out.
        languages: codes of the languages in which every label must stand.
        subjects: what `subject: NAME` may name.
        find: gives the parts that it includes; where left out they lie beside the file, in `definitions/` of the folder
            that we are in, or among those that come with Lantik.

    Example:
        >>> reading = read(b"format: lantik/1\nid: x\nstate: {}", file="x.yaml")
        >>> print(*reading.diagnostics[:2], sep="\n")
        x.yaml:1:1: error E107 the definition lacks “title”
        x.yaml:1:1: error E107 the definition lacks “initial”
    """
    name = file or (str(source) if not isinstance(source, bytes) else "<memory>")
    findings = Findings()
    try:
        content = content_of(source)
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else str(fault)
        findings.error(
            "E101", Place(name), N_("the file cannot be read: {reason}"), reason=reason or str(fault)
        )
        return Reading(None, findings.sorted())
    text, root = parse(content, name, findings)
    if root is None:
        if not findings:
            findings.error("E107", Place(name), N_("the file is empty"), N_("begin with “format: lantik/1”"))
        return Reading(None, findings.sorted())
    form = Form(languages, findings)
    own = form.table(root, Phrase("the definition")) if not _too_much(findings) else None
    if own is None:
        return Reading(None, _too_much(findings) or findings.sorted())
    joined = join(own, find or around(name), findings)
    before = findings.sorted()
    if too_much := _too_much(findings):
        return Reading(None, too_much)
    whole = joined.whole and not any(one.code == "E103" for one in before)
    known_by = content_hash(content, (one.encode() for one in joined.parts.values()))
    draft = _definition(form, joined.root, subjects or {}, text, known_by, joined)
    if not whole:
        return Reading(None, _of_whole_sections(findings.sorted(), before, own))
    found = findings.sorted()
    keys = {key: place.place for key, (place, _) in joined.root.entries.items()}
    _note_lost_facts(form, draft)
    return Reading(None if found else draft, found, draft, keys, form.gaps)


def _too_much(findings: Findings) -> list[Diagnostic]:
    return [one for one in findings.sorted() if one.code == "E102"]


def around(name: str) -> Finder:
    """Where the parts of a file lie that was read from nowhere in particular."""
    return folders(Path(name).parent, Path("definitions"), shipped_definitions())


def _of_whole_sections(found: list[Diagnostic], before: list[Diagnostic], table: Table) -> list[Diagnostic]:
    """Of a file that could be read only up to a fault: what is wrong before the section that holds the fault.

    What stands behind was not read, so that complaints about its absence would mislead.
    """
    end = max((key.place.line for key, _ in table.entries.values()), default=0)
    return [
        one
        for one in found
        if one in before
        or (one.place.file == table.place.file and one.place.line < end and one.code not in ("E107", "E110"))
    ]


def _note_lost_facts(form: Form, draft: Definition) -> None:
    """Facts that are declared but could not be read: a rule that names them is not at fault."""
    form.gaps.untyped |= {f"case.{name}" for name in form.declared["fields"] if name not in draft.fields}
    form.gaps.untyped |= {
        f"params.{name}" for name in form.declared["parameters"] if name not in draft.parameters
    }


def _definition(
    form: Form, table: Table, subjects: Mapping[str, Subject], text: str, hash: str, joined: Joined
) -> Definition:
    form.keys(table, Phrase("the definition"), _KEYS, _REQUIRED)
    check_format(form, at(table, "format"))
    for path, head in joined.heads.items():
        part_head(form, path, head)
    subject_name, brought = subject(form, at(table, "subject"), subjects)
    own = phases(form, at(table, "phases"))
    if own and subject_name is not None:
        form.findings.error(
            "E113",
            place_of(table, "phases"),
            N_("phases of its own are for a definition without a subject"),
            N_("delete “phases”"),
        )
    _declare(form, table, own if own and subject_name is None else PHASES, subject_name, brought)
    read_parameters = parameters(form, at(table, "parameters"))
    read_roles = roles(form, at(table, "roles"))
    read_fields = fields(form, at(table, "fields"))
    read_documents = documents(form, at(table, "documents"))
    read_states = states(form, at(table, "states"))
    read_triggers = triggers(form, at(table, "on"), read_states)
    read_actions = _automatic(
        actions(form, at(table, "actions"), read_fields), read_states, read_triggers.values()
    )
    id_node = at(table, "id")
    title = at(table, "title")
    return Definition(
        id=id_of(form, id_node),
        title=form.label(title, table.place, Phrase("the title")) if title is not None else {},
        initial=_initial(form, at(table, "initial"), read_states),
        states=read_states,
        actions=read_actions,
        roles=read_roles,
        fields=read_fields,
        documents=read_documents,
        parameters=read_parameters,
        duties=duties(form, at(table, "duties")),
        phases=own if own and subject_name is None else PHASES,
        subject=subject_name,
        opens_for=rule(form, at(table, "opens_for"), "opens_for"),
        basis=texts(form, at(table, "basis"), "basis"),
        number=number(form, at(table, "number")),
        source=text,
        hash=hash,
        place=place_of(table, "id"),
        parts=joined.parts,
        on=read_triggers,
    )


def check_part(source: str | Path, languages: Sequence[str] = LANGUAGES) -> list[Diagnostic]:
    """What is wrong with a part by itself: its YAML, its head. The rest is told by a definition that includes it.

    Args:
        source: its path.
        languages: codes of the languages in which every label must stand.
    """
    findings, name = Findings(), str(source)
    try:
        _, root = parse(content_of(source), name, findings)
    except (OSError, ValueError) as fault:
        findings.error("E101", Place(name), N_("the file cannot be read: {reason}"), reason=str(fault))
        return findings.sorted()
    form = Form(languages, findings)
    table = form.table(root, Phrase("the part")) if root is not None else None
    if table is not None:
        part_head(form, Path(source).name, table)
    return findings.sorted()


def part_head(form: Form, path: str, table: Table) -> None:
    """What stands at the head of a part: its format, its title, and nothing that belongs to a definition alone."""
    what = Phrase("part “{path}”", path=path)
    form.keys(table, what, PART_KEYS, ("format", "part"))
    check_format(form, at(table, "format"))
    form.label(at(table, "part"), table.place, Phrase("part of {what}", what=what))


def _automatic(
    actions: dict[str, Action], states: Mapping[str, State], triggers: Iterable[Trigger]
) -> dict[str, Action]:
    """Mark the actions that nobody takes, since a refusal, a deadline or something that happens fires them."""
    fired = {action.refused for action in actions.values()}
    fired |= {step.act for state in states.values() for step in state.overdue}
    fired |= {one.act for one in triggers}
    return {
        name: replace(
            action, automatic=action.automatic or (name in fired and not action.by and not action.signoff)
        )
        for name, action in actions.items()
    }


def _declare(
    form: Form, table: Table, phases: Mapping[str, Any], subject_name: str | None, subject: Subject | None
) -> None:
    """Collect every declared name first, since a name may be used before its declaration."""
    for section in ("roles", "fields", "documents", "states", "actions", "parameters"):
        node = at(table, section)
        form.declared[section] = tuple(node.entries) if isinstance(node, Table) else ()
    form.declared["phases"] = tuple(phases)
    form.declared["watched"] = (*form.declared["fields"], *form.declared["documents"])
    form.declared["scopes"] = (*form.declared["fields"], *SCOPES)
    if subject_name is None:
        form.declared["effects"] = ()
        form.declared["batches"] = _own_batches(at(table, "actions"))
    elif subject is not None:
        form.declared["effects"] = tuple(sorted(subject.effects))
        form.declared["batches"] = tuple(sorted(subject.batches))


def _own_batches(actions: Node | None) -> tuple[str, ...]:
    """Without a subject a definition names its own batches, by the actions that are taken for one."""
    tables = [node for _, node in actions.entries.values()] if isinstance(actions, Table) else []
    named = [at(one, "batch") for one in tables if isinstance(one, Table)]
    words = (one.text for one in named if isinstance(one, Scalar))
    return tuple(dict.fromkeys(word for word in words if _BATCH.fullmatch(word)))


def _initial(form: Form, node: Node | None, states: Mapping[str, State]) -> str:
    name = None
    if form.text(node, "initial") is not None and isinstance(node, Scalar):
        name = form.known(node, "states", "initial")
    if name is None:
        form.gaps.graph = True
    return name or next(iter(states), "")
