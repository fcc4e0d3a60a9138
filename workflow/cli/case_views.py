"""Looking at cases: `case list`, `show`, `explain`, `history`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.cli import letters, shapes
from workflow.cli.claims import holder
from workflow.cli.faults import in_words
from workflow.cli.filling import in_days
from workflow.cli.going_back import listed
from workflow.cli.output import note, write_json, write_line, write_pairs, write_table
from workflow.cli.parser import Group
from workflow.errors import InputError
from workflow.language import N_, _, text

if TYPE_CHECKING:
    from workflow import Answer, Case, CaseClock, Page, Signing
    from workflow.cli.context import Context
    from workflow.definition.model import Definition, Field

_SIGNED = {"open": N_("open"), "done": N_("done"), "failed": N_("failed")}


def register(group: Group) -> None:
    """Add these commands."""
    listed = group.command(
        "list", run_list, _("list cases"),
        "lantik case list --phase approval --search perawat\nlantik case list --state decreed --ids --limit 200",
    )  # fmt: skip
    for name in ("state", "phase", "definition", "subject"):
        listed.add_argument(f"--{name}", metavar=name.upper())
    listed.add_argument("--search", default="", metavar="TEXT", help=_("words that must all be found"))
    listed.add_argument("--ids", action="store_true", help=_("the ids alone, one a line"))
    paging(listed)
    for name, run, summary in (
        ("show", run_show, _("show a case as it is")),
        ("explain", run_explain, _("say what you may do to a case, and why not")),
    ):
        group.command(name, run, summary, f"lantik case {name} JF-2025-0001").add_argument(
            "case", metavar="CASE"
        )


def paging(parser: Any) -> None:
    """Add what cuts a list into pages."""
    parser.add_argument("--limit", type=int, default=50, metavar="N", help=_("rows a page (50)"))
    parser.add_argument("--after", metavar="ID", help=_("the page behind this row"))


def say_more(found: Page[Any]) -> None:
    """Say that there is another page."""
    if found.next is not None:
        note(_("{shown} of {total} shown; the next page: --after {next}").format(
            shown=len(found), total=found.total, next=found.next))  # fmt: skip


def run_list(context: Context) -> int:
    """List cases."""
    given = context.given
    found: Page[Case] = context.session.cases(
        state=given.state, phase=given.phase, definition=given.definition, subject=given.subject, search=given.search,
        after=given.after, limit=given.limit,
    )  # fmt: skip
    if not found.total:
        context.session.desk.check_filter(state=given.state, phase=given.phase, definition=given.definition)
    if context.json:
        write_json(shapes.page(found, shapes.case))
        return 0
    if given.ids:
        for case in found:
            print(case.id)
    else:
        headers = [_("Case"), _("State"), _("Phase"), _("Subject"), _("Nominee"), _("Due")]
        write_table(headers, (_row(context, case) for case in found))
    say_more(found)
    return 0


def definition_of(context: Context, case: Case) -> Definition:
    """The definition that a case runs under."""
    found: Definition = context.session.definitions.get(case.definition, case.version).definition
    return found


def _row(context: Context, case: Case) -> list[Any]:
    definition = definition_of(context, case)
    nominee = case.fields.get("nominee")
    return [
        case.id, text(definition.states[case.state].label), text(definition.phases[case.phase]),
        case.subject, _person(context, nominee) if nominee else "", case.due,
    ]  # fmt: skip


def _person(context: Context, id: str) -> str:
    try:
        return str(context.session.registry.person(id).name)
    except InputError:
        return id


def run_show(context: Context) -> int:
    """Show a case."""
    session = context.session
    case: Case = session.case(context.given.case)
    signing = session.signing(case.id)
    if context.json:
        write_json({
            **shapes.case(case),
            "signoffs": [shapes.signing(one) for one in signing],
            "clock": shapes.clock(session.case_clock(case.id)),
            "time_to_fill": shapes.time_to_fill(session.time_to_fill(case.id)),
        })  # fmt: skip
        return 0
    definition = definition_of(context, case)
    write_pairs([
        (_("Case"), case.id),
        (_("Definition"), f"{text(definition.title)} ({case.definition}, {_('version')} {case.version})"),
        (_("Subject"), case.subject),
        (_("State"), f"{text(definition.states[case.state].label)} ({case.state})"),
        (_("Phase"), text(definition.phases[case.phase])),
        (_("Due"), text(case.due) if case.due else ""),
        (_("Opened"), text(case.opened) if case.opened else ""),
        (_("Last event"), text(case.changed) if case.changed else ""),
        (_("Revision"), case.revision),
        (_("Waits for"), "; ".join(_waiting(context, definition, case))),
        (_("Taken up"), "; ".join(_holders(context, case))),
        (_("Happened"), "; ".join(text(definition.on[one].label) for one in case.pending if one in definition.on)),
        (_("Time to fill"), in_days(session.time_to_fill(case.id))),
    ])  # fmt: skip
    for title, pairs in (
        (_("Given:"), list(_given(context, definition, case))),
        (_("Documents:"), [
            (text(definition.documents[name].label), _mark(mark))
            for name, mark in case.documents.items() if name in definition.documents
        ]),
        (_("Sign-off:"), [_place(one) for one in signing]),
        (_("Letters:"), letters.of_case(context, case.id) if case.letters else []),
        (_("Part of:"), [_batch(one) for one in case.batches.values() if "line" in one]),
        (_("Faults:"), list(listed(definition, case))),
        (_("Working days:"), list(_days(session.case_clock(case.id)))),
    ):  # fmt: skip
        if pairs:
            print(f"\n{title}")
            write_pairs([(f"  {name}", value) for name, value in pairs])
    for field in definition.fields.values():
        if field.type == "group" and case.fields.get(field.name):
            _show_rows(context, case, field)
    return 0


def _holders(context: Context, case: Case) -> list[str]:
    """Who has taken it up, as far as that counts today."""
    today = context.session.now().date().isoformat()
    return list(dict.fromkeys(holder(one) for one in case.claims if one.until >= today))


def _days(clock: CaseClock) -> Iterator[tuple[str, str]]:
    """Where the time went: each stay, and what of it was the office's own."""
    for one in clock.stays:
        words = {
            "own": "{n}",
            "outside": _("{n}, waiting for {whom}"),
            "stopped": _("{n}, the clock stood still"),
        }[one.kind]
        yield text(one.label), words.format(n=one.days, whom=text(one.waits_for) if one.waits_for else "")
    if len(clock.stays) > 1:
        words = _("{own} of the office, {outside} waiting for others, {stopped} at rest")
        yield _("All"), words.format(own=clock.own, outside=clock.outside, stopped=clock.stopped)


def _place(one: Signing) -> tuple[str, str]:
    """A place of a sign-off: whose it is, an initial or a signature, how far it has come, who gave it."""
    roles = " / ".join(text(label) for label in (one.label, *one.beside))
    title = _("{roles} (initial)").format(roles=roles) if one.kind == "initial" else roles
    count = f" {one.votes}/{one.needed}" if one.needed > 1 else ""
    return title, f"{_(_SIGNED[one.status])}{count} {', '.join(one.names)}".rstrip()


def _show_rows(context: Context, case: Case, field: Field) -> None:
    """The rows of a group as a table; of candidates, where else they stand."""
    print(f"\n{text(field.label)}:")
    shown = [one for one in field.fields.values() if any(one.name in row for row in case.fields[field.name])]
    cells = [
        [
            value_in_words(context, one, row[one.name]) if row.get(one.name) is not None else ""
            for one in shown
        ]
        for row in case.fields[field.name]
    ]
    write_table([text(one.label) for one in shown], cells)
    for row in case.fields[field.name]:
        person = row.get(field.key) if field.key and field.fields[field.key].type == "person" else None
        others = context.session.registry.candidacies(person, besides=case.id) if person else ()
        if person and others:
            said = ", ".join(f"{one.case}{f' ({one.status})' if one.status else ''}" for one in others)
            note(_("{who} is also a candidate in {cases}.").format(who=_person(context, person), cases=said))


def _named(context: Context, person: str) -> str:
    """A person whom a case names, or the account where no person is known."""
    if person.startswith("user:"):
        return str(context.session.access.user(person.removeprefix("user:")).name)
    return _person(context, person)


def _waiting(context: Context, definition: Definition, case: Case) -> Iterator[str]:
    by_action: dict[str, list[str]] = {}
    for item in case.work:
        role = text(definition.roles[item.role].label)
        if item.person:
            role += f": {_named(context, item.person)}"
        known = by_action.setdefault(item.action, [])
        if role not in known:
            known.append(role)
    for action, roles in by_action.items():
        yield f"{text(definition.actions[action].label)} ({', '.join(roles)})"


def _given(context: Context, definition: Definition, case: Case) -> Iterator[tuple[str, str]]:
    for name, value in case.fields.items():
        field = definition.fields.get(name)
        if field is None or field.type == "group":
            continue  # an earlier version asked for it: it stays on record; or it is a table of its own
        yield text(field.label), value_in_words(context, field, value)


def value_in_words(context: Context, field: Field, value: Any) -> str:
    """A value of a field as people say it; one that is none any more, as it stands."""
    if field.type == "choice":
        return text(field.options.get(value, value))
    if field.type == "person":
        return f"{_person(context, value)} ({value})"
    if field.type == "date":
        try:
            return text(date.fromisoformat(value))
        except ValueError:
            return str(value)
    if field.type == "yes_no":
        return _("yes") if value else _("no")
    return text(value)


def _batch(batch: Mapping[str, Any]) -> tuple[str, str]:
    """A decree or another batch, with the number of the case's line in it."""
    about = f"{batch.get('number', batch.get('id', ''))} ({text(date.fromisoformat(batch['date'][:10]))})"
    return about, _("line {n}").format(n=batch["line"])


def _mark(mark: Any) -> str:
    if isinstance(mark, dict) and "file" in mark:
        return f"{mark['file']} ({mark['size']} B, {mark['sha256'][:12]}…)"
    return _("noted")


def run_explain(context: Context) -> int:
    """Say what one may do to a case, and why not."""
    answers: list[Answer] = context.session.explain(context.given.case)
    if context.json:
        write_json([shapes.answer(one) for one in answers])
        return 0
    for one in answers:
        word = _("yes") if one.allowed else _("no")
        write_line(f"{one.name}: {word}  ({text(one.label)} → {', '.join(one.targets) or '-'})")
        rows = [f"{row.group} ({', '.join((*row.asks, *row.may_ask))})" for row in one.rows]
        needed = [*one.asks, *rows, *([_("a reason")] if one.needs_reason else [])]
        if one.allowed and needed:
            write_line(f"    {_('asks for: {what}').format(what=', '.join(needed))}")
        if one.allowed and one.faults:
            write_line(f"    {_('takes a list of faults: --fault PART=BTS:NOTE or PART=BTL:NOTE')}")
        if one.allowed and one.documents:
            write_line(f"    {_('documents: {what}').format(what=', '.join(one.documents))}")
        for reason in (*one.reasons, *(one for one in one.questions if one.code == "fault")):
            write_line(f"    {in_words(reason)}")
            if reason.rule:
                write_line(f"      {_('rule: {rule}').format(rule=reason.rule)}")
    if not answers:
        write_line(_("Nothing more is done to this case: its state is final."))
    return 0
