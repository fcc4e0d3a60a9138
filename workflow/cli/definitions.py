"""Definitions: `check` files, `show` one, `publish` one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.cli import shapes
from workflow.cli.output import note, write_json, write_line
from workflow.cli.parser import Group
from workflow.errors import DefinitionError, InputError
from workflow.language import LANGUAGES, N_, _, language, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow import Version
    from workflow.cli.context import Context
    from workflow.definition.model import Definition
    from workflow.definition.subject import Subject
    from workflow.workspace.publishing import Definitions

FORMATS = ("text", "mermaid", "dot")
_CITY = "city.yaml"


def register(top: Group) -> None:
    """Add these commands."""
    check = top.command(
        "check", run_check, _("say everything that is wrong with definition files; needs no store"),
        "lantik check definitions/jabatan-fungsional.yaml\nlantik check --json definitions/*.yaml\n"
        "lantik check -v definitions/jabatan-fungsional.scenario.yaml",
    )  # fmt: skip
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument(
        "--no-scenarios", action="store_true", help=_("do not run the scenarios beside a definition")
    )
    check.add_argument(
        "-v", "--verbose", action="store_true", help=_("tell what happened in each scenario, step by step")
    )
    show = top.command(
        "show", run_show, _("draw a definition: a published one by its id, or a file"),
        "lantik show jabatan-fungsional\nlantik show definitions/jabatan-fungsional.yaml --format mermaid",
    )  # fmt: skip
    show.add_argument(
        "definition", metavar="DEFINITION", help=_("an id, an id with a version (id@2), or a file")
    )
    show.add_argument("--format", choices=FORMATS, default="text")
    publish = top.command(
        "publish", run_publish, _("publish a file as the next version of its definition"),
        "lantik publish definitions/jabatan-fungsional.yaml --as admin",
    )  # fmt: skip
    publish.add_argument("file", metavar="FILE")


def run_check(context: Context) -> int:
    """Check files, and run their scenarios; 2 when one of them has an error."""
    from workflow.cli.checking import Checking

    checking = Checking(_languages, _subjects, scenarios=not context.given.no_scenarios)
    found = checking.all([Path(file) for file in context.given.files])
    findings = list(found.diagnostics)
    if context.json:
        write_json([one.as_dict() for one in findings])
    else:
        for one in findings:
            write_line(str(one))
        if context.given.verbose:
            for line in found.stories():
                write_line(line)
        errors = sum(one.severity == "error" for one in findings)
        note(
            _("{errors} error(s), {warnings} warning(s) in {files} file(s).").format(
                errors=errors, warnings=len(findings) - errors, files=len(context.given.files)
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
    name: str = context.given.definition
    if name.endswith((".yaml", ".yml")) or Path(name).is_file():
        version, definition = None, _from_file(Path(name))
    else:
        version = _published(context, name)
        definition = version.definition
    drawing = _draw(definition, context.given.format)
    if context.json:
        write_json(_document(definition, version, context.given.format, drawing))
        return 0
    if version is not None and context.given.format == "text":
        note(_story(context, version))
    for line in drawing.splitlines():
        print(line)
    return 0


def _from_file(path: Path) -> Definition:
    from workflow.definition.check import check
    from workflow.definition.reader import read

    subjects = _subjects(path)
    reading = read(path, file=str(path), languages=_languages(path), subjects=subjects)
    if reading.definition is None:
        raise DefinitionError([one for one in check(reading, subjects) if one.severity == "error"])
    return reading.definition


def _published(context: Context, name: str) -> Version:
    definition, _at, number = name.partition("@")
    definitions: Definitions = context.session.definitions
    if not number:
        return definitions.newest(definition)
    if not number.isdigit():
        raise InputError(
            N_("“{name}” names no version."), N_("Write it as {id}@2."), name=name, id=definition
        )
    return definitions.get(definition, int(number))


def _draw(definition: Definition, form: str) -> str:
    from workflow.definition import diagram

    draw = {"text": diagram.plain, "mermaid": diagram.mermaid, "dot": diagram.dot}[form]
    return draw(definition, language())


def _story(context: Context, version: Version) -> str:
    running = context.session.definitions.running(version.id)
    all_of_it = sorted(one.number for one in context.session.definitions.all() if one.id == version.id)
    return _("Version {n}, published {at} by {who}; versions: {versions}.").format(
        n=version.number, at=version.published_at[:16].replace("T", " "), who=version.published_by,
        versions=", ".join(
            _("{n} ({running} open cases)").format(n=n, running=running.get(n, 0)) for n in all_of_it
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


def run_publish(context: Context) -> int:
    """Publish a file."""
    before = {(one.id, one.number) for one in context.session.definitions.all()}
    version: Version = context.session.publish(context.given.file)
    new = (version.id, version.number) not in before
    if context.json:
        write_json({**shapes.version(version), "new": new})
    elif new:
        write_line(_("Published {id}, version {n}.").format(id=version.id, n=version.number))
    else:
        write_line(
            _("{id}, version {n} says the same already; nothing was published.").format(
                id=version.id, n=version.number
            )
        )
    return 0
