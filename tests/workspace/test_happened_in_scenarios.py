"""A scenario tells what happened outside, and what followed."""

from __future__ import annotations

import json
from pathlib import Path

from tests.patterns.shop import whole
from workflow.language import LANGUAGES
from workflow.workspace.scenarios.files import run_file
from workflow.workspace.scenarios.outcome import Trial
from workflow.workspace.scenarios.sight import trial_city

TEXT = """
roles: {clerk: {}, chair: {}}
fields: {nominee: {type: person}}
initial: draft
states: {draft: {}, sent: {}, granted: {final: true}, closed: {final: true}}
actions:
  send: {from: draft, to: sent, by: clerk, asks: nominee}
  grant: {from: sent, to: granted, by: chair}
  lapse: {from: sent, to: closed, automatic: true}
on:
  resigned: {by: chair, about: nominee, from: sent, act: lapse}
"""
SCENARIOS = """
format: lantik-scenario/1
definition: hiring.yaml
scenarios:
  - name: Granted
    steps:
      - {do: send, with: {nominee: ani}}
      - {do: grant, then: {state: granted}}
  - name: They resign before
    steps:
      - {happened: resigned, about: ani, refused: input}
      - {do: send, with: {nominee: ani}}
      - {happened: resigned, by: clerk, refused: role}
      - {happened: resigned, reason: a letter, then: {state: closed}}
"""


def played(folder: Path, scenarios: str = SCENARIOS, text: str = TEXT) -> Trial:
    """The scenarios beside the definition, run."""
    (folder / "hiring.yaml").write_text(json.dumps(whole(text, "hiring")), encoding="utf-8")
    file = folder / "hiring.scenario.yaml"
    file.write_text(scenarios, encoding="utf-8")
    return run_file(file, trial_city(folder, LANGUAGES))


def test_what_happened_is_recorded_and_what_followed_is_judged(tmp_path: Path) -> None:
    trial = played(tmp_path)
    assert [str(one) for one in trial.diagnostics] == []  # every state and action is touched, too
    assert len(trial.outcomes) == 2


def test_an_event_that_the_definition_does_not_hear_of_is_told_with_the_near_one(tmp_path: Path) -> None:
    trial = played(tmp_path, SCENARIOS.replace("happened: resigned, reason", "happened: resignd, reason"))
    assert [one.code for one in trial.diagnostics] == ["E110"]
    assert "resigned" in str(trial.diagnostics[0].hint)


def test_another_end_than_the_expected_one_is_told(tmp_path: Path) -> None:
    trial = played(tmp_path, SCENARIOS.replace("then: {state: closed}", "then: {state: sent}"))
    assert "E503" in [one.code for one in trial.diagnostics]


def test_the_story_tells_the_act_and_not_who_is_given_what_comes_next(tmp_path: Path) -> None:
    trial = played(tmp_path, text=TEXT.replace("by: chair}", "by: chair, distribute: round_robin}", 1))
    (sent,) = [line for line in trial.outcomes[0].story if "clerk: send" in line]
    assert sent.endswith("→ sent")
