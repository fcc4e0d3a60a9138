"""Letters from outside: `letter record`, `list`, `show`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.cli import shapes
from workflow.cli.cases import in_short
from workflow.cli.cases import told as tell_each
from workflow.cli.output import note, write_json, write_line, write_pairs, write_table
from workflow.cli.parser import Group, Parser
from workflow.errors import InputError
from workflow.language import N_, _, plural, text

if TYPE_CHECKING:
    from workflow import Case
    from workflow.cli.context import Context
    from workflow.workspace.letters import Letter, LetterLine, Told

_COLUMNS = ("case", "result", "reason", "to")


def register(top: Group) -> None:
    """Add these commands."""
    group = top.group("letter", _("decisions from outside: one letter, an answer for each case"))
    record = group.command(
        "record", run_record, _("record a letter; prints what came of each case"),
        "lantik letter record 1211/B-AK/2025 --date 2025-11-12 --scan pertek.pdf \\\n"
        "    JF-2025-0001=grant JF-2025-0002=grant JF-2025-0003=changed:'post does not fit' --to verified --as u1\n"
        "lantik letter record 1211/B-AK/2025 --date 2025-11-12 --lines answers.csv --dry-run --as u1\n"
        "lantik letter record 1300/B-AK/2025 --date 2025-11-20 --corrects 1211/B-AK/2025 --reason 'wrong date' \\\n"
        "    JF-2025-0002=grant --line JF-2025-0002.tmt=2026-01-01 --as u1",
    )  # fmt: skip
    record.add_argument("number", metavar="NUMBER", help=_("the letter's number, as it stands on it"))
    record.add_argument(
        "words", nargs="*", metavar="CASE=RESULT[:REASON]", help=_("the answer that it gives to each case")
    )
    _options(record)
    listed = group.command("list", run_list, _("list letters, the newest first"), "lantik letter list")
    listed.add_argument("--case", metavar="CASE", help=_("only those that stand on this case"))
    show = group.command(
        "show",
        run_show,
        _("show a letter, and how each case stands to it"),
        "lantik letter show 1211/B-AK/2025",
    )
    show.add_argument("number", metavar="LETTER", help=_("its number or its id"))


def _options(record: Parser) -> None:
    record.add_argument("--date", required=True, metavar="DAY", help=_("the letter's date"))
    record.add_argument(
        "--issuer", metavar="TEXT", help=_("who wrote it (whom the definition names where left out)")
    )
    record.add_argument("--scan", metavar="FILE", help=_("a scan of it, copied beside the store"))
    record.add_argument(
        "--lines",
        metavar="FILE",
        help=_("a CSV file with the columns case, result, reason, to, and any field"),
    )
    record.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="CASE.NAME=VALUE",
        help=_("what its line says where it is not as proposed (`subject`: the position)"),
    )
    record.add_argument(
        "--to", metavar="STATE", help=_("which state, for answers that lead to one of several")
    )
    record.add_argument("--corrects", metavar="LETTER", help=_("the letter whose place it takes"))
    record.add_argument("--reason", metavar="TEXT", help=_("why; of a correction, why it was corrected"))
    record.add_argument("--at", metavar="TIME", help=_("when it took effect (now where nothing is named)"))
    record.add_argument("--atomic", action="store_true", help=_("all cases or none"))
    record.add_argument(
        "--dry-run", action="store_true", help=_("write nothing; say what would become of each case")
    )


def run_record(context: Context) -> int:
    """Record a letter."""
    given = context.given
    lines = read_lines(given.words, given.lines, given.line, given.to)
    letters = context.session.letters
    about: dict[str, Any] = {
        "actor": context.user, "issuer": given.issuer, "corrects": given.corrects, "reason": given.reason,
        "at": context.moment(given.at),
    }  # fmt: skip
    if given.dry_run:
        if given.scan:
            context.session.look_at_file(given.scan)
        done = letters.preview(given.number, given.date, lines, **about)
    else:
        scan = context.session.attach(given.scan) if given.scan else None
        done = letters.record(given.number, given.date, lines, scan=scan, atomic=given.atomic, **about)
    cases, results = [case for case, _result in done], [result for _case, result in done]
    return tell_each(context, cases, results, _line, would=given.dry_run)


def _line(context: Context, case: Case) -> str:
    """What became of a case: its state, and what somebody must do now."""
    line = in_short(context, case)
    outcome = case.letters[-1].get("outcome") if case.letters else None
    if outcome is None:
        return line
    told = f"{line}  {_(_OUTCOMES[outcome])}"
    if outcome != "differs":
        return told
    version = context.session.definitions.get(case.definition, case.version)
    from workflow.engine.letters import ways_out

    ways = [
        f"{text(way.label)} ({', '.join(text(version.definition.roles[role].label) for role in way.by)})"
        for way in ways_out(version.definition, case, case.letters[-1])
    ]
    return f"{told} {'; '.join(ways) or _('open a new case for the post')}"


_OUTCOMES = {
    "follows": N_("the same answer; the case follows the letter"),
    "stands": N_("the same answer; what was decided stands"),
    "differs": N_("another answer, after the case had gone on: it goes no further. Left to do:"),
    "lapsed": N_("noted; the case rests on this letter no more"),
}


def in_words(outcome: str | None) -> str:
    """What a corrected letter did to a case, in words."""
    return _(_OUTCOMES[outcome]).removesuffix(":") if outcome else _("another answer")


def read_lines(
    words: Sequence[str], file: str | None, details: Sequence[str], to: str | None
) -> list[LetterLine]:
    """The lines of a letter, as they were typed and as a file has them.

    Raises:
        InputError: a line names no case or no result, the file cannot be read, or a detail is about no line.

    Example:
        >>> [one] = read_lines(["JF-1=changed:post does not fit"], None, ["JF-1.tmt=2026-01-01"], "verified")
        >>> one.result, one.reason, one.to, dict(one.says)
        ('changed', 'post does not fit', 'verified', {'tmt': '2026-01-01'})
    """
    from workflow.workspace.letters import LetterLine

    rows: list[dict[str, str]] = []
    for word in words:
        case, equals, answer = word.partition("=")
        result, _colon, reason = answer.partition(":")
        if not case.strip() or not equals or not result.strip():
            raise InputError(
                N_("“{given}” is no line of a letter."),
                N_("Write it as CASE=RESULT, or CASE=RESULT:REASON."),
                given=word,
            )
        rows.append({"case": case.strip(), "result": result.strip(), "reason": reason.strip()})
    if file is not None:
        rows += _from_file(Path(file))
    said = _details(details, {row["case"] for row in rows})
    return [
        LetterLine(
            row["case"],
            row["result"],
            row.get("reason") or None,
            row.get("to") or to,
            {**_more(row), **said.get(row["case"], {})},
        )
        for row in rows
    ]


def _more(row: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in _COLUMNS and value}


def _details(details: Sequence[str], cases: set[str]) -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for one in details:
        place, equals, value = one.partition("=")
        case, dot, name = place.rpartition(".")
        if not equals or not dot or case not in cases:
            raise InputError(
                N_("“{given}” is about no line of this letter."),
                N_("Write it as --line CASE.NAME=VALUE, for a case that you name."),
                given=one,
            )
        said.setdefault(case, {})[name] = value
    return said


def _from_file(path: Path) -> list[dict[str, str]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(N_("{file} cannot be read."), N_("Give a CSV file in UTF-8."), file=path) from error
    head = content.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    rows = []
    for number, row in enumerate(csv.DictReader(io.StringIO(content), delimiter=separator), 2):
        clean = {
            (name or "").strip().casefold(): (value or "").strip()
            for name, value in row.items()
            if not isinstance(value, list)
        }
        if not any(clean.values()):
            continue
        if not clean.get("case") or not clean.get("result"):
            raise InputError(
                N_("Row {row} of {file} has no case or no result."),
                N_("Its first row names the columns: case, result, reason, to, and any field."),
                row=number,
                file=path,
            )
        rows.append(clean)
    return rows


def run_list(context: Context) -> int:
    """List letters."""
    letters = context.session.letters
    found: list[Letter] = (
        [one for one, _told in letters.of(context.given.case)] if context.given.case else letters.all()
    )
    if context.json:
        write_json([shapes.letter(one) for one in found])
        return 0
    if not found:
        write_line(_("No letter is recorded."))
        return 0
    headers = [_("Number"), _("From"), _("Date"), _("Cases"), _("Takes the place of"), _("Corrected by")]
    numbers = {one.id: one.number for one in letters.all()}
    write_table(headers, ([
        one.number, text(one.issuer), one.date, len(one.cases), numbers.get(one.corrects or "", ""),
        numbers.get(one.corrected_by or "", ""),
    ] for one in found))  # fmt: skip
    return 0


def run_show(context: Context) -> int:
    """Show a letter with its lines."""
    letters = context.session.letters
    found: Letter = letters.get(context.given.number)
    lines: list[Told] = letters.lines(found.id)
    if context.json:
        write_json({**shapes.letter(found), "lines": [shapes.letter_line(one) for one in lines]})
        return 0
    numbers = {one.id: one.number for one in letters.all()}
    scan = found.scan or {}
    write_pairs([
        (_("Number"), found.number), (_("From"), text(found.issuer)), (_("Date"), text(found.date)),
        (_("Recorded"), f"{found.name}, {text(found.recorded)}"), (_("Scan"), str(scan.get("file", ""))),
        (_("Takes the place of"), numbers.get(found.corrects or "", "")), (_("Reason"), found.why or ""),
        (_("Corrected by"), numbers.get(found.corrected_by or "", "")),
    ])  # fmt: skip
    print()
    write_table([_("Case"), _("Answer"), _("The letter says"), _("The case"), _("Note")], (
        [one.case, text(one.label), one.says, _("as the letter") if one.same else one.now, note_of(one)] for one in lines
    ))  # fmt: skip
    differing = sum(not one.same for one in lines)
    if differing:
        words = plural(
            "{n} line of {all} differs from the letter.",
            "{n} lines of {all} differ from the letter.",
            differing,
        )
        note(words.format(n=differing, all=len(lines)))
    return 0


def note_of(one: Told) -> str:
    """How a case stands to a letter, where it is not simply answered by it."""
    if not one.newest:
        return _("another letter stands by now")
    told = _(_OUTCOMES[one.outcome]) if one.outcome in _OUTCOMES else ""
    if one.outcome == "differs":
        return f"{told} {', '.join(text(way) for way in one.ways) or _('open a new case for the post')}"
    return told


def of_case(context: Context, case: str) -> list[tuple[str, str]]:
    """The letters of a case, the newest first: number with issuer and date, and the answer."""
    found = []
    for letter, one in context.session.letters.of(case):
        says = "" if one.same else _("the letter says: {line}").format(line=one.says)
        parts = [text(one.label), note_of(one), says]
        about = f"{letter.number} ({text(letter.issuer)}, {text(letter.date)})"
        found.append((about, "; ".join(part for part in parts if part)))
    return found
