"""`lantik check` runs the scenarios beside a definition."""

from __future__ import annotations

import shutil

import pytest

from workflow.shipped import shipped_definitions

from .conftest import LEAVE

HEAD = "format: lantik-scenario/1\ndefinition: leave.yaml\nscenarios:\n"
PASSES = "  - {name: Taken back, steps: [{do: withdraw, then: {state: withdrawn}}]}\n"
FAILS = "  - {name: Too early, steps: [{do: grant}]}\n"


@pytest.fixture
def leave(tmp_path):
    shutil.copy(LEAVE, tmp_path / "leave.yaml")

    def write(*scenarios, name="leave.scenario.yaml"):
        (tmp_path / name).write_text(HEAD + "".join(scenarios))

    return write


def test_a_failing_scenario_is_an_error_at_its_line(lantik, leave):
    leave(PASSES, FAILS)
    told = lantik("check", "leave.yaml", expect=2)
    assert told.out.startswith("leave.scenario.yaml:5:36: error E501 “grant” was refused: state (")
    assert told.err.splitlines()[-1] == "1 scenario passed, 1 failed."
    found = lantik("check", "leave.yaml", "--json", expect=2).json
    assert [(one["file"], one["line"], one["column"], one["code"]) for one in found] == [
        ("leave.scenario.yaml", 5, 36, "E501")
    ]


def test_what_is_untouched_is_a_warning_and_counted(lantik, leave):
    leave(PASSES)
    told = lantik("check", "leave.yaml")
    assert "leave.yaml:43:3: warning W501 no scenario enters the state “supported”" in told.out
    assert told.err.splitlines()[-1] == "1 scenario passed; 4 states and 5 actions untouched."


def test_scenarios_can_be_left_out(lantik, leave):
    leave(FAILS)
    told = lantik("check", "leave.yaml", "--no-scenarios")
    assert (told.out, told.err) == ("", "0 errors, 0 warnings in 1 file.\n")


def test_a_scenario_file_is_run_alone(lantik, leave):
    leave(PASSES)
    told = lantik("check", "leave.scenario.yaml")
    assert (told.out, told.err.splitlines()[-1]) == ("", "1 scenario passed.")
    leave(FAILS, name="other.scenario.yaml")
    lantik("check", "other.scenario.yaml", expect=2)
    lantik("check", "leave.scenario.yaml")
    lantik("check", "nowhere.scenario.yaml", expect=2)


def test_a_file_is_not_run_twice(lantik, leave):
    leave(PASSES, FAILS)
    told = lantik("check", "leave.scenario.yaml", "leave.yaml", "leave.yaml", expect=2)
    assert told.out.count("E501") == 1
    assert told.err.splitlines()[-1] == "1 scenario passed, 1 failed."


def test_the_story_is_told_in_words(lantik, leave):
    leave(PASSES, FAILS)
    told = lantik("check", "-v", "leave.yaml", expect=2)
    lines = told.out.splitlines()
    assert lines[1:] == [
        "✓ Taken back",
        "    2025-11-25 08:00  employee opens CT-2025-0001 on Taken back → draft",
        "    2025-11-25 08:00  employee: withdraw → withdrawn",
        "✗ Too early",
        "    2025-11-25 08:00  employee opens CT-2025-0001 on Too early → draft",
        "    2025-11-25 08:00  personnel_head may not grant: state (“Grant” is taken in Supported; the case is in “Draft”)",
    ]


def test_every_shipped_file_of_the_folder_is_checked_at_once(lantik):
    told = lantik("check", *sorted(shipped_definitions().glob("*.yaml")))
    assert told.out == ""
    assert "passed." in told.err.splitlines()[-1]


def test_a_shared_city_is_checked_by_itself(lantik, tmp_path):
    (tmp_path / "small.yaml").write_text("format: lantik-scenario-city/1\npeople: {ani: {rnk: III/a}}\n")
    assert "small.yaml:2:16: error E106" in lantik("check", "small.yaml", expect=2).out
    (tmp_path / "small.yaml").write_text("format: lantik-scenario-city/1\npeople: {ani: {rank: III/a}}\n")
    lantik("check", "small.yaml")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 9000,
        b"a: &x [*x]",
        b"scenarios: []\n" * 3,
        b"- 1",
        b"format: lantik-scenario/1",
    ],
    ids=["empty", "not utf-8", "deep", "alias", "twice", "list", "half"],
)
def test_whatever_the_bytes_are_there_is_no_traceback(lantik, tmp_path, content):
    shutil.copy(LEAVE, tmp_path / "x.yaml")
    (tmp_path / "x.scenario.yaml").write_bytes(content)
    lantik("check", "x.yaml", expect=2)
    lantik("check", "x.scenario.yaml", expect=2)
    lantik("check", "x.yaml", "--no-scenarios")


def test_publishing_holds_while_a_scenario_fails(office, leave):
    leave(FAILS)
    told = office("publish", "leave.yaml", "--as", "admin", expect=2)
    assert "E501" in told.err
    leave(PASSES)
    assert "nothing was published" in office("publish", "leave.yaml", "--as", "admin").out
