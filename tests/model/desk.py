"""What officers try with cases: acts right and wrong, alone and on many, with votes, on old screens, and claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.model.agreement import NOT_THEIRS
from tests.model.office import NOMINEES, POSTS, USERS, Office, given_for, unsalted
from tests.model.witness import Witness
from workflow import Act, Case, Conflict, InputError, LantikError, Refused, Workspace

DATA = st.data()
#: what values, and what is promised elsewhere, may have against an act that is somebody's to take
OF_VALUES = {
    "active_proposal", "duty", "holds_it_already", "need_exceeded", "not_unique", "seat_taken", "no_nominee",
}  # fmt: skip


def _going_on(number: int) -> Any:
    """A rule by which a case goes on; hypothesis takes each rule, by its name, as often as any other, or not at all."""

    def going_on(self: Desk, data: Any) -> None:
        self.go_on(data)

    going_on.__name__ = f"go_on_{number}"
    return rule(data=DATA)(precondition(lambda self: self.cases())(going_on))


class Desk(RuleBasedStateMachine):
    """Cases, and those who act on them."""

    office: Office
    ws: Workspace
    witness: Witness
    numbers = 0

    def holds(self) -> None:
        """Everything that must hold."""
        raise NotImplementedError

    def tried(self, verb: Callable[[], Any]) -> Any:
        """What came of it, an error of the family included; anything else is a fault."""
        try:
            return verb()
        except LantikError as error:
            return error

    # ── cases ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def cases(self) -> list[Case]:
        """Every case."""
        return list(self.ws.cases(limit=1000))

    def user(self, data: Any) -> str:
        """Anybody."""
        return data.draw(st.sampled_from(USERS), label="user")

    def case(self, data: Any) -> Case:
        """Any case."""
        return self.ws.case(data.draw(st.sampled_from([one.id for one in self.cases()])))

    @rule(data=DATA)
    def open_one(self, data: Any) -> None:
        """Somebody opens a case."""
        if len([one for one in self.cases() if not one.final]) < 4:
            self.opened(data.draw(st.sampled_from([one.id for one in POSTS])), self.user(data))

    def opened(self, post: str, user: str) -> None:
        """A case of a post, where this user may open one."""
        self.tried(lambda: self.ws.open_case("walk", post, actor=user))

    def given(self, data: Any, case: Case, action: str) -> dict[str, Any]:
        """Something for all that an action asks, and its reason."""
        plain = self.witness.plain(self.witness.cases[case.id])
        one = plain["actions"][action]
        self.numbers += 1
        number = data.draw(st.sampled_from([self.numbers, 1]))
        nominee = data.draw(st.sampled_from([*NOMINEES, "P0", "P1"]))
        fields = given_for(plain, action, number, nominee, data.draw(st.sampled_from([10, 90])))
        if "may_ask" in one:
            fields["amount"] = data.draw(st.sampled_from([10, 90]))
        given: dict[str, Any] = {"fields": fields, "reason": "so"}
        if "documents" in one or (action == "note" and data.draw(st.booleans())):
            given["documents"] = {"paper": f"sheet {data.draw(st.integers(1, 2))}"}
        if isinstance(one["to"], dict):
            path = self.witness.cases[case.id].path
            legal = [name for name in one["to"]["any_of"] if name in path]
            if legal:
                given["to"] = data.draw(st.sampled_from(legal))
        return given

    @rule(data=DATA)
    @precondition(lambda self: self.cases())
    def attempt(self, data: Any) -> None:
        """Anybody tries anything, for themselves or for another, with a vote or without, on an old screen or not."""
        case = self.case(data)
        plain = self.witness.plain(self.witness.cases[case.id])
        action = data.draw(st.sampled_from(sorted(plain["actions"])))
        given = self.given(data, case, action)
        user = self.user(data)
        whom = data.draw(st.sampled_from([None, None, *USERS]))
        vote = data.draw(st.sampled_from([None, None, "refuse", "abstain", "withdraw"]))
        if vote is not None:
            given = {"reason": "so"}
        seen = data.draw(st.sampled_from([None, case.revision, case.revision - 1]))
        self.acted(case, action, user, given | {"on_behalf_of": whom, "vote": vote}, seen)

    def go_on(self, data: Any) -> None:
        """Once or a few times somebody does what is theirs to do."""
        for _ in range(data.draw(st.integers(1, 3))):
            self.allowed(data)
            self.holds()

    def allowed(self, data: Any) -> None:
        """Somebody does what is theirs to do, with all that it asks."""
        can = {
            (case.id, user, answer.name): answer
            for case in self.cases()
            for user in USERS
            if self.witness.accounts[user].active
            for answer in self.ws.explain(case.id, actor=user)
            if answer.allowed
        }
        if not can:
            return
        forward = [one for one, answer in can.items() if not answer.side]
        chosen = forward if forward and data.draw(st.integers(0, 3)) else list(can)
        found = data.draw(st.sampled_from(chosen), label="allowed")
        case, user, answer = self.ws.case(found[0]), found[1], can[found]
        vote = data.draw(st.sampled_from([None] * 4 + ["refuse", "abstain"])) if answer.signoff else None
        given = self.given(data, case, answer.name) if vote is None else {"reason": "so"}
        if (
            answer.signoff
            and vote is None
            and self.witness.cases[case.id].signing
            and data.draw(st.booleans())
        ):
            given["fields"] = {}  # as all but the first who sign
        done = self.acted(case, answer.name, user, given | {"vote": vote}, None)
        if isinstance(done, Refused) and vote is None:
            codes = {one.code for one in done.reasons if not one.question}
            anew = (
                {"turn", "not_asked", "nobody_asked", "role"} if given["fields"] else set()
            )  # values void signatures
            assert codes <= OF_VALUES | anew, f"{case.id} {answer.name} {user}: yes, then {codes}"

    first, second, third, fourth, fifth, sixth, seventh, eighth = map(_going_on, range(8))

    def acted(
        self, case: Case, action: str, user: str, given: dict[str, Any], seen: int | None
    ) -> Case | LantikError:
        """One act, which must come to what its preview said."""
        before = self.ws.case(case.id)
        preview: Any = self.tried(lambda: self.ws.preview(case.id, action, actor=user, **given))
        result = self.tried(lambda: self.ws.act(case.id, action, actor=user, expected=seen, **given))
        if seen is not None and seen != before.revision:
            assert isinstance(result, (Conflict, InputError)), result
            assert self.ws.case(case.id) == before
            return result
        if isinstance(result, Case):
            assert unsalted(preview.case) == unsalted(result)
            assert result.revision == before.revision + 1
        else:
            assert self.ws.case(case.id) == before
            if isinstance(result, Refused):
                assert {one.code for one in (*preview.reasons, *preview.questions)} == {
                    one.code for one in result.reasons
                }
                self.wrong_ones_are_told(case, action, user, given, result)
        return result

    def wrong_ones_are_told(
        self, case: Case, action: str, user: str, given: dict[str, Any], refused: Refused
    ) -> None:
        """Who may not is told that, and who may is not."""
        track = self.witness.cases[case.id]
        if given.get("vote") or given.get("on_behalf_of") or action not in self.witness.leaving(track):
            return
        told = {one.code for one in refused.reasons} & NOT_THEIRS - {"duty", "claimed"}
        if told:
            assert not self.witness.may(track, action, user) or given.get("fields"), (action, user, told)

    @rule(data=DATA)
    @precondition(lambda self: self.cases())
    def act_on_many(self, data: Any) -> None:
        """One act on many cases: all or none, or each by itself; first looked at, then done."""
        ids = st.sampled_from([one.id for one in self.cases()])
        cases = list(map(self.ws.case, data.draw(st.lists(ids, min_size=1, max_size=3, unique=True))))
        user = self.user(data)
        acts = []
        for case in cases:
            names = sorted(self.witness.leaving(self.witness.cases[case.id])) or ["cancel"]
            action = data.draw(st.sampled_from(names))
            acts.append(Act(case.id, action, **self.given(data, case, action)))
        seen = self.tried(lambda: self.ws.preview_many(acts, actor=user))
        if data.draw(st.booleans()):
            before = [self.ws.case(one.id) for one in cases]
            done = self.tried(lambda: self.ws.act_many(acts, actor=user, atomic=True))
            assert isinstance(done, LantikError) or all(isinstance(one, Case) for one in done)
            if isinstance(done, LantikError):
                assert [self.ws.case(one.id) for one in cases] == before
        else:
            done = self.tried(lambda: self.ws.act_many(acts, actor=user))
        if not isinstance(seen, LantikError) and not isinstance(done, LantikError):
            assert [type(one) for one in seen] == [type(one) for one in done]
        if isinstance(done, LantikError) and not isinstance(seen, LantikError):
            assert any(isinstance(one, LantikError) for one in seen)

    # ── work items ──────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(data=DATA)
    @precondition(lambda self: self.cases())
    def claim(self, data: Any) -> None:
        """Somebody takes something up: only what waits for them."""
        case, user = self.case(data), self.user(data)
        waits = self.witness.accounts[user].active and self.witness.waits(self.witness.cases[case.id], user)
        done = self.tried(lambda: self.ws.claim(case.id, actor=user))
        assert waits or isinstance(done, LantikError), (
            f"{user} took up {case.id}, which does not wait for them"
        )

    @rule(data=DATA)
    @precondition(lambda self: self.cases())
    def let_go(self, data: Any) -> None:
        """Somebody lets go of something, or an admin gives it to another."""
        case, user = self.case(data), self.user(data)
        if data.draw(st.booleans()):
            self.tried(lambda: self.ws.release(case.id, actor=user))
            return
        waits = self.witness.accounts[user].active and self.witness.waits(
            self.witness.cases[case.id], user, bindings=False
        )
        done = self.tried(lambda: self.ws.reassign(case.id, to=user, reason="so", actor="admin"))
        assert waits or isinstance(done, LantikError), (
            f"{case.id} was given to {user}, for whom it does not wait"
        )
