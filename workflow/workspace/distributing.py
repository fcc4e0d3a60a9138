"""Work given out as it comes up (`distribute`): by turns, or to whoever has taken up the least.

What is given out is a claim that the clock makes: it is recorded, it can be let go and reassigned, and it is over after the
time of a claim, so that nothing waits for one person for ever. Who is absent is passed over, and who the rules would refuse
where somebody else would do. The same store gives the same answer.
Source: workflow resource patterns 16 (round robin) and 17 (shortest queue), Russell et al. 2004.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from workflow.access.directory import as_actor
from workflow.access.users import User
from workflow.definition.duration import Duration
from workflow.definition.model import Action
from workflow.engine import claiming
from workflow.engine.aside import noted
from workflow.engine.case import Act, Case, Claim, Decision, Event, Refusal, WorkItem
from workflow.engine.claims import covers, entry, in_force, place_of
from workflow.engine.decide import decide
from workflow.engine.facts import Actor
from workflow.engine.machine import RunningVersion
from workflow.engine.naming import holders_of
from workflow.store.protocol import Doc, Transaction
from workflow.workspace.facts import StoreFacts


def comes_up(version: RunningVersion, case: Case, events: Iterable[Event]) -> bool:
    """Whether an act brought work that is to be given out: the case came into a state, or the next may sign."""
    definition = version.definition
    if case.final or not any(definition.actions[item.action].distribute for item in case.work):
        return False
    return any((event.fired and event.source != event.target) or event.vote for event in events)


def give_out(
    tx: Transaction, version: RunningVersion, case: Case, lasts: Duration, facts: StoreFacts, now: datetime
) -> Decision | None:
    """Give each piece of work that is to be distributed and that nobody has to one of those who may do it.

    Args:
        tx: in which the case has come up; it remembers whose turn was last.
        version: the case's own version.
        case: as it stands.
        lasts: how long they have it.
        facts: the world at `now`.
        now: the store's clock.

    Returns:
        The event that says who has it now; None where there is nobody to give it to.
    """
    held = in_force(case.claims, now.date())
    given: list[Claim] = []
    for (name, role), items in _open_places(version, case, held):
        action = version.action(name)
        people = _fittest(
            version, case, action, list(_candidates(tx, version, case, items, facts, now)), facts, now
        )
        if people:
            taker = _chosen(tx, version, action, role, items[0].unit, people)
            given.append(
                claiming.Taker(taker).claim(name, role, now, lasts.after(now.date(), facts.calendar))
            )
    if not given:
        return None
    modes = {one.action: version.action(one.action).distribute for one in given}
    return noted(version, case, claiming.CLAIM, entry([*held, *given], distributed=modes), now, now)


Place = tuple[str, str | None]


def _open_places(
    version: RunningVersion, case: Case, held: Sequence[Claim]
) -> Iterator[tuple[Place, list[WorkItem]]]:
    """The places of this kind that nobody has: action and role (None: the action as a whole), with their work items."""
    found: dict[Place, list[WorkItem]] = {}
    for item in case.work:
        if version.action(item.action).distribute is None:
            continue
        place = place_of(version.definition, case, item)
        if place is not None and not any(covers(one, item.action, item.role) for one in held):
            found.setdefault((item.action, place[0]), []).append(item)
    return iter(found.items())


def _candidates(
    tx: Transaction,
    version: RunningVersion,
    case: Case,
    items: Iterable[WorkItem],
    facts: StoreFacts,
    now: datetime,
) -> Iterator[Actor]:
    """Those who may do it in their own right and are there: one account a person, in a fixed order."""
    seen: set[str] = set()
    for item in items:
        for user in map(User.from_doc, _accounts(tx, version, case, item, facts)):
            actor = as_actor(user)
            there = user.active and user.identity not in seen and not facts.directory.away(user, now)
            if there and claiming.Taker(actor).may(item, facts):
                seen.add(user.identity)
                yield actor


def _accounts(
    tx: Transaction, version: RunningVersion, case: Case, item: WorkItem, facts: StoreFacts
) -> Iterator[Doc]:
    if item.person is None:
        yield from sorted(tx.find("users", "holds", item.role), key=lambda doc: str(doc["id"]))
        return
    for person in sorted(holders_of(version.definition, case, item.role, facts)):
        if person.startswith("user:"):
            doc = tx.get("users", person.removeprefix("user:"))
            yield from [doc] if doc else []
        yield from sorted(tx.find("users", "person", person), key=lambda doc: str(doc["id"]))


def _fittest(
    version: RunningVersion,
    case: Case,
    action: Action,
    people: Sequence[Actor],
    facts: StoreFacts,
    now: datetime,
) -> list[Actor]:
    """Those whom the rules would refuse for the fewest reasons: who lacks a grade that another one has is passed over."""
    if not any("actor" in rule.source for rule in action.only_if):
        return list(people)
    against = {}
    for one in people:
        answer = decide(version, case, Act(case.id, action.name, actor=one.id), facts, now)
        reasons = answer.reasons if isinstance(answer, Refusal) else ()
        against[one.id] = sum(not reason.question for reason in reasons)
    return [one for one in people if against[one.id] == min(against.values())]


def _chosen(
    tx: Transaction,
    version: RunningVersion,
    action: Action,
    role: str | None,
    unit: str | None,
    people: Sequence[Actor],
) -> Actor:
    """Whose turn it is: the one who comes after the last in the order of people; of these, whoever has the least."""
    key = ":".join(("turn", version.id, action.name, role or "", unit or ""))
    doc = tx.get("meta", key)
    last = str(doc["last"]) if doc else ""
    ordered = sorted(people, key=lambda one: (one.person <= last, one.person))
    taker = ordered[0]
    if action.distribute == "least_open":
        taker = min(ordered, key=lambda one: tx.count("cases", "claims.actor", one.id))
    tx.put("meta", {"id": key, "last": taker.person})
    return taker
