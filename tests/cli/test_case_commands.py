"""case open, act, list, show, explain, history; inbox."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

GIVEN = (
    "-f",
    "kind=annual",
    "-f",
    "first_day=2026-01-05",
    "-f",
    "last_day=2026-01-07",
    "-f",
    "days=3",
    "--attach",
    "doctors_note",
)


def test_open_prints_the_new_id_alone(office):
    told = office("case", "open", "leave-request", "Eka", "--as", "eka")
    assert told.out.strip().startswith("CT-")
    assert len(told.out.split()) == 1
    assert told.err == ""


def test_a_case_from_open_to_granted(office, asked):
    assert "Supported" in office("case", "act", asked, "support", "--as", "mira").out
    shown = office("case", "act", asked, "grant", "--as", "petrus", "--json").json
    assert (shown["state"], shown["phase"], shown["final"]) == ("granted", "decided", True)
    assert shown["fields"]["days"] == 3
    assert shown["work"] == []


def test_the_words_of_an_act_may_stand_around_its_options(office):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    office("case", "act", case, *GIVEN, "request", "--as", "eka")
    assert office("case", "show", case, "--as", "eka", "--json").json["state"] == "requested"


def test_a_refusal_tells_every_reason_and_ends_with_1(office):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    told = office("case", "act", case, "request", "--as", "eka", "-f", "kind=sick", expect=1)
    assert told.out == ""
    lines = told.err.splitlines()
    assert len(lines) >= 4
    assert all(line.startswith("Refused: ") for line in lines)
    told = office("case", "act", case, "request", "--as", "mira", "--json", expect=1)
    assert told.err == ""
    (reason,) = [one for one in told.json["refused"] if one["code"] == "role"]
    assert set(reason) == {"code", "message", "rule", "basis", "who_can_mend"}
    assert reason["who_can_mend"]
    assert "Employee" in office("case", "act", case, "request", "--as", "mira", expect=1).err


def test_what_stands_against_one_is_said_before_what_would_be_asked_next(office, asked):
    draft = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    against, asked_next = office("case", "act", draft, "request", "--as", "mira", expect=1).err.splitlines()
    assert against.startswith("Refused: “Request” is for Employee")
    assert asked_next.startswith("Would be asked next: “Kind of leave” is not filled in. “First day”")
    told = office("case", "act", draft, asked, "request", "--as", "mira", expect=1).out.splitlines()[0]
    assert told.startswith(f"{draft}  Refused: “Request” is for Employee")
    assert " Would be asked next: “Kind of leave”" in told


def test_a_refusal_speaks_the_readers_language(office, monkeypatch):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    assert "Pegawai" in office("case", "act", case, "request", "--as", "mira", "--lang", "id", expect=1).err
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    assert "Pegawai" in office("case", "act", case, "request", "--as", "mira", expect=1).err
    monkeypatch.setenv("LANTIK_LANG", "en")
    assert "Employee" in office("case", "act", case, "request", "--as", "mira", expect=1).err


def test_a_revision_that_has_moved_on_ends_with_3(office, asked):
    told = office("case", "act", asked, "support", "--as", "mira", "--expected", "1", expect=3)
    assert "moved on" in told.err
    told = office("case", "act", asked, "support", "--as", "mira", "--expected", "1", "--json", expect=3).json
    assert told["error"]["revision"] == 2
    office("case", "act", asked, "support", "--as", "mira", "--expected", "2")


def test_many_cases_each_with_a_result_and_the_worst_code(office, asked):
    draft = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    told = office("case", "act", draft, asked, "support", "--as", "mira", expect=1)
    first, second = told.out.splitlines()
    assert first.startswith(f"{draft}  Refused")
    assert second.startswith(f"{asked}  Supported")
    told = office("case", "act", draft, asked, "CT-none", "grant", "--as", "petrus", "--json", expect=2).json
    assert [one["case"] for one in told] == [draft, asked, "CT-none"]
    assert [one["exit_code"] for one in told] == [1, 0, 2]
    assert told[1]["result"]["state"] == "granted"
    assert told[0]["refused"]
    assert told[2]["error"]


def test_atomic_is_all_or_none(office, asked):
    draft = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    told = office("case", "act", asked, draft, "support", "--as", "mira", "--atomic", expect=1)
    assert told.out == ""
    assert draft in told.err
    assert office("case", "show", asked, "--as", "mira", "--json").json["state"] == "requested"


def test_a_file_is_attached_under_its_digest(office, tmp_path):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(b"%PDF a letter")
    given = (*GIVEN[:-2], "--attach", f"doctors_note={letter}")
    shown = office("case", "act", case, "request", *given, "--as", "eka", "--json").json
    digest = hashlib.sha256(b"%PDF a letter").hexdigest()
    assert shown["documents"] == {"doctors_note": {"file": "surat.pdf", "sha256": digest, "size": 13}}
    kept = tmp_path / "store.files" / digest
    assert kept.read_bytes() == b"%PDF a letter"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert [one.name for one in kept.parent.iterdir()] == [digest]


def test_a_document_without_a_file_is_noted(office, asked):
    assert office("case", "show", asked, "--as", "eka", "--json").json["documents"] == {
        "doctors_note": {"noted": True}
    }


def test_a_file_that_cannot_be_attached(office, tmp_path):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    assert (
        "nowhere.pdf"
        in office(
            "case", "act", case, "request", "--attach", "doctors_note=nowhere.pdf", "--as", "eka", expect=2
        ).err
    )
    office("case", "act", case, "request", "--attach", f"doctors_note={tmp_path}", "--as", "eka", expect=2)
    office("case", "act", case, "request", "--attach", "=x", "--as", "eka", expect=2)


def test_wrong_fields(office):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    act = ("case", "act", case, "request", "--as", "eka")
    assert "name=value" in office(*act, "-f", "kind", expect=2).err
    assert "twice" in office(*act, "-f", "kind=sick", "-f", "kind=annual", expect=2).err
    assert "first_day" in office(*act, "-f", "frist_day=2026-01-05", expect=2).err
    assert "2025-11-25" in office(*act, "-f", "first_day=5 January", expect=2).err
    assert "annual" in office(*act, "-f", "kind=yearly", expect=2).err


def test_times(office):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka", "--at", "2025-09-22").out.strip()
    office("case", "act", case, "request", *GIVEN, "--as", "eka", "--at", "2025-09-22T10:00")
    office("case", "act", case, "support", "--as", "mira", "--at", "2025-09-22")
    first, second, third = office("case", "history", case, "--as", "eka", "--json").json
    assert first["at"] == "2025-09-22T00:00:00+08:00"
    assert second["at"] == third["at"] == "2025-09-22T10:00:00+08:00"
    for wrong in ("2025-13-01", "soon", "2999-01-01", "2025-09-01"):
        office("case", "act", case, "grant", "--as", "petrus", "--at", wrong, expect=2)


def test_reasons_votes_and_stand_ins_reach_the_engine(office, asked):
    assert "reason" in office("case", "act", asked, "send_back", "--as", "mira", expect=1).err.lower()
    office("case", "act", asked, "support", "--on-behalf-of", "mira", "--as", "eka", expect=1)
    office("case", "act", asked, "support", "--vote", "maybe", "--as", "mira", expect=2)
    office("case", "act", asked, "send_back", "--reason", "dates overlap", "--as", "mira")
    assert office("case", "history", asked, "--as", "mira", "--json").json[-1]["reason"] == "dates overlap"


def test_unknown_names_are_told_with_what_is_near(office, asked):
    assert "leave-request" in office("case", "open", "leave-reqest", "E", "--as", "eka", expect=2).err
    assert asked in office("case", "show", asked[:-1], "--as", "eka", expect=2).err
    office("case", "act", asked, "suport", "--as", "mira", expect=None)
    assert "eka" in office("case", "show", asked, "--as", "ekka", expect=2).err


def test_who_acts_must_be_said_where_there_are_several(office, asked, monkeypatch):
    told = office("case", "list", expect=2)
    assert "--as" in told.err
    monkeypatch.setenv("LANTIK_USER", "mira")
    assert asked in office("case", "list").out
    office("case", "list", "--as", "nobody", expect=2)


def test_a_closed_account_reads_nothing(office, asked):
    office("user", "close", "eka", "--as", "admin")
    assert "closed" in office("case", "show", asked, "--as", "eka", expect=2).err
    office("inbox", "--as", "eka", expect=2)


def test_list_filters_and_pages(office, asked):
    more = [
        office("case", "open", "leave-request", name, "--as", "eka").out.strip() for name in ("Ani", "Budi")
    ]
    page = office("case", "list", "--as", "eka", "--limit", "2", "--json").json
    assert page["total"] == 3
    assert len(page["items"]) == 2
    rest = office("case", "list", "--as", "eka", "--after", page["next"], "--json").json
    assert [one["id"] for one in (*page["items"], *rest["items"])] == [asked, *more]
    assert rest["next"] is None
    assert office("case", "list", "--as", "eka", "--state", "requested", "--ids").out.split() == [asked]
    assert office("case", "list", "--as", "eka", "--phase", "decided", "--json").json["items"] == []
    assert (
        office(
            "case", "list", "--as", "eka", "--definition", "leave-request", "--search", "budi", "--ids"
        ).out.split()
        == more[1:]
    )
    told = office("case", "list", "--as", "eka", "--limit", "1")
    assert "--after" in told.err
    assert told.out.splitlines()[0].split("\t")[0] == "Case"
    office("case", "list", "--as", "eka", "--limit", "0", expect=2)
    office("case", "list", "--as", "eka", "--limit", "few", expect=2)


def test_show_in_words(office, asked):
    out = office("case", "show", asked, "--as", "mira").out
    for words in (asked, "Requested", "Annual leave", "5 January 2026", "Doctor's note", "Line manager"):
        assert words in out


def test_explain(office, asked):
    answers = {one["name"]: one for one in office("case", "explain", asked, "--as", "mira", "--json").json}
    assert answers["support"]["allowed"] is True
    assert answers["withdraw"]["allowed"] is False
    assert answers["withdraw"]["reasons"][0]["code"] == "role"
    assert set(answers["support"]) == {
        "name", "label", "allowed", "reasons", "questions", "asks", "may_ask", "documents", "targets", "side",
        "needs_reason", "signoff", "signs", "batch", "rows", "faults", "for_whom",
    }  # fmt: skip
    out = office("case", "explain", asked, "--as", "mira").out
    assert "support: yes" in out
    assert "withdraw: no" in out
    assert "a reason" in out


def test_what_is_needed_in_words_and_json(office, asked):
    found = office("case", "needed", asked, "--as", "mira", "--json").json
    assert (found["state"], found["reached"], found["possible"]) == ("requested", False, True)
    assert found["ends"] == [{"state": "granted", "label": "Granted"}]
    support, grant = found["steps"]
    assert (support["action"], support["from"]["state"], support["to"]["state"]) == (
        "support",
        "requested",
        "supported",
    )
    assert [one["user"] for one in support["who"][0]["people"]] == ["mira"]
    assert support["earliest"] <= grant["earliest"] == found["earliest"]
    assert grant["latest"] == found["latest"]
    out = office("case", "needed", asked, "--as", "mira").out
    for words in (
        "2 steps are left to “Granted”.",
        "1. Support (Requested → Supported)",
        "Line manager: Mira",
    ):
        assert words in out
    office("case", "act", asked, "decline", "--reason", "no", "--as", "mira")
    ended = office("case", "needed", asked, "--as", "eka", "--json").json
    assert (ended["possible"], ended["steps"], ended["earliest"]) == (False, [], None)
    assert [one["code"] for one in ended["obstacles"]] == ["ended"]
    assert "No way is left to “Granted”." in office("case", "needed", asked, "--as", "eka").out


def test_a_refusal_names_the_values_on_which_it_rests_and_who_can_mend_it(office):
    case = office("case", "open", "leave-request", "Eka", "--as", "eka").out.strip()
    given = ("-f", "kind=annual", "-f", "first_day=2026-01-05", "-f", "last_day=2026-02-05", "-f", "days=20")
    told = office("case", "act", case, "request", *given, "--as", "eka", "--json", expect=1)
    (reason,) = told.json["refused"]
    assert reason["values"] == {"case.days": 20, "case.kind": "annual", "params.longest": 12}
    assert reason["who_can_mend"] == ["Employee"]
    said = office("case", "act", case, "request", *given, "--as", "eka", expect=1).err
    assert "(Working days: 20; Kind of leave: Annual leave; longest: 12)" in said


def test_an_administrator_is_told_by_that_word_that_the_action_is_for_others(office, asked):
    out = office("case", "explain", asked, "--as", "admin").out
    assert "“Support” is for Line manager; you are Administrator." in out
    assert "rule: by: [line_manager]" in out


def test_history_in_words_and_json(office, asked):
    events = office("case", "history", asked, "--as", "mira", "--json").json
    assert [one["action"] for one in events] == ["open", "request"]
    assert events[1]["before"] == events[0]["hash"]
    opened, requested = office("case", "history", asked, "--as", "mira").out.splitlines()[1:]
    assert opened.split("\t")[2:5] == ["Eka Lay", "Opened", "Draft"]
    assert requested.split("\t")[2:5] == ["Eka Lay", "Request", "Requested"]
    assert "Kind of leave: Annual leave; First day: 5 January 2026;" in requested


def test_inbox(office, asked):
    page = office("inbox", "--as", "mira", "--json").json
    assert set(page) == {"items", "next", "total"}
    (item,) = page["items"]
    assert item["id"] == asked
    assert item["actions"] == [{"name": "support", "label": "Support"}]
    assert item["working_days_left"] is not None
    out = office("inbox", "--as", "mira").out
    assert asked in out
    assert "left" in out
    assert "Support (support)" in out
    assert "Nothing waits" in office("inbox", "--as", "petrus").out
    assert office("inbox", "--as", "mira", "--search", "nobody", "--json").json["items"] == []
    assert office("inbox", "--as", "mira", "--phase", "asked", "--sort", "id", "--json").json["total"] == 1
    office("inbox", "--as", "mira", "--due", "never", expect=2)
    office("inbox", "--as", "mira", "--sort", "colour", expect=2)


def test_signs_that_a_terminal_would_obey_are_left_out(office):
    case = office("case", "open", "leave-request", "Eka\x1b[2J\nEvil", "--as", "eka").out.strip()
    assert (
        "\x1b"
        not in office("case", "list", "--as", "eka").out + office("case", "show", case, "--as", "eka").out
    )
    json.loads(office("case", "show", case, "--as", "eka", "--json").out)


def test_initials_and_signatures_are_told_apart_and_what_is_not_asked_is_left_out(lantik):
    example = Path(__file__).parents[2] / "docs" / "examples" / "purchase-branches.yaml"
    lantik("init", "--store", "s.json")
    lantik("publish", example, "--store", "s.json", "--as", "admin")
    for user in ("requester", "finance", "unit_head", "chair", "board"):
        lantik(
            "user", "add", user, "--name", user.title(), "--role", user, "--store", "s.json", "--as", "admin"
        )

    def run(*words, user):
        return lantik(*words, "--store", "s.json", "--as", user).out

    case = run("case", "open", "purchase-branches", "Server", user="requester").strip()
    given = ("-f", "item=server", "-f", "amount=60000000", "--attach", "quotation")
    run("case", "act", case, "submit", *given, user="requester")
    run("case", "act", case, "approve", user="finance")
    shown = run("case", "show", case, user="finance").split("Sign-off:")[1]
    assert [line.split() for line in shown.splitlines() if "open" in line or "done" in line] == [
        ["Finance", "officer", "(initial)", "done", "Finance"],
        ["Head", "of", "unit", "open"],
    ]
    assert "Board" not in shown
    run("case", "act", case, "approve", user="unit_head")
    history = run("case", "history", case, user="finance")
    assert "Approve (initialled)" in history
    assert "Approve (signed)" in history


def test_the_history_names_whose_signatures_fell(lantik):
    example = Path(__file__).parents[2] / "docs" / "examples" / "purchase-branches.yaml"
    lantik("init", "--store", "s.json")
    lantik("publish", example, "--store", "s.json", "--as", "admin")
    for user in ("requester", "finance", "unit_head"):
        lantik(
            "user", "add", user, "--name", user.title(), "--role", user, "--store", "s.json", "--as", "admin"
        )

    def run(*words, user):
        return lantik(*words, "--store", "s.json", "--as", user).out

    case = run("case", "open", "purchase-branches", "Server", user="requester").strip()
    given = ("-f", "item=server", "-f", "amount=60000000", "--attach", "quotation")
    run("case", "act", case, "submit", *given, user="requester")
    run("case", "act", case, "approve", user="finance")
    assert "signatures that fell" not in run("case", "history", case, user="finance")
    run("case", "act", case, "correct", "-f", "amount=70000000", user="requester")
    assert "Amount (rupiah): 70000000; signatures that fell: Finance" in run(
        "case", "history", case, user="finance"
    )


def test_a_filter_that_no_case_can_fit_is_refused_with_the_near_names(office, asked):
    assert "Did you mean: draft?" in office("case", "list", "--state", "drafft", "--as", "mira", expect=2).err
    assert "Did you mean: asked?" in office("inbox", "--phase", "askd", "--as", "mira", expect=2).err
    assert "leave-request" in office("case", "list", "--definition", "leave", "--as", "mira", expect=2).err
    told = office("case", "list", "--state", "granted", "--as", "mira", "--json").json
    assert (told["items"], told["total"]) == ([], 0)
