"""Doing something to cases: `case open`, `case act`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from workflow.cli import shapes
from workflow.cli.faults import against_and_asked, as_document, in_words
from workflow.cli.going_back import read_faults
from workflow.cli.moments import is_day_alone
from workflow.cli.output import note, write_json, write_line
from workflow.cli.parser import Group
from workflow.errors import InputError, LantikError, Refused
from workflow.language import N_, _, text

if TYPE_CHECKING:
    from datetime import datetime

    from workflow import Act, Case
    from workflow.cli.context import Context

VOTES = ("refuse", "abstain", "withdraw")


def register(group: Group) -> None:
    """Add these commands."""
    opened = group.command(
        "open", run_open, _("open a case; prints its id"),
        "lantik case open jabatan-fungsional POS-0001 --as u1\n"
        "lantik case open leave-request 'Maria Tallo' -f kind=annual --at 2025-09-22",
    )  # fmt: skip
    opened.add_argument("definition", metavar="DEFINITION")
    opened.add_argument(
        "subject",
        metavar="SUBJECT",
        nargs="?",
        default="",
        help=_("what it is about, such as a position's id"),
    )
    _fields(opened)
    opened.add_argument("--at", metavar="TIME", help=_("when it took effect (now where nothing is named)"))
    act = group.command(
        "act", run_act, _("take an action of one or more cases"),
        "lantik case act JF-2025-0001 nominate -f nominee=P-0001 -f route=promosi -f tmt=2026-01-01 --as u1\n"
        "lantik case act JF-2025-0001 JF-2025-0002 endorse --as sekda\n"
        "lantik case act JF-2025-0001 JF-2025-0002 endorse --dry-run --as sekda\n"
        "lantik case act JF-2025-0001 return --to vacant --reason 'not complete' --fault ratings=BTL:2024 --as u2",
    )  # fmt: skip
    act.usage = "lantik case act CASE… ACTION [-f NAME=VALUE]… [--attach NAME=FILE]… [--reason TEXT] …"
    act.add_argument("words", metavar="CASE", nargs="+", help=_("the cases, and the action as the last word"))
    _fields(act)
    act.add_argument(
        "--attach",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help=_("a document; NAME alone notes one kept elsewhere"),
    )
    act.add_argument(
        "--fault",
        dest="faults",
        action="append",
        default=[],
        metavar="PART=KIND:NOTE",
        help=_(
            "sending back: what is wrong with a field or document, BTS (does not conform) or BTL (missing)"
        ),
    )
    act.add_argument("--reason", metavar="TEXT", help=_("why, where the action wants a reason"))
    act.add_argument("--to", metavar="STATE", help=_("which state, where the action leads to one of several"))
    act.add_argument("--on-behalf-of", metavar="USER", help=_("for whom you stand in"))
    act.add_argument("--role", metavar="ROLE", help=_("in which of your roles, where you hold several"))
    act.add_argument("--vote", choices=VOTES, help=_("in a sign-off, instead of signing"))
    act.add_argument("--at", metavar="TIME", help=_("when it took effect (now where nothing is named)"))
    act.add_argument(
        "--expected", type=int, metavar="N", help=_("the revision that you saw; refused if it has moved on")
    )
    act.add_argument("--atomic", action="store_true", help=_("all of the cases, or none"))
    act.add_argument(
        "--dry-run", action="store_true", help=_("say what would become of each case, and write nothing")
    )


def _fields(parser: Any) -> None:
    parser.add_argument(
        "-f",
        "--field",
        dest="fields",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("a field's value; GROUP.COLUMN=VALUE for a cell of a row"),
    )


def read_fields(given: Sequence[str]) -> dict[str, Any]:
    """Fields as they stand on the command line; the engine reads each by its type.

    `GROUP.COLUMN=VALUE` is a cell of a row: a column that the row has already begins the next one. A value that begins with
    `[` may be a list of rows in JSON.

    Raises:
        InputError: one has no name, or stands twice.

    Example:
        >>> read_fields(["route=promosi", "notes=a = b"])
        {'route': 'promosi', 'notes': 'a = b'}
        >>> read_fields(["calon.who=P-1", "calon.score=80", "calon.who=P-2"])
        {'calon': [{'who': 'P-1', 'score': '80'}, {'who': 'P-2'}]}
    """
    fields: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        name = name.strip()
        if not name or not equals:
            raise InputError(
                N_("“{given}” is no field with a value."), N_("Write it as -f name=value."), given=one
            )
        group, dot, column = name.partition(".")
        if dot:
            rows = fields.setdefault(group, [])
            if isinstance(rows, list):
                if not rows or column in rows[-1]:
                    rows.append({})
                rows[-1][column] = value
                continue
            name = group
        if name in fields:
            raise InputError(N_("The field “{name}” stands twice."), N_("Name it once."), name=name)
        fields[name] = _rows(name, value) if value.lstrip().startswith("[") else value
    return fields


def _rows(name: str, value: str) -> Any:
    """A value that begins as a list of rows does: as JSON, or as it stands where it is none (a text may begin with `[`)."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return value
    rows = isinstance(found, list) and all(isinstance(row, dict) for row in found)
    return found if rows else value


def run_open(context: Context) -> int:
    """Open a case."""
    given = context.given
    fields = read_fields(given.fields)
    case: Case = context.session.open_case(
        given.definition, given.subject, fields=fields, at=context.moment(given.at)
    )
    if context.json:
        write_json(shapes.case(case))
    else:
        print(case.id)
    return 0


def run_act(context: Context) -> int:
    """Take an action of one or more cases; the exit code is the worst of them."""
    given = context.given
    *cases, action = given.words
    if not cases:
        raise InputError(
            N_("Still missing: an action, behind the case."),
            N_("`lantik case explain {case}` names them."),
            case=action,
        )
    if given.expected is not None and len(cases) > 1:
        raise InputError(
            N_("--expected is the revision of one case."), N_("Act on one case, or leave it out.")
        )
    acts = _acts(context, list(dict.fromkeys(cases)), action)
    if given.dry_run:
        previewed = context.session.preview_many(acts)
        return told(context, [act.case for act in acts], previewed, would=True)
    if len(acts) == 1:
        _say(context, _single(context, acts[0]))
        return 0
    results = context.session.act_many(acts, atomic=given.atomic)
    return told(context, [act.case for act in acts], results)


def _acts(context: Context, cases: list[str], action: str) -> list[Act]:
    from workflow import Act
    from workflow.cli.attach import attach

    given = context.given
    fields = read_fields(given.fields)
    at = context.moment(given.at)
    times = [_within_day(context, case, given.at, at) for case in cases]
    documents = attach(given.attach, context.session) if given.attach else {}
    faults = read_faults(given.faults)
    return [
        Act(
            case,
            action,
            fields,
            documents,
            given.reason,
            given.to,
            given.on_behalf_of,
            given.vote,
            given.expected,
            when,
            role=given.role,
            faults=faults,
        )
        for case, when in zip(cases, times, strict=True)
    ]


def _within_day(context: Context, case: str, words: str | None, at: datetime | None) -> datetime | None:
    """A day without hours means some time on it: not before what happened to the case on that day already."""
    if at is None or words is None or not is_day_alone(words):
        return at
    try:
        changed: datetime | None = context.session.case(case).changed
    except InputError:  # told with the case's own result
        return at
    if changed is not None and changed.astimezone(at.tzinfo).date() == at.date():
        return max(at, changed)
    return at


def _single(context: Context, act: Act) -> Case:
    case: Case = context.session.act(
        act.case, act.action, fields=act.fields, documents=act.documents, reason=act.reason, to=act.to,
        on_behalf_of=act.on_behalf_of, vote=act.vote, expected=act.expected, at=act.at,
        role=act.role,
        faults=act.faults,
    )  # fmt: skip
    return case


def _say(context: Context, case: Case) -> None:
    if context.json:
        write_json(shapes.case(case))
    else:
        write_line(in_short(context, case))


def in_short(context: Context, case: Case) -> str:
    """A case after an act, in one line."""
    state = context.session.definitions.get(case.definition, case.version).definition.states[case.state]
    line = f"{case.id}  {text(state.label)} ({case.state})"
    return line + (f"  {_('due')} {text(case.due)}" if case.due else "")


def told(
    context: Context,
    cases: Sequence[str],
    results: Sequence[Case | LantikError],
    line: Callable[[Context, Case], str] | None = None,
    would: bool = False,
) -> int:
    """One result a case, in their order; returns the worst exit code. A case that was done already is no failure."""
    line = line or in_short
    code = max((result.exit_code if isinstance(result, LantikError) else 0 for result in results), default=0)
    if context.json:
        write_json([
            {"case": case, "exit_code": result.exit_code, **as_document(result)}
            if isinstance(result, LantikError)
            else {"case": case, "exit_code": 0, "result": shapes.case(result)}
            for case, result in zip(cases, results, strict=True)
        ])  # fmt: skip
        return code
    for case, result in zip(cases, results, strict=True):
        write_line(f"{case}  {_why(result)}" if isinstance(result, LantikError) else line(context, result))
    if would:
        refused = sum(isinstance(one, LantikError) and one.exit_code > 0 for one in results)
        done = sum(isinstance(one, Refused) and one.already for one in results)
        words = _("Nothing was written: {good} would go through, {done} were done before, {bad} would not.")
        note(words.format(good=len(results) - refused - done, done=done, bad=refused))
    return code


def _why(error: LantikError) -> str:
    if isinstance(error, Refused) and error.already:
        return error.message
    if isinstance(error, Refused):
        against, asked = against_and_asked(error)
        told = "; ".join(in_words(reason).removesuffix(".") for reason in against)
        return " ".join([_("Refused: {reason}").format(reason=f"{told}."), *asked])
    return str(error)
