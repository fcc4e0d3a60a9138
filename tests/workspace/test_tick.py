"""The clock: idempotent, catches up, some cases a commit, and loses nothing when it is killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.patterns.bureau import ACTIONS, ROLES, bureau, written
from tests.workspace.office import KUPANG, SENDING, City, Office, opened, sent
from workflow import Workspace

ROOT = Path(__file__).parents[2]

#: ticks a store and is killed by its own hand before or after some commits
KILLED = """
import os, signal, sys
from datetime import datetime
from workflow import Workspace
path, commits, when = sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
ws = Workspace.open(path, clock=lambda: when)
transact, done = ws.store.transact, 0
def killed(think):
    global done
    if done == commits:
        def half(tx):
            think(tx)
            os.kill(os.getpid(), signal.SIGKILL)
        return transact(half)
    done += 1
    return transact(think)
ws.ticking._transact, ws.ticking.at_once, ws.ticking.longest = killed, 2, 3600.0
ws.tick()
"""


def kill_after(path: Path, commits: int, when: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(commits), f"{when}+08:00"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def steps(office: Office, case: str) -> list[str]:
    return [one.action for one in office.ws.history(case)]


@pytest.mark.parametrize("commits", [0, 1])
def test_a_clock_that_was_killed_loses_nothing_and_does_nothing_twice(office: Office, commits: int) -> None:
    cases = [opened(office).id for _ in range(4)]  # two a commit
    office.ws.close()
    kill_after(office.path, commits, "2025-12-05T08:00")
    office.clock.set("2025-12-05T08:00")
    office.ws = Workspace.open(office.path, clock=office.clock)
    done = [case for case in cases if "overdue" in steps(office, case)]
    assert done == cases[: 2 * commits]
    again = office.ws.tick()
    assert sorted({one.case for one in again}) == cases[2 * commits :]
    assert [steps(office, case) for case in cases] == [["open", "overdue", "overdue"]] * 4
    assert [one.what for one in office.ws.notices("boss")].count("overdue") == 4
    assert office.ws.tick() == []
    assert office.ws.verify().ok


def test_some_cases_are_one_commit_and_are_told_one_by_one(office: Office) -> None:
    cases = [opened(office) for _ in range(3)]
    office.clock.set("2025-12-20T08:00")
    before = office.ws.store.position()
    office.ws.ticking.at_once, office.ws.ticking.longest = 2, 3600.0
    ticked = office.ws.tick()
    assert office.ws.store.position() == before + 2
    assert [one.case for one in ticked.cases] == [one.id for one in cases]
    assert [event.action for event in ticked.cases[0].events] == ["overdue", "overdue", "overdue", "lapse"]
    assert [office.ws.case(one.id).revision for one in cases] == [2, 2, 2]


def test_officers_wait_for_no_more_than_a_moment_of_it(office: Office) -> None:
    office.ws.ticking.longest = -1.0  # as if each case took longer than that
    cases = [opened(office).id for _ in range(3)]
    office.clock.set("2025-12-03T08:00")
    before = office.ws.store.position()
    assert [one.case for one in office.ws.tick()] == cases
    assert office.ws.store.position() == before + 3


def test_two_clocks_at_once_do_nothing_twice(office: Office) -> None:
    cases = [opened(office).id for _ in range(5)]
    office.clock.set("2025-12-03T08:00")
    transact, others = office.ws.store.transact, []

    def meanwhile(think: Any) -> Any:
        office.ws.ticking._transact = transact
        with Workspace.open(office.path, clock=office.clock) as second:
            second.ticking.at_once = 2
            others.extend(second.tick())
        return transact(think)

    office.ws.ticking._transact = meanwhile  # type: ignore[assignment]
    assert office.ws.tick() == []
    assert [one.case for one in others] == cases
    assert [steps(office, case) for case in cases] == [["open", "overdue"]] * 5


def test_a_bad_case_holds_up_no_other_one(office: Office) -> None:
    bad, good = opened(office), opened(office)

    def spoil(tx: Any) -> None:
        tx.put("cases", {**tx.get("cases", bad.id), "state": "nowhere"})

    office.ws.store.transact(spoil)
    office.clock.set("2025-12-03T08:00")
    ticked = office.ws.tick()
    assert [one.case for one in ticked] == [good.id]
    (failed,) = ticked.failed
    assert failed.case == bad.id
    assert "nowhere" in str(failed.error)
    assert office.ws.tick().failed[0].case == bad.id


def test_a_case_that_fails_half_way_leaves_nothing_and_its_neighbours_are_done(tmp_path: Path) -> None:
    fields, late = {"plot": "type: text, unique_while: [sent]"}, "within: 1 wd, overdue: [{notify: head}]"
    actions = {**ACTIONS, "send": "from: draft, to: sent, by: clerk, asks: plot"}
    office = bureau(tmp_path, written(ROLES, actions, fields=fields, states={"sent": late}))
    first, bad, last = (office.sent(plot=plot) for plot in ("a", "b", "c"))

    def spoil(tx: Any) -> None:
        tx.put("uniques", {"id": "while|plot|b"})  # found out when the event is put already

    office.ws.store.transact(spoil)
    office.clock.set("2025-12-03T08:00")
    ticked = office.ws.tick()
    assert [one.case for one in ticked] == [first, last]
    assert [one.case for one in ticked.failed] == [bad]
    assert [steps(office, case)[2:] for case in (first, bad, last)] == [["overdue"], [], ["overdue"]]
    assert office.ws.case(bad).revision == 2
    assert office.ws.verify().ok


def test_a_deadline_at_the_end_of_every_calendar_is_never_over(tmp_path: Path) -> None:
    until = "within: {until: case.day}, overdue: [{after: 5 wd, notify: head}]"
    actions = {**ACTIONS, "send": "from: draft, to: sent, by: clerk, asks: day"}
    office = bureau(tmp_path, written(ROLES, actions, fields={"day": "type: date"}, states={"sent": until}))
    office.sent(day="9999-12-31")
    done = office.ws.tick()
    assert (list(done), done.failed) == ([], ())


def test_nothing_due_writes_nothing(office: Office) -> None:
    case = opened(office)
    office.clock.set("2025-12-03T08:00")
    office.ws.tick()
    office.ws.act(case.id, "send", actor="clerk", fields=SENDING)
    before = office.ws.store.position()
    assert office.ws.tick() == []
    assert office.ws.store.position() == before


def test_what_was_done_to_a_case_later_than_the_moment_asked_for_stays(office: Office) -> None:
    case = sent(office)
    office.clock.set("2025-12-20T08:00")
    office.ws.act(case.id, "hold", actor="boss", reason="a question")
    assert office.ws.tick(office.clock.at("2025-12-10T08:00")) == []


def test_where_the_time_went_is_told_with_what_others_took_apart(office: Office) -> None:
    case = sent(office)  # Tuesday 25 November
    office.clock.set("2025-11-27T08:00")
    office.ws.act(case.id, "hold", actor="boss", reason="a question")
    office.clock.set("2025-12-03T08:00")
    office.ws.act(case.id, "resume", actor="boss")
    office.clock.set("2025-12-04T08:00")
    clock = office.ws.case_clock(case.id)
    assert [(one.state, one.days, one.kind) for one in clock.stays] == [
        ("draft", 0, "own"),
        ("sent", 2, "own"),
        ("held", 4, "stopped"),
        ("sent", 1, "own"),
    ]
    assert (clock.own, clock.outside, clock.stopped) == (3, 0, 4)
    assert clock.stays[-1].until is None
    assert clock.stays[0].since.tzinfo is not None
    assert clock.stays[0].since == office.clock.at("2025-11-25T08:00").astimezone(KUPANG)


def test_waiting_for_outside_does_not_count_against_the_officer(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="grant")
    clock = city.ws.case_clock(case)
    outside = {one.state: one.days for one in clock.stays if one.kind == "outside"}
    assert outside == {"pertek_requested": 9}
    assert clock.outside == 9
    assert clock.own == 0
