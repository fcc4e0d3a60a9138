"""Scenario files are read with every mistake at its place, and whatever the bytes are, without a traceback."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow.definition.diagnostic import Diagnostic
from workflow.definition.model import Definition
from workflow.definition.reader import read
from workflow.definition.scenario.model import Doing, ScenarioFile
from workflow.definition.scenario.reader import read_city, read_scenarios
from workflow.registry.sketch import shapes

PURCHASE = Path(__file__).parents[2] / "docs" / "examples" / "purchase.yaml"
HEAD = "format: lantik-scenario/1\n"


def purchase() -> Definition:
    found = read(PURCHASE).definition
    assert found is not None
    return found


DEFINITION = purchase()


def reading(text: str | bytes) -> tuple[ScenarioFile | None, list[Diagnostic]]:
    content = text if isinstance(text, bytes) else (HEAD + text).encode()
    return read_scenarios(content, "x.scenario.yaml", lambda name, told: DEFINITION, shapes())


def whole(text: str) -> ScenarioFile:
    file, told = reading(text)
    assert file is not None, told
    return file


def told(text: str | bytes) -> list[str]:
    """line:column code sentence, of everything that is wrong."""
    return [f"{one.place.line}:{one.place.column} {one.code} {one.message}" for one in reading(text)[1]]


def steps(*lines: str) -> str:
    return "scenarios:\n  - name: a\n    steps:\n" + "".join(f"      - {line}\n" for line in lines)


def test_a_step_is_read_with_everything_that_may_stand_in_it() -> None:
    step = (
        whole(
            steps(
                "{on: 2025-11-28 14:30, case: one, do: submit, by: [requester, finance], with: {item: 12, amount: 12},"
                " documents: none, without: quotation, reason: because, to: submitted, on_behalf_of: boss,"
                " at: 2025-11-27, refused: {rule: [more, less], role: x}, then: {state: submitted, due: none}}"
            )
        )
        .scenarios[0]
        .steps[0]
    )
    doing = step.what
    assert isinstance(doing, Doing)
    assert (step.kind, step.case and step.case.text) == ("do", "one")
    assert step.when is not None
    assert (step.when.day, step.when.time) == (date(2025, 11, 28), time(14, 30))
    assert [str(one) for one in doing.by] == ["requester", "finance"]
    assert doing.given == {"item": "12", "amount": 12}  # a text stays a text, whatever it looks like
    assert (doing.documents, doing.without, doing.reason, doing.to) == (
        (),
        ("quotation",),
        "because",
        "submitted",
    )
    assert doing.at is not None
    assert doing.at.day == date(2025, 11, 27)
    assert doing.refused is not None
    assert doing.refused.codes == {"rule": ("more", "less"), "role": ("x",)}
    assert [(one.key, one.value) for one in step.then] == [("state", "submitted"), ("due", "none")]


def test_short_forms_say_the_same_as_long_ones() -> None:
    file = whole(
        "city: {users: {a: buyer, b: {roles: [buyer, finance]}}}\n"
        "scenarios:\n"
        "  - {name: a, open: Paper, steps: [{do: submit, refused: role}, {do: submit, refused: [role, rule]}]}\n"
        "  - {name: b, continues: a, open: {subject: Paper}}\n"
    )
    one, two = file.scenarios
    assert [entry.values["roles"][0][0] for entry in file.city.of("users").values()] == ["buyer", "buyer"]
    assert one.open[0].subject is not None
    assert two.open[0].subject is not None
    assert one.open[0].subject.text == two.open[0].subject.text == "Paper"
    wanted = [
        step.what.refused.codes for step in one.steps if isinstance(step.what, Doing) and step.what.refused
    ]
    assert wanted == [{"role": ()}, {"role": (), "rule": ()}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scenarois: []", "2:1 E106 unknown key “scenarois” in the scenario file"),
        ("scenarios: 7", "2:12 E108 scenarios must be a list, not “7”"),
        ("scenarios: [{}]", "2:13 E107 scenario “1” lacks “name”"),
        ("scenarios: [{name: a}, {name: a}]", "2:31 E112 “a” stands twice in scenarios"),
        (
            "scenarios: [{name: a, continues: b}]",
            "2:34 E504 scenario “a” continues a scenario that does not stand before it: “b”",
        ),
        (
            steps("{do: submitt}"),
            "5:14 E110 step 1 of scenario “a” names an action that is not declared: “submitt”",
        ),
        (
            steps("{do: submit, then: {state: submited}}"),
            "5:36 E110 state of then of step 1 of scenario “a” names a state that is not declared: “submited”",
        ),
        (
            steps("{do: submit, with: {itm: x}}"),
            "5:29 E110 with of step 1 of scenario “a” names a field that is not declared: “itm”",
        ),
        (
            steps("{do: submit, without: [qotation]}"),
            "5:32 E110 step 1 of scenario “a” names a document that is not declared: “qotation”",
        ),
        (
            steps("{do: submit, then: {waits: buyer}}"),
            "5:29 E106 unknown key “waits” in then of step 1 of scenario “a”",
        ),
        (steps("{do: submit, vote: maybe}"), "5:28 E108 vote of step 1 of scenario “a” cannot be “maybe”"),
        (
            steps("{do: submit, tick: 3 d}"),
            "5:22 E113 step 1 of scenario “a” says both “do” and “tick”",
        ),
        (
            steps("{do: submit, on: 2025-11-25, after: 3 d}"),
            "5:45 E113 step 1 of scenario “a” says both “on” and “after”",
        ),
        (steps("{by: buyer}"), "5:9 E107 step 1 of scenario “a” says nothing that happens"),
        (
            steps("{do: submit, on: tomorrow}"),
            "5:26 E507 on of step 1 of scenario “a” is no day, but “tomorrow”",
        ),
        (
            steps("{do: submit, on: 2025-02-30}"),
            "5:26 E507 on of step 1 of scenario “a” is no day, but “2025-02-30”",
        ),
        (
            steps("{tick: 9999 wd}"),
            "5:16 E506 tick of step 1 of scenario “a” is longer than a scenario lasts (1000 wd)",
        ),
        (
            steps("{explain: {by: buyer, refused: {submit: []}}}"),
            "5:49 E107 “refused” of submit of explain of step 1 of scenario “a” is empty",
        ),
        (
            "city: {users: {a: byer}}\nscenarios: []",
            "2:19 E110 roles of “a” of users names a role that is not declared: “byer”",
        ),
        ("city: {people: {a: {sex: X}}}\nscenarios: []", "2:26 E108 sex of “a” of people cannot be “X”"),
        (
            "city: {people: {a: {credit: lots}}}\nscenarios: []",
            "2:29 E108 credit of “a” of people must be a number, not “lots”",
        ),
        (
            "city: {people: {a: {name: unknown, healthy: unknown}}}\nscenarios: 7",
            "3:12 E108 scenarios must be a list, not “7”",
        ),
        (
            "city: {holdings: [{person: a}]}\nscenarios: []",
            "2:19 E107 entry 1 of holdings lacks “position”",
        ),
        (
            "scenarios: [{name: a, given: {parameters: {small: lots}}}]",
            "2:51 E108 small of parameters of given of scenario “a” must be of type int, as in the definition",
        ),
        (
            "scenarios: [{name: a, given: {parameters: {smal: 3}}}]",
            "2:44 E110 parameters of given of scenario “a” names a parameter that is not declared: “smal”",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(text: str, expected: str) -> None:
    assert told(text)[0] == expected


def test_what_is_nearly_right_is_asked_back() -> None:
    _, found = reading(steps("{do: submitt, then: {stat: submitted}}"))
    assert [one.hint for one in found] == ["did you mean “submit”?", "did you mean “state”?"]


def test_a_long_name_is_cut_where_one_sees_it() -> None:
    name = "The nominee who is past the age limit on the planned day is refused by the rule"
    (found,) = told(f"scenarios: [{{name: {name}, stepps: []}}]")
    assert f"“{name[:59].rstrip()}…”" in found


def test_all_mistakes_are_told_in_one_run() -> None:
    assert len(told(steps("{do: submitt}", "{tik: 3 d}", "7", "{do: order, then: {final: maybe}}"))) == 4


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (steps(*["{do: submit}"] * 201), "E506"),
        ("scenarios:\n" + "".join(f"  - {{name: s{n}}}\n" for n in range(201)), "E506"),
        (
            "scenarios:\n"
            + "".join(f"  - {{name: s{n}, steps: [{', '.join(['{do: order}'] * 101)}]}}\n" for n in range(10)),
            "E506",
        ),
        ("city:\n  people:\n" + "".join(f"    p{n}: {{}}\n" for n in range(301)) + "scenarios: []", "E506"),
        (steps("{do: submit, by: [" + ", ".join(f"buyer-{n}" for n in range(30)) + "]}"), "E506"),
        ("scenarios: [{name: a, open: [" + "x, " * 51 + "]}]", "E506"),
        ("# " + "x" * 200_000 + "\nscenarios: []", "E102"),
        ("scenarios: " + "[" * 40 + "]" * 40, "E102"),
        ("scenarios: &a [*a]", "E104"),
    ],
    ids=["steps", "scenarios", "all steps", "people", "actors", "cases", "bytes", "depth", "alias"],
)  # fmt: skip
def test_what_is_too_much_ends_in_a_finding(text: str, code: str) -> None:
    file, found = reading(text)
    assert file is None
    assert code in [one.code for one in found]


def test_a_city_of_its_own_file_has_its_own_format() -> None:
    city, found = read_city(
        b"format: lantik-scenario-city/1\npeople: {ani: {}}", "small.yaml", shapes(), ["buyer"]
    )
    assert (list(city.of("people")), found) == (["ani"], [])
    _, found = read_city(b"format: lantik/1\nusers: {a: byer}", "small.yaml", shapes(), ["buyer"])
    assert [one.code for one in found] == ["E108", "E110"]


_KEYS = (
    "do tick open explain change then case on after by with documents refused state holdings standing fields"
    " waits_for name steps given city people users a submit 7 none [] {} 2025-11-25 3wd unknown -"
)
_WORDS = st.sampled_from(_KEYS.split())
_TREES = st.recursive(
    _WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(_WORDS.filter(str.isidentifier), inner, max_size=4).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        ),
    ),
    max_leaves=25,
)


@settings(max_examples=120, deadline=None)
@given(_TREES, _TREES)
@example("{people: {a: {post: {}}}}", "[{name: a, then: {holdings: {a: [[]]}}}]")
def test_whatever_stands_there_is_a_reading_or_findings(city: str, scenarios: str) -> None:
    file, found = reading(f"city: {city}\nscenarios: {scenarios}\n")
    assert (file is None) == bool(found)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_are_no_traceback(content: bytes) -> None:
    file, found = reading(content)
    assert file is None
    assert found
