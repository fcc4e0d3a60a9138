"""publish with a map, proposals, compare, migrate."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow.shipped import shipped_definitions

from .conftest import LEAVE, Lantik


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """The leave pathway with `requested` under another name."""
    file = tmp_path / "leave.yaml"
    file.write_text(LEAVE.read_text().replace("requested", "filed"))
    return file


def test_a_publish_that_strands_a_case_is_refused_until_it_brings_a_map(
    office: Lantik, asked: str, renamed: Path
) -> None:
    told = office("publish", renamed, "--as", "admin", expect=1)
    assert asked in told.err
    assert "--map requested=NEW" in told.err
    refused = office("publish", renamed, "--as", "admin", "--json", expect=1).json["refused"]
    assert [(one["code"], one["rule"]) for one in refused] == [("strands", "requested")]
    office("publish", renamed, "--map", "requested", "--as", "admin", expect=2)
    office("publish", renamed, "--map", "requested=x", "--map", "requested=y", "--as", "admin", expect=2)
    office("publish", renamed, "--map", "requsted=filed", "--as", "admin", expect=2)
    told = office("publish", renamed, "--map", "requested=filed", "--as", "admin")
    assert "version 2" in told.out
    assert "lantik migrate leave-request --dry-run" in told.err


def test_migrate_says_a_line_a_case_and_undo_puts_back(office: Lantik, asked: str, renamed: Path) -> None:
    office("publish", renamed, "--map", "requested=filed", "--as", "admin")
    dry = office("migrate", "leave-request", "--dry-run", "--as", "admin")
    assert dry.out.startswith(f"{asked}  would move to")
    assert "(filed), version 2" in dry.out
    assert "nothing was written" in dry.err
    assert office("case", "show", asked, "--as", "mira", "--json").json["state"] == "requested"
    done = office("migrate", "leave-request", "--as", "admin", "--reason", "new names", "--json").json
    assert [(one["case"], one["outcome"], one["from"]["state"], one["to"]) for one in done] == [
        (asked, "moved", "requested", {"version": 2, "state": "filed", "label": done[0]["to"]["label"]})
    ]
    assert set(done[0]) == {
        "case", "outcome", "from", "to", "reasons", "signatures", "dry_run", "sentence",
    }  # fmt: skip
    assert "Moved to another version" in office("case", "history", asked, "--as", "mira").out
    assert "new names" in office("case", "history", asked, "--as", "mira").out
    assert office("migrate", "leave-request", "--as", "admin").out == ""
    back = office("migrate", "leave-request", "--undo", "--case", asked, "--as", "admin")
    assert "(requested), version 1" in back.out
    assert (
        "it has no move to undo"
        in office("migrate", "leave-request", "--undo", "--case", asked, "--as", "admin").out
    )
    office("verify", "--as", "admin")


def test_a_refused_case_ends_with_one(office: Lantik, asked: str, renamed: Path) -> None:
    office("publish", renamed, "--map", "requested=filed", "--as", "admin")
    told = office("migrate", "leave-request", "--map", "requested=supported", "--as", "admin", expect=1)
    assert told.out.startswith(f"{asked}  refused: Every way to")
    office("migrate", "leave-request", "--undo", "--to", "1", "--as", "admin", expect=2)
    office("migrate", "leave-request", "--to", "7", "--as", "admin", expect=2)
    office("migrate", "nothing", "--as", "admin", expect=2)
    assert "administrator" in office("migrate", "leave-request", "--as", "mira", expect=1).err


def test_compare_two_files_needs_no_store(lantik: Lantik, tmp_path: Path) -> None:
    changed = tmp_path / "leave.yaml"
    changed.write_text(LEAVE.read_text().replace("value: 12", "value: 14"))
    told = lantik("compare", LEAVE, changed)
    assert told.out.count("12 → 14") == 1
    assert "1 difference" in told.err
    (found,) = lantik("compare", LEAVE, changed, "--json").json
    assert set(found) == {"kind", "what", "name", "part", "before", "after", "sentence"}
    assert (found["before"], found["after"]) == ("12", "14")
    assert lantik("compare", LEAVE, LEAVE).out == ""
    assert lantik("compare", LEAVE, LEAVE, "--json").json == []
    lantik("compare", LEAVE, "nowhere.yaml", expect=2)
    assert not (tmp_path / "store.json").exists()


def test_compare_versions_uses_the_published_map(office: Lantik, asked: str, renamed: Path) -> None:
    renamed.write_text(renamed.read_text().replace("en: Requested", "en: Filed"))
    office("publish", renamed, "--map", "requested=filed", "--as", "admin")
    told = office("compare", "leave-request@1", "leave-request", "--as", "mira").out
    assert "State `requested` is now called `filed`" in told
    assert office("compare", "leave-request", renamed, "--as", "mira").out == ""
    office("compare", "leave-request@9", "leave-request", "--as", "mira", expect=2)
    office("compare", "leave-request@x", "leave-request", "--as", "mira", expect=2)
    office("compare", "leave-request", expect=2)


def test_a_second_admin_publishes_what_the_first_proposed(office: Lantik, tmp_path: Path) -> None:
    office("user", "add", "second", "--name", "Second", "--role", "admin", "--as", "admin")
    own = tmp_path / "definitions"
    own.mkdir()
    city = (shipped_definitions() / "city.yaml").read_text()
    (own / "city.yaml").write_text(city.replace("second_admin: false", "second_admin: true"))
    changed = tmp_path / "leave.yaml"
    changed.write_text(LEAVE.read_text().replace("value: 12", "value: 14"))
    assert "--propose" in office("publish", changed, "--as", "second", expect=1).err
    assert "Proposed leave-request" in office("publish", changed, "--propose", "--as", "admin").out
    assert office("proposals", "--as", "second", "--json").json[0]["proposed_by"] == "admin"
    assert "leave-request" in office("proposals", "--as", "second").out
    office("publish", changed, "--as", "admin", expect=1)
    office("publish", changed, "--as", "second")
    assert office("proposals", "--as", "second", "--json").json == []


@pytest.mark.parametrize("command", ["publish", "compare", "migrate", "proposals"])
def test_help_shows_an_example(lantik: Lantik, command: str) -> None:
    assert f"  lantik {command}" in lantik(command, "--help").out
