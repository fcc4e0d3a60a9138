"""What must hold across cases holds between processes: of two at once one wins, and the refusal names both sides."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.office import KUPANG, Clock, person
from workflow import LantikError, Workspace
from workflow.registry.model import Position, Unit

DEFINITION = """
format: lantik/1
id: seat
title: {id: Kursi, en: Seat}
subject: position
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
  mayor: {label: {id: Wali Kota, en: Mayor}}
fields:
  nominee: {type: person, label: {id: Calon, en: Nominee}}
  letter_number: {type: text, unique: [issuer, year], label: {id: Nomor surat, en: Letter number}}
  letter_date: {type: date, label: {id: Tanggal surat, en: Letter date}}
  letter_issuer: {type: text, label: {id: Penerbit, en: Issuer}}
  decree_number: {type: text, unique: [year], shared_in: decree, label: {id: Nomor SK, en: Decree number}}
  decree_date: {type: date, label: {id: Tanggal SK, en: Decree date}}
initial: vacant
states:
  vacant:   {phase: vacant, label: {id: Lowong, en: Vacant}}
  proposed: {phase: nomination, label: {id: Diusulkan, en: Proposed}}
  decreed:  {phase: approval, label: {id: Ditetapkan, en: Decreed}}
  filled:   {phase: filled, label: {id: Terisi, en: Filled}, final: true}
actions:
  nominate: {label: {id: Usulkan, en: Nominate}, from: vacant, to: proposed, by: clerk, asks: nominee}
  write:
    {label: {id: Catat, en: Note}, from: proposed, to: proposed, by: clerk, side: true,
     asks: [letter_number, letter_date, letter_issuer]}
  decree:
    {label: {id: Tetapkan, en: Decree}, from: proposed, to: decreed, by: mayor, batch: decree, does: reserve,
     asks: [decree_number, decree_date]}
  inaugurate: {label: {id: Lantik, en: Inaugurate}, from: decreed, to: filled, by: clerk, does: [appoint, release]}
"""
POSTS = (
    Position("TWO", "Perawat", "functional", "CITY", "Ahli Pertama", 2, "Perawat", "Keahlian", "Profesi", 60),
    Position("NEXT", "Perawat Muda", "functional", "CITY", "Ahli Muda", 2, "Perawat", "Keahlian", "Profesi", 60),
    Position("LAST", "Perawat Madya", "functional", "CITY", "Ahli Madya", 1, "Perawat", "Keahlian", "Profesi", 60),
    Position("SLOT", "Bidan", "functional", "CITY", "Ahli Muda", 2, "Bidan", "Keahlian", "Profesi", 60),
    Position("HEAD", "Lurah", "structural", "CITY", "IV.a", 2, retirement_age=58),
)  # fmt: skip
NAMES = {one: f"Maria {one}" for one in ("P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7")}


def _one_of_two(target: str, rounds: list[Mapping[str, Any]], ready: Any, told: Any) -> None:
    """Take part in every round at the same moment as the other, and tell what came of each."""
    with Workspace.open(target, clock=Clock("2025-11-25T09:30")) as ws:
        for number, turn in enumerate(rounds):
            verb = getattr(ws, turn["verb"])
            ready.wait(120)
            try:
                verb(*turn["args"], **turn["given"])
                told.put((number, turn["name"], None, ""))
            except LantikError as error:
                codes = [one.code for one in getattr(error, "reasons", [])]
                told.put((number, turn["name"], codes or [type(error).__name__], error.message))


def _act(name: str, case: str, action: str, actor: str, **given: Any) -> Mapping[str, Any]:
    return {"name": name, "verb": "act", "args": (case, action), "given": {"actor": actor, **given}}


@pytest.mark.parametrize("kind", ["store.json", "database"])
def test_of_two_processes_at_once_one_wins_and_the_refusal_names_both(tmp_path: Path, kind: str) -> None:
    target = str(tmp_path / kind) if kind == "store.json" else f"sqlite:///{tmp_path}/store.db"
    path = tmp_path / "seat.yaml"
    path.write_text(DEFINITION, encoding="utf-8")
    clock = Clock("2025-11-25T08:00")
    ws = Workspace.open(target, clock=clock)
    ws.publish(path, actor="admin")
    ws.registry.put(
        [Unit("CITY", "Kota Kupang", "city"), *POSTS, *(person(one, "III/a") for one in NAMES)], actor="admin"
    )
    for user in ("clerk1", "clerk2"):
        ws.add_user(user, name=user.title(), roles=["clerk"], actor="admin")
    ws.add_user("mayor", name="Mayor", roles=["mayor"], actor="admin")

    def opened(position: str, nominee: str | None = None) -> str:
        case = ws.open_case("seat", position, actor="clerk1").id
        if nominee is not None:
            ws.act(case, "nominate", actor="clerk1", fields={"nominee": nominee})
        return case

    same = opened("TWO"), opened("TWO")
    letters = opened("NEXT", "P-2"), opened("NEXT", "P-3")
    heads = opened("HEAD", "P-4"), opened("HEAD", "P-5")
    slots = opened("SLOT", "P-6"), opened("SLOT", "P-7")
    fewer = [
        replace(one, need=1) for one in POSTS if one.id in ("HEAD", "SLOT")
    ]  # fewer seats than were proposed for
    ws.registry.put(fewer, actor="admin")
    rest = {"letter_number": "7/BKN", "letter_date": "2025-11-20", "letter_issuer": "BKN"}

    def decree(who: int, number: str) -> dict[str, Any]:
        return {"decree_number": number, "decree_date": date(2025, 11, 24 + who).isoformat()}

    sides = [
        [
            _act("person", same[who], "nominate", f"clerk{who + 1}", fields={"nominee": "P-1"}),
            _act("letter", letters[who], "write", f"clerk{who + 1}", fields=rest),
            _act("number", letters[who], "decree", "mayor", fields=decree(who, "800/1")),
            _act("structural", heads[who], "decree", "mayor", fields=decree(who, f"800/{2 + who}")),
            _act("functional", slots[who], "decree", "mayor", fields=decree(who, f"800/{4 + who}")),
            {"name": "last seat", "verb": "open_case", "args": ("seat", "LAST"), "given": {"actor": f"clerk{who + 1}"}},
        ]
        for who in (0, 1)
    ]  # fmt: skip
    outcomes = raced(target, sides)
    for name, code in (
        ("person", "active_proposal"),
        ("letter", "not_unique"),
        ("number", "not_unique"),
        ("structural", "seat_taken"),
        ("functional", "need_exceeded"),
        ("last seat", "case_open"),
    ):
        assert sorted(map(str, (one for one, _ in outcomes[name]))) == ["None", f"['{code}']"], (
            name,
            outcomes,
        )
    said = {name: next(message for codes, message in found if codes) for name, found in outcomes.items()}
    named = {
        "person": (*same, NAMES["P-1"]),
        "letter": (*letters, NAMES["P-2"], NAMES["P-3"]),
        "number": (*letters, NAMES["P-2"], NAMES["P-3"]),
        "structural": (*heads, NAMES["P-4"], NAMES["P-5"]),
        "functional": (*slots, NAMES["P-6"], NAMES["P-7"]),
    }
    for name, words in named.items():
        assert [one for one in words if one not in said[name]] == [], said[name]
    (last,) = ws.cases(subject="LAST")
    assert last.id in said["last seat"]

    # two act on one case, each from a screen that shows it as it was
    winner = next(one for one in letters if ws.case(one).state == "decreed")
    seen = ws.case(winner).revision
    screens = [[_act("screen", winner, "inaugurate", f"clerk{who}", expected=seen)] for who in (1, 2)]
    screen = raced(target, screens)["screen"]
    assert sorted(map(str, (one for one, _ in screen))) == ["None", "['Conflict']"]
    told = next(message for codes, message in screen if codes)
    by = ws.history(winner)[-1]
    assert all(one in told for one in (winner, by.name or "", "Inaugurate", "2025-11-25 09:30")), told
    assert by.at.astimezone(KUPANG).isoformat() == "2025-11-25T09:30:00+08:00"
    report = ws.verify()
    ws.close()
    assert report.ok, report.faults


def raced(target: str, sides: list[list[Mapping[str, Any]]]) -> dict[str, list[tuple[list[str] | None, str]]]:
    """Two processes that do their rounds at the same moments; round → what came of it on either side."""
    spawn = multiprocessing.get_context("spawn")
    ready, told = spawn.Barrier(len(sides)), spawn.Queue()
    both = [spawn.Process(target=_one_of_two, args=(target, rounds, ready, told)) for rounds in sides]
    for one in both:
        one.start()
    found: dict[str, list[tuple[list[str] | None, str]]] = {}
    for _ in range(sum(map(len, sides))):
        _, name, codes, message = told.get(timeout=240)
        found.setdefault(name, []).append((codes, message))
    for one in both:
        one.join()
        assert one.exitcode == 0
    return found
