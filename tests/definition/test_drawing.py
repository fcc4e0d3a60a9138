"""A definition as a picture: in the terminal and as SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from tests.definition.samples import APPROVAL, approval, changed, definition, leave
from tests.engine.world import definition as permit
from workflow.definition.compare import compare
from workflow.definition.drawing import svg, terminal
from workflow.definition.drawing.way import plan
from workflow.definition.model import Definition
from workflow.definition.reader import read
from workflow.registry.reference import Reference
from workflow.registry.vocabulary import position_subject
from workflow.shipped import shipped_definitions

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "leave-request.yaml"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_main_way_is_drawn_from_top_to_bottom() -> None:
    assert (
        terminal(approval(), "en", 60)
        == """\
Approval (approval)

── VACANT ──────────────────────────────────────────────────
  ╭────────────────────╮
  │ ● Open             │
  ╰─────────┬──────────╯
            │ Propose: Clerk
            │
── NOMINATION ──────────────────────────────────────────────
            ▼
  ╭────────────────────╮
  │   Proposed  ≤ 3 wd │  Return ↩ Open
  ╰─────────┬──────────╯
            │ Approve: Chief
            │
── FILLED ──────────────────────────────────────────────────
            ▼
  ╭────────────────────╮
  │ ◉ Approved         │
  ╰────────────────────╯"""
    )


def test_the_way_is_the_longest_that_a_case_waits_for() -> None:
    assert plan(permit()).way == ("draft", "sent", "checked", "granted")
    assert {band.phase: [one.name for one in band.aside] for band in plan(permit()).bands} == {
        "asking": ["held"],
        "closed": ["refused", "lapsed"],
    }


def test_the_order_of_states_in_the_file_says_nothing() -> None:
    mixed = replace(permit(), states=dict(reversed(permit().states.items())))
    assert plan(mixed).way == plan(permit()).way


def test_a_circle_is_not_walked_for_ever() -> None:
    again = changed("by: chief, side: true, reason: required}", "by: chief}", APPROVAL)
    assert plan(definition(again)).way == ("open", "proposed", "approved")


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("drawn", [permit(), leave(), approval()], ids=["permit", "leave", "approval"])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_keeps_to_the_columns_that_there_are(drawn: Definition, width: int, lang: str) -> None:
    text = terminal(drawn, lang, width)
    assert max(map(len, text.splitlines())) <= width
    for state in drawn.states.values():
        assert state.label[lang] in text
    for action in drawn.actions.values():
        assert action.label[lang].split()[0] in text


def test_a_state_beside_the_way_stands_beside_it() -> None:
    text = terminal(permit(), "en", 80)
    assert "│   │   Held             │  Resume ↩" in text
    row = next(line for line in text.splitlines() if "Refused" in line and "Lapsed" in line)
    assert row.count("◉") == 2


def test_what_stays_and_what_is_signed_is_told() -> None:
    text = terminal(permit(), "en", 100)
    assert "Check again ↺" in text
    assert "Sign: Head → 2× Board" in text


def test_a_long_label_is_cut_and_not_the_deadline() -> None:
    long = definition(changed("en: Proposed}", "en: Proposed by whoever it was that proposed it}", APPROVAL))
    assert "…  ≤ 3 wd │" in terminal(long, "en", 60)


def drawing(source: Definition, lang: str = "en") -> ET.Element:
    return ET.fromstring(svg(source, lang))


def texts(picture: ET.Element) -> list[str]:
    return [one.text or "" for one in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize("drawn", [permit(), leave(), approval()], ids=["permit", "leave", "approval"])
def test_the_picture_has_every_state_and_action_and_nothing_from_elsewhere(drawn: Definition) -> None:
    picture = drawing(drawn)
    said = " ".join(texts(picture))
    for state in drawn.states.values():
        assert state.label["en"] in said
    for action in drawn.actions.values():
        assert action.label["en"] in said
    words = svg(drawn, "en")
    assert "href" not in words
    assert "url(" not in words
    assert "script" not in words


def test_boxes_do_not_lie_on_each_other_and_nothing_is_outside() -> None:
    picture = drawing(read(EXAMPLE).definition or approval())
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    boxes = [
        tuple(float(one.get(name, 0)) for name in ("x", "y", "width", "height"))
        for one in picture.iter(f"{SVG}rect")
        if (one.get("class") or "").startswith("state")
    ]
    assert len(boxes) == 6
    for number, (x, y, wide, high) in enumerate(boxes):
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + high <= height
        for left, top, across, down in boxes[:number]:
            assert x >= left + across or left >= x + wide or y >= top + down or top >= y + high


SHIPPED = sorted(one for one in shipped_definitions().glob("*.yaml") if one.name not in ("city.yaml",))
SUBJECTS = {"position": position_subject(Reference.load(shipped_definitions() / "reference"))}


@pytest.mark.parametrize(
    "file", [one for one in SHIPPED if ".scenario." not in one.name], ids=lambda one: one.stem
)
def test_every_shipped_pathway_can_be_drawn(file: Path) -> None:
    found = read(file, file=str(file), subjects=SUBJECTS).definition
    assert found is not None
    for lang in ("id", "en"):
        assert max(map(len, terminal(found, lang, 80).splitlines())) <= 80
        said = " ".join(texts(drawing(found, lang)))
        assert all(" ".join(one.label[lang].split()) in said for one in found.actions.values())
    assert compare(found, found) == []


def test_labels_cannot_break_out_of_the_picture() -> None:
    wicked = definition(changed("en: Open}", "en: '<script>alert(1)</script>&\"'}", APPROVAL))
    assert "<script" not in svg(wicked, "en")
    assert any(one.startswith("<script>alert(1)") for one in texts(drawing(wicked)))


def test_the_picture_speaks_the_language_asked_for() -> None:
    assert "Dibuka" in texts(drawing(approval(), "id"))
    assert drawing(approval(), "id").get("lang") == "id"
