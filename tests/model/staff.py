"""What becomes of people: roles, closed accounts, delegations, absences, and accounts that turn out to be one person's."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model.definitions import ROLES
from tests.model.desk import DATA, Desk
from tests.model.office import PEOPLE, USERS
from tests.model.witness import Gone, Loan
from workflow import LantikError


def grants(draw: Any, least: int) -> set[tuple[str, str | None]]:
    """Some roles, each in a unit or in all of the city."""
    role, unit = st.sampled_from(sorted(ROLES)), st.sampled_from([None, None, "A", "B", "CITY"])
    return draw(st.sets(st.tuples(role, unit), min_size=least, max_size=3))


class Staff(Desk):
    """An office whose people come and go."""

    def tie(self, user: str, person: str) -> None:
        """Say which person is behind an account."""
        held = self.witness.accounts[user]
        done = self.tried(
            lambda: self.ws.add_user(
                user, name=user, roles=sorted(held.roles, key=str), person=person, actor="admin"
            )
        )
        if not isinstance(done, LantikError):
            held.person = person

    @rule(data=DATA)
    def same_person(self, data: Any) -> None:
        """An account turns out to be a person's, who may have another one."""
        user = self.user(data)
        if self.witness.accounts[user].person is None:
            self.tie(user, data.draw(st.sampled_from(PEOPLE[:3])))
        else:  # a new name, and the person left out
            held = self.witness.accounts[user]
            self.ws.add_user(user, name="New Name", roles=sorted(held.roles, key=str), actor="admin")

    @rule(data=DATA)
    def change_roles(self, data: Any) -> None:
        """A role is given or taken away, in a unit or in all of the city."""
        user, held = self.user(data), None
        one = self.witness.accounts[user]
        if one.roles and data.draw(st.booleans()):
            held = data.draw(st.sampled_from(sorted(one.roles, key=str)))
            self.ws.access.revoke(user, *held, actor="admin")
            one.roles.discard(held)
        else:
            for role, unit in grants(data.draw, 1):
                self.ws.access.grant(user, role, unit, actor="admin")
                one.roles.add((role, unit))

    @rule(data=DATA)
    def close_or_open_an_account(self, data: Any) -> None:
        """Somebody leaves, or comes back."""
        user = self.user(data)
        one = self.witness.accounts[user]
        one.active = not one.active
        self.ws.access.set_active(user, one.active, actor="admin")

    def delegate_freely(self, data: Any) -> None:
        """Somebody lets another act for them in all, and pass it on."""
        principal, to = self.user(data), self.user(data)
        made = self.tried(
            lambda: self.ws.delegate(principal, to=to, reason="away", onward=True, actor=principal)
        )
        if not isinstance(made, LantikError):
            self.witness.loans[made.id] = Loan(principal, to, None, None, None, None)

    @rule(data=DATA)
    def delegate(self, data: Any) -> None:
        """Somebody lets another act for them, or passes on what they have from another."""
        principal, to, actor = self.user(data), self.user(data), data.draw(st.sampled_from([None, *USERS]))
        if self.witness.loans and data.draw(st.booleans()):  # what somebody has from another
            first = self.witness.loans[data.draw(st.sampled_from(sorted(self.witness.loans)))]
            principal, actor = first.principal, first.to
        role = data.draw(st.sampled_from([None, *sorted(ROLES)]))
        unit = data.draw(st.sampled_from([None, None, "A", "B"]))
        today = self.office.clock().date()
        since = data.draw(st.sampled_from([None, today, today + timedelta(days=1)]))
        until = data.draw(st.sampled_from([None, today + timedelta(days=2)]))
        made = self.tried(
            lambda: self.ws.delegate(
                principal, to=to, role=role, unit=unit, since=since, until=until, reason="away",
                onward=data.draw(st.booleans()), actor=actor or principal,
            )
        )  # fmt: skip
        if isinstance(made, LantikError):
            return
        zone = self.office.clock().tzinfo
        start = datetime.combine(since, time.min, zone) if since else None
        end = datetime.combine(until, time.max, zone) if until else None
        self.witness.loans[made.id] = Loan(
            principal, to, made.role, made.unit, start, end, None, made.through
        )
        if actor not in (None, principal):
            first = self.witness.loans[made.through or ""]
            assert (first.principal, first.to) == (principal, actor), "passed on what they did not have"
            assert self.witness.live(first)
            assert first.role in (None, made.role)

    @rule(data=DATA)
    @precondition(lambda self: self.witness.loans)
    def revoke(self, data: Any) -> None:
        """A delegation ends at once."""
        loan = data.draw(st.sampled_from(sorted(self.witness.loans)))
        if self.witness.loans[loan].revoked is None:
            self.ws.access.revoke_delegation(loan, actor="admin")
            self.witness.loans[loan].revoked = self.office.clock()

    @rule(data=DATA)
    def go_away(self, data: Any) -> None:
        """Somebody is absent, and one or two others act for them."""
        user, today = self.user(data), self.office.clock().date()
        to = tuple(data.draw(st.lists(st.sampled_from(USERS), max_size=2, unique=True)))
        since, until = today + timedelta(days=data.draw(st.integers(-1, 1))), today + timedelta(days=2)
        made = self.tried(
            lambda: self.ws.access.add_absence(
                user, since=since, until=until, to=to, reason="leave", actor="admin"
            )
        )
        if not isinstance(made, LantikError):
            self.witness.absences[made.id] = Gone(user, since, until, to)

    @rule(data=DATA)
    @precondition(lambda self: self.witness.absences)
    def come_back(self, data: Any) -> None:
        """Somebody is back before their time."""
        gone = data.draw(st.sampled_from(sorted(self.witness.absences)))
        if self.witness.absences[gone].cancelled is None:
            self.ws.access.cancel_absence(gone, actor="admin")
            self.witness.absences[gone].cancelled = self.office.clock()
