"""user, role, delegate; ceremony; import and export."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

from workflow.cli.exports import COLUMNS


def test_users_are_listed_without_a_user(office):
    users = office("user", "list", "--json").json
    assert users[0] == {
        "id": "admin",
        "name": "Administrator",
        "roles": [{"role": "admin", "unit": None}],
        "person": None,
        "active": True,
        "posts": [],
    }
    assert "Mira Tallo" in office("user", "list").out


def test_adding_granting_revoking_closing(office):
    added = office(
        "user",
        "add",
        "rina",
        "--name",
        "Rina",
        "--role",
        "employee",
        "--role",
        "line_manager@UNIT-7",
        "--as",
        "admin",
        "--json",
    )
    assert added.json["roles"] == [
        {"role": "employee", "unit": None},
        {"role": "line_manager", "unit": "UNIT-7"},
    ]
    assert "already" in office("user", "add", "rina", "--name", "Rina", "--as", "admin", expect=2).err
    office("user", "revoke", "rina", "line_manager@UNIT-7", "--as", "admin")
    office("user", "revoke", "rina", "line_manager", "--as", "admin", expect=2)
    assert "personnel_head" in office("user", "grant", "rina", "personnel_head", "--as", "admin").out
    assert "closed" in office("user", "close", "rina", "--as", "admin").out
    assert office("user", "open", "rina", "--as", "admin", "--json").json["active"] is True
    assert "employee" in office("user", "grant", "rina", "employe", "--as", "admin", expect=2).err
    office("user", "add", "x", "--name", "X", "--as", "mira", expect=1)
    office("user", "close", "admin", "--as", "admin", expect=1)
    office("user", "add", "x y", "--name", "X", "--as", "admin", expect=2)
    office("user", "add", "x", "--as", "admin", expect=2)


def test_roles_with_their_holders(office):
    roles = {one["role"]: one for one in office("role", "list", "--json").json}
    assert roles["line_manager"] == {
        "role": "line_manager", "label": "Line manager", "holders": [{"id": "mira", "name": "Mira Tallo", "unit": None}],
    }  # fmt: skip
    assert "Atasan langsung" in office("role", "list", "--lang", "id").out


def test_standing_in(office, asked):
    made = office(
        "delegate",
        "mira",
        "--to",
        "petrus",
        "--role",
        "line_manager",
        "--reason",
        "leave",
        "--as",
        "mira",
        "--json",
    ).json
    assert made["in_force"] is True
    assert [one["id"] for one in office("inbox", "--as", "petrus", "--json").json["items"]] == [asked]
    assert office("delegate", "list", "--as", "mira", "--json").json == [made]
    assert made["id"] in office("delegate", "list", "--as", "mira").out
    assert office("delegate", "revoke", made["id"], "--as", "mira", "--json").json["in_force"] is False
    assert office("inbox", "--as", "petrus", "--json").json["items"] == []


def test_wrong_delegations(office):
    assert "--to" in office("delegate", "mira", "--as", "mira", expect=2).err
    office("delegate", "mira", "petrus", "--as", "mira", expect=2)
    office("delegate", "revoke", "--as", "mira", expect=2)
    office("delegate", "revoke", "D-9", "--as", "mira", expect=2)
    full = ("delegate", "mira", "--to", "petrus", "--reason", "x", "--as", "mira")
    assert "date" in office(*full, "--since", "next week", expect=2).err
    office(*full, "--until", "2020-01-01", expect=2)
    office(*full, "--role", "personnel_head", expect=1)
    office("delegate", "mira", "--to", "petrus", "--reason", "x", "--as", "eka", expect=1)


def test_a_ceremony_from_the_command_line(lantik):
    lantik("demo", "--json")
    me = ("--as", "upacara-01")
    (held, planned) = sorted(
        lantik("ceremony", "list", "--json", *me).json, key=lambda one: one["held"] is None
    )
    assert held["held"]
    assert planned["invited"] == 80
    assert planned["id"] in lantik("ceremony", "list", *me).out
    roll, cases = planned["id"], [line["case"] for line in planned["lines"]]
    assert "Attendance" in lantik("ceremony", "hold", roll, *me, expect=1).err
    ill = [f"{case}=ill" for case in cases[:3]]
    told = lantik("ceremony", "attend", roll, "--present", "all", "--absent", *ill, "--json", *me).json
    assert (told["present"], told["absent"], told["unknown"]) == (77, 3, 0)
    again = lantik("ceremony", "attend", roll, "--present", "all", *me).out
    assert "3 absent" in again
    lantik("ceremony", "attend", roll, "--present", cases[0], "--absent", ill[0], *me, expect=2)
    lantik("ceremony", "attend", roll, "--present", "JF-none", *me, expect=2)
    lantik("ceremony", "attend", roll, "--absent", cases[0], *me, expect=2)
    lantik("ceremony", "attend", roll, *me, expect=2)
    lantik("ceremony", "hold", roll, "--postpone-to", "tomorrow", *me, expect=2)
    lantik("ceremony", "hold", roll, "--as", "hr-01", expect=1)
    out = lantik("ceremony", "hold", roll, "--postpone-to", "2025-12-02", *me).out
    assert "77 inaugurated, 3 postponed" in out
    assert "2 December 2025" in out
    assert "ill" in lantik("ceremony", "show", roll, *me).out
    lantik("ceremony", "hold", roll, *me, expect=1)
    assert lantik("case", "list", "--state", "inaugurated", "--limit", "1", "--json", *me).json["total"] >= 77
    new = lantik("ceremony", "create", "Susulan", "--date", "2025-12-03", "--place", "Aula", *me).out.strip()
    ready = lantik("case", "list", "--state", "decreed", "--ids", "--limit", "2", *me).out.split()
    assert "2 on the roll" in lantik("ceremony", "add", new, *ready, *me).out
    assert "working day" in lantik("ceremony", "create", "X", "--date", "2025-11-30", *me, expect=1).err
    lantik("ceremony", "create", "X", "--date", "30/11/2025", *me, expect=2)
    lantik("ceremony", "create", "X", *me, expect=2)
    lantik("ceremony", "show", "UPC-1", *me, expect=2)
    assert lantik("verify", "--json").json["ok"] is True


def test_export_csv_has_one_line_an_event(office, asked, tmp_path):
    assert "events" in office("export", "csv", "log.csv", "--as", "mira").out
    with Path("log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    mine = [row for row in rows if row["case"] == asked]
    assert [row["action"] for row in mine] == ["open", "request"]
    shown = office("export", "csv", "-", "--as", "mira").out
    assert list(csv.DictReader(io.StringIO(shown))) == rows


def test_a_text_that_a_spreadsheet_would_run_is_disarmed(office, asked):
    office("case", "act", asked, "send_back", "--reason", "=HYPERLINK(1)", "--as", "mira")
    assert "'=HYPERLINK" in office("export", "csv", "-", "--as", "mira").out


def test_export_xes_is_well_formed(office, asked):
    told = office("export", "xes", "log.xes", "--as", "mira", "--json").json
    root = ET.parse("log.xes").getroot()
    assert root.tag.endswith("log")
    assert told["events"] >= 2


def test_exports_never_write_over_the_store(office, asked, tmp_path):
    for target in ("store.json", "./store.json", tmp_path / "store.log" / "x", "store.lock"):
        office("export", "csv", target, "--as", "mira", expect=2)
        office("export", "xes", target, "--as", "mira", expect=2)
    office("export", "csv", "no/such/folder.csv", "--as", "mira", expect=2)
    office("export", "xes", "no/such/folder.xes", "--as", "mira", expect=2)
    assert office("verify", "--json").json["ok"] is True


def test_import_takes_the_good_rows_in_and_tells_the_bad_ones(office, tmp_path):
    sheet = tmp_path / "formasi.csv"
    sheet.write_text(
        "Nama Jabatan;Unit Kerja;Kebutuhan\nPerawat Ahli Muda;Puskesmas Oebobo;3\nJuru Entah;Puskesmas Oebobo;1\n",
        encoding="utf-8",
    )
    dry = office("import", "positions", sheet, "--dry-run", "--as", "admin", "--json", expect=2).json
    assert (dry["new"], dry["bad"], dry["written"]) == (1, 1, {})
    told = office("import", "positions", sheet, "--as", "admin", expect=2)
    assert "row 3" in told.out
    again = office("import", "positions", sheet, "--as", "admin", "--json", expect=2).json
    assert (again["new"], again["unchanged"], again["bad"]) == (0, 1, 1)
    assert set(again["faults"][0]) == {"sheet", "row", "column", "heading", "value", "code", "message"}


def test_people_are_imported(office, tmp_path):
    sheet = tmp_path / "pegawai.csv"
    sheet.write_text(
        "NIP;Nama;Golongan;Agama\n198609262015051001;Ana Nalle, S.Kep;III/c;Kristen\n", encoding="utf-8"
    )
    assert "1 new" in office("import", "people", sheet, "--as", "admin").out
    assert "1 unchanged" in office("import", "people", sheet, "--as", "admin").out


def test_imports_that_cannot_be(office, tmp_path):
    sheet = tmp_path / "pegawai.csv"
    sheet.write_text(
        "NIP;Nama;Golongan;Agama\n198609262015051001;Ana Nalle;III/c;Kristen\n", encoding="utf-8"
    )
    office("import", "people", sheet, "--as", "mira", expect=1)
    office("import", "people", "nowhere.xlsx", "--as", "admin", expect=2)
    office("import", "people", tmp_path, "--as", "admin", expect=2)
    office("import", "positions", sheet, "--as", "admin", expect=2)
    sheet.write_bytes(b"PK\x03\x04 no workbook")
    office("import", "people", sheet, "--as", "admin", expect=2)
