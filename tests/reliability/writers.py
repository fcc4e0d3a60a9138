"""What the processes do that are killed: each says in a word down a pipe what it begins, and what is durable.

opening, open           the store is being opened; it is (`opened` where nothing else is done)
checkpoint, pictured    the picture is being written; it is
erasing, erased N       what act N said is being erased; it is
done N                  act N is durable
"""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from tests.reliability import rivals
from workflow import Refused, Workspace
from workflow.registry.model import Position, Unit
from workflow.store.tiny import TinyStore

Say = Callable[[str], None]
WARDS = ("WARD-A", "WARD-B")
#: those who are appointed again and again, from one ward to the other
NURSES = 40


def secret(number: int) -> str:
    """What an act says that may be erased."""
    return f"rahasia-{number}-"


def _move(tx: Any, erase: bool) -> int:
    """Move one unit between two cases, an event for each; and take out of the record what the act before said."""
    before = tx.get("meta", "n") or {"n": 0, "said": []}
    n, said = before["n"] + 1, []
    for case, by in ((f"C-{n % 7}", -1), (f"C-{(n + 1) % 7}", 1)):
        old = tx.get("cases", case) or {"sum": 0, "seq": 0}
        seq, text = old["seq"] + 1, secret(n) + "x" * (n * 131 % 9000)
        tx.put("cases", {"id": case, "sum": old["sum"] + by, "seq": seq, "text": text})
        tx.append({"case": case, "seq": seq, "by": by, "n": n, "reason": secret(n)})
        said.append((case, seq, by))
    if erase:
        for case, seq, by in before["said"]:
            tx.redact({"case": case, "seq": seq, "by": by, "n": n - 1})
            tx.forget("cases", case, lambda doc: {**doc, "text": ""} if _says(doc, n - 1) else doc)
            now = tx.get("cases", case)
            if _says(now, n - 1):
                tx.put("cases", {**now, "text": ""})
    tx.put("meta", {"id": "n", "n": n, "said": said})
    return n


def _says(doc: Any, number: int) -> bool:
    return str(doc["text"]).startswith(secret(number))


def moving(path: Path, say: Say, chance: Random) -> None:
    """On the bare store: move, now and then erase, now and then checkpoint here or in a process of its own."""
    store = TinyStore(path, grown=chance.choice((0, 0, 300_000)))
    say("open")
    while True:
        what = chance.random()
        if what < 0.02:
            say("checkpoint")
            store.checkpoint()
            say("pictured")
        erase = what > 0.98
        if erase:
            say("erasing")
        n = store.transact(lambda tx, erase=erase: _move(tx, erase))  # type: ignore[misc]
        if erase:
            say(f"erased {n - 1}")
        say(f"done {n}")


def acting(path: Path, say: Say, chance: Random) -> None:
    """Through the workspace: open a case, propose somebody, decree and inaugurate, which ends what they held before."""
    with Workspace.open(path, clock=lambda: rivals.NOW) as ws:
        say("open")
        while True:
            if chance.random() < 0.05:
                say("checkpoint")
                ws.store.checkpoint()  # type: ignore[attr-defined]
                say("pictured")
            case = ws.open_case("chair", chance.choice(WARDS), actor="clerk0").id
            say(f"done {case} 1")
            nurse = f"P-{chance.randrange(NURSES)}"
            for number, action in enumerate(("nominate", "decree", "inaugurate")):
                fields = {} if number else {"nominee": nurse}
                try:
                    ws.act(case, action, actor="clerk0", fields=fields)
                except Refused:  # somebody else proposed them, or they sit there
                    break
                say(f"done {case} {number + 2}")


def wards(path: Path, folder: Path) -> None:
    """The office in which `acting` acts, before the first act."""
    with Workspace.open(path, clock=lambda: rivals.NOW) as ws:
        rivals.furnish(ws, folder, 0, 1)
        many = [
            Position(
                ward,
                "Perawat",
                "functional",
                "CITY",
                "Ahli Pertama",
                10_000,
                "Perawat",
                "Keahlian",
                "Profesi",
                60,
            )
            for ward in WARDS
        ]
        nurses = [rivals.civil_servant(f"P-{number}", number) for number in range(NURSES)]
        ws.registry.put([Unit("CITY", "Kota Kupang", "city"), *many, *nurses], actor="admin")


def opening(path: Path, say: Say, chance: Random) -> None:
    """Open a store and hold it."""
    with TinyStore(path, grown=0):
        say("opened")
        time.sleep(600)


def begin(work: Callable[[Path, Say, Random], None], path: Path, down: Connection, seed: int) -> None:
    """What a process does from its first moment on."""

    def say(word: str) -> None:
        down.send_bytes(word.encode())

    say("opening")
    work(path, say, Random(seed))
