"""The record against tampering: `verify`, `audit verify`, `audit seal`, `audit prove CASE`, `audit verify-proof FILE`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from workflow.cli import shapes
from workflow.cli.output import note, write_json, write_line
from workflow.cli.parser import Group
from workflow.cli.writing import target, whole
from workflow.errors import StoreError
from workflow.language import N_, Counted, _, plural

if TYPE_CHECKING:
    from workflow import Report
    from workflow.cli.context import Context
    from workflow.store.protocol import Fault

_SEAL = N_("a copy of a seal that was kept outside")


def register(top: Group) -> None:
    """Add these commands."""
    check = _("check the record, its chains, its seals and its replay")
    top.command("verify", run_verify, check, "lantik verify\nlantik verify --json").add_argument(
        "--seal", metavar="FILE", help=_(_SEAL)
    )
    audit = top.group("audit", _("check the record, seal it, prove what is in it"))
    audit.command(
        "verify", run_verify, check, "lantik audit verify\nlantik audit verify --seal seal-2025-11-25.json"
    ).add_argument("--seal", metavar="FILE", help=_(_SEAL))
    audit.command(
        "seal",
        run_seal,
        _("seal every event so far; keep the file outside of this house"),
        "lantik audit seal --out seal-2025-11-25.json",
    ).add_argument("--out", metavar="FILE", help=_("where to write it"))
    prove = audit.command(
        "prove",
        run_prove,
        _("write what shows one case's events to be under a seal, without anybody else's"),
        "lantik audit prove JF-2025-0001 --out proof.json\n"
        "lantik audit prove JF-2025-0001 --seal seal-2025-11-25.json --out proof.json",
    )
    prove.add_argument("case", metavar="CASE")
    prove.add_argument("--seal", metavar="FILE", help=_("under which seal (over the record as it is now)"))
    prove.add_argument(
        "--without-personal",
        action="store_true",
        help=_("leave personal values out; the proof holds all the same"),
    )
    prove.add_argument("--out", metavar="FILE", help=_("where to write it"))
    proof = audit.command(
        "verify-proof",
        run_verify_proof,
        _("check a proof; no store is needed"),
        "lantik audit verify-proof proof.json --seal seal-2025-11-25.json",
    )
    proof.add_argument("file", metavar="FILE")
    proof.add_argument("--seal", metavar="FILE", help=_(_SEAL))


def run_verify(context: Context) -> int:
    """Check the record; 4 when it is damaged."""
    report: Report = context.workspace.audit.verify(_seal(context))
    if context.json:
        write_json(shapes.report(report))
        return 0 if report.ok else StoreError.exit_code
    _tell(report.faults)
    if report.ok:
        write_line(_("Sound: {cases}, {events}; every line, chain and replay agrees.").format(
            cases=Counted("{n} case", "{n} cases", report.cases), events=_events(report.events)))  # fmt: skip
    else:
        words = plural(
            "{n} fault: the record is not as it was written; keep its files as they are.",
            "{n} faults: the record is not as it was written; keep its files as they are.",
            len(report.faults),
        )
        note(words.format(n=len(report.faults)))
    return 0 if report.ok else StoreError.exit_code


def run_seal(context: Context) -> int:
    """Seal the record as it is now."""
    seal = context.session.audit.seal(actor=context.user)
    _give(context, seal)
    if context.given.out is not None and not context.json:
        words = _(
            "Sealed {events}, root {root}. Keep {path} where nobody who can write to the store reaches it."
        )
        write_line(words.format(events=_events(seal["size"]), root=seal["root"], path=context.given.out))
    return 0


def run_prove(context: Context) -> int:
    """Prove a case's events."""
    proof = context.session.audit.prove(
        context.given.case, _seal(context), without_personal=context.given.without_personal
    )
    _give(context, proof)
    if context.given.out is not None and not context.json:
        words = _("{own} of {case}, under the seal of {day} over {events}: {path}.")
        write_line(words.format(own=_events(len(proof["events"])), case=proof["case"], day=proof["seal"]["day"],
                                events=_events(proof["seal"]["size"]), path=context.given.out))  # fmt: skip
    return 0


def run_verify_proof(context: Context) -> int:
    """Check a proof; 4 when it does not hold."""
    from workflow.workspace.seals import PROOF, proof_faults, read_file

    proof = read_file(context.given.file, PROOF)
    faults = tuple(proof_faults(proof, _seal(context)))
    said = {"case": proof["case"], "day": proof["seal"]["day"], "root": proof["seal"]["root"]}
    if context.json:
        events = len(proof["events"])
        write_json({"ok": not faults, **said, "events": events, "faults": [_fault(one) for one in faults]})
    elif faults:
        _tell(faults)
        note(_("The proof does not hold."))
    else:
        n = len(proof["events"])
        words = plural(
            "The proof holds: {n} event of {case} is under the seal of {day} with the root {root}.",
            "The proof holds: {n} events of {case} are under the seal of {day} with the root {root}.",
            n,
        )
        write_line(words.format(n=n, **said))
        if context.given.seal is None:
            write_line(_("Compare the root with a copy of that seal from outside, or name it with --seal."))
    return StoreError.exit_code if faults else 0


def _seal(context: Context) -> dict[str, Any] | None:
    from workflow.workspace.seals import SEAL, follows, read_file

    if context.given.seal is None:
        return None
    seal = read_file(context.given.seal, SEAL)
    if not follows(seal):
        note(
            _("{path} does not go on from the seal that it names before it.").format(path=context.given.seal)
        )
    return seal


def _give(context: Context, found: dict[str, Any]) -> None:
    """Write a document to --out, else to standard output."""
    if context.given.out is None:
        write_json(found)
        return
    path = target(context.store, context.given.out)
    with whole(path) as new:
        new.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if context.json:
        write_json(
            {"file": context.given.out} | {name: one for name, one in found.items() if name != "events"}
        )


def _tell(faults: Iterable[Fault]) -> None:
    for fault in faults:
        write_line(f"{fault.where}: {fault.code} {fault.message}")


def _fault(found: Fault) -> dict[str, str]:
    return {"code": found.code, "where": found.where, "message": found.message}


def _events(n: int) -> Counted:
    """So many events."""
    return Counted("{n} event", "{n} events", n)
