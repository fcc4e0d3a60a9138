"""Random officers over a random definition: what anybody might try, with what must hold looked at after every step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from tests.model.across import hold
from tests.model.agreement import agree
from tests.model.definitions import ROLES, definitions, reworked
from tests.model.desk import DATA
from tests.model.office import PEOPLE, POSTS, USERS, Office
from tests.model.replaying import replays
from tests.model.staff import Staff, grants


class RandomOfficers(Staff):
    """Officers who try what they like."""

    @initialize(data=DATA)
    def begin(self, data: Any) -> None:
        """An office with its definition."""
        plain = data.draw(definitions(), label="definition")
        roles = {user: grants(data.draw, 0) for user in USERS}
        for role, user in zip(sorted(ROLES), USERS, strict=False):  # somebody for everything
            roles[user].add((role, None))
        self.plain, self.latest, self.numbers = plain, 1, 0
        self.office = Office(plain, roles, database=data.draw(st.integers(0, 4)) == 0)
        self.ws, self.witness = self.office.ws, self.office.witness
        for number, user in enumerate(USERS[:4]):
            if data.draw(st.booleans()):
                self.tie(user, PEOPLE[number])
        for _ in range(data.draw(st.integers(0, 2))):
            self.delegate_freely(data)
        for post in POSTS:
            self.opened(post.id, data.draw(st.sampled_from(USERS[:5])))

    # ── time and versions ───────────────────────────────────────────────────────────────────────────────────────────

    @rule(days=st.integers(0, 4), hours=st.integers(1, 9))
    def time_passes(self, days: int, hours: int) -> None:
        """Some days go by, and the clock is asked what is due; asked again, there is nothing."""
        self.office.clock.set(self.office.clock() + timedelta(days=days, hours=hours))
        self.witness.now = self.office.clock()
        written = self.ws.tick()
        assert not written.failed, written.failed
        self.office.listen()
        assert not list(self.ws.tick())
        self.reminded([event for event in written if event.action == "reminder"])

    def reminded(self, events: list[Any]) -> None:
        """A reminder is read by those for whom the case waits, and by nobody else."""
        last = {event.case: event.seq for event in self.heard_last()}
        for event in events:
            said = next(one for one in event.followed if "remind" in one)
            case = self.ws.case(event.case)
            if (
                said["remind"] is not None
                or last.get(event.case, event.seq) > event.seq
                or case.state != event.target
            ):
                continue
            for user in USERS:
                if not self.witness.accounts[user].active:
                    continue
                told = any(
                    one.id.startswith(f"{event.case}#{event.seq}.")
                    for one in self.ws.notices(user, unread=True)
                )
                waits = case.id in {one.case for one in self.ws.inbox(user, limit=1000)}
                if told:
                    assert waits, f"{user} is reminded of {case.id}, which does not wait for them"
                elif waits:
                    assert case.claims, f"{case.id} waits for {user}, who is not reminded"

    def heard_last(self) -> list[Any]:
        """The last event of each case."""
        return [self.ws.history(one.id)[-1] for one in self.cases()]

    @rule(data=DATA)
    def publish_and_move(self, data: Any) -> None:
        """The next version, and the running cases moved there; perhaps back again."""
        if self.latest >= 4:
            return
        new, renamed = data.draw(reworked(self.plain), label="next version")
        number = self.office.publish(new, renamed)
        self.plain, self.latest = new, number
        if data.draw(st.booleans()):
            return
        planned = self.ws.definitions.migrate("walk", actor="admin", dry_run=True)
        moved = self.ws.definitions.migrate("walk", actor="admin")
        assert [(one.case, one.outcome, one.target) for one in planned] == [
            (one.case, one.outcome, one.target) for one in moved
        ]
        self.office.listen()
        if data.draw(st.integers(0, 2)) == 0:
            before = {one.case for one in moved if one.outcome == "moved"}
            undone = self.ws.definitions.undo_migration("walk", actor="admin", cases=sorted(before))
            assert {one.case for one in undone if one.outcome == "moved"} == before

    # ── what must hold ──────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def holds(self) -> None:
        """Everything."""
        if not hasattr(self, "office"):
            return
        fresh = self.office.listen()
        for case in {event.case for event in fresh}:
            replays(self.ws, case)
        agree(self.office)
        hold(self.office)

    def teardown(self) -> None:
        """The whole record verifies."""
        if hasattr(self, "office"):
            report = self.ws.verify()
            self.office.close()
            assert report.ok, report.faults
