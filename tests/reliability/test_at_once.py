"""Eight processes act on one store at once: each act is there once, and the record verifies."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

from tests.definition.samples import LEAVE
from tests.reliability.report import Told
from workflow import Conflict, Refused, Workspace

PROCESSES = 8
#: how many acts each; `make reliability` asks for 100
EACH = int(os.environ.get("RELIABILITY_ACTS", "25"))
FIELDS = {"applicant": "anna", "kind": "annual", "days": 3, "from_day": "2999-01-01"}


def _act(path: Path, mine: list[str], shared: str, wins: Path) -> None:
    with Workspace.open(path) as ws:
        for one in mine:
            ws.act(one, "ask", actor="anna", fields=FIELDS, expected=1)
        try:
            ws.act(shared, "ask", actor="anna", fields=FIELDS, expected=1)
        except (Conflict, Refused):
            return
        wins.with_name(f"{wins.name}-{os.getpid()}").touch()


def test_eight_processes_acting_at_once_lose_nothing_and_do_nothing_twice(tmp_path: Path, told: Told) -> None:
    path = tmp_path / "store.json"
    definition = tmp_path / "leave.yaml"
    definition.write_text(LEAVE)
    with Workspace.open(path) as ws:
        ws.publish(definition, actor="admin")
        ws.add_user("anna", name="Anna", roles=["employee"], actor="admin")
        cases = [ws.open_case("leave", actor="anna").id for _ in range(PROCESSES * EACH + 1)]
        spawn = multiprocessing.get_context("spawn")
        with told.trials(f"acts of {PROCESSES} processes at once", PROCESSES * EACH):
            running = [
                spawn.Process(
                    target=_act, args=(path, cases[n * EACH : (n + 1) * EACH], cases[-1], tmp_path / "won")
                )
                for n in range(PROCESSES)
            ]
            for one in running:
                one.start()
            for one in running:
                one.join()
                assert one.exitcode == 0
        assert len(list(tmp_path.glob("won-*"))) == 1
        assert {ws.case(one).state for one in cases} == {"asked"}
        assert {len(ws.history(one)) for one in cases} == {2}
        report = ws.verify()
        assert report.ok, report.faults
        assert report.cases == len(cases)
