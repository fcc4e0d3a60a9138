"""An office that asks somebody outside and gets letters back, with no registry: small and quick, in any store.

office = asking(tmp_path)                  # or asking(tmp_path, "sqlite:///…")
case = office.asked(amount=5)
office.letter("1", {case: "yes"})
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.workspace.office import Clock, Office
from workflow import Case, LetterLine, Workspace

GRANTS = """\
format: lantik/1
id: grant
title: {id: Hibah, en: Grant}
phases:
  asking: {id: Permohonan, en: Asking}
  closed: {id: Selesai, en: Closed}
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
  boss:  {label: {id: Pimpinan, en: Boss}}
  board: {label: {id: Dewan, en: Board}}
fields:
  amount: {type: number, label: {id: Nilai, en: Amount}}
  letter_number: {type: text, unique: [year], shared_in: order, label: {id: Nomor surat, en: Letter number}}
  letter_date:   {type: date, label: {id: Tanggal surat, en: Letter date}}
  order_number:  {type: text, unique: [year], shared_in: order, label: {id: Nomor keputusan, en: Order number}}
  order_date:    {type: date, label: {id: Tanggal keputusan, en: Order date}}
initial: draft
states:
  draft:    {phase: asking, label: {id: Konsep, en: Draft}}
  asked:    {phase: asking, label: {id: Diusulkan, en: Asked}, waits_for: {id: Kementerian, en: Ministry}}
  answered: {phase: asking, label: {id: Dijawab, en: Answered}, within: 5 wd}
  ordered:  {phase: asking, label: {id: Ditetapkan, en: Ordered}}
  paid:     {phase: closed, label: {id: Dibayar, en: Paid}, final: true}
  refused:  {phase: closed, label: {id: Ditolak, en: Refused}, final: true}
  revoked:  {phase: closed, label: {id: Dicabut, en: Revoked}, final: true}
actions:
  ask: {label: {id: Usulkan, en: Ask}, from: draft, to: asked, by: clerk, asks: [amount], only_if: {rule: case.amount < 100}}
  yes:
    label: {id: Catat disetujui, en: Record yes}
    from: asked
    to: answered
    by: clerk
    external: {id: Kementerian, en: Ministry}
    asks: [letter_number, letter_date]
    only_if: [{rule: case.letter_date <= today, else: {id: Belum tiba, en: The letter's date lies in the future}}]
  no:
    label: {id: Catat ditolak, en: Record no}
    from: asked
    to: refused
    by: clerk
    side: true
    external: {id: Kementerian, en: Ministry}
    reason: required
    asks: [letter_number, letter_date]
  change:
    label: {id: Catat perubahan, en: Record change}
    from: asked
    to: {any_of: [draft]}
    by: clerk
    side: true
    external: {id: Kementerian, en: Ministry}
    reason: required
    asks: [letter_number, letter_date]
  sign:
    label: {id: Tanda tangani, en: Sign}
    from: answered
    to: ordered
    signoff: {all: [boss, board]}
    resets_on: [amount]
  order:
    label: {id: Tetapkan, en: Order}
    from: answered
    to: ordered
    by: boss
    batch: order
    side: true
    asks: [order_number, order_date]
  pay:    {label: {id: Bayar, en: Pay}, from: ordered, to: paid, by: clerk}
  return:
    label: {id: Kembalikan, en: Return}
    from: answered
    to: {any_of: [draft, asked]}
    by: boss
    side: true
    reason: required
  revoke: {label: {id: Cabut, en: Revoke}, from: ordered, to: revoked, by: boss, side: true, reason: required}
"""
USERS: Mapping[str, tuple[str, ...]] = {"clerk": ("clerk",), "boss": ("boss",), "board": ("board",)}
DAY = "2025-11-25"


class Asking(Office):
    """The office."""

    def asked(self, **fields: Any) -> str:
        """A case of which the ministry has been asked."""
        case = self.ws.open_case("grant", "a school", actor="clerk").id
        return self.ws.act(case, "ask", actor="clerk", fields={"amount": 5, **fields}).id

    def letter(
        self,
        number: str,
        answers: Mapping[str, str],
        says: Mapping[str, Mapping[str, Any]] | None = None,
        **about: Any,
    ) -> dict[str, Any]:
        """A letter with these answers (`no:reason`); what came of each case: its state, or the codes against it."""
        lines = []
        for case, answer in answers.items():
            result, _colon, reason = answer.partition(":")
            lines.append(LetterLine(case, result, reason or None, says=(says or {}).get(case, {})))
        done = self.ws.letters.record(number, about.pop("day", DAY), lines, actor="clerk", **about)
        return {
            case: result.state
            if isinstance(result, Case)
            else [one.code for one in getattr(result, "reasons", ())]
            for case, result in done
        }

    def order(self, number: str, *cases: str) -> list[str]:
        """The states of cases after an order of this number."""
        given = {"order_number": number, "order_date": DAY}
        return [self.ws.act(one, "order", actor="boss", fields=given).state for one in cases]

    def told(self, letter: str, case: str) -> Any:
        """What a letter says of a case."""
        return next(one for one in self.ws.letters.lines(letter) if one.case == case)


def asking(folder: Path, target: str | None = None) -> Asking:
    """The office in a new store."""
    clock = Clock(f"{DAY}T08:00")
    path = folder / "store.json"
    ws = Workspace.open(target or path, clock=clock)
    source = folder / "grant.yaml"
    source.write_text(GRANTS, encoding="utf-8")
    ws.publish(source, actor="admin")
    for user, roles in USERS.items():
        ws.add_user(user, name=user.title(), roles=roles, actor="admin")
    return Asking(ws, clock, path)
