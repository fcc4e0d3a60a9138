"""`person export`, `person correct`, `person erase`, and what `case history`, `restore` and `audit prove` say afterwards."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Lantik
from tests.workspace.aid import SECRET, aid

WHY = ("--reason", "asked for by letter", "--basis", "UU 27/2022", "--as", "admin")


@pytest.fixture
def helped(tmp_path: Path, lantik: Lantik) -> Lantik:
    """The office that gives aid, in the folder in which commands run."""
    (tmp_path / "made").mkdir()
    office = aid(tmp_path, str(tmp_path / "store.json"))
    office.ws.close()
    return lantik


def test_a_trial_says_what_would_go_and_writes_nothing(helped: Lantik) -> None:
    ran = helped("person", "erase", "P-1", "--dry-run", "--as", "admin")
    assert "the row of the registry" in ran.out
    assert "A-2025-01 #3: reason" in ran.out
    assert "the file letter.txt; its name stays" in ran.out
    found = helped("person", "erase", "P-1", "--dry-run", "--json", "--as", "admin").json
    assert (found["done"], found["goes"]["row"], found["refused"]) == (False, True, [])
    assert helped("person", "export", "P-1", "--as", "admin").json["registry"]["id"] == "P-1"


def test_what_was_erased_is_told_and_comes_back_from_no_backup(helped: Lantik, tmp_path: Path) -> None:
    helped("backup", "old.zip")
    assert "Erased." in helped("person", "erase", "P-1", *WHY).out
    history = helped("case", "history", "A-2025-01", "--as", "clerk").out
    assert re.search(r"(remark, card|card, remark): erased on .* by admin \(UU 27/2022\)", history)
    assert SECRET not in history
    events = helped("case", "history", "A-2025-01", "--json", "--as", "clerk").json
    assert events[2]["erased"][0]["paths"] == ["reason"]
    assert "erased" not in events[0]
    ran = helped("restore", "old.zip")
    assert "erased again: P-1" in ran.out
    assert SECRET not in helped("case", "history", "A-2025-01", "--as", "clerk").out
    helped("verify")
    Path("store.restoring-2").mkdir()  # of one that was killed
    told = helped("person", "erase", "P-2", *WHY).err
    assert "store.before-restore-1 still has it" in told
    assert "store.restoring-2 still has it" in told


def test_refusals_and_wrong_words_have_their_exit_codes(helped: Lantik) -> None:
    helped("person", "erase", "P-1", "--as", "admin", expect=1)
    helped("person", "erase", "P-1", *WHY[:-1], "clerk", expect=1)
    helped("person", "erase", "P-77", *WHY, expect=2)
    helped("person", "erase", "P-77", "--dry-run", "--as", "admin", expect=1)
    helped("person", "correct", "P-1", "--reason", "typo", "--as", "admin", expect=2)
    helped("person", "correct", "P-1", "-f", "name", "--reason", "typo", "--as", "admin", expect=2)
    helped("person", "correct", "P-1", "-f", "name=X", "--as", "admin", expect=1)
    helped("person", "export", "P-1", "--as", "clerk", expect=1)


def test_a_person_s_data_are_written_to_a_file_and_set_right(helped: Lantik, tmp_path: Path) -> None:
    helped("person", "export", "P-1", "mine.json", "--as", "admin")
    assert json.loads((tmp_path / "mine.json").read_text())["format"] == "lantik-person/1"
    words = helped(
        "person", "correct", "P-1", "-f", "name=Maria Tallo", "--reason", "typo", "--as", "admin"
    ).out
    assert "Maria Tallo" in words


def test_one_proposes_and_another_erases(helped: Lantik) -> None:
    ran = helped("person", "erase", "P-1", "--propose", *WHY)
    assert "Proposed." in ran.out
    assert SECRET in helped("case", "history", "A-2025-01", "--as", "clerk").out


def test_a_proof_without_personal_values_holds(helped: Lantik) -> None:
    helped("audit", "prove", "A-2025-01", "--without-personal", "--out", "proof.json", "--as", "admin")
    assert SECRET not in Path("proof.json").read_text()
    helped("audit", "verify-proof", "proof.json")
