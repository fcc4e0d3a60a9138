"""`lantik audit seal`, `prove`, `verify-proof`, `verify --seal`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Lantik


def test_a_seal_and_a_proof_go_out_and_are_checked(office: Lantik, asked: str, tmp_path: Path) -> None:
    told = office("audit", "seal", "--out", "seal.json", "--as", "admin")
    seal = json.loads((tmp_path / "seal.json").read_text())
    assert seal["root"] in told.out
    assert office("audit", "seal", "--as", "admin", "--json").json == seal
    assert office("audit", "verify", "--seal", "seal.json").code == 0
    office("audit", "prove", asked, "--seal", "seal.json", "--out", "proof.json", "--as", "eka")
    assert office("audit", "verify-proof", "proof.json", "--seal", "seal.json", "--json").json["ok"] is True
    proof = (tmp_path / "proof.json").read_text()
    (tmp_path / "proof.json").write_text(proof.replace('"actor": "eka"', '"actor": "budi"'))
    told = office("audit", "verify-proof", "proof.json", expect=4)
    assert "hash" in told.out


def test_a_seal_of_another_record_is_told(office: Lantik, asked: str, tmp_path: Path) -> None:
    seal = office("audit", "seal", "--as", "admin", "--json").json
    (tmp_path / "other.json").write_text(json.dumps({**seal, "root": "00" * 32}))
    assert "seal" in office("verify", "--seal", "other.json", expect=4).out
    office("audit", "prove", asked, "--seal", "other.json", "--as", "eka", expect=2)
    (tmp_path / "other.json").write_text("{}")
    office("verify", "--seal", "other.json", expect=2)
    office("audit", "seal", "--out", "store.json", "--as", "admin", expect=2)


def test_the_clock_s_work_seals_the_day_once(office: Lantik) -> None:
    assert "Sealed" in office("tick").out
    assert "Sealed" not in office("tick").out
