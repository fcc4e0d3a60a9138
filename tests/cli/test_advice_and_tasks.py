"""case ask, advise, questions; next; tasks; filters of the inbox; case reassign --fresh; case act --role."""

from __future__ import annotations

import pytest


@pytest.fixture
def case(office, asked):
    """A leave that has been requested."""
    return asked


def test_a_question_is_asked_answered_and_on_record(office, case):
    office("user", "add", "lena", "--name", "Lena Ludji", "--as", "admin")
    said = office("case", "ask", case, "--to", "lena", "--question", "Is she ill?", "--as", "mira").out
    assert "Lena Ludji is asked" in said
    told = office("inbox", "--as", "lena")
    assert f"Your advice is asked on {case}" in told.err
    (one,) = office("case", "questions", "--as", "lena", "--json").json
    assert (one["question"], one["answer"], one["by"]) == ("Is she ill?", None, "mira")
    assert "on record" in office("case", "advise", case, "Yes.", "--as", "lena").out
    assert "Yes." in office("case", "questions", case, "--as", "mira").out
    assert office("case", "questions", "--as", "lena").out.strip() == "Nobody waits for your advice."
    assert (
        "Nobody waits for your advice" in office("case", "advise", case, "No.", "--as", "lena", expect=1).err
    )
    assert "Yes." in office("case", "history", case, "--as", "mira").out


def test_filters_are_kept_used_and_thrown_away(office, case):
    office("inbox", "--search", "nobody at all", "--save", "empty", "--as", "mira")
    assert "like that" in office("inbox", "--filter", "empty", "--as", "mira").out
    assert case in office("inbox", "--filter", "empty", "--search", case, "--as", "mira").out
    assert "You keep: empty" in office("inbox", "--filter", "full", "--as", "mira", expect=2).err
    office("inbox", "--drop", "empty", "--as", "mira")
    assert "You keep no filter" in office("inbox", "--filter", "empty", "--as", "mira", expect=2).err


def test_next_says_what_comes_and_takes_it_up(office, case):
    told = office("next", "--as", "mira").out
    assert told.startswith(case)
    assert "Support (support)" in told
    assert office("next", "--after", case, "--as", "mira").out.strip() == "Nothing more waits for you."
    assert office("next", "--after", case, "--as", "mira", "--json").json is None
    office("next", "--claim", "--as", "mira")
    (task,) = office("tasks", "--of", "mira", "--as", "mira", "--json").json
    assert (task["case"], task["claim"]["actor"]) == (case, "mira")


def test_tasks_show_what_one_may_see(office, case):
    assert office("tasks", "--as", "eka").out.strip() == "Nothing waits that you may see."
    told = office("tasks", "--as", "admin").out
    assert case in told
    assert "Support (support)" in told
    told = office("tasks", "--of", "mira", "--as", "eka", expect=1).err
    assert "The work of others is seen by" in told
    assert "Administrator" in told


def test_a_case_is_reassigned_afresh(office, case):
    office("user", "add", "mona", "--name", "Mona Ndun", "--role", "line_manager", "--as", "admin")
    office("case", "claim", case, "--as", "mira")
    office("case", "reassign", case, "--to", "mona", "--reason", "ill", "--fresh", "--as", "admin")
    (event,) = office("case", "history", case, "--json", "--as", "mona").json[-1:]
    assert event["followed"][0]["fresh"] is True
    told = office("case", "history", case, "--as", "mona").out.splitlines()[-1]
    assert "→ Mona Ndun; ill" in told


def test_the_role_in_which_one_acts_is_said(office, case):
    told = office("case", "act", case, "support", "--role", "nobody", "--as", "mira", expect=2).err
    assert "not taken in the role “nobody”" in told
    assert office("case", "act", case, "support", "--role", "line_manager", "--as", "mira").code == 0
