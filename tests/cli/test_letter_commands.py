"""letter record, list, show; decree list, show; what case show and case history say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace.letters import DAY, asking


@pytest.fixture
def three(lantik, tmp_path: Path):
    """Three cases of which the ministry has been asked."""
    office = asking(tmp_path)
    cases = [office.asked(), office.asked(), office.asked()]
    office.ws.close()
    return cases


def dated(*words: str) -> tuple[str, ...]:
    """With the day on which the tests play; the command line's clock is the system's."""
    return (*words, "--date", DAY, "--at", f"{DAY}T09:00", "--as", "clerk")


def test_each_case_has_a_line_and_the_exit_code_is_the_worst(lantik, three):
    told = lantik(
        "letter",
        "record",
        "A/1",
        f"{three[0]}=yes",
        f"{three[1]}=no:too much",
        f"{three[2]}=no",
        *dated(),
        expect=1,
    )
    lines = told.out.splitlines()
    assert [line.split()[0] for line in lines] == three
    assert "Answered (answered)" in lines[0]
    assert "needs a reason" in lines[2]
    again = lantik("letter", "record", "A/1", f"{three[0]}=yes", f"{three[2]}=yes", "--json", *dated())
    assert [sorted(one) for one in again.json] == [
        ["already_done", "case", "exit_code"],
        ["case", "exit_code", "result"],
    ]
    assert again.json[1]["result"]["letters"][0]["number"] == "A/1"


def test_a_dry_run_writes_nothing(lantik, three):
    told = lantik("letter", "record", "A/1", f"{three[0]}=yes", "--dry-run", *dated())
    assert "1 would go through" in told.err
    assert lantik("letter", "list", "--as", "clerk", "--json").json == []


def test_lines_may_come_from_a_sheet(lantik, three, tmp_path):
    sheet = tmp_path / "answers.csv"
    sheet.write_text(
        f"\ufeffcase;result;reason;to\n{three[0]};yes;;\n{three[1]};change;other sum;draft\n;;;\n",
        encoding="utf-8",
    )
    lantik("letter", "record", "A/1", "--lines", sheet, *dated())
    assert lantik("case", "show", three[1], "--as", "clerk", "--json").json["state"] == "draft"
    sheet.write_text("case,result\nX,\n", encoding="utf-8")
    assert "Row 2" in lantik("letter", "record", "A/2", "--lines", sheet, *dated(), expect=2).err
    sheet.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in lantik("letter", "record", "A/2", "--lines", sheet, *dated(), expect=2).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["GRANT-2025-0001"], "is no line of a letter"),
        (["GRANT-2025-0001=yes", "--line", "X.amount=3"], "is about no line"),
        (["GRANT-2025-0001=maybe"], "is no answer"),
        (["GRANT-2099-0001=yes"], "There is no case"),
        ([], "a line for each case"),
        (["GRANT-2025-0001=yes", "--scan", "none.pdf"], "none.pdf"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(lantik, three, words, said):
    told = lantik("letter", "record", "A/1", *words, *dated(), expect=2)
    assert said in told.err
    assert lantik("letter", "list", "--as", "clerk", "--json").json == []


def test_a_corrected_letter_and_both_stay_on_record(lantik, three, tmp_path):
    (tmp_path / "a.pdf").write_text("a", encoding="utf-8")
    lantik("letter", "record", "A/1", *(f"{one}=yes" for one in three), "--scan", "a.pdf", *dated())
    given = ("-f", "order_number=O/1", "-f", f"order_date={DAY}", "--at", f"{DAY}T10:00", "--as", "boss")
    lantik("case", "act", three[0], "order", *given)
    told = lantik(
        "letter", "record", "A/2", f"{three[0]}=no:so", f"{three[1]}=yes", "--line", f"{three[1]}.amount=9",
        "--corrects", "A/1", "--reason", "a mistake", "--date", DAY, "--at", f"{DAY}T11:00", "--as", "clerk",
    ).out.splitlines()  # fmt: skip
    assert "it goes no further. Left to do: Revoke (Boss)" in told[0]
    assert "the case follows the letter" in told[1]
    listed = lantik("letter", "list", "--as", "clerk", "--json").json
    assert {one["number"]: one["corrected_by"] is None for one in listed} == {"A/2": True, "A/1": False}
    shown = lantik("letter", "show", "A/2", "--as", "clerk").out
    assert "Takes the place of" in shown
    assert "a mistake" in shown
    [first, *_others] = lantik("letter", "show", "a/2", "--as", "clerk", "--json").json["lines"]
    assert (first["outcome"], first["ways"], first["newest"]) == ("differs", ["Revoke"], True)
    case = lantik("case", "show", three[0], "--as", "clerk").out
    assert "A/2 (Ministry, 25 November 2025)" in case
    assert "another letter stands by now" in case
    assert "O/1 (25 November 2025)  line 1" in case
    assert "letter A/2 takes the place of A/1" in lantik("case", "history", three[1], "--as", "clerk").out
    assert "a.pdf" in lantik("letter", "show", "A/1", "--as", "clerk").out


def test_decrees_are_listed_with_their_lines(lantik, three):
    assert lantik("decree", "list", "--as", "clerk", "--json").json == []
    assert "There is no decree" in lantik("decree", "show", "O/1", "--as", "clerk", expect=2).err
