"""Definitions: `check` files, `show` one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.cli import shapes
from workflow.cli.output import note, write_json, write_line
from workflow.cli.parser import Group
from workflow.errors import DefinitionError, InputError
from workflow.language import LANGUAGES, Counted, _, language, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow import Version
    from workflow.cli.context import Context
    from workflow.definition.model import Definition
    from workflow.definition.subject import Subject

FORMATS = ("text", "outline", "mermaid", "dot", "svg")
_WIDEST = 100
_CITY = "city.yaml"


def register(top: Group) -> None:
    """Add these commands."""
    check = top.command(
        "check", run_check, _("say everything that is wrong with definition files; needs no store"),
        "lantik check definitions/jabatan-fungsional.yaml\nlantik check --json definitions/*.yaml\n"
        "lantik check -v definitions/jabatan-fungsional.scenario.yaml\n"
        "lantik check definitions/jabatan-fungsional.yaml --people",
    )  # fmt: skip
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument(
        "--no-scenarios", action="store_true", help=_("do not run the scenarios beside a definition")
    )
    check.add_argument(
        "-v", "--verbose", action="store_true", help=_("tell what happened in each scenario, step by step")
    )
    check.add_argument(
        "--people",
        action="store_true",
        help=_("also whether the people of the store can complete it, and on whom it depends"),
    )
    show = top.command(
        "show", run_show, _("draw a definition: a published one by its id, or a file"),
        "lantik show jabatan-fungsional\nlantik show definitions/jabatan-fungsional.yaml --format svg > pathway.svg",
    )  # fmt: skip
    show.add_argument(
        "definition", metavar="DEFINITION", help=_("an id, an id with a version (id@2), or a file")
    )
    show.add_argument(
        "--format", choices=FORMATS, default="text",
        help=_("text: drawn for the terminal; outline: every action in a line; mermaid, dot, svg: for a page"),
    )  # fmt: skip


def run_check(context: Context) -> int:
    """Check files, and run their scenarios; 2 when one of them has an error."""
    from workflow.cli.checking import Checking

    people = context.workspace.definitions.staffing if context.given.people else None
    checking = Checking(_languages, _subjects, scenarios=not context.given.no_scenarios, people=people)
    found = checking.all([Path(file) for file in context.given.files])
    findings = list(found.diagnostics)
    if context.json:
        write_json([one.as_dict() for one in findings])
    else:
        for one in findings:
            write_line(str(one))
        for line in found.teams():
            write_line(line)
        if context.given.verbose:
            for line in found.stories():
                write_line(line)
        errors = sum(one.severity == "error" for one in findings)
        note(
            _("{errors}, {warnings} in {files}.").format(
                errors=Counted("{n} error", "{n} errors", errors),
                warnings=Counted("{n} warning", "{n} warnings", len(findings) - errors),
                files=Counted("{n} file", "{n} files", len(context.given.files)),
            )
        )
        if found.trials:
            note(found.summary())
    return 2 if any(one.severity == "error" for one in findings) else 0


def _near(path: Path, name: str) -> Path | None:
    """A file or folder beside a definition, or in the definitions of the folder that we are in."""
    for folder in (path.parent, Path("definitions"), Path()):
        if (folder / name).exists():
            return folder / name
    return None


def _languages(path: Path) -> Sequence[str]:
    """The languages of the city in sight; both where there is none."""
    from workflow.registry.settings import load_city

    city = _near(path, _CITY)
    if city is None:
        return LANGUAGES
    try:
        return load_city(city).languages
    except (DefinitionError, InputError):
        note(
            _("{path} cannot be used; labels are checked in {languages}.").format(
                path=city, languages=", ".join(LANGUAGES)
            )
        )
        return LANGUAGES


def _subjects(path: Path) -> Mapping[str, Subject]:
    """What `subject:` may name, with the reference tables in sight."""
    from workflow.registry.reference import Reference
    from workflow.registry.vocabulary import position_subject
    from workflow.shipped import shipped_definitions

    return {
        "position": position_subject(
            Reference.load(_near(path, "reference") or shipped_definitions() / "reference")
        )
    }


def run_show(context: Context) -> int:
    """Draw a definition."""
    from workflow.definition.model import Definition

    found = meant(context, context.given.definition)
    version, definition = (None, found) if isinstance(found, Definition) else (found, found.definition)
    drawing = _draw(definition, context.given.format)
    if context.json:
        write_json(_document(definition, version, context.given.format, drawing))
        return 0
    if version is not None and context.given.format in ("text", "outline"):
        note(_story(context, version))
    for line in drawing.splitlines():
        print(line)
    return 0


def meant(context: Context, name: str) -> Definition | Version:
    """A definition by the path of its file (which needs no store), or a version by `ID@N`, the newest by `ID`.

    Raises:
        InputError: there is none.
        DefinitionError: the file has errors of form.
    """
    if name.endswith((".yaml", ".yml")) or Path(name).is_file():
        return _from_file(Path(name))
    version: Version = context.session.definitions.named(name)
    return version


def _from_file(path: Path) -> Definition:
    from workflow.definition.check import check
    from workflow.definition.reader import read

    subjects = _subjects(path)
    reading = read(path, file=str(path), languages=_languages(path), subjects=subjects)
    if reading.definition is None:
        raise DefinitionError([one for one in check(reading, subjects) if one.severity == "error"])
    return reading.definition


def _draw(definition: Definition, form: str) -> str:
    from workflow.definition import diagram, drawing

    if form == "text":
        return drawing.terminal(definition, language(), min(_columns(), _WIDEST))
    draw = {"outline": diagram.plain, "mermaid": diagram.mermaid, "dot": diagram.dot, "svg": drawing.svg}
    return draw[form](definition, language())


def _columns() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDEST


def _story(context: Context, version: Version) -> str:
    running = context.session.definitions.running(version.id)
    all_of_it = sorted(one.number for one in context.session.definitions.all() if one.id == version.id)
    return _("Version {n}, published {at} by {who}; versions: {versions}.").format(
        n=version.number, at=version.published_at[:16].replace("T", " "), who=version.published_by,
        versions=", ".join(
            _("{n} ({running})").format(
                n=n, running=Counted("{n} open case", "{n} open cases", running.get(n, 0))
            )
            for n in all_of_it
        ),
    )  # fmt: skip


def _document(definition: Definition, version: Version | None, form: str, drawing: str) -> dict[str, Any]:
    head = shapes.version(version) if version else {
        "definition": definition.id, "title": text(definition.title), "version": None, "hash": definition.hash,
        "published_at": None, "published_by": None,
    }  # fmt: skip
    return {
        **head,
        "format": form,
        "drawing": drawing,
        "states": [
            {"name": one.name, "label": text(one.label), "phase": one.phase, "final": one.final}
            for one in definition.states.values()
        ],
        "actions": [
            {
                "name": one.name,
                "label": text(one.label),
                "from": one.source,
                "to": one.to,
                "roles": one.roles,
                "asks": one.asks,
                "side": one.side,
            }
            for one in definition.actions.values()
        ],
    }
