"""One act asks a database little: this many statements, and no more, however the engine grows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.workspace.office import SENDING, opened, pathway, permits
from workflow import Workspace


class Counted:
    """Counts the statements that a workspace sends: those that read, and those that write or begin."""

    def __init__(self, ws: Workspace) -> None:
        self.reads = self.others = 0
        event.listen(ws.store._engine, "before_cursor_execute", self._hear)  # type: ignore[attr-defined]

    def _hear(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            self.reads += 1
        else:
            self.others += 1

    def of(self, work: Any) -> tuple[int, int]:
        """(reads, others) of one piece of work."""
        self.reads = self.others = 0
        work()
        return self.reads, self.others


@pytest.fixture
def in_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The offices of `tests.workspace.office` in an SQLite file instead."""
    real = Workspace.open.__func__  # type: ignore[attr-defined]

    def open_there(cls: type[Workspace], target: Path, **given: Any) -> Workspace:
        found: Workspace = real(cls, f"sqlite:///{target}.db", **given)
        return found

    monkeypatch.setattr(Workspace, "open", classmethod(open_there))


@pytest.mark.usefixtures("in_database")
def test_an_act_with_no_registry(tmp_path: Path) -> None:
    office = permits(tmp_path)
    counted, ws = Counted(office.ws), office.ws
    cases = [opened(office).id for _ in range(2)]
    ws.act(cases[0], "send", actor="clerk", fields=SENDING)
    # the case, who acts and for whom, and the posts that they hold, at once
    # begin; case, its old keys and its new ones, event, name of the commit
    assert counted.of(lambda: ws.act(cases[1], "send", actor="clerk", fields=SENDING)) == (1, 6)
    ws.close()


@pytest.mark.usefixtures("in_database")
def test_a_signature_over_the_facts_of_a_position_and_a_nominee(tmp_path: Path) -> None:
    city = pathway(tmp_path)
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="verify")
    minutes = {"minutes_number": "BA-1", "minutes_date": "2025-11-03"}
    city.ws.act(case, "assess", actor="division", fields=minutes)
    counted = Counted(city.ws)
    # the case and who acts at once; position, nominee and their posts at once
    assert counted.of(lambda: city.ws.act(case, "assess", actor="member1")) == (2, 4)
    assert counted.of(lambda: city.ws.act(case, "assess", actor="member2")) == (2, 4)
    city.ws.close()


@pytest.mark.usefixtures("in_database")
def test_an_account_that_is_another_person_s_now_acts_as_theirs(tmp_path: Path) -> None:
    city = pathway(tmp_path)
    city.ws.add_user("verifier", name="Verifier", roles=["hr_verifier"], person="P-OLD", actor="admin")
    first, second = city.vacant(), city.vacant()
    city.nominate(first, "P-NEW", "pertama")
    city.nominate(second, "P-NEW-2", "pertama")
    city.ws.act(first, "verify", actor="verifier")
    city.ws.add_user("verifier", name="Verifier", roles=["hr_verifier"], person="P-NEW-2", actor="admin")
    assert city.codes(second, "verify", "verifier") == ["duty"]
    city.ws.close()
