"""`lantik check` of a part: by the definitions around it, each fault once; by its head alone where none includes it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.definition.test_include import MAIN, TAIL
from workflow.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts").mkdir()
    (tmp_path / "main.yaml").write_text(MAIN, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(MAIN.replace("id: main", "id: other"), encoding="utf-8")
    (tmp_path / "parts" / "tail.yaml").write_text(TAIL, encoding="utf-8")
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *files: str) -> list[tuple[str, str]]:
    main(["check", *files, "--json"])
    return [(one["code"], one["file"]) for one in json.loads(capsys.readouterr().out)]


def test_a_part_is_checked_by_the_definitions_that_include_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found(capsys, "parts/tail.yaml") == []
    (folder / "parts" / "tail.yaml").write_text(TAIL.replace("asks: number", "asks: numbr"), encoding="utf-8")
    assert found(capsys, "parts/tail.yaml") == [("E110", "parts/tail.yaml")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_beside_a_part_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(folder / "pipe.yaml")
    keep = os.open(folder / "pipe.yaml", os.O_RDWR | os.O_NONBLOCK)  # reading it would wait for more
    os.write(keep, b"part: {}\n")
    try:
        assert found(capsys, "parts/tail.yaml") == []
        assert os.read(keep, 100) == b"part: {}\n"  # nobody took it
    finally:
        os.close(keep)


def test_a_fault_in_a_part_is_told_once_for_all_who_include_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "parts" / "tail.yaml").write_text(TAIL.replace("asks: number", "asks: numbr"), encoding="utf-8")
    assert found(capsys, "main.yaml", "other.yaml", "parts/tail.yaml") == [("E110", "parts/tail.yaml")]


def test_a_part_that_nobody_includes_is_checked_by_its_head(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = folder / "alone"
    alone.mkdir()
    shutil.move(folder / "parts" / "tail.yaml", alone / "tail.yaml")
    assert found(capsys, "alone/tail.yaml") == []
    (alone / "tail.yaml").write_text("format: lantik/1\npart: {id: A}\nstatez: {}\n", encoding="utf-8")
    assert [code for code, _ in found(capsys, "alone/tail.yaml")] == ["E109", "E106"]
