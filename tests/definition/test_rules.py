"""Asking rules: what they answer, what they cannot tell yet, and what is wrong with them, at its line and column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from tests.definition.samples import LEAVE, changed, leave, place_of
from workflow.definition.check import check_file
from workflow.definition.model import Definition, Field, Rule
from workflow.definition.rules import RuleSet, Verdict, fact_types, typed
from workflow.definition.subject import BASE, Function, Subject, Unknown, Vocabulary, midnight

TUESDAY = midnight(date(2025, 11, 25))


class Weekdays:
    """Works Monday to Friday."""

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5

    def add_working(self, day: date, count: int) -> date:
        step = 1 if count > 0 else -1
        while count:
            day += timedelta(step)
            count -= step * self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        return sum(self.is_working(start + timedelta(one)) for one in range(1, (end - start).days + 1))


class World:
    calendar = Weekdays()
    heads = frozenset({"P-1"})

    def state_of(self, case: str) -> str | None:
        return {"C-1": "open"}.get(case)


def is_head(lookup: World, person: str) -> bool:
    return person in lookup.heads


def born(_lookup: World, person: str) -> datetime:
    if person == "P-0":
        raise Unknown("person.birth_date")
    return midnight(date(1980, 3, 1))


def broken(_lookup: World, _person: str) -> bool:
    raise KeyError("no such person")


STAFF = Subject(
    "staff",
    Vocabulary(
        {"person": "string", "person.grades": "map(string, int)"},
        (
            Function("is_head", ("string",), "bool", is_head),
            Function("born", ("string",), "timestamp", born),
            Function("broken", ("string",), "bool", broken),
            Function("twice", ("int",), "int", lambda _, n: 2 * n),
            Function("twice", ("double",), "double", lambda _, n: 2 * n),
        ),
    ),
    effects=frozenset({"note"}),
    batches=frozenset({"decree"}),
)

VALUES: dict[str, Any] = {
    "case.kind": "annual",
    "case.days": 5.0,
    "case.from_day": midnight(date(2025, 12, 1)),
    "case.urgent": True,
    "case.stays": [{"town": "Kupang", "nights": 3.0}, {"town": "Soe", "nights": 1.0}],
    "case.filled": ["kind", "days"],
    "case.state": "draft",
    "actor.roles": ["head"],
    "today": TUESDAY,
    "person": "P-1",
}


def ask(rule: str, values: dict[str, Any] = VALUES) -> Verdict:
    return RuleSet(leave(), STAFF).step(values, World()).ask(rule)


class TestAnswers:
    @pytest.mark.parametrize(
        ("rule", "answer"),
        [
            ('case.kind == "annual"', True),
            ('case.kind in ["sick", "annual"]', True),
            ("case.days == 5", True),
            ("case.days != 5.0", False),
            ("case.days > 4 && 6 >= case.days && case.days < 5.5", True),
            ("case.days <= params.longest", True),
            ('params.limits["annual"] == 12', True),
            ("params.limits[case.kind] > 11", True),
            ("params.begins < today", True),
            ("case.urgent", True),
            ("case.from_day > today", True),
            ('"kind" in case.filled', True),
            ('"tmt" in case.filled || "days" in case.filled', True),
            ("case.stays.exists(stay, stay.nights > 2)", True),
            ("case.stays.all(stay, has(stay.town) && stay.nights > 2.0)", False),
            ("case.stays[0].town == 'Kupang'", True),
            ('"head" in actor.roles', True),
            ("case.filled == ['kind', 'days']", True),
            ("twice(4) == 8 && twice(case.days) == 10", True),
            ("is_head(person)", True),
            ("person.grades['a'] == 1 || is_head(person)", True),
        ],
    )
    def test_of_facts_and_parameters(self, rule: str, answer: bool) -> None:
        assert ask(rule) == Verdict(answer)

    @pytest.mark.parametrize(
        ("rule", "answer"),
        [
            ('date("2025-11-25") == today', True),
            ("working_day(today)", True),
            ('working_day(date("2025-11-29"))', False),
            ('add_working_days(today, 4) == date("2025-12-01")', True),
            ('add_working_days(today, -2) == date("2025-11-21")', True),
            ('working_days_between(today, date("2025-12-01")) == 4', True),
            ('add_months(date("2025-01-31"), 1) == date("2025-02-28")', True),
            ('add_months(date("2025-01-31"), -2) == date("2024-11-30")', True),
            ('add_days(today, 7) == date("2025-12-02")', True),
            ('days_between(today, date("2025-12-25")) == 30', True),
            ('days_between(date("2025-12-25"), today) == -30', True),
            ('years_between(date("1980-11-26"), today) == 44', True),
            ('years_between(date("1980-11-25"), today) == 45', True),
            ('years_between(today, date("1980-11-26")) == -44', True),
            ('count(case.stays, "town", "Kupang") == 1', True),
            ('sum(case.stays, "nights") >= 2', True),
            ('top(case.stays, "nights", 1).size() == 1', True),
            ('rank(case.stays, "nights", "nobody") == 0', True),
            ('term_end(date("2025-10-01"), 3) == date("2025-12-31")', True),
            ('term_end(date("2025-10-01"), 6) == date("2026-03-31")', True),
            ('in_window(today, date("2025-11-25"), date("2025-11-25"))', True),
            ('in_window(today, date("2025-11-26"), date("2025-12-01"))', False),
            ('in_window(today, date("2025-11-01"), date("2025-11-24"))', False),
            ('earliest(today, date("2025-12-25")) == today', True),
            ('latest(today, date("2025-12-25")) == date("2025-12-25")', True),
            ("year(today) == 2025", True),
            ('state_of("C-1") == "open" && state_of("C-2") == ""', True),
        ],
    )
    def test_of_each_function_of_the_engine(self, rule: str, answer: bool) -> None:
        assert ask(rule) == Verdict(answer)

    def test_every_function_of_the_engine_has_an_example_above(self) -> None:
        shown = (
            "working_day add_working_days working_days_between add_months add_days days_between years_between date "
            "term_end in_window earliest latest year count sum top rank state_of"
        )
        assert {one.name for one in BASE.functions} == set(shown.split())

    def test_rules_of_the_definition_are_asked_as_they_stand_in_it(self) -> None:
        one = leave()
        step = RuleSet(one).step(VALUES, World())
        assert [step.ask(rule).answer for rule in one.actions["ask"].only_if] == [True, True]

    @pytest.mark.parametrize(
        ("second", "all_hold"),
        [
            ("case.urgent // as they say", True),
            ("params.longest > 3 || broken(person)", True),
            ("case.days > 5", False),
            ("case.applicant == person", False),
            ("broken(person)", False),
        ],
    )
    def test_several_rules_asked_as_one_say_yes_only_where_each_of_them_does(
        self, second: str, all_hold: bool
    ) -> None:
        rules = RuleSet(leave(), STAFF)
        both = [Rule("case.days <= params.longest"), Rule(second)]
        for one in both:
            rules.compiled(one.source)
        step = rules.step(VALUES, World())
        together = rules.joined(both)
        assert together is not None
        assert (step.ask(together).answer is True) == all_hold
        assert all_hold == all(step.ask(one).answer is True for one in both)

    def test_one_rule_and_rules_that_do_not_compile_are_asked_singly(self) -> None:
        rules = RuleSet(leave(), STAFF)
        assert rules.joined([Rule("case.urgent")]) is None
        assert rules.joined([Rule("case.urgent"), Rule("case.no_such_field")]) is None

    def test_a_batch_brings_its_id_number_and_date(self) -> None:
        one = leave()
        actions = dict(one.actions) | {"grant": replace(one.actions["grant"], batch="decree")}
        types = fact_types(replace(one, actions=actions), STAFF)
        assert [types[f"case.decree.{part}"] for part in ("id", "number", "date")] == [
            "string",
            "string",
            "timestamp",
        ]


class TestWhatCannotBeToldYet:
    @pytest.mark.parametrize(
        ("rule", "unknown"),
        [
            ("case.applicant == person", "case.applicant"),
            ("case.days > 2 && case.letter_no == ''", "case.letter_no"),
            ("case.urgent ? case.applicant == 'x' : false", "case.applicant"),
            ("born('P-0') < today", "person.birth_date"),
            ("years_between(born(actor), today) > 50", "actor"),
            ("is_head(case.applicant)", "case.applicant"),
        ],
    )
    def test_a_fact_without_a_value_is_named(self, rule: str, unknown: str) -> None:
        assert ask(rule) == Verdict(None, unknown=unknown)

    def test_none_is_no_value(self) -> None:
        assert ask("case.urgent", VALUES | {"case.urgent": None}) == Verdict(None, unknown="case.urgent")

    @pytest.mark.parametrize(
        ("rule", "answer"),
        [
            ("case.urgent || case.applicant == 'x'", True),
            ("case.applicant == 'x' || case.urgent", True),
            ("case.applicant == 'x' && !case.urgent", False),
            ("born('P-0') < today || case.urgent", True),
            ("broken(person) || case.urgent", True),
        ],
    )
    def test_the_other_side_may_decide(self, rule: str, answer: bool) -> None:
        assert ask(rule) == Verdict(answer)


class TestFailures:
    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ("params.limits['study'] > 1", 'Key not found in map : "study"'),
            ("1 / 0 == 1", "divide by zero"),
            ("broken(person)", "no such person"),
            ("case.stays[7].nights > 1", "index"),
            ("case.stays[0].town", "not yes or no"),
            ("case.tmt", "undeclared reference"),
            ("case.days ==", "Syntax error"),
            ("date(case.kind) < today", "isoformat"),
            ("'x' == 'x" + "x" * 2000, "2000"),
        ],
    )
    def test_are_answers_with_a_reason_not_exceptions(self, rule: str, words: str) -> None:
        verdict = ask(rule)
        assert verdict.answer is None
        assert verdict.unknown is None
        assert words in (verdict.error or "")

    def test_a_value_of_the_wrong_type_is_a_reason_too(self) -> None:
        assert ask("case.days > 3", VALUES | {"case.days": "five"}).error
        assert ask("case.days > 3", VALUES | {"case.days": object()}).error

    def test_an_endless_looking_rule_ends(self) -> None:
        many = "[" + ",".join("1" * 200) + "]"
        rule = f"{many}.all(a, {many}.all(b, {many}.all(c, a + b + c > 0)))"
        assert "budget" in (ask(rule).error or "")


class TestRuleSet:
    def test_knows_the_facts_that_its_rules_name(self) -> None:
        rules = RuleSet(leave())
        assert rules.facts == {"case.days", "params.longest", "case.from_day", "today", "case.kind"}
        assert rules.facts_of("case.urgent || today == today") == {"case.urgent", "today"}

    def test_a_step_may_be_asked_a_rule_that_is_not_in_the_definition(self) -> None:
        step = RuleSet(leave(), STAFF).step(VALUES, World())
        assert step.ask("case.days > 1").answer
        assert step.ask("case.urgent && is_head(person)").answer
        assert step.ask("case.days > 1").answer

    def test_threads_share_one_without_mixing_their_worlds(self) -> None:
        rules = RuleSet(leave(), STAFF)
        wrong: list[Verdict] = []

        class Other(World):
            heads = frozenset()

        def work(world: World, answer: bool) -> None:
            for _ in range(500):
                verdict = rules.step(VALUES, world).ask("is_head(person)")
                if verdict.answer is not answer:
                    wrong.append(verdict)

        threads = [
            Thread(target=work, args=(one, answer)) for one, answer in ((World(), True), (Other(), False))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def test_a_rule_asked_inside_a_function_leaves_the_outer_one_its_world(self) -> None:
        inner = RuleSet(leave(), STAFF)

        def nested(_lookup: Any, person: str) -> bool:
            return bool(inner.step({"person": person}, World()).ask("is_head(person)").answer)

        subject = replace(
            STAFF,
            vocabulary=Vocabulary({"person": "string"}, (Function("nested", ("string",), "bool", nested),)),
        )
        assert (
            RuleSet(leave(), subject).step(VALUES, World()).ask("nested(person) && working_day(today)").answer
        )


class TestTypedValues:
    @pytest.mark.parametrize(
        ("kind", "value", "typed_value"),
        [
            ("text", "a", "a"),
            ("number", 5, 5.0),
            ("yes_no", False, False),
            ("date", "2025-11-25", datetime(2025, 11, 25, tzinfo=UTC)),
            ("date", "2025-11-25T09:00:00+08:00", datetime(2025, 11, 25, tzinfo=UTC)),
            ("date", None, None),
        ],
    )
    def test_are_what_rules_expect(self, kind: Any, value: Any, typed_value: Any) -> None:
        assert typed(kind, value) == typed_value

    def test_rows_of_a_group_are_typed_inside_and_their_dates_stay_text(self) -> None:
        group = Field(
            "stays",
            "group",
            {},
            fields={"nights": Field("nights", "number", {}), "on": Field("on", "date", {})},
        )
        assert typed(group, [{"nights": 2, "on": "2025-11-25", "town": "Soe"}]) == [
            {"nights": 2.0, "on": "2025-11-25", "town": "Soe"}
        ]

    def test_a_date_that_is_none_raises(self) -> None:
        with pytest.raises(ValueError, match="isoformat"):
            typed("date", "tomorrow")


RULE = "case.days <= params.longest"

BAD: list[tuple[str, str, str, int]] = [
    # code, the rule instead, words that the place is found by, characters further
    ("E201", "case.days <=", "case.days <=", 12),
    ("E201", "case.urgent and case.days > 1", "and case", 0),
    ("E201", "case.urgent = true", "= true", 0),
    ("E202", "case.dais > 1", "case.dais", 0),
    ("E202", "case.days > 1 && kinds == 'a'", "kinds", 0),
    ("E202", "params.longst > 1", "params.longst", 0),
    ("E202", "actor.name == 'x'", "actor.name", 0),
    ("E203", "working_dai(today)", "working_dai", 0),
    ("E203", "working_day(today, 3)", "working_day(today, 3)", 0),
    ("E204", "case.kind == 5", "== 5", 0),
    ("E204", "case.days + 1 > 3", "+ 1", 0),
    ("E204", "case.days > 1 && !case.kind", "!case.kind", 0),
    ("E204", "case.stays.town == 'x'", "case.stays.town", 0),
    ("E204", "working_day(case.kind)", "(case.kind)", 0),
    ("E205", "has(case.days) && case.days > 1", "has(case", 0),
    ("E206", 'case.kind == "anual"', '"anual"', 0),
    ("E206", "'\"anual\" != case.kind'", '"anual" !=', 0),
    ("E206", 'case.kind in ["sick", "anual"]', '"anual"]', 0),
    ("E206", 'case.state == "drafted"', '"drafted"', 0),
    ("E206", "'\"dais\" in case.filled'", '"dais" in', 0),
    ("E207", "case.kind", "case.kind\n", 0),
    ("E207", "case.days + 1.0", "case.days + 1.0", 0),
    ("E208", "case.days > 1 " + "|| case.days > 1 " * 130, "case.days > 1 ||", 0),
    ("E208", "(" * 40 + "case.urgent" + ")" * 40, "(((((", 0),
    ("E209", 'today < date("2025-13-01")', '"2025-13-01"', 0),
    ("E209", 'params.limits["anual"] > case.days', '"anual"', 0),
    ("E209", "1 / 0 == 2", "1 / 0", 0),
    ("W201", "true", "true\n        else", 0),
    ("W201", "1 < 2", "1 < 2", 0),
    ("W201", 'case.kind == "sick" || case.kind != "sick"', 'case.kind == "sick" ||', 0),
    ("W201", "true || case.days > 3", "true ||", 0),
    ("W202", "false", "false\n        else", 0),
    ("W202", "case.urgent && !case.urgent", "case.urgent &&", 0),
    ("W202", 'case.kind == "sick" && case.kind == "annual"', 'case.kind == "sick" &&', 0),
]


def found(text: str) -> list[tuple[str, int, int]]:
    return [(one.code, one.place.line, one.place.column) for one in check_file(text.encode(), file="x.yaml")]


def only(rule: str) -> Any:
    (one,) = check_file(changed(RULE, rule).encode(), file="x.yaml")
    return one


TRIPS = """\
  trips:
    type: group
    key: town
    label: {id: Perjalanan, en: Trips}
    fields: {town: {type: text, label: {id: Kota, en: Town}}, nights: {type: number, label: {id: Malam, en: Nights}}}
"""


class TestFaultsOfRules:
    @pytest.mark.parametrize(
        ("code", "rule", "words", "inside"), BAD, ids=[f"{bad[0]}-{bad[1][:30]}" for bad in BAD]
    )
    def test_each_stands_at_its_line_and_column(self, code: str, rule: str, words: str, inside: int) -> None:
        text = changed(RULE, rule)
        told = [one for one in found(text) if one[0] != "W304"]  # what hangs on a rule that is never met
        assert told == [(code, *place_of(text, words, inside))]

    @pytest.mark.parametrize(
        ("rule", "hint"),
        [
            ("case.dais > 1", "did you mean “case.days”?"),
            ("days > 1", "did you mean “case.days”?"),
            ("working_dai(today)", "did you mean “working_day”?"),
            ("working_day(today, 3)", "it takes working_day(timestamp)"),
            ("has(case.days)", 'write "days" in case.filled'),
            ('case.kind == "anual"', "did you mean “annual”?"),
            ("case.urgent and case.urgent", "write &&"),
            ("case.stays.town == 'x'", "ask its rows: case.stays.exists(row, row.town …)"),
        ],
    )
    def test_a_hint_says_what_to_write(self, rule: str, hint: str) -> None:
        assert only(rule).hint == hint

    def test_constant_rules_are_warnings(self) -> None:
        assert only("true").severity == "warning"
        assert only("case.kind").severity == "error"

    @pytest.mark.parametrize(
        "rule", ["case.urgent", 'case.kind != "sick"', "params.longest > 3", "working_day(today)"]
    )
    def test_a_rule_that_may_go_either_way_is_not_constant(self, rule: str) -> None:
        assert found(changed(RULE, rule)) == []

    @pytest.mark.parametrize(
        "written",
        [
            "'case.kind == ''x'' || case.dais > 1'",
            '"case.kind == \\"annual\\" || case.dais > 1"',
            '"case.kind\\u0020== \\x27annual\\x27 || case.dais > 1"',
            ">-\n          case.urgent ||\n          case.dais > 1",
            "|\n          case.urgent ||\n            case.dais > 1",
            "case.urgent ||\n          case.dais > 1",
            '"case.urgent ||\n\n          case.dais > 1"',
            "case.kind != 'é😀' || case.dais > 1",
        ],
        ids=["single", "double", "escapes", "folded", "literal", "plain", "double-folded", "beyond-ascii"],
    )
    def test_the_place_is_right_however_the_rule_is_written(self, written: str) -> None:
        text = changed(RULE, written)
        places = [one for one in found(text) if one[0] == "E202"]
        assert places == [("E202", *place_of(text, "case.dais"))]

    def test_a_rule_that_begins_with_a_quotation_mark_gets_a_hint_about_yaml(self) -> None:
        one = only('"dais" in case.filled')
        assert one.code == "E103"
        assert "quoted as a whole" in one.hint

    def test_several_faults_of_one_rule_are_all_told(self) -> None:
        text = changed(RULE, "case.dais > 1 && case.kinds == 'a'")
        assert [code for code, *_ in found(text)] == ["E202", "E202"]

    def test_a_computed_column_builds_on_those_above_it(self) -> None:
        label = "label: {id: x, en: x}, computed: row"
        columns = f"nights: {{type: number, {label}.days + 1.0}}, days: {{type: number, {label}.days * 2.0}}"
        trips = TRIPS.replace("nights: {type: number, label: {id: Malam, en: Nights}}", columns)
        text = changed("  days:", trips + "  days:")
        assert found(text) == [
            ("E209", *place_of(text, "row.days + 1")),
            ("E209", *place_of(text, "row.days * 2")),
        ]

    @pytest.mark.parametrize(("word", "codes"), [("few", []), ("fwe", ["E206"])])
    def test_a_counted_word_is_one_of_its_column(self, word: str, codes: list[str]) -> None:
        trips = TRIPS.replace("nights: {type: number,", "nights: {type: choice, options: [few, many],")
        text = changed(
            "  days:", trips + "  days:", changed(RULE, f"""'count(case.trips, "nights", "{word}") < 3'""")
        )
        assert [code for code, *_ in found(text)] == codes

    @pytest.mark.parametrize(
        ("rule", "codes"),
        [
            ('case.trips.all(a, case.trips.all(b, rank(case.trips, "nights", a.town) > 0))', ["E208"]),
            ('[1, 2].all(n, case.trips.all(a, sum(case.trips, "nights") > 1.0))', ["E208"]),
            ("case.trips.all(a, " + " || ".join(['sum(case.trips, "nights") > 1.0'] * 3) + ")", ["E208"]),
            ('case.trips.all(a, rank(case.trips, "nights", a.town) < 3)', []),
            ('top(case.trips, "nights", 3).all(a, top(case.trips, "nights", 3).exists(b, a == b))', []),
        ],
    )
    def test_a_rule_reads_all_rows_only_so_often(self, rule: str, codes: list[str]) -> None:
        text = changed("  days:", TRIPS + "  days:", changed(RULE, f"'{rule}'"))
        assert [code for code, *_ in found(text)] == codes

    def test_rules_are_checked_wherever_they_stand(self) -> None:
        text = changed('needed_if: case.kind == "sick"', 'needed_if: case.kind == "sik"')
        text = changed("phases:", "opens_for: case.subjekt == 'x'\nphases:", text)
        assert [code for code, *_ in found(text)] == ["E202", "E206"]

    def test_a_deadline_counts_since_a_date(self) -> None:
        text = changed("within: 5 wd", "within: {time: 5 wd, since: case.from_dai}")
        assert found(text) == [("E202", *place_of(text, "case.from_dai"))]
        text = changed("within: 5 wd", "within: {time: 5 wd, since: case.days}")
        assert found(text) == [("E204", *place_of(text, "case.days}"))]
        assert found(changed("within: 5 wd", "within: {time: 5 wd, since: case.from_day}")) == []

    def test_a_fault_of_form_in_a_field_brings_no_complaint_about_the_rules_that_use_it(self) -> None:
        assert [
            code for code, *_ in found(changed("days:      {type: number", "days:      {type: numbr"))
        ] == ["E108"]
        assert [code for code, *_ in found(changed("longest: {value: 12", "longest: {vlaue: 12"))] == ["E106"]


def test_an_environment_keeps_nothing_alive_but_itself() -> None:
    import gc
    import weakref

    def make(definition: Definition, make_rules: Callable[..., RuleSet] = RuleSet) -> weakref.ref[RuleSet]:
        rules = make_rules(definition, STAFF)
        rules.step(VALUES, World()).ask("is_head(person)")
        return weakref.ref(rules)

    gone = make(leave())
    gc.collect()
    assert gone() is None


class TestExpressions:
    """Expressions that fill in a value: the right type, the group's own columns, the options of a choice."""

    SETTING = LEAVE.replace("  grant:\n", "  grant:\n    sets: {SET}\n").replace(
        "{town: {type: text", "{since: {type: date, label: {id: S, en: S}}, town: {type: text"
    )

    @pytest.mark.parametrize(
        ("sets", "code"),
        [
            ("days: 5", None),
            ("days: case.days + 1.0", None),
            ("kind: sick", None),
            ("from_day: add_days(today, 3)", None),
            ("urgent: true", None),
            ("letter_no: '\"a\"'", None),
            ("days: today", "E210"),
            ("urgent: 5", "E210"),
            ("kind: sik", "E202"),
            ("kind: '\"sik\"'", "E206"),
            ("dayz: 5", "E110"),
            ("stays: 5", "E113"),
            ('urgent: case.stays.exists(s, s.twon == "x")', "E202"),
            ('urgent: count(case.stays, "twon", "x") == 1', "E202"),
            ("urgent: case.stays.exists(s, s.since < today)", "E204"),
            ("urgent: case.stays.exists(s, has(s.since) && date(s.since) < today)", None),
        ],
    )
    def test_are_checked_as_rules_are(self, sets: str, code: str | None) -> None:
        text = self.SETTING.replace("{SET}", "\n      " + sets)
        assert [one.code for one in check_file(text.encode())] == ([code] if code else [])
