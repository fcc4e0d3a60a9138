"""What was tampered with is found, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.office import Office, checked, sent
from workflow import StoreError, Workspace
from workflow.engine.chain import digest
from workflow.engine.journal import MARK
from workflow.workspace.erasures import CHAIN

Doc = Mapping[str, Any]


def rewrite(office: Office, case: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Write a case past the engine."""
    office.ws.store.transact(lambda tx: tx.put("cases", change(dict(tx.get("cases", case) or {}))))


def test_an_honest_store_has_no_fault(office: Office) -> None:
    sent(office)
    report = office.ws.verify()
    assert (report.ok, report.faults) == (True, ())
    assert report.events >= 2


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "granted"},
        {"fields": {"amount": 5_000_000}},
        {"done": {}},
        {"due": "2030-01-01"},
        {"work": [{"action": "check", "role": "clerk"}]},
        {
            "signatures": [
                {"leaf": "0.0", "role": "head", "person": "H", "actor": "head", "at": "x", "vote": "sign"}
            ]
        },
    ],
)
def test_a_case_that_was_changed_past_the_engine_is_found(office: Office, forged: Doc) -> None:
    case = sent(office).id
    rewrite(office, case, lambda doc: {**doc, **forged})
    (fault,) = office.ws.verify().faults
    assert (fault.code, fault.where) == ("replay", case)
    assert all(name in fault.message for name in forged)


def test_a_case_without_a_history_is_found(office: Office) -> None:
    case = sent(office)
    office.ws.store.transact(lambda tx: tx.put("cases", {**case.as_doc(), "id": "PERMIT-2025-0999"}))
    assert [one.code for one in office.ws.verify().faults] == ["case_without_history"]


def test_a_history_without_its_case_is_found(office: Office) -> None:
    case = sent(office).id
    office.ws.store.transact(lambda tx: tx.drop("cases", case))
    assert [one.code for one in office.ws.verify().faults] == ["case_missing"]


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        ({"actor": "boss"}, "hash"),
        ({"seq": 9}, "sequence"),
        ({"before": "0" * 64}, "chain"),
    ],
)
def test_an_event_that_was_changed_is_found(office: Office, forged: Doc, code: str) -> None:
    case = checked(office)
    last = office.ws.history(case.id)[-1]
    event = {**last.as_doc(), "seq": last.seq + 1, "before": last.hash}
    event["hash"] = digest(event)
    office.ws.store.transact(lambda tx: tx.append({**event, **forged}))
    (fault,) = office.ws.verify().faults
    assert (fault.code, fault.where.split("#")[0]) == (code, case.id)


@pytest.mark.parametrize(
    "event",
    [
        {"case": f"{MARK}definitions", "action": "publish", "fields": {}},
        {"case": f"{MARK}definitions"},
        {"case": f"{MARK}{CHAIN}", "action": "erase", "fields": {"kept": 7}},
        {"case": f"{MARK}{CHAIN}"},
    ],
)
def test_a_chain_that_holds_no_more_is_told_whatever_stands_in_it(office: Office, event: Doc) -> None:
    case = str(event["case"])
    seq = len(office.ws.store.read().history(case)) + 1
    office.ws.store.transact(lambda tx: tx.append({**event, "seq": seq, "before": "0" * 64}))
    (fault,) = office.ws.verify().faults
    assert (fault.code, fault.where) == ("chain", f"{case}#{seq}")


def test_an_event_added_past_the_engine_is_found_though_its_hash_fits(office: Office) -> None:
    case = sent(office)
    last = office.ws.history(case.id)[-1]
    event = {**last.as_doc(), "seq": last.seq + 1, "before": last.hash, "target": "granted"}
    event["hash"] = digest(event)
    office.ws.store.transact(lambda tx: tx.append(event))
    assert [one.code for one in office.ws.verify().faults] == ["replay"]


@pytest.mark.parametrize("part", ["plain", "source"])
def test_a_published_version_that_is_no_longer_its_file_is_found(office: Office, part: str) -> None:
    version = dict(next(iter(office.ws.store.read().all("versions"))))
    if part == "source":
        version["source"] += "# and more"
    else:
        version["plain"] = {**version["plain"], "id": "another"}
    office.ws.store.transact(lambda tx: tx.put("versions", version))
    office.ws.close()
    definition = version["id"]
    with Workspace.open(office.path) as ws:
        assert ("version", definition) in [(one.code, one.where) for one in ws.verify().faults]


def test_a_byte_changed_in_the_record_is_found(office: Office) -> None:
    sent(office, subject="a shop to be proud of")
    office.ws.close()
    record = office.path.with_suffix(".log")
    for segment in sorted(one for one in record.iterdir() if one.is_file()):
        data = segment.read_bytes()
        if b"to be proud of" in data:
            segment.write_bytes(data.replace(b"to be proud of", b"to be cross of", 1))
    assert _found(office.path)


def _found(path: Path) -> bool:
    """On opening or, at the latest, by `verify`."""
    try:
        with Workspace.open(path) as ws:
            return not ws.verify().ok
    except StoreError as error:
        return bool(error.message)


def test_verify_reads_histories_of_every_kind(office: Office) -> None:
    case = checked(office)
    office.ws.act(case.id, "sign", actor="head", fields={"note": "fine"})
    office.ws.act(case.id, "sign", actor="head", vote="withdraw")
    office.ws.act(case.id, "hold", actor="boss", reason="so")
    office.ws.act(case.id, "resume", actor="boss")
    office.ws.act(case.id, "back", actor="head", reason="so", to="draft")
    office.clock.set("2026-02-02T08:00")
    office.ws.tick()
    assert office.ws.verify().ok
