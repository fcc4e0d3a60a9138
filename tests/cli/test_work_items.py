"""case claim, release, reassign, common, act --dry-run; inbox --mine; notices; tick."""

from __future__ import annotations

import pytest


@pytest.fixture
def two(office, asked):
    """Two leaves that have been requested, and a second manager."""
    office("user", "add", "mona", "--name", "Mona Ndun", "--role", "line_manager", "--as", "admin")
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    given = ("-f", "kind=annual", "-f", "first_day=2026-01-12", "-f", "last_day=2026-01-13", "-f", "days=2")
    office("case", "act", case, "request", *given, "--attach", "doctors_note", "--as", "eka")
    return asked, case


def test_one_takes_it_up_and_the_other_is_told(office, two):
    case, other = two
    assert "Mira Tallo has it until" in office("case", "claim", case, "--as", "mira").out
    told = office("case", "act", case, "support", "--as", "mona", expect=1).err
    assert "Mira Tallo took up" in told
    assert "Who can mend it: Mira Tallo" in told
    assert office("inbox", "--as", "mona", "--json").json["total"] == 1
    (mine,) = office("inbox", "--mine", "--as", "mira", "--json").json["items"]
    assert (mine["id"], mine["claim"]["name"]) == (case, "Mira Tallo")
    shown = office("inbox", "--claimed", "others", "--as", "mona").out
    assert "Mira Tallo has it until" in shown
    assert other not in shown
    assert "Mira Tallo has it until" in office("case", "show", case, "--as", "mona").out


def test_letting_go_of_several_has_a_line_each_and_the_worst_exit_code(office, two):
    office("case", "claim", *two, "--as", "mira")
    office("case", "release", two[0], "--as", "mira")
    told = office("case", "release", *two, "--as", "mira", expect=1)
    assert [line.split()[0] for line in told.out.splitlines()] == list(two)
    assert "Refused" in told.out.splitlines()[0]
    found = office("case", "claim", *two, "--as", "mira", "--json").json
    assert [one["exit_code"] for one in found] == [0, 0]
    assert found[0]["result"]["claims"][0]["actor"] == "mira"


def test_reassigning_tells_both(office, two):
    case = two[0]
    office("case", "claim", case, "--as", "mira")
    office("case", "reassign", case, "--to", "mona", "--reason", "so", "--as", "mira", expect=1)
    office("case", "reassign", case, "--to", "mona", "--reason", "Mira is ill", "--as", "admin")
    assert "Mira is ill" in office("notices", "--as", "mona").out
    assert "1 new notice" in office("inbox", "--as", "mira").err
    (notice,) = office("notices", "--mark-read", "--as", "mira", "--json").json
    assert notice["what"] == "claim_taken"
    assert "nothing new" in office("notices", "--as", "mira").out
    assert len(office("notices", "--all", "--as", "mira", "--json").json) == 1


def test_a_dry_run_tells_several_reasons_as_one_sentence(office):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    told = office("case", "act", case, "request", "--dry-run", "--as", "eka", expect=1)
    assert "; " in told.out
    assert "." not in told.out.rstrip().removesuffix(".")


def test_a_dry_run_says_who_would_be_refused_and_writes_nothing(office, two):
    office("case", "claim", two[1], "--as", "mona")
    told = office("case", "act", *two, "support", "--dry-run", "--as", "mira", expect=1)
    first, second = told.out.splitlines()
    assert "Supported" in first
    assert "Mona Ndun took up" in second
    assert "1 would go through, 0 were done before, 1 would not" in told.err
    assert office("case", "show", two[0], "--as", "mira", "--json").json["state"] == "requested"


def test_a_run_again_is_harmless(office, two):
    office("case", "act", *two, "support", "--as", "mira")
    again = office("case", "act", *two, "support", "--as", "mira")
    assert [
        line.startswith(f"{case}  Done already: Mira Tallo")
        for case, line in zip(two, again.out.splitlines(), strict=True)
    ] == [True, True]
    found = office("case", "act", *two, "support", "--as", "mira", "--json").json
    assert [(one["exit_code"], one["already_done"][0]["code"]) for one in found] == [(0, "already_done")] * 2


def test_only_what_is_common_is_offered(office, two):
    assert "support" in [one["name"] for one in office("case", "common", *two, "--as", "mira", "--json").json]
    office("case", "act", two[0], "support", "--as", "mira")
    left = [one["name"] for one in office("case", "common", *two, "--as", "mira", "--json").json]
    assert left == ["send_back", "decline"]
    office("case", "act", two[1], "decline", "--reason", "so", "--as", "mira")
    assert "nothing that you may do to all" in office("case", "common", *two, "--as", "mira").out


def test_a_case_shows_where_its_working_days_went(office, two):
    shown = office("case", "show", two[0], "--as", "mira", "--json").json["clock"]
    assert [one["state"] for one in shown["stays"]] == ["draft", "requested"]
    assert shown["own"] == shown["outside"] == 0
    assert "Working days:" in office("case", "show", two[0], "--as", "mira").out
