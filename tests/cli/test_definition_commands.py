"""check, show, publish."""

from __future__ import annotations

import pytest

from workflow.shipped import shipped_definitions

from .conftest import LEAVE


@pytest.fixture
def broken(tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text(
        LEAVE.read_text().replace("to: supported", "to: suported").replace("by: personnel_head", "by: nobody")
    )
    return file


def test_check_of_a_clean_file_needs_no_store(lantik, tmp_path):
    told = lantik("check", LEAVE, shipped_definitions() / "jabatan-fungsional.yaml")
    assert told.out == ""
    assert lantik("check", LEAVE, "--json").json == []
    assert list(tmp_path.iterdir()) == []


def test_check_names_every_place(lantik, broken):
    told = lantik("check", broken, expect=2)
    assert len(told.out.splitlines()) >= 2
    for line in told.out.splitlines():
        place, rest = line.removeprefix(str(broken)).split(" ", 1)
        _, row, column, _ = place.split(":")
        assert int(row) >= 1
        assert int(column) >= 1
        assert rest.startswith(("error E", "warning W"))
    found = lantik("check", broken, "--json", expect=2).json
    assert set(found[0]) == {"file", "line", "column", "severity", "code", "message", "hint"}
    assert any("supported" in one["hint"] for one in found)


def test_a_warning_alone_is_no_error(lantik, tmp_path):
    file = tmp_path / "warned.yaml"
    file.write_text(LEAVE.read_text().replace("rule: case.last_day >= case.first_day", "rule: 1 < 2"))
    found = lantik("check", file, "--json").json
    assert {one["severity"] for one in found} == {"warning"}


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[" * 9000, b"a: &x [*x]", b"format: lantik/1\n" * 3],
    ids=["empty", "not utf-8", "deep", "alias", "twice"],
)
def test_whatever_the_bytes_are_check_has_no_traceback(lantik, tmp_path, content):
    (tmp_path / "x.yaml").write_bytes(content)
    lantik("check", "x.yaml", expect=2)
    lantik("show", "x.yaml", expect=2)


def test_check_of_what_is_not_there(lantik, tmp_path):
    assert "nowhere.yaml:1:1: error E101" in lantik("check", "nowhere.yaml", LEAVE, expect=2).out
    lantik("check", tmp_path, expect=2)
    lantik("check", expect=2)


def test_check_keeps_to_the_languages_of_the_city_in_sight(lantik, tmp_path):
    city = (shipped_definitions() / "city.yaml").read_text()
    (tmp_path / "leave.yaml").write_text(LEAVE.read_text().replace(", en: Line manager}", "}"))
    lantik("check", "leave.yaml", expect=2)
    (tmp_path / "city.yaml").write_text(city.replace("languages: [id, en]", "languages: [id]"))
    lantik("check", "leave.yaml", expect=0)
    lantik("check", "city.yaml", expect=0)
    (tmp_path / "city.yaml").write_text("languages: 7")
    lantik("check", "city.yaml", expect=2)
    assert "city.yaml" in lantik("check", "leave.yaml", expect=2).err


def test_show_a_file_and_a_published_id(office):
    assert "● Draft" in office("show", LEAVE).out
    assert "● Draft" in office("show", LEAVE, "--format", "outline").out
    assert "╭──" in office("show", "leave-request", "--as", "mira").out
    assert office("show", LEAVE, "--format", "svg").out.startswith("<svg ")
    assert office("show", LEAVE, "--format", "mermaid").out.startswith("stateDiagram-v2")
    assert office("show", "leave-request", "--format", "dot", "--as", "mira").out.startswith("digraph")
    assert "● Konsep" in office("show", "leave-request@1", "--as", "mira", "--lang", "id").out
    shown = office("show", "leave-request", "--as", "mira", "--json").json
    assert shown["version"] == 1
    assert shown["states"][0] == {"name": "draft", "label": "Draft", "phase": "asked", "final": False}
    office("show", "leave-request@7", "--as", "mira", expect=2)
    office("show", "leave-request@x", "--as", "mira", expect=2)
    assert "leave-request" in office("show", "leave", "--as", "mira", expect=2).err
    office("show", LEAVE, "--format", "png", expect=2)


def test_publish_makes_the_next_version_once(office, tmp_path):
    assert "nothing was published" in office("publish", LEAVE, "--as", "admin").out
    changed = tmp_path / "leave.yaml"
    changed.write_text(LEAVE.read_text().replace("value: 12", "value: 14"))
    told = office("publish", changed, "--as", "admin", "--json").json
    assert (told["definition"], told["version"], told["new"]) == ("leave-request", 2, True)
    assert len(told["hash"]) == 64


def test_publish_of_a_broken_file_and_by_somebody_else(office, broken):
    told = office("publish", broken, "--as", "admin", expect=2)
    assert len(told.err.splitlines()) <= 3
    assert "lantik check" in told.err
    assert (
        office("publish", broken, "--as", "admin", "--json", expect=2).json["error"]["diagnostics"][0]["line"]
        > 0
    )
    assert "administrator" in office("publish", LEAVE, "--as", "mira", expect=1).err
    office("publish", "nowhere.yaml", "--as", "admin", expect=2)


def test_check_asks_the_people_of_the_store(office, tmp_path):
    told = office("check", LEAVE, "--people")
    assert "can be completed, for example by:" in told.out
    assert "Request (Employee): Eka Lay" in told.out
    found = office("check", LEAVE, "--people", "--json").json
    assert [one["code"] for one in found] == ["W402"] * 3
    office("user", "close", "mira", "--as", "admin")
    told = office("check", LEAVE, "--people")
    assert "W401" in told.out
    assert "nobody may take “Support” (Line manager)" in told.out
    assert "for example" not in told.out
    office("check", LEAVE, "--people", "--store", tmp_path / "nowhere.json", expect=4)
    assert office("check", LEAVE).out == ""


def test_check_of_a_broken_file_leaves_the_people_out(office, broken):
    told = office("check", broken, "--people", expect=2)
    assert "W40" not in told.out
    office("check", shipped_definitions() / "city.yaml", "--people")
