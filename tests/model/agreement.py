"""What must hold after every step: button, inbox, counter, reminder and act agree, and so does the witness."""

from __future__ import annotations

from tests.model.office import USERS, Office
from workflow import InputError

#: reasons that say that an action is not somebody's to take
NOT_THEIRS = {
    "role", "turn", "already_signed", "duty", "mandate", "not_asked", "nobody_asked", "automatic", "claimed",
}  # fmt: skip


def agree(office: Office) -> None:
    """Hold for every user and every open case what explain, inbox and counters say against the witness."""
    ws, witness = office.ws, office.witness
    open_cases = [one for one in ws.cases(limit=1000) if not one.final]
    somebody: set[str] = set()
    for user in USERS:
        if not witness.accounts[user].active:
            try:
                ws.inbox(user)
            except InputError:
                continue
            raise AssertionError(f"{user} is closed and has an inbox")
        page = ws.inbox(user, limit=1000)
        inbox = {item.case: set(item.actions) for item in page}
        offered = {item.case: set(item.actions) for item in ws.inbox(user, claimed="all", limit=1000)}
        assert page.total == len(inbox)
        assert [item.case for item in page] == paged(office, user)
        somebody |= set(offered)
        for case in open_cases:
            track = witness.cases[case.id]
            expected = witness.waits(track, user)
            said = f"{case.id} in {case.state} for {user}"
            assert offered.get(case.id, set()) == expected, (
                f"{said}: offered {offered.get(case.id)}, is {expected}"
            )
            for answer in ws.explain(case.id, actor=user):
                codes = {one.code for one in answer.reasons}
                theirs = not codes & NOT_THEIRS
                where = f"{said}: {answer.name} {codes}"
                if answer.side:
                    assert theirs == witness.may(track, answer.name, user), where
                    continue
                assert theirs == (answer.name in inbox.get(case.id, ())), (
                    f"{where}, inbox {inbox.get(case.id)}"
                )
                if not theirs and answer.name in expected:
                    assert codes & NOT_THEIRS == {"claimed"}, where
                assert not (answer.allowed and not theirs)
    stranded = {one.case for one in ws.access.stranded_work()}
    for case in open_cases:
        state = witness.plain(witness.cases[case.id])["states"][case.state]
        assert case.id in somebody | stranded or "waits_for" in state, (
            f"{case.id} in {case.state} waits for nobody"
        )


def paged(office: Office, user: str) -> list[str]:
    """The cases of an inbox, read three at a time."""
    found: list[str] = []
    after = None
    while True:
        page = office.ws.inbox(user, after=after, limit=3)
        found += [one.case for one in page]
        after = page.next
        if after is None:
            return found
