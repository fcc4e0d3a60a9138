"""The office's own sheets into the registry: `import positions FILE`, `import people FILE`, and sheets to begin with."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from workflow.cli.output import note, write_json, write_line
from workflow.cli.parser import Group
from workflow.errors import InputError
from workflow.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.cli.context import Context
    from workflow.exchange.columns import Layout
    from workflow.exchange.headings import Table
    from workflow.exchange.plan import ImportPlan, Known


def register(top: Group) -> None:
    """Add these commands."""
    group = top.group("import", _("bring the office's own sheets into the registry"))
    for name, run, summary in (
        ("positions", run_positions, _("import units and positions from Excel or CSV")),
        ("people", run_people, _("import people and what they hold from Excel or CSV")),
    ):
        example = (
            f"lantik import {name} --template {name}.csv\nlantik import {name} {name}.csv --dry-run --as admin\n"
            f"lantik import {name} {name}.xlsx --as admin"
        )
        made = group.command(name, run, summary, example)
        made.add_argument("file", metavar="FILE", nargs="?")
        made.add_argument("--dry-run", action="store_true", help=_("say what it would do, and write nothing"))
        made.add_argument(
            "--template",
            metavar="FILE",
            help=_("write a CSV file with the headings and one example row instead; needs no store"),
        )


def run_positions(context: Context) -> int:
    """Import positions, or write a sheet to begin with."""
    if context.given.template is not None:
        return _template(context, "positions")
    _wants_a_file(context)
    from workflow.exchange.layouts import POSITIONS
    from workflow.exchange.positions import read_positions

    reference = context.session.reference
    return _import(context, POSITIONS, lambda table, known: read_positions(table, reference, known))


def run_people(context: Context) -> int:
    """Import people, or write a sheet to begin with."""
    if context.given.template is not None:
        return _template(context, "people")
    _wants_a_file(context)
    from workflow.exchange.layouts import PEOPLE
    from workflow.exchange.people import read_people

    reference, today = context.session.reference, context.session.now().date()
    return _import(context, PEOPLE, lambda table, known: read_people(table, reference, known, today=today))


def _wants_a_file(context: Context) -> None:
    """Told before the store is opened."""
    if context.given.file is None:
        raise InputError(
            N_("Still missing: {what}."), N_("`{command} --help` shows the form."), what="FILE",
            command=context.given.parser.prog,
        )  # fmt: skip


def _template(context: Context, kind: str) -> int:
    """Write the headings and one example row; nothing else is opened."""
    from workflow.exchange.templates import write_template

    for wrong, given in (("FILE", context.given.file is not None), ("--dry-run", context.given.dry_run)):
        if given:
            raise InputError(
                N_("{what} does not go with {value}."), N_("`{command} --help` shows the form."), what=wrong,
                value="--template", command=context.given.parser.prog,
            )  # fmt: skip
    path = context.given.template
    write_template(kind, path)
    if context.json:
        write_json({"file": path, "template": kind})
        return 0
    write_line(
        _("{path} has the headings and one example row; put your own rows in its place.").format(path=path)
    )
    write_line(_("Then: {command}").format(command=f"lantik import {kind} {shlex.quote(path)}"))
    return 0


def _import(context: Context, layout: Layout, read: Callable[[Table, Known], ImportPlan]) -> int:
    """Take the good rows in and tell the bad ones; 2 when there are such."""
    from workflow.exchange.headings import read_table
    from workflow.exchange.sheets import read_book

    plan = read(read_table(read_book(context.given.file), layout), _known(context))
    if not context.given.dry_run:
        context.session.registry.put(plan.records, actor=context.user)
    _tell(context, plan)
    return InputError.exit_code if plan.bad else 0


def _known(context: Context) -> Known:
    """The registry as it stands, at one moment."""
    from workflow.exchange.plan import TABLES, Known

    tables: dict[Any, str] = dict(TABLES)
    reader = context.session.store.read()
    return Known.of(kind.from_doc(doc) for kind, table in tables.items() for doc in reader.all(table))


def _tell(context: Context, plan: ImportPlan) -> None:
    dry = context.given.dry_run
    if context.json:
        write_json({
            "file": context.given.file, "dry_run": dry,
            "new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged, "bad": plan.bad,
            "written": {} if dry else plan.written, "faults": [one.as_dict() for one in plan.faults],
            "warnings": [one.as_dict() for one in plan.warnings], "unused": plan.unused,
            "notes": [one.message for one in plan.notes],
        })  # fmt: skip
        return
    for one in plan.faults:
        write_line(str(one))
    for one in plan.warnings:
        note(_("Worth a look: {what}").format(what=str(one)))
    for about in plan.notes:
        note(about.message)
    if plan.unused:
        note(_("Columns that were not understood: {columns}.").format(columns=", ".join(plan.unused)))
    words = _("Rows: {new} new, {changed} changed, {unchanged} unchanged, {bad} bad and left out.")
    write_line(words.format(new=plan.new, changed=plan.changed, unchanged=plan.unchanged, bad=plan.bad))
    if dry:
        write_line(_("Nothing was written (--dry-run)."))
