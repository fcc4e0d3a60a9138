"""Officers in processes of their own who want the same: what each does, and what must hold when all are done.

In every round each has a case for one and the same post of fewer chairs, wants one and the same person and letter number
first, and counts on one sheet for all. Who is refused takes what is their own, or withdraws.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tests.workspace.office import person
from workflow import Conflict, Refused, StoreError, Workspace
from workflow.registry.model import Person, Position, Unit
from workflow.registry.nip import make_nip
from workflow.store.sql.store import SqlStore

T = TypeVar("T")
#: chairs of each post that so many want
CHAIRS = 2
NOW = datetime.fromisoformat("2025-11-25T08:00:00+08:00")
DAY = "2025-11-20"
DEFINITION = """
format: lantik/1
id: chair
title: {id: Kursi, en: Chair}
subject: position
number: "K-{year}-{n:05}"
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
fields:
  nominee: {type: person, label: {id: Calon, en: Nominee}}
  letter_number: {type: text, unique: [year], label: {id: Nomor surat, en: Letter number}}
  letter_date: {type: date, label: {id: Tanggal surat, en: Letter date}}
  tally: {type: number, label: {id: Hitungan, en: Tally}}
initial: vacant
states:
  vacant:    {phase: vacant, label: {id: Lowong, en: Vacant}}
  proposed:  {phase: nomination, label: {id: Diusulkan, en: Proposed}}
  decreed:   {phase: approval, label: {id: Ditetapkan, en: Decreed}}
  filled:    {phase: filled, label: {id: Terisi, en: Filled}, final: true}
  withdrawn: {phase: closed, label: {id: Ditarik, en: Withdrawn}, final: true}
actions:
  nominate: {label: {id: Usulkan, en: Nominate}, from: vacant, to: proposed, by: clerk, asks: nominee}
  count: {label: {id: Hitung, en: Count}, from: vacant, to: vacant, by: clerk, side: true, asks: tally}
  write:
    {label: {id: Catat, en: Note}, from: proposed, to: proposed, by: clerk, side: true, asks: [letter_number, letter_date]}
  decree: {label: {id: Tetapkan, en: Decree}, from: proposed, to: decreed, by: clerk, does: reserve}
  inaugurate: {label: {id: Lantik, en: Inaugurate}, from: decreed, to: filled, by: clerk, does: [appoint, release]}
  withdraw: {label: {id: Tarik, en: Withdraw}, from: proposed, to: withdrawn, by: clerk, side: true}
"""


def post(number: int, chairs: int) -> Position:
    """The post of a round."""
    return Position(
        f"POST-{number}",
        "Perawat",
        "functional",
        "CITY",
        "Ahli Pertama",
        chairs,
        "Perawat",
        "Keahlian",
        "Profesi",
        60,
    )


def civil_servant(id: str, number: int) -> Person:
    """A nurse with a number that no other has."""
    born = date(1990, 1, 1) + timedelta(number // 900)
    return replace(
        person("P", "III/a"), id=id, nip=make_nip(born, (2015, 3), "P", 1 + number % 900), birth_date=born
    )


def furnish(ws: Workspace, folder: Path, rounds: int, rivals: int) -> str:
    """The office before the first act, with a chair for everybody; the case on which all count."""
    path = folder / "chair.yaml"
    path.write_text(DEFINITION, encoding="utf-8")
    ws.publish(path, actor="admin")
    names = [f"P-{turn}-{one}" for turn in range(rounds) for one in ("wanted", *range(rivals))]
    people = [civil_servant(name, number) for number, name in enumerate(names)]
    posts = [post(turn, rivals) for turn in range(rounds)]
    ws.registry.put([Unit("CITY", "Kota Kupang", "city"), post(-1, 1), *posts, *people], actor="admin")
    for who in range(rivals):
        ws.add_user(f"clerk{who}", name=f"Clerk {who}", roles=["clerk"], actor="admin")
    return ws.open_case("chair", "POST--1", actor="clerk0").id


def take_chairs_away(ws: Workspace, rounds: int) -> None:
    """From now on there are fewer chairs than cases."""
    ws.registry.put([post(turn, CHAIRS) for turn in range(rounds)], actor="admin")


@dataclass
class Rival:
    """One officer.

    Args:
        ws: their own opening of the store.
        who: their number.
        sheet: the case on which all count.
    """

    ws: Workspace
    who: int
    sheet: str
    said: Counter[str] = field(default_factory=Counter)
    done: list[tuple[str, str, int]] = field(default_factory=list)

    def look(self, case: str) -> Any:
        """A case as it is now; asked again when the connection is lost just then."""
        for _ in range(20):
            try:
                return self.ws.case(case)
            except StoreError:
                self.said["looks lost"] += 1
        return self.ws.case(case)

    def act(self, case: str, action: str, **given: Any) -> bool:
        """Whether an act was done; what is said of it is counted."""
        self.said["acts"] += 1
        before = given.get("expected")
        try:
            after = self.ws.act(case, action, actor=f"clerk{self.who}", **given)
        except Refused as refusal:
            self.said["refused"] += 1
            self.said.update(one.code for one in refusal.reasons)
            return False
        except Conflict:
            self.said["conflicts"] += 1
            return False
        assert before is None or after.revision == before + 1
        self.done.append((case, action, after.revision))
        return True

    def open(self, turn: int) -> str:
        """A case for the post of a round."""
        self.said["acts"] += 1
        return self.ws.open_case("chair", f"POST-{turn}", actor=f"clerk{self.who}").id

    def count(self) -> None:
        """One more on the sheet of all, seen before it is written."""
        while True:
            seen = self.look(self.sheet)
            tally = int(seen.fields.get("tally", 0)) + 1
            if self.act(self.sheet, "count", fields={"tally": tally}, expected=seen.revision):
                return

    def propose(self, turn: int, case: str) -> None:
        """The first half of a round: a person and a number are wanted by all and had by one."""
        for action, name, wanted, own in (
            ("nominate", "nominee", f"P-{turn}-wanted", f"P-{turn}-{self.who}"),
            ("write", "letter_number", f"{turn}/BKN", f"{turn}/{self.who}/BKN"),
        ):
            more = {"letter_date": DAY} if action == "write" else {}
            assert any(self.act(case, action, fields={name: value, **more}) for value in (wanted, own))
        self.count()

    def sit(self, case: str) -> None:
        """The second half: as many sit down as there are chairs."""
        last = "inaugurate" if self.act(case, "decree") else "withdraw"
        assert self.act(case, last)


def compete(target: str, who: int, rounds: int, sheet: str, ready: Any, told: Path) -> None:
    """What the process of one officer does: open a case for each round, wait for all, then play the rounds beside them."""
    thought = _counting()
    try:
        with Workspace.open(target, clock=lambda: NOW) as ws:
            mine = Rival(ws, who, sheet)
            cases = [mine.open(turn) for turn in range(rounds)]
            ready.wait()  # all have opened theirs
            ready.wait()  # and the chairs are taken away
            for turn, case in enumerate(cases):
                mine.propose(turn, case)
                ready.wait()  # so that all want the same at the same moment
                mine.sit(case)
                ready.wait()
    except BaseException:
        ready.abort()  # nobody waits for one who is gone
        raise
    mine.said["thought again"] = thought["tries"] - thought["transactions"]
    told.write_text(json.dumps({"said": mine.said, "done": mine.done, "cases": cases}))


def _counting() -> Counter[str]:
    """Counts the transactions of this process on a database, and how often each was tried."""
    found: Counter[str] = Counter()

    def counted(work: Callable[..., T], name: str) -> Callable[..., T]:
        def run(*given: Any, **more: Any) -> T:
            found[name] += 1
            return work(*given, **more)

        return run

    SqlStore.transact = counted(SqlStore.transact, "transactions")  # type: ignore[method-assign]
    SqlStore._once = counted(SqlStore._once, "tries")  # type: ignore[method-assign]
    return found


def must_hold(ws: Workspace, sheet: str, told: list[dict[str, Any]], rounds: int) -> Counter[str]:
    """That nothing was lost, done twice, or done against a rule; what all said, added up."""
    said = sum((Counter(one["said"]) for one in told), Counter[str]())
    ours = [case for one in told for case in one["cases"]]
    assert len(set(ours)) == rounds * len(told), "one number given twice"
    acknowledged: dict[str, list[tuple[int, str]]] = {case: [(1, "open")] for case in (*ours, sheet)}
    for case, action, revision in (done for one in told for done in one["done"]):
        acknowledged[case].append((revision, action))
    for case, wanted in acknowledged.items():
        assert [(one.seq, one.action) for one in ws.history(case)] == sorted(wanted), case
    assert ws.case(sheet).fields["tally"] == rounds * len(told), "an update was lost"
    now = [ws.case(case) for case in ours]
    letters, nominees = ([case.fields[name] for case in now] for name in ("letter_number", "nominee"))
    assert len(set(letters)) == len(letters)
    assert len(set(nominees)) == len(nominees)
    losers = len(told) - 1, len(told) - 1, len(told) - CHAIRS
    for kind, refused in zip(("active_proposal", "not_unique", "need_exceeded"), losers, strict=True):
        assert said[kind] == rounds * refused, kind
    reader = ws.store.read()
    for turn in range(rounds):
        here = [case for case in now if case.subject == f"POST-{turn}"]
        states = Counter(case.state for case in here)
        assert states == {"filled": CHAIRS, "withdrawn": len(told) - CHAIRS}, (turn, states)
        sitting = [one for one in reader.find("holdings", "position", f"POST-{turn}") if not one.get("until")]
        assert len(sitting) == CHAIRS
        assert {one["case"] for one in sitting} == {case.id for case in here if case.state == "filled"}
    report = ws.verify()
    assert report.ok, report.faults
    assert report.cases == len(ours) + 1
    return said
