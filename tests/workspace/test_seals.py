"""Seals that leave the house, proofs of one case, and a verifier that has nothing of ours."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.office import Office, checked, opened, sent
from workflow import InputError, Workspace
from workflow.engine.journal import note
from workflow.store.tiny import TinyStore
from workflow.workspace.seals import PROOF, SEAL, follows, proof_faults, read_file

VERIFIER = Path(__file__).parents[2] / "tools" / "verify_record.py"


def verifier(*words: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), *map(str, words)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def written(path: Path, found: Any) -> Path:
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def lines_of(office: Office) -> list[bytes]:
    """The lines of the record's only segment."""
    segment = office.path.parent / "store.log" / "00000001.log"
    return segment.read_bytes().rstrip(b"\0").splitlines(keepends=True)


def cut_to(office: Office, lines: list[bytes]) -> None:
    """Take the end of the record and the picture away, as somebody with the right to write there could."""
    segment = office.path.parent / "store.log" / "00000001.log"
    size = segment.stat().st_size
    segment.write_bytes(b"".join(lines).ljust(size, b"\0"))
    office.path.unlink(missing_ok=True)


def test_a_seal_stands_on_the_record_and_says_the_same_again(office: Office) -> None:
    sent(office)
    seal = office.ws.audit.seal(actor="admin")
    assert seal["size"] == len(list(office.ws.store.read().events())) - 1
    assert office.ws.audit.seal(actor="admin") == seal
    assert office.ws.audit.last_seal() == seal
    report = office.ws.verify()
    assert report.ok, report.faults


def test_each_seal_shows_that_it_goes_on_from_the_one_before(office: Office) -> None:
    sent(office)
    first = office.ws.audit.seal(actor="admin")
    checked(office)
    second = office.ws.audit.seal(actor="admin")
    assert (second["before"]["size"], second["before"]["root"]) == (first["size"], first["root"])
    assert follows(second)
    assert not follows({**second, "before": {**second["before"], "root": "00" * 32}})
    assert not follows({**second, "before": {**second["before"], "proof": second["before"]["proof"][:-1]}})


@pytest.mark.parametrize("wrong", [{"root": "00" * 32}, {"size": 10_000}])
def test_a_seal_on_the_record_that_says_something_else_is_found(
    office: Office, wrong: dict[str, Any]
) -> None:
    sent(office)
    seal = {**office.ws.audit.seal(actor="admin"), **wrong}
    office.ws.store.transact(lambda tx: note(tx, "audit", "seal", "admin", office.clock(), seal))
    assert [one.code for one in office.ws.verify().faults] == ["cut_off" if "size" in wrong else "seal"]
    code, said = verifier(office.path)
    assert (code, said.startswith("event 2 of @audit")) == (1, True)


def test_the_day_is_sealed_once(office: Office) -> None:
    sent(office)
    assert office.ws.audit.seal_of_the_day() is not None
    opened(office)
    assert office.ws.audit.seal_of_the_day() is None
    office.clock.set("2025-11-26T08:00")
    seal = office.ws.audit.seal_of_the_day()
    assert seal
    assert seal["day"] == "2025-11-26"


def test_who_is_unknown_seals_nothing(office: Office) -> None:
    with pytest.raises(InputError):
        office.ws.audit.seal(actor="nobody")
    assert office.ws.audit.last_seal() is None


def test_a_cut_off_tail_is_found_with_a_copy_of_the_seal_and_only_with_it(
    office: Office, tmp_path: Path
) -> None:
    sent(office)
    before = lines_of(office)
    checked(office)
    seal = office.ws.audit.seal(actor="admin")
    copy = written(tmp_path / "seal.json", seal)
    office.ws.close()
    cut_to(office, before)
    with Workspace.open(office.path, clock=office.clock) as ws:
        assert ws.verify().ok
        (fault,) = ws.audit.verify(read_file(copy, SEAL)).faults
        assert fault.code == "cut_off"
        assert str(seal["size"]) in fault.message
    assert verifier(office.path)[0] == 0
    code, said = verifier(office.path, "--seal", copy)
    assert code == 1
    assert "cut off" in said


def test_a_record_written_anew_is_found_with_a_copy_of_the_seal(office: Office, tmp_path: Path) -> None:
    before = lines_of(office)
    sent(office)
    copy = written(tmp_path / "seal.json", office.ws.audit.seal(actor="admin"))
    office.ws.close()
    cut_to(office, before)
    with Workspace.open(office.path, clock=office.clock) as ws:
        for number in range(4):
            ws.open_case("permit", subject=f"another shop {number}", actor="clerk")
        assert ws.verify().ok
        assert [one.code for one in ws.audit.verify(read_file(copy, SEAL)).faults] == ["seal"]
    assert verifier(office.path)[0] == 0
    assert verifier(office.path, "--seal", copy)[0] == 1


def test_a_proof_shows_one_case_and_nobody_else(office: Office, tmp_path: Path) -> None:
    other, case = sent(office, subject="a market stall").id, checked(office).id
    seal = office.ws.audit.seal(actor="admin")
    copy = written(tmp_path / "seal.json", seal)
    proof = office.ws.audit.prove(case, read_file(copy, SEAL))
    file = written(tmp_path / "proof.json", proof)
    assert len(proof["events"]) == len(office.ws.history(case))
    assert other not in file.read_text()
    assert list(proof_faults(read_file(file, PROOF), seal)) == []
    code, said = verifier("--proof", file, "--seal", copy)
    assert (code, said.split(":")[0]) == (0, "Sound")
    late = office.ws.audit.prove(case)
    assert list(proof_faults(late)) == []
    assert [one.code for one in proof_faults(late, seal)] == ["seal"]
    earlier = {**proof, "seal": {**proof["seal"], "day": "1999-01-01"}}
    assert [one.code for one in proof_faults(earlier, seal)] == ["seal"]
    assert verifier("--proof", written(tmp_path / "earlier.json", earlier), "--seal", copy)[0] == 1


def spoiled(proof: dict[str, Any]) -> dict[str, dict[str, Any]]:
    events = proof["events"]
    first = events[0]

    def with_first(**other: Any) -> dict[str, Any]:
        return {**proof, "events": [{**first, **other}, *events[1:]]}

    return {
        "an event changed": with_first(event={**first["event"], "actor": "boss"}),
        "a path too long": with_first(path=[*first["path"], "00" * 32]),
        "a path too short": with_first(path=first["path"][:-1]),
        "another place": with_first(index=first["index"] + 1),
        "the first left out": {**proof, "events": events[1:]},
        "another root": {**proof, "seal": {**proof["seal"], "root": "00" * 32}},
        "another size": {**proof, "seal": {**proof["seal"], "size": proof["seal"]["size"] * 2}},
        "another case": {**proof, "case": "PERMIT-2025-0999"},
        "nothing": {**proof, "events": []},
    }


def test_a_proof_that_was_spoiled_does_not_hold(office: Office, tmp_path: Path) -> None:
    proof = json.loads(json.dumps(office.ws.audit.prove(checked(office).id)))
    assert list(proof_faults(proof)) == []
    for what, bad in spoiled(proof).items():
        file = written(tmp_path / "proof.json", bad)
        assert list(proof_faults(read_file(file, PROOF))), what
        assert verifier("--proof", file)[0] == 1, what
    proof["events"][0]["event"]["personal"] = 5
    assert [one.code for one in proof_faults(proof)] == ["hash"]


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"format": "lantik-seal/1", "day": 1, "size": -1, "root": "x"}']
)
def test_what_is_no_seal_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "seal.json"
    file.write_text(content)
    for kind in (SEAL, PROOF):
        with pytest.raises(InputError):
            read_file(file, kind)
    with pytest.raises(InputError):
        read_file(tmp_path / "absent.json", SEAL)


def test_the_verifier_is_short_and_needs_nothing_of_ours() -> None:
    source = VERIFIER.read_text(encoding="utf-8")
    assert source.count("\n") < 200
    imported = {
        name.split(".")[0]
        for one in ast.walk(ast.parse(source))
        if isinstance(one, (ast.Import, ast.ImportFrom))
        for name in (
            [one.module or ""] if isinstance(one, ast.ImportFrom) else [part.name for part in one.names]
        )
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_verifier_reads_a_whole_record_with_decimals_and_odd_text(office: Office) -> None:
    sent(office, subject="“Toko” \u2028 \t 日本 – 1e16")
    odd = {
        "numbers": [1e16, 0.1, 1e-7, 1.0, -0.0, 2**53, 1.5e300],
        "é": {"Z": None, "a": True},
        "\u007f": "\x1f\b",
    }
    office.ws.store.transact(lambda tx: note(tx, "registry", "import", "admin", office.clock(), odd))
    office.ws.audit.seal(actor="admin")
    code, said = verifier(office.path)
    assert code == 0, said
    assert "1 seals" in said
    assert office.ws.verify().ok


@pytest.mark.parametrize("what", ["byte", "removed", "exchanged"])
def test_the_verifier_finds_damage(office: Office, what: str) -> None:
    sent(office)
    office.ws.close()
    lines = lines_of(office)
    if what == "byte":
        lines[2] = lines[2].replace(b'"actor":"', b'"actor":"x', 1)[:-1] + b"\n"
    elif what == "removed":
        del lines[2]
    else:
        lines[2], lines[3] = lines[3], lines[2]
    cut_to(office, lines)
    code, said = verifier(office.path.parent / "store.log")
    assert code == 1
    assert "line 3" in said


def test_the_verifier_says_what_it_cannot_read(tmp_path: Path) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    for words in (
        ["absent.log"],
        ["--proof", "absent.json"],
        ["--proof", str(written(tmp_path / "p.json", {"a": 1}))],
        ["--proof", str(deep)],
    ):
        done = subprocess.run(
            [sys.executable, "-I", str(VERIFIER), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert done.returncode == 1
        assert "NOT SOUND" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_the_verifier_agrees_about_a_large_record(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    with TinyStore(path) as store:
        for one in range(30):
            store.transact(lambda tx, one=one: tx.put("cases", {"id": f"C-{one}", "text": "x" * 30_000}))  # type: ignore[misc]
    with Workspace.open(path) as ws:
        ws.add_user("anna", name="Anna", roles=["admin"], actor="admin")
        ws.audit.seal(actor="anna")
    code, said = verifier(path)
    assert code == 0, said
    assert len(list((tmp_path / "store.log").glob("*.log"))) == 2
