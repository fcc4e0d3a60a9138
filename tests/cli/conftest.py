"""A store with the leave pathway and a few users, and a way to run commands against it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workflow import Workspace
from workflow.cli import main
from workflow.language import set_language

LEAVE = Path(__file__).parents[2] / "docs" / "examples" / "leave-request.yaml"


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Lantik = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LANTIK_USER", "LANTIK_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "LANTIK_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    yield
    set_language("en")


@pytest.fixture
def lantik(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lantik:
    """Run a command in an empty folder; whatever it is, no traceback comes out."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path, expect: int | None = 0) -> Ran:
        capsys.readouterr()
        code = main([str(word) for word in words])
        told = Ran(code, *capsys.readouterr())
        assert "Traceback" not in told.out + told.err
        if expect is not None:
            assert code == expect, told
        return told

    return run


@pytest.fixture
def office(lantik: Lantik, tmp_path: Path) -> Lantik:
    """An office that grants leave: an employee, a manager, a head of personnel."""
    with Workspace.open(tmp_path / "store.json") as ws:
        ws.publish(LEAVE, actor="admin")
        for user, name, role in (
            ("eka", "Eka Lay", "employee"),
            ("mira", "Mira Tallo", "line_manager"),
            ("petrus", "Petrus Benu", "personnel_head"),
        ):
            ws.add_user(user, name=name, roles=[role], actor="admin")
    return lantik


@pytest.fixture
def asked(office: Lantik) -> str:
    """A leave that has been requested."""
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    office(
        "case", "act", case, "request", "-f", "kind=annual", "-f", "first_day=2026-01-05", "-f", "last_day=2026-01-07",
        "-f", "days=3", "--attach", "doctors_note", "--as", "eka",
    )  # fmt: skip
    return case
