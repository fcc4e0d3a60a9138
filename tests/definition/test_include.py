"""Parts that definitions share: joined entry by entry, every mistake at its own file, nothing outside of the folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from workflow.definition.check import check_file
from workflow.definition.content import content_hash
from workflow.definition.plain import from_plain, to_plain
from workflow.definition.reader import read

MAIN = """\
format: lantik/1
id: main
title: {id: Utama, en: Main}
include: parts/tail.yaml
phases: {work: {id: Kerja, en: Work}}
parameters:
  days: {value: 9}
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
fields:
  kind: {type: choice, options: [a, b], label: {id: Jenis, en: Kind}}
initial: draft
states:
  draft: {phase: work, label: {id: Konsep, en: Draft}}
actions:
  send:
    label: {id: Kirim, en: Send}
    from: draft
    to: sent
    by: clerk
    asks: kind
  finish: {only_if: [{rule: case.kind == "a"}]}
  back: {from: sent, to: draft}
duties:
  - different: [send, finish]
"""
TAIL = """\
format: lantik/1
part: {id: Ekor, en: Tail}
parameters:
  days: {value: 5, basis: Law 1}
roles:
  boss: {label: {id: Kepala, en: Boss}}
fields:
  number: {type: text, label: {id: Nomor, en: Number}}
states:
  sent: {phase: work, label: {id: Terkirim, en: Sent}, within: params.days wd}
  done: {phase: work, final: true, label: {id: Selesai, en: Done}}
actions:
  finish:
    label: {id: Selesaikan, en: Finish}
    from: sent
    to: done
    by: boss
    asks: number
    only_if: [{rule: case.number != "none"}]
  back: {label: {id: Kembalikan, en: Send back}, by: boss, side: true, reason: required}
duties:
  - different: [back, send]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "main.yaml").write_text(MAIN, encoding="utf-8")
    (tmp_path / "parts" / "tail.yaml").write_text(TAIL, encoding="utf-8")
    return tmp_path


def found(folder: Path) -> list[tuple[str, str, int]]:
    return [(one.code, Path(one.place.file).name, one.place.line) for one in check_file(folder / "main.yaml")]


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


class TestJoining:
    def test_a_definition_with_its_part_is_clean(self, folder: Path) -> None:
        assert check_file(folder / "main.yaml") == []

    def test_an_entry_in_both_is_one_and_the_definition_has_the_last_word(self, folder: Path) -> None:
        one = read(folder / "main.yaml").definition
        assert one is not None
        assert (one.parameters["days"].value, one.parameters["days"].basis) == (9, "Law 1")
        assert (one.actions["back"].source, one.actions["back"].by) == (("sent",), ("boss",))

    def test_rules_of_both_stand_the_parts_first(self, folder: Path) -> None:
        one = read(folder / "main.yaml").definition
        assert one is not None
        assert [rule.source for rule in one.actions["finish"].only_if] == [
            'case.number != "none"',
            'case.kind == "a"',
        ]

    def test_the_columns_of_a_group_are_joined_the_parts_first(self, folder: Path) -> None:
        change(
            folder / "parts" / "tail.yaml",
            "fields:",
            "fields:\n  people:\n    type: group\n    key: who\n    label: {id: Orang, en: People}\n    fields:\n"
            "      who: {type: person, label: {id: Siapa, en: Who}}\n"
            "      rank: {type: text, label: {id: Pangkat, en: Rank}}",
        )
        more = "\n      rank: {label: {id: Golongan, en: Grade}}\n      score: {type: number, label: {id: Nilai, en: Score}}"
        change(folder / "main.yaml", "fields:", f"fields:\n  people:\n    fields:{more}")
        one = read(folder / "main.yaml").definition
        assert one is not None
        assert check_file(folder / "main.yaml") == []
        columns = one.fields["people"].fields
        assert [(name, column.type) for name, column in columns.items()] == [
            ("who", "person"),
            ("rank", "text"),
            ("score", "number"),
        ]
        assert columns["rank"].label["en"] == "Grade"

    def test_duties_of_both_stand(self, folder: Path) -> None:
        one = read(folder / "main.yaml").definition
        assert one is not None
        assert [duty.actions for duty in one.duties] == [("send", "finish"), ("back", "send")]

    def test_a_part_that_two_files_name_is_read_once(self, folder: Path) -> None:
        (folder / "parts" / "more.yaml").write_text(
            "format: lantik/1\npart: {id: L, en: M}\ninclude: tail.yaml\n", encoding="utf-8"
        )
        change(
            folder / "main.yaml", "include: parts/tail.yaml", "include: [parts/more.yaml, parts/tail.yaml]"
        )
        one = read(folder / "main.yaml").definition
        assert one is not None
        assert list(one.parts) == ["parts/more.yaml", "parts/tail.yaml"]

    def test_the_plain_form_keeps_the_parts(self, folder: Path) -> None:
        one = read(folder / "main.yaml").definition
        assert one is not None
        assert from_plain(to_plain(one), source=one.source, hash=one.hash, parts=one.parts) == one


class TestHash:
    def test_without_a_part_it_is_that_of_the_file(self) -> None:
        assert content_hash(b"x") == hashlib.sha256(b"x").hexdigest()

    def test_with_a_part_it_is_that_of_all_hashes(self, folder: Path) -> None:
        one = read(folder / "main.yaml").definition
        assert one is not None
        files = [folder / "main.yaml", folder / "parts" / "tail.yaml"]
        lines = "".join(hashlib.sha256(file.read_bytes()).hexdigest() + "\n" for file in files)
        assert one.hash == hashlib.sha256(lines.encode()).hexdigest()

    def test_a_change_in_a_part_changes_it(self, folder: Path) -> None:
        before = read(folder / "main.yaml").definition
        change(folder / "parts" / "tail.yaml", "value: 5", "value: 6")
        after = read(folder / "main.yaml").definition
        assert before is not None
        assert after is not None
        assert before.hash != after.hash


class TestFaults:
    def test_a_fault_in_a_part_stands_at_its_place_there(self, folder: Path) -> None:
        change(folder / "parts" / "tail.yaml", "asks: number", "asks: numbr")
        assert ("E110", "tail.yaml", 18) in found(folder)

    def test_a_fault_in_a_rule_of_a_part_stands_there_too(self, folder: Path) -> None:
        change(folder / "parts" / "tail.yaml", "case.number", "case.nmber")
        ((code, file, line),) = found(folder)
        assert (code, file, line) == ("E202", "tail.yaml", 19)

    def test_a_key_that_a_part_does_not_know_is_told(self, folder: Path) -> None:
        change(folder / "parts" / "tail.yaml", "part:", "id: x\npart:")
        assert found(folder) == [("E106", "tail.yaml", 2)]

    def test_a_part_that_is_not_there_is_told_where_it_is_named(self, folder: Path) -> None:
        change(folder / "main.yaml", "parts/tail.yaml", "parts/tale.yaml")
        assert found(folder)[0] == ("E115", "main.yaml", 4)

    @pytest.mark.parametrize(
        "path", ["../tail.yaml", "/etc/passwd", "parts/../../x.yaml", "~/x.yaml", "C:x.yaml", "a\\\\b.yaml"]
    )
    def test_a_path_that_leaves_the_folder_is_refused(self, folder: Path, path: str) -> None:
        (folder.parent / "tail.yaml").write_text(TAIL, encoding="utf-8")
        change(folder / "main.yaml", "include: parts/tail.yaml", f'include: "{path}"')
        assert found(folder)[0] == ("E115", "main.yaml", 4)

    def test_a_link_that_leaves_the_folder_is_not_followed(
        self, folder: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
        outside.write_text(TAIL, encoding="utf-8")
        (folder / "parts" / "tail.yaml").unlink()
        (folder / "parts" / "tail.yaml").symlink_to(outside)
        assert found(folder)[0] == ("E115", "main.yaml", 4)

    def test_a_part_that_includes_itself_ends_in_a_finding(self, folder: Path) -> None:
        change(folder / "parts" / "tail.yaml", "parameters:", "include: other.yaml\nparameters:")
        (folder / "parts" / "other.yaml").write_text(
            "format: lantik/1\npart: {id: A, en: B}\ninclude: tail.yaml\n", encoding="utf-8"
        )
        (fault,) = check_file(folder / "main.yaml")
        assert (fault.code, Path(fault.place.file).name) == ("E115", "other.yaml")
        assert "parts/tail.yaml → parts/other.yaml → parts/tail.yaml" in fault.message

    def test_a_definition_is_no_part(self, folder: Path) -> None:
        (folder / "parts" / "tail.yaml").write_text(MAIN, encoding="utf-8")
        assert found(folder)[0] == ("E115", "main.yaml", 4)

    def test_two_parts_that_disagree_are_told(self, folder: Path) -> None:
        (folder / "parts" / "other.yaml").write_text(
            "format: lantik/1\npart: {id: A, en: B}\nparameters: {days: {basis: Law 2}}\n", encoding="utf-8"
        )
        change(
            folder / "main.yaml", "include: parts/tail.yaml", "include: [parts/tail.yaml, parts/other.yaml]"
        )
        assert ("E116", "other.yaml", 3) in found(folder)

    def test_a_part_that_is_no_yaml_is_told_there(self, folder: Path) -> None:
        (folder / "parts" / "tail.yaml").write_text("format: lantik/1\npart: {id: [", encoding="utf-8")
        assert any(code == "E103" and file == "tail.yaml" for code, file, _ in found(folder))

    def test_a_crowd_of_parts_is_refused(self, folder: Path) -> None:
        for n in range(40):
            (folder / "parts" / f"p{n}.yaml").write_text(
                "format: lantik/1\npart: {id: A, en: B}\n", encoding="utf-8"
            )
        names = ", ".join(f"parts/p{n}.yaml" for n in range(40))
        change(folder / "main.yaml", "include: parts/tail.yaml", f"include: [{names}]")
        assert any("more than 24 parts" in one.message for one in check_file(folder / "main.yaml"))
