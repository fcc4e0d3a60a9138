"""Scenarios run against the real engine and registry: what passes, what fails and where, what nobody touches."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workflow import DefinitionError, Workspace
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.reader import read
from workflow.language import LANGUAGES, set_language
from workflow.shipped import shipped_definitions
from workflow.workspace.scenarios.files import run_beside, run_file
from workflow.workspace.scenarios.outcome import Trial, summary
from workflow.workspace.scenarios.sight import trial_city

DOCS = Path(__file__).parents[2] / "docs"
LEAVE = DOCS / "examples" / "leave-request.yaml"
PATHWAY = shipped_definitions() / "jabatan-fungsional.yaml"
HEAD = "format: lantik-scenario/1\n"
ASKED = "{do: request, with: {kind: annual, first_day: 2026-01-05, last_day: 2026-01-07, days: 3}}"
NURSES = """\
city:
  positions:
    NURSE-1: {function: Perawat, level: Ahli Pertama}
    NURSE-2: {function: Perawat, level: Ahli Muda}
  people:
    ani: {}
    budi: {rank: III/c, post: NURSE-1}
scenarios:
"""
NOMINATED = "{do: nominate, with: {nominee: ani, route: pertama, tmt: 2025-12-01}}"

Run = Callable[..., Trial]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Writes a scenario file beside a copy of a definition, and runs it alone."""

    def running(text: str, definition: Path = LEAVE, name: str | None = None) -> Trial:
        shutil.copy(definition, tmp_path)
        file = tmp_path / (name or f"{definition.stem}.scenario.yaml")
        file.write_text(HEAD + text, encoding="utf-8")
        return run_file(file, trial_city(tmp_path, LANGUAGES))

    return running


def told(trial: Trial) -> list[str]:
    """line:column code sentence, of everything that is to be said."""
    return [f"{one.place.line}:{one.place.column} {one.code} {one.message}" for one in trial.diagnostics]


def beside(path: Path, content: bytes | None = None) -> Trial:
    city = trial_city(path.parent, LANGUAGES)
    definition = read(content or path, file=str(path), subjects=city.subjects).definition
    assert definition is not None
    return run_beside(path, definition, city)


def one(*steps: str, more: str = "") -> str:
    lines = "".join(f"      - {step}\n" for step in steps)
    return f"scenarios:\n  - name: a\n{more}    steps:\n{lines}"


# ── what is shipped ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", [PATHWAY, LEAVE, DOCS / "examples" / "purchase.yaml"], ids=lambda path: path.stem
)
def test_the_shipped_scenarios_pass_and_touch_every_state_and_action(path: Path) -> None:
    trial = beside(path)
    assert told(trial) == []
    assert trial.passed == len(trial.outcomes) > 5
    assert (trial.states, trial.actions) == ((), ())


@pytest.mark.parametrize(
    ("number", "definition"), [(0, LEAVE), (1, PATHWAY)], ids=["leave-request", "jabatan-fungsional"]
)
def test_the_examples_of_the_documentation_run(run: Run, number: int, definition: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (DOCS / "definitions" / "scenarios.md").read_text(), re.DOTALL)
    trial = run(blocks[number].removeprefix(HEAD), definition)
    assert told(trial) == []
    assert trial.passed == 3


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (
            "case.tmt <= birthday(nominee, params",
            "case.tmt < birthday(nominee, params",
            "A transfer to Ahli Muda",
        ),
        ("within: params.verification_days wd", "within: params.assessment_days wd", "Pertama: proposed"),
        ("quorum: {of: committee, at_least: 3}", "quorum: {of: committee, at_least: 2}", "Pertama: assessed"),
        ("  - different: [nominate, endorse] ", "  - different: [verify, endorse] ", "Who proposes does not"),
        ("does: [take_back, open_vacancy]", "does: [open_vacancy]", "Annulled after all"),
        ("phase: approval, clock: stopped", "phase: approval", "The days rest"),
    ],
)
def test_a_change_that_breaks_a_promise_is_noticed(tmp_path: Path, old: str, new: str, where: str) -> None:
    trial = beside(changed(tmp_path, (old, new)))
    assert any(one.name.startswith(where) and not one.passed for one in trial.outcomes), told(trial)


def test_numbers_that_an_admin_changes_break_no_shipped_story(tmp_path: Path) -> None:
    days = ("verification_days:  {value: 5", "verification_days:  {value: 7")
    assert told(beside(changed(tmp_path, days, ("Ahli Muda: 53", "Ahli Muda: 50")))) == []


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """A copy of the functional pathway with its parts and its scenarios, in which some words are others."""
    shutil.copytree(PATHWAY.parent / "parts", folder / "parts")
    for file in (PATHWAY, PATHWAY.with_suffix(".scenario.yaml")):
        shutil.copy(file, folder)
    for old, new in changes:
        found = [
            one for one in (folder / PATHWAY.name, *folder.glob("parts/*.yaml")) if old in one.read_text()
        ]
        assert found, old
        for one in found:
            one.write_text(one.read_text().replace(old, new))
    return folder / PATHWAY.name


# ── what fails, and how it is told ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            [f"{ASKED[:-1]}, then: {{state: supported}}}}"],
            "5:106 E503 state should be supported, and is requested",
        ),
        (
            [ASKED, "{do: support, then: {due: 2025-11-26}}"],
            "6:30 E503 due should be 2025-11-26, and is 2025-11-28",
        ),
        (
            [ASKED, "{do: grant}"],
            "6:14 E501 “grant” was refused: state (“Grant” is taken in Supported; the case is in “Requested”)",
        ),
        (
            [ASKED, "{do: support, refused: duty}"],
            "6:32 E502 “support” should be refused for duty, and was done",
        ),
        (
            [ASKED, "{do: support, by: personnel_head, refused: duty}"],
            "6:52 E502 “support” should be refused for duty, and was for role",
        ),
        (
            [ASKED.replace("01-07", "01-01")[:-1] + ", refused: {rule: longest}}"],
            "5:108 E502 “request” should be refused for rule (“longest”), and was for rule (The last day comes",
        ),
        (
            ["{do: request, by: employe}"],
            "5:27 E504 there is no user “employe” in this scenario",
        ),
        (
            [ASKED, "{do: support, case: other}"],
            "6:29 E504 there is no case “other” in this scenario",
        ),
        (
            ["{do: request, with: {days: many}, refused: rule}"],
            "5:52 E502 “request” should be refused for rule, and was for input (“Working days” is a number",
        ),
        (
            ["{on: 2025-11-26, do: withdraw}", "{on: 2025-11-25, then: {state: withdrawn}}"],
            "6:14 E507 the clock stands at 26 November 2025 08:00 and does not go back",
        ),
        (
            ["{explain: {by: employee, allowed: [request, support], refused: {withdraw: role}}}"],
            "5:53 E503 “support” should be allowed to employee, and is not: the case is in “draft”",
        ),
        (
            [ASKED, "{then: {waits_for: [personnel_head], fields: {days: 4}, documents: {doctors_note: true}}}"],
            "6:17 E503 waits_for should be [personnel_head], and is [line_manager]",
        ),
        (
            [ASKED, "{tick: 5 wd, then: {notified: [], escalated: []}}"],
            "6:29 E503 notified should be [], and is [line_manager]",
        ),
    ],
)  # fmt: skip
def test_what_comes_otherwise_is_told_at_its_place(run: Run, steps: list[str], expected: str) -> None:
    trial = run(one(*steps))
    assert [line[: len(expected)] for line in told(trial)][:1] == [expected]
    assert (trial.passed, trial.ok) == (0, False)


def test_every_expectation_of_a_step_is_told(run: Run) -> None:
    trial = run(
        one(ASKED, "{then: {state: draft, fields: {days: 4, remark: x}, documents: {doctors_note: true}}}")
    )
    assert [line.split(" ", 2)[2] for line in told(trial)] == [
        "state should be draft, and is requested",
        "“days” should be 4, and is 3",
        "“remark” should be x, and is none",
        "“doctors_note” should be true, and is false",
    ]


def test_registry_expectations_name_both_sides(run: Run) -> None:
    then = (
        "{then: {holdings: {ani: NURSE-2, budi: [NURSE-1, {NURSE-2: plt}]},"
        " standing: {NURSE-1: vacant, NURSE-2: {holders: 1, vacant: 0}}}}"
    )
    trial = run(NURSES + f"  - {{name: a, open: NURSE-2, steps: [{then}]}}\n", PATHWAY)
    assert [line.split(" ", 2)[2] for line in told(trial)] == [
        "“ani” should be {NURSE-2: definitif}, and is {}",
        "“budi” should be {NURSE-1: definitif, NURSE-2: plt}, and is {NURSE-1: definitif}",
        "“NURSE-1” should be {state: vacant}, and is {state: filled}",
        "“NURSE-2” should be {vacant: 0, holders: 1}, and is {vacant: 1, holders: 0}",
    ]


def test_findings_are_in_the_readers_language(run: Run) -> None:
    set_language("id")
    try:
        trial = run(one(ASKED, "{do: grant}"))
    finally:
        set_language("en")
    assert "Diminta" in trial.diagnostics[0].message


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("E501", one("{do: grant}")),
        ("E502", one("{do: withdraw, refused: role}")),
        ("E503", one("{do: withdraw, then: {state: draft}}")),
        ("E504", one("{do: withdraw, by: nobody_of_that_name}")),
        ("E505", "definition: other.yaml\n" + one("{do: withdraw}")),
        ("E506", one(*["{do: withdraw}"] * 201)),
        ("E507", one("{do: withdraw}", "{on: 2025-11-24}")),
        ("E508", "scenarios: [{name: a, steps: [{do: grant}]}, {name: b, continues: a}]\n"),
    ],
)
def test_each_code_has_its_mistake(run: Run, code: str, text: str) -> None:
    assert code in [one.code for one in run(text).diagnostics]
    assert run(one("{do: withdraw, then: {state: withdrawn}}")).diagnostics == ()


# ── defaults ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_not_named_is_whoever_may(run: Run) -> None:
    trial = run(
        one(
            "{do: submit, with: {item: server, amount: 300000000}}",
            "{do: approve_large, then: {signed: unit_head}}",
            "{do: approve_large, then: {signed: [unit_head, finance]}}",
            "{do: approve_large, then: {signed: [unit_head, finance, board-1]}}",
            "{do: approve_large, then: {state: approved}}",
        ),
        DOCS / "examples" / "purchase.yaml",
    )
    assert told(trial) == []


def test_needed_documents_are_given_and_no_others(run: Run) -> None:
    documents = "documents: {diploma: true, basic_training: true, experience_statement: false}"
    nominated = f"{NOMINATED[:-1]}, then: {{{documents}}}}}"
    missing = f"{NOMINATED[:-1]}, documents: none, refused: document}}"
    few = f"{NOMINATED[:-1]}, without: [diploma, basic_training], refused: {{document: [Diploma, Basic training]}}}}"
    trial = run(NURSES + f"  - {{name: a, open: NURSE-2, steps: [{missing}, {few}]}}\n", PATHWAY)
    assert len(told(trial)) == 2  # the rank does not fit there either: `rule` comes beside `document`
    city = NURSES.replace("level: Ahli Pertama}", "level: Ahli Pertama, need: 2}")
    trial = run(city + f"  - {{name: a, open: NURSE-1, steps: [{missing}, {few}, {nominated}]}}\n", PATHWAY)
    assert told(trial) == []


def test_the_only_position_is_what_a_case_is_about(run: Run) -> None:
    city = "city: {positions: {N: {function: Perawat}}}\nscenarios:\n"
    assert run(city + "  - {name: a, then: {state: vacant}}\n", PATHWAY).passed == 1
    assert told(run(NURSES + "  - {name: a}\n", PATHWAY)) == [
        "10:12 E504 no case is opened, and the city has 2 positions"
    ]


def test_one_more_holder_of_a_role_is_there_when_named(run: Run) -> None:
    assert told(run(one(ASKED, "{do: support, by: line_manager-2, then: {state: supported}}"))) == []


# ── apart from one another ──────────────────────────────────────────────────────────────────────────────────────────


def test_each_goes_on_from_a_copy_of_its_own(run: Run) -> None:
    trial = run(
        "scenarios:\n"
        f"  - {{name: asked, steps: [{ASKED}]}}\n"
        "  - {name: declined, continues: asked, steps: [{do: decline, then: {state: declined}}]}\n"
        "  - {name: supported, continues: asked, steps: [{do: support, then: {state: supported}}]}\n"
        "  - {name: granted, continues: supported, given: {on: 2025-11-28}, steps: [{do: grant}]}\n"
        "  - {name: still asked, continues: asked, then: {state: requested, due: 2025-11-27}}\n"
        f"  - {{name: fresh, steps: [{ASKED}]}}\n"
    )
    assert told(trial) == []
    assert [outcome.entered for outcome in trial.outcomes[1:3]] == [
        {"draft", "requested", "declined"},
        {"draft", "requested", "supported"},
    ]


def test_what_continues_a_story_that_broke_off_is_not_run(run: Run) -> None:
    trial = run(
        "scenarios:\n"
        "  - {name: a, steps: [{do: grant}]}\n"
        "  - {name: b, continues: a, steps: [{do: withdraw}]}\n"
        "  - {name: c, steps: [{do: withdraw, then: {state: draft}}]}\n"
        "  - {name: d, continues: c, then: {state: withdrawn}}\n"
    )
    assert [line.split(" ")[1] for line in told(trial)] == ["E501", "E508", "E503"]
    assert trial.passed == 1


def test_running_twice_says_the_same_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    first = run(one(ASKED, "{do: support}"))
    before = sorted(tmp_path.iterdir())
    assert run(one(ASKED, "{do: support}")) == first
    assert sorted(tmp_path.iterdir()) == before


def test_other_parameters_are_of_one_scenario_alone(run: Run) -> None:
    many = "{do: request, with: {kind: annual, first_day: 2026-01-05, last_day: 2026-01-30, days: 20}"
    trial = run(
        "scenarios:\n"
        f"  - {{name: a, given: {{parameters: {{longest: 20}}}}, steps: [{many}}}]}}\n"
        f"  - {{name: b, steps: [{many}, refused: rule}}]}}\n"
        "  - {name: c, given: {parameters: {support_days: -2}}}\n"
    )
    assert told(trial)[0].startswith("5:50 E505 with these parameters the definition has errors")
    assert trial.passed == 2


def test_the_registry_changes_on_the_way(run: Run) -> None:
    change = "{change: {people: {ani: {rank: III/c, employment: CPNS}, cici: {}}}}"
    nominee = "{do: nominate, with: {nominee: ani, route: penyesuaian, tmt: 2025-12-01}"
    trial = run(
        NURSES + f"  - name: a\n    open: NURSE-2\n    steps:\n      - {nominee}, refused: {{rule: rank}}}}\n"
        f"      - {change}\n      - {nominee}, refused: {{rule: civil servant}}}}\n"
        "      - {then: {holdings: {ani: none, cici: none}}}\n",
        PATHWAY,
    )
    assert told(trial) == []


def test_two_cases_by_their_names(run: Run) -> None:
    trial = run(
        "scenarios:\n  - name: a\n    open: [{subject: Eka, as: one}, {subject: Mira, as: two}]\n    steps:\n"
        f"      - {ASKED.replace('{do', '{case: one, do')}\n"
        "      - {case: two, then: {state: draft}}\n"
        "      - {case: one, then: {state: requested}}\n"
        "      - {open: {subject: Petrus, as: three}, then: {state: draft}}\n"
        "      - {do: withdraw}\n"
        "      - {case: three, then: {state: withdrawn}}\n"
    )
    assert told(trial) == []


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_definition_is_named_by_its_file_or_its_id_or_not_at_all(run: Run) -> None:
    passing = one("{do: withdraw}")
    for head in ("", "definition: leave-request.yaml\n", "definition: leave-request\n"):
        assert run(head + passing).passed == 1
    assert run("definition: leave-request\n" + passing, name="other.scenario.yaml").passed == 1
    assert told(run("definition: leave-requst.yaml\n" + passing))[0].startswith("2:13 E505")
    assert told(run("definition: ../leave-request.yaml\n" + passing))[0].startswith("2:13 E505")


def test_a_definition_with_errors_is_mended_first(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "leave-request.yaml"
    broken.parent.mkdir()
    broken.write_text(LEAVE.read_text().replace("to: supported", "to: suported"))
    assert "suported" in told(run(one("{do: withdraw}"), broken))[0]


def test_a_city_is_shared_from_within_the_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cities").mkdir()
    small = tmp_path / "cities" / "small.yaml"
    small.write_text(
        "format: lantik-scenario-city/1\npositions: {N: {function: Perawat}}\npeople: {ani: {rank: II/a}}\n"
    )
    use = "use: cities/small.yaml\ncity: {people: {ani: {rank: III/a}}}\n"
    text = f"scenarios:\n  - {{name: a, steps: [{NOMINATED}]}}\n"
    assert told(run(use + text, PATHWAY)) == []
    (tmp_path / "out.yaml").symlink_to("/etc/hostname")
    for path in ("../x.yaml", "/etc/hostname", "out.yaml", "cities", "nowhere.yaml"):
        assert told(run(f"use: {path}\n" + text, PATHWAY))[0].startswith("2:6 E505"), path
    small.write_text("format: lantik-scenario-city/1\npeople: {ani: {rnk: II/a}}\n")
    trial = run(use + text, PATHWAY)
    assert (trial.diagnostics[0].code, Path(trial.diagnostics[0].place.file)) == ("E106", small)


def test_what_is_no_file_is_a_finding(tmp_path: Path) -> None:
    city = trial_city(tmp_path, LANGUAGES)
    assert [one.code for one in run_file(tmp_path / "no.scenario.yaml", city).diagnostics] == ["E101"]
    (tmp_path / "folder.scenario.yaml").mkdir()
    assert [one.code for one in run_file(tmp_path / "folder.scenario.yaml", city).diagnostics] == ["E101"]


@pytest.mark.parametrize(
    ("step", "times", "scenarios"),
    [
        ("{tick: 1000 years}", 1, 1),
        ("{tick: 900 d}", 4, 1),
        ("{open: x}", 60, 1),
        ("{explain: {by: employee}}", 190, 4),
    ],
    ids=["years", "days", "cases", "questions"],
)
def test_a_file_that_would_run_for_ever_is_stopped(run: Run, step: str, times: int, scenarios: int) -> None:
    steps = f"steps: [{', '.join([step] * times)}]"
    trial = run("scenarios:\n" + "".join(f"  - {{name: s{n}, {steps}}}\n" for n in range(scenarios)))
    assert [one.code for one in trial.diagnostics] == ["E506"]
    assert trial.passed == scenarios - 1


# ── what nobody touches; checking and publishing ────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(tmp_path: Path) -> tuple[Workspace, Path]:
    """An empty store, and a definition with one scenario beside."""
    folder = tmp_path / "mine"
    folder.mkdir()
    path = folder / "leave-request.yaml"
    shutil.copy(LEAVE, path)
    scenario(path, one(ASKED, "{do: support}"))
    return Workspace.open(tmp_path / "store.json"), path


def scenario(path: Path, text: str) -> None:
    path.with_suffix(".scenario.yaml").write_text(HEAD + text)


def codes(found: list[Diagnostic]) -> set[str]:
    return {one.code for one in found}


def test_untouched_states_and_actions_are_told_where_they_stand(office: tuple[Workspace, Path]) -> None:
    ws, path = office
    found = ws.definitions.check(path)
    lines = path.read_text().splitlines()
    assert [lines[one.place.line - 1].split(":")[0].strip() for one in found] == [
        "granted", "declined", "withdrawn", "grant", "send_back", "decline", "withdraw",
    ]  # fmt: skip
    assert codes(found) == {"W501", "W502"}
    assert {one.place.file for one in found} == {str(path)}
    assert ws.definitions.check(path, scenarios=False) == []


def test_a_definition_without_scenarios_is_told_nothing(office: tuple[Workspace, Path]) -> None:
    ws, path = office
    path.with_suffix(".scenario.yaml").unlink()
    assert ws.definitions.check(path) == []


def test_nothing_is_untouched_while_a_scenario_fails(office: tuple[Workspace, Path]) -> None:
    ws, path = office
    scenario(path, one(ASKED, "{do: grant}"))
    assert codes(ws.definitions.check(path)) == {"E501"}


def test_a_second_file_adds_to_the_first(office: tuple[Workspace, Path]) -> None:
    ws, path = office
    more = path.with_name("more.scenario.yaml")
    more.write_text(HEAD + "definition: leave-request\n" + one("{do: withdraw}"))
    path.with_name("others.scenario.yaml").write_text(HEAD + "definition: other.yaml\n" + one("{do: x}"))
    found = ws.definitions.check(path)
    assert not any("withdraw" in one.message for one in found)
    assert len(found) == 5


def test_publishing_holds_while_a_scenario_fails(office: tuple[Workspace, Path]) -> None:
    ws, path = office
    scenario(path, one(ASKED, "{do: grant}"))
    with pytest.raises(DefinitionError) as refused:
        ws.publish(path, actor="admin")
    assert [one.code for one in refused.value.diagnostics] == ["E501"]
    assert ws.definitions.all() == []
    assert ws.definitions.publish(path, "admin", scenarios=False).number == 1
    scenario(path, one(ASKED, "{do: support}"))
    assert ws.publish(path, actor="admin").number == 1  # warnings do not hold it


def test_an_unsaved_change_is_tried_against_the_scenarios(office: tuple[Workspace, Path]) -> None:
    ws, path = office
    changed = path.read_text().replace("from: requested\n    to: supported", "from: draft\n    to: supported")
    assert "E501" in codes(ws.definitions.check(path, changed.encode()))
    assert codes(ws.definitions.check(path)) == {"W501", "W502"}


def test_a_scenario_that_changes_is_run_again(office: tuple[Workspace, Path]) -> None:
    ws, path = office
    assert codes(ws.definitions.check(path)) == {"W501", "W502"}
    scenario(path, one(ASKED, "{do: grant}"))
    assert codes(ws.definitions.check(path)) == {"E501"}


def test_the_store_itself_sees_nothing_of_it(office: tuple[Workspace, Path]) -> None:
    ws, path = office
    before = ws.store.position()
    ws.definitions.check(path)
    assert ws.store.position() == before
    assert [user.id for user in ws.access.users()] == ["admin"]


def test_the_count_is_one_line() -> None:
    trial = beside(LEAVE)
    assert summary([trial]) == f"{trial.passed} scenarios passed."


def test_a_scenario_lends_a_role_for_one_unit_or_definition_alone(run: Run) -> None:
    city = (
        "city:\n"
        "  units: {NORTH: {}, SOUTH: {}}\n"
        "  users: {ida: employee, mira: line_manager, far: [], near: []}\n"
        "  delegations:\n"
        "    - {principal: mira, to: far, unit: NORTH}\n"
        "    - {principal: mira, to: near, definition: leave-request}\n"
    )
    steps = one(
        ASKED,
        "{do: support, by: far, refused: role}",
        "{do: support, by: near, then: {state: supported}}",
    )
    assert told(run(city + steps)) == []
    wrong = city.replace("unit: NORTH", "unit: WEST")
    assert [line.split()[1] for line in told(run(wrong + steps))] == ["E504"]
