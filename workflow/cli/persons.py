"""A person's own data: `person export`, `person correct`, `person erase`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workflow.cli.output import note, write_json, write_line
from workflow.cli.parser import Group
from workflow.cli.writing import target, whole
from workflow.errors import InputError, Refused
from workflow.language import N_, Counted, _, text

if TYPE_CHECKING:
    from workflow.cli.context import Context
    from workflow.workspace.erasures import Plan


def register(top: Group) -> None:
    """Add these commands."""
    group = top.group("person", _("what is kept of a person: give it, set it right, erase it"))
    export = group.command(
        "export", run_export, _("write everything that is kept of a person, and of nobody else"),
        "lantik person export P-0001 p-0001.json --as admin",
    )  # fmt: skip
    export.add_argument("person", metavar="PERSON")
    export.add_argument("file", metavar="FILE", nargs="?")
    correct = group.command(
        "correct", run_correct, _("set right what the registry has of a person"),
        "lantik person correct P-0001 -f name='Maria Tallo' --reason 'as in the diploma' --as admin",
    )  # fmt: skip
    correct.add_argument("person", metavar="PERSON")
    correct.add_argument(
        "-f", "--field", dest="fields", action="append", default=[], metavar="NAME=VALUE",
        help=_("what is to be set right; nothing behind the = takes a value away"),
    )  # fmt: skip
    correct.add_argument(
        "--reason", default="", metavar="TEXT", help=_("why; it stands on the record, the values do not")
    )
    erase = group.command(
        "erase", run_erase, _("erase what is personal and need not be kept, for good"),
        "lantik person erase P-0001 --dry-run --as admin\n"
        "lantik person erase P-0001 --reason 'asked for by letter' --basis 'UU 27/2022' --as admin",
    )  # fmt: skip
    erase.add_argument("person", metavar="PERSON")
    erase.add_argument("--reason", default="", metavar="TEXT", help=_("why"))
    erase.add_argument(
        "--basis", default="", metavar="TEXT", help=_("the legal basis, or the request that it answers")
    )
    erase.add_argument(
        "--dry-run", action="store_true", help=_("say what would go and what would stay, and write nothing")
    )
    erase.add_argument(
        "--propose", action="store_true", help=_("propose it, for another administrator to carry out")
    )


def run_export(context: Context) -> int:
    """Write a person's data."""
    session = context.session
    found = session.persons.export(context.given.person, actor=context.user)
    if context.given.file is None:
        write_json(found)
        return 0
    with whole(target(context.store, context.given.file)) as new:
        new.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    said = {"file": context.given.file, "person": found["person"], "cases": len(found["cases"])}
    if context.json:
        write_json(said)
    else:
        cases = Counted("{n} case", "{n} cases", said["cases"])
        write_line(_("Everything of {person} is in {file}: {cases}.").format(**said | {"cases": cases}))
    return 0


def run_correct(context: Context) -> int:
    """Set values right."""
    changes = dict(_pair(one) for one in context.given.fields)
    if not changes:
        raise InputError(N_("Say what is to be set right."), N_("Write it as -f name='Maria Tallo'."))
    person = context.session.persons.correct(
        context.given.person, changes, reason=context.given.reason, actor=context.user
    )
    if context.json:
        write_json(person.as_doc())
    else:
        write_line(f"{person.id}  {person.full_name}  {person.nip}")
    return 0


def _pair(words: str) -> tuple[str, str]:
    name, equals, value = words.partition("=")
    if not equals:
        raise InputError(N_("“{words}” is no NAME=VALUE."), words=words)
    return name.strip(), value


def run_erase(context: Context) -> int:
    """Erase, propose to, or say what would be erased."""
    given, persons = context.given, context.session.persons
    said = {"reason": given.reason, "basis": given.basis, "actor": context.user}
    if given.dry_run:
        plan = persons.plan(given.person)
    elif given.propose:
        plan = persons.propose(given.person, **said)
    else:
        plan = persons.erase(given.person, **said).plan
    if context.json:
        write_json({"done": not (given.dry_run or given.propose), **plan.as_dict()})
    else:
        _tell(plan)
        if given.propose:
            write_line(_("Proposed. Another administrator carries it out with the same command."))
        elif not given.dry_run:
            write_line(_("Erased. Backups of before still have it: a restore of one erases it again."))
            for folder in persons.beside():
                note(_("{path} still has it; remove it when it is needed no more.").format(path=folder))
            if persons.unerased():
                note(
                    _(
                        "The files of the database still have it: somebody was reading, or they are large."
                        " `lantik checkpoint` takes it away when nobody works."
                    )
                )
    return Refused.exit_code if given.dry_run and plan.against else 0


def _tell(plan: Plan) -> None:
    for reason in plan.against:
        write_line(_("Not now: {reason}").format(reason=text(reason.message)))
    goes = [_("the row of the registry: name, NIP, birth date and all else")] if plan.row else []
    for case, numbers in plan.events.items():
        for number, paths in numbers.items():
            goes.append(f"{case} #{number}: {', '.join(one.removeprefix('fields.') for one in paths)}")
    goes += [_("the file {name}; its name stays").format(name=name) for name in plan.papers.values()]
    goes += [_("the name of the account {user}").format(user=one) for one in plan.accounts if plan.row]
    stays = []
    if plan.kept_until:
        words = _("the row of the registry until {day}, for the posts that were held")
        stays.append(words.format(day=text(plan.kept_until)))
    if plan.holdings:
        stays.append(
            _("{appointments}, under the id {person}").format(
                appointments=Counted("{n} appointment", "{n} appointments", plan.holdings), person=plan.person
            )
        )
    stays += [_("{case}, on which a post rests").format(case=one) for one in plan.kept_cases]
    stays += [_("the file {name}, which another case has too").format(name=one) for one in plan.shared]
    for title, lines in ((_("Goes:"), goes), (_("Stays:"), stays)):
        write_line(title)
        for line in lines or [_("nothing at all")]:
            write_line(f"  {line}")
