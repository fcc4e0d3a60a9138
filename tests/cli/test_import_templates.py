"""`lantik import … --template FILE`: a sheet to begin with, before there is a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(("kind", "heading"), [("positions", "Nama jabatan"), ("people", "NIP")])
def test_a_template_needs_no_store_and_no_user(lantik: Any, tmp_path: Path, kind: str, heading: str) -> None:
    told = lantik("import", kind, "--template", "new.csv")
    assert f"lantik import {kind} new.csv" in told.out
    head, example = (tmp_path / "new.csv").read_text(encoding="utf-8-sig").splitlines()
    assert heading in head.split(";")
    assert len(head.split(";")) == len(example.split(";"))
    assert [one.name for one in tmp_path.iterdir()] == ["new.csv"]


@pytest.mark.parametrize("kind", ["positions", "people"])
def test_a_template_can_be_imported_as_it_is(office: Any, kind: str) -> None:
    assert office("import", kind, "--template", "new.csv", "--json").json == {
        "file": "new.csv",
        "template": kind,
    }
    told = office("import", kind, "new.csv", "--as", "admin", "--json").json
    assert (told["new"], told["bad"], told["unused"]) == (1, 0, [])


def test_a_template_is_never_written_over_a_file(lantik: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    assert "already" in lantik("import", "people", "--template", "mine.csv", expect=2).err
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "mine"
    lantik("import", "people", "--template", tmp_path, expect=2)
    lantik("import", "people", "--template", "", expect=2)
    assert "cannot be written" in lantik("import", "people", "--template", "no/such.csv", expect=2).err


def test_a_template_goes_with_nothing_else_and_an_import_wants_a_file(lantik: Any, tmp_path: Path) -> None:
    assert "does not go with" in lantik("import", "people", "a.csv", "--template", "b.csv", expect=2).err
    assert "does not go with" in lantik("import", "people", "--dry-run", "--template", "b.csv", expect=2).err
    assert "FILE" in lantik("import", "people", expect=2).err
    assert list(tmp_path.iterdir()) == []
