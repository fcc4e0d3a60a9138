"""Going back from the command line: a list of faults, what it leaves open, withdrawing, and the time to fill."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import SmallCity, empty_city
from tests.cli.conftest import Lantik, Ran

FAULTS = ("--fault", "diploma=BTS:page 2: cannot be read", "--fault", "ratings=btl")


@pytest.fixture
def city(tmp_path: Path) -> SmallCity:
    """One proposal, in a store that the command line opens."""
    made = empty_city(tmp_path)
    made.cases["proposed"] = made.open()
    made.nominate(made.cases["proposed"])
    made.close()
    return made


def returned(lantik: Lantik, city: SmallCity, *faults: str, expect: int = 0) -> Ran:
    case = city.cases["proposed"]
    words = ("case", "act", case, "return", "--to", "vacant", "--reason", "see the list")
    return lantik(*words, *faults, "--as", "verifier", expect=expect)


def test_a_list_of_faults_is_given_shown_and_mended(lantik: Lantik, city: SmallCity) -> None:
    case = city.cases["proposed"]
    returned(lantik, city, *FAULTS)
    shown = lantik("case", "show", case, "--as", "officer").out
    assert (
        "Diploma                      BTS (does not conform); page 2: cannot be read; not mended yet" in shown
    )
    assert "BTL (missing or incomplete); not mended yet" in shown
    doc = lantik("case", "show", case, "--as", "officer", "--json").json
    assert doc["faults"][0] == {
        "part": "diploma", "kind": "BTS", "note": "page 2: cannot be read", "by": "hr_verifier", "mended": False,
    }  # fmt: skip
    assert (
        "diploma BTS: page 2: cannot be read, ratings BTL"
        in lantik("case", "history", case, "--as", "officer").out
    )
    (event,) = lantik("case", "history", case, "--as", "officer", "--json").json[-1:]
    assert [one["part"] for one in event["faults"]] == ["diploma", "ratings"]
    told = lantik("case", "explain", case, "--as", "officer").out
    assert "“Diploma” is to be mended first: BTS (page 2: cannot be read)." in told
    refused = lantik(
        "case", "act", case, "nominate", "-f", "tmt=2026-02-02", "--as", "officer", "--json", expect=1
    ).json
    codes = [(one["code"], one["who_can_mend"]) for one in refused["refused"]]
    assert codes == [("not_named", ["HR verifier"]), ("fault", []), ("fault", [])]
    told = lantik("notices", "--as", "officer").out
    assert "To be mended: Diploma, Ratings of the last 2 years." in told
    mended = lantik(
        "case",
        "act",
        case,
        "nominate",
        "--attach",
        "diploma",
        "--attach",
        "ratings",
        "--as",
        "officer",
        "--json",
    )
    assert (mended.json["state"], mended.json["faults"]) == ("proposed", [])


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("diploma", "Write it as --fault PART=BTS:NOTE"),
        ("=BTS", "Write it as --fault PART=BTS:NOTE"),
        ("diplom=BTS", "Did you mean: diploma?"),
        ("diploma=TMS", "Write BTS (it does not conform) or BTL"),
    ],
)
def test_a_fault_that_says_nothing_ends_with_2(
    lantik: Lantik, city: SmallCity, fault: str, said: str
) -> None:
    assert said in returned(lantik, city, "--fault", fault, expect=2).err


def test_an_action_that_sends_nothing_back_says_which_do(lantik: Lantik, city: SmallCity) -> None:
    case = city.cases["proposed"]
    told = lantik("case", "act", case, "verify", "--fault", "diploma=BTS", "--as", "verifier", expect=2)
    assert "takes no list of faults" in told.err
    assert "return" in told.err


def test_explain_says_which_action_takes_a_list(lantik: Lantik, city: SmallCity) -> None:
    case = city.cases["proposed"]
    assert (
        "takes a list of faults: --fault PART=BTS:NOTE"
        in lantik("case", "explain", case, "--as", "verifier").out
    )
    answers = lantik("case", "explain", case, "--as", "verifier", "--json").json
    assert {one["name"]: one["faults"] for one in answers if one["faults"]} == {"return": "optional"}


def test_the_time_to_fill_is_shown(lantik: Lantik, city: SmallCity) -> None:
    case = city.cases["proposed"]
    assert "Time to fill" in lantik("case", "show", case, "--as", "officer").out
    found = lantik("case", "show", case, "--as", "officer", "--json").json["time_to_fill"]
    assert set(found) == {"vacant_since", "reopened", "counts_from", "filled", "days", "working_days"}
    assert (found["filled"], found["reopened"]) == (None, [])
