"""The record as an event log for process mining."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow import Workspace
from workflow.errors import InputError
from workflow.exchange.xes import write_xes

XES = "{http://www.xes-standard.org/}"


def event(case: str = "JF-1", action: str = "nominate", **more: Any) -> dict[str, Any]:
    return {
        "case": case, "action": action, "actor": "hr-01", "at": "2025-11-25T08:00:00+08:00", "source": "vacant",
        "target": "proposed", "definition": "jabatan-fungsional", **more,
    }  # fmt: skip


def parsed(path: Path) -> ET.Element:
    return ET.parse(path).getroot()


def says(node: ET.Element, key: str) -> str | None:
    found = [one.get("value") for one in node if one.get("key") == key]
    assert len(found) <= 1
    return found[0] if found else None


def test_each_case_is_one_trace_with_its_events_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    events = [
        event("JF-1"),
        event("JF-2"),
        event("JF-1", "endorse"),
        event("JF-2", "reject"),
        event("JF-1", "decree"),
    ]
    assert write_xes(path, events) == 5
    root = parsed(path)
    assert root.tag == f"{XES}log"
    told = {
        says(trace, "concept:name"): [says(one, "concept:name") for one in trace.iter(f"{XES}event")]
        for trace in root.iter(f"{XES}trace")
    }
    assert told == {"JF-1": ["nominate", "endorse", "decree"], "JF-2": ["nominate", "reject"]}
    assert [says(trace, "lantik:definition") for trace in root.iter(f"{XES}trace")] == [
        "jabatan-fungsional"
    ] * 2


def test_an_event_has_activity_resource_and_timestamp(tmp_path: Path) -> None:
    write_xes(tmp_path / "log.xes", [event(role="ppk", vote="refuse", on_behalf_of="sekda")])
    (found,) = parsed(tmp_path / "log.xes").iter(f"{XES}event")
    assert (says(found, "concept:name"), says(found, "org:resource")) == ("nominate", "hr-01")
    (stamp,) = found.findall(f"{XES}date")
    assert stamp.get("key") == "time:timestamp"
    assert datetime.fromisoformat(str(stamp.get("value"))).utcoffset() is not None
    more = ("lifecycle:transition", "lantik:from", "lantik:to", "org:role", "lantik:vote", "lantik:for")
    assert [says(found, key) for key in more] == ["complete", "vacant", "proposed", "ppk", "refuse", "sekda"]


def test_an_initial_is_told_apart_from_a_signature(tmp_path: Path) -> None:
    write_xes(tmp_path / "log.xes", [event(vote="sign", kind="initial"), event(vote="sign")])
    found = parsed(tmp_path / "log.xes").iter(f"{XES}event")
    assert [(says(one, "lantik:vote"), says(one, "lantik:kind")) for one in found] == [
        ("sign", "initial"),
        ("sign", None),
    ]


def test_what_an_event_does_not_have_is_left_out(tmp_path: Path) -> None:
    write_xes(tmp_path / "log.xes", [event(source=None)])
    (found,) = parsed(tmp_path / "log.xes").iter(f"{XES}event")
    assert [says(found, key) for key in ("lantik:from", "org:role", "lantik:vote")] == [None, None, None]


def test_the_prefixes_of_the_standard_are_declared(tmp_path: Path) -> None:
    write_xes(tmp_path / "log.xes", [])
    root = parsed(tmp_path / "log.xes")
    assert {one.get("prefix") for one in root.iter(f"{XES}extension")} == {
        "concept",
        "lifecycle",
        "org",
        "time",
    }
    assert root.get("xes.version") == "1849-2016"
    assert list(root.iter(f"{XES}trace")) == []


def test_the_office_journal_is_no_trace(tmp_path: Path) -> None:
    events = [event("@access", "grant"), event(), event("@registry", "put")]
    assert write_xes(tmp_path / "log.xes", events) == 1
    assert [says(one, "concept:name") for one in parsed(tmp_path / "log.xes").iter(f"{XES}trace")] == ["JF-1"]


@pytest.mark.parametrize(
    "text", ["<&>\"'", "Lay & Nalle <hr>", "]]>", "Ñusa “é” 日本 😀", "a\nb\tc", "&#0;", "--"]
)
def test_special_characters_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    write_xes(tmp_path / "log.xes", [event(actor=text, case=text)])
    (trace,) = parsed(tmp_path / "log.xes").iter(f"{XES}trace")
    assert says(trace, "concept:name") == text
    assert says(next(trace.iter(f"{XES}event")), "org:resource") == text


def test_characters_that_xml_forbids_are_left_out(tmp_path: Path) -> None:
    write_xes(tmp_path / "log.xes", [event(actor="a\x00\x08\x0b\x1f\ufffe\uffff\ud800b")])
    (found,) = parsed(tmp_path / "log.xes").iter(f"{XES}event")
    assert says(found, "org:resource") == "ab"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=40))
def test_any_text_makes_a_well_formed_log(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.xes"
    write_xes(path, [event(f"c{text}", text, actor=text, role=text, on_behalf_of=text)])
    assert len(list(parsed(path).iter(f"{XES}event"))) == 1


def test_a_real_store_can_be_exported(ws: Workspace, tmp_path: Path) -> None:
    ws.add_user("tamu", name="Tamu", actor="admin")
    assert ws.export_xes(tmp_path / "log.xes") == 0
    assert parsed(tmp_path / "log.xes").tag == f"{XES}log"


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none" / "log.xes"):
        with pytest.raises(InputError, match="cannot be written"):
            write_xes(path, [event()])
