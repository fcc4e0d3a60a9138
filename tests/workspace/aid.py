"""A small office that helps officials in need: one case about one person, one about several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.workspace.office import Clock, person
from workflow import Workspace
from workflow.registry.model import Holding, Position, Unit

AID = """\
format: lantik/1
id: aid
title: {id: Bantuan, en: Aid}
number: "A-{year}-{n:02}"
phases: {open: {id: Berjalan, en: Open}, over: {id: Selesai, en: Over}}
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
fields:
  who: {type: person, label: {id: Pegawai, en: Official}}
  remark: {type: text, personal: true, label: {id: Catatan, en: Remark}}
  card: {type: text, personal: true, unique: [year], label: {id: Nomor kartu, en: Card number}}
  amount: {type: number, label: {id: Jumlah, en: Amount}}
  others:
    type: group
    key: who
    label: {id: Yang lain, en: Others}
    fields:
      who: {type: person, label: {id: Pegawai, en: Official}}
      need: {type: text, personal: true, label: {id: Kebutuhan, en: Need}}
      share: {type: number, label: {id: Bagian, en: Share}}
documents:
  letter: {label: {id: Surat, en: Letter}, needed_if: "false"}
initial: draft
states:
  draft: {phase: open, label: {id: Konsep, en: Draft}}
  asked: {phase: open, label: {id: Diajukan, en: Asked}}
  given: {phase: over, final: true, label: {id: Diberikan, en: Given}}
actions:
  ask:
    label: {id: Ajukan, en: Ask}
    from: draft
    to: asked
    by: clerk
    asks: [who, remark, amount]
    may_ask: [card, others]
    documents: [letter]
  list: {label: {id: Daftarkan, en: List}, from: draft, to: asked, by: clerk, asks: [others]}
  return: {label: {id: Kembalikan, en: Return}, from: asked, to: draft, by: clerk, side: true, reason: required}
  give: {label: {id: Berikan, en: Give}, from: asked, to: given, by: clerk}
"""
SECRET = "berutang banyak sekali"
ASKED = {"who": "P-1", "remark": SECRET, "amount": 7.5, "card": "K-77-1"}


@dataclass
class Aid:
    """The office, open."""

    ws: Workspace
    clock: Clock
    target: str
    folder: Path

    def again(self) -> Workspace:
        """The store closed and opened anew."""
        self.ws.close()
        self.ws = Workspace.open(self.target, clock=self.clock)
        return self.ws

    def erase(self, person: str = "P-1", **more: Any) -> Any:
        """Erase somebody."""
        given = {"reason": "asked for by letter", "basis": "UU 27/2022 art 8", "actor": "admin", **more}
        return self.ws.persons.erase(person, **given)

    def bytes(self) -> bytes:
        """Everything that lies in the store's folder."""
        return b"".join(one.read_bytes() for one in sorted(self.folder.rglob("*")) if one.is_file())


def aid(folder: Path, target: str) -> Aid:
    """The office with two officials, one of whom got help, was sent back once, and is named in a list too."""
    clock = Clock("2025-11-25T08:00")
    ws = Workspace.open(target, clock=clock)
    definition = folder.parent / "aid.yaml"
    definition.write_text(AID, encoding="utf-8")
    ws.publish(definition, actor="admin")
    ws.add_user("clerk", name="Clerk", roles=["clerk"], actor="admin")
    ws.registry.put(
        [
            Unit("CITY", "Kota Kupang", "city"),
            Position("CHIEF", "Kepala", "structural", "CITY", "IV.a"),
            person("P-1", "III/a"),
            person("P-2", "III/b"),
        ],
        actor="admin",
    )
    made = Aid(ws, clock, target, folder)
    first = ws.open_case("aid", "one", actor="clerk").id
    letter = folder.parent / "letter.txt"
    letter.write_text(f"P-1 {SECRET}")
    mark = ws.files.attach(letter) if ws.files else "on file"
    ws.act(first, "ask", actor="clerk", fields=ASKED, documents={"letter": mark})
    ws.act(first, "return", actor="clerk", reason=f"{SECRET}, kata tetangga")
    ws.act(first, "ask", actor="clerk", fields={**ASKED, "amount": 8.0})
    ws.act(first, "give", actor="clerk")
    second = ws.open_case("aid", "two", actor="clerk").id
    rows = [
        {"who": "P-1", "need": f"{SECRET} juga", "share": 1},
        {"who": "P-2", "need": "kebutuhan orang lain", "share": 2},
    ]
    ws.act(second, "list", actor="clerk", fields={"others": rows})
    ws.act(second, "return", actor="clerk", reason="urutannya salah")
    ws.act(second, "list", actor="clerk", fields={"others": rows})
    ws.act(second, "give", actor="clerk")
    return made


def held(person: str, until: date | None) -> Holding:
    """A post that somebody holds or held."""
    return Holding("H-1", person, "CHIEF", "definitif", date(2010, 1, 4), until)
