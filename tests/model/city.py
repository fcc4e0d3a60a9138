"""Random officers of a small city over the shipped functional pathway, ceremonies and annulments among what they do."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.model.agreement import NOT_THEIRS
from tests.model.office import unsalted
from tests.model.replaying import replays
from tests.workspace.office import CITY_USERS, PATHWAY, PEOPLE, City, Clock, copied, nurses, pathway, person
from workflow import Answer, Case, LantikError, Workspace

DATA = st.data()
LEVELS = {"NURSE-1": "Ahli Pertama", "NURSE-2": "Ahli Muda", "NURSE-3": "Ahli Madya"}
SEATS = ("NURSE-1", *LEVELS)
RANKS = ("III/a", "III/b", "III/c", "IV/a")
USERS = st.sampled_from(sorted(CITY_USERS))
ROLES = st.sampled_from(
    sorted({one for roles in CITY_USERS.values() for one in roles if isinstance(one, str)})
)
#: the letters that many cases may share: one number of a year is of one day
LETTERS = ("pertek", "request", "decree", "annulment")


@cache
def made() -> Path:
    """The city as it is before anything happens."""
    folder = Path(tempfile.mkdtemp(prefix="city-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    city = pathway(folder)
    city.ws.close()
    return city.path


def _going_on(number: int) -> Any:
    def going_on(self: SmallCity, data: Any) -> None:
        case = data.draw(st.sampled_from([one.id for one in self.cases()]))
        for _ in range(data.draw(st.integers(1, 9))):
            self.allowed(data, case)

    going_on.__name__ = f"go_on_{number}"
    return rule(data=DATA)(precondition(lambda self: self.cases())(going_on))


class SmallCity(RuleBasedStateMachine):
    """Officers of the health centre."""

    @initialize(data=DATA)
    def begin(self, data: Any) -> None:
        """The city, with a few cases: seats, people, roles and whose account is whose are drawn."""
        self.folder = tempfile.TemporaryDirectory(prefix="city-")
        clock = Clock("2025-11-03T08:00")
        path = copied(made(), Path(self.folder.name))
        self.city = City(Workspace.open(path, clock=clock), clock, path)
        self.ws, self.seen, self.fresh = self.city.ws, dict[str, int](), 0
        ranks = data.draw(st.lists(st.sampled_from(RANKS), max_size=3), label="more people")
        more = [person(f"P-X{n}", rank) for n, rank in enumerate(ranks)]
        self.people = [one.id for one in (*PEOPLE, *more)]
        needs = {seat: data.draw(st.integers(1, 4), label=f"need of {seat}") for seat in LEVELS}
        self.city.put(*more, *(nurses(seat, LEVELS[seat], need) for seat, need in needs.items()))
        for user in data.draw(st.lists(USERS, max_size=3, unique=True), label="hold one role more"):
            self.ws.access.grant(user, data.draw(ROLES), None, actor="admin")
        for user in data.draw(st.lists(USERS, max_size=3, unique=True), label="are known as persons"):
            found, whose = self.ws.access.user(user), data.draw(st.sampled_from(self.people))
            self.ws.add_user(user, name=found.name, roles=found.roles, actor="admin", person=whose)
        for seat in SEATS:
            self.tried(lambda seat=seat: self.ws.open_case(PATHWAY, seat, actor="officer"))

    def cases(self) -> list[Case]:
        """Every case."""
        return list(self.ws.cases(limit=1000))

    def tried(self, verb: Callable[[], Any]) -> Any:
        """What came of it, an error of the family included."""
        try:
            return verb()
        except LantikError as error:
            return error

    def given(self, data: Any, case: Case, answer: Answer) -> dict[str, Any]:
        """Something for all that an action asks."""
        definition = self.ws.versions(self.ws.store.read()).get(case.definition, case.version).definition
        self.fresh += 1
        today = self.city.clock().date().isoformat()
        of_type: dict[str, Any] = {"text": f"{self.fresh}/2025", "date": today, "yes_no": True, "number": 1}
        fields: dict[str, Any] = {}
        for name in answer.asks:
            field = definition.fields[name]
            if field.type == "person":
                fields[name] = case.fields.get("nominee") or data.draw(st.sampled_from(self.people))
            elif field.type == "choice":
                fields[name] = data.draw(st.sampled_from(list(field.options)))
            else:
                fields[name] = of_type.get(field.type, "x")
        if "route" in fields:
            often = ("pertama", "pertama", *definition.fields["route"].options)
            fields |= {"route": data.draw(st.sampled_from(often)), "tmt": "2025-12-01"}
        if "pertek_number" in fields and data.draw(st.booleans()):
            fields["pertek_number"] = "1/BKN"
        if case.signing == answer.name:
            fields = {}  # as all but the first who sign
        papers = dict.fromkeys(definition.documents, "on file")
        given: dict[str, Any] = {"fields": fields, "documents": papers, "reason": "so"}
        if len(answer.targets) > 1:
            given["to"] = data.draw(st.sampled_from(answer.targets))
        return given

    def allowed(self, data: Any, one: str) -> None:
        """Somebody does what is theirs to do, and it comes to what its preview said."""
        case = self.ws.case(one)
        can = {
            (user, answer.name): answer
            for user in CITY_USERS
            for answer in self.ws.explain(case.id, actor=user)
            if answer.allowed
        }
        forward = [one for one, answer in can.items() if not answer.side]
        chosen = forward if forward and data.draw(st.integers(0, 9)) else list(can)
        if not chosen:
            return
        found = data.draw(st.sampled_from(chosen), label="allowed")
        user, answer = found[0], can[found]
        given = self.given(data, case, answer)
        preview: Any = self.tried(lambda: self.ws.preview(case.id, answer.name, actor=user, **given))
        done = self.tried(lambda: self.ws.act(case.id, answer.name, actor=user, **given))
        if isinstance(done, Case):
            assert unsalted(preview.case) == unsalted(done)
        if isinstance(done, LantikError):
            assert self.ws.case(case.id) == case

    for_certain, again, further, on = map(_going_on, range(4))

    @rule(data=DATA)
    def open_one(self, data: Any) -> None:
        """A case of a seat, where one is vacant."""
        seat = data.draw(st.sampled_from(SEATS))
        self.tried(lambda: self.ws.open_case(PATHWAY, seat, actor="officer"))

    @rule(data=DATA)
    @precondition(lambda self: self.cases())
    def anybody_tries(self, data: Any) -> None:
        """Somebody takes an action that is perhaps not theirs; explain has said no, so nothing happens."""
        case = self.ws.case(data.draw(st.sampled_from([one.id for one in self.cases()])))
        user = data.draw(st.sampled_from(sorted(CITY_USERS)))
        answers = self.ws.explain(case.id, actor=user)
        if answers:
            answer = answers[data.draw(st.integers(0, len(answers) - 1))]
            given = self.given(data, case, answer)
            done = self.tried(lambda: self.ws.act(case.id, answer.name, actor=user, **given))
            if NOT_THEIRS & {one.code for one in answer.reasons}:
                assert isinstance(done, LantikError), f"{user} took {answer.name} of {case.id}"

    @rule(data=DATA)
    @precondition(lambda self: [one for one in self.cases() if one.state == "decreed"])
    def a_ceremony(self, data: Any) -> None:
        """Those who have a decree are sworn in, some of them absent."""
        ready = [one.id for one in self.cases() if one.state == "decreed"]
        self.city.clock.set(self.city.clock() + timedelta(days=1))
        day = self.city.clock().date() + timedelta(days=7)
        made = self.tried(
            lambda: self.ws.ceremonies.create("Pelantikan", day, place="Aula", actor="protocol")
        )
        if isinstance(made, LantikError) or isinstance(
            self.tried(lambda: self.ws.ceremonies.add(made.id, ready, actor="protocol")), LantikError
        ):
            return
        self.city.clock.set(self.city.clock() + timedelta(days=7))
        absent = [one for one in ready if data.draw(st.integers(0, 3)) == 0]
        there = [one for one in ready if one not in absent]
        attend = self.ws.ceremonies.attend
        self.tried(lambda: attend(made.id, there, "present", actor="protocol"))
        if absent:
            self.tried(lambda: attend(made.id, absent, "absent", reason="sakit", actor="protocol"))
        self.tried(lambda: self.ws.ceremonies.hold(made.id, actor="protocol"))

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        """Some days go by; what is due is done once."""
        self.city.clock.set(self.city.clock() + timedelta(days=days))
        assert not self.ws.tick().failed
        assert not list(self.ws.tick())

    @invariant()
    def holds(self) -> None:
        """Seats, proposals, numbers, replay; and button and inbox say the same."""
        if not hasattr(self, "city"):
            return
        cases = self.cases()
        for case in [one for one in cases if self.seen.get(one.id) != one.seq]:
            replays(self.ws, case.id)
            self.seen[case.id] = case.seq
        self.seats()
        self.proposals(cases)
        self.numbers(cases)
        for user in CITY_USERS:
            inbox = {one.case: set(one.actions) for one in self.ws.inbox(user, limit=1000)}
            for case in [one for one in cases if not one.final]:
                for answer in [one for one in self.ws.explain(case.id, actor=user) if not one.side]:
                    theirs = not NOT_THEIRS & {one.code for one in answer.reasons}
                    assert theirs == (answer.name in inbox.get(case.id, ())), (case.id, user, answer.name)

    def seats(self) -> None:
        """Never more holders than a position needs, and nobody in two of them."""
        for seat in self.ws.registry.seats(self.city.clock().date()):
            held = [one for one, _ in seat.holders if one.status == "definitif"]
            assert len(held) <= seat.position.need, seat
        now = self.city.clock().date()
        people = Counter(
            one.person
            for one in self.ws.registry.holdings()
            if one.status == "definitif" and one.holds_on(now)
        )
        assert [one for one, count in people.items() if count > 1] == []

    def proposals(self, cases: list[Case]) -> None:
        """One active proposal a person."""
        named = Counter(
            one.fields["nominee"]
            for one in cases
            if not one.final and one.phase != "vacant" and "nominee" in one.fields
        )
        assert [one for one, count in named.items() if count > 1] == []

    def numbers(self, cases: list[Case]) -> None:
        """A number of a letter or a decree is of one day in a year, whichever cases it stands in."""
        days: dict[tuple[str, str, str], set[str]] = {}
        for event in [event for case in cases for event in self.ws.history(case.id)]:
            for letter in LETTERS:
                number, day = event.fields.get(f"{letter}_number"), event.fields.get(f"{letter}_date")
                if number is not None and day is not None:
                    days.setdefault((letter, number, day[:4]), set()).add(day)
        assert {key: one for key, one in days.items() if len(one) > 1} == {}

    def teardown(self) -> None:
        """The whole record verifies."""
        if hasattr(self, "city"):
            report = self.ws.verify()
            self.ws.close()
            self.folder.cleanup()
            assert report.ok, report.faults
