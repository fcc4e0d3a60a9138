"""What is needed, asked of a store: gone to the end of every shipped pathway, and sound on every act of its stories."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from tests.workspace.office import City
from workflow import InputError, Needed, NeededStep, Workspace
from workflow.definition.findings import Findings
from workflow.definition.scenario.reader import read_scenarios
from workflow.errors import Refused
from workflow.registry.model import Holding
from workflow.registry.sketch import shapes
from workflow.shipped import shipped_definitions
from workflow.store.memory import MemoryStore
from workflow.workspace.city import City as Settings
from workflow.workspace.scenarios.beginning import Beginnings
from workflow.workspace.scenarios.naming import content
from workflow.workspace.scenarios.play import Play
from workflow.workspace.scenarios.run import FileRun
from workflow.workspace.scenarios.users import put_user
from workflow.workspace.scenarios.world import World

PATHWAYS = sorted(one.stem.removesuffix(".scenario") for one in shipped_definitions().glob("*.scenario.yaml"))


def kept(ws: Workspace) -> Any:
    """What the store holds, to be compared."""
    reader = ws.store.read()
    return [list(reader.all(table)) for table in ("cases", "notices", "holdings", "uniques", "meta")], list(
        reader.events()
    )


# ── on a real store ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_asking_writes_nothing(city: City) -> None:
    case = city.vacant()
    before = kept(city.ws)
    city.ws.needed(case, actor="officer")
    city.ws.explain(case, actor="officer")
    assert kept(city.ws) == before


def test_a_session_asks_as_its_user_and_an_unknown_user_is_refused(city: City) -> None:
    case = city.vacant()
    assert city.ws.as_user("officer").needed(case).case == case
    with pytest.raises(InputError, match="no user"):
        city.ws.needed(case, actor="nobody")


def test_the_way_to_filled_names_people_papers_and_bkn(city: City) -> None:
    case = city.walk("P-PROMOTE", "NURSE-2", "promosi", until="verify")
    found = city.ws.needed(case, actor="officer")
    names = [step.action for step in found.steps]
    assert names == [
        "record_competency", "assess", "endorse", "request_pertek", "grant_pertek", "decree", "schedule", "inaugurate",
        "report_duty", "finish",
    ]  # fmt: skip
    record, assess, *_, grant = found.steps[:5]
    assert [one.name for one in record.given if one.kind == "document"] == ["ukom_certificate"]
    assert record.waits is not None
    division, committee = assess.places
    assert {one.user for one in division.people} == {"division"}
    assert (committee.needed, len(committee.people)) == (3, 4)
    assert grant.waits is not None
    assert (grant.waits.expected, grant.waits.parameter) == ("15 wd", "pertek_days")
    assert all(step.earliest <= (step.planned or step.earliest) for step in found.steps)


def test_a_nominee_who_came_under_a_sanction_closes_the_straight_way(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="grant")
    city.change("P-NEW", under_discipline=True)
    found = city.ws.needed(case, actor="officer")
    assert [step.action for step in found.steps][:2] == ["return", "nominate"]
    (reason,) = [one for one in found.obstacles if "sanction" in one.message]
    assert reason.basis == "Peraturan BKN 5/2019"
    assert "who keeps the files" in str(reason.who_can_mend[-1])
    city.change("P-NEW", under_discipline=False)
    assert city.ws.needed(case, actor="officer").steps[0].action == "decree"


def test_a_seat_that_was_taken_meanwhile_stands_against_the_next_step(city: City) -> None:
    case = city.walk("P-PROMOTE", "NURSE-2", "promosi", until="grant")
    assert city.ws.needed(case, actor="officer").steps[0].against == ()
    for number, person in enumerate(("P-OLD", "P-NEW-3")):  # both seats that there are
        city.put(Holding(f"H-{number}", person, "NURSE-2", "definitif", city.clock().date()))
    step = city.ws.needed(case, actor="officer").steps[0]
    assert step.action == "decree"
    assert [one.code for one in step.against] == ["need_exceeded"]


def test_what_a_list_of_faults_names_is_to_be_given_anew(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="nominate")
    faults = [{"part": "diploma", "kind": "BTS", "note": "page 2"}]
    city.ws.act(case, "return", actor="verifier", to="vacant", reason="see the list", faults=faults)
    step = city.ws.needed(case, actor="officer").steps[0]
    assert (step.action, [(one.name, one.kind) for one in step.given]) == (
        "nominate",
        [("diploma", "document")],
    )


def test_nobody_who_is_away_or_gone_is_named(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="nominate")

    def named() -> set[str]:
        return {one.user for one in city.ws.needed(case, actor="officer").steps[0].places[0].people}

    assert named() == {"verifier"}
    city.ws.add_user("other", name="Other", roles=["hr_verifier"], actor="admin")
    assert named() == {"verifier", "other"}
    city.ws.access.set_active("verifier", False, actor="admin")
    assert named() == {"other"}


def test_a_delegate_is_named_with_whom_they_stand_in_for(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="assess")
    city.ws.add_user("deputy", name="Deputy", roles=["ceremony_officer"], actor="admin")
    city.ws.delegate("secretary", to="deputy", role="pyb", reason="travel", actor="secretary")
    people = city.ws.needed(case, actor="officer").steps[0].places[0].people
    assert [(one.user, one.principal) for one in people] == [("secretary", None), ("deputy", "Secretary")]


def test_a_post_that_nobody_can_sign_for_is_told(city: City) -> None:
    case = city.walk("P-NEW", "NURSE-1", "pertama", until="assess")
    city.ws.access.set_active("mayor", False, actor="admin")
    found = city.ws.needed(case, actor="officer")
    assert [one.code for one in found.obstacles] == ["unstaffed"]
    assert "Decree" in found.obstacles[0].message


# ── the stories of the shipped pathways ─────────────────────────────────────────────────────────────────────────────────


@dataclass
class Watch:
    """Asks before every `every`-th act of a story what is needed, and holds it against what then happens."""

    every: int
    acts: int = 0
    followed: int = 0
    faults: list[str] = field(default_factory=list)

    def around(self, monkeypatch: pytest.MonkeyPatch) -> None:
        original = Play._act

        def watched(play: Play, doing: Any, action: Any, case: str, *args: Any, **more: Any) -> None:
            self.acts += 1
            if self.acts % self.every:
                return original(play, doing, action, case, *args, **more)
            ws, revision = play.ws, play.ws.case(case).revision
            found = ws.needed(case, actor="admin")
            try:
                original(play, doing, action, case, *args, **more)
            finally:
                if ws.case(case).revision != revision and not doing.vote:
                    event = ws.history(case)[-1]
                    self.judge(found, action.name, event.at.date(), play.scenario.name)

        monkeypatch.setattr(Play, "_act", watched)

    def judge(self, found: Needed, action: str, day: date, story: str) -> None:
        """An act that is the next one needed did not come before its earliest day."""
        if found.steps and found.steps[0].action == action:
            self.followed += 1
            if found.steps[0].earliest > day:
                self.faults.append(f"{story}: {action} on {day}, told for {found.steps[0].earliest}")
        elif not found.possible and not found.undecided and found.state not in ("rejected", "cancelled"):
            self.faults.append(f"{story}: no way was told, and {action} was done")


@pytest.mark.parametrize(
    "every", [8, pytest.param(1, marks=pytest.mark.long)], ids=["every eighth act", "every act"]
)
def test_no_story_of_a_shipped_pathway_does_a_step_before_its_earliest_day(
    monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    watch = Watch(every)
    watch.around(monkeypatch)
    for name in PATHWAYS:
        trial = FileRun(
            shipped_definitions() / f"{name}.scenario.yaml", Settings(MemoryStore(), None), None
        ).trial()
        assert trial.diagnostics == ()
    assert watch.faults == []
    assert watch.followed > 300 // every


# ── the answered way is gone to its end ─────────────────────────────────────────────────────────────────────────────────


@dataclass
class Walk:
    """Goes the answered way: the people named, on the day planned, with what is asked for."""

    world: World
    case: str
    gone: list[str] = field(default_factory=list)
    number: int = 0

    def to_the_end(self) -> None:
        ws = self.world.ws
        for _ in range(40):
            found = ws.needed(self.case, actor="admin")
            if found.reached:
                return
            assert found.steps, (self.gone, [one.message for one in found.obstacles])
            self.step(found.steps[0])
        raise AssertionError(self.gone)

    def step(self, step: NeededStep) -> None:
        ws, clock = self.world.ws, self.world.clock
        day = step.planned or step.earliest
        assert step.earliest <= day
        if day > clock.moment.date():
            clock.moment = datetime.combine(day, clock.moment.time(), clock.moment.tzinfo)
        self.gone.append(step.action)
        if step.by_itself:
            ws.tick()
            assert ws.case(self.case).state == step.target
            return
        first = True
        for place in step.places:
            for able in place.people[: place.needed or 1]:
                self.act(step, able.user, first)
                first = False
        assert ws.case(self.case).state == step.target

    def act(self, step: NeededStep, user: str, first: bool) -> None:
        ws = self.world.ws
        fields = [one for one in step.given if one.kind == "field"] if first else []
        papers = {one.name: "on file" for one in step.given if one.kind == "document"} if first else {}
        reason = "-" if any(one.kind == "reason" for one in step.given) else None
        groups = {one.name: self.rows(step, user, one.name) for one in step.given if one.kind == "rows"}
        people = [doc["id"] for doc in self.world.store.read().all("people")]
        refused: Refused | None = None
        for person in people if any(self.kind(one.name) == "person" for one in fields) else [""]:
            values = {one.name: self.value(one.name, one.supposed, person) for one in fields} | groups
            target = step.target if step.source != step.target else None
            try:
                ws.act(
                    self.case,
                    step.action,
                    actor=user,
                    fields=values,
                    documents=papers,
                    reason=reason,
                    to=target,
                )
                return
            except Refused as error:
                refused = error
        raise AssertionError((self.gone, user, str(refused)))

    def rows(self, step: NeededStep, user: str, name: str) -> list[dict[str, Any]]:
        """Rows for a group: those that there are with every cell filled in, or new ones that the rules let come."""
        group = self.world.definition.fields[name]
        there = self.world.ws.case(self.case).fields.get(name)
        (wanted,) = (one for one in self.world.definition.actions[step.action].rows if one.group == name)
        key = group.key or ""
        people = [doc["id"] for doc in self.world.store.read().all("people")]
        keys = people if group.fields[key].type == "person" else [f"N-{n}" for n in range(5)]
        columns = [group.fields[one] for one in (*wanted.asks, *wanted.may_ask)]
        found = []
        for number, one in enumerate([row[key] for row in there] if there else keys):
            for good in (True, False) if there else (True,):
                row = {key: one, **{column.name: self.cell(column, number, good) for column in columns}}
                alone = self.world.ws.preview(self.case, step.action, actor=user, fields={name: [row]})
                if keys is not people or not any(one in reason.message for reason in alone.reasons):
                    found.append(row)
                    break
        return found

    def cell(self, column: Any, number: int, good: bool) -> Any:
        """A cell that lets its row go on, or one that does not."""
        if column.type == "choice":
            wanted = "passed" if good else "failed"
            return wanted if wanted in column.options else list(column.options)[-1]
        made = {"number": 90 - number, "yes_no": good, "date": self.world.clock.moment.date()}
        return made.get(column.type, f"{column.name} {number}")

    def kind(self, name: str) -> str:
        return self.world.definition.fields[name].type

    def value(self, name: str, supposed: tuple[Any, ...], person: str) -> Any:
        """A value of the field's type: what the way supposes, or something made up."""
        wanted, today = self.world.definition.fields[name], self.world.clock.moment.date()
        if wanted.type == "choice":
            return next((one for one, label in wanted.options.items() if not supposed or label in supposed))
        if wanted.type == "yes_no":
            return not supposed or supposed[0]["en"] == "yes"
        if wanted.type == "date":
            return self.day(name, today)
        if wanted.type == "person":  # the nominee, once there is one
            return self.world.ws.case(self.case).fields.get("nominee", person)
        if wanted.type == "position":
            return self.world.ws.case(self.case).subject
        self.number += 1
        return f"N-{self.number}"

    def day(self, name: str, today: date) -> date:
        if name != "ceremony_date":
            return today
        return self.world.ws.calendar.add_working(today, 1)


def world_of(name: str) -> World:
    """The world in which the stories of a pathway begin."""
    path = shipped_definitions() / f"{name}.scenario.yaml"
    run = FileRun(path, Settings(MemoryStore(), None), None)
    file, told = read_scenarios(content(path), str(path), run._find, shapes())
    assert file is not None, told
    assert run.definition is not None
    plain = next(one for one in file.scenarios if one.continues is None and not one.city.size)
    return Beginnings(run.definition, file.city, run.city).world(plain, Findings())


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("jabatan-fungsional", "NURSE-1"),
        ("administrator-pengawas", "DIVISION"),
        ("pelaksana", "ANALYST"),
        ("plt-plh", "DIVISION"),
        ("jpt-manajemen-talenta", "SOCIAL-HEAD"),
        ("jpt-seleksi-terbuka", None),
    ],
)
def test_the_way_that_is_told_leads_to_the_end(name: str, subject: str | None) -> None:
    world = world_of(name)
    for role in ("committee", "pansel"):
        for number in (1, 2, 3) if role in world.definition.roles else ():
            user = f"{role}-{number}"
            world.store.transact(lambda tx, user=user, role=role: put_user(tx, world.definition, user, role))
    subject = subject or next(doc["id"] for doc in world.store.read().all("positions"))
    case = world.ws.open_case(name, subject, actor="hr_officer").id
    walk = Walk(world, case)
    walk.to_the_end()
    assert len(walk.gone) > 3
    assert world.ws.case(case).final
