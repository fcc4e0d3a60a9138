"""What an older format has under its hashes plainly is erased too; its hash is kept, and the record still verifies."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.definition.samples import LEAVE
from tests.store.samples.make import HERE
from tests.workspace.aid import SECRET, Aid, aid
from tests.workspace.office import Clock
from tests.workspace.test_seals import verifier
from workflow import Workspace
from workflow.workspace import seals
from workflow.workspace.copying import copy

CASE = "CT-2025-0001"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[tuple[Workspace, Path]]:
    """The sample of format 1, its cases brought to an end, and a new version that marks a field."""
    with zipfile.ZipFile(HERE / "format-1.zip") as archive:
        archive.extractall(tmp_path)
    path = tmp_path / "store.json"
    with Workspace.open(path, clock=Clock("2025-11-26T08:00")) as ws:
        marked = tmp_path / "leave.yaml"
        text = LEAVE.replace("days:      {type: number,", "days:      {type: number, personal: true,")
        assert text != LEAVE
        marked.write_text(text, encoding="utf-8")
        ws.publish(marked, actor="admin")
        ws.add_user("bob", name="Bob", roles=["board"], actor="admin")
        for case in ws.cases(state="asked").items:
            ws.act(case.id, "grant", actor="bob", vote="refuse", reason="rahasia besar")
        assert ws.verify().ok
        yield ws, path


def erase(ws: Workspace) -> None:
    ws.persons.erase("anna", reason="asked for", basis="UU 27/2022", actor="admin")


def test_a_value_of_format_1_is_erased_and_everything_verifies(old: tuple[Workspace, Path]) -> None:
    ws, path = old
    seal = ws.audit.seal()
    log = path.with_suffix(".log")
    assert b'"days":2.5' in (log / "00000001.log").read_bytes()
    erase(ws)
    assert ws.verify().ok
    assert ws.audit.verify(seal=seal).ok
    assert "days" not in ws.case(CASE).fields
    assert [one.reason for one in ws.history(CASE)] == [None] * 4
    for segment in log.glob("*.log"):
        assert b'"days":2.5' not in segment.read_bytes()
        assert b"rahasia besar" not in segment.read_bytes()
    kept = path.parent / "seal.json"
    kept.write_text(json.dumps(seal), encoding="utf-8")
    assert verifier(path, "--seal", kept)[0] == 0, verifier(path, "--seal", kept)
    ws.close()
    with Workspace.open(path) as again:
        assert again.verify().ok


def test_a_proof_shows_only_the_hash_of_such_an_event(old: tuple[Workspace, Path]) -> None:
    ws, path = old
    erase(ws)
    proof = ws.audit.prove(CASE)
    assert proof["events"][1]["event"].keys() == {"case", "seq", "hash"}
    assert list(seals.proof_faults(proof)) == []
    written = path.parent / "proof.json"
    written.write_text(json.dumps(proof), encoding="utf-8")
    assert verifier("--proof", written)[0] == 0
    proof["events"][1]["event"]["hash"] = "0" * 64
    assert list(seals.proof_faults(proof))


def test_what_is_left_of_it_is_still_guarded(old: tuple[Workspace, Path]) -> None:
    ws, _ = old
    erase(ws)
    event = ws.store.read().history(CASE)[1]
    assert "personal" not in event
    for changed in (
        {**event, "fields": {**event["fields"], "kind": "sick"}},
        {name: event[name] for name in ("case", "seq", "hash")},
    ):
        ws.store.transact(lambda tx, changed=changed: tx.redact(changed))
        assert not ws.verify().ok
        ws.store.transact(lambda tx: tx.redact(event))
    assert ws.verify().ok


# ── the new format, seen by who knows nothing of ours ───────────────────────────────────────────────────────────────


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Aid]:
    folder = tmp_path / "store"
    folder.mkdir()
    made = aid(folder, str(folder / "store.json"))
    yield made
    made.ws.close()


def test_the_stand_alone_verifier_knows_erased_values(office: Aid, tmp_path: Path) -> None:
    assert verifier(office.target)[0] == 0
    seal = tmp_path / "seal.json"
    seal.write_text(json.dumps(office.ws.audit.seal()), encoding="utf-8")
    office.erase("P-1")
    office.erase("P-2")
    code, said = verifier(office.target, "--seal", seal)
    assert (code, "1 copies of seals" in said) == (0, True), said
    proof = tmp_path / "proof.json"
    proof.write_text(json.dumps(office.ws.audit.prove("A-2025-01")), encoding="utf-8")
    assert verifier("--proof", proof)[0] == 0
    office.ws.close()
    segment = office.folder / "store.log" / "00000001.log"
    whole = segment.read_bytes()
    for words in (b'"amount":7.5', b'"share":2', b'"to":"asked"', b'"seq":2'):
        at = whole.find(words)
        if at >= 0:
            segment.write_bytes(whole[: at + len(words) - 1] + b"9" + whole[at + len(words) :])
            assert verifier(office.target)[0] == 1, words
    segment.write_bytes(whole)
    assert verifier(office.target)[0] == 0


def test_it_finds_a_personal_value_that_was_changed(office: Aid, tmp_path: Path) -> None:
    proof = office.ws.audit.prove("A-2025-01")
    written = tmp_path / "proof.json"
    written.write_text(json.dumps(proof), encoding="utf-8")
    assert verifier("--proof", written)[0] == 0
    written.write_text(json.dumps(proof).replace(SECRET, SECRET.upper()), encoding="utf-8")
    assert verifier("--proof", written)[0] == 1


def test_a_copy_of_a_store_has_its_erasures(office: Aid, tmp_path: Path) -> None:
    office.erase()
    office.ws.close()
    address = f"sqlite:///{tmp_path}/copy.db"
    copy(office.target, address)
    with Workspace.open(address) as ws:
        assert ws.verify().ok
        assert ws.persons.erased("A-2025-01")[3][0].by == "admin"
    assert SECRET.encode() not in (tmp_path / "copy.db").read_bytes()
    (tmp_path / "back").mkdir()
    copy(address, str(tmp_path / "back" / "store.json"))
    with Workspace.open(tmp_path / "back" / "store.json") as ws:
        assert ws.verify().ok
    office.ws = Workspace.open(office.target, clock=office.clock)
