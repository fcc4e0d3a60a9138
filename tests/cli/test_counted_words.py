"""One is told as one, and many as many."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import LEAVE, Lantik


def test_verify_tells_one_case_and_several(office: Lantik, asked: str) -> None:
    assert office("verify").out.startswith("Sound: 1 case, ")
    office("case", "open", "leave-request", "Eka", "--as", "eka")
    assert office("audit", "verify").out.startswith("Sound: 2 cases, ")


def test_a_proof_counts_its_events(office: Lantik, tmp_path: Path) -> None:
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    told = office("audit", "prove", case, "--out", "proof.json", "--as", "eka").out
    assert told.startswith(f"1 event of {case}, under the seal of ")
    assert "The proof holds: 1 event of" in office("audit", "verify-proof", "proof.json").out


def test_a_check_counts_errors_and_files(lantik: Lantik) -> None:
    assert lantik("check", "--no-scenarios", LEAVE).err == "0 errors, 0 warnings in 1 file.\n"


def test_the_versions_of_a_definition_count_their_open_cases(office: Lantik, asked: str) -> None:
    told = office("show", "leave-request", "--as", "admin")
    assert "1 (1 open case)" in told.out + told.err


def test_numbers_are_told_in_indonesian(office: Lantik, asked: str) -> None:
    told = office("verify", "--lang", "id").out
    assert " 1 " in told
    assert "{" not in told
