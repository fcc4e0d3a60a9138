"""Files that may become a version: what they would become, saving them, and whose they are; since when a seat is vacant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.engine.world import PERMIT
from tests.workspace.office import City, Office, opened, permit_file
from workflow import DefinitionError, InputError, Refused
from workflow.registry.model import Holding, Position
from workflow.shipped import shipped_definitions

LONGER = PERMIT.replace("within: 3 wd", "within: 4 wd")


def test_a_draft_says_what_a_file_would_become(office: Office, tmp_path: Path) -> None:
    opened(office)
    path = permit_file(tmp_path)
    same = office.ws.definitions.draft(path)
    assert (same.definition, same.number, same.changed, same.running) == ("permit", 1, False, 0)
    longer = office.ws.definitions.draft(path, LONGER.encode())
    assert (longer.number, longer.changed, longer.running, longer.errors) == (2, True, 1, 0)
    assert "≤ 4 wd" in longer.outline


def test_a_draft_with_errors_of_form_has_no_outline(office: Office, tmp_path: Path) -> None:
    broken = office.ws.definitions.draft(tmp_path / "x.yaml", b"format: lantik/1")
    assert broken.errors > 0
    assert (broken.definition, broken.number, broken.outline) == (None, None, "")


def test_what_comes_with_lantik_is_never_written_to(office: Office) -> None:
    shipped = shipped_definitions() / "jabatan-fungsional.yaml"
    before = shipped.read_bytes()
    assert not office.ws.definitions.editable(shipped)
    with pytest.raises(InputError, match="comes with Lantik"):
        office.ws.definitions.save(shipped, b"x", actor="admin")
    assert shipped.read_bytes() == before


def test_a_copy_beside_the_store_is_used_from_then_on(office: Office) -> None:
    folder = office.ws.definitions.copy_beside(actor="admin")
    assert folder == office.path.resolve().parent / "definitions"
    assert [one.parent for one in office.ws.definitions.files()] == [folder] * len(
        office.ws.definitions.files()
    )
    path = folder / "jabatan-fungsional.yaml"
    assert office.ws.definitions.editable(path)
    office.ws.definitions.save(path, b"# mine\n", actor="admin")
    assert path.read_bytes() == b"# mine\n"
    assert office.ws.definitions.copy_beside(actor="admin") == folder
    assert path.read_bytes() == b"# mine\n", "a second copy overwrites nothing"
    assert not [one for one in folder.iterdir() if one.name.startswith(".")]
    again = office.again()
    assert path in again.definitions.files()


def test_only_an_admin_copies_and_saves(office: Office) -> None:
    with pytest.raises(Refused):
        office.ws.definitions.copy_beside(actor="clerk")
    folder = office.ws.definitions.copy_beside(actor="admin")
    with pytest.raises(Refused):
        office.ws.definitions.save(folder / "jabatan-fungsional.yaml", b"x", actor="clerk")


def test_a_file_outside_of_the_folder_is_not_written(office: Office, tmp_path: Path) -> None:
    folder = office.ws.definitions.copy_beside(actor="admin")
    for path in (tmp_path / "x.yaml", folder / ".." / "x.yaml", folder / "reference" / "x.yaml"):
        assert not office.ws.definitions.editable(path)


def test_a_seat_is_vacant_from_the_day_after_its_holder_left(city: City) -> None:
    city.ws.registry.put(
        [
            Position("POST", "Kepala Seksi", "structural", "CITY", "IV.a"),
            Holding("H-90", "P-NEW", "POST", "definitif", date(2020, 1, 1), date(2022, 6, 30)),
            Holding("H-91", "P-NEW", "POST", "definitif", date(2022, 7, 1), date(2025, 9, 30)),
        ],
        actor="admin",
    )
    seats = {one.position.id: one for one in city.ws.registry.seats()}
    assert seats["POST"].vacant_since == date(2025, 10, 1)
    assert city.ws.registry.seat("POST").vacant_since == date(2025, 10, 1)


def test_an_open_case_tells_since_when_a_seat_is_vacant_at_the_latest(city: City) -> None:
    before = city.ws.registry.seat("NURSE-1")
    assert before.vacant_since is None, "nobody left, no case: the record does not say"
    city.ws.open_case("jabatan-fungsional", "NURSE-1", actor="officer")
    assert city.ws.registry.seat("NURSE-1").vacant_since == city.clock.moment.date()


# ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

PART = "format: lantik/1\npart: {id: P, en: P}\nparameters: {days: {value: 5}}\n"
WITH_PART = """\
format: lantik/1
id: leave
title: {id: Cuti, en: Leave}
include: parts/days.yaml
phases: {work: {id: Kerja, en: Work}}
roles: {clerk: {label: {id: Petugas, en: Clerk}}}
initial: open
states:
  open: {phase: work, label: {id: Dibuka, en: Open}, within: params.days wd}
  done: {phase: work, final: true, label: {id: Selesai, en: Done}}
actions:
  end: {label: {id: Akhiri, en: End}, from: open, to: done, by: clerk}
"""


@pytest.fixture
def shared(office: Office) -> tuple[Office, Path]:
    """A definition with a part of its own folder, published."""
    folder = office.ws.definitions.copy_beside(actor="admin")
    for path in [*folder.glob("*.yaml"), *(folder / "parts").glob("*.yaml")]:
        if path.name != "city.yaml":
            path.unlink()
    (folder / "parts" / "days.yaml").write_text(PART)
    (folder / "leave.yaml").write_text(WITH_PART)
    office.ws.publish(folder / "leave.yaml", actor="admin")
    return office, folder


def test_parts_are_known_with_the_definitions_that_include_them(shared: tuple[Office, Path]) -> None:
    office, folder = shared
    definitions, part = office.ws.definitions, folder / "parts" / "days.yaml"
    assert definitions.parts() == [part]
    assert definitions.including(part) == [folder / "leave.yaml"]
    assert definitions.draft(folder / "leave.yaml").parts == (part.resolve(),)
    assert definitions.editable(part)


def test_an_unsaved_part_changes_what_the_definitions_would_become(shared: tuple[Office, Path]) -> None:
    office, folder = shared
    definitions, part = office.ws.definitions, folder / "parts" / "days.yaml"
    (same,) = definitions.drafts_with(part).values()
    assert (same.changed, same.number) == (False, 1)
    (other,) = definitions.drafts_with(part, PART.replace("5", "7").encode()).values()
    assert (other.changed, other.number, other.errors) == (True, 2, 0)
    (broken,) = definitions.drafts_with(part, PART.replace("5", "soon").encode()).values()
    assert broken.errors == 1
    assert part.read_text() == PART


def test_what_it_would_be_can_be_compared_with_what_is_published(shared: tuple[Office, Path]) -> None:
    office, folder = shared
    definitions, part = office.ws.definitions, folder / "parts" / "days.yaml"
    meant = definitions.would_be(
        folder / "leave.yaml", unsaved={part.resolve(): PART.replace("5", "7").encode()}
    )
    (one,) = definitions.compare("leave", meant)
    assert one.sentence == "Parameter “days”: 5 → 7"
    with pytest.raises(DefinitionError):
        definitions.would_be(folder / "leave.yaml", b"format: lantik/1")


def test_what_was_published_is_read_with_the_parts_that_were_kept(shared: tuple[Office, Path]) -> None:
    office, folder = shared
    (folder / "parts" / "days.yaml").unlink()
    kept = office.ws.definitions.draft_of(office.ws.definitions.newest("leave"))
    assert (kept.errors, "≤ 5 wd" in kept.outline) == (0, True)


def test_for_a_position_only_the_definitions_that_open_for_such_are_offered(city: City) -> None:
    definitions = city.ws.definitions
    assert [one.id for one in definitions.opening_for("NURSE-1")] == ["jabatan-fungsional"]
    city.ws.registry.put([Position("CHIEF", "Kepala Bagian", "structural", "CITY", "III.a")], actor="admin")
    assert definitions.opening_for("CHIEF") == []
