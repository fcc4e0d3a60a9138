"""The record of a case leads to the case as it is stored."""

from __future__ import annotations

from workflow import Workspace
from workflow.engine.replay import replay


def replays(ws: Workspace, case: str) -> None:
    """Fold a case's events and compare; its revision counts commits, which the events do not tell."""
    stored, history = ws.case(case), ws.history(case)
    versions = ws.versions(ws.store.read())
    made = replay(history, lambda name, number: versions.get(name, number).definition).as_doc()
    wanted = stored.as_doc()
    made.pop("revision", None)
    wanted.pop("revision", None)
    assert made == wanted, f"{case}: replay gives {made}, stored is {wanted}"
