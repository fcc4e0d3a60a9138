"""Versions of definitions: `publish` a file, `compare` two, `migrate` running cases from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.cli import shapes
from workflow.cli.output import note, write_json, write_line, write_table
from workflow.cli.parser import Group, Parser
from workflow.errors import InputError
from workflow.language import N_, _, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow import Version
    from workflow.cli.context import Context
    from workflow.definition.compare import Difference
    from workflow.workspace.migrating import Moved
    from workflow.workspace.proposing import Proposal
    from workflow.workspace.publishing import Definitions


def register(top: Group) -> None:
    """Add these commands."""
    publish = top.command(
        "publish", run_publish, _("publish a file as the next version of its definition; running cases stay on theirs"),
        "lantik publish definitions/jabatan-fungsional.yaml --as admin\n"
        "lantik publish definitions/jabatan-fungsional.yaml --map assessed=reviewed --as admin",
    )  # fmt: skip
    publish.add_argument("file", metavar="FILE")
    _takes_map(publish)
    publish.add_argument(
        "--propose", action="store_true",
        help=_("propose it for another administrator to publish exactly this content"),
    )  # fmt: skip
    top.command(
        "proposals", run_proposals, _("what administrators have proposed to publish"), "lantik proposals --as admin"
    )  # fmt: skip
    compare = top.command(
        "compare", run_compare, _("tell two versions or files of a definition apart, in words"),
        "lantik compare jabatan-fungsional@1 jabatan-fungsional\n"
        "lantik compare jabatan-fungsional definitions/jabatan-fungsional.yaml --json",
    )  # fmt: skip
    for name in ("old", "new"):
        compare.add_argument(
            name, metavar=name.upper(), help=_("an id (the newest version), an id with a version (id@2), or a file")
        )  # fmt: skip
    migrate = top.command(
        "migrate", run_migrate, _("move running cases to another version of their definition, a line for each"),
        "lantik migrate jabatan-fungsional --dry-run --as admin\n"
        "lantik migrate jabatan-fungsional --from 1 --to 3 --map assessed=reviewed --map action:assess=review\n"
        "lantik migrate jabatan-fungsional --undo --case JF-2025-0001 --reason 'too early'",
    )  # fmt: skip
    migrate.add_argument("definition", metavar="DEFINITION", help=_("the definition's id"))
    migrate.add_argument(
        "--from", dest="source", type=int, metavar="N", help=_("only cases under this version")
    )
    migrate.add_argument("--to", type=int, metavar="N", help=_("the version to go to (else the newest)"))
    _takes_map(migrate)
    migrate.add_argument(
        "--case", dest="cases", action="append", metavar="CASE", help=_("only this case; may be repeated")
    )  # fmt: skip
    migrate.add_argument("--dry-run", action="store_true", help=_("say what would happen, and write nothing"))
    migrate.add_argument(
        "--undo", action="store_true", help=_("undo the last move of cases that did not go on since")
    )
    migrate.add_argument("--reason", metavar="TEXT", help=_("why, kept on the record"))


def _takes_map(parser: Parser) -> None:
    parser.add_argument(
        "--map", dest="map", action="append", metavar="OLD=NEW",
        help=_("what became of a state or an action (state:OLD=NEW, action:OLD=NEW; action:OLD=- was dropped)"),
    )  # fmt: skip


def _map(given: Sequence[str] | None) -> dict[str, str] | None:
    """The words of `--map`.

    Raises:
        InputError: one is not OLD=NEW, or one name is mapped to two.
    """
    if given is None:
        return None
    found: dict[str, str] = {}
    for words in given:
        old, _equals, new = words.partition("=")
        if not (old.strip() and new.strip()):
            raise InputError(
                N_("“{words}” says nothing of what became of what."), N_("Write --map OLD=NEW."), words=words
            )
        if found.setdefault(old.strip(), new.strip()) != new.strip():
            raise InputError(N_("“{old}” is mapped to two names."), N_("Name one."), old=old.strip())
    return found


def run_publish(context: Context) -> int:
    """Publish a file, or propose it."""
    given = context.given
    definitions: Definitions = context.session.definitions
    renaming = _map(given.map)
    if given.propose:
        proposal = definitions.propose(given.file, context.user, map=renaming)
        if context.json:
            write_json(shapes.proposal(proposal))
        else:
            write_line(
                _(
                    "Proposed {id} ({hash}…): another administrator may publish exactly this content now."
                ).format(id=proposal.definition, hash=proposal.hash[:12])
            )
        return 0
    before = {(one.id, one.number) for one in definitions.all()}
    version: Version = context.session.publish(given.file, map=renaming)
    new = (version.id, version.number) not in before
    if context.json:
        write_json({**shapes.version(version), "new": new})
    elif new:
        write_line(_("Published {id}, version {n}.").format(id=version.id, n=version.number))
        earlier = sum(count for n, count in definitions.running(version.id).items() if n < version.number)
        if earlier:
            note(
                plural(
                    "{n} open case stays on an earlier version; `lantik migrate {id} --dry-run` says who could move.",
                    "{n} open cases stay on earlier versions; `lantik migrate {id} --dry-run` says who could move.",
                    earlier,
                ).format(n=earlier, id=version.id)
            )
    else:
        write_line(
            _("{id}, version {n} says the same already; nothing was published.").format(
                id=version.id, n=version.number
            )
        )
    return 0


def run_proposals(context: Context) -> int:
    """List what was proposed."""
    found: list[Proposal] = context.session.definitions.proposals()
    if context.json:
        write_json([shapes.proposal(one) for one in found])
        return 0
    headers = [_("Definition"), _("Hash"), _("File"), _("Proposed by"), _("When")]
    write_table(
        headers,
        (
            [one.definition, one.hash[:12], one.file, one.proposed_by, one.proposed_at[:16].replace("T", " ")]
            for one in found
        ),
    )
    return 0


def run_compare(context: Context) -> int:
    """Tell two definitions apart; 0 whether they differ or not."""
    from workflow.cli.definitions import meant
    from workflow.definition.compare import compare
    from workflow.definition.model import Definition

    old, new = meant(context, context.given.old), meant(context, context.given.new)
    found: list[Difference]
    if isinstance(old, Definition) and isinstance(new, Definition):
        found = compare(old, new)  # two files need no store
    else:
        found = context.session.definitions.compare(old, new)
    if context.json:
        write_json([one.as_dict() for one in found])
        return 0
    for one in found:
        write_line(one.sentence)
    n = len(found)
    note(plural("{n} difference.", "{n} differences.", n).format(n=n) if found else _("They say the same."))
    return 0


def run_migrate(context: Context) -> int:
    """Move cases, or undo their last move; 1 when one was refused."""
    given = context.given
    definitions: Definitions = context.session.definitions
    shared: dict[str, Any] = {
        "actor": context.user, "cases": given.cases, "dry_run": given.dry_run, "reason": given.reason,
    }  # fmt: skip
    renaming = _map(given.map)
    if given.undo:
        for word, value in (("--to", given.to), ("--from", given.source), ("--map", renaming)):
            if value is not None:
                raise InputError(
                    N_("{what} does not go with {value}."), N_("An undo knows where to go."), what=word, value="--undo"
                )  # fmt: skip
        found = definitions.undo_migration(given.definition, **shared)
    else:
        found = definitions.migrate(
            given.definition, to=given.to, source=given.source, map=renaming, **shared
        )
    _tell(context, found, given.dry_run)
    return 1 if any(one.outcome == "refused" for one in found) else 0


def _tell(context: Context, found: Sequence[Moved], dry_run: bool) -> None:
    if context.json:
        write_json([shapes.moved(one, dry_run) for one in found])
        return
    for one in found:
        write_line(f"{one.case}  {one.told(would=dry_run)}")
    counts = {
        outcome: sum(one.outcome == outcome for one in found) for outcome in ("moved", "stays", "refused")
    }
    said = (
        _("{moved} would move, {stays} stay, {refused} refused; nothing was written.")
        if dry_run
        else _("{moved} moved, {stays} stay, {refused} refused.")
    )
    note(said.format(**counts))
